"""Any gate order, Keras and ONNX, in and out without loss; every wrong order is noticed."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lstm_teach.cells import stacked
from lstm_teach.layouts import GATES, check_order, gate_rows
from lstm_teach.weights import LSTMWeights
from refusal import assert_refused
from strategies import assert_same_weights, cases, make_case, nn_lstm

ORDERS = ["".join(letters) for letters in itertools.permutations("ifgo")]
WRONG_ORDERS = [order for order in ORDERS if order != "ifgo"]


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
