"""Activations: the right z, squashed by the wrong function."""

from functools import partial

import numpy as np

from ...cells.gates import sigmoid
from ..subjects.cell import RIGHT
from .entry import Mistake

mistake = partial(Mistake, family="activations", subject="cell")


def softmax(z: np.ndarray) -> np.ndarray:
    """Softmax over the last axis: what stands there shares out a total of 1."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def naive_sigmoid(z: np.ndarray) -> np.ndarray:
    """e^z / (1 + e^z), which becomes inf / inf = NaN for large z."""
    return np.exp(z) / (1 + np.exp(z))


def one_gate(gate: str, squash):
    """A cell with `squash` on one gate."""
    return RIGHT.but(**{gate: lambda s: squash(vars(s)["z_" + gate])})


def all_gates(squash):
    """A cell with `squash` on i, f and o."""
    return RIGHT.but(
        i=lambda s: squash(s.z_i), f=lambda s: squash(s.z_f), o=lambda s: squash(s.z_o)
    )


def share(gate: int):
    """Softmax over i, f and o, and of that the share of one of them."""

    def of(s) -> np.ndarray:
        three = np.stack([s.z_i, s.z_f, s.z_o], axis=-1)  # (B, H, 3)
        return softmax(three)[..., gate]

    return of


MISTAKES = (
    mistake(
        name="sigmoid_on_g",
        changes="g",
        does="g = sigmoid(z_g)",
        why="g stands among three gates that have a sigmoid, and people treat all four alike.",
        hints=(
            "Your candidate never gets below 0.",
            "Three of the four have one activation, the fourth another. Which range should g have?",
        ),
        variant=one_gate("g", sigmoid),
    ),
    mistake(
        name="tanh_on_o",
        changes="o",
        does="o = tanh(z_o)",
        why="The output has a tanh in it, and it lands on the gate instead of on the cell state.",
        hints=(
            "Your output gate gets below 0, and a gate says how much: from 0 to 1.",
            "Check which activation each gate gets, one by one, at o.",
        ),
        variant=one_gate("o", np.tanh),
    ),
    mistake(
        name="tanh_on_i",
        changes="i",
        does="i = tanh(z_i)",
        why="Input gate and candidate stand side by side, and their activations change hands.",
        hints=(
            "Your input gate gets below 0, and a gate says how much: from 0 to 1.",
            "Check which activation each gate gets, one by one, at i.",
        ),
        variant=one_gate("i", np.tanh),
    ),
    mistake(
        name="tanh_on_f",
        changes="f",
        does="f = tanh(z_f)",
        why="One activation written for all, and not changed at f.",
        hints=(
            "Your forget gate gets below 0, and a gate says how much: from 0 to 1.",
            "Check which activation each gate gets, one by one, at f.",
        ),
        variant=one_gate("f", np.tanh),
    ),
    mistake(
        name="tanh_on_all",
        changes="i",
        does="tanh on all four parts of z",
        why="One call on the stacked z is short. The sigmoid needs its scale and shift there.",
        hints=(
            "All your gates can get below 0.",
            "A gate says how much: from 0 to 1. Only the candidate has another range.",
        ),
        variant=all_gates(np.tanh),
    ),
    mistake(
        name="no_tanh_on_g",
        changes="g",
        does="g = z_g",
        why="The activation of the candidate was left for later.",
        hints=(
            "Your candidate has no activation: it gets beyond 1.",
            "Compare the lines of the four gates. One does less than the others.",
        ),
        variant=one_gate("g", lambda z: z),
    ),
    mistake(
        name="no_sigmoid",
        changes="i",
        does="i, f, o = z_i, z_f, z_o",
        why="A Linear layer was taken for the whole gate.",
        hints=(
            "Your gates have no activation: they leave the range from 0 to 1.",
            "What you have is z. What turns z into a gate?",
        ),
        variant=all_gates(lambda z: z),
    ),
    mistake(
        name="sigmoid_twice",
        changes="i",
        does="sigmoid(sigmoid(z)) on i, f and o",
        why="The helper that computes a gate already applies it.",
        hints=(
            "Your gates stay between 0.5 and 0.73.",
            "Follow one z through your code and count how often it is squashed.",
        ),
        variant=all_gates(lambda z: sigmoid(sigmoid(z))),
    ),
    mistake(
        name="tanh_twice_on_g",
        changes="g",
        does="c = f * c_prev + i * tanh(g), where g already is tanh(z_g)",
        why="The update is written as in texts that put the tanh there, after g got its own.",
        hints=(
            "Your candidate never gets beyond 0.76.",
            "Follow z_g through your code and count how often it is squashed.",
        ),
        variant=one_gate("g", lambda z: np.tanh(np.tanh(z))),
    ),
    mistake(
        name="softmax_over_units",
        changes="i",
        does="softmax over the units for i, f and o",
        why="Gates read like attention weights. But units do not compete: all may be open.",
        hints=(
            "The units of each of your gates sum to 1.",
            "May two units of a gate both be fully open? With your activation they may not.",
        ),
        variant=all_gates(softmax),
    ),
    mistake(
        name="softmax_across_gates",
        changes="i",
        does="softmax over i, f and o, so that the three sum to 1",
        why="It reads as if one of three were to be chosen: write, keep or show.",
        hints=(
            "Your i, f and o sum to 1 in every unit.",
            "May a unit keep, write and show at the same time? With your activation it may not.",
        ),
        variant=RIGHT.but(i=share(0), f=share(1), o=share(2)),
    ),
    mistake(
        name="overflowing_sigmoid",
        changes="i",
        does="exp(z) / (1 + exp(z)), which is NaN for z above 709 (float32: above 88)",
        why="Both textbook forms of the sigmoid are equal on paper. Not in floating point.",
        hints=(
            "Your sigmoid breaks for large z. On ordinary numbers it is right.",
            "Which exponential overflows when z is 1000? Can you write it so that none does?",
        ),
        variant=all_gates(naive_sigmoid),
    ),
    mistake(
        name="sigmoid_sign",
        changes="i",
        does="1 / (1 + exp(z)), the minus sign lost",
        why="One character. The gates then close where they should open.",
        hints=(
            "Each of your gates is 1 minus what it should be.",
            "Put z = 100 into your sigmoid by hand. Should the gate be open or closed?",
        ),
        variant=all_gates(lambda z: sigmoid(-z)),
    ),
    mistake(
        name="hard_sigmoid",
        changes="i",
        does="clip(0.2 z + 0.5, 0, 1) on i, f and o",
        why="Keras used it as the gates' default up to version 2.2, so old weights expect it.",
        hints=(
            "Your gates are made of straight lines: exactly 0 or 1 at the ends.",
            "It is close to the sigmoid and faster, but not what the equations say.",
        ),
        variant=all_gates(lambda z: np.clip(0.2 * z + 0.5, 0, 1)),
    ),
    mistake(
        name="relu_on_g",
        changes="g",
        does="g = max(z_g, 0)",
        why="In most other networks it is the first choice, and Keras lets you set it.",
        hints=(
            "Your candidate never gets below 0, and has no upper end.",
            "A cell state that can only grow cannot be brought back. Which range should g have?",
        ),
        variant=one_gate("g", lambda z: np.maximum(z, 0)),
    ),
    mistake(
        name="tanh_from_sigmoid",
        changes="g",
        does="g = 2 sigmoid(z_g) - 1, which is tanh(z_g / 2)",
        why="tanh is a stretched sigmoid, and one of the two factors of 2 got lost.",
        hints=(
            "Your candidate has the right range but half the slope.",
            "Written as a sigmoid, tanh is stretched in both directions. Check the inner one.",
        ),
        variant=one_gate("g", lambda z: 2 * sigmoid(z) - 1),
    ),
)
