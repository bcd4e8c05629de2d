"""Examples: sequences with their answers, and where an answer counts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..shapes import check_shape, check_size


@dataclass(frozen=True, eq=False)
class Examples:
    """n sequences of up to T steps, and what to answer. Time first, as everywhere.

    Attributes:
        xs: (T, n, D) float32; or (T, n) int64, tokens that count from 0.
        targets: (n,), one answer for each sequence; or (T, n), one for each step.
            int64 for classes, float32 for numbers.
        lengths: (n,) int64, real steps of each sequence; None where all have T. Behind them
            stands padding, and nothing is learned from it.
        mask: (T, n) bool, where an answer for a step counts; None where each real step does.

    Raises:
        ValueError: shapes that do not belong together, or a length outside 1..T.
    """

    xs: np.ndarray
    targets: np.ndarray
    lengths: np.ndarray | None = None
    mask: np.ndarray | None = None

    def __post_init__(self):
        sizes = {"T": None, "n": None, **({"D": None} if self.xs.ndim == 3 else {})}
        check_shape("xs", self.xs, **sizes)
        T, n = self.xs.shape[:2]
        if self.targets.ndim == 1:
            check_shape("targets", self.targets, n=n)
        else:
            check_shape("targets", self.targets, T=None, n=n)
        if self.lengths is not None:
            check_shape("lengths", self.lengths, n=n)
            if self.lengths.min() < 1 or self.lengths.max() > T:
                raise ValueError(
                    f"lengths go from {self.lengths.min()} to {self.lengths.max()}, "
                    f"expected 1 to T = {T}. Is time the first axis of xs?"
                )
        if self.mask is not None:
            check_shape("mask", self.mask, T=len(self.targets), n=n)

    def __len__(self) -> int:
        return self.xs.shape[1]

    @property
    def counts(self) -> np.ndarray:
        """Where an answer counts, bool like targets: the mask, or each real step."""
        if self.mask is not None:
            return self.mask
        if self.targets.ndim == 1 or self.lengths is None:
            return np.ones(self.targets.shape, dtype=bool)
        return np.arange(len(self.targets))[:, None] < self.lengths

    def pick(self, which) -> "Examples":
        """Some of the sequences, by index, without the padding that none of them needs."""
        lengths = None if self.lengths is None else self.lengths[which]
        steps = slice(None if lengths is None else int(lengths.max()))
        same = self.targets.ndim == 2 and len(self.targets) == len(self.xs)
        if same and self.counts[steps.stop :, which].any():  # targets with ends of their own
            same = False
        cut = (steps, which) if same else (..., which)
        mask = None if self.mask is None else self.mask[cut]
        return Examples(self.xs[steps, which], self.targets[cut], lengths, mask)

    def tokens(self, k: int, vocab: Sequence[str]) -> tuple[str, ...]:
        """The words of sequence k, without padding."""
        length = len(self.xs) if self.lengths is None else int(self.lengths[k])
        return tuple(vocab[token] for token in self.xs[:length, k])


def padded(sequences: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Sequences of different lengths as one array (T, n), zeros behind their ends, and lengths.

    Raises:
        ValueError: an empty sequence, or none at all.
    """
    lengths = np.array([len(sequence) for sequence in sequences], dtype=np.int64)
    if not len(lengths):
        raise ValueError("sequences is empty, expected at least one.")
    if lengths.min() == 0:
        raise ValueError(
            f"sequences has an empty one at {lengths.argmin()}, expected at least one token in "
            "each. Leave such a sequence out."
        )
    array = np.zeros((lengths.max(), len(lengths)), dtype=np.int64)  # (T, n)
    for k, sequence in enumerate(sequences):
        array[: len(sequence), k] = sequence
    return array, lengths


def next_tokens(
    sequences: Sequence[Sequence[int]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read each token but the last, answer with the one after it: xs, targets (T, n), lengths (n,).

    Raises:
        ValueError: a sequence of fewer than two tokens, or none at all.
    """
    xs, lengths = padded([tokens[:-1] for tokens in sequences])
    targets, _ = padded([tokens[1:] for tokens in sequences])
    return xs, targets, lengths


def check_draw(n: int, n_test: int, rng) -> None:
    """Refuse a number of sequences below 1, or anything but a NumPy generator.

    Raises:
        ValueError: n or n_test is not a whole number of 1 or more.
        TypeError: rng is no np.random.Generator.
    """
    check_size("n", n)
    check_size("n_test", n_test)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng is a {type(rng).__name__}, expected a np.random.Generator. "
            "np.random.default_rng(0) makes one."
        )
