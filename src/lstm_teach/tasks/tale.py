"""A story of our own, to predict character by character."""

import numpy as np

from ..shapes import check_size
from .examples import Examples
from .goals import Classification

STORY = """\
this is the key of the little red gate.
this is the fox that lost the key of the little red gate.
this is the hen that saw the fox that lost the key of the little red gate.
this is the goat that told the hen that saw the fox that lost the key of the little red gate.
this is the wind that woke the goat that told the hen that saw the fox that lost the key of the \
little red gate.
this is the moon that met the wind that woke the goat that told the hen that saw the fox that \
lost the key of the little red gate.
this is the child that asked the moon that met the wind that woke the goat that told the hen that \
saw the fox that lost the key of the little red gate.
"""


def story(T: int = 40, every: int = 3) -> Classification:
    """Predict the next character of a story that grows by one line at a time.

    To learn from: windows of T characters, one every few characters, from all lines but the last.
    To test: the last line, which has one new clause and then repeats. "this is the" has a different
    continuation in each line, so no model can be right everywhere.

    Args:
        T: characters in each window.
        every: a window starts at every so many characters.

    Raises:
        ValueError: not a whole number of 1 or more, or a T longer than the last line.
    """
    check_size("T", T)
    check_size("every", every)
    split = STORY.rindex("\n", 0, -1) + 1
    if T >= len(STORY) - split:
        raise ValueError(f"T is {T}, expected less than {len(STORY) - split}, the last line.")
    vocab = tuple(sorted(set(STORY)))
    numbers = np.array([vocab.index(character) for character in STORY])
    return Classification(
        "story",
        "Where in the sentence it is: which word has begun, and who did what in the line.",
        _windows(numbers[:split], T, every),
        _windows(numbers[split:], T, every),
        vocab=vocab,
        answers=vocab,
    )


def _windows(numbers: np.ndarray, T: int, every: int) -> Examples:
    starts = np.arange(0, len(numbers) - T, every)
    steps = np.arange(T)[:, None] + starts  # (T, n)
    return Examples(numbers[steps], numbers[steps + 1])
