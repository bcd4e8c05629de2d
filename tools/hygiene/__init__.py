"""The house rules of notebooks, each a small function: a Notebook in, a list of complaints out.

    structure   title, headings, sections, length of cells, what the file may hold
    outputs     what a stored output may be: executed, quiet, described, of no one machine
    links       images and links lead somewhere
    code        names from the symbol table, seeds, nothing from outside, code stands once

`complaints(notebook)` applies them all. The test suite does that to every notebook, and
`make notebooks` to each one it has just stored.
"""

from hygiene import code, links, outputs, structure
from hygiene.notebook import MAX_BYTES, Notebook

RULES = (*structure.RULES, *outputs.RULES, *links.RULES, *code.RULES)


def complaints(notebook: Notebook) -> list[str]:
    """Everything the house rules have against one notebook; an empty list where all is well."""
    return [complaint for rule in RULES for complaint in rule(notebook)]


__all__ = ["MAX_BYTES", "RULES", "Notebook", "code", "complaints", "links", "outputs", "structure"]
