"""Rules for images and links in prose: described, and leading somewhere. Nothing is fetched."""

import re
from pathlib import Path
from urllib.parse import unquote, urlparse

from hygiene.notebook import Html, Notebook, markdown_tokens, plain_text

MIN_ALT = 10  # characters of an image's alt text


def _html(tokens: list[dict]) -> list[tuple[str, dict]]:
    pieces = [t["raw"] for t in tokens if t["type"] in ("block_html", "inline_html")]
    return [tag for piece in pieces for tag in Html(piece).tags]


def targets(text: str) -> list[str]:
    """Where the links of a Markdown text lead, its HTML ones included."""
    tokens = markdown_tokens(text)
    found = [token["attrs"]["url"] for token in tokens if token["type"] == "link"]
    return found + [attrs.get("href", "") for tag, attrs in _html(tokens) if "href" in attrs]


def images(text: str) -> list[tuple[str, str]]:
    """(address, alt text) of the images of a Markdown text, its HTML ones included."""
    tokens = markdown_tokens(text)
    found = [(t["attrs"]["url"], plain_text(t)) for t in tokens if t["type"] == "image"]
    tagged = [attrs for tag, attrs in _html(tokens) if tag == "img"]
    return found + [(attrs.get("src", ""), attrs.get("alt") or "") for attrs in tagged]


def anchors(path: Path) -> set[str]:
    """What may follow # in a link to this file: its headings, as the page that shows it names them.

    JupyterLab joins the words of a notebook's heading by hyphens; GitHub, which shows the
    Markdown files, also lowers them and drops punctuation.
    """
    if path.suffix == ".ipynb":
        notebook = Notebook.read(path)
        tokens = [token for _, token in notebook.tokens]
        names = {re.sub(r"\s", "-", text) for _, _, text in notebook.headings}
    else:
        tokens = markdown_tokens(path.read_text(encoding="utf-8"))
        texts = [plain_text(token).lower() for token in tokens if token["type"] == "heading"]
        names = {re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", text)) for text in texts}
    return names | {attrs["id"] for _, attrs in _html(tokens) if "id" in attrs}


def broken(target: str, source: Path) -> str | None:
    """What is wrong with a link in the file `source`; None where it leads somewhere."""
    url = urlparse(target)
    if url.scheme in ("http", "https"):
        well_formed = "." in url.netloc and not re.search(r"[\s<>\"]", target)
        return None if well_formed else "is no well-formed address"
    if url.scheme:
        return None if url.scheme == "mailto" else f"has the scheme {url.scheme}"
    path = source.parent / unquote(url.path) if url.path else source
    if not path.exists():
        return "leads to no file"
    if url.fragment and unquote(url.fragment) not in anchors(path):
        return f"leads to no heading of {path.name}"
    return None


def links_lead_somewhere(notebook: Notebook) -> list[str]:
    """Relative links resolve, their anchors too; addresses are well-formed."""
    return [
        f"{notebook.where(cell)}: link '{target}' {wrong}"
        for cell in notebook.prose
        for target in targets(cell.source)
        if (wrong := broken(target, notebook.path))
    ]


def images_are_described_and_there(notebook: Notebook) -> list[str]:
    """Each image in prose has alt text, and its file is in the repository."""
    found = []
    for cell in notebook.prose:
        for address, alt in images(cell.source):
            where = f"{notebook.where(cell)}: image '{address[:60]}'"
            if len(alt.strip()) < MIN_ALT:
                found.append(f"{where} has the alt text '{alt}', expected {MIN_ALT} characters")
            kind, _, name = address.partition(":")
            there = (
                name in cell.get("attachments", {})
                if kind == "attachment"
                else (notebook.path.parent / unquote(address)).is_file()
            )
            if not there:
                found.append(f"{where} is no file here (no network is needed to read a notebook)")
    return found


RULES = (links_lead_somewhere, images_are_described_and_there)
