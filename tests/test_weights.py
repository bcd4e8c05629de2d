"""LSTMWeights: what it holds, that nothing can change it, and what it refuses."""

import dataclasses

import numpy as np
import pytest
import torch

from lstm_teach.weights import LSTMWeights
from refusal import assert_refused
from strategies import ARRAYS, assert_same_weights, make_case


def arrays(D=3, H=5, seed=0) -> dict[str, np.ndarray]:
    """Four writable arrays that belong together."""
    weights = make_case(D=D, H=H, seed=seed).weights
    return {name: getattr(weights, name).copy() for name in ARRAYS}


def test_sizes_and_what_it_says_of_itself():
    weights = LSTMWeights(**arrays())
    assert (weights.D, weights.H, weights.size) == (3, 5, 200)
    assert weights.dtype == np.float64
    assert repr(weights) == "LSTMWeights(D=3, H=5, 200 numbers, float64)"


def test_each_gate_is_its_quarter_of_the_rows():
    weights = LSTMWeights(**arrays())
    for k, name in enumerate("ifgo"):
        rows = slice(k * 5, k * 5 + 5)
        for piece, whole in zip(weights.gate(name), ARRAYS, strict=True):
            np.testing.assert_array_equal(piece, getattr(weights, whole)[rows])
    assert [piece.shape for piece in weights.gate("g")] == [(5, 3), (5, 5), (5,), (5,)]
    assert weights.gate("f")._fields == ARRAYS


@pytest.mark.parametrize("name", ["c", "F", "", "if", None, 0, ["i"]])
def test_another_gate_name_is_refused(name):
    start = f"gate name is {name!r}, expected one of 'i', 'f', 'g', 'o'."
    assert_refused(LSTMWeights(**arrays()).gate, ValueError, start, "candidate", name=name)


def test_later_changes_of_the_arrays_do_not_reach_it():
    given = arrays()
    weights = LSTMWeights(**given)
    before = LSTMWeights(**arrays())
    for array in given.values():
        array[...] = 7.0
    assert_same_weights(weights, before)


def test_views_of_closed_arrays_do_not_reach_it():
    given = arrays()
    view = given["W_x"][:]
    given["W_x"].setflags(write=False)
    weights = LSTMWeights(**given)
    view[...] = 7.0
    assert_same_weights(weights, LSTMWeights(**arrays()))


def test_nothing_in_it_can_be_changed():
    weights = LSTMWeights(**arrays())
    for name in ARRAYS:
        with pytest.raises(ValueError, match="read-only"):
            getattr(weights, name)[...] = 0.0
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(weights, name, np.zeros(1))
        with pytest.raises(ValueError, match="read-only"):
            getattr(weights.gate("o"), name)[...] = 0.0


def test_float32_and_back():
    weights = LSTMWeights(**arrays())
    narrow = weights.astype(np.float32)
    assert narrow.dtype == np.float32
    for name in ARRAYS:
        expected = getattr(weights, name).astype(np.float32)
        np.testing.assert_array_equal(getattr(narrow, name), expected)
    assert_same_weights(narrow.astype(np.float64).astype(np.float32), narrow)


@pytest.mark.parametrize("dtype", [int, np.float16, complex])
def test_other_dtypes_are_refused_by_astype(dtype):
    weights = LSTMWeights(**arrays())
    with pytest.raises(TypeError, match="expected float32 or float64"):
        weights.astype(dtype)


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize(
    ("change", "error", "part"),
    [
        (lambda a: a.tolist(), TypeError, "is a list, expected a NumPy array"),
        (torch.from_numpy, TypeError, "is a Tensor, expected a NumPy array"),
        (lambda a: None, TypeError, "is a NoneType, expected a NumPy array"),
        (lambda a: a.astype(int), TypeError, "has dtype int64, expected float32 or float64"),
        (lambda a: np.where(a == a.max(), np.nan, a), ValueError, "has nan at index"),
        (lambda a: a[None], ValueError, "Is there an axis too many"),
        (lambda a: a[:-1], ValueError, "has shape"),
        (lambda a: a[:0], ValueError, "is empty"),
    ],
    ids=["list", "tensor", "none", "integers", "NaN", "rank", "rows", "empty"],
)
def test_bad_arrays_are_refused(name, change, error, part):
    given = arrays()
    given[name] = change(given[name])
    assert_refused(LSTMWeights, error, part, **given)


