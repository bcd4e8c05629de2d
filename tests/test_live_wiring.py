"""Wire it without a browser: each move is computed and judged, checks explain, errors are shown."""

import numpy as np
import pytest

from live_pages import sent
from lstm_teach import exercises, handwired, live
from lstm_teach.cells import stacked
from lstm_teach.exercises import solutions_wired
from lstm_teach.live import wiring
from lstm_teach.weights import LSTMWeights
from refusal import assert_refused


def move(view, gate=None, **numbers):
    """What the front end does when a slider moves, or when everything is set at once."""
    settings = view.settings
    gates = {**settings["gates"], gate: {**settings["gates"][gate], **numbers}}
    view.settings = {**settings, "gates": gates, "asked": view.answered + 1}


def check(view):
    """What the front end does when Check is pressed."""
    settings = view.settings
    view.settings = {**settings, "checks": settings["checks"] + 1, "asked": view.answered + 1}


def expect_drawn(view):
    """Everything that was sent is what `stacked` computes from the view's weights."""
    puzzle, arrays = view.puzzle, sent(view)
    rows = [*puzzle.shown, view.found or puzzle.shown[0]]
    for b, text in enumerate(rows):
        codes = [puzzle.code[puzzle.symbols.index(symbol)] for symbol in text]
        trace = stacked.run(view.weights, np.array(codes, dtype=float)[:, None, None])
        for name in ("i", "f", "g", "o", "c", "h", "c_prev", "h_prev"):
            wanted = getattr(trace, name)[:, 0, 0]
            np.testing.assert_allclose(arrays[name][b], wanted, rtol=1e-5, atol=1e-7, err_msg=name)
        np.testing.assert_array_equal(arrays["x"][b], codes)
        for name in "ifo":
            z = arrays[f"z_{name}"][b].astype(float)
            np.testing.assert_allclose(1 / (1 + np.exp(-z)), arrays[name][b], atol=1e-6)
        np.testing.assert_allclose(np.tanh(arrays["z_g"][b]), arrays["g"][b], atol=1e-6)
        bounds = np.array(puzzle.wanted(text))
        np.testing.assert_allclose(arrays["low"][b], bounds[:, 0])
        np.testing.assert_allclose(arrays["high"][b], bounds[:, 1])
        c = trace.c[:, 0, 0]
        np.testing.assert_array_equal(arrays["right"][b], (bounds[:, 0] <= c) & (c <= bounds[:, 1]))


@pytest.mark.parametrize("name", handwired.PUZZLES)
def test_every_puzzle_opens_unsolved_and_its_solution_is_shown_as_right(name):
    view = live.wire_it(name)
    assert not view.right.all() and view.judgement is None
    expect_drawn(view)
    solved = live.wire_it(name, getattr(solutions_wired, name)())
    assert solved.right.all()
    expect_drawn(solved)
    assert solved.said.startswith("All 5 sequences are right. Check tries all ")
    check(solved)
    assert solved.judgement.passed and solved.said.startswith("Solved: c is right at every step")
    assert solved.found == "" and solved.error == ""


def test_a_move_computes_judges_and_sends():
    view = live.wire_it("keep")
    assert view.said == "Right so far: 1 of 5 sequences. Check explains what is wrong."
    move(view, "g", x=20.0)
    expect_drawn(view)
    assert view.trace.c[3, 0, 0] == pytest.approx(0.5)  # i is half open
    move(view, "i", b=10.0)
    move(view, "f", b=20.0)
    expect_drawn(view)
    assert view.right.all() and view.answered == 3
    assert view.said == "All 5 sequences are right. Check tries all 4,096 of this length."


def test_the_weights_are_the_twelve_sliders():
    view = live.wire_it("latch")
    for k, gate in enumerate("ifgo"):
        move(view, gate, x=k + 0.5, h=-k, b=2.0 * k)
        W_x, W_h, b_x, b_h = (part.item() for part in view.weights.gate(gate))
        assert (W_x, W_h, b_x + b_h) == (k + 0.5, -k, 2 * k)
    assert exercises.check("wire_latch", view.weights, record=False).attempted
    assert not exercises.check("wire_latch", live.wire_it("latch").weights).attempted


