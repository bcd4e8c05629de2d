"""Output: right c, wrong line for h."""

import numpy as np

from ...cells.gates import sigmoid
from ..subjects.cell import RIGHT
from .entry import Mistake


def mistake(output, **about) -> Mistake:
    """An entry whose cell has another output."""
    variant = RIGHT.but(output=output)
    return Mistake(family="output", subject="cell", changes="h", variant=variant, **about)


MISTAKES = (
    mistake(
        lambda s: s.o * np.tanh(s.c_prev),
        name="h_from_c_prev",
        does="h = o * tanh(c_prev)",
        why="The new state has another name than the old one, and the old one is at hand.",
        hints=(
            "Your h is one step late: it shows a cell state that is already over.",
            "Which of the two cell states is known by the time h is computed?",
        ),
        seen=("borelien/entailment-neural-attention-lstm-tf, issue 3",),
    ),
    mistake(
        lambda s: s.o * s.c,
        name="no_tanh_on_c",
        does="h = o * c",
        why="The tanh of the output line is the easiest one to forget.",
        hints=(
            "Your h gets beyond 1.",
            "c can be of any size. What brings it back into -1 to 1 before it is shown?",
        ),
        seen=("nicodjimenez/lstm, lstm.py and issues 7, 42, 47",),
    ),
    mistake(
        lambda s: np.tanh(s.c),
        name="no_output_gate",
        does="h = tanh(c)",
        why="o is computed, and then not used.",
        hints=(
            "One of your gates has no effect on h.",
            "The whole state is shown at every step. What should decide how much of it is?",
        ),
    ),
    mistake(
        lambda s: np.tanh(s.o * s.c),
        name="gate_inside_tanh",
        does="h = tanh(o * c)",
        why="A bracket closed one word too late.",
        hints=(
            "Your output gate acts before the tanh.",
            "Which comes first: squash the state, or decide how much of it to show?",
        ),
    ),
    mistake(
        lambda s: s.o * sigmoid(s.c),
        name="sigmoid_on_c",
        does="h = o * sigmoid(c)",
        why="One activation for the whole cell.",
        hints=(
            "Your h never gets below 0.",
            "The state can be negative, and h should show that. Which squashing function can?",
        ),
    ),
    mistake(
        lambda s: s.o * np.tanh(s.i * s.g),
        name="shows_only_the_new",
        does="h = o * tanh(i * g)",
        why="What was just written is taken for the whole state.",
        hints=(
            "Your h shows what was written in this step alone.",
            "What was kept from earlier steps should be visible too. Where is it?",
        ),
    ),
    mistake(
        lambda s: np.tanh(s.o) * s.c,
        name="tanh_on_the_gate",
        does="h = tanh(o) * c",
        why="The right two things and the right function, paired wrongly.",
        hints=(
            "The tanh of your output line sits on the wrong factor.",
            "One of the two factors is in 0..1 already, the other can be of any size.",
        ),
    ),
)
