"""The hand-written backward passes: against autograd, against differences, against each other."""

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lstm_teach import gradients
from lstm_teach.cells import gates, plain, stacked
from lstm_teach.gradient_trace import Gradients
from lstm_teach.layouts import GATES
from lstm_teach.trace import Trace
from lstm_teach.weights import LSTMWeights

sizes = st.tuples(*(st.integers(1, most) for most in (6, 4, 5, 5)))  # T, B, D, H
NAMES = tuple(name for name in Gradients._fields if name != "steps")


def problem(T, B, D, H, seed, scale=2.5, dtype=np.float64):
    """Weights, xs, h0, c0 and the derivatives d_hs, d_h_T, d_c_T, all of them random."""
    rng = np.random.default_rng(seed)
    weights = LSTMWeights.random(D, H, rng, scale).astype(dtype)
    shapes = ((T, B, D), (B, H), (B, H), (T, B, H), (B, H), (B, H))
    return weights, *(rng.standard_normal(shape).astype(dtype) for shape in shapes)


def ours(cell, problem, keep_steps=False) -> Gradients:
    weights, xs, h0, c0, *upstream = problem
    trace = cell.run(weights, xs, h0, c0)
    return cell.backward(weights, trace, *upstream, keep_steps=keep_steps)


def autograd(problem) -> Gradients:
    """What PyTorch gives for nn.LSTM with the same numbers and the same upstream gradients."""
    weights, *arrays = problem
    xs, h0, c0, d_hs, d_h_T, d_c_T = (torch.from_numpy(a) for a in arrays)
    inputs = [t.requires_grad_() for t in (xs, h0[None], c0[None])]
    module = weights.to_torch()
    outputs, (h_T, c_T) = module(inputs[0], tuple(inputs[1:]))
    torch.autograd.backward([outputs, h_T, c_T], [d_hs, d_h_T[None], d_c_T[None]])
    W = [parameter.grad.numpy() for parameter in module.parameters()]
    dxs, dh0, dc0 = (t.grad.numpy() for t in inputs)
    return Gradients(*W, dxs, dh0[0], dc0[0])


def assert_same(ours: Gradients, theirs: Gradients, rtol: float, atol: float) -> None:
    for name in NAMES:
        expected, got = getattr(theirs, name), getattr(ours, name)
        bound = rtol * np.abs(expected).max() + atol
        assert got.shape == expected.shape, name
        assert np.abs(got - expected).max() <= bound, name


@settings(max_examples=40, deadline=None)
@given(sizes, st.integers(0, 2**32 - 1))
@example((1, 1, 1, 1), 0)
@example((1, 3, 2, 4), 1)
@example((5, 1, 3, 4), 2)
@example((5, 3, 4, 1), 3)
def test_equal_to_autograd_of_nn_lstm(shape, seed):
    given = problem(*shape, seed)
    assert_same(ours(stacked, given), autograd(given), rtol=1e-10, atol=1e-15)


@settings(max_examples=20, deadline=None)
@given(sizes, st.integers(0, 2**32 - 1))
def test_plain_is_equal_to_stacked(shape, seed):
    given = problem(*shape, seed)
    one, other = ours(plain, given, keep_steps=True), ours(stacked, given, keep_steps=True)
    assert_same(one, other, rtol=1e-12, atol=1e-14)
    for mine, theirs in zip(one.steps, other.steps, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-12 * (1 + abs(theirs).max()))


@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (3, 2, 3, 4), (4, 1, 2, 3)])
def test_equal_to_central_differences(shape):
    weights, xs, h0, c0, d_hs, d_h_T, d_c_T = given = problem(*shape, seed=5)
    found = ours(stacked, given)

    def loss(changed, value):
        parts = {"W_x": weights.W_x, "W_h": weights.W_h, "b_x": weights.b_x, "b_h": weights.b_h}
        parts |= {"xs": xs, "h0": h0, "c0": c0, changed: value}
        w = LSTMWeights(*(parts[name] for name in ("W_x", "W_h", "b_x", "b_h")))
        trace = gates.run(w, parts["xs"], parts["h0"], parts["c0"])
        return (d_hs * trace.h).sum() + (d_h_T * trace.h[-1]).sum() + (d_c_T * trace.c[-1]).sum()

    start = {**{n: getattr(weights, n) for n in NAMES[:4]}, "xs": xs, "h0": h0, "c0": c0}
    for name in NAMES:
        measured = gradients.check(lambda value, name=name: loss(name, value), start[name])
        np.testing.assert_allclose(getattr(found, name), measured, rtol=1e-6, atol=1e-6)


def test_float32_stays_float32_and_is_close():
    given = problem(5, 3, 4, 6, seed=1, dtype=np.float32)
    found = ours(stacked, given, keep_steps=True)
    assert {a.dtype for a in (*found[:-1], *found.steps)} == {np.dtype(np.float32)}
    assert_same(found, autograd(given), rtol=1e-5, atol=1e-6)