def test_the_view_and_the_checker_of_exercises_say_the_same():
    view = live.wire_it("toggle")
    move(view, "g", b=20.0)
    check(view)
    result = exercises.check("wire_toggle", view.weights, record=False)
    assert view.judgement.code == result.code == "writes"
    minus = view.judgement.sentence.replace("-", "\N{MINUS SIGN}")
    assert view.said == f"Not yet: {minus}" and result.verdict.sentence == view.judgement.sentence


def test_what_a_check_finds_is_shown_in_the_last_row_at_its_first_wrong_step():
    """These numbers are right on all rows but the one that is found."""
    puzzle = handwired.puzzle("keep")
    view = live.wire_it("keep", solutions_wired.keep())
    move(view, "f", b=4.5)
    move(view, "i", b=-10.0)
    check(view)
    assert view.judgement.code == "fades" and view.found == view.judgement.whole
    assert view.found.startswith("10000000000") and view.b == len(puzzle.shown)
    assert view.t == len(view.judgement.symbols) - 1
    row = view.right[:, view.b]
    assert row[: view.t].all() and not row[view.t]
    expect_drawn(view)
    move(view, "f", b=20.0)  # mended: the row stays and lights up as right
    assert view.judgement is None and view.found and view.right.all()
    assert "All 5 sequences are right" in view.said
    check(view)
    assert view.judgement.passed and (view.found, view.b) == ("", 0)
    expect_drawn(view)


def test_a_move_after_a_check_takes_its_verdict_back():
    view = live.wire_it("forget")
    check(view)
    assert view.said.startswith("Not yet: After '1' c is 0.00")
    move(view, "o", b=1.0)
    assert view.said.startswith("Right so far: 1 of 5")


def test_an_error_is_a_sentence_in_the_view_and_goes_away(monkeypatch):
    view = live.wire_it("keep")
    before = view.trace
    move(view, "f", b=float("nan"))
    assert view.error.startswith("ValueError: f is (0.0, 0.0, nan), expected three finite numbers")
    np.testing.assert_array_equal(view.trace.c, before.c)
    assert view.answered == 1
    move(view, "f", b=3.0)
    assert view.error == "" and view.trace is not before
    monkeypatch.setattr(handwired, "judge", lambda *_: 1 / 0)
    check(view)
    assert view.error == "ZeroDivisionError: division by zero"
    monkeypatch.undo()
    check(view)
    assert view.error == "" and view.judgement is not None


@pytest.mark.parametrize(
    "numbers, words",
    [
        ({"x": float("nan")}, "f is (nan, 0.0, 3.0), expected three finite numbers"),
        ({"x": "much"}, "f is ('much', 0.0, 3.0), expected three finite numbers"),
        ({"x": 1e9}, "W_x of f is 1e+09, expected -20 to 20"),
        ({"h": -20.5}, "W_h of f is -20.5, expected -20 to 20"),
        ({"q": 1.0}, "gates do not have x, h and b of i, f, g and o each"),
    ],
)
def test_bad_numbers_leave_the_last_good_ones(numbers, words):
    view = live.wire_it("keep")
    move(view, "f", b=3.0)
    good, c, said = view.weights, view.trace.c, view.said
    move(view, "f", **numbers)
    assert view.error.startswith(f"ValueError: {words}") and view.answered == 2
    assert view.weights.gate("f") == good.gate("f") and view.said == said
    np.testing.assert_array_equal(view.trace.c, c)
    move(view, "g", x=20.0)
    assert view.error == "" and view.weights.gate("f") == good.gate("f")
    expect_drawn(view)
    view.settings = {"gates": {}, "checks": 0}
    assert "gates do not have" in view.error and view.weights.gate("f") == good.gate("f")


