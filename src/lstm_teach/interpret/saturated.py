"""How often each gate is nearly shut or nearly open."""

from typing import NamedTuple

import numpy as np

from .samples import joined


class Saturation(NamedTuple):
    """For one gate, unit by unit: the share of all steps, 0..1, (H,) each.

    Attributes:
        left: below the lower bound, nearly shut.
        right: above the upper bound, nearly open.
    """

    left: np.ndarray
    right: np.ndarray


def saturation(traces, low: float = 0.1, high: float = 0.9) -> dict[str, Saturation]:
    """How often i, f and o of each unit are saturated.

    Karpathy, Johnson & Fei-Fei 2015, "Visualizing and Understanding Recurrent Networks", call a
    gate left-saturated below 0.1 and right-saturated above 0.9.

    Args:
        traces: a Trace, or several of one layer. Padding (NaN) does not count.
        low, high: the bounds, 0 < low < high < 1.

    Returns:
        {"i": Saturation, "f": ..., "o": ...}

    Raises:
        TypeError: no traces.
        ValueError: bounds out of order, or nothing but NaN.
    """
    if not 0 < low < high < 1:
        raise ValueError(f"low is {low!r} and high is {high!r}, expected 0 < low < high < 1.")
    table = joined(traces)
    found = {}
    for name in ("i", "f", "o"):
        values = table[name].reshape(-1, table[name].shape[-1])  # (N, H)
        values = values[np.isfinite(values).all(axis=1)]
        if not len(values):
            raise ValueError("traces hold NaN at every step, expected some numbers.")
        found[name] = Saturation((values < low).mean(axis=0), (values > high).mean(axis=0))
    return found
