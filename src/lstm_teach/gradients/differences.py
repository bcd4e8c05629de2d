"""The derivative by central differences: slow, and free of the chain rule."""

from collections.abc import Callable

import numpy as np

from ..shapes import check_numbers, check_positive


def check(f: Callable[[np.ndarray], float], x: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """Move each number of x up and down a little and watch f: (f(x+) - f(x-)) / (2 step).

    The error is about step**2 (what the second-order Taylor terms leave) plus 1e-16 / step (what
    rounding leaves): 1e-10 or so, times the size of f, at the default step.

    Args:
        f: takes an array like x, returns one number. Called twice for each number of x.
        x: float64, any shape. Float32 would drown the differences in rounding.
        step: how far to move.

    Returns:
        The derivative of f, in the shape of x.

    Raises:
        TypeError: x is no float64 array, or f does not return one number.
        ValueError: NaN in x, or a step that is not above 0.
        FloatingPointError: f gives NaN or infinity.
    """
    check_numbers("x", x, np.dtype(np.float64))
    check_positive("step", step)
    moved, slope = x.copy(), np.empty_like(x)
    for place in np.ndindex(x.shape):
        values = []
        for sign in (1, -1):
            moved[place] = x[place] + sign * step
            values.append(_number(f(moved.copy()), place))
        moved[place] = x[place]
        slope[place] = (values[0] - values[1]) / (2 * step)
    return slope


def _number(value, place) -> float:
    if np.size(value) != 1 or isinstance(value, str):
        raise TypeError(
            f"f returned a {type(value).__name__} of {np.size(value)} values, expected one number. "
            "Did you forget to sum the loss?"
        )
    number = float(value if np.ndim(value) == 0 else np.reshape(value, ()))
    if not np.isfinite(number):
        raise FloatingPointError(f"f is {number} near index {place} of x, expected a number.")
    return number
