"""Every layout in and out without loss, and every wrong layout noticed."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lstm_teach.cells import stacked
from lstm_teach.layouts import GATES, TORCH_NAMES, check_order, gate_rows, torch_suffix
from lstm_teach.weights import LSTMWeights
from refusal import assert_refused
from strategies import ARRAYS, Case, assert_same_weights, cases, make_case, nn_lstm

ORDERS = ["".join(letters) for letters in itertools.permutations("ifgo")]
WRONG_ORDERS = [order for order in ORDERS if order != "ifgo"]
DTYPES = [torch.float32, torch.float64]


def torch_module(kind=torch.nn.LSTM, D=3, H=5, dtype=torch.float32, **settings) -> torch.nn.Module:
    """A module with random weights, the same in each call."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return kind(D, H, dtype=dtype, **settings)


# The order string


@given(cases(), st.sampled_from(ORDERS))
def test_any_order_goes_out_and_comes_back(case, order):
    out = case.weights.in_order(order)
    assert_same_weights(LSTMWeights.from_order(*out, order=order), case.weights)


@given(cases(), st.sampled_from(ORDERS))
def test_in_order_stacks_the_gates_as_it_says(case, order):
    out, H = case.weights.in_order(order), case.weights.H
    for k, name in enumerate(order):
        for piece, whole in zip(case.weights.gate(name), out, strict=True):
            np.testing.assert_array_equal(whole[k * H : (k + 1) * H], piece)


@pytest.mark.parametrize("order", WRONG_ORDERS)
def test_a_wrong_order_is_noticed(order):
    """All 23 of them, on the strong check: T = 4, random h0, c0 and biases, weights times 2.5."""
    case = make_case()
    mixed_up = LSTMWeights.from_order(*case.weights.in_order("ifgo"), order=order)
    expected, got = nn_lstm(case), stacked.run(*case.with_weights(mixed_up).run)
    assert np.abs(got.h - expected["h"]).max() > 1e-2
    assert np.abs(got.c[-1] - expected["c_n"]).max() > 1e-2


def test_with_one_bias_the_other_is_zero():
    W_x, W_h, b_x, _ = make_case().weights.in_order("iofg")
    weights = LSTMWeights.from_order(W_x, W_h, b_x, order="iofg")
    np.testing.assert_array_equal(weights.b_h, np.zeros(20))
    np.testing.assert_array_equal(weights.in_order("iofg").b_x, b_x)


@pytest.mark.parametrize("order", ["", "ifg", "ifgg", "ifcog", "IFGO", "ifco", None, list("ifgo")])
def test_other_orders_are_refused(order):
    start = f"order is {order!r}, expected the letters i, f, g, o, each once"
    weights = make_case().weights
    pieces = weights.in_order("ifgo")._asdict()
    assert_refused(weights.in_order, ValueError, start, order=order)
    assert_refused(LSTMWeights.from_order, ValueError, start, **pieces, order=order)
    assert_refused(check_order, ValueError, start, order=order)


def test_gate_rows_are_a_permutation_that_its_inverse_undoes():
    for stored, wanted in itertools.product(ORDERS, ORDERS):
        there, back = gate_rows(stored, wanted, 3), gate_rows(wanted, stored, 3)
        np.testing.assert_array_equal(there[back], np.arange(12))
    np.testing.assert_array_equal(gate_rows(GATES, "ifog", 1), [0, 1, 3, 2])


# PyTorch


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("bias", [True, False])
def test_nn_lstm_comes_in_and_goes_out_exactly(dtype, bias):
    module = torch_module(dtype=dtype, bias=bias)
    weights = LSTMWeights.from_torch(module)
    for name, array in zip(TORCH_NAMES, ARRAYS, strict=True):
        ours, theirs = getattr(weights, array), getattr(module, name + "_l0", None)
        expected = np.zeros(20) if theirs is None else theirs.detach().numpy()
        np.testing.assert_array_equal(ours, expected)
    back = weights.to_torch()
    assert type(back) is torch.nn.LSTM
    for name, parameter in back.named_parameters():
        assert parameter.dtype == dtype
        assert parameter.requires_grad
        if hasattr(module, name):
            assert torch.equal(parameter, getattr(module, name))
        else:
            assert torch.equal(parameter, torch.zeros(20, dtype=dtype))
    assert_same_weights(LSTMWeights.from_torch(back), weights)


