"""Backward, the paths: where gradients are carried to, and where they add up."""

from functools import partial

import numpy as np

from ..subjects.backward import RIGHT
from .entry import Mistake

mistake = partial(Mistake, family="backward", subject="backward")


def gate_by_gate_untransposed(s) -> np.ndarray:
    """dz of each gate times that gate's W_h turned the wrong way. It is square, so it runs."""
    parts = zip(np.split(s.dz, 4, axis=1), np.split(s.weights.W_h, 4), strict=True)
    return sum(dz @ W_h.T for dz, W_h in parts)


def without_output_gate(s) -> np.ndarray:
    """dh for the step before, through three of the four gates."""
    H = s.i.shape[1]
    return s.dz[:, : 3 * H] @ s.weights.W_h[: 3 * H]


def forget_gate_for_all(dz: np.ndarray) -> np.ndarray:
    """db, (4H,), with the forget gate's part for i and o too."""
    _, db_f, db_g, _ = np.split(dz.sum(axis=0), 4)
    return np.concatenate([db_f, db_f, db_g, db_f])


MISTAKES = (
    mistake(
        name="dh_not_carried",
        changes="W_x",
        does="dh_next keeps its first value at every step",
        why="It is computed at the end of the step and never handed to the next one.",
        hints=(
            "Your gradient of h does not travel from step to step.",
            "The last step is right, the ones before it are not. What arrives there from later?",
        ),
        variant=RIGHT.but(dh_prev=lambda s: s.dh_next),
    ),
    mistake(
        name="dc_not_carried",
        changes="W_x",
        does="dc_next keeps its first value at every step",
        why="It is computed at the end of the step and never handed to the next one.",
        hints=(
            "Your gradient of c does not travel from step to step.",
            "The last step is right, the ones before it are not. What arrives there from later?",
        ),
        variant=RIGHT.but(dc_prev=lambda s: s.dc_next),
    ),
    mistake(
        name="nothing_carried",
        changes="W_x",
        does="dh_next and dc_next keep their first values at every step",
        why="A widely copied answer key does so, and its expected output encodes it.",
        hints=(
            "Neither gradient travels from step to step: every step starts from the same two.",
            "Look at the last lines of your loop body. Who uses what they compute?",
        ),
        variant=RIGHT.but(dh_prev=lambda s: s.dh_next, dc_prev=lambda s: s.dc_next),
        seen=(
            "sagarnildass/andrew_ng_deep_learning, issue 1: an answer key of a much copied course",
            "CaptainE/RNN-LSTM-in-numpy, issue 1",
        ),
    ),
    mistake(
        name="highway_only",
        changes="W_x",
        does="dc = dc_next: what comes from h is missing",
        why="The highway of c is so well known that the ramp is forgotten.",
        hints=(
            "Your dc ignores that c is also shown, through h.",
            "c has two readers: the next step, and one more. Both send a gradient back.",
        ),
        variant=RIGHT.but(dc=lambda s: s.dc_next),
    ),
    mistake(
        name="ramp_only",
        changes="W_x",
        does="dc = dh * o * (1 - tanh(c)**2): what comes from the next step is missing",
        why="= where += is meant, after dc was set from the step after.",
        hints=(
            "Your dc ignores that the next step reads c too.",
            "c has two readers. Each sends a gradient back, and they add up.",
        ),
        variant=RIGHT.but(dc=lambda s: s.dh * s.o * (1 - np.tanh(s.c) ** 2)),
    ),
    mistake(
        name="overwritten",
        changes="W_x",
        does="dW = part where dW += part is meant: only step 0 counts",
        why="One missing character. With T = 1 nothing shows.",
        hints=(
            "Your weight gradients come from a single step.",
            "The same weights act at every step. What happens to what the other steps found?",
        ),
        variant=RIGHT.but(add=lambda total, part: part),
    ),
    mistake(
        name="mean_over_batch",
        changes="W_x",
        does="averages the weight gradients over the batch",
        why="The mean belongs to the loss, where it was already taken. With B = 1 nothing shows.",
        hints=(
            "Your weight gradients are too small by a factor of B.",
            "Does the loss say sum or mean? Whatever it is was done there already.",
        ),
        variant=RIGHT.but(
            rows=lambda read, dz: dz.T @ read / len(read), bias_rows=lambda dz: dz.mean(axis=0)
        ),
    ),
    mistake(
        name="bias_gradient_of_f_for_all",
        changes="b_x",
        does="db_i and db_o are taken from the forget gate",
        why="A line copied, and one letter not changed. The weights of the same gate are right.",
        hints=(
            "Two of your bias gradients belong to another gate.",
            "Compare the lines of the four biases, letter by letter.",
        ),
        variant=RIGHT.but(bias_rows=forget_gate_for_all),
        seen=("hanbt/learn_dl, issue 53",),
    ),
    mistake(
        name="d_c_T_ignored",
        changes="W_x",
        does="starts from dc_next = 0, whatever d_c_T is",
        why="A loss on h alone gives zero, so tests with such a loss are silent.",
        hints=(
            "You ignore what the loss says of the last c.",
            "Where does dc_next come from before the first step back?",
        ),
        variant=RIGHT.but(ends=lambda case: (case.d_h_T, 0 * case.d_c_T)),
    ),
    mistake(
        name="only_the_last_h",
        changes="W_x",
        does="uses the loss at the last step only",
        why="A classifier has its loss there. A tagger or a character model has one at each step.",
        hints=(
            "Only the last step's h gets a gradient from the loss.",
            "h goes to the outside at every step. Where do you add what comes back from there?",
        ),
        variant=RIGHT.but(dh=lambda s: s.dh_out + s.dh_next if s.last else s.dh_next),
    ),
    mistake(
        name="highway_without_f",
        changes="W_x",
        does="dc_prev = dc: the forget gate is missing",
        why="The highway is said to pass gradients unchanged. It does so only where f = 1.",
        hints=(
            "Your gradient of c reaches the step before undiminished.",
            "Look at the forward line of c. What stands in front of c_prev?",
        ),
        variant=RIGHT.but(dc_prev=lambda s: s.dc),
    ),
    mistake(
        name="one_gate_missing_in_dh",
        changes="W_x",
        does="dh_prev through i, f and g only",
        why="The three that make c are together, and o is somewhere else.",
        hints=(
            "One gate is missing from the gradient of h_prev.",
            "How many gates read h_prev? How many send a gradient back in your code?",
        ),
        variant=RIGHT.but(dh_prev=without_output_gate),
    ),
    mistake(
        name="W_h_not_transposed_back",
        changes="W_x",
        does="dh_prev = dz @ W_h.T for each gate, where the way back wants W_h itself",
        why="Each gate's W_h is square, so no shape complains.",
        hints=(
            "On the way back, your recurrent weights are turned the wrong way.",
            "From h_prev = 0 nothing shows. Forward, z took W_h transposed: and back?",
        ),
        variant=RIGHT.but(dh_prev=gate_by_gate_untransposed),
    ),
)
