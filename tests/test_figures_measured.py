"""Pictures of measured numbers: bars and lines read back from the axes."""

from types import SimpleNamespace

import numpy as np
import pytest

from drawn import assert_nothing_is_cut_off_or_covered, texts
from lstm_teach import figures, tasks
from refusal import assert_refused

X = np.arange(5)
LINES = {"plain RNN": 0.5**X, "LSTM": 0.9**X, "GRU, bias 1": 0.8**X}
LABELS = {"title": "The RNN fades first", "xlabel": "steps back", "ylabel": "gradient norm"}


def named(lines) -> dict:
    return {line.get_label(): line for line in lines}


# curves


def test_curves_draw_the_numbers_and_name_each_line():
    picture = figures.curves(X, LINES, **LABELS, spread={"LSTM": (0.8**X, 0.95**X)})
    ax = picture.axes[0]
    for name, y in LINES.items():
        line = named(ax.lines)[name]
        np.testing.assert_array_equal(line.get_xydata(), np.stack([X, y], axis=1))
        label = next(text for text in ax.texts if text.get_text() == name)
        assert label.get_color() == line.get_color()
    looks = {(line.get_linestyle(), line.get_marker()) for line in ax.lines}
    assert len(looks) == 3, "lines differ in more than colour"
    band = next(a for a in ax.collections if a.get_label() == "LSTM band")
    vertices = band.get_paths()[0].vertices
    for edge in (0.8**X, 0.95**X):
        assert all(
            np.isclose(vertices, point).all(axis=1).any() for point in np.stack([X, edge], 1)
        )
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("steps back", "gradient norm")
    assert picture._suptitle.get_text() == "The RNN fades first"
    assert_nothing_is_cut_off_or_covered(picture)


def test_a_logarithmic_axis_has_powers_of_ten_and_gaps_below_zero():
    y = np.array([1.0, 1e-3, 0.0, -1.0, 1e-9])
    picture = figures.curves(X, {"norm": y}, **LABELS, log_y=True)
    ax = picture.axes[0]
    assert ax.get_yscale() == "log"
    np.testing.assert_array_equal(np.isnan(ax.lines[0].get_ydata()), y <= 0)
    written = {t.get_text() for t in ax.get_yticklabels()}
    assert "1" in written and any(text.startswith("10⁻") for text in written)


def test_curves_alt_text_has_the_ends_and_changes_with_a_number():
    text = figures.curves(X, LINES, **LABELS).alt
    assert text.startswith("The RNN fades first. 3 lines, gradient norm over steps back.")
    assert "plain RNN: 1 at 0, 0.0625 at 4; range 0.0625 to 1" in text
    changed = {**LINES, "LSTM": LINES["LSTM"] + (X == 2) * 0.02}
    assert figures.curves(X, changed, **LABELS).alt != text
    spread = {"LSTM": (0.8**X, 0.95**X)}
    with_band = figures.curves(X, LINES, **LABELS, spread=spread).alt
    spread["LSTM"] = 0.8**X, 0.95**X + 0.1
    assert figures.curves(X, LINES, **LABELS, spread=spread).alt != with_band != text


def test_a_tiny_number_matters_on_a_logarithmic_axis():
    norms = np.array([1.0, 1e-3, 1e-6, 1e-9, 1e-12])
    other = norms * np.where(X == 2, 100, 1)  # ends, range and mean stay as they are
    text = figures.curves(X, {"norm": norms}, **LABELS, log_y=True).alt
    assert figures.curves(X, {"norm": other}, **LABELS, log_y=True).alt != text