@given(cases(np.float32, scales=(1.0, 1e-30, 1e30)))
def test_every_float32_survives_pytorch(case):
    assert_same_weights(LSTMWeights.from_torch(case.weights.to_torch()), case.weights)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("bias", [True, False])
def test_nn_lstm_cell_comes_in_exactly(dtype, bias):
    module = torch_module(torch.nn.LSTMCell, dtype=dtype, bias=bias)
    weights = LSTMWeights.from_torch(module)
    case = Case(weights, *make_case().run[1:]).astype(str(dtype).removeprefix("torch."))
    x, h, c = (torch.from_numpy(a.copy()) for a in (case.xs[0], case.h0, case.c0))
    with torch.no_grad():
        h, c = module(x, (h, c))
    step = stacked.step(weights, case.xs[0], case.h0, case.c0)
    np.testing.assert_allclose(step.h, h.numpy(), rtol=0, atol=1e-6)
    np.testing.assert_allclose(step.c, c.numpy(), rtol=0, atol=1e-6)
    assert_same_weights(LSTMWeights.from_torch(module, layer=0, reverse=False), weights)


def test_each_layer_and_direction_is_read_from_its_own_place():
    """Two layers both ways, rebuilt from four single runs."""
    module = torch_module(dtype=torch.float64, num_layers=2, bidirectional=True)
    xs = make_case(T=6).xs
    with torch.no_grad():
        expected, (h_n, c_n) = module(torch.from_numpy(xs.copy()))
    final = []
    for layer in (0, 1):
        ahead = stacked.run(LSTMWeights.from_torch(module, layer, reverse=False), xs)
        back = stacked.run(
            LSTMWeights.from_torch(module, layer, reverse=True), np.ascontiguousarray(xs[::-1])
        )
        final += [(ahead.h[-1], ahead.c[-1]), (back.h[-1], back.c[-1])]
        xs = np.concatenate([ahead.h, back.h[::-1]], axis=2)
    np.testing.assert_allclose(xs, expected.numpy(), rtol=0, atol=1e-12)
    for k, (h, c) in enumerate(final):
        np.testing.assert_allclose(h, h_n[k].numpy(), rtol=0, atol=1e-12)
        np.testing.assert_allclose(c, c_n[k].numpy(), rtol=0, atol=1e-12)


def test_each_of_four_layers_differs_from_the_others():
    module = torch_module(D=5, num_layers=2, bidirectional=True)
    places = itertools.product((0, 1), (False, True))
    found = [LSTMWeights.from_torch(module, *place).W_h for place in places]
    for one, other in itertools.combinations(found, 2):
        assert not np.array_equal(one, other)


def test_from_torch_leaves_the_module_alone_and_does_not_follow_it():
    module = torch_module()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    weights = LSTMWeights.from_torch(module)
    kept = LSTMWeights(*(getattr(weights, name) for name in ARRAYS))
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
    assert_same_weights(weights, kept)


def test_what_is_done_to_a_module_made_by_to_torch_does_not_come_back():
    weights = make_case().weights
    module = weights.to_torch()
    with torch.no_grad():
        module.weight_ih_l0.zero_()
    assert_same_weights(weights, make_case().weights)


def test_a_parametrised_module_is_read_as_it_computes():
    module = torch_module()
    expected = LSTMWeights.from_torch(module)
    torch.nn.utils.parametrizations.weight_norm(module, "weight_hh_l0")
    got = LSTMWeights.from_torch(module)
    np.testing.assert_allclose(got.W_h, expected.W_h, rtol=1e-6)


