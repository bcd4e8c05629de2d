"""The page that lists the notebooks. Their title cells are its one source."""

import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbformat import NotebookNode

from pages.page import TEMPLATES, title

SENTENCE = re.compile(r".+?[.?!](?=\s+[^a-z]|\s*$)", re.DOTALL)  # the stops of "e.g. this" end none


@dataclass(frozen=True)
class Entry:
    """What a title cell says of its notebook. `sentence` and `builds` are HTML."""

    page: str
    title: str
    sentence: Markup
    builds: Markup
    minutes: str


def entry(nb: NotebookNode, source: Path) -> Entry:
    """Read the title cell; what it does not say stays empty."""
    paragraphs = re.split(r"\n\s*\n", nb.cells[0].source.strip())
    opening = paragraphs[1] if len(paragraphs) > 1 else ""
    first = SENTENCE.match(opening)
    return Entry(
        page=f"{source.stem}.html",
        title=title(nb),
        sentence=inline(first[0] if first else opening),
        builds=inline(said(nb, "You will build")),
        minutes=said(nb, "Minutes"),
    )


def said(nb: NotebookNode, what: str) -> str:
    """The rest of the title cell's line `- **what:** rest`."""
    found = re.search(rf"\*\*{what}:\*\*(.*)", nb.cells[0].source)
    return found[1].strip() if found else ""


def inline(markdown: str) -> Markup:
    """One line of Markdown as HTML, without the paragraph around it."""
    html = markdown2html_mistune(markdown).strip()
    return Markup(html.removeprefix("<p>").removesuffix("</p>"))


def write_contents(notebooks: dict[Path, NotebookNode], folder: Path) -> None:
    """Write index.html: the notebooks whose pages are in `folder`, in the order of their names."""
    entries = [
        entry(nb, source)
        for source, nb in sorted(notebooks.items())
        if (folder / f"{source.stem}.html").is_file()
    ]
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    html = environment.get_template("contents.html.j2").render(entries=entries)
    (folder / "index.html").write_text(html, encoding="utf-8")
