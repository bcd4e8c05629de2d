"""Layout: the right numbers, read from the wrong place."""

from functools import partial

import numpy as np

from ...layouts import GATES, gate_rows
from ...weights import Pieces
from ..subjects.cell import RIGHT
from .entry import Mistake

mistake = partial(Mistake, family="layout", subject="cell")


def read_as(order: str):
    """Split z as if its four parts had this order."""

    def split(s):
        parts = dict(zip(order, np.split(s.z, 4, axis=1), strict=True))
        return tuple(parts[gate] for gate in GATES)

    return split


def per_gate(matrix: np.ndarray, turn) -> np.ndarray:
    """Apply `turn` to each gate's own quarter of the rows."""
    return np.concatenate([turn(quarter) for quarter in np.split(matrix, 4)])


def xh_for_hx(s) -> np.ndarray:
    """[W_x, W_h] side by side, times [h, x]: the columns meet the wrong numbers."""
    W, b = np.concatenate([s.w.W_x, s.w.W_h], axis=1), s.w.b_x + s.w.b_h  # (4H, D + H), (4H,)
    return np.concatenate([s.h_prev, s.x], axis=1) @ W.T + b  # (B, 4H)


def units_first(s) -> tuple[np.ndarray, ...]:
    """z as (B, H, 4): every unit's four gates next to each other."""
    four = s.z.reshape(len(s.z), -1, 4)  # (B, H, 4)
    return tuple(four[:, :, k] for k in range(4))


def batch_last(s) -> tuple[np.ndarray, ...]:
    """z as (4, B, H): the same memory, cut across the sequences."""
    return tuple(s.z.reshape(4, len(s.z), -1))


def recurrent_as_ifog(weights) -> Pieces:
    """g and o change places in the recurrent matrix only: two sources, two orders."""
    take = gate_rows(GATES, "ifog", weights.H)
    return Pieces(weights.W_x, weights.W_h[take], weights.b_x, weights.b_h)


