"""The cell by hand in PyTorch: equal to NumPy's and to PyTorch's own; peepholes; bad input."""

import numpy as np
import pytest
import torch
from hypothesis import given

from lstm_teach.cells import stacked
from lstm_teach.cells.torch_cell import LSTMCell
from lstm_teach.trace import GATES_AND_STATES, Step
from lstm_teach.weights import LSTMWeights
from refusal import assert_refused
from strategies import Case, assert_same_trace, assert_same_weights, cases, make_case, nn_lstm

LINEARS = {"i": "input_gate", "f": "forget_gate", "g": "candidate", "o": "output_gate"}


def cell_with(weights: LSTMWeights, peephole: bool = False) -> LSTMCell:
    """A cell with these numbers: each Linear is [W_h, W_x] on [h, x], with the sum of both biases.
    Its peepholes are random."""
    cell = LSTMCell(weights.D, weights.H, peephole).to(getattr(torch, str(weights.dtype)))
    with torch.no_grad():
        for name, linear in LINEARS.items():
            gate = weights.gate(name)
            W = torch.from_numpy(np.hstack([gate.W_h, gate.W_x]))
            getattr(cell, linear).weight.copy_(W)
            getattr(cell, linear).bias.copy_(torch.from_numpy(gate.b_x + gate.b_h))
    return cell


def tensors(case: Case) -> tuple[torch.Tensor, ...]:
    return tuple(torch.from_numpy(a.copy()) for a in (case.xs, case.h0, case.c0))


@given(cases())
def test_equal_to_the_numpy_cell_and_to_nn_lstm(case):
    trace = cell_with(case.weights).trace(*tensors(case))
    assert_same_trace(trace, stacked.run(*case.run), atol=1e-12)
    layer = nn_lstm(case)
    np.testing.assert_allclose(trace.h, layer["h"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace.c[-1], layer["c_n"], rtol=0, atol=1e-12)


@given(cases(np.float32, scales=(0.3, 1.0)))
def test_equal_to_nn_lstm_in_float32(case):
    trace, layer = cell_with(case.weights).trace(*tensors(case)), nn_lstm(case)
    np.testing.assert_allclose(trace.h, layer["h"], rtol=0, atol=1e-6)
    np.testing.assert_allclose(trace.c[-1], layer["c_n"], rtol=0, atol=1e-6)


@given(cases())
def test_to_weights_gives_a_layer_that_computes_the_same(case):
    cell = cell_with(case.weights)
    weights = cell.to_weights()
    assert_same_trace(stacked.run(weights, *case.run[1:]), cell.trace(*tensors(case)), atol=1e-12)
    np.testing.assert_array_equal(weights.b_h, 0.0)
    assert_same_weights(cell_with(weights).to_weights(), weights)


def test_gradients_are_those_of_nn_lstm():
    """Each Linear sees [h, x], so its gradient is that of W_h beside that of W_x."""
    case = make_case()
    cell, module = cell_with(case.weights), case.weights.to_torch()
    xs, h0, c0 = tensors(case)
    sum(step.h.square().sum() for step in cell.run(xs, h0, c0)).backward()
    module(xs, (h0[None], c0[None]))[0].square().sum().backward()
    theirs = torch.hstack([module.weight_hh_l0.grad, module.weight_ih_l0.grad])
    for k, name in enumerate(LINEARS):
        linear = getattr(cell, LINEARS[name])
        rows = slice(k * 5, k * 5 + 5)
        torch.testing.assert_close(linear.weight.grad, theirs[rows], rtol=0, atol=1e-12)
        torch.testing.assert_close(
            linear.bias.grad, module.bias_ih_l0.grad[rows], rtol=0, atol=1e-12
        )


def test_a_run_is_its_steps():
    case = make_case()
    cell, (xs, h, c) = cell_with(case.weights), tensors(case)
    for t, step in enumerate(cell.run(xs, h, c)):
        single = cell(xs[t], h, c)
        assert isinstance(single, Step)
        for one, other in zip(step, single, strict=True):
            assert torch.equal(one, other)
        h, c = step.h, step.c


def test_states_that_are_left_out_are_zeros():
    case = make_case()
    cell, (xs, h0, c0) = cell_with(case.weights), tensors(case)
    zeros = torch.zeros_like(h0)
    assert_same_trace(cell.trace(xs), cell.trace(xs, zeros, zeros), atol=0)
    assert_same_trace(cell.trace(xs, h0), cell.trace(xs, h0, zeros), atol=0)
    assert_same_trace(cell.trace(xs, c0=c0), cell.trace(xs, zeros, c0), atol=0)


def test_a_trace_is_detached_and_keeps_its_inputs_and_labels():
    case = make_case()
    cell, (xs, h0, c0) = cell_with(case.weights), tensors(case)
    trace = cell.trace(xs.requires_grad_(), h0.requires_grad_(), c0.requires_grad_(), tokens="hell")
    assert trace.tokens == tuple("hell")
    for name in ("xs", "h0", "c0"):
        np.testing.assert_array_equal(getattr(trace, name), getattr(case, name))
    with torch.no_grad():
        xs.zero_()
        for parameter in cell.parameters():
            parameter.zero_()
    np.testing.assert_array_equal(trace.xs, case.xs)
    assert_same_trace(trace, stacked.run(*case.run), atol=1e-12)


# Peepholes


def peephole_reference(cell: LSTMCell, x, h_prev, c_prev) -> Step:
    """Gers & Schmidhuber 2000 in this project's letters: i and f see c_prev, o sees the new c."""
    state = {name: value.detach().numpy() for name, value in cell.state_dict().items()}
    hx = np.concatenate([h_prev, x], axis=1)
    z = {
        name: hx @ state[f"{linear}.weight"].T + state[f"{linear}.bias"]
        for name, linear in LINEARS.items()
    }
    i = 1 / (1 + np.exp(-(z["i"] + state["p_i"] * c_prev)))
    f = 1 / (1 + np.exp(-(z["f"] + state["p_f"] * c_prev)))
    g = np.tanh(z["g"])
    c = f * c_prev + i * g
    o = 1 / (1 + np.exp(-(z["o"] + state["p_o"] * c)))
    return Step(i, f, g, o, c, o * np.tanh(c))


@given(cases())
def test_peepholes_against_the_equations(case):
    cell = cell_with(case.weights, peephole=True)
    assert min(p.abs().min() for p in (cell.p_i, cell.p_f, cell.p_o)) > 0
    trace, h, c = cell.trace(*tensors(case)), case.h0, case.c0
    for t, x in enumerate(case.xs):
        expected = peephole_reference(cell, x, h, c)
        for name in GATES_AND_STATES:
            np.testing.assert_allclose(
                getattr(trace, name)[t], getattr(expected, name), rtol=0, atol=1e-12, err_msg=name
            )
        h, c = expected.h, expected.c


def test_each_peephole_reaches_its_own_gate_and_no_other_first():
    """From zero weights everywhere, one peephole at a time: only its gate leaves 0.5."""
    for name in "ifo":
        cell = LSTMCell(2, 3, peephole=True)
        with torch.no_grad():
            for parameter in cell.parameters():
                parameter.zero_()
            getattr(cell, f"p_{name}").fill_(2.0)
        step = cell(torch.zeros(1, 2), torch.zeros(1, 3), torch.ones(1, 3))
        moved = {
            gate for gate in "ifo" if not torch.allclose(getattr(step, gate), 0.5 * torch.ones(1))
        }
        assert moved == {name}
        seen = step.c if name == "o" else torch.ones(1, 3)
        torch.testing.assert_close(getattr(step, name), torch.sigmoid(2.0 * seen))


def test_zero_peepholes_are_no_peepholes():
    case = make_case()
    plain, peephole = cell_with(case.weights), cell_with(case.weights, peephole=True)
    assert np.abs(plain.trace(*tensors(case)).h - peephole.trace(*tensors(case)).h).max() > 1e-3
    with torch.no_grad():
        for parameter in (peephole.p_i, peephole.p_f, peephole.p_o):
            parameter.zero_()
    assert_same_trace(peephole.trace(*tensors(case)), plain.trace(*tensors(case)), atol=0)


def test_the_switch_does_not_change_the_draw_of_the_linears():
    torch.manual_seed(0)
    plain = LSTMCell(4, 8)
    torch.manual_seed(0)
    peephole = LSTMCell(4, 8, peephole=True)
    drawn = peephole.state_dict()
    for name, value in plain.state_dict().items():
        assert torch.equal(value, drawn[name])
    assert set(drawn) - set(plain.state_dict()) == {"p_i", "p_f", "p_o"}
    for name in ("p_i", "p_f", "p_o"):
        assert drawn[name].shape == (8,)
        assert 0 < drawn[name].abs().max() <= 8**-0.5


def test_a_peephole_cell_is_no_lstm_weights():
    cell = LSTMCell(2, 3, peephole=True)
    with pytest.raises(ValueError, match="the cell has peepholes, expected none"):
        cell.to_weights()


# Bad input


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((0, 3), "input_size is 0, expected a whole number of 1 or more."),
        ((3, -1), "hidden_size is -1, expected"),
        ((3, 2.0), "hidden_size is 2.0, expected"),
    ],
)
def test_other_sizes_are_refused(sizes, message):
    with pytest.raises(ValueError) as caught:
        LSTMCell(*sizes)
    assert message in str(caught.value)


