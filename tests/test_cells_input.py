"""Bad input to `run` and `step` of every cell: a clear error, and nothing changed."""

import numpy as np
import pytest
import torch

from lstm_teach.cells import gates, plain, stacked
from refusal import assert_refused
from strategies import make_case

CELLS = {"plain": plain, "gates": gates, "stacked": stacked}
every_cell = pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)


def good_arguments(function: str) -> dict:
    case = make_case(T=4, B=2, D=3, H=5)
    if function == "run":
        return {"weights": case.weights, "xs": case.xs, "h0": case.h0, "c0": case.c0}
    return {"weights": case.weights, "x": case.xs[0], "h_prev": case.h0, "c_prev": case.c0}


def with_last(value: float):
    """A change that puts `value` in an array's last place."""

    def change(array):
        array = array.copy()
        array[(-1,) * array.ndim] = value
        return array

    return change


# What no array may be: how to make one, the exception, and the parts of its message.
BAD_ARRAYS = {
    "NaN": (with_last(np.nan), ValueError, "has nan at index", "expected finite numbers", "?"),
    "infinity": (with_last(-np.inf), ValueError, "has -inf at index", "expected finite numbers"),
    "float32": (
        lambda a: a.astype(np.float32),
        TypeError,
        "has dtype float32, expected float64 like the weights. Did you mix precisions?",
    ),
    "half": (lambda a: a.astype(np.float16), TypeError, "has dtype float16, expected float32 or"),
    "integers": (lambda a: a.astype(int), TypeError, "has dtype int64", "Did you forget"),
    "booleans": (lambda a: a > 0, TypeError, "has dtype bool, expected float32 or float64"),
    "complex": (lambda a: a + 0j, TypeError, "has dtype complex128"),
    "objects": (lambda a: a.astype(object), TypeError, "has dtype object"),
    "list": (lambda a: a.tolist(), TypeError, "is a list, expected a NumPy array", "np.array"),
    "tensor": (torch.from_numpy, TypeError, "is a Tensor, expected a NumPy array", ".numpy()"),
    "masked": (np.ma.array, TypeError, "is a MaskedArray, expected a NumPy array"),
    "number": (lambda a: 1.0, TypeError, "is a float, expected a NumPy array"),
}


@every_cell
@pytest.mark.parametrize("bad", BAD_ARRAYS)
@pytest.mark.parametrize(
    ("function", "name"),
    [("run", "xs"), ("run", "h0"), ("run", "c0"), ("step", "x"), ("step", "h_prev"),
     ("step", "c_prev")],
)  # fmt: skip
def test_a_bad_array_is_refused(cell, bad, function, name):
    change, error, *parts = BAD_ARRAYS[bad]
    arguments = good_arguments(function)
    arguments[name] = change(arguments[name])
    assert_refused(getattr(cell, function), error, f"{name} {parts[0]}", *parts[1:], **arguments)


def test_the_place_of_a_bad_number_is_named():
    arguments = good_arguments("run")
    arguments["xs"] = arguments["xs"].copy()
    arguments["xs"][2, 1, 0] = np.nan
    assert_refused(stacked.run, ValueError, "xs has nan at index (2, 1, 0)", **arguments)


# Shapes: the function, the argument, how to bend it, and the message from its shape to its cause.
BAD_SHAPES = [
    ("run", "xs", lambda a: a[0],
     "(2, 3), expected (T, B, D) = (any, any, 3). Is the batch axis missing?"),
    ("run", "xs", lambda a: a[None],
     "(1, 4, 2, 3), expected (T, B, D) = (any, any, 3). Is there an axis too many"),
    ("run", "xs", lambda a: a[..., :2],
     "(4, 2, 2), expected (T, B, D) = (any, any, 3). Was it made for another input size?"),
    ("run", "xs", lambda a: a.transpose(0, 2, 1),
     "(4, 3, 2), expected (T, B, D) = (any, any, 3). Did you swap batch and input?"),
    ("run", "xs", lambda a: a[:0],
     "(0, 2, 3), expected (T, B, D) = (any, any, 3). One axis is empty"),
    ("run", "xs", lambda a: a[:, :0], "(4, 0, 3), expected (T, B, D)"),
    ("run", "h0", lambda a: a.T,
     "(5, 2), expected (B, H) = (2, 5). Did you swap batch and hidden?"),
    ("run", "c0", lambda a: a.T,
     "(5, 2), expected (B, H) = (2, 5). Did you swap batch and hidden?"),
    ("run", "h0", lambda a: a[None],
     "(1, 2, 5), expected (B, H) = (2, 5). Is there an axis too many, such as time or batch?"),
    ("run", "c0", lambda a: a[0], "(5,), expected (B, H) = (2, 5). Is the batch axis missing?"),
    ("run", "h0", lambda a: a[:1],
     "(1, 5), expected (B, H) = (2, 5). Was it made for another batch size?"),
    ("run", "c0", lambda a: a[:, :1],
     "(2, 1), expected (B, H) = (2, 5). Was it made for another hidden size?"),
    ("step", "x", lambda a: a.T,
     "(3, 2), expected (B, D) = (any, 3). Did you swap batch and input?"),
    ("step", "x", lambda a: a[0], "(3,), expected (B, D) = (any, 3). Is the batch axis missing?"),
    ("step", "x", lambda a: a[:1], ""),  # then h_prev is told to be of another batch
    ("step", "h_prev", lambda a: a.T,
     "(5, 2), expected (B, H) = (2, 5). Did you swap batch and hidden?"),
    ("step", "c_prev", lambda a: a.T,
     "(5, 2), expected (B, H) = (2, 5). Did you swap batch and hidden?"),
    ("step", "h_prev", lambda a: a[0],
     "(5,), expected (B, H) = (2, 5). Is the batch axis missing?"),
    ("step", "c_prev", lambda a: a[:1],
     "(1, 5), expected (B, H) = (2, 5). Was it made for another batch size?"),
    ("step", "c_prev", lambda a: a[:, :0], "(2, 0), expected (B, H) = (2, 5). One axis is empty"),
]  # fmt: skip


@every_cell
@pytest.mark.parametrize(("function", "name", "change", "message"), BAD_SHAPES)
def test_a_wrong_shape_is_refused(cell, function, name, change, message):
    """One of 1 is not broadcast either."""
    arguments = good_arguments(function)
    arguments[name] = change(arguments[name])
    start = f"{name} has shape {message}" if message else "h_prev has shape (2, 5), expected"
    assert_refused(getattr(cell, function), ValueError, start, **arguments)


@every_cell
@pytest.mark.parametrize("function", ["run", "step"])
def test_other_things_than_weights_are_refused(cell, function):
    arguments = good_arguments(function)
    weights = arguments["weights"]
    for other in (weights.to_torch(), {"W_x": weights.W_x}, weights.W_x, None):
        arguments["weights"] = other
        start = f"weights is a {type(other).__name__}, expected LSTMWeights."
        assert_refused(getattr(cell, function), TypeError, start, "from_torch", **arguments)
