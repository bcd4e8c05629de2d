"""The LSTM cell in raw Python: lists of floats and the math module, no array library.

Written to be read with the equations beside it (Hochreiter & Schmidhuber 1997, with the forget
gate of Gers, Schmidhuber & Cummins 2000). A vector is a list of floats, a matrix a list of rows.
"""

import math

from ..gradient_trace import Gradients, check_backward
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


def cell_backward(step: Step, c_prev, dh, dc_next) -> tuple[list, list, list]:
    """Back through one step of one sequence: one line for each quantity of `cell`, last first.

    Args:
        step: what `cell` returned.
        c_prev: H floats.
        dh: H floats, from all that h feeds.
        dc_next: H floats, from the cell state of the next step alone.

    Returns:
        dc (H floats), dz (4H floats in the order i, f, g, o) and dc_prev (H floats).
    """
    i, f, g, o, c, _ = step
    units = range(len(c))
    tanh_c = [math.tanh(c[k]) for k in units]
    do = [dh[k] * tanh_c[k] for k in units]
    dc = [dc_next[k] + dh[k] * o[k] * (1 - tanh_c[k] ** 2) for k in units]
    di = [dc[k] * g[k] for k in units]
    df = [dc[k] * c_prev[k] for k in units]
    dg = [dc[k] * i[k] for k in units]
    dz_i = [di[k] * i[k] * (1 - i[k]) for k in units]
    dz_f = [df[k] * f[k] * (1 - f[k]) for k in units]
    dz_g = [dg[k] * (1 - g[k] ** 2) for k in units]
    dz_o = [do[k] * o[k] * (1 - o[k]) for k in units]
    dc_prev = [dc[k] * f[k] for k in units]
    return dc, dz_i + dz_f + dz_g + dz_o, dc_prev


def times_transposed(dz: list[float], W: list[list]) -> list[float]:
    """Back through z = W x: what each x gets from all the rows it went into. Returns dx."""
    return [sum(d * row[k] for d, row in zip(dz, W, strict=True)) for k in range(len(W[0]))]


def add_products(dW: list[list], dz: list[float], x: list[float]) -> None:
    """Back through z = W x: each weight gets dz times the x it met. Adds to dW in place."""
    for row, d in zip(dW, dz, strict=True):
        row[:] = [total + d * value for total, value in zip(row, x, strict=True)]


def backward(weights, trace, d_hs=None, d_h_T=None, d_c_T=None, keep_steps=False) -> Gradients:
    """The gradients of a loss. Arguments, results and errors are those of `stacked.backward`."""
    d_hs, dh_next, dc_next = check_backward(weights, trace, d_hs, d_h_T, d_c_T, step)
    dh_next, dc_next = dh_next.tolist(), dc_next.tolist()  # B lists of H floats
    xs, h_prevs, c_prevs = trace.xs.tolist(), trace.h_prev.tolist(), trace.c_prev.tolist()
    W_x, W_h = weights.W_x.tolist(), weights.W_h.tolist()
    sums = tuple([[0.0] * len(W[0]) for _ in W] for W in (W_x, W_h, [[0.0]] * len(W_x)))
    steps = []
    for t in reversed(range(trace.T)):
        dh = [_add(*pair) for pair in zip(d_hs[t].tolist(), dh_next, strict=True)]
        rows = zip(_rows(trace, t), c_prevs[t], dh, dc_next, strict=True)
        dc, dz, dc_next = zip(*(cell_backward(*row) for row in rows), strict=True)
        _add_step(sums, dz, xs[t], h_prevs[t])
        steps.append((dh, dc, dz, [times_transposed(row, W_x) for row in dz]))
        dh_next = [times_transposed(row, W_h) for row in dz]
    found = Gradients.from_lists(sums, steps[::-1], dh_next, dc_next, weights.dtype)
    return found if keep_steps else found._replace(steps=None)


def _add(one: list[float], other: list[float]) -> list[float]:
    return [a + b for a, b in zip(one, other, strict=True)]


def _add_step(sums, dz, x, h_prev) -> None:
    """The same weights serve every step and sequence: what each gives to their gradient adds up."""
    for row, x_row, h_row in zip(dz, x, h_prev, strict=True):
        for dW, values in zip(sums, (x_row, h_row, [1.0]), strict=True):
            add_products(dW, row, values)


def _rows(trace, t) -> list[Step]:
    """Step t of each sequence, as lists."""
    columns = (getattr(trace, name)[t].tolist() for name in Step._fields)
    return [Step(*row) for row in zip(*columns, strict=True)]


def _batch(gates, x, h_prev, c_prev) -> Step:
    rows = [cell(gates, *row) for row in zip(x, h_prev, c_prev, strict=True)]
    return Step(*([row[k] for row in rows] for k in range(6)))
