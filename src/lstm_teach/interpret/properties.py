"""Properties of a text at each step, to look for among the units.

Each takes B sequences of tokens and gives an array (T, B) of floats, T being the longest length.
Everything is as it stands after the token of that step was read. NaN marks what has no value: the
padding behind a shorter sequence, and what has not happened yet.
"""

from collections.abc import Sequence

import numpy as np

from ..shapes import check_size

Sequences = Sequence[Sequence[str]]


def position(sequences: Sequences) -> np.ndarray:
    """The number of the step: 0, 1, 2, ...

    Raises:
        ValueError: no sequences, or an empty one.
    """
    return _columns([range(len(tokens)) for tokens in _checked(sequences)])


def count(sequences: Sequences, symbol: str) -> np.ndarray:
    """How often `symbol` was read so far.

    Raises:
        ValueError: no sequences, or an empty one, or a symbol that none of them has.
    """
    hits = _hits(sequences, symbol)
    return _columns([np.cumsum(hit) for hit in hits])


def depth(sequences: Sequences, opening: str = "(", closing: str = ")") -> np.ndarray:
    """How many brackets are open. Other tokens may stand between them.

    Raises:
        ValueError: no sequences, or an empty one, or one without a bracket among all of them.
    """
    ups, downs = _hits(sequences, opening), _hits(sequences, closing)
    return _columns([np.cumsum(up) - np.cumsum(down) for up, down in zip(ups, downs, strict=True)])


def inside(sequences: Sequences, quote: str = '"') -> np.ndarray:
    """1 from an opening quotation mark to the token before the closing one, else 0.

    Raises:
        ValueError: no sequences, or an empty one, or no quotation mark in any.
    """
    return count(sequences, quote) % 2


def since(sequences: Sequences, event: str) -> np.ndarray:
    """Steps since `event` was last read: 0 at the event itself, NaN before the first one.

    Raises:
        ValueError: no sequences, or an empty one, or an event that none of them has.
    """
    columns = []
    for hit in _hits(sequences, event):
        steps = np.arange(len(hit))
        last = np.maximum.accumulate(np.where(hit, steps, -1))
        columns.append(np.where(last >= 0, steps - last, np.nan))
    return _columns(columns)


def of_sequence(labels: Sequence, T: int) -> np.ndarray:
    """One label for each sequence, such as its class, as the same label at all T steps: (T, B).

    Raises:
        ValueError: not one row of labels, or T below 1.
    """
    check_size("T", T)
    labels = np.asarray(labels)
    if labels.ndim != 1 or not labels.size:
        raise ValueError(f"labels has shape {labels.shape}, expected (B,): one for each sequence.")
    return np.tile(labels, (T, 1))


def _checked(sequences) -> list:
    if isinstance(sequences, str):
        raise ValueError(
            f"sequences is the text {sequences[:20]!r}, expected a list of sequences. "
            "Did you mean [text]?"
        )
    sequences = list(sequences)
    if not sequences or not all(len(tokens) for tokens in sequences):
        raise ValueError(
            "sequences is empty or has an empty one, expected at least one token each."
        )
    return sequences


def _hits(sequences, symbol) -> list[np.ndarray]:
    """For each sequence, where the symbol stands."""
    hits = [np.array([token == symbol for token in tokens]) for tokens in _checked(sequences)]
    if not any(hit.any() for hit in hits):
        known = sorted({str(token) for tokens in sequences for token in tokens})[:12]
        raise ValueError(
            f"symbol is {symbol!r}, expected one that occurs: {', '.join(map(repr, known))}."
        )
    return hits


def _columns(columns) -> np.ndarray:
    """Side by side, NaN below the shorter ones: (T, B)."""
    table = np.full((max(map(len, columns)), len(columns)), np.nan)
    for b, column in enumerate(columns):
        table[: len(column), b] = column
    return table
