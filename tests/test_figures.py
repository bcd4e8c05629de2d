"""Pictures of traces: what is drawn is read back and compared with the data."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import assert_nothing_is_cut_off_or_covered, make_trace, texts
from lstm_teach import figures
from lstm_teach.figures.describe import compact
from lstm_teach.figures.lines import spread
from lstm_teach.trace import GATES_AND_STATES
from refusal import assert_refused


def changed(trace, name, place, value):
    """The trace with one number replaced."""
    array = np.array(getattr(trace, name))
    array[place] = value
    return dataclasses.replace(trace, **{name: array})


def panels(picture) -> dict:
    """The axes of each gate or state, by its letter in the title."""
    named = {ax.get_title(loc="left")[:1]: ax for ax in picture.axes}
    return {name: ax for name, ax in named.items() if name in GATES_AND_STATES}


# heatmaps


def test_heatmaps_draw_the_trace():
    trace = make_trace()
    drawn = panels(figures.heatmaps(trace, sequence=1))
    assert list(drawn) == list(GATES_AND_STATES)
    for name, ax in drawn.items():
        np.testing.assert_array_equal(ax.images[0].get_array(), getattr(trace, name)[:, 1].T)
        assert [t.get_text() for t in ax.get_xticklabels()] == ["h", "␣", "l", "$x$"]
        assert [t.get_text() for t in ax.get_yticklabels()] == [f"unit {u}" for u in range(5)]
        assert ax.get_ylim()[0] > ax.get_ylim()[1], "unit 0 on top"


def test_limits_are_fixed_but_for_c_which_says_its_own():
    trace = make_trace(scale=0.01)  # gates near 0.5, states near 0
    picture = figures.heatmaps(trace)
    for name, ax in panels(picture).items():
        limit = abs(trace.c[:, 0]).max() if name == "c" else 1
        low = 0 if name in "ifo" else -limit
        assert ax.images[0].get_clim() == (low, limit), name
        ends = [t.get_text() for t in ax.images[0].colorbar.ax.get_yticklabels()]
        assert ends[0] == compact(low).replace("-", "−") and ends[-1] == compact(limit), name


def test_each_panel_has_its_letter_and_name_in_its_colour():
    from lstm_teach import palette

    for name, ax in panels(figures.heatmaps(make_trace(), names="ocf")).items():
        assert ax.title.get_text() == "" and palette.NAMES[name] in ax.get_title(loc="left")
        assert ax._left_title.get_color() == palette.LIGHT[name]


def test_nan_is_hatched_and_written_but_has_no_colour():
    trace = changed(make_trace(B=1), "c", (2, 0, 3), np.nan)
    picture = figures.heatmaps(trace, names="c")
    ax = panels(picture)["c"]
    assert ax.images[0].get_array().mask.nonzero() == (3, 2)
    hatched = next(patch for patch in ax.patches if patch.get_hatch())
    np.testing.assert_allclose(
        hatched.get_path().get_extents().get_points(), [[1.5, 2.5], [2.5, 3.5]]
    )
    assert texts(picture, "NaN") == ["NaN"]
    assert "1 of 20 values are NaN" in picture.alt
    assert ax.images[0].get_clim()[1] == np.nanmax(abs(trace.c))


@pytest.mark.parametrize("draw", [figures.heatmaps, figures.states])
def test_nothing_but_nan_is_still_a_picture(draw):
    trace = make_trace()
    trace = dataclasses.replace(
        trace, **{n: np.full_like(trace.c, np.nan) for n in GATES_AND_STATES}
    )
    picture = draw(trace, names="fc")
    assert "nothing but NaN" in picture.alt and "NaN" in texts(picture)


@pytest.mark.parametrize("draw", [figures.heatmaps, figures.states])
@pytest.mark.parametrize(
    "T, H, tokens",
    [
        (1, 1, None),
        (1, 3, ["x"]),
        (4, 1, ["a very long token indeed", " ", "\n", ""]),
        (3, 8, ["السلام", "عليكم", "日本"]),
        (40, 12, ["word"] * 40),
        (256, 64, None),
        (256, 2, list("abcd" * 64)),
    ],
)
def test_extremes_stay_readable(draw, T, H, tokens):
    picture = draw(make_trace(T=T, H=H, tokens=tokens), names="fc")
    assert_nothing_is_cut_off_or_covered(picture)


def test_an_infinite_cell_state_is_said_to_be_so():
    picture = figures.heatmaps(changed(make_trace(), "c", (3, 0, 0), np.inf), names="c")
    assert "infinite" in picture.alt and texts(picture, "NaN") == ["NaN"]


def test_left_out_labels_are_announced():
    ax = panels(figures.heatmaps(make_trace(T=256, tokens=None), names="c"))["c"]
    places = ax.get_xticks()
    assert ax.get_xlabel() == f"step, every {int(places[1] - places[0])}th labelled"
    assert [t.get_text() for t in ax.get_xticklabels()] == [str(int(t)) for t in places]


# states


def test_states_draw_the_trace():
    trace = make_trace()
    picture = figures.states(trace, units=[4, 1], names="cf", sequence=1)
    for name, ax in panels(picture).items():
        for unit in (4, 1):
            line = next(line for line in ax.lines if line.get_label() == f"unit {unit}")
            np.testing.assert_array_equal(line.get_ydata(), getattr(trace, name)[:, 1, unit])
        assert len(ax.lines) == 3, "two units and the line at zero"
        assert [t.get_text() for t in ax.texts] == ["unit 4", "unit 1"]
    labels = [t.get_text() for t in picture.axes[-1].get_xticklabels()]
    assert labels == ["h", "␣", "l", "$x$"]


def test_states_of_many_units_show_those_that_move_most():
    trace = make_trace(T=9, H=20, tokens=None)
    moves = np.ptp(trace.c[:, 0], axis=0)
    shown = {t.get_text() for t in figures.states(trace).axes[0].texts}
    assert shown == {f"unit {unit}" for unit in np.argsort(-moves)[:8]}
    assert "8 of 20 units" in figures.states(trace)._suptitle.get_text()


def test_lines_differ_in_more_than_colour():
    ax = figures.states(make_trace(H=8)).axes[0]
    looks = {(line.get_linestyle(), line.get_marker()) for line in ax.lines[1:]}
    assert len(looks) == 8


def test_a_gap_in_a_line_is_hatched():
    picture = figures.states(changed(make_trace(), "h", (2, 0, 3), np.nan))
    hatched = [p for p in picture.axes[1].patches if p.get_hatch()]
    assert [(p.get_x(), p.get_width()) for p in hatched] == [(1.5, 1.0)]
    assert texts(picture, "NaN")[-1:] == ["NaN"]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.floats(0.01, 0.3))
def test_names_at_the_ends_keep_their_order_and_distance(heights, gap):
    placed = spread(heights, gap)
    order = np.argsort(heights, kind="stable")
    assert np.all(np.diff(np.array(placed)[order]) >= gap - 1e-9)
    assert np.mean(placed) == pytest.approx(np.mean(heights), abs=1e-9)


# what both refuse


@pytest.mark.parametrize("draw", [figures.heatmaps, figures.states])
def test_traces_that_cannot_be_drawn_are_refused(draw):
    trace = make_trace()
    assert_refused(draw, TypeError, "trace is a ndarray, expected a Trace", trace=trace.h)
    for sequence in (2, -1):
        parts = f"sequence is {sequence}, expected", "0 to 1"
        assert_refused(draw, ValueError, *parts, trace=trace, sequence=sequence)
    for names, message in {
        "cx": "names has 'x', expected some of 'i', 'f', 'g', 'o', 'c', 'h'",
        "": "at least one",
        "cc": "each once",
    }.items():
        assert_refused(draw, ValueError, message, trace=trace, names=names)


@pytest.mark.parametrize("units", [[5], [-1], [0.5], [], 7])
def test_units_that_are_not_there_are_refused(units):
    assert_refused(figures.states, ValueError, "units", trace=make_trace(), units=units)


# alt text


@pytest.mark.parametrize("draw", [figures.heatmaps, figures.states])
@pytest.mark.parametrize("name", ["c", "h"])
def test_alt_text_changes_with_the_numbers_and_only_then(draw, name):
    trace = make_trace()
    text = draw(trace).alt
    noise = {n: getattr(trace, n) * (1 + 1e-12) for n in GATES_AND_STATES}
    assert draw(dataclasses.replace(trace, **noise)).alt == text
    for place in ((0, 0, 0), (2, 0, 3)):
        value = getattr(trace, name)[place]
        assert draw(changed(trace, name, place, value + 0.1)).alt != text
    assert draw(trace.with_tokens("abcd")).alt != text


def test_alt_text_says_what_is_there():
    trace = make_trace()
    text = figures.heatmaps(trace, names="fc", title="Unit 3 forgets").alt
    f, c = trace.f[:, 0], trace.c[:, 0]
    unit = f.mean(axis=0).argmax()
    assert text.startswith(
        "Unit 3 forgets. Heatmaps. 4 steps (h, ␣, l, $x$), 5 units. f, forget gate"
    )
    assert f"{f.min():.2f} to {f.max():.2f}, mean {f.mean():.2f}" in text
    assert f"highest on average in unit {unit} ({f[:, unit].mean():.2f})" in text
    assert f"c, cell state: {c.min():.2f} to {c.max():.2f}" in text