def test_steps_are_the_gradients_of_the_states_and_of_z():
    weights, xs, h0, c0, d_hs, d_h_T, d_c_T = given = problem(4, 2, 3, 5, seed=2)
    tensors = [torch.from_numpy(a) for a in (xs, h0, c0)]
    W_x, W_h, b_x, b_h = (torch.from_numpy(getattr(weights, n).copy()) for n in NAMES[:4])
    h, c, kept = *tensors[1:], {"dh": [], "dc": [], "dz": []}
    for x in tensors[0]:
        z = (x @ W_x.T + b_x + h @ W_h.T + b_h).requires_grad_()
        z_i, z_f, z_g, z_o = z.chunk(4, dim=1)
        c = z_f.sigmoid() * c + z_i.sigmoid() * z_g.tanh()
        h = z_o.sigmoid() * c.tanh()
        for name, value in {"dh": h, "dc": c, "dz": z}.items():
            value.retain_grad()
            kept[name].append(value)
    upstream = [torch.from_numpy(a) for a in (*d_hs, d_h_T, d_c_T)]
    torch.autograd.backward([*kept["dh"], h, c], upstream)
    steps = ours(stacked, given, keep_steps=True).steps
    for name, values in kept.items():
        expected = torch.stack([v.grad for v in values]).numpy()
        np.testing.assert_allclose(getattr(steps, name), expected, rtol=1e-10, atol=1e-14)
    for k, name in enumerate(GATES):
        np.testing.assert_array_equal(steps.gate(name), steps.dz[:, :, 5 * k : 5 * k + 5])


def test_steps_are_kept_on_request_only():
    given = problem(3, 2, 2, 2, seed=0)
    for cell in (plain, stacked):
        assert ours(cell, given).steps is None
        steps = ours(cell, given, keep_steps=True).steps
        assert [a.shape for a in steps] == [(3, 2, 2), (3, 2, 2), (3, 2, 8)]
    with pytest.raises(ValueError, match="gate name is 'c'"):
        steps.gate("c")


@pytest.mark.parametrize("scale", [100.0, 1e4])
def test_saturated_gates_give_finite_gradients_equal_to_autograd(scale):
    given = problem(5, 3, 4, 6, seed=3, scale=scale)
    trace = stacked.run(*given[:4])
    assert ((trace.f < 1e-6) | (trace.f > 1 - 1e-6)).mean() > 0.5
    for cell in (plain, stacked):
        found = ours(cell, given)
        assert all(np.isfinite(a).all() for a in found[:-1])
        assert_same(found, autograd(given), rtol=1e-10, atol=1e-11 * scale)


@pytest.mark.parametrize("cell", [plain, stacked])
def test_zero_upstream_gives_zero_gradients(cell):
    weights, xs, h0, c0, d_hs, d_h_T, d_c_T = problem(3, 2, 4, 5, seed=0)
    trace = cell.run(weights, xs, h0, c0)
    zeros = [np.zeros_like(a) for a in (d_hs, d_h_T, d_c_T)]
    for found in (cell.backward(weights, trace), cell.backward(weights, trace, *zeros)):
        assert all((a == 0).all() for a in found[:-1])


@pytest.mark.parametrize("cell", [plain, stacked])
def test_what_is_left_out_is_zero_and_parts_add_up(cell):
    weights, xs, h0, c0, d_hs, d_h_T, d_c_T = given = problem(3, 2, 4, 5, seed=4)
    trace = cell.run(weights, xs, h0, c0)
    parts = [{"d_hs": d_hs}, {"d_h_T": d_h_T}, {"d_c_T": d_c_T}]
    alone = [cell.backward(weights, trace, **part) for part in parts]
    total = ours(cell, given)
    for name in NAMES:
        np.testing.assert_allclose(
            sum(getattr(a, name) for a in alone), getattr(total, name), rtol=0, atol=1e-13
        )
        assert all(np.abs(getattr(a, name)).max() > 1e-6 for a in alone), name


def test_nothing_that_is_given_is_changed():
    given = problem(3, 2, 4, 5, seed=0)
    before = [a.copy() for a in given[1:]]
    ours(stacked, given), ours(plain, given)
    for old, new in zip(before, given[1:], strict=True):
        np.testing.assert_array_equal(old, new)


def test_the_two_biases_do_not_share_one_array():
    for cell in (plain, stacked):
        found = ours(cell, problem(2, 1, 2, 3, seed=0))
        assert not np.shares_memory(found.b_x, found.b_h)


# Bad input


@pytest.fixture
def ran():
    weights, xs, h0, c0, *upstream = problem(5, 2, 3, 4, seed=0)
    return weights, stacked.run(weights, xs, h0, c0), upstream


@pytest.mark.parametrize("cell", [plain, stacked])
@pytest.mark.parametrize("name", ["W_x", "W_h", "b_x"])
def test_a_trace_of_other_weights_is_refused(ran, cell, name):
    weights, trace, upstream = ran
    parts = {n: getattr(weights, n).copy() for n in NAMES[:4]}
    parts[name].flat[7] += 1e-3  # one number of one gate, one small update
    with pytest.raises(ValueError, match=r"trace\.\w is .* with these weights. Were the weights"):
        cell.backward(LSTMWeights(**parts), trace, *upstream)