def test_two_precisions_are_refused():
    given = arrays()
    given["b_h"] = given["b_h"].astype(np.float32)
    start = "b_h has dtype float32, expected float64 like"
    assert_refused(LSTMWeights, TypeError, start, "Did you mix precisions?", **given)


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("W_h", np.transpose, "(5, 20), expected (4H, H) = (20, 5). Did you swap 4H and hidden?"),
        ("W_x", np.transpose, "(3, 20), expected (4H, D) = (20, any)."),
        ("b_x", lambda a: a[:5], "(5,), expected (4H,) = (20,). Was it made for another"),
        ("b_h", lambda a: a[:, None], "(20, 1), expected (4H,) = (20,). Is there an axis too many"),
    ],
)
def test_shapes_that_do_not_belong_together_are_refused(name, change, message):
    given = arrays()
    given[name] = change(given[name])
    assert_refused(LSTMWeights, ValueError, f"{name} has shape {message}", **given)


def test_random_is_uniform_in_pytorchs_range_and_repeatable():
    weights = LSTMWeights.random(30, 40, np.random.default_rng(0), scale=2.5)
    assert_same_weights(weights, LSTMWeights.random(30, 40, np.random.default_rng(0), scale=2.5))
    bound = 2.5 / np.sqrt(40)
    numbers = np.concatenate([getattr(weights, name).ravel() for name in ARRAYS])
    assert numbers.size == weights.size == 4 * 40 * (30 + 40 + 2)
    assert bound * 0.999 < np.abs(numbers).max() <= bound
    assert abs(numbers.mean()) < 0.01 * bound
    # The variance of a uniform distribution in +-bound is bound^2 / 3.
    assert abs(numbers.var() / (bound**2 / 3) - 1) < 0.02
    assert np.abs(np.corrcoef(weights.b_x, weights.b_h)[0, 1]) < 0.3


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"D": 0}, ValueError, "D is 0, expected a whole number of 1 or more."),
        ({"H": 2.5}, ValueError, "H is 2.5, expected a whole number of 1 or more."),
        ({"scale": 0}, ValueError, "scale is 0, expected a finite number above 0."),
        ({"scale": float("nan")}, ValueError, "scale is nan, expected a finite number above 0."),
        ({"rng": 0}, TypeError, "rng is a int, expected a Generator."),
        ({"rng": np.random.RandomState(0)}, TypeError, "Did you mean np.random.default_rng(seed)?"),
    ],
)
def test_random_refuses(change, error, message):
    settings = {"D": 3, "H": 5, "rng": np.random.default_rng(0), **change}
    assert_refused(LSTMWeights.random, error, message, **settings)


@pytest.mark.parametrize(("D", "H"), [(3, 5), (1, 1), (4, 2)])
def test_counting_goes_up_in_pytorchs_order(D, H):
    weights = LSTMWeights.counting(D, H)
    numbers = np.concatenate([getattr(weights, name).ravel() for name in ARRAYS])
    assert [f"{n:.2f}" for n in numbers] == [f"{k // 100}.{k % 100:02}" for k in range(
        1, weights.size + 1)]  # fmt: skip
    torch_order = [p.detach().numpy().ravel() for p in weights.to_torch().parameters()]
    np.testing.assert_array_equal(np.concatenate(torch_order), numbers)


@pytest.mark.parametrize("sizes", [{"D": 0, "H": 5}, {"D": 3, "H": -1}, {"D": "3", "H": 5}])
def test_counting_refuses(sizes):
    assert_refused(LSTMWeights.counting, ValueError, "expected a whole number", **sizes)
