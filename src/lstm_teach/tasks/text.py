"""Predict the next character of a short text, in one-hot vectors: the task of notebook 05."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Task:
    """Predict the next character of a short text.

    Attributes:
        text: the text, such as "hello".
        vocab: its V different characters, sorted.
        xs: (T, 1, V) float32, one-hot: all characters but the last.
        targets: (T, 1) int64, the index in `vocab` of each next character.
    """

    text: str
    vocab: tuple[str, ...]
    xs: np.ndarray
    targets: np.ndarray

    @property
    def tokens(self) -> tuple[str, ...]:
        """The T input characters."""
        return tuple(self.text[:-1])

    def one_hot(self, text: str) -> np.ndarray:
        """(T, 1, V) float32 for a text of T characters.

        Raises:
            ValueError: not a text or an empty one, or a character that is not in `vocab`.
        """
        return np.eye(len(self.vocab), dtype=np.float32)[self.indices(text)][:, None]  # (T, 1, V)

    def indices(self, text: str) -> list[int]:
        """The place of each character in `vocab`.

        Raises:
            ValueError: not a text or an empty one, or a character that is not in `vocab`.
        """
        if not isinstance(text, str) or not text:
            raise ValueError(f"text is {text!r}, expected at least one character.")
        unknown = sorted(set(text) - set(self.vocab))
        if unknown:
            raise ValueError(
                f"text has {unknown[0]!r}, expected only {', '.join(self.vocab)}. "
                "The model knows no other characters; train it on a text that has them."
            )
        return [self.vocab.index(character) for character in text]


def next_character(text: str) -> Task:
    """The task of predicting each next character of `text`.

    Raises:
        ValueError: fewer than two characters, so that nothing follows.
    """
    if not isinstance(text, str) or len(text) < 2:
        raise ValueError(
            f"text is {text!r}, expected at least 2 characters: one read, one predicted."
        )
    vocab = tuple(sorted(set(text)))
    indices = [vocab.index(character) for character in text]
    xs = np.eye(len(vocab), dtype=np.float32)[indices[:-1]][:, None]  # (T, 1, V)
    return Task(text, vocab, xs, np.array(indices[1:])[:, None])


def hello() -> Task:
    """Read h, e, l, l; predict e, l, l, o. Vocabulary: e h l o."""
    return next_character("hello")
