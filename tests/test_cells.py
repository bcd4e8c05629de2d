"""plain == gates == stacked == nn.LSTM == nn.LSTMCell: the same numbers from every cell."""

import numpy as np
import pytest
import torch
from hypothesis import example, given

from lstm_teach.cells import gates, plain, stacked
from lstm_teach.trace import GATES_AND_STATES, Step, Trace
from strategies import ARRAYS, Case, assert_same_trace, cases, make_case, nn_lstm

CELLS = {"plain": plain, "gates": gates, "stacked": stacked}
every_cell = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
ONE_OF_EACH = make_case(T=1, B=1, D=2, H=1)


def nn_lstm_cell(case: Case) -> dict[str, np.ndarray]:
    """h and c of every step, from PyTorch's own LSTMCell."""
    D, H = case.weights.D, case.weights.H
    cell = torch.nn.LSTMCell(D, H, dtype=getattr(torch, str(case.weights.dtype)))
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    with torch.no_grad():
        for name, array in zip(names, ARRAYS, strict=True):
            getattr(cell, name).copy_(torch.from_numpy(getattr(case.weights, array).copy()))
        h, c = (torch.from_numpy(a.copy()) for a in (case.h0, case.c0))
        found = {"h": [], "c": []}
        for x in torch.from_numpy(case.xs.copy()):
            h, c = cell(x, (h, c))
            found["h"].append(h.numpy())
            found["c"].append(c.numpy())
    return {name: np.stack(steps) for name, steps in found.items()}


@given(cases())
@example(ONE_OF_EACH)
def test_the_cells_agree_with_each_other_in_every_gate(case):
    expected = gates.run(*case.run)
    assert_same_trace(plain.run(*case.run), expected, atol=1e-12)
    assert_same_trace(stacked.run(*case.run), expected, atol=1e-12)


@given(cases())
@example(ONE_OF_EACH)
def test_the_cells_agree_with_pytorch_in_float64(case):
    layer, cell = nn_lstm(case), nn_lstm_cell(case)
    for run in (plain.run, gates.run, stacked.run):
        trace = run(*case.run)
        np.testing.assert_allclose(trace.h, layer["h"], rtol=0, atol=1e-12)
        np.testing.assert_allclose(trace.c[-1], layer["c_n"], rtol=0, atol=1e-12)
        np.testing.assert_allclose(trace.h, cell["h"], rtol=0, atol=1e-12)
        np.testing.assert_allclose(trace.c, cell["c"], rtol=0, atol=1e-12)


@given(cases(np.float32, scales=(0.3, 1.0)))
@example(ONE_OF_EACH.astype(np.float32))
def test_the_cells_agree_with_pytorch_in_float32(case):
    layer, cell = nn_lstm(case), nn_lstm_cell(case)
    for run in (plain.run, gates.run, stacked.run):
        trace = run(*case.run)
        assert trace.h.dtype == trace.c.dtype == np.float32
        np.testing.assert_allclose(trace.h, layer["h"], rtol=0, atol=1e-6)
        np.testing.assert_allclose(trace.c[-1], layer["c_n"], rtol=0, atol=1e-6)
        np.testing.assert_allclose(trace.c, cell["c"], rtol=0, atol=1e-6)


@given(cases())
def test_a_run_is_its_steps_one_after_the_other(case):
    for cell in CELLS.values():
        trace, h, c = cell.run(*case.run), case.h0, case.c0
        for t, x in enumerate(case.xs):
            step = Step(*(np.array(a) for a in cell.step(case.weights, x, h, c)))
            for name in GATES_AND_STATES:
                np.testing.assert_allclose(getattr(step, name), getattr(trace, name)[t], atol=1e-12)
            h, c = step.h, step.c


@given(cases())
def test_the_gate_functions_are_the_parts_of_a_step(case):
    weights, x, h, c = case.weights, case.xs[0], case.h0, case.c0
    step = gates.step(weights, x, h, c)
    np.testing.assert_array_equal(step.i, gates.input_gate(weights, x, h))
    np.testing.assert_array_equal(step.f, gates.forget_gate(weights, x, h))
    np.testing.assert_array_equal(step.g, gates.candidate(weights, x, h))
    np.testing.assert_array_equal(step.o, gates.output_gate(weights, x, h))
    np.testing.assert_array_equal(step.c, gates.cell_state(step.f, c, step.i, step.g))
    np.testing.assert_array_equal(step.h, gates.hidden_state(step.o, step.c))


