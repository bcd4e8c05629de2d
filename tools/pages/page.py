"""One executed notebook as one page."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat import NotebookNode

from hygiene.outputs import WIDGET

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).parent / "templates"
CARRIED = "files"  # beside the pages: files of the repository that a notebook links to
LINKS = {"a": "href", "img": "src"}


class DeadLink(Exception):
    """A link of a notebook leads to no file of the repository."""


def write_page(nb: NotebookNode, source: Path, folder: Path) -> Path:
    """Write the page of `nb`, the executed notebook of the file `source`, into `folder`.

    Files that it links to are copied along.

    Raises:
        DeadLink: a relative link leads to no file.
    """
    exporter = HTMLExporter(
        template_name="notebook",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    resources = {
        "metadata": {"name": source.stem, "path": str(source.parent)},
        "title": title(nb),
        "live": count_views(nb) > 0,
    }
    html, _ = exporter.from_notebook_node(nb, resources=resources)
    page = folder / f"{source.stem}.html"
    page.write_text(relink(html, source, folder), encoding="utf-8")
    return page


def title(nb: NotebookNode) -> str:
    """The first line of the title cell, without its mark."""
    return nb.cells[0].source.strip().partition("\n")[0].lstrip("# ")


def count_views(nb: NotebookNode) -> int:
    """How many live views the notebook shows."""
    outputs = [out for cell in nb.cells for out in cell.get("outputs", [])]
    return sum(WIDGET in out.get("data", {}) for out in outputs)


def relink(html: str, source: Path, folder: Path) -> str:
    """The same page with its relative links leading to pages and to files copied beside it."""
    soup = BeautifulSoup(html, features="html.parser")
    for tag, attribute in LINKS.items():
        for element in soup.select(f"main {tag}[{attribute}]"):
            element[attribute] = address(element[attribute], source, folder)
    return str(soup)


def address(target: str, source: Path, folder: Path) -> str:
    """Where a link of the notebook `source` leads once its page is in `folder`."""
    url = urlsplit(target)
    if url.scheme or url.netloc or not url.path:
        return target
    path = (source.parent / unquote(url.path)).resolve()
    fragment = f"#{url.fragment}" if url.fragment else ""
    if path.suffix == ".ipynb" and path.parent == source.parent.resolve():
        return f"{path.stem}.html{fragment}"
    if not path.is_file() or not path.is_relative_to(ROOT):
        raise DeadLink(f"its link '{target}' leads to no file of the repository")
    copy = folder / CARRIED / path.relative_to(ROOT)
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(path.read_bytes())
    return f"{copy.relative_to(folder).as_posix()}{fragment}"
