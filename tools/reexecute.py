"""Re-executes notebooks in place and stores them in one normal form: `make notebooks`.

    python tools/reexecute.py            every notebook in notebooks/
    python tools/reexecute.py 05 01      those whose names start so

A notebook that raises, writes to stderr or grows too big is left as it was, and the cell is named.
"""

import argparse
import json
import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

from clean_kernel import prepare
from hygiene import MAX_BYTES, Notebook, complaints

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
CELL_SECONDS = 120  # a whole notebook is to run in 60
WIDGET = "application/vnd.jupyter.widget-view+json"
KEPT_METADATA = ("tags", "jupyter", "slideshow")  # of cells: what authors set
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


class Refused(Exception):
    """This notebook is not stored; the message names the cell and says why."""


def slug(text: str) -> str:
    """Letters and digits of a heading, joined by hyphens: "The forget gate" -> the-forget-gate."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:50].strip("-") or "cell"


def name_cells(cells: list[dict]) -> None:
    """Give each cell without an id one made of the heading above it and a number."""
    taken = {cell["id"] for cell in cells if "id" in cell}
    section = "start"
    for cell in cells:
        source = "".join(cell["source"])
        heading = re.match(r"#+ +(.+)", source) if cell["cell_type"] == "markdown" else None
        section = slug(heading[1]) if heading else section
        if "id" not in cell:
            names = [section] if heading else []
            names += [f"{section}-{n}" for n in range(1, len(cells) + 1)]
            cell["id"] = next(name for name in names if name not in taken)
            taken.add(cell["id"])


def read(path: Path) -> nbformat.NotebookNode:
    """The notebook at `path`, every cell with an id."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    if raw.get("nbformat") != 4:
        raise Refused(f"nbformat is {raw.get('nbformat')}, expected 4")
    name_cells(raw["cells"])
    raw["nbformat_minor"] = 5
    return nbformat.reads(json.dumps(raw), as_version=4)


def execute(nb: nbformat.NotebookNode, path: Path, widget_state: bool = False) -> None:
    """Run every cell of `nb` in a new kernel, in the notebook's own folder, with a progress bar.

    widget_state: keep in `nb` what its live views hold, which a page without a kernel needs.
    """
    codes = [cell for cell in nb.cells if cell.cell_type == "code"]
    with tqdm(total=len(codes), desc=path.stem, unit="cell", leave=False, disable=None) as bar:
        client = NotebookClient(
            nb,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR"],  # the kernel's own log, not the cells' stderr
            resources={"metadata": {"path": str(path.parent)}},
            record_timing=False,
            coalesce_streams=True,  # one text output per cell, however busy the machine is
            store_widget_state=widget_state,
            on_cell_complete=lambda cell, cell_index: bar.update(cell.cell_type == "code"),
        )
        try:
            client.execute()
        except CellExecutionError as error:
            raise Refused(f"a cell raised:\n{error}") from None
        except (CellTimeoutError, DeadKernelError) as error:
            raise Refused(str(error)) from None


def normalise(nb: nbformat.NotebookNode) -> None:
    """Keep what a reader needs, in one form: no widget state, no timing, no machine."""
    nb.metadata = nbformat.from_dict(METADATA)
    for cell in nb.cells:
        kept = {key: cell.metadata[key] for key in KEPT_METADATA if cell.metadata.get(key)}
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            # The static picture and its text stay; a widget's model lived in the kernel that ended.
            output.get("data", {}).pop(WIDGET, None)
            # A traceback names this machine's folders; the message is what the prose is about.
            if output.output_type == "error":
                output.traceback = [f"{output.ename}: {output.evalue}"]
            if output.get("name") == "stderr":
                raise Refused(f"cell {cell.id} wrote to stderr:\n{output.text.rstrip()}")
        cell.outputs = [out for out in cell.outputs if out.get("data", True)]


def write(nb: nbformat.NotebookNode, path: Path) -> int:
    """Store `nb`; returns its size in bytes."""
    nbformat.validate(nb)
    text = nbformat.writes(nb, indent=1).rstrip("\n") + "\n"
    size = len(text.encode())
    if size > MAX_BYTES:
        raise Refused(
            f"it would have {size / 1000:.0f} KB, at most {MAX_BYTES / 1000:.0f} are kept"
        )
    path.write_text(text, encoding="utf-8", newline="\n")
    return size


def refresh(path: Path) -> str:
    """Re-execute and store one notebook; returns the line that says what was done."""
    start = time.perf_counter()
    nb = read(path)
    execute(nb, path)
    normalise(nb)
    size = write(nb, path)
    outputs = [out for cell in nb.cells for out in cell.get("outputs", [])]
    pictures = sum("image/png" in out.get("data", {}) for out in outputs)
    seconds = time.perf_counter() - start
    return f"{len(nb.cells)} cells, {pictures} pictures, {seconds:.1f} s, {size / 1000:.0f} KB"


def asked_for(description: str) -> list[Path]:
    """The notebooks that the command line names, all of them where it names none."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("only", nargs="*", help="how the file names start, e.g. 05")
    only = tuple(parser.parse_args().only)
    paths = [p for p in sorted(FOLDER.glob("*.ipynb")) if p.name.startswith(only or "")]
    if not paths:
        print(f"no such notebook in {FOLDER.name}/: {' '.join(only) or '*'}", file=sys.stderr)
    return paths


def main() -> int:
    paths = asked_for("Re-execute notebooks in place.")
    if not paths:
        return 1
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        for path in paths:
            try:
                print(f"{path.name}: {refresh(path)}", flush=True)
            except Refused as reason:
                failed += 1
                print(f"{path.name}: left as it was, {reason}", file=sys.stderr, flush=True)
                continue
            for complaint in complaints(Notebook.read(path)):
                print(f"    house rule: {complaint}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
