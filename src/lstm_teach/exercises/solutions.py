"""Answers to the exercises whose solution is not a piece of the package as it stands.

Short, and made of the package's own functions where they exist.
"""

import numpy as np

from ..cells import gates
from ..layouts import GATES, gate_rows
from ..weights import LSTMWeights, Pieces


def forget_gate(W_x, W_h, b_x, b_h, x, h_prev):
    """f, (B, H)."""
    return gates.sigmoid(gates.affine(Pieces(W_x, W_h, b_x, b_h), x, h_prev))


def split_gates(z):
    """i, f, g, o, each (B, H), from z (B, 4H)."""
    z_i, z_f, z_g, z_o = np.split(z, 4, axis=1)
    return gates.sigmoid(z_i), gates.sigmoid(z_f), np.tanh(z_g), gates.sigmoid(z_o)


def to_pytorch_order(W):
    """Rows stacked as i, f, o, g, in PyTorch's order i, f, g, o."""
    return W[gate_rows("ifog", GATES, len(W) // 4)]


def peephole_step(sums, p_i, p_f, p_o, c_prev):
    """i, f, g, o, c, h of a cell whose gates see the cell state."""
    z_i, z_f, z_g, z_o = sums
    i, f = gates.sigmoid(z_i + p_i * c_prev), gates.sigmoid(z_f + p_f * c_prev)
    g = np.tanh(z_g)
    c = gates.cell_state(f, c_prev, i, g)
    o = gates.sigmoid(z_o + p_o * c)
    return i, f, g, o, c, gates.hidden_state(o, c)


def broken_step(weights, x, h_prev, c_prev):
    """A wrong cell that the published check lets pass: the output gate is missing."""
    c = gates.step(weights, x, h_prev, c_prev).c
    return np.tanh(c), c


def next_character_loss(logits, tokens):
    """The mean cross-entropy of predicting each next token."""
    from torch.nn.functional import cross_entropy

    return cross_entropy(logits[:-1].flatten(0, 1), tokens[1:].flatten())


def probabilities(logits, temperature):
    """(B, V): softmax of the scores, the temperature applied to the scores."""
    return (logits / temperature).softmax(dim=-1)


def carry(h, c):
    """The numbers go on, the history stays behind."""
    return h.detach(), c.detach()


def dc(dc_next, dh, o, c):
    """c goes into the next c and, through tanh and the output gate, into h."""
    return dc_next + dh * o * (1 - np.tanh(c) ** 2)


def dz_f(dc, c_prev, f):
    """c = f * c_prev + i * g, and f = sigmoid(z_f)."""
    return dc * c_prev * f * (1 - f)


def dz_g(dc, i, g):
    """c = f * c_prev + i * g, and g = tanh(z_g)."""
    return dc * i * (1 - g**2)


def dc_prev(dc, f):
    """c = f * c_prev + i * g."""
    return dc * f


def stacked_layers(layers, xs, h0, c0, drop, training):
    """output (T, B, H), h_n and c_n (L, B, H)."""
    h_n, c_n = [], []
    for k, weights in enumerate(layers):
        if training and k > 0:
            xs = drop(xs)
        trace = gates.run(weights, xs, h0[k], c0[k])
        h_n.append(trace.h[-1])
        c_n.append(trace.c[-1])
        xs = trace.h
    return xs, np.stack(h_n), np.stack(c_n)


def both_ways(layers, xs, h0, c0):
    """output (T, B, 2H), h_n and c_n (2L, B, H), layer by layer, forward first."""
    traces = []
    for k, (forward, backward) in enumerate(layers):
        traces.append(gates.run(forward, xs, h0[2 * k], c0[2 * k]))
        traces.append(gates.run(backward, xs[::-1].copy(), h0[2 * k + 1], c0[2 * k + 1]))
        xs = np.concatenate([traces[-2].h, traces[-1].h[::-1]], axis=2)  # (T, B, 2H)
    return xs, np.stack([t.h[-1] for t in traces]), np.stack([t.c[-1] for t in traces])


def summary(output, h_n):
    """(B, 2H): where each direction of the last layer ended."""
    return np.concatenate([h_n[-2], h_n[-1]], axis=1)


def numbers_in(D, H):
    """How many numbers a layer has."""
    return LSTMWeights.random(D, H, np.random.default_rng(0)).size
