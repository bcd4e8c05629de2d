"""A notebook as the rules see it."""

from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

import mistune
import nbformat

MAX_BYTES = 400_000  # of one stored notebook
_parse = mistune.create_markdown(renderer=None, plugins=["math", "table"])


def markdown_tokens(text: str) -> list[dict]:
    """Every token of a Markdown text, however deep, in order of appearance."""
    found, waiting = [], list(reversed(_parse(text)))
    while waiting:
        token = waiting.pop()
        found.append(token)
        waiting += reversed(token.get("children") or [])
    return found


def plain_text(token: dict) -> str:
    """The words of a token, without marks: the text of a heading or of a link."""
    if "children" in token:
        return "".join(plain_text(child) for child in token["children"])
    return token.get("raw", "")


class Html(HTMLParser):
    """The tags of a piece of HTML: a list of (name, attributes)."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append((tag, dict(attrs)))


@dataclass(frozen=True)
class Notebook:
    """A parsed notebook and the file it came from."""

    path: Path
    node: nbformat.NotebookNode

    @classmethod
    def read(cls, path: Path) -> "Notebook":
        # nbformat.read would repair what is wrong with the cells' ids before a rule has seen it
        return cls(path, nbformat.v4.reads(path.read_text(encoding="utf-8")))

    @property
    def cells(self) -> list:
        return self.node.cells

    @property
    def code(self) -> list:
        return [cell for cell in self.cells if cell.cell_type == "code"]

    @property
    def prose(self) -> list:
        return [cell for cell in self.cells if cell.cell_type == "markdown"]

    @cached_property
    def tokens(self) -> list[tuple[nbformat.NotebookNode, dict]]:
        """(cell, Markdown token) of all the prose."""
        return [(cell, token) for cell in self.prose for token in markdown_tokens(cell.source)]

    @property
    def headings(self) -> list[tuple[nbformat.NotebookNode, int, str]]:
        """(cell, level, text) of every heading, top to bottom."""
        return [
            (cell, token["attrs"]["level"], plain_text(token))
            for cell, token in self.tokens
            if token["type"] == "heading"
        ]

    def where(self, cell: nbformat.NotebookNode) -> str:
        """How a complaint names a cell: its number from 1, and how it begins."""
        number = next(n for n, other in enumerate(self.cells, 1) if other is cell)
        lines = cell.source.strip().splitlines() or ["empty"]
        return f"cell {number} ({lines[0][:40]})"


def tags(cell: nbformat.NotebookNode) -> list[str]:
    """The tags its author gave a cell."""
    return cell.metadata.get("tags", [])