BAD_TENSORS = {
    "array": (lambda t: t.numpy(), TypeError, "is a ndarray, expected a tensor. Did you forget"),
    "list": (lambda t: t.tolist(), TypeError, "is a list, expected a tensor"),
    "float32": (
        lambda t: t.float(),
        TypeError,
        "has dtype torch.float32, expected torch.float64 like the cell. Did you mix precisions?",
    ),
    "integers": (lambda t: t.long(), TypeError, "has dtype torch.int64, expected torch.float64"),
    "swapped": (lambda t: t.transpose(-2, -1), ValueError, "Did you swap batch and"),
    "rank": (lambda t: t[0], ValueError, "Is the batch axis missing?"),
    "axis": (lambda t: t[None], ValueError, "Is there an axis too many, such as time or batch?"),
    "empty": (lambda t: t[:0], ValueError, "One axis is empty"),
}


@pytest.mark.parametrize("bad", BAD_TENSORS)
@pytest.mark.parametrize("name", ["xs", "h0", "c0"])
def test_run_and_trace_refuse(bad, name):
    change, error, part = BAD_TENSORS[bad]
    case = make_case()
    cell = cell_with(case.weights)
    arguments = dict(zip(("xs", "h0", "c0"), tensors(case), strict=True))
    arguments[name] = change(arguments[name])
    for function in (cell.run, cell.trace):
        assert_refused(function, error, name, part, **arguments)


@pytest.mark.parametrize("bad", BAD_TENSORS)
@pytest.mark.parametrize("name", ["x", "h_prev", "c_prev"])
def test_one_step_refuses(bad, name):
    change, error, part = BAD_TENSORS[bad]
    case = make_case()
    xs, h0, c0 = tensors(case)
    arguments = {"x": xs[0], "h_prev": h0, "c_prev": c0}
    arguments[name] = change(arguments[name])
    assert_refused(cell_with(case.weights), error, name, part, **arguments)
