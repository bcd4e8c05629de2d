"""Rules for every test run: the notebooks' surroundings, their pictures, and the closing lines.

nbval runs each code cell as a test and compares stored with fresh outputs, but not pictures. Here
its comparison is extended to them (tools/pictures.py).
"""

import base64
import re
import tempfile
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from nbval.plugin import IPyNbCell

from clean_kernel import prepare
from pictures import difference

ROOT = Path(__file__).parent
PINNED = re.search(r"^matplotlib==(\S+)", (ROOT / "constraints.txt").read_text(), re.MULTILINE)[1]
# Another matplotlib draws text and ticks a little differently, which would hide what changed.
SAME_MATPLOTLIB = version("matplotlib") == PINNED
ARTIFACTS = ROOT / "test-artifacts"  # pictures that differ, for a person to look at

compare_texts = IPyNbCell.compare_outputs


def stored_pictures(outputs) -> list[str]:
    """The base64 text of every PNG among a cell's outputs."""
    return [out["data"]["image/png"] for out in outputs if "image/png" in out.get("data", {})]


def compare_outputs(cell, test, ref, skip_compare=None) -> bool:
    """nbval's comparison of everything else, and then of the pictures."""
    same = compare_texts(cell, test, ref, skip_compare)
    fresh, stored = stored_pictures(test), stored_pictures(ref)
    compared = len(stored) if SAME_MATPLOTLIB else 0
    cell.user_properties.append(("notebook", (cell.path.stem, compared)))
    if not same:
        return False
    if len(fresh) != len(stored):
        cell.comparison_traceback.append(f"{len(fresh)} pictures, stored are {len(stored)}")
        return False
    if not SAME_MATPLOTLIB:
        return True
    for number, (old, new) in enumerate(zip(stored, fresh, strict=True), 1):
        if wrong := difference(old, new):
            kept = keep_pictures(f"{cell.path.stem}-{cell.name}-{number}", old, new)
            cell.comparison_traceback.append(f"picture {number}: {wrong}\nBoth are in {kept}")
            return False
    return True


def keep_pictures(name: str, stored: str, fresh: str) -> str:
    """Write both pictures to ARTIFACTS; returns where, for the message."""
    ARTIFACTS.mkdir(exist_ok=True)
    for kind, png in (("stored", stored), ("fresh", fresh)):
        (ARTIFACTS / f"{name}-{kind}.png".replace(" ", "-")).write_bytes(base64.b64decode(png))
    return f"{ARTIFACTS.name}/{name}-*.png".replace(" ", "-")


def pytest_configure(config):
    IPyNbCell.compare_outputs = compare_outputs
    folder = tempfile.TemporaryDirectory(prefix="lstm-teach-")
    config.add_cleanup(folder.cleanup)
    prepare(Path(folder.name))


def pytest_collection_modifyitems(items):
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter, config):
    """What ran, in a few lines: cells and pictures of each notebook, and the browser tests."""
    cells, pictures, seconds = defaultdict(int), defaultdict(int), defaultdict(float)
    browser = {"passed": 0, "failed": 0, "error": 0, "skipped": 0}
    for outcome, reports in terminalreporter.stats.items():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "notebook" and report.when == "call":
                    notebook, compared = value
                    cells[notebook] += 1
                    pictures[notebook] += compared
                    seconds[notebook] += report.duration
            if outcome in browser and "browser" in getattr(report, "keywords", ()):
                browser[outcome] += 1
    if not cells and not any(browser.values()):
        return
    terminalreporter.section("what was compared")
    for notebook in sorted(cells):
        terminalreporter.line(
            f"{notebook:28} {cells[notebook]:3} cells {pictures[notebook]:3} pictures "
            f"{seconds[notebook]:5.1f} s"
        )
    terminalreporter.line(
        f"notebooks: {len(cells)}, cells compared: {sum(cells.values())}, "
        f"pictures compared: {sum(pictures.values())}; browser tests: "
        f"{sum(browser.values()) - browser['skipped']} run, {browser['skipped']} skipped"
    )
    if not SAME_MATPLOTLIB:
        terminalreporter.line(
            f"pictures were counted only: matplotlib is {version('matplotlib')}, and they were "
            f"stored with {PINNED}"
        )