@pytest.mark.parametrize(
    "x, ys, spread, message",
    [
        (X, {}, None, "ys has 0 lines, expected a dict of 1 to 6"),
        (X, {str(k): X for k in range(7)}, None, "ys has 7 lines"),
        (X, {"a": X[:4]}, None, "the line 'a' has shape (4,), expected (N,) = (5,)"),
        (X[:, None], {"a": X}, None, "x has shape (5, 1)"),
        (X, {"a": X}, {"b": (X, X)}, "spread has 'b', expected some of a"),
        (X, {"a": X}, {"a": (X, X, X)}, "the spread of 'a' has shape (3, 5)"),
    ],
)
def test_curves_that_do_not_fit_are_refused(x, ys, spread, message):
    assert_refused(figures.curves, ValueError, message, x=x, ys=ys, spread=spread, **LABELS)


# the loss


def test_loss_curve_draws_losses_from_epoch_0_on():
    losses = np.array([1.4, 0.7, 0.3])
    picture = figures.loss_curve(losses)
    line = picture.axes[0].lines[0]
    np.testing.assert_array_equal(line.get_xydata(), np.stack([np.arange(3), losses], axis=1))
    assert picture._suptitle.get_text() == "The loss goes from 1.4000 to 0.3000 in 2 epochs"
    assert picture.axes[0].get_yscale() == "linear"
    assert figures.loss_curve([1.0, 0.5, 0.01]).axes[0].get_yscale() == "log"


def test_loss_curve_of_a_run_draws_its_losses_alone():
    """Its answers may be classes or numbers, so there is no one price of guessing."""
    run = SimpleNamespace(task=tasks.counting(3), losses=np.array([1.2, 0.6, 0.4]))
    picture = figures.loss_curve(run)
    np.testing.assert_array_equal(picture.axes[0].lines[0].get_ydata(), run.losses)
    assert len(picture.axes[0].lines) == 1


def test_loss_curve_of_a_history_shows_what_guessing_costs():
    history = SimpleNamespace(losses=np.array([1.3, 0.2]), task=tasks.hello())
    picture = figures.loss_curve(history, title="It learns")
    guess = next(a for a in picture.axes[0].lines if a.get_label() == "guessing")
    assert set(guess.get_ydata()) == {np.log(4)}
    assert "guessing: ln 4 = 1.386" in texts(picture) and "guessing among 4, 1.39" in picture.alt
    assert picture.axes[0].get_ylabel() == "loss: cross-entropy (nats)"
    assert_nothing_is_cut_off_or_covered(picture)


@pytest.mark.parametrize("losses", [[], [[1.0, 0.5]], 1.0])
def test_what_is_no_row_of_losses_is_refused(losses):
    assert_refused(figures.loss_curve, ValueError, "losses has shape", losses=losses)


# bars


def test_bars_have_their_lengths_values_and_names():
    values = {"i": 0.5, "nn.LSTM": 41.25, "f": -3.0, "lost": np.nan}
    picture = figures.bars(values, "Measured", "microseconds", reference=("before", 20.0))
    ax = picture.axes[0]
    np.testing.assert_array_equal([p.get_width() for p in ax.patches], list(values.values()))
    assert [t.get_text() for t in ax.get_yticklabels()] == list(values)
    assert texts(picture, "value") == ["0.5", "41.3", "−3", "NaN"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1], "the first on top"
    reference = next(line for line in ax.lines if line.get_label() == "reference")
    assert set(reference.get_xdata()) == {20.0} and "before 20" in texts(picture)
    assert picture.alt == (
        "Measured. 4 bars, microseconds. i: 0.5; nn.LSTM: 41.3; f: -3; lost: NaN. "
        "Dashed line: before 20."
    )
    assert_nothing_is_cut_off_or_covered(picture)


def test_gates_have_their_colour_as_bars():
    from matplotlib.colors import to_hex

    from lstm_teach import palette

    bars = figures.bars({"f": 1, "speed": 2}, "t", "x").axes[0].patches
    assert to_hex(bars[0].get_facecolor()) == palette.LIGHT["f"].lower() != bars[1].get_facecolor()