MISTAKES = (
    mistake(
        name="order_ifog",
        changes="z_g",
        does="reads the four parts of z as i, f, o, g",
        why="Much course code stacks the three sigmoid gates first, so that one slice takes them "
        "all. PyTorch keeps the candidate third.",
        hints=(
            "Your gates read as if the layout were i, f, o, g.",
            "Look at which slice of z gets the tanh. In PyTorch's order, which gate is third?",
        ),
        variant=RIGHT.but(split=read_as("ifog")),
        seen=(
            "karpathy/char-rnn, model/LSTM.lua: its own layout",
            "apple/coremltools, pull request 93: documentation and code named two orders",
        ),
    ),
    mistake(
        name="order_figo",
        changes="z_i",
        does="reads the four parts of z as f, i, g, o",
        why="Most explanations start with the forget gate. PyTorch's rows start with the input "
        "gate.",
        hints=(
            "Your gates read as if the layout were f, i, g, o.",
            "The two gates that differ are the ones in the update of c. Which of them is first in "
            "PyTorch's rows?",
        ),
        variant=RIGHT.but(split=read_as("figo")),
    ),
    mistake(
        name="order_igfo",
        changes="z_f",
        does="reads the four parts of z as i, g, f, o",
        why="TensorFlow 1 stacks i, j, f, o, where j is the candidate.",
        hints=(
            "Your gates read as if the layout were i, g, f, o.",
            "The second and third part of z have changed places. Compare with PyTorch's order.",
        ),
        variant=RIGHT.but(split=read_as("igfo")),
        seen=("keras-team/keras, issue 10179: weights of TensorFlow 1 put into Keras",),
    ),
    mistake(
        name="order_iofg",
        changes="z_f",
        does="reads the four parts of z as i, o, f, g",
        why="ONNX's LSTM operator stores i, o, f, c, where c is the candidate.",
        hints=(
            "Your gates read as if the layout were i, o, f, g.",
            "Only the first part of z is where PyTorch has it. Check the other three.",
        ),
        variant=RIGHT.but(split=read_as("iofg")),
        seen=("onnx/tensorflow-onnx, discussion 2042: weights of Keras put into ONNX",),
    ),
    mistake(
        name="order_fiog",
        changes="z_i",
        does="reads the four parts of z as f, i, o, g",
        why="The order of the story (forget, input, output), with the candidate put last.",
        hints=(
            "Your gates read as if the layout were f, i, o, g.",
            "Two pairs of slices have changed places. Write PyTorch's order above your split.",
        ),
        variant=RIGHT.but(split=read_as("fiog")),
    ),
    mistake(
        name="order_gifo",
        changes="z_i",
        does="reads the four parts of z as g, i, f, o",
        why="Some libraries put the candidate, as the cell's real input, before the gates.",
        hints=(
            "Your gates read as if the layout were g, i, f, o.",
            "Your candidate is cut from the front of z. Where does PyTorch keep it?",
        ),
        variant=RIGHT.but(split=read_as("gifo")),
    ),
    mistake(
        name="mixed_orders",
        changes="z_g",
        does="reads W_x and the biases as i, f, g, o, but W_h as i, f, o, g",
        why="Input and recurrent weights were converted by two pieces of code.",
        hints=(
            "Your input weights and your recurrent weights are in two different orders.",
            "Start from h_prev = 0 and it agrees. So look at the rows of W_h.",
        ),
        variant=RIGHT.but(read=recurrent_as_ifog),
    ),
    mistake(
        name="interleaved",
        changes="z_i",
        does="takes every fourth row for a gate: unit 0's i, f, g, o, then unit 1's",
        why="A reshape to (B, H, 4) in place of (B, 4, H). Some libraries do store it so.",
        hints=(
            "Your gates read as if the rows of one unit's four gates lay side by side.",
            "Look at your reshape or your slice steps: which axis should vary fastest, the unit "
            "or the gate?",
        ),
        variant=RIGHT.but(split=units_first),
    ),
    mistake(
        name="split_across_batch",
        changes="z_i",
        does="z.reshape(4, B, H) where z is (B, 4H)",
        why="With one sequence in the batch the two are the same, so a test with B = 1 is silent.",
        hints=(
            "Your split mixes the sequences of the batch. With B = 1 it would have been right.",
            "z is (B, 4H). A reshape keeps the order in memory; which axis has to come first?",
        ),
        variant=RIGHT.but(split=batch_last),
    ),
    mistake(
        name="W_x_transposed",
        changes="z_i",
        does="x @ W instead of x @ W.T for each gate's input weights",
        why="PyTorch keeps weights as (out, in). It runs without complaint only where D = H.",
        hints=(
            "Your input weights are used transposed. Where D = H nothing complains.",
            "In PyTorch a row of a weight matrix belongs to one output. Check which axis of W_x "
            "meets x.",
        ),
        variant=RIGHT.but(
            read=lambda w: Pieces(per_gate(w.W_x, np.transpose), w.W_h, w.b_x, w.b_h)
        ),
    ),
    mistake(
        name="W_h_transposed",
        changes="z_i",
        does="h_prev @ W instead of h_prev @ W.T for each gate's recurrent weights",
        why="One gate's recurrent weights are always square, so no shape ever complains.",
        hints=(
            "Your recurrent weights are used transposed. They are square, so nothing complains.",
            "From h_prev = 0 it agrees. So check which axis of one gate's W_h meets h_prev.",
        ),
        variant=RIGHT.but(
            read=lambda w: Pieces(w.W_x, per_gate(w.W_h, np.transpose), w.b_x, w.b_h)
        ),
        seen=("huggingface/transformers, pull request 10712: in a weight converter, as reported",),
    ),
    mistake(
        name="W_reshaped",
        changes="z_i",
        does="W.reshape(D, 4H) where W.T is meant",
        why="The shape comes out right, so it looks done. The numbers are in other places.",
        hints=(
            "Your weights have the right shape, but the numbers moved: reshaped, not transposed.",
            "Try both on a small array of shape (2, 3), and compare with what you need.",
        ),
        variant=RIGHT.but(
            read=lambda w: Pieces(w.W_x.reshape(w.D, -1).T, w.W_h.reshape(w.H, -1).T, w.b_x, w.b_h)
        ),
    ),
    mistake(
        name="xh_for_hx",
        changes="z_i",
        does="multiplies [W_x, W_h], side by side, with [h, x]",
        why="Both orders are common and both have D + H columns, so no shape complains. Where "
        "D = H it is the same as swapping W_x and W_h.",
        hints=(
            "Your concatenation and your weights disagree: one has x first, the other h.",
            "The first columns of the weights belong to whatever stands first in the vector.",
        ),
        variant=RIGHT.but(product=xh_for_hx),
    ),
)
