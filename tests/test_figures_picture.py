"""What all pictures share: how they show themselves, their bytes, the numbers in their texts."""

import base64
import io
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from drawn import assert_nothing_is_cut_off_or_covered, make_trace, texts
from lstm_teach import figures
from lstm_teach.figures.axes import LONGEST_LABEL, visible
from lstm_teach.figures.describe import checksum, compact, largest, number
from lstm_teach.weights import LSTMWeights


def test_picture_shows_itself_in_a_notebook():
    picture = figures.squashers()
    data, metadata = picture._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == picture.png()
    assert data["text/plain"] == metadata["image/png"]["alt"] == picture.alt == repr(picture)


def test_png_is_the_same_every_time_whatever_the_readers_settings():
    draw = lambda: figures.heatmaps(make_trace(), names="fc").png()  # noqa: E731
    plain = draw()
    with mpl.rc_context({"font.size": 30, "xtick.labelsize": 20, "axes.facecolor": "black"}):
        assert draw() == plain
        assert mpl.rcParams["font.size"] == 30
    assert draw() == plain


def test_256_colours_are_enough():
    picture = figures.heatmaps(make_trace(T=16, H=12, tokens=None))
    few = np.asarray(Image.open(io.BytesIO(picture.png())).convert("RGB"), dtype=int)
    file = io.BytesIO()
    with figures.picture.house_style():
        picture.savefig(file, format="png")
    full = np.asarray(Image.open(file).convert("RGB"), dtype=int)
    assert abs(few - full).max() <= 12
    assert len(picture.png()) < 40_000 < 2 * len(file.getvalue())


def test_no_pyplot_and_no_torch():
    code = (
        "import sys, warnings; warnings.simplefilter('error')\n"
        "from lstm_teach import figures\n"
        "figures.squashers().png(); figures.cell_diagram().png()\n"
        "print({'matplotlib.pyplot', 'torch'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


LONG = "Gates alone do not make a network remember; an open forget gate does, at every step of it"


@pytest.mark.parametrize(
    "draw",
    [
        lambda **title: figures.heatmaps(make_trace(), names="fc", **title),
        lambda **title: figures.states(make_trace(), **title),
        lambda **title: figures.cell_diagram(trace=make_trace(), **title),
        lambda **title: figures.weight_layout(LSTMWeights.counting(3, 5), **title),
        lambda **title: figures.next_character([[0.4, 0.6]], "ab", **title),
        lambda **title: figures.curves(range(3), {"a": range(3)}, xlabel="x", ylabel="y", **title),
        lambda **title: figures.bars({"a": 1}, xlabel="x", **title),
        lambda **title: figures.loss_curve([1.0, 0.5], **title),
        lambda **title: figures.squashers(**title),
    ],
)
def test_long_titles_are_not_cut_off(draw):
    picture = draw(title=LONG)
    assert_nothing_is_cut_off_or_covered(picture)
    assert LONG in [text.replace("\n", " ") for text in texts(picture)]
    assert picture.alt.startswith(LONG + ".")


def test_tokens_become_visible():
    assert [visible(t) for t in ("a", " ", "\n", "", "a b")] == ["a", "␣", "↵", "∅", "a␣b"]
    assert len(visible("x" * 50)) == LONGEST_LABEL and visible("x" * 50).endswith("…")


# numbers in texts


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=200),
    st.integers(0, 10**6),
    st.floats(0.01, 1),
    st.sampled_from([-1, 1]),
)
def test_checksum_sees_any_visible_change(values, place, size, sign):
    other = list(values)
    other[place % len(values)] += sign * size
    assert checksum(other) != checksum(values)


def test_checksum_sees_swaps_and_nan_and_other_limits():
    values = np.linspace(0, 1, 24).reshape(4, 6)
    assert checksum(values) != checksum(values[::-1])
    assert checksum(values) != checksum(values, -1, 1)
    gap = values.copy()
    gap[1, 1] = np.nan
    assert checksum(values) != checksum(gap)


def test_texts_are_steady_where_numbers_lie_on_a_rounding_edge():
    """A notebook's stored text must not flip with the last bit of a float."""
    for value in (0.125, 0.005, -0.375, 2.5e-3, 0.0, 1 / 8 + 1 / 2**8):
        for write in (number, compact):
            assert write(value) == write(value * (1 + 1e-9)) == write(value * (1 - 1e-9))
        for grid in (np.full(40, value), np.arange(50) * value):
            assert checksum(grid) == checksum(grid * (1 + 1e-12)) == checksum(grid * (1 - 1e-12))
    assert largest([0.2, 1.0, 1.0 + 1e-9]) == 1, "the first of equals"
    assert number(-0.001) == "0.00"