def test_to_torch_draws_no_random_number():
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    make_case().weights.to_torch()
    assert torch.equal(torch.rand(3), expected)


def test_batch_first_swaps_the_first_two_axes():
    case = make_case()
    module = case.weights.to_torch(batch_first=True)
    with torch.no_grad():
        outputs, _ = module(torch.from_numpy(case.xs.swapaxes(0, 1).copy()))
    trace = stacked.run(case.weights, case.xs)
    np.testing.assert_allclose(outputs.numpy().swapaxes(0, 1), trace.h, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("module", "place", "error", "parts"),
    [
        (torch_module(torch.nn.GRU), {}, TypeError, ["module is a GRU, expected nn.LSTM or"]),
        (torch_module(torch.nn.RNN), {}, TypeError, ["module is a RNN, expected nn.LSTM or"]),
        (torch.nn.Sequential(torch_module()), {}, TypeError, ["Did you pass the whole model"]),
        (make_case().weights, {}, TypeError, ["module is a LSTMWeights, expected nn.LSTM"]),
        (None, {}, TypeError, ["module is a NoneType, expected nn.LSTM"]),
        (torch_module(bidirectional=True), {}, ValueError, ["reverse is None, expected True or"]),
        (torch_module(bidirectional=True), {"layer": 1}, ValueError, ["layer is 1"]),
        (torch_module(), {"reverse": True}, ValueError, ["reverse is True, expected False"]),
        (torch_module(), {"layer": 1}, ValueError, ["layer is 1, expected", "0 to 0", "from 0"]),
        (torch_module(), {"layer": -1}, ValueError, ["layer is -1, expected"]),
        (torch_module(), {"layer": "0"}, ValueError, ["layer is '0', expected a whole number"]),
        (torch_module(proj_size=2), {}, ValueError, ["proj_size=2, expected 0", "projected"]),
        (torch_module().half(), {}, TypeError, ["dtype torch.float16, expected torch.float32"]),
        (torch_module().bfloat16(), {}, TypeError, ["dtype torch.bfloat16", "module.float()"]),
        (torch_module(torch.nn.LSTMCell), {"layer": 1}, ValueError, ["layer is 1", "LSTMCell"]),
        (torch_module(torch.nn.LSTMCell), {"reverse": True}, ValueError, ["reverse is True"]),
    ],
)
def test_from_torch_refuses(module, place, error, parts):
    assert_refused(LSTMWeights.from_torch, error, *parts, module=module, **place)


def test_from_torch_refuses_a_module_that_diverged():
    module = torch_module()
    with torch.no_grad():
        module.bias_hh_l0[3] = float("nan")
    parts = ("b_h has nan at index (3,)", "Did training diverge")
    assert_refused(LSTMWeights.from_torch, ValueError, *parts, module=module)


def test_names_of_parameters():
    module = torch_module(num_layers=3, bidirectional=True)
    assert torch_suffix(module, 2, True) == "_l2_reverse"
    assert torch_suffix(module, 1, False) == "_l1"
    assert torch_suffix(torch_module(torch.nn.LSTMCell), 0, None) == ""


# Keras


def keras_lstm(xs, kernel, recurrent_kernel, bias, h, c) -> np.ndarray:
    """The loop of Keras' LSTM layer as its documentation gives it: gates i, f, c, o."""
    hs = []
    for x in xs:
        z_i, z_f, z_c, z_o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
        i, f, o = (1 / (1 + np.exp(-z)) for z in (z_i, z_f, z_o))
        c = f * c + i * np.tanh(z_c)
        h = o * np.tanh(c)
        hs.append(h)
    return np.stack(hs)


@given(cases())
def test_keras_computes_the_same_with_what_goes_out(case):
    hs = keras_lstm(case.xs, *case.weights.to_keras(), case.h0, case.c0)
    np.testing.assert_allclose(hs, stacked.run(*case.run).h, rtol=0, atol=1e-12)


