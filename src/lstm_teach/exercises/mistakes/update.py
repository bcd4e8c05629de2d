"""Update: right gates, wrong line for c."""

import numpy as np

from ..subjects.cell import RIGHT
from .entry import Mistake


def mistake(update, **about) -> Mistake:
    """An entry whose cell has another update."""
    variant = RIGHT.but(update=update)
    return Mistake(family="update", subject="cell", changes="c", variant=variant, **about)


MISTAKES = (
    mistake(
        lambda s: s.i * s.c_prev + s.f * s.g,
        name="i_and_f_swapped",
        does="c = i * c_prev + f * g",
        why="Two gates, two products, and the names are one letter each.",
        hints=(
            "Your input and forget gate have changed places.",
            "Which of them belongs to the old state? If that line is right, how do you cut z?",
        ),
        seen=(
            "NX-AI/xlstm, issue 98: in its sLSTM layer; kept, because trained weights rely on it",
        ),
    ),
    mistake(
        lambda s: (1 - s.f) * s.c_prev + s.i * s.g,
        name="forget_means_erase",
        does="c = (1 - f) * c_prev + i * g",
        why="By its name the forget gate should erase. By its equation it keeps.",
        hints=(
            "Your forget gate erases where it should keep.",
            "What should happen to the old state when f is exactly 1?",
        ),
    ),
    mistake(
        lambda s: (1 - s.i) * s.c_prev + s.i * s.g,
        name="f_from_i",
        does="c = (1 - i) * c_prev + i * g",
        why="The coupled cell of Greff et al. 2017, and the GRU, save a gate this way.",
        hints=(
            "Your forget gate is not used: you keep 1 minus what you write.",
            "That is another cell, with one gate fewer. Here keeping and writing are separate.",
        ),
        seen=("glample/tagger, issue 25: on purpose, to be faster",),
    ),
    mistake(
        lambda s: s.f * s.c_prev + (1 - s.f) * s.g,
        name="i_from_f",
        does="c = f * c_prev + (1 - f) * g",
        why="It is how a GRU and a moving average do it.",
        hints=(
            "Your input gate is not used: you write 1 minus what you keep.",
            "That is another cell, with one gate fewer. Here keeping and writing are separate.",
        ),
    ),
    mistake(
        lambda s: s.f * s.c_prev + s.g,
        name="no_input_gate",
        does="c = f * c_prev + g",
        why="i is computed, and then not used.",
        hints=(
            "One of your gates has no effect on c.",
            "The candidate goes into c in full. What should decide how much of it does?",
        ),
    ),
    mistake(
        lambda s: s.c_prev + s.i * s.g,
        name="no_forget_gate",
        does="c = c_prev + i * g",
        why="The cell of 1997 had no forget gate (Hochreiter & Schmidhuber); it came in 2000.",
        hints=(
            "One of your gates has no effect on c.",
            "The old state goes into c in full. What should decide how much of it does?",
        ),
    ),
    mistake(
        lambda s: s.f * (s.c_prev + s.i * s.g),
        name="forgets_the_new_too",
        does="c = f * (c_prev + i * g)",
        why="A pair of brackets that looks tidy.",
        hints=(
            "Your forget gate also acts on what was just written.",
            "What exactly should f multiply? Look at your brackets.",
        ),
    ),
    mistake(
        lambda s: s.f * s.c_prev + s.i + s.g,
        name="i_plus_g",
        does="c = f * c_prev + i + g",
        why="In the diagram several arrows meet, and a product is taken for a sum.",
        hints=(
            "Your input gate is added to the candidate.",
            "A gate says how much of something passes. Which operation does that?",
        ),
        seen=("MartinuzziFrancesco/torchrecurrent, issue 22: in its OriginalLSTMCell",),
    ),
    mistake(
        lambda s: np.sum(s.f * s.c_prev, axis=1, keepdims=True) + s.i * s.g,
        name="dot_product",
        does="c = np.dot(f, c_prev) + i * g: one number, given to all units",
        why="np.dot or @ on two vectors is a sum of products, and one number broadcasts silently.",
        hints=(
            "The part of c that comes from the old state is the same for all units.",
            "Which product treats every unit by itself?",
        ),
    ),
    mistake(
        lambda s: s.f @ s.c_prev + s.i * s.g,
        name="matrix_product",
        does="c = f @ c_prev + i * g",
        why="@ for *. It runs without complaint only where B = H.",
        hints=(
            "Your update multiplies matrices where it should multiply numbers.",
            "Units must not mix here, nor sequences. Which operator works place by place?",
        ),
    ),
    mistake(
        lambda s: np.tanh(s.f * s.c_prev + s.i * s.g),
        name="tanh_c_stored",
        does="c = tanh(f * c_prev + i * g)",
        why="The tanh of the output line slips into the line above.",
        hints=(
            "Your cell state stays between -1 and 1, and is squashed again at every step.",
            "c is the one quantity that passes from step to step without any activation.",
        ),
    ),
    mistake(
        lambda s: s.f * s.h_prev + s.i * s.g,
        name="keeps_h",
        does="c = f * h_prev + i * g",
        why="Two states come in, and the more familiar one is taken.",
        hints=(
            "Your new c does not depend on the old c.",
            "Two states come into a step. Which of them does the forget gate act on?",
        ),
    ),
    mistake(
        lambda s: s.f * s.c_prev - s.i * s.g,
        name="minus_new",
        does="c = f * c_prev - i * g",
        why="A sign. The network can even learn to live with it, so training hides it.",
        hints=(
            "What you write arrives with the wrong sign.",
            "Set f to 0 in your head. What should c be then?",
        ),
    ),
)
