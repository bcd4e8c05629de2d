"""explore_cell without a browser: every number it sends is that of the trace and the weights."""

from dataclasses import replace

import numpy as np
import pytest

from live_pages import sent
from lstm_teach import live
from lstm_teach.cells import gates, stacked
from lstm_teach.weights import LSTMWeights


def example(T=5, B=2, D=3, H=4, dtype="float64"):
    rng = np.random.default_rng(7)
    weights = LSTMWeights.random(D, H, rng, scale=2.5).astype(dtype)
    xs, h0, c0 = (rng.normal(size=s).astype(dtype) for s in ((T, B, D), (B, H), (B, H)))
    return stacked.run(weights, xs, h0, c0), weights


def test_every_wire_of_every_unit_and_step():
    trace, _ = example()
    arrays = sent(live.explore_cell(trace, sequence=1))
    for name in ("i", "f", "g", "o", "c", "h", "c_prev", "h_prev"):
        np.testing.assert_allclose(arrays[name], getattr(trace, name)[:, 1], rtol=1e-6)
    np.testing.assert_allclose(arrays["f * c_prev"] + arrays["i * g"], arrays["c"], rtol=1e-4)
    np.testing.assert_allclose(arrays["o"] * arrays["tanh(c)"], arrays["h"], rtol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_with_weights_the_sums_of_each_gate(dtype):
    trace, weights = example(dtype=dtype)
    arrays = sent(live.explore_cell(trace, weights))
    for name in "ifgo":
        parts = [arrays[f"{name} {part}"] for part in "xhb"]
        np.testing.assert_allclose(sum(parts), arrays[f"{name} z"], rtol=1e-4, atol=1e-5)
        squash = np.tanh if name == "g" else gates.sigmoid
        np.testing.assert_allclose(squash(arrays[f"{name} z"]), arrays[name], atol=1e-6)
    W_x = weights.gate("f").W_x
    np.testing.assert_allclose(arrays["f x"], trace.xs[:, 0] @ W_x.T, rtol=1e-4)


def test_every_number_of_an_equation_has_an_array():
    trace, weights = example()
    for given in (None, weights):
        view = live.explore_cell(trace, given)
        for part in view.spec["rows"][0]["panels"][1]["parts"]:
            names = [piece.split("}")[0] for piece in part["numbers"].split("{")[1:]]
            assert names and set(names) <= set(view.spec["arrays"]), part["name"]
            assert names[-1] == part["name"]


def test_code_lines_are_those_of_the_package():
    trace, _ = example()
    parts = live.explore_cell(trace).spec["rows"][0]["panels"][1]["parts"]
    code = {part["name"]: part["code"] for part in parts}
    assert code["c"] == "return f * c_prev + i * g  # (B, H)"
    assert code["h"] == "return o * np.tanh(c)  # (B, H)"
    assert code["f"] == 'return sigmoid(affine(weights.gate("f"), x, h_prev))  # (B, H)'
    assert [part["name"] for part in parts] == list("figcoh")
    assert "W_x (H, D) = (4, 3)" in parts[0]["shapes"]


def test_weights_of_another_model_are_refused():
    trace, weights = example()
    other = LSTMWeights.random(3, 4, np.random.default_rng(1))
    with pytest.raises(ValueError, match="weights give another i than the trace"):
        live.explore_cell(trace, other)
    with pytest.raises(ValueError, match="weights have D = 2, H = 4, expected D = 3, H = 4"):
        live.explore_cell(trace, LSTMWeights.counting(2, 4))
    with pytest.raises(TypeError, match="weights is a dict, expected LSTMWeights"):
        live.explore_cell(trace, {})
    with pytest.raises(TypeError, match="trace is a list, expected a Trace"):
        live.explore_cell([trace])
    with pytest.raises(ValueError, match="sequence is 2, expected"):
        live.explore_cell(trace, sequence=2)


def test_the_picture_is_that_of_the_chosen_step_and_unit():
    view = live.explore_cell(example()[0].with_tokens("abcde"))
    view.t, view.unit = 3, 2
    alt = view._repr_mimebundle_()[0]["text/plain"]
    assert alt.startswith("The cell, step by step.")
    c = f"{view.trace.c[3, 0, 2]:.2f}"
    assert f"c = {c}" in alt


def test_one_step_one_unit_and_nan():
    trace, weights = example(T=1, B=1, D=1, H=1)
    live.explore_cell(trace, weights)
    broken = replace(trace, f=np.full_like(trace.f, np.nan))
    assert np.isnan(sent(live.explore_cell(broken, weights))["f"]).all()


def test_a_large_trace_is_sent_in_a_moment():
    trace, weights = example(T=256, B=1, H=64)
    view = live.explore_cell(trace, weights)
    assert len(view.data) == 4 * 256 * 64 * len(view.spec["arrays"])
