"""Bias: two vectors that count as one, four gates, and a forget gate that wants a start."""

from functools import partial

import numpy as np

from ...cells.gates import sigmoid
from ...weights import Pieces
from ..subjects.cell import RIGHT
from .entry import Mistake

mistake = partial(Mistake, family="bias", subject="cell")


def biases(change):
    """A cell whose two bias vectors, as it reads them, are change(b_x, b_h)."""
    return RIGHT.but(read=lambda w: Pieces(w.W_x, w.W_h, *change(w.b_x, w.b_h)))


def first_gate_for_all(b: np.ndarray) -> np.ndarray:
    """The input gate's quarter, four times."""
    return np.tile(b[: len(b) // 4], 4)


def output_gate_for_gates(b: np.ndarray) -> np.ndarray:
    """The output gate's quarter for i, f and o; the candidate keeps its own."""
    _, _, b_g, b_o = np.split(b, 4)
    return np.concatenate([b_o, b_o, b_g, b_o])


def raised(b: np.ndarray, gate: int, by: float) -> np.ndarray:
    """b with `by` added to one gate's quarter."""
    H = len(b) // 4
    return b + by * (np.arange(4 * H) // H == gate)


MISTAKES = (
    mistake(
        name="b_x_dropped",
        changes="z_i",
        does="leaves out b_x (bias_ih)",
        why="The equations in most texts have one bias, PyTorch has two.",
        hints=(
            "One of the two bias vectors is missing.",
            "It is the one that goes with the input. How many biases does PyTorch add?",
        ),
        variant=biases(lambda b_x, b_h: (0 * b_x, b_h)),
    ),
    mistake(
        name="b_h_dropped",
        changes="z_i",
        does="leaves out b_h (bias_hh)",
        why="The equations in most texts have one bias, PyTorch has two.",
        hints=(
            "One of the two bias vectors is missing.",
            "It is the one that goes with the hidden state. How many biases does PyTorch add?",
        ),
        variant=biases(lambda b_x, b_h: (b_x, 0 * b_h)),
    ),
    mistake(
        name="no_bias",
        changes="z_i",
        does="leaves out both biases",
        why="A short explanation shows W [h, x] and stops there.",
        hints=(
            "There is no bias in your gates.",
            "Set the weights to zero in your head: what should z be then?",
        ),
        variant=biases(lambda b_x, b_h: (0 * b_x, 0 * b_h)),
    ),
    mistake(
        name="b_x_twice",
        changes="z_i",
        does="uses b_x in both places",
        why="A line copied, and one letter not changed.",
        hints=(
            "One bias vector is used twice and the other not at all.",
            "Read the two bias terms of your z aloud, letter by letter.",
        ),
        variant=biases(lambda b_x, b_h: (b_x, b_x)),
    ),
    mistake(
        name="b_h_twice",
        changes="z_i",
        does="uses b_h in both places",
        why="A line copied, and one letter not changed.",
        hints=(
            "One bias vector is used twice and the other not at all.",
            "Read the two bias terms of your z aloud. The input's own bias does not appear.",
        ),
        variant=biases(lambda b_x, b_h: (b_h, b_h)),
    ),
    mistake(
        name="bias_doubled",
        changes="z_i",
        does="adds the sum of both biases twice",
        why="The biases were merged once in advance, and then added to both products.",
        hints=(
            "The biases are counted twice.",
            "If you merged b_x and b_h, the merged one belongs to the whole z, once.",
        ),
        variant=biases(lambda b_x, b_h: (b_x + b_h, b_x + b_h)),
    ),
    mistake(
        name="one_bias_for_all_gates",
        changes="z_f",
        does="gives all four gates the input gate's biases",
        why="A bias of shape (H,) broadcasts to every gate without complaint.",
        hints=(
            "All four gates use one gate's bias.",
            "The input gate agrees, the others do not. Which slice of the biases do they take?",
        ),
        variant=biases(lambda b_x, b_h: (first_gate_for_all(b_x), first_gate_for_all(b_h))),
    ),
    mistake(
        name="output_bias_for_all_gates",
        changes="z_i",
        does="gives i and f the output gate's biases",
        why="The line of one gate is copied for the others, and the bias keeps its name.",
        hints=(
            "Your gates share one bias. Your candidate has its own.",
            "The output gate agrees. Which bias do the other two gates take?",
        ),
        variant=biases(lambda b_x, b_h: (output_gate_for_gates(b_x), output_gate_for_gates(b_h))),
        seen=("ddbourgin/numpy-ml, issue 42",),
    ),
    mistake(
        name="forget_bias_in_i",
        changes="z_i",
        does="adds the forget bias of 1 to the first quarter, which is the input gate's",
        why="Code written for the order f, i, g, o, used with PyTorch's i, f, g, o.",
        hints=(
            "The extra 1 meant for the forget gate sits in the input gate's bias.",
            "Which quarter of the rows belongs to f? Is an extra 1 asked for here at all?",
        ),
        variant=biases(lambda b_x, b_h: (raised(b_x, 0, 1.0), b_h)),
    ),
    mistake(
        name="forget_bias_in_g",
        changes="z_g",
        does="adds the forget bias of 1 to the third quarter, which is the candidate's",
        why="Code written for the order i, g, f, o of TensorFlow 1, used with PyTorch's weights.",
        hints=(
            "The extra 1 meant for the forget gate sits in the candidate's bias.",
            "Which quarter of the rows belongs to f? Is an extra 1 asked for here at all?",
        ),
        variant=biases(lambda b_x, b_h: (raised(b_x, 2, 1.0), b_h)),
    ),
    mistake(
        name="forget_bias_added",
        changes="z_f",
        does="adds 1 to z_f in every step, on top of the weights it was given",
        why="TensorFlow 1 adds a forget bias of 1 inside the step, so its saved weights lack it. "
        "With weights from elsewhere it is one too many.",
        hints=(
            "Your forget gate gets an extra bias of 1.",
            "A start value for the bias belongs where weights are made, not where they are used.",
        ),
        variant=biases(lambda b_x, b_h: (raised(b_x, 1, 1.0), b_h)),
    ),
    mistake(
        name="forget_bias_in_both",
        changes="z_f",
        does="adds 1 to the forget quarter of both bias vectors, which makes 2",
        why="The advice says: set the forget bias to 1. PyTorch has two of them, and adds them.",
        hints=(
            "Your forget gate's bias is 2 too high.",
            "The forget gate gets the sum of two bias vectors. Was it raised in each of them?",
        ),
        variant=biases(lambda b_x, b_h: (raised(b_x, 1, 1.0), raised(b_h, 1, 1.0))),
    ),
    mistake(
        name="forget_bias_after_sigmoid",
        changes="f",
        does="f = sigmoid(z_f) + 1",
        why="The forget bias is added one line too late.",
        hints=(
            "Your forget gate lies between 1 and 2.",
            "An extra bias belongs to z. On which side of the sigmoid do you add it?",
        ),
        variant=RIGHT.but(f=lambda s: sigmoid(s.z_f) + 1.0),
        seen=(
            "apache/tvm, pull request 3410: its own test had a forget bias of 0, so it was silent",
        ),
    ),
)
