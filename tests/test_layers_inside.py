"""What is inside layers.LSTM: first values, the numbers, Traces, and the hook for edits."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings

from layer_cases import LayerCase, layer_cases
from lstm_teach import layers
from lstm_teach.cells import stacked
from lstm_teach.trace import GATES_AND_STATES, Trace
from lstm_teach.weights import LSTMWeights
from strategies import assert_same_weights

# First values


@pytest.mark.parametrize("xavier", [True, False])
@pytest.mark.parametrize("b", [0.0, 1.0, 3])
def test_forget_bias_is_the_sum_of_both_biases(b, xavier):
    """All of it in b_x, nothing in b_h; the other gates keep what they have."""
    torch.manual_seed(0)
    plain = layers.LSTM(3, 4, 2, bidirectional=True, xavier=xavier)
    torch.manual_seed(0)
    layer = layers.LSTM(3, 4, 2, bidirectional=True, xavier=xavier, forget_bias=b)
    for k, reverse in layer.directions():
        forget = layer.weights(k, reverse).gate("f")
        np.testing.assert_array_equal(forget.b_x, np.float32(b))
        np.testing.assert_array_equal(forget.b_h, 0.0)
        for gate in "igo":
            mine, before = (m.weights(k, reverse).gate(gate) for m in (layer, plain))
            for a, e in zip(mine, before, strict=True):
                np.testing.assert_array_equal(a, e)


def test_forget_bias_keeps_what_it_says():
    """Zero weights, bias 3: f is sigmoid(3), so c shrinks by just that at every step."""
    layer = layers.LSTM(2, 3, forget_bias=3.0)
    with torch.no_grad():
        layer.weight_ih_l0.zero_()
        layer.weight_hh_l0.zero_()
        for b in (layer.bias_ih_l0, layer.bias_hh_l0):
            b[6:9] = 0.0  # the candidate writes nothing
    ones = torch.ones(1, 1, 3)
    _, (_, c_n) = layer(torch.zeros(5, 1, 2), (ones, ones))
    torch.testing.assert_close(c_n, ones * torch.sigmoid(torch.tensor(3.0)) ** 5)


def test_xavier_fills_each_gate_for_its_own_shape():
    """Uniform in +-sqrt(6 / (fan in + fan out)), so the variance is 2 / (fan in + fan out)."""
    torch.manual_seed(0)
    D, H = 40, 60
    weights = layers.LSTM(D, H, xavier=True).weights()
    for gate in "ifgo":
        pieces = weights.gate(gate)
        for W, fans in ((pieces.W_x, D + H), (pieces.W_h, H + H)):
            bound = np.sqrt(6 / fans)
            assert 0.98 * bound < np.abs(W).max() <= bound
            assert abs(W.var() * fans / 2 - 1) < 0.06
        np.testing.assert_array_equal(np.concatenate([pieces.b_x, pieces.b_h]), 0.0)
    assert (weights.gate("i").W_h != weights.gate("f").W_h).all()


def test_peepholes_do_not_change_the_draw_of_the_rest():
    torch.manual_seed(0)
    plain = layers.LSTM(3, 4, 2, bidirectional=True)
    torch.manual_seed(0)
    peephole = layers.LSTM(3, 4, 2, bidirectional=True, peephole=True).state_dict()
    for name, value in plain.state_dict().items():
        assert torch.equal(value, peephole[name])
    extra = set(peephole) - set(plain.state_dict())
    assert extra == {
        f"p_{gate}_l{k}{way}" for gate in "ifo" for k in range(2) for way in ("", "_reverse")
    }
    assert all(peephole[name].shape == (4,) and peephole[name].any() for name in extra)


# The numbers, and Traces


@pytest.mark.parametrize("bias", [True, False])
def test_weights_are_those_of_nn_lstm_and_a_copy(bias):
    options = {"bidirectional": True, "bias": bias}
    ours, theirs = LayerCase(options=options).both()
    for k, reverse in ours.directions():
        assert_same_weights(ours.weights(k, reverse), LSTMWeights.from_torch(theirs, k, reverse))
    before = ours.weights()
    with torch.no_grad():
        ours.weight_ih_l0.zero_()
    assert before.W_x.any()


@settings(max_examples=25)
@given(layer_cases(dropout=True))
def test_traces_are_runs_of_the_numpy_cell_and_chain_to_the_output(case):
    """Each Trace is what cells.stacked does with the same weights; no dropout, also in training."""
    ours, _ = case.both()
    xs, states = case.inputs()
    traces = ours.traces(xs, case.as_state(states), case.lengths)
    output, h_n, c_n = (part.detach().numpy() for part in case.by_ours(ours.eval(), xs, states))
    output = output.swapaxes(0, 1) if case.batch_first else output
    ends = case.lengths or [case.T] * case.B
    ways = case.rows // case.num_layers
    for row, ((k, reverse), trace) in enumerate(zip(ours.directions(), traces, strict=True)):
        for b, end in enumerate(ends):
            one = trace.sequence(b)
            again = stacked.run(ours.weights(k, reverse), one.xs[:end], one.h0, one.c0)
            for name in GATES_AND_STATES:
                mine = getattr(one, name)
                np.testing.assert_allclose(mine[:end], getattr(again, name), rtol=0, atol=1e-12)
                assert np.isnan(mine[end:]).all()
            np.testing.assert_allclose(one.h[end - 1, 0], h_n[row, b], rtol=0, atol=1e-12)
            np.testing.assert_allclose(one.c[end - 1, 0], c_n[row, b], rtol=0, atol=1e-12)
            np.testing.assert_array_equal(one.h0[0], states[0][row, b].detach().numpy())
            if k > 0:  # what the layer below hands up, turned if it is read backwards
                below = traces[ways * (k - 1) : ways * k]
                up = joined([trace.sequence(b) for trace in below], end)
                np.testing.assert_array_equal(one.xs[:end], up[::-1] if reverse else up)
    for b, end in enumerate(ends):
        top = joined([trace.sequence(b) for trace in traces[-ways:]], end)[:, 0]
        np.testing.assert_allclose(output[:end, b], top, rtol=0, atol=1e-12)


def joined(traces: list[Trace], end: int) -> np.ndarray:
    """h of one or two directions side by side in the order of the inputs, (end, 1, ways * H)."""
    forward, *backward = (trace.h[:end] for trace in traces)
    return np.concatenate([forward, *(hs[::-1] for hs in backward)], axis=2)


def test_a_backward_trace_has_its_tokens_in_the_order_of_reading():
    layer = layers.LSTM(3, 4, 2, bidirectional=True)
    xs = torch.randn(5, 2, 3)
    forward, backward, *above = layer.traces(xs, tokens="hello")
    assert ["".join(t.tokens) for t in (forward, backward, *above)] == ["hello", "olleh"] * 2
    np.testing.assert_array_equal(backward.xs, xs.numpy()[::-1])
    shorter = layer.traces(xs, lengths=[4, 4], tokens="hell_")
    assert ["".join(t.tokens) for t in shorter] == ["hell_", "lleh_"] * 2
    one_way = layers.LSTM(3, 4).traces(xs, lengths=[4, 2], tokens="hello")
    assert "".join(one_way[0].tokens) == "hello"
    with pytest.raises(ValueError, match=r"tokens are given for lengths \[2, 4\], expected one"):
        layer.traces(xs, lengths=[4, 2], tokens="hello")


def test_traces_are_detached_and_leave_the_layer_as_it_was():
    layer = layers.LSTM(3, 4, 2, dropout=0.5).train()
    before = torch.get_rng_state()
    trace = layer.traces(torch.randn(5, 2, 3, generator=torch.Generator().manual_seed(0)))[0]
    assert isinstance(trace.h, np.ndarray) and layer.training
    assert torch.equal(torch.get_rng_state(), before)  # no mask was drawn


def test_peephole_layers_have_traces_and_no_lstm_weights():
    layer = layers.LSTM(3, 4, peephole=True)
    assert layer.traces(torch.randn(5, 2, 3))[0].T == 5
    with pytest.raises(ValueError, match="the layer has peepholes, expected none"):
        layer.weights()


# The hook


def test_an_edit_that_changes_nothing_sees_everything_once():
    layer = layers.LSTM(3, 4, 2, bidirectional=True)
    xs, asked = torch.randn(5, 2, 3), []
    plain = layer(xs)[0]

    def edit(name, k, reverse, t, value):
        asked.append((name, k, reverse, t))
        assert value.shape == (2, 4)
        return value

    layer.edit = edit
    assert torch.equal(layer(xs)[0], plain)
    wanted = [
        (name, k, reverse, t)
        for k, reverse in layer.directions()
        for t in range(5)
        for name in ("h_prev", "c_prev", "i", "f", "g", "c", "o", "h")
    ]
    assert asked == wanted
    layer.edit = None
    assert torch.equal(layer(xs)[0], plain)


@pytest.mark.parametrize("name", GATES_AND_STATES)
def test_an_edit_acts_before_the_value_is_used_further(name):
    """Setting one value at step 2 of the upper layer: equal to the equations from there on."""
    torch.manual_seed(0)
    layer = layers.LSTM(3, 4, 2).double()
    xs = torch.randn(6, 2, 3, dtype=torch.float64)
    before = layer.traces(xs)

    def edit(which, k, reverse, t, value):
        return torch.full_like(value, 0.25) if (which, k, t) == (name, 1, 2) else value

    layer.edit = edit
    below, trace = layer.traces(xs)
    np.testing.assert_array_equal(below.h, before[0].h)
    for other in GATES_AND_STATES:
        np.testing.assert_array_equal(getattr(trace, other)[:2], getattr(before[1], other)[:2])
    np.testing.assert_array_equal(getattr(trace, name)[2], 0.25)
    c = trace.f[2] * trace.c[1] + trace.i[2] * trace.g[2]
    if name != "c":
        np.testing.assert_allclose(trace.c[2], c, rtol=0, atol=1e-12)
    if name != "h":
        np.testing.assert_allclose(trace.h[2], trace.o[2] * np.tanh(trace.c[2]), rtol=0, atol=1e-12)
    rest = stacked.run(layer.weights(1), trace.xs[3:], trace.h[2], trace.c[2])
    np.testing.assert_allclose(trace.h[3:], rest.h, rtol=0, atol=1e-12)
    np.testing.assert_allclose(layer(xs)[0].detach().numpy(), trace.h, rtol=0, atol=1e-12)
    assert name == "o" or np.abs(trace.h[3:] - before[1].h[3:]).max() > 1e-4


def test_a_step_starts_from_the_edited_states():
    """h_prev and c_prev are what one step is handed; the step before keeps its own h and c."""
    torch.manual_seed(0)
    layer = layers.LSTM(3, 4).double()
    xs = torch.randn(6, 2, 3, dtype=torch.float64)
    before = layer.traces(xs)[0]
    new = {"h_prev": torch.full((2, 4), 0.5).double(), "c_prev": torch.full((2, 4), -2.0).double()}
    layer.edit = lambda name, k, reverse, t, value: new.get(name, value) if t == 2 else value
    trace = layer.traces(xs)[0]
    np.testing.assert_array_equal(trace.h[:2], before.h[:2])
    rest = stacked.run(layer.weights(), trace.xs[2:], *(state.numpy() for state in new.values()))
    np.testing.assert_allclose(trace.h[2:], rest.h, rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace.c[2:], rest.c, rtol=0, atol=1e-12)


def test_gradients_flow_through_edits():
    layer = layers.LSTM(3, 4)
    layer.edit = lambda name, k, reverse, t, value: 0 * value if name == "f" else value
    xs = torch.randn(4, 1, 3, requires_grad=True)
    layer(xs)[0].sum().backward()
    assert torch.all(layer.weight_ih_l0.grad[4:8] == 0)  # nothing reaches the forget gate
    assert layer.weight_ih_l0.grad[:4].any() and xs.grad.any()


@pytest.mark.parametrize(
    ("edit", "got"),
    [
        (lambda *_: None, "edit returned NoneType for h_prev of layer 0 at step 0"),
        (lambda *_: 0.0, "edit returned float for h_prev of layer 0"),
        (lambda *given: given[-1][:1], r"returned shape \(1, 4\) .* of shape \(2, 4\). Did you"),
    ],
)
def test_an_edit_that_returns_something_else_is_refused(edit, got):
    layer = layers.LSTM(3, 4)
    layer.edit = edit
    with pytest.raises(ValueError, match=got):
        layer(torch.randn(5, 2, 3))
