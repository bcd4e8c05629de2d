"""Backward, the factors: what each line of the chain rule multiplies with."""

from functools import partial

import numpy as np

from ...cells.gates import sigmoid
from ..subjects.backward import RIGHT
from .entry import Mistake

mistake = partial(Mistake, family="backward", subject="backward")

MISTAKES = (
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
        name="sigmoid_for_its_slope_on_f",
        changes="W_x",
        does="dz_f = sigmoid(f) * df, where the derivative of the sigmoid is meant",
        why="The helper can return either, and the switch is forgotten in one line.",
        hints=(
            "At one gate you multiply by the activation itself, not by its slope.",
            "i and o are right. Compare the line of the third gate with theirs.",
        ),
        variant=RIGHT.but(slope_f=lambda s: sigmoid(s.f)),
        seen=("CaptainE/RNN-LSTM-in-numpy, issue 1",),
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
)
