"""Backward: a right cell, and a wrong chain rule."""

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
    ),
    mistake(
        name="no_sigmoid_slope",
        changes="W_x",
        does="dz = d(gate) for i, f and o: the derivative of the sigmoid is missing",
        why="The step from a gate to its z looks like a change of name.",
        hints=(
            "Your gradients pass the gates' activations unchanged.",
            "Between i and z_i stands a function. What is its slope, written with i?",
        ),
        variant=RIGHT.but(slope_i=lambda s: 1, slope_f=lambda s: 1, slope_o=lambda s: 1),
    ),
    mistake(
        name="no_tanh_slope_on_g",
        changes="W_x",
        does="dz_g = dg: the derivative of the candidate's tanh is missing",
        why="Three gates share a formula, and the fourth is forgotten.",
        hints=(
            "Your gradient passes the candidate's activation unchanged.",
            "Between g and z_g stands a function. What is its slope, written with g?",
        ),
        variant=RIGHT.but(slope_g=lambda s: 1),
    ),
    mistake(
        name="sigmoid_slope_on_g",
        changes="W_x",
        does="dz_g = dg * g * (1 - g)",
        why="The line is copied from a gate.",
        hints=(
            "Your candidate has a gate's slope.",
            "g does not come out of a sigmoid. Which function made it?",
        ),
        variant=RIGHT.but(slope_g=lambda s: s.g * (1 - s.g)),
    ),
    mistake(
        name="slope_of_the_gate",
        changes="W_x",
        does="sigmoid'(i) where sigmoid'(z_i) is meant: the slope is taken at the gate itself",
        why="A helper expects z and is given the gate, or the other way round.",
        hints=(
            "You take the slope of the sigmoid at the wrong place.",
            "Does your helper expect z, or what came out of the sigmoid? What do you give it?",
        ),
        variant=RIGHT.but(
            slope_i=lambda s: np.exp(-s.i) / (1 + np.exp(-s.i)) ** 2,
            slope_f=lambda s: np.exp(-s.f) / (1 + np.exp(-s.f)) ** 2,
            slope_o=lambda s: np.exp(-s.o) / (1 + np.exp(-s.o)) ** 2,
        ),
    ),
    mistake(
        name="no_tanh_slope_on_c",
        changes="W_x",
        does="dc = dc_next + dh * o: the derivative of tanh(c) is missing",
        why="o is a factor one sees, the slope of the tanh behind it is not.",
        hints=(
            "Your gradient passes the tanh around c unchanged.",
            "On its way from h to c the gradient meets two things. You have one of them.",
        ),
        variant=RIGHT.but(dc=lambda s: s.dc_next + s.dh * s.o),
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
        name="c_of_this_step_in_df",
        changes="W_x",
        does="df = dc * c where c_prev is meant",
        why="The list of states is read one place too late.",
        hints=(
            "Your df uses a cell state of the wrong step.",
            "Look at the forward line of c. What was f multiplied with there?",
        ),
        variant=RIGHT.but(df=lambda s: s.dc * s.c),
    ),
    mistake(
        name="h_of_this_step_in_dW",
        changes="W_h",
        does="dW_h from dz and h where h_prev is meant",
        why="The list of states is read one place too late.",
        hints=(
            "Your dW_h uses a hidden state of the wrong step.",
            "Look at the forward line of z. What was W_h multiplied with there?",
        ),
        variant=RIGHT.but(h_read=lambda s: s.h),
    ),
    mistake(
        name="c_for_tanh_c_in_do",
        changes="W_x",
        does="do = dh * c where tanh(c) is meant",
        why="The tanh was not kept on the way forward, so c is at hand.",
        hints=(
            "Your do uses the wrong factor.",
            "Look at the forward line of h. What was o multiplied with there?",
        ),
        variant=RIGHT.but(do=lambda s: s.dh * s.c),
    ),
    mistake(
        name="i_and_g_swapped_back",
        changes="W_x",
        does="di = dc * i, dg = dc * g",
        why="In a product each factor's gradient has the other one. That is easy to cross.",
        hints=(
            "Two of your gradients have each other's factor.",
            "In a product, what multiplies the gradient of the first factor?",
        ),
        variant=RIGHT.but(di=lambda s: s.dc * s.i, dg=lambda s: s.dc * s.g),
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
        variant=RIGHT.but(rows=lambda read, dz: dz.T @ read / len(read)),
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
