"""Rules for stored outputs: executed, quiet, described, of no one machine."""

import re
from pathlib import Path

from hygiene.notebook import Notebook, tags

ROOT = Path(__file__).resolve().parents[2]
WIDGET = "application/vnd.jupyter.widget-view+json"
MIN_ALT = 25  # characters of a picture's alt text
LOCAL = {
    "a local path": r"(?<![\w.:/~-])/(?:home|Users|root|tmp|var|opt|usr|private|mnt)/\w|~/\w"
    rf"|\b[A-Z]:\\|site-packages|{re.escape(str(ROOT))}",
    "a process id": r"ipykernel_\d+|\bpid\W*\d+",
    "a memory address": r"\bat 0x[0-9a-f]{6,}",
}


def _outputs(notebook: Notebook) -> list[tuple]:
    return [(cell, output) for cell in notebook.code for output in cell.outputs]


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _texts(output: dict) -> list[str]:
    """Every piece of text in an output; pictures are left out."""
    data = output.get("data", {})
    texts = [
        output.get("text", ""),
        output.get("evalue", ""),
        "\n".join(output.get("traceback", [])),
    ]
    return [_text(text) for text in texts] + [
        _text(data[kind]) for kind in data if kind.startswith("text/") or kind == "image/svg+xml"
    ]


def executed_top_to_bottom(notebook: Notebook) -> list[str]:
    """Counts 1 to n without a gap: nbval compares nothing in a cell that has no count."""
    return [
        f"{notebook.where(cell)} has execution count {cell.execution_count}, expected {n}"
        for n, cell in enumerate(notebook.code, 1)
        if cell.execution_count != n
    ]


def nothing_on_stderr(notebook: Notebook) -> list[str]:
    """No warning, no log line: a learner would wonder whether something is wrong."""
    return [
        f"{notebook.where(cell)} wrote to stderr: {_text(output.text).strip()[:80]}"
        for cell, output in _outputs(notebook)
        if output.get("name") == "stderr"
    ]


def no_errors(notebook: Notebook) -> list[str]:
    """No cell raised, but those tagged raises-exception; and those did."""
    found = []
    for cell in notebook.code:
        raised = [out.ename for out in cell.outputs if out.output_type == "error"]
        expected = "raises-exception" in tags(cell)
        if raised and not expected:
            found.append(f"{notebook.where(cell)} raised {raised[0]}, tagged raises-exception?")
        if expected and not raised:
            found.append(f"{notebook.where(cell)} is tagged raises-exception and did not raise")
    return found


def no_widget_view(notebook: Notebook) -> list[str]:
    """A stored widget has lost its kernel; its static picture and its text are what is kept."""
    return [
        f"{notebook.where(cell)} stores a widget view: run `make notebooks`"
        for cell, output in _outputs(notebook)
        if WIDGET in output.get("data", {})
    ]


def pictures_have_alt_text(notebook: Notebook) -> list[str]:
    """Beside each image/png stands a text/plain that says what it shows, and no repr."""
    found = []
    for cell, output in _outputs(notebook):
        if "image/png" not in output.get("data", {}):
            continue
        alt = _text(output.data.get("text/plain", "")).strip()
        if len(alt) < MIN_ALT or re.fullmatch(r"<.*>", alt, re.DOTALL) or " object at 0x" in alt:
            found.append(f"{notebook.where(cell)} has a picture whose alt text is '{alt[:60]}'")
    return found


def outputs_name_no_machine(notebook: Notebook) -> list[str]:
    """No local path, process id or memory address: it differs on the next machine."""
    found = []
    for cell, output in _outputs(notebook):
        for text in _texts(output):
            for what, pattern in LOCAL.items():
                if match := re.search(pattern, text):
                    found.append(f"{notebook.where(cell)} shows {what}: '{match[0]}'")
    return found


RULES = (
    executed_top_to_bottom,
    nothing_on_stderr,
    no_errors,
    no_widget_view,
    pictures_have_alt_text,
    outputs_name_no_machine,
)
