"""The LSTM cell in NumPy with one matrix product for all four gates.

The same numbers as in gates.py. Four changes make it fast: the four gates of a step come from one
product instead of four; the products with the inputs, which need no state, are done for all steps
at once before the loop; all gates share one call of tanh; and every step is written into one block
of memory. The way back uses the same tricks:
all slopes are computed before its loop, and all gradients of the weights in one product after it.
"""

import numpy as np

from ..gradient_trace import Gradients, GradientTrace, check_backward
from ..shapes import check_sequence, check_step
from ..trace import Step, Trace

# sigmoid(z) = 0.5 * tanh(0.5 * z) + 0.5, so i, f and o are a tanh like g, scaled and shifted.
SCALE = np.array([0.5, 0.5, 1.0, 0.5])[:, None]  # (4, 1): i, f, g, o
SHIFT = np.array([0.5, 0.5, 0.0, 0.5])[:, None]  # (4, 1)


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
    z_x = x @ weights.W_x.T + (weights.b_x + weights.b_h)  # (B, 4H)
    return _step(z_x, weights.W_h, h_prev, c_prev, *_activation(weights.dtype))


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
    T, B, D = xs.shape
    zs_x = xs.reshape(T * B, D) @ weights.W_x.T  # (TB, 4H)
    zs_x += weights.b_x + weights.b_h
    scale, shift = _activation(weights.dtype)
    h, c, steps = h0, c0, np.empty((T, 6, B, weights.H), weights.dtype)
    for t, z_x in enumerate(zs_x.reshape(T, B, -1)):  # (B, 4H)
        steps[t] = now = _step(z_x, weights.W_h, h, c, scale, shift)
        h, c = now.h, now.c
    return Trace.from_steps(steps, xs, h0, c0)


def backward(weights, trace, d_hs=None, d_h_T=None, d_c_T=None, keep_steps=False) -> Gradients:
    """The gradients of a loss: the chain rule from the last step to the first.

    Backpropagation through time (Werbos 1990), in full as in Graves & Schmidhuber 2005; Hochreiter
    & Schmidhuber 1997 cut it off where h enters the gates.

    Args:
        weights: LSTMWeights.
        trace: what `run` returned for these weights.
        d_hs: (T, B, H), derivative of the loss with respect to every h as the outside sees it.
        d_h_T, d_c_T: (B, H), the same for the last h and the last c alone. h has both d_hs and
            d_h_T where a loss uses both. Whatever is left out is zero.
        keep_steps: also return dh, dc and dz of every step.

    Returns:
        dW_x, dW_h, db_x, db_h, dxs, dh0 and dc0 as Gradients.

    Raises:
        TypeError, ValueError: wrong shapes or dtypes, NaN, or a trace of other weights.
    """
    d_hs, dh_next, dc_next = check_backward(weights, trace, d_hs, d_h_T, d_c_T, step)
    dc_dz, dh_dz_o, dh_dc = _slopes(trace)
    dhs, dcs = np.empty_like(d_hs), np.empty_like(d_hs)
    dzs = np.empty((trace.T, trace.B, 4, trace.H), dtype=weights.dtype)
    for t in reversed(range(trace.T)):
        dhs[t] = dh = d_hs[t] + dh_next  # h went to the outside and to the next gates
        dcs[t] = dc = dc_next + dh * dh_dc[t]  # c went to the next c and into h
        dzs[t, :, :3] = dc[:, None] * dc_dz[t]  # (B, 3, H): z_i, z_f, z_g act through c
        dzs[t, :, 3] = dh * dh_dz_o[t]  # (B, H): z_o acts through h
        dh_next = dzs[t].reshape(trace.B, -1) @ weights.W_h  # (B, H)
        dc_next = dc * trace.f[t]
    dzs = dzs.reshape(trace.T, trace.B, -1)  # (T, B, 4H)
    steps = GradientTrace(dhs, dcs, dzs) if keep_steps else None
    return _gradients(weights, trace, dzs, dh_next, dc_next)._replace(steps=steps)


def _step(z_x, W_h, h_prev, c_prev, scale, shift) -> Step:
    z = z_x + h_prev @ W_h.T  # (B, 4H)
    z = z.reshape(len(z), 4, -1)  # (B, 4, H)
    gates = scale * np.tanh(scale * z) + shift  # (B, 4, H), all four activations
    i, f, g, o = gates[:, 0], gates[:, 1], gates[:, 2], gates[:, 3]  # (B, H) each
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return Step(i, f, g, o, c, h)


def _activation(dtype) -> tuple[np.ndarray, np.ndarray]:
    return SCALE.astype(dtype), SHIFT.astype(dtype)


def _slopes(trace) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The derivatives inside one step, for all steps at once: no loop is needed for them."""
    i, f, g, o, tanh_c = trace.i, trace.f, trace.g, trace.o, np.tanh(trace.c)
    dc_dz = np.empty((trace.T, trace.B, 3, trace.H), dtype=i.dtype)
    dc_dz[:, :, 0] = g * i * (1 - i)  # c = f * c_prev + i * g, with i = sigmoid(z_i)
    dc_dz[:, :, 1] = trace.c_prev * f * (1 - f)
    dc_dz[:, :, 2] = i * (1 - g**2)  # g = tanh(z_g)
    dh_dz_o = tanh_c * o * (1 - o)  # h = o * tanh(c)
    dh_dc = o * (1 - tanh_c**2)
    return dc_dz, dh_dz_o, dh_dc


def _gradients(weights, trace, dzs, d_h0, d_c0) -> Gradients:
    """z = W_x x + b_x + W_h h_prev + b_h: the same weights at every step, so their parts add up."""
    dz = dzs.reshape(-1, 4 * trace.H)  # (TB, 4H)
    dW_x = dz.T @ trace.xs.reshape(-1, trace.D)
    dW_h = dz.T @ trace.h_prev.reshape(-1, trace.H)
    db = dz.sum(axis=0)
    dxs = (dz @ weights.W_x).reshape(trace.xs.shape)
    return Gradients(dW_x, dW_h, db, db.copy(), dxs, d_h0, d_c0)