@given(cases())
def test_the_pieces_of_a_gate_make_the_gate(case):
    """The equation itself, written here from the four arrays and the row numbers alone."""
    w, H = case.weights, case.weights.H
    z = case.xs[0] @ w.W_x.T + w.b_x + case.h0 @ w.W_h.T + w.b_h
    z_i, z_f, z_g, z_o = (z[:, k * H : (k + 1) * H] for k in range(4))
    i, f, o = (1 / (1 + np.exp(-part)) for part in (z_i, z_f, z_o))
    c = f * case.c0 + i * np.tanh(z_g)
    expected = Step(i, f, np.tanh(z_g), o, c, o * np.tanh(c))
    got = gates.step(w, case.xs[0], case.h0, case.c0)
    for name, ours, theirs in zip(Step._fields, got, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("cell", [gates, stacked])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_step_keeps_the_precision_of_its_weights(cell, dtype):
    case = make_case(dtype=dtype)
    step = cell.step(case.weights, case.xs[0], case.h0, case.c0)
    assert {part.dtype for part in step} == {np.dtype(dtype)}


@every_cell
@pytest.mark.parametrize("left_out", [("h0", "c0"), ("h0",), ("c0",)])
def test_states_that_are_left_out_are_zeros(cell, left_out):
    case = make_case()
    states = {"h0": case.h0, "c0": case.c0}
    zeros = {name: np.zeros_like(case.h0) for name in left_out}
    expected = cell.run(case.weights, case.xs, **{**states, **zeros})
    given = {name: state for name, state in states.items() if name not in left_out}
    got = cell.run(case.weights, case.xs, **given)
    assert_same_trace(got, expected, atol=0)
    np.testing.assert_array_equal(getattr(got, left_out[0]), 0.0)


@every_cell
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", [1e4, 1e30])
def test_saturated_gates_are_exact_and_silent(cell, dtype, size):
    """Warnings are errors here, so an overflow would raise."""
    case = make_case(T=6, B=3, dtype=dtype)
    signs = np.sign(np.random.default_rng(1).standard_normal(case.xs.shape)).astype(dtype)
    trace = cell.run(case.weights, signs * dtype(size), case.h0, case.c0)
    for name in "ifo":
        values = getattr(trace, name)
        assert ((values >= 0) & (values <= 1)).all()
    z = signs.astype(float) @ case.weights.W_x.T.astype(float) * size
    sure = np.abs(z) > 100  # what h and the biases can add is far below that
    bits = np.concatenate([trace.i, trace.f, trace.g, trace.o], axis=2)
    lowest = np.where(np.arange(z.shape[2]) // case.weights.H == 2, -1, 0)
    expected = np.where(z > 0, np.ones_like(z), np.broadcast_to(lowest, z.shape))
    assert sure.mean() > 0.9
    np.testing.assert_allclose(bits[sure], expected[sure], rtol=0, atol=1e-12)


@pytest.mark.parametrize("sigmoid", [plain.sigmoid, gates.sigmoid])
def test_sigmoid_is_right_from_end_to_end(sigmoid):
    for z, expected in ((0.0, 0.5), (-1e4, 0.0), (1e4, 1.0), (2.0, 0.8807970779778823)):
        assert abs(float(sigmoid(z)) - expected) < 1e-15
    zs = [k / 7 for k in range(-280, 281)]
    values = [float(sigmoid(z)) for z in zs]
    assert values == sorted(values)
    for z, value in zip(zs, values, strict=True):
        assert abs(value + float(sigmoid(-z)) - 1) < 1e-15
        assert abs(value - torch.sigmoid(torch.tensor(z, dtype=torch.float64)).item()) < 1e-15


@every_cell
def test_a_run_changes_nothing_that_it_was_given(cell):
    case = make_case()
    arrays = (case.xs, case.h0, case.c0, *(getattr(case.weights, name) for name in ARRAYS))
    before = [a.copy() for a in arrays]
    cell.run(*case.run)
    cell.step(case.weights, case.xs[0], case.h0, case.c0)
    for array, old in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, old)


@every_cell
def test_the_memory_order_of_the_inputs_does_not_matter(cell):
    case = make_case(T=3)
    strided = np.asfortranarray(case.xs), np.asfortranarray(case.h0), case.c0[::-1][::-1]
    assert_same_trace(cell.run(case.weights, *strided), cell.run(*case.run), atol=1e-15)


def test_run_returns_a_trace_of_its_own_inputs():
    case = make_case()
    for cell in CELLS.values():
        trace = cell.run(*case.run)
        assert isinstance(trace, Trace)
        for name in ("xs", "h0", "c0"):
            np.testing.assert_array_equal(getattr(trace, name), getattr(case, name))
        np.testing.assert_array_equal(trace.h_prev, np.concatenate([case.h0[None], trace.h[:-1]]))
        np.testing.assert_array_equal(trace.c_prev, np.concatenate([case.c0[None], trace.c[:-1]]))
