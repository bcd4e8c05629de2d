"""The LSTM cell in NumPy with one function per gate, so that you can look inside each.

Equations: Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000; in the
form that PyTorch's nn.LSTM documents. Every array has the batch first: x is (B, D), h is (B, H).
`step` and `run` check what they are given; the functions of the gates are the bare equations.
"""

import numpy as np

from ..shapes import check_sequence, check_step
from ..trace import Step, Trace


def sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + e^-z) in 0..1, any shape. The tanh form cannot overflow, whatever z is."""
    return 0.5 * np.tanh(0.5 * z) + 0.5


def affine(gate, x, h_prev) -> np.ndarray:
    """W_x x + b_x + W_h h_prev + b_h for one gate's four pieces. Returns z, (B, H)."""
    return x @ gate.W_x.T + gate.b_x + h_prev @ gate.W_h.T + gate.b_h  # (B, H)


def input_gate(weights, x, h_prev) -> np.ndarray:
    """i, (B, H), 0..1: how much of the candidate is written into the cell state."""
    return sigmoid(affine(weights.gate("i"), x, h_prev))  # (B, H)


def forget_gate(weights, x, h_prev) -> np.ndarray:
    """f, (B, H), 0..1: how much of the old cell state is kept. 1 keeps all of it."""
    return sigmoid(affine(weights.gate("f"), x, h_prev))  # (B, H)


def candidate(weights, x, h_prev) -> np.ndarray:
    """g, (B, H), -1..1: what could be written. Others write c-tilde."""
    return np.tanh(affine(weights.gate("g"), x, h_prev))  # (B, H)


def output_gate(weights, x, h_prev) -> np.ndarray:
    """o, (B, H), 0..1: how much of the cell state is shown to the outside."""
    return sigmoid(affine(weights.gate("o"), x, h_prev))  # (B, H)


def cell_state(f, c_prev, i, g) -> np.ndarray:
    """c, (B, H): keep some of the old, write some of the new."""
    return f * c_prev + i * g  # (B, H)


def hidden_state(o, c) -> np.ndarray:
    """h, (B, H), -1..1: the part of the cell state that is shown."""
    return o * np.tanh(c)  # (B, H)


def step(weights, x, h_prev, c_prev) -> Step:
    """One step for a batch.

    Args:
        weights: LSTMWeights.
        x: (B, D).
        h_prev, c_prev: (B, H).

    Returns:
        i, f, g, o, c, h, each (B, H).

    Raises:
        TypeError, ValueError: arrays of a wrong shape or dtype, NaN or infinity.
    """
    check_step(weights, x, h_prev, c_prev)
    return _step(weights, x, h_prev, c_prev)


def run(weights, xs, h0=None, c0=None) -> Trace:
    """All steps of a sequence.

    Args:
        weights: LSTMWeights.
        xs: (T, B, D), time first.
        h0, c0: (B, H), zeros where left out.

    Raises:
        TypeError, ValueError: arrays of a wrong shape or dtype, NaN or infinity.
    """
    h0, c0 = check_sequence(weights, xs, h0, c0)
    h, c, steps = h0, c0, []
    for x in xs:
        steps.append(_step(weights, x, h, c))
        h, c = steps[-1].h, steps[-1].c
    return Trace.from_steps(steps, xs, h0, c0)


def _step(weights, x, h_prev, c_prev) -> Step:
    i = input_gate(weights, x, h_prev)
    f = forget_gate(weights, x, h_prev)
    g = candidate(weights, x, h_prev)
    o = output_gate(weights, x, h_prev)
    c = cell_state(f, c_prev, i, g)
    h = hidden_state(o, c)
    return Step(i, f, g, o, c, h)
