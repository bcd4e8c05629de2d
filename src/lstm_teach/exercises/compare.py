"""Where two runs part: the first quantity, step, sequence and unit."""

from dataclasses import dataclass

import numpy as np

from .bank import TOLERANCE
from .subjects.cell import QUANTITIES

WORDS = {"T": "step", "B": "sequence", "H": "unit", "D": "input", "V": "character", "4H": "row"}
NUMBERS = 5  # shown of a row


@dataclass(frozen=True)
class Difference:
    """The first place where an answer differs from the right one.

    Attributes:
        quantity: its name, such as "c" or "W_h".
        case: on which inputs: "general", "again", "square", "saturated", ...
        index: where in the array.
        axes: what the axes of `index` are.
        start: where along the last axis the numbers shown begin.
        expected, got: those numbers, up to five.
    """

    quantity: str
    case: str
    index: tuple[int, ...]
    axes: tuple[str, ...]
    start: int
    expected: tuple[float, ...]
    got: tuple[float, ...]

    @property
    def place(self) -> str:
        """The place in words: "c, step 0, sequence 1"."""
        words = [f"{axis} {k}" for axis, k in zip(self.axes[:-1], self.index[:-1], strict=True)]
        return ", ".join([self.quantity, *words])


def in_order(names) -> list[str]:
    """Names in the order in which a cell computes them, others as they are."""
    return sorted(names, key=lambda n: QUANTITIES.index(n) if n in QUANTITIES else -1)


def first_difference(
    case: str, got: dict, expected: dict, axes: dict[str, tuple[str, ...]], time_axis: bool
) -> Difference | None:
    """The first difference between the quantities that both have, or None.

    Args:
        case: name of the inputs.
        got, expected: quantities by name.
        axes: letters of the axes of each quantity.
        time_axis: axis 0 is time, and earlier steps come first, whatever the quantity.
    """
    names = in_order(name for name in got if name in expected)
    steps = range(len(expected[names[0]])) if time_axis else [None]
    for t in steps:
        for name in names:
            at = ... if t is None else t
            wrong = differs(got[name][at], expected[name][at])
            if wrong.any():
                index = tuple(int(k) for k in np.argwhere(wrong)[0])
                index = index if t is None else (t, *index)
                words = tuple(WORDS.get(letter, letter) for letter in axes[name])
                return described(case, name, index, words, got[name], expected[name])
    return None


def differs(got: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Where two arrays of one shape differ by more than rounding; NaN does, wherever it is."""
    with np.errstate(invalid="ignore"):
        return ~np.asarray(np.abs(got - expected) <= TOLERANCE)


def described(case: str, name: str, index, words, got, expected) -> Difference:
    """The Difference at an index, with a few numbers around it."""
    start = index[-1] // NUMBERS * NUMBERS if index else 0
    rows = [np.atleast_1d(array[index[:-1]])[start : start + NUMBERS] for array in (expected, got)]
    numbers = [tuple(float(value) for value in row) for row in rows]
    return Difference(name, case, index, words, start, *numbers)
