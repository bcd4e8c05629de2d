"""Gradients: what one backward pass gives, and the checks before it starts.

`dX` is the derivative of the loss with respect to X, and has the shape of X.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .layouts import check_gate
from .shapes import check_numbers, check_shape, check_weights
from .trace import GATES_AND_STATES, Step, Trace

SPOT_CHECKS = 16  # steps of sequences that are computed again, to see whose trace it is


class GradientTrace(NamedTuple):
    """What the backward pass knew at each step.

    Attributes:
        dh: (T, B, H), through all that h feeds: the outside and the gates of the next step.
        dc: (T, B, H), through all that c feeds: h of this step and c of the next one.
        dz: (T, B, 4H), before the activations, gates in the order i, f, g, o.
    """

    dh: np.ndarray
    dc: np.ndarray
    dz: np.ndarray

    def gate(self, name: str) -> np.ndarray:
        """dz of one gate, (T, B, H), as a view.

        Raises:
            ValueError: not one of "i", "f", "g", "o".
        """
        return np.split(self.dz, 4, axis=2)[check_gate(name)]


class Gradients(NamedTuple):
    """The derivative of a loss with respect to all that a run was made from.

    Attributes:
        W_x, W_h: (4H, D) and (4H, H), like those of LSTMWeights.
        b_x, b_h: (4H,) each. They are equal, because only b_x + b_h enters the cell.
        xs: (T, B, D).
        h0, c0: (B, H).
        steps: dh, dc and dz of every step where they were asked for, else None.
    """

    W_x: np.ndarray
    W_h: np.ndarray
    b_x: np.ndarray
    b_h: np.ndarray
    xs: np.ndarray
    h0: np.ndarray
    c0: np.ndarray
    steps: GradientTrace | None = None

    @classmethod
    def from_lists(cls, sums, steps, dh0, dc0, dtype) -> "Gradients":
        """Make arrays of nested lists.

        Args:
            sums: dW_x (4H, D), dW_h (4H, H) and db (4H, 1).
            steps: dh (B, H), dc (B, H), dz (B, 4H) and dx (B, D) for each of T steps.
            dh0, dc0: (B, H) each.
            dtype: float32 or float64.
        """
        dW_x, dW_h, db = (np.array(each, dtype) for each in sums)
        *kept, dxs = (np.array(column, dtype) for column in zip(*steps, strict=True))
        found = (dxs, np.array(dh0, dtype), np.array(dc0, dtype))
        return cls(dW_x, dW_h, db[:, 0], db[:, 0].copy(), *found, GradientTrace(*kept))


def check_backward(
    weights, trace: Trace, d_hs, d_h_T, d_c_T, step: Callable[..., Step]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Refuse what a backward pass cannot take; fill in zeros for the derivatives left out.

    Args:
        weights: LSTMWeights.
        trace: the run to go back through, made with these weights.
        d_hs: (T, B, H), derivative of the loss with respect to every h, or None.
        d_h_T, d_c_T: (B, H), the same for the last h and c alone, or None.
        step: a cell's `step`, to see whether the trace is one of these weights.

    Returns:
        d_hs, d_h_T, d_c_T with zeros where they were None.

    Raises:
        TypeError, ValueError: wrong shapes or dtypes, NaN, or a trace of other weights.
    """
    check_weights(weights)
    if not isinstance(trace, Trace):
        raise TypeError(
            f"trace is a {type(trace).__name__}, expected a Trace. "
            "Did you forget run(weights, xs), which goes forward and remembers?"
        )
    for name in (*GATES_AND_STATES, "xs", "h0", "c0"):
        check_numbers(f"trace.{name}", getattr(trace, name), weights.dtype)
    check_shape("trace.xs", trace.xs, T=trace.T, B=trace.B, D=weights.D)
    check_shape("trace.h", trace.h, T=trace.T, B=trace.B, H=weights.H)
    sizes = {"B": trace.B, "H": trace.H}
    filled = []
    for name, given in {"d_hs": d_hs, "d_h_T": d_h_T, "d_c_T": d_c_T}.items():
        wanted = {"T": trace.T, **sizes} if name == "d_hs" else sizes
        if given is None:
            given = np.zeros(tuple(wanted.values()), dtype=weights.dtype)
        else:
            check_numbers(name, given, weights.dtype)
            check_shape(name, given, **wanted)
        filled.append(given)
    _check_same_weights(weights, trace, step)
    return tuple(filled)


def _check_same_weights(weights, trace: Trace, step) -> None:
    """Compute a few steps again. Short runs are checked as a whole, long ones at 16 places."""
    rows = trace.T * trace.B
    ts, bs = np.divmod(np.linspace(0, rows - 1, min(rows, SPOT_CHECKS)).astype(int), trace.B)
    x, first = trace.xs[ts, bs], (ts == 0)[:, None]
    h_prev = np.where(first, trace.h0[bs], trace.h[ts - 1, bs])
    c_prev = np.where(first, trace.c0[bs], trace.c[ts - 1, bs])
    expected = np.array(step(weights, x, h_prev, c_prev))  # (6, places, H): i, f, g, o, c, h
    got = np.array([getattr(trace, name)[ts, bs] for name in GATES_AND_STATES])
    wrong = abs(expected - got) > _rounding(weights, x, h_prev, c_prev)
    if wrong.any():
        which, place, unit = np.argwhere(wrong)[0]
        raise ValueError(
            f"trace.{GATES_AND_STATES[which]} is {got[which, place, unit]:.6g} at step "
            f"{ts[place]}, sequence {bs[place]}, unit {unit}, expected "
            f"{expected[which, place, unit]:.6g} with these weights. "
            "Were the weights updated after the run, or is it the trace of another cell?"
        )


def _rounding(weights, x, h_prev, c_prev) -> float:
    """How far two right computations of one step may be apart: z is a sum of D + H products."""
    size = 1 + abs(c_prev).max()
    size += abs(x).max() * abs(weights.W_x).max() + abs(h_prev).max() * abs(weights.W_h).max()
    return 4 * (weights.D + weights.H) * np.finfo(weights.dtype).eps * size
