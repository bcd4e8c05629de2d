"""The bank of mistakes: wrong LSTM cells, layers, gradients and training steps, as code that runs.

`MISTAKES` has all of them, one file per family (backward has two). `find` gives one by its name.
"""

from . import (
    activations,
    backward_factors,
    backward_paths,
    bias,
    layout,
    output,
    peephole,
    stacking,
    state,
    training,
    update,
)
from .entry import Mistake

FAMILIES = (
    layout,
    bias,
    activations,
    update,
    output,
    state,
    peephole,
    stacking,
    backward_paths,
    backward_factors,
    training,
)
MISTAKES: tuple[Mistake, ...] = tuple(m for family in FAMILIES for m in family.MISTAKES)


def find(name: str) -> Mistake:
    """The entry with this name.

    Raises:
        ValueError: there is none.
    """
    for mistake in MISTAKES:
        if mistake.name == name:
            return mistake
    raise ValueError(
        f"mistake is {name!r}, expected one of the {len(MISTAKES)} names in "
        "exercises.mistakes.MISTAKES, such as 'order_ifog'."
    )


__all__ = ["MISTAKES", "Mistake", "find"]
