"""The comparison of notebooks' pictures notices what it must, and passes what it may."""

import base64
import io
import re
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

from pictures import difference

ROOT = Path(__file__).parents[1]


def heatmap(change: float = 0, cmap: str = "viridis", dpi: int = 100, label: str = "") -> str:
    """Base64 PNG of six small heatmaps; `change` is added to one of their 192 cells."""
    values = np.random.default_rng(0).uniform(0.1, 0.9, (6, 8, 4))
    values[2, 3, 1] += change
    fig, axes = plt.subplots(2, 3, figsize=(8, 6), dpi=dpi)
    for ax, panel in zip(axes.flat, values, strict=True):
        ax.imshow(panel, cmap=cmap, vmin=0, vmax=1, aspect="auto")
        ax.set_xticks(range(4), list("hell"))
    axes[0, 0].set_title(label)
    file = io.BytesIO()
    fig.savefig(file, format="png")
    plt.close(fig)
    return base64.b64encode(file.getvalue()).decode()


def test_the_same_figure_drawn_twice_is_the_same():
    assert difference(heatmap(), heatmap()) is None


def test_what_no_eye_can_see_passes():
    assert difference(heatmap(), heatmap(change=1e-3)) is None
    assert difference(heatmap(), speckled(heatmap())) is None


def speckled(png: str) -> str:
    """The same picture with every channel of every pixel up to 8 of 255 steps off."""
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGB"), dtype=int)
    noise = np.random.default_rng(0).integers(-8, 9, pixels.shape)
    file = io.BytesIO()
    Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8)).save(file, format="png")
    return base64.b64encode(file.getvalue()).decode()


@pytest.mark.parametrize(
    "other", [{"change": 0.05}, {"cmap": "cividis"}, {"dpi": 101}, {"label": "step 1"}]
)
def test_a_changed_picture_is_noticed(other):
    assert difference(heatmap(), heatmap(**other))


def test_the_message_says_where():
    # Cell (3, 1) of the third panel: at the right end of the upper row, left of its middle.
    message = difference(heatmap(), heatmap(change=0.4))
    across, down = re.search(r"at (\d+)% of the width and (\d+)% of the height", message).groups()
    assert 67 < int(across) < 80
    assert 10 < int(down) < 40


DRAW = """\
import matplotlib.pyplot as plt
import numpy as np
values = np.linspace(0, 1, 24).reshape(4, 6)
values[1, 2] += {change}
plt.imshow(values, cmap="{cmap}", vmin=0, vmax=1)
plt.show()"""
SAME = DRAW.format(change=0, cmap="viridis")
# Nothing but a picture, so that nbval itself has nothing to compare.
BARE = f'from IPython.display import display\ndisplay({{"image/png": "{heatmap()}"}}, raw=True)'
CASES = {  # what is stored, what runs now, whether that is fine
    "same": (SAME, SAME, True),
    "cell": (SAME, DRAW.format(change=0.2, cmap="viridis"), False),
    "colours": (SAME, DRAW.format(change=0, cmap="cividis"), False),
    "missing": (SAME, "pass", False),
    "extra": ("pass", SAME, False),
    "bare": (BARE, "pass", False),
    "text": ("print(1)", "print(2)", False),
}


@pytest.fixture(scope="module")
def changed() -> nbformat.NotebookNode:
    """A notebook that was executed, and whose code changed since."""
    nb = nbformat.v4.new_notebook()
    nb.cells = [nbformat.v4.new_code_cell(stored) for stored, _, _ in CASES.values()]
    NotebookClient(nb, timeout=60, kernel_name="python3").execute()
    for cell, (_, fresh, _) in zip(nb.cells, CASES.values(), strict=True):
        cell.source = fresh
    return nb


def run(nb: nbformat.NotebookNode, folder: Path, pinned: str) -> tuple[str, set[str]]:
    """Test `nb` in `folder` with a copy of the project's own set-up.

    pinned: the matplotlib that constraints.txt names. Returns pytest's output, and the CASES that
    were green.
    """
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    (folder / "constraints.txt").write_text(f"matplotlib=={pinned}\n")
    shutil.copytree(ROOT / "tools", folder / "tools")
    (folder / "notebooks").mkdir()
    nbformat.write(nb, folder / "notebooks" / "changed.ipynb")

    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "notebooks"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    outcomes = re.findall(r"^(PASSED|FAILED) \S+::Cell (\d+)", done.stdout, re.MULTILINE)
    assert len(outcomes) == len(CASES), done.stdout
    return done.stdout, {list(CASES)[int(n)] for outcome, n in outcomes if outcome == "PASSED"}


def test_in_notebooks_a_changed_picture_makes_the_cell_red(changed, tmp_path):
    said, green = run(changed, tmp_path, pinned=version("matplotlib"))
    assert green == {name for name, (_, _, fine) in CASES.items() if fine}, said
    assert "notebooks: 1, cells compared: 7, pictures compared: 5" in said
    assert "0 pictures, stored are 1" in said
    kept = {path.name for path in (tmp_path / "test-artifacts").iterdir()}
    assert {
        f"changed-Cell-{n}-1-{kind}.png" for n in (1, 2) for kind in ("stored", "fresh")
    } == kept


def test_under_another_matplotlib_pictures_are_counted_and_the_run_says_so(changed, tmp_path):
    said, green = run(changed, tmp_path, pinned="3.11.99")
    assert green == {"same", "cell", "colours"}, said
    assert "pictures compared: 0" in said
    assert re.search("pictures were counted only: .* they were stored with 3.11.99", said)