def test_a_long_trace_of_other_weights_is_refused():
    weights, xs, h0, c0, *upstream = problem(60, 5, 3, 4, seed=0, dtype=np.float32)
    trace = stacked.run(weights, xs, h0, c0)
    stacked.backward(weights, trace, *upstream)
    parts = [getattr(weights, n) * np.float32(1.001) for n in NAMES[:4]]
    with pytest.raises(ValueError, match="with these weights"):
        stacked.backward(LSTMWeights(*parts), trace, *upstream)


@pytest.mark.parametrize("wrong", [0, 59])
def test_the_ends_of_a_long_trace_are_always_looked_at(wrong):
    weights, xs, h0, c0, *upstream = problem(60, 5, 3, 4, seed=0)
    other = LSTMWeights.random(3, 4, np.random.default_rng(9))
    h, c, steps = h0, c0, []
    for t, x in enumerate(xs):
        steps.append(stacked.step(other if t == wrong else weights, x, h, c))
        h, c = steps[-1].h, steps[-1].c
    with pytest.raises(ValueError, match=f"at step {wrong}, sequence"):
        stacked.backward(weights, Trace.from_steps(steps, xs, h0, c0), *upstream)


@pytest.mark.parametrize("other", [gates, plain])
@pytest.mark.parametrize("scale", [1.0, 100.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_trace_of_another_right_cell_is_taken(other, scale, dtype):
    weights, xs, h0, c0, *upstream = problem(6, 3, 4, 5, seed=6, scale=scale, dtype=dtype)
    xs = xs * dtype(scale)
    found = stacked.backward(weights, other.run(weights, xs, h0, c0), *upstream)
    assert np.isfinite(found.W_x).all()


def test_a_trace_of_other_sizes_is_refused(ran):
    _, trace, upstream = ran
    for D, H, what in ((2, 4, "trace.xs"), (3, 5, "trace.h")):
        weights = LSTMWeights.random(D, H, np.random.default_rng(0))
        with pytest.raises(ValueError, match=f"{what} has shape"):
            stacked.backward(weights, trace, *upstream)


@pytest.mark.parametrize("cell", [plain, stacked])
def test_wrong_upstream_shapes_are_refused(ran, cell):
    weights, trace, (d_hs, d_h_T, d_c_T) = ran
    with pytest.raises(ValueError, match=r"d_hs .*\(T, B, H\) = \(5, 2, 4\).*swap time and batch"):
        cell.backward(weights, trace, d_hs=d_hs.swapaxes(0, 1))
    with pytest.raises(ValueError, match=r"d_h_T .*\(B, H\) = \(2, 4\).*swap batch and hidden"):
        cell.backward(weights, trace, d_h_T=d_h_T.T)
    with pytest.raises(ValueError, match=r"d_c_T has shape \(4,\).*batch axis missing"):
        cell.backward(weights, trace, d_c_T=d_c_T[0])
    with pytest.raises(ValueError, match="axis too many"):
        cell.backward(weights, trace, d_h_T=d_hs)


def test_nan_and_other_dtypes_are_refused(ran):
    weights, trace, (d_hs, d_h_T, d_c_T) = ran
    with_nan = d_hs.copy()
    with_nan[3, 1, 2] = np.nan
    with pytest.raises(ValueError, match=r"d_hs has nan at index \(3, 1, 2\)"):
        stacked.backward(weights, trace, d_hs=with_nan)
    with pytest.raises(TypeError, match="d_h_T has dtype float32, expected float64"):
        stacked.backward(weights, trace, d_h_T=d_h_T.astype(np.float32))
    with pytest.raises(TypeError, match="d_c_T is a list"):
        stacked.backward(weights, trace, d_c_T=d_c_T.tolist())
    with pytest.raises(TypeError, match="trace.i has dtype float64, expected float32"):
        stacked.backward(weights.astype(np.float32), trace)


def test_a_trace_that_diverged_is_refused(ran):
    weights, trace, _ = ran
    xs = trace.xs.copy()
    xs[2, 0, 0] = np.nan
    steps = [tuple(getattr(trace, n)[t] for n in "ifgoch") for t in range(trace.T)]
    diverged = Trace.from_steps(steps, xs, trace.h0, trace.c0)
    with pytest.raises(ValueError, match=r"trace.xs has nan at index \(2, 0, 0\)"):
        stacked.backward(weights, diverged)


def test_no_trace_is_refused(ran):
    weights, trace, _ = ran
    with pytest.raises(TypeError, match="trace is a ndarray, expected a Trace"):
        stacked.backward(weights, trace.xs)
    with pytest.raises(TypeError, match="expected LSTMWeights"):
        stacked.backward(trace, weights)
