"""The LSTM cell in raw Python: lists of floats and the math module, no array library.

Written to be read with the equations beside it (Hochreiter & Schmidhuber 1997, with the forget
gate of Gers, Schmidhuber & Cummins 2000). A vector is a list of floats, a matrix a list of rows.
"""

import math

from ..shapes import check_sequence, check_step
from ..trace import Step, Trace


def sigmoid(z: float) -> float:
    """1 / (1 + e^-z), in 0..1. Two forms, so that e never gets a large positive power."""
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def affine(W_x, x, W_h, h_prev, b_x, b_h) -> list[float]:
    """W_x x + b_x + W_h h_prev + b_h, one row after the other. Returns H floats."""
    z = []
    for row_x, row_h, bias_x, bias_h in zip(W_x, W_h, b_x, b_h, strict=True):
        from_x = sum(w * value for w, value in zip(row_x, x, strict=True))
        from_h = sum(w * value for w, value in zip(row_h, h_prev, strict=True))
        z.append(from_x + bias_x + from_h + bias_h)
    return z


def cell(gates: dict, x: list[float], h_prev: list[float], c_prev: list[float]) -> Step:
    """One step of one sequence.

    Args:
        gates: for "i", "f", "g", "o" the lists W_x (H, D), W_h (H, H), b_x (H), b_h (H).
        x: D floats.
        h_prev, c_prev: H floats each.

    Returns:
        i, f, g, o, c, h: H floats each.
    """
    z = {}
    for name, (W_x, W_h, b_x, b_h) in gates.items():
        z[name] = affine(W_x, x, W_h, h_prev, b_x, b_h)
    i = [sigmoid(value) for value in z["i"]]
    f = [sigmoid(value) for value in z["f"]]
    g = [math.tanh(value) for value in z["g"]]
    o = [sigmoid(value) for value in z["o"]]
    c = [f[k] * c_prev[k] + i[k] * g[k] for k in range(len(c_prev))]
    h = [o[k] * math.tanh(c[k]) for k in range(len(c))]
    return Step(i, f, g, o, c, h)


def gate_lists(weights) -> dict[str, list]:
    """The weights of each gate as plain lists, ready for `cell`."""
    return {name: [piece.tolist() for piece in weights.gate(name)] for name in "ifgo"}


def step(weights, x, h_prev, c_prev) -> Step:
    """One step for a batch.

    Args:
        weights: LSTMWeights.
        x: (B, D).
        h_prev, c_prev: (B, H).

    Returns:
        i, f, g, o, c, h as nested lists, each (B, H).

    Raises:
        TypeError, ValueError: arrays of a wrong shape or dtype, NaN or infinity.
    """
    check_step(weights, x, h_prev, c_prev)
    return _batch(gate_lists(weights), x.tolist(), h_prev.tolist(), c_prev.tolist())


def run(weights, xs, h0=None, c0=None) -> Trace:
    """All steps of a sequence; the arithmetic is in Python floats (float64) throughout.

    Args:
        weights: LSTMWeights.
        xs: (T, B, D), time first.
        h0, c0: (B, H), zeros where left out.

    Raises:
        TypeError, ValueError: arrays of a wrong shape or dtype, NaN or infinity.
    """
    h0, c0 = check_sequence(weights, xs, h0, c0)
    gates, h, c = gate_lists(weights), h0.tolist(), c0.tolist()
    steps = []
    for x in xs.tolist():
        steps.append(_batch(gates, x, h, c))
        h, c = steps[-1].h, steps[-1].c
    return Trace.from_steps(steps, xs, h0, c0)


def _batch(gates, x, h_prev, c_prev) -> Step:
    rows = [cell(gates, *row) for row in zip(x, h_prev, c_prev, strict=True)]
    return Step(*([row[k] for row in rows] for k in range(6)))
