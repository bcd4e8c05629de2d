"""Builds the notebooks as web pages in build/html: `make html`.

    python tools/make_html.py            every notebook in notebooks/
    python tools/make_html.py 05 01      those whose names start so

The pages work when opened from disk, with no kernel and no network. Building them runs the
notebooks anew, because a page needs the state of its live views, which no stored notebook has.
"""

import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import nbformat

from clean_kernel import prepare
from npm import Unavailable
from pages import write_assets, write_contents, write_page
from pages.page import DeadLink, count_views
from reexecute import FOLDER, Refused, asked_for, execute, read

TARGET = FOLDER.parent / "build" / "html"


def build(source: Path, folder: Path) -> str:
    """Run one notebook and write its page; returns the line that says what was done."""
    start = time.perf_counter()
    nb = read(source)
    execute(nb, source, widget_state=True)
    page = write_page(nb, source, folder)
    size, seconds = page.stat().st_size, time.perf_counter() - start
    return f"{page.name}, widgets: {count_views(nb)}, {size / 1000:.0f} KB, {seconds:.1f} s"


def remove_stale(folder: Path, notebooks: Iterable[Path]) -> None:
    """Delete the pages of notebooks that are no more."""
    kept = {source.stem for source in notebooks}
    for page in folder.glob("*.html"):
        if page.stem not in kept:
            page.unlink()


def main() -> int:
    start = time.perf_counter()
    sources = asked_for("Build the notebooks as web pages.")
    if not sources:
        return 1
    notebooks = {path: nbformat.read(path, as_version=4) for path in FOLDER.glob("*.ipynb")}
    TARGET.mkdir(parents=True, exist_ok=True)
    remove_stale(TARGET, notebooks)
    try:
        write_assets(TARGET)
    except Unavailable as reason:
        print(f"no pages were built: {reason}", file=sys.stderr)
        return 1
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        for source in sources:
            try:
                print(f"{source.name}: {build(source, TARGET)}", flush=True)
            except (Refused, DeadLink) as reason:
                failed += 1
                print(f"{source.name}: has no new page, {reason}", file=sys.stderr, flush=True)
    write_contents(notebooks, TARGET)
    size = sum(path.stat().st_size for path in TARGET.rglob("*") if path.is_file())
    print(
        f"{len(sources) - failed} pages, {size / 1e6:.1f} MB in all, "
        f"{time.perf_counter() - start:.0f} s. Open {TARGET.relative_to(FOLDER.parent)}/index.html"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