@given(cases())
def test_keras_comes_in_and_goes_out_exactly(case):
    """Keras has one bias, so a layer that came from PyTorch keeps the sum of its two."""
    kernel, recurrent_kernel, bias = case.weights.to_keras()
    D, H = case.weights.D, case.weights.H
    assert [a.shape for a in (kernel, recurrent_kernel, bias)] == [(D, 4 * H), (H, 4 * H), (4 * H,)]
    weights = LSTMWeights.from_keras(kernel, recurrent_kernel, bias)
    for ours, theirs in zip(weights.to_keras(), (kernel, recurrent_kernel, bias), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(weights.W_x, case.weights.W_x)
    np.testing.assert_array_equal(weights.W_h, case.weights.W_h)
    np.testing.assert_array_equal(weights.b_x, case.weights.b_x + case.weights.b_h)
    np.testing.assert_array_equal(weights.b_h, 0.0)


@pytest.mark.parametrize(
    ("name", "change", "error", "message"),
    [
        ("recurrent_kernel", np.transpose, ValueError,
         "recurrent_kernel has shape (20, 5), expected (H, 4H) = (5, 20). Did you swap hidden"),
        ("kernel", np.transpose, ValueError,
         "kernel has shape (20, 3), expected (D, 4H) = (any, 20). Did you swap input and 4H?"),
        ("bias", lambda a: np.stack([a, a]), ValueError, "bias has shape (2, 20), expected (4H,)"),
        ("bias", lambda a: a[:5], ValueError, "bias has shape (5,), expected (4H,) = (20,)"),
        ("kernel", lambda a: a.tolist(), TypeError, "kernel is a list, expected a NumPy array"),
        ("bias", lambda a: None, TypeError, "bias is a NoneType, expected a NumPy array"),
        ("kernel", lambda a: a.astype(np.float32), TypeError, "kernel has dtype float32"),
        ("recurrent_kernel", lambda a: a.astype(int), TypeError, "recurrent_kernel has dtype int"),
    ],
)  # fmt: skip
def test_from_keras_refuses(name, change, error, message):
    names = ("kernel", "recurrent_kernel", "bias")
    arguments = dict(zip(names, make_case().weights.to_keras(), strict=True))
    arguments[name] = change(arguments[name])
    assert_refused(LSTMWeights.from_keras, error, message, **arguments)


# ONNX. That the operator itself computes the same from these arrays is tested in test_oracle.py.


@given(cases())
def test_onnx_comes_in_and_goes_out_exactly(case):
    W, R, B = case.weights.to_onnx()
    D, H = case.weights.D, case.weights.H
    assert [a.shape for a in (W, R, B)] == [(1, 4 * H, D), (1, 4 * H, H), (1, 8 * H)]
    assert_same_weights(LSTMWeights.from_onnx(W, R, B), case.weights)


@pytest.mark.parametrize(
    ("name", "change", "error", "message"),
    [
        ("R", lambda a: np.concatenate([a, a]), ValueError,
         "R has shape (2, 20, 5), expected (1, 4H, H): one direction. Pass one of them"),
        ("W", lambda a: np.concatenate([a, a]), ValueError, "W has shape (2, 20, 3), expected"),
        ("R", lambda a: a[0], ValueError, "R has shape (20, 5), expected (directions, 4H, H)"),
        ("R", lambda a: a.swapaxes(1, 2), ValueError, "Did you swap 4H and hidden?"),
        ("B", lambda a: a[:, :20], ValueError, "B has shape (1, 20), expected (directions, 8H)"),
        ("B", lambda a: a.tolist(), TypeError, "B is a list, expected a NumPy array"),
        ("W", torch.from_numpy, TypeError, "W is a Tensor, expected a NumPy array"),
        ("B", lambda a: a.astype(np.float32), TypeError, "B has dtype float32, expected float64"),
    ],
)  # fmt: skip
def test_from_onnx_refuses(name, change, error, message):
    arguments = dict(zip("WRB", make_case().weights.to_onnx(), strict=True))
    arguments[name] = change(arguments[name])
    assert_refused(LSTMWeights.from_onnx, error, message, **arguments)
