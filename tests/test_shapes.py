"""The checks that every public boundary uses, and the sentences they speak in."""

import numpy as np
import pytest

from lstm_teach import shapes
from refusal import assert_refused


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ((2, 5), {"B": 2, "H": 5}),
        ((4, 2, 3), {"T": None, "B": None, "D": 3}),
        ((1, 1, 1), {"T": None, "B": None, "D": None}),
        ((20,), {"4H": 20}),
    ],
)
def test_a_right_shape_passes(shape, sizes):
    assert shapes.check_shape("a", np.zeros(shape), **sizes) is None


@pytest.mark.parametrize(
    ("shape", "sizes", "message"),
    [
        (
            (3, 4),
            {"B": 4, "H": 3},
            "h has shape (3, 4), expected (B, H) = (4, 3). Did you swap batch and hidden?",
        ),
        (
            (2, 4, 3),
            {"T": 4, "B": 2, "D": None},
            "h has shape (2, 4, 3), expected (T, B, D) = (4, 2, any). Did you swap time and batch?",
        ),
        ((3,), {"4H": 20}, "h has shape (3,), expected (4H,) = (20,). Was it made for another 4H"),
        ((), {"H": 3}, "h has shape (), expected (H,) = (3,). Is it a number?"),
        ((2,), {"T": None, "B": None, "D": 3}, "expected (T, B, D) = (any, any, 3). Is the batch"),
        ((0, 2), {"B": None, "H": 2}, "One axis is empty: is the sequence or the batch empty?"),
        ((1, 2, 3), {"B": 2, "H": 3}, "Is there an axis too many, such as time or batch?"),
        ((1, 3), {"B": 2, "H": 3}, "Was it made for another batch size?"),
    ],
)
def test_a_wrong_shape_is_told_with_its_likely_cause(shape, sizes, message):
    with pytest.raises(ValueError) as caught:
        shapes.check_shape("h", np.zeros(shape), **sizes)
    assert message in str(caught.value)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_good_numbers_pass(dtype, tmp_path):
    array = np.ones((2, 3), dtype)
    shapes.check_numbers("a", array)
    shapes.check_numbers("a", array, np.dtype(dtype))
    np.save(tmp_path / "a.npy", array)
    shapes.check_numbers("a", np.load(tmp_path / "a.npy", mmap_mode="r"))


def test_floats_may_hold_nan_and_numbers_may_not():
    array = np.array([[1.0, np.nan]])
    shapes.check_floats("a", array)
    assert_refused(
        shapes.check_numbers, ValueError, "a has nan at index (0, 1), expected finite numbers. Did",
        name="a", array=array,
    )  # fmt: skip


def test_the_other_precision_is_told_with_whom_it_clashes():
    parts = ("a has dtype float64, expected float32 like i. Did you mix", ".astype(np.float32)")
    assert_refused(
        shapes.check_floats, TypeError, *parts,
        name="a", array=np.ones(3), dtype=np.dtype(np.float32), like="i",
    )  # fmt: skip


@pytest.mark.parametrize("big_endian", [np.ones(2, ">f8"), np.ones(2, np.longdouble)])
def test_rare_floats_are_refused(big_endian):
    assert_refused(
        shapes.check_floats, TypeError, "expected float32 or float64", name="a", array=big_endian
    )


@pytest.mark.parametrize("size", [1, 64, np.int64(3)])
def test_a_size_is_a_whole_number_of_one_or_more(size):
    assert shapes.check_size("H", size) is None


@pytest.mark.parametrize("size", [0, -1, 2.0, "3", None, True, np.nan, np.float64(2), [1]])
def test_other_sizes_are_refused(size):
    message = f"H is {size!r}, expected a whole number of 1 or more."
    assert_refused(shapes.check_size, ValueError, message, name="H", value=size)


@pytest.mark.parametrize("index", [0, 2, np.int32(1)])
def test_an_index_is_one_of_count(index):
    assert shapes.check_index("layer", index, 3, "Layers count from 0.") is None


@pytest.mark.parametrize("index", [-1, 3, 1.0, "0", None, False])
def test_other_indices_are_refused(index):
    message = f"layer is {index!r}, expected a whole number from 0 to 2. Layers count from 0."
    settings = {"name": "layer", "value": index, "count": 3, "cause": "Layers count from 0."}
    assert_refused(shapes.check_index, ValueError, message, **settings)


@pytest.mark.parametrize("value", [1e-300, 1, 0.5, np.float32(2), 1e300])
def test_a_positive_number_is_finite_and_above_zero(value):
    assert shapes.check_positive("lr", value) is None


@pytest.mark.parametrize("value", [0, -0.1, np.inf, np.nan, "1", None, 1j, [1.0]])
def test_other_numbers_are_refused(value):
    message = f"lr is {value!r}, expected a finite number above 0."
    assert_refused(shapes.check_positive, ValueError, message, name="lr", value=value)
