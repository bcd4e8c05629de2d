"""One error format for the whole package: what, expected, got, likely cause.

Every public function checks its input here, before anything changes. Nothing is silently
broadcast, truncated or reshaped.
"""

from collections.abc import Collection
from difflib import get_close_matches
from numbers import Integral, Real

import numpy as np

_WORDS = {"T": "time", "B": "batch", "D": "input", "H": "hidden"}
_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def check_shape(name: str, array: np.ndarray, **sizes: int | None) -> None:
    """Refuse an array whose shape is not the one the letters stand for.

    Args:
        name: how the array is called in the caller's code, for the message.
        array: anything with a `.shape`.
        sizes: one keyword per axis, in order: `B=2, H=5`. `None` allows any size of 1 or more.

    Raises:
        ValueError: `h_prev has shape (3, 4), expected (B, H) = (2, 5). Did you ...?`
    """
    got, expected = tuple(array.shape), tuple(sizes.values())
    if got == expected:
        return
    letters = tuple(sizes)
    fits = len(got) == len(expected) and all(
        g == e if e is not None else g >= 1 for g, e in zip(got, expected, strict=True)
    )
    if not fits:
        wanted = ", ".join("any" if e is None else str(e) for e in expected)
        comma = "," if len(letters) == 1 else ""
        cause = _likely_cause(got, letters, expected)
        raise ValueError(
            f"{name} has shape {got}, expected ({', '.join(letters)}{comma}) = "
            f"({wanted}{comma}). {cause}"
        )


def _likely_cause(got: tuple, letters: tuple, expected: tuple) -> str:
    if 0 in got:
        return "One axis is empty: is the sequence or the batch empty?"
    if len(got) != len(expected):
        if len(got) > len(expected):
            return "Is there an axis too many, such as time or batch?"
        return (
            f"Is the {_word(letters[-2])} axis missing?" if len(letters) > 1 else "Is it a number?"
        )
    for a in range(len(got) - 1):
        swapped = list(got)
        swapped[a], swapped[a + 1] = got[a + 1], got[a]
        if all(e is None or s == e for s, e in zip(swapped, expected, strict=True)):
            return f"Did you swap {_word(letters[a])} and {_word(letters[a + 1])}?"
    wrong = [e not in (None, g) for g, e in zip(got, expected, strict=True)].index(True)
    return f"Was it made for another {_word(letters[wrong])} size?"


def _word(letters: str) -> str:
    return _WORDS.get(letters, letters)


def check_floats(name: str, array: np.ndarray, dtype=None, like: str = "the weights") -> None:
    """Refuse anything but a plain NumPy array of float32 or float64. NaN passes.

    Args:
        name: how the array is called in the caller's code.
        array: the array. np.matrix and masked arrays are refused: they multiply differently.
        dtype: the dtype that the other arrays have, if it has to be the same.
        like: who has that dtype, for the message.

    Raises:
        TypeError: not an array, not floats, or floats of another precision than `dtype`.
    """
    if type(array) is not np.ndarray and not isinstance(array, np.memmap):
        raise TypeError(
            f"{name} is a {type(array).__name__}, expected a NumPy array. "
            "Did you forget np.array(...), or .numpy() on a tensor?"
        )
    if array.dtype not in _FLOATS:
        raise TypeError(
            f"{name} has dtype {array.dtype}, expected float32 or float64. "
            "Did you forget a decimal point, or .astype(float)?"
        )
    if dtype is not None and array.dtype != dtype:
        raise TypeError(
            f"{name} has dtype {array.dtype}, expected {dtype} like {like}. "
            f"Did you mix precisions? .astype(np.{dtype}) makes them equal."
        )


