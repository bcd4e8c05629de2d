"""Rules for the shape of a notebook: title, headings, sections, cells, metadata."""

import re

from hygiene.notebook import MAX_BYTES, Notebook

MAX_LINES = 25  # of a code cell, so that it fits a projector beside its output
SECTIONS = ("Summary", "Exercises", "Next")  # how every notebook closes
TITLE_SAYS = {
    "You will build": r"you will build",
    "You need": r"you need",
    "how many minutes it takes": r"\d+\W+minutes|minutes\W+\d+",
}
# What `make notebooks` keeps; anything else is clutter that one editor or machine left.
CELL_METADATA = {"tags", "jupyter", "slideshow"}
NOTEBOOK_METADATA = {"kernelspec", "language_info"}


def one_title(notebook: Notebook) -> list[str]:
    """Exactly one first-level heading, in the first cell."""
    titles = [cell for cell, level, _ in notebook.headings if level == 1]
    if len(titles) != 1:
        return [f"has {len(titles)} first-level headings, expected 1"]
    return [] if titles[0] is notebook.cells[0] else ["the title is not in the first cell"]


def headings_do_not_jump(notebook: Notebook) -> list[str]:
    """A heading is at most one level below the one before: screen readers rely on it."""
    levels = [0, *(level for _, level, _ in notebook.headings)]
    return [
        f"heading '{text}' has level {level} after level {before}"
        for before, (_, level, text) in zip(levels, notebook.headings, strict=False)
        if level > before + 1
    ]


def title_cell_says_what_to_expect(notebook: Notebook) -> list[str]:
    """What the learner will build, what they need first, and how long it takes."""
    first = notebook.cells[0].source if notebook.cells else ""
    return [
        f"the title cell does not say {what}"
        for what, pattern in TITLE_SAYS.items()
        if not re.search(pattern, first, re.IGNORECASE)
    ]


def closes_with_its_sections(notebook: Notebook) -> list[str]:
    """Summary, Exercises and Next are there, in this order."""
    texts = [text for _, _, text in notebook.headings]
    places = {
        name: [n for n, text in enumerate(texts) if re.match(rf"{name}\b", text)]
        for name in SECTIONS
    }
    missing = [f"has no section '{name}'" for name in SECTIONS if not places[name]]
    last = [places[name][-1] for name in SECTIONS if places[name]]
    order = [] if last == sorted(last) else [f"sections are not in the order {', '.join(SECTIONS)}"]
    return missing + order


def code_cells_are_short(notebook: Notebook) -> list[str]:
    """No code cell has more than MAX_LINES lines, and none is empty."""
    lengths = [(cell, len(cell.source.strip().splitlines())) for cell in notebook.code]
    return [
        f"{notebook.where(cell)} has {length} lines, expected 1 to {MAX_LINES}"
        for cell, length in lengths
        if not 1 <= length <= MAX_LINES
    ]


def metadata_is_minimal(notebook: Notebook) -> list[str]:
    """Kernel python3 and nothing that a machine or an editor left: no timing, no widget state."""
    metadata = notebook.node.metadata
    found = [f"has metadata '{key}'" for key in metadata if key not in NOTEBOOK_METADATA]
    kernel = metadata.get("kernelspec", {}).get("name")
    if kernel != "python3":
        found.append(f"asks for kernel '{kernel}', expected 'python3'")
    if metadata.get("language_info") != {"name": "python"}:
        found.append("language_info is not just the name python (a version there ages)")
    for cell in notebook.cells:
        extra = set(cell.metadata) - CELL_METADATA
        found += [f"{notebook.where(cell)} has metadata '{key}'" for key in sorted(extra)]
    return found


def cells_have_ids(notebook: Notebook) -> list[str]:
    """Each cell has an id of its own, so that a difference between versions is readable."""
    ids = [cell.get("id") for cell in notebook.cells]
    missing = ["a cell has no id: run `make notebooks`"] if None in ids else []
    return missing + [f"two cells have the id '{i}'" for i in {*ids} - {None} if ids.count(i) > 1]


def file_is_small(notebook: Notebook) -> list[str]:
    """A notebook has at most MAX_BYTES bytes: many small ones make a light repository."""
    size = notebook.path.stat().st_size
    return [f"has {size} bytes, expected at most {MAX_BYTES}"] if size > MAX_BYTES else []


RULES = (
    one_title,
    headings_do_not_jump,
    title_cell_says_what_to_expect,
    closes_with_its_sections,
    code_cells_are_short,
    metadata_is_minimal,
    cells_have_ids,
    file_is_small,
)