def test_hints_and_places_are_traits_with_limits():
    view = live.wire_it("brackets")
    assert view.hints == 0
    view.hints = 3
    for name, value in {"hints": 4, "b": 6, "t": 12}.items():
        with pytest.raises(ValueError, match=f"{name} is {value}, expected 0 to {value - 1}"):
            setattr(view, name, value)


def test_the_picture_shows_what_is_wanted():
    view = live.wire_it("keep", solutions_wired.keep())
    picture = view.picture()
    bars = picture.axes[0].patches
    assert len(bars) == 12
    spans = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in bars]
    np.testing.assert_allclose(spans[:3], [(-0.1, 0.1)] * 3)
    assert spans[3][0] == pytest.approx(0.9) and spans[3][1] > 1
    assert "c is right at every step" in view.alt
    assert "wanted: t = 0 to 2, between -0.1 and 0.1; t = 3 to 11, 0.9 or more." in view.alt
    assert "Puzzle keep: c is wrong at t = 3" in live.wire_it("keep").alt
    bundle = view._repr_mimebundle_()[0]
    assert bundle["text/plain"] == view.alt and "image/png" in bundle


@pytest.mark.parametrize("name", handwired.PUZZLES)
def test_bands_of_every_puzzle_are_inside_the_picture(name):
    for weights in (None, getattr(solutions_wired, name)()):
        panel = live.wire_it(name, weights).picture().axes[0]
        low, high = panel.get_ylim()
        for bar in panel.patches:
            assert bar.get_height() > 0
            assert low <= bar.get_y() and bar.get_y() + bar.get_height() <= high + 1e-9


def test_a_puzzle_of_your_own():
    own = handwired.Puzzle(
        "echo", "c is x.", "ab", (0.0, 0.5), lambda s: [(0, 1)] * len(s), ("abab",), (), 4
    )
    view = live.wire_it(own)
    assert view.puzzle is own and view.right.all() and view.hints == 0
    check(view)
    assert view.judgement.passed and view.judgement.tried == 16
    expect_drawn(view)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"shown": ("abab", "ab")}, "shown has 'ab' of length 2, expected 4, as long as longest"),
        ({"code": (0.0,)}, "code has 1 numbers, expected 2: one for each of symbols"),
    ],
)
def test_a_puzzle_that_does_not_fit_together_is_refused(change, message):
    own = {"symbols": "ab", "code": (0.0, 0.5), "shown": ("abab",), "longest": 4}
    own |= {"name": "echo", "task": "c is x.", "hints": (), "wanted": lambda s: [(0, 1)] * len(s)}
    with pytest.raises(ValueError, match=message):
        live.wire_it(handwired.Puzzle(**own | change))


def test_a_name_is_no_puzzle_to_judge():
    weights = live.wire_it("latch").weights
    with pytest.raises(TypeError, match=r"puzzle is 'latch', expected a Puzzle. Did you mean"):
        handwired.judge("latch", weights)


def test_bad_arguments_are_refused():
    start = live.wire_it
    assert_refused(start, ValueError, "puzzle is 'keeep'", "Did you mean 'keep'?", puzzle="keeep")
    wide = LSTMWeights.counting(1, 2)
    assert_refused(start, ValueError, "D=1, H=2, expected one of", puzzle="keep", weights=wide)
    far = handwired.toggle().weights
    assert_refused(
        start, ValueError, "W_x of i is 40, expected -20 to 20", puzzle="toggle", weights=far
    )
    assert_refused(start, TypeError, "weights is a str", puzzle="keep", weights="keep")


def test_the_sliders_have_the_steps_of_the_solutions():
    panel = live.wire_it("keep").spec["rows"][2]["panels"][0]
    assert [row["name"] for row in panel["rows"]] == list("ifgo")
    assert all(row["range"] == {"min": -20, "max": 20, "step": 0.5} for row in panel["rows"])
    assert wiring.NUMBERS == {"x": "W_x", "h": "W_h", "b": "b"}
