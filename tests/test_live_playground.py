"""The playground without a browser: presets give the memory they promise, errors are shown."""

import numpy as np
import pytest

from live_pages import sent
from lstm_teach import live
from lstm_teach.live import memory


def states(preset, T=60):
    """c and h, (T,) each, of a preset run for T steps on its own inputs."""
    chosen = memory.PRESETS[preset]
    gates = {name: getattr(chosen, name) for name in "ifgo"}
    trace = memory.run(gates, memory.offered(chosen, T), candidates=False)
    return trace.c[:, 0, 0], trace.h[:, 0, 0]


def test_remember_keeps_what_was_written():
    c, h = states("remember")
    np.testing.assert_array_equal(c, [0, 0] + [1] * 58)
    np.testing.assert_allclose(h, np.tanh(c))


def test_forget_halves_at_each_step():
    c, _ = states("forget")
    np.testing.assert_allclose(c[2:], 0.5 ** np.arange(58))


def test_counter_counts_and_h_cannot_show_it():
    c, h = states("counter", T=20)
    np.testing.assert_array_equal(c[[1, 4, 8, 13, 19]], [0, 1, 2, 3, 4])
    assert 0.999 < h[-1] < 1


def test_leaky_average_comes_close_to_the_mean_of_what_is_offered():
    c, _ = states("leaky average", T=50)
    g = np.tanh([0.7, 0.3, 0.5, 0.6, 0.4])
    assert abs(c[-1] - g.mean()) < 0.02
    steady = memory.run({"i": 0.1, "f": 0.9, "g": (1.0, 0.0), "o": 1.0}, [0.5] * 99, False)
    np.testing.assert_allclose(steady.c[-1, 0, 0], np.tanh(0.5), atol=1e-4)


def test_a_gate_stuck_shut_lets_nothing_in():
    c, h = states("gate stuck shut")
    assert not c.any() and not h.any()


def test_latch_holds_for_50_steps_and_clears():
    gates = {name: getattr(memory.PRESETS["latch"], name) for name in "ifgo"}
    inputs = [0.0, 1.0] + [0.0] * 50 + [-1.0, 0.0]
    c = memory.run(gates, inputs, candidates=False).c[:, 0, 0]
    assert abs(c[0]) < 1e-3
    np.testing.assert_allclose(c[1:52], 1, atol=0.01)
    assert np.abs(c[52:]).max() < 0.001


@pytest.mark.parametrize("value", [0.0, 1e-12, 0.25, 0.9, 1.0])
def test_a_held_gate_has_exactly_its_value_whatever_comes_in(value):
    trace = memory.run({"i": value, "f": value, "g": 0.5, "o": value}, [-1, 0, 1], False)
    for name in "ifo":
        np.testing.assert_allclose(getattr(trace, name), value, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(trace.g, 0.5)


def test_bars_are_the_candidate_itself():
    offered = [-1.0, -0.3, 0.0, 0.8, 1.0]
    trace = memory.run({"i": 1, "f": 0, "g": (9.0, 9.0), "o": 1}, offered, candidates=True)
    np.testing.assert_allclose(trace.g[:, 0, 0], offered)
    np.testing.assert_allclose(trace.c[:, 0, 0], offered)


def test_a_move_computes_the_trace_and_sends_it():
    view = live.playground("remember")
    assert view.trace.c[-1, 0, 0] == 1
    move(view, "f", value=0.5)
    np.testing.assert_allclose(view.trace.c[2:, 0, 0], 0.5 ** np.arange(18))
    for name in ("i", "f", "g", "o", "c", "h", "c_prev"):
        array = sent(view)[name]
        np.testing.assert_allclose(array, getattr(view.trace, name)[:, 0, 0], rtol=1e-6)
    assert view.gates["f"] == 0.5 and view.answered == 1
    assert "keeps 50\N{NO-BREAK SPACE}% of c per step" in view.said


def move(view, gate, **values):
    """What the front end does when a slider moves."""
    settings = view.settings
    gates = {**settings["gates"], gate: {**settings["gates"][gate], **values}}
    view.settings = {**settings, "gates": gates, "asked": view.answered + 1}


def test_choosing_a_preset_is_a_move_to_its_settings():
    view = live.playground()
    view.settings = {**view.spec["rows"][0]["panels"][0]["presets"]["counter"], "asked": 1}
    assert view.trace.c[-1, 0, 0] == 4
    assert "h is 1.00: tanh never lets it past 1" in view.said


def test_an_error_is_a_sentence_in_the_view_and_goes_away():
    view = live.playground()
    before = view.trace
    move(view, "f", value=7)
    assert view.error == (
        "ValueError: f is 7, expected a value from 0 to 1 to hold it at, "
        "or a pair (input weight, bias)."
    )
    assert view.trace is before and view.answered == 1
    move(view, "f", value=0.0)
    assert view.error == "" and view.trace.f.max() == 0


def test_own_settings_and_inputs():
    view = live.playground(inputs=[0, 1, 0], f=0.25, o=0)
    np.testing.assert_allclose(view.trace.c[:, 0, 0], [0, 1, 0.25])
    assert view.inputs == [0, 1, 0] and not view.trace.h.any()
    assert "The output gate is shut" in view.said
    full = live.playground(inputs=[0, 1], f=(3, -1), g=(2, 0.5))
    np.testing.assert_allclose(full.trace.f[:, 0, 0], 1 / (1 + np.exp([1, -2])))
    np.testing.assert_allclose(full.trace.g[:, 0, 0], np.tanh([0.5, 2.5]))
    assert full.spec["rows"][1]["panels"][0]["weights"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"preset": "elephant"}, "preset is 'elephant', expected one of remember, forget"),
        ({"f": 1.2}, "f is 1.2, expected a value from 0 to 1"),
        ({"g": -1.5}, "g is -1.5, expected a value from -1 to 1"),
        ({"i": (1, np.inf)}, r"i is \(1, inf\), expected \(input weight, bias\)"),
        ({"i": "open"}, "i is 'open', expected a value"),
        ({"inputs": []}, "inputs have to be at least one number"),
        ({"inputs": [0, 2]}, "each from -1 to 1"),
        ({"inputs": [np.nan]}, "each from -1 to 1"),
    ],
)
def test_bad_settings_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        live.playground(**arguments)


@pytest.mark.parametrize(
    ("gates", "sentence"),
    [
        ({"f": 0.9}, "half of it is gone after 6.6 steps"),
        ({"f": 0.0}, "keeps nothing (f = 0.00)"),
        ({"f": 1.0}, "17 steps later it is 1.00, and h shows 0.76"),
        ({"i": 0.3}, "writes 30\N{NO-BREAK SPACE}% of what is offered (i = 0.30)"),
        ({"i": (20, -10)}, "opens up to 1.00 (t = 2), down to 0.00"),
        (
            {"f": (20, -10)},
            "keeps up to 100\N{NO-BREAK SPACE}% of c per step (t = 2), as little as",
        ),
        ({"g": 0.0}, "Nothing is offered while the input gate is open"),
    ],
)
def test_the_sentence_says_what_the_numbers_say(gates, sentence):
    assert sentence in live.playground(**gates).said


def test_one_step_is_enough():
    view = live.playground(inputs=[1])
    assert view.trace.T == 1 and view.t == 0
    assert view._repr_mimebundle_()[0]["text/plain"].startswith("A memory of one unit.")