def test_bars_without_a_place_are_refused():
    draw = figures.bars
    assert_refused(draw, ValueError, "values is empty", values={}, title="t", xlabel="x")
    logarithmic = {"values": {"a": 1.0, "b": 0.0}, "title": "t", "xlabel": "x", "log_x": True}
    assert_refused(draw, ValueError, "values has 0, expected numbers above 0", **logarithmic)
    assert figures.bars({"a": 1.0, "b": 100.0}, "t", "x", log_x=True).axes[0].get_xscale() == "log"


# the next character

P = np.array([[0.1, 0.2, 0.7, 0.0], [0.25, 0.25, 0.25, 0.25]])


def test_next_character_draws_each_step():
    picture = figures.next_character(P, "ehlo", tokens="h ", targets=[2, 0])
    for t, (ax, token, right) in enumerate(zip(picture.axes, "h␣", "le", strict=True)):
        np.testing.assert_array_equal([p.get_width() for p in ax.patches], P[t])
        assert ax.get_title(loc="left") == f"after {token!r}"
        names = [label.get_text() for label in ax.get_yticklabels()]
        assert names == list("ehlo")
        marked = [text.get_text().endswith("◂ correct") for text in ax.texts]
        assert marked == [name == right for name in names]
        colours = {p.get_facecolor() for p, m in zip(ax.patches, marked, strict=True) if m}
        assert len(colours) == 1, "the correct one has a colour of its own"
    assert "After h: l with 0.70, correct." in picture.alt
    assert "After ␣: e with 0.25, correct." in picture.alt
    assert_nothing_is_cut_off_or_covered(picture)


def test_of_many_characters_the_likeliest_are_shown():
    p = np.random.default_rng(0).dirichlet(np.ones(30))[None]
    vocab = [chr(0x41 + k) for k in range(30)]
    names = [t.get_text() for t in figures.next_character(p, vocab).axes[0].get_yticklabels()]
    assert names == [vocab[k] for k in np.argsort(-p[0])[:10]]


def test_next_character_says_which_guess_was_wrong():
    text = figures.next_character(P, "ehlo", targets=[1, 3]).alt
    assert "Step 0: l with 0.70, but h is correct (0.20)." in text
    assert figures.next_character(P[::-1], "ehlo", targets=[1, 3]).alt != text


@pytest.mark.parametrize(
    "probabilities, options, message",
    [
        (P[:, None], {}, "probabilities has shape (2, 1, 4), expected (T, V)"),
        (P[:, :3], {}, "probabilities has shape (2, 3), expected (T, V) = (any, 4)"),
        (np.tile(P, (13, 1)), {}, "probabilities has 26 steps, expected at most 24"),
        (P * 3, {}, "Did you pass logits?"),
        (P - 0.25, {}, "Did you pass logits?"),
        (P, {"tokens": "h"}, "tokens has 1 labels, expected T = 2"),
        (P, {"targets": [0, 4]}, "expected indices from 0 to 3"),
        (P, {"targets": [0]}, "targets has shape (1,), expected (T,) = (2,)"),
    ],
)
def test_what_is_no_prediction_is_refused(probabilities, options, message):
    arguments = {"probabilities": probabilities, "vocab": "ehlo", **options}
    assert_refused(figures.next_character, ValueError, message, **arguments)


# sigmoid and tanh


def test_squashers_are_the_functions_and_their_slopes():
    left, right = figures.squashers().axes
    z = named(left.lines)["sigmoid"].get_xdata()
    curves = {**named(left.lines), **named(right.lines)}
    np.testing.assert_allclose(curves["sigmoid"].get_ydata(), 1 / (1 + np.exp(-z)), atol=1e-15)
    np.testing.assert_array_equal(curves["tanh"].get_ydata(), np.tanh(z))
    for ax, name in ((left, "sigmoid"), (right, "tanh")):
        y, slope = (named(ax.lines)[n].get_ydata() for n in (name, "slope"))
        np.testing.assert_allclose(slope[1:-1], np.gradient(y, z)[1:-1], atol=1e-3)
    assert {"0.25", "1.00"} <= set(texts(figures.squashers()))
    assert_nothing_is_cut_off_or_covered(figures.squashers())
