"""Peepholes: gates that see the cell state, at the right time and each unit its own."""

from functools import partial

import numpy as np

from ...cells.gates import sigmoid
from ..subjects.cell import RIGHT, RIGHT_PEEPHOLE
from .entry import Mistake

mistake = partial(Mistake, family="peephole", subject="peephole")


def dot(c: np.ndarray, p: np.ndarray) -> np.ndarray:
    """The sum over all units, (B, 1)."""
    return c @ p[:, None]


def both_see_new_c(s) -> tuple[np.ndarray, np.ndarray]:
    """i and f see the c that they would give without peepholes."""
    c = sigmoid(s.z_f) * s.c_prev + sigmoid(s.z_i) * np.tanh(s.z_g)
    return s.z_i + s.p[0] * c, s.z_f + s.p[1] * c


def g_sees_c_too(s) -> tuple[np.ndarray, ...]:
    """z split as usual, and the candidate with the input gate's peephole."""
    z_i, z_f, z_g, z_o = np.split(s.z, 4, axis=1)
    return z_i, z_f, z_g + s.p[0] * s.c_prev, z_o


LEFT_ON = RIGHT.but(
    peek_before=lambda s: (s.z_i + s.c_prev, s.z_f + s.c_prev),
    peek_after=lambda s: s.z_o + s.c,
)

MISTAKES = (
    mistake(
        changes="z_o",
        name="o_sees_c_prev",
        does="z_o + p_o * c_prev",
        why="All three peepholes look alike, but o is computed after c and sees the new one.",
        hints=(
            "Your output gate sees a cell state that is already over.",
            "o comes after c. Which cell state is known by then?",
        ),
        variant=RIGHT_PEEPHOLE.but(peek_after=lambda s: s.z_o + s.p[2] * s.c_prev),
    ),
    mistake(
        changes="z_i",
        name="i_f_see_new_c",
        does="z_i and z_f get a c of this step, made without peepholes",
        why="All three peepholes are given the newest state there is.",
        hints=(
            "Your input and forget gate see a cell state that does not exist yet.",
            "i and f make the new c. Which cell state is known before that?",
        ),
        variant=RIGHT_PEEPHOLE.but(peek_before=both_see_new_c),
    ),
    mistake(
        changes="z_i",
        name="peephole_dot_product",
        does="np.dot(p, c): one number, given to all units",
        why="A weight next to a state suggests a matrix product. Peepholes are diagonal.",
        hints=(
            "Every unit of your gates sees all the other units' cell states.",
            "There is one peephole weight per unit. Which product treats each by itself?",
        ),
        variant=RIGHT_PEEPHOLE.but(
            peek_before=lambda s: (s.z_i + dot(s.c_prev, s.p[0]), s.z_f + dot(s.c_prev, s.p[1])),
            peek_after=lambda s: s.z_o + dot(s.c, s.p[2]),
        ),
    ),
    mistake(
        changes="z_i",
        name="no_peepholes",
        does="leaves all peepholes out",
        why="The simplified cell of the frameworks was written instead of the original one.",
        hints=(
            "Your gates do not see the cell state at all.",
            "This is the simplified cell. What did frameworks drop from the original?",
        ),
        variant=RIGHT,
    ),
    mistake(
        changes="z_o",
        name="no_output_peephole",
        does="peepholes on i and f only",
        why="The third one needs c, which is not there yet where all gates are computed together.",
        hints=(
            "One of your three peepholes is missing.",
            "i and f are right. Which gate is left?",
        ),
        variant=RIGHT_PEEPHOLE.but(peek_after=lambda s: s.z_o),
    ),
    mistake(
        changes="z_i",
        name="peepholes_swapped",
        does="p_f on the input gate and p_i on the forget gate",
        why="Two lines that differ in one letter.",
        hints=(
            "Two of your peephole weights have changed places.",
            "Read the peephole terms of i and f aloud, letter by letter.",
        ),
        variant=RIGHT_PEEPHOLE.but(
            peek_before=lambda s: (s.z_i + s.p[1] * s.c_prev, s.z_f + s.p[0] * s.c_prev)
        ),
    ),
    mistake(
        changes="z_g",
        name="g_sees_c",
        does="gives the candidate a peephole too",
        why="Four parts, four peepholes. But g is no gate, and the original has three.",
        hints=(
            "Your candidate sees the cell state, and it should not.",
            "Only the gates have peepholes. How many gates are there?",
        ),
        variant=RIGHT_PEEPHOLE.but(split=g_sees_c_too),
    ),
    mistake(
        changes="z_i",
        name="peephole_sees_h",
        does="z_i + p_i * h_prev, z_f + p_f * h_prev",
        why="h and c are mixed up. h already reaches every gate through W_h.",
        hints=(
            "Your peepholes look at the wrong state.",
            "A peephole shows a gate the state behind the output gate. Which one is that?",
        ),
        variant=RIGHT_PEEPHOLE.but(
            peek_before=lambda s: (s.z_i + s.p[0] * s.h_prev, s.z_f + s.p[1] * s.h_prev)
        ),
    ),
    mistake(
        changes="z_o",
        name="peephole_after_sigmoid",
        does="o = sigmoid(z_o) + p_o * c",
        why="o needs the new c, so its peephole is added later, and lands behind the sigmoid.",
        hints=(
            "Your output gate leaves the range from 0 to 1.",
            "A peephole belongs to z. On which side of the sigmoid do you add it?",
        ),
        variant=RIGHT_PEEPHOLE.but(
            peek_after=lambda s: s.z_o, o=lambda s: sigmoid(s.z_o) + s.p[2] * s.c
        ),
        seen=("Lasagne/Lasagne, issue 448",),
    ),
    mistake(
        subject="cell",
        changes="z_i",
        name="peepholes_left_on",
        does="the simplified cell, with the cell state added to z_i, z_f and z_o",
        why="The original equations were simplified on paper, not in the code.",
        hints=(
            "Your gates see the cell state. In the simplified cell they do not.",
            "Look for c in the lines of the gates. It belongs in the lines below them.",
        ),
        variant=LEFT_ON,
    ),
)