def check_numbers(name: str, array: np.ndarray, dtype: np.dtype | None = None) -> None:
    """Refuse what check_floats refuses, and NaN or infinity.

    Args:
        name: how the array is called in the caller's code.
        array: the array.
        dtype: the dtype that the other arrays have, if it has to be the same.

    Raises:
        TypeError: as check_floats does.
        ValueError: NaN or infinity inside.
    """
    check_floats(name, array, dtype)
    if not np.isfinite(array).all():
        where = tuple(int(k) for k in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(
            f"{name} has {array[where]} at index {where}, expected finite numbers. "
            "Did training diverge, or is a value missing in your data?"
        )


def check_size(name: str, value: int) -> None:
    """Refuse anything but a whole number of 1 or more, such as a size or a count.

    Raises:
        ValueError: `H is 0, expected a whole number of 1 or more.`
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise ValueError(f"{name} is {value!r}, expected a whole number of 1 or more.")


def check_index(name: str, value: int, count: int, cause: str) -> None:
    """Refuse anything but a whole number from 0 to count - 1.

    Args:
        name: how the index is called in the caller's code.
        value: the index.
        count: how many there are.
        cause: the likely cause, a sentence that ends the message.

    Raises:
        ValueError: `layer is 2, expected a whole number from 0 to 1. Layers count from 0.`
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or not 0 <= value < count:
        raise ValueError(
            f"{name} is {value!r}, expected a whole number from 0 to {count - 1}. {cause}"
        )


def check_positive(name: str, value: float) -> None:
    """Refuse anything but a finite number above 0.

    Raises:
        ValueError: `lr is -0.1, expected a finite number above 0.`
    """
    if not isinstance(value, Real) or not 0 < value < np.inf:
        raise ValueError(f"{name} is {value!r}, expected a finite number above 0.")


def check_weights(weights) -> None:
    """Refuse anything but LSTMWeights, told by its arrays (this room is below that one).

    Raises:
        TypeError: a torch module, a dict, a bare array, ...
    """
    if not hasattr(weights, "W_x"):
        raise TypeError(
            f"weights is a {type(weights).__name__}, expected LSTMWeights. "
            "LSTMWeights.from_torch(module) reads those of an nn.LSTM."
        )


def check_step(weights, x: np.ndarray, h_prev: np.ndarray, c_prev: np.ndarray) -> None:
    """Refuse what one step of a cell cannot take: x (B, D), h_prev and c_prev (B, H).

    Args:
        weights: LSTMWeights, which say D, H and the dtype.
        x, h_prev, c_prev: the arrays of the step.

    Raises:
        TypeError, ValueError: as check_weights, check_numbers and check_shape do.
    """
    check_weights(weights)
    for name, array in {"x": x, "h_prev": h_prev, "c_prev": c_prev}.items():
        check_numbers(name, array, weights.dtype)
    check_shape("x", x, B=None, D=weights.D)
    check_shape("h_prev", h_prev, B=len(x), H=weights.H)
    check_shape("c_prev", c_prev, B=len(x), H=weights.H)


def check_sequence(weights, xs, h0=None, c0=None) -> tuple[np.ndarray, np.ndarray]:
    """Refuse what a run cannot take; return h0 and c0, zeros (B, H) where they were left out.

    Args:
        weights: LSTMWeights, which say D, H and the dtype.
        xs: (T, B, D), time first.
        h0, c0: (B, H) or None.

    Raises:
        TypeError, ValueError: as check_weights, check_numbers and check_shape do.
    """
    check_weights(weights)
    check_numbers("xs", xs, weights.dtype)
    check_shape("xs", xs, T=None, B=None, D=weights.D)
    B, H = xs.shape[1], weights.H
    states = []
    for name, state in {"h0": h0, "c0": c0}.items():
        if state is None:
            state = np.zeros((B, H), dtype=weights.dtype)
        else:
            check_numbers(name, state, weights.dtype)
            check_shape(name, state, B=B, H=H)
        states.append(state)
    return tuple(states)


def check_rng(rng) -> None:
    """Refuse anything but a NumPy Generator.

    Raises:
        TypeError: another source of random numbers, such as a seed.
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng is a {type(rng).__name__}, expected a Generator. "
            "Did you mean np.random.default_rng(seed)?"
        )


def check_known(what: str, name, known: Collection[str]) -> None:
    """Refuse a name that there is not, and say which one may be meant.

    Raises:
        ValueError: `puzzle is 'lach', which does not exist. Did you mean 'latch'?`
    """
    if name not in known:
        near = get_close_matches(str(name), known, n=1)
        tip = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(known)}."
        raise ValueError(f"{what} is {name!r}, which does not exist. {tip}")


def check_tensor(name: str, tensor, dtype, like: str, **sizes: int | None) -> None:
    """Refuse anything but a tensor of this dtype, with sizes as for check_shape.

    Args:
        name: how the tensor is called in the caller's code.
        tensor: the tensor.
        dtype: the torch dtype that it shall have.
        like: who has that dtype, for the message.
        sizes: one keyword per axis, in order.

    Raises:
        TypeError: no tensor, or another dtype.
        ValueError: another shape.
    """
    import torch

    if not isinstance(tensor, torch.Tensor):
        raise TypeError(
            f"{name} is a {type(tensor).__name__}, expected a tensor. "
            "Did you forget torch.from_numpy(...)?"
        )
    if tensor.dtype != dtype:
        raise TypeError(
            f"{name} has dtype {tensor.dtype}, expected {dtype} like {like}. "
            f"Did you mix precisions? .to({dtype}) makes them equal."
        )
    check_shape(name, tensor, **sizes)
