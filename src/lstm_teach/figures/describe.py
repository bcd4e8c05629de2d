"""Sentences about the numbers of a picture: its alt text.

A notebook's test compares alt texts literally, so they must change when the picture changes and
stay when only float noise does. Hence `number`, which rounds clear of edges, and `checksum`.
"""

import numpy as np

GOLDEN = (np.sqrt(5) - 1) / 2  # irrational: no weighted sum of round numbers ends on an edge
NUDGE = 1 + 1e-6  # moves values that lie on a rounding edge, such as 0.125, to one side of it


def number(value: float, digits: int = 2) -> str:
    """A number of a trace with its decimals: -0.12, 3.40, NaN; from 100 on with three digits."""
    if abs(value) >= 100:
        return compact(value)
    return _odd(value) or f"{float(value) * NUDGE:z.{digits}f}"


def compact(value: float) -> str:
    """A measured number of any size with three digits: 0.125, 24, 1.2e-11, NaN."""
    return _odd(value) or f"{float(value) * NUDGE:.3g}"


def _odd(value: float) -> str | None:
    if np.isfinite(value):
        return None
    return "NaN" if np.isnan(value) else "infinity" if value > 0 else "-infinity"


def checksum(values, low: float = 0.0, high: float = 1.0) -> str:
    """One short number that changes when any of `values` moves by 1 % of low..high or more.

    A weighted sum in units of low..high with two decimals. All weights are between 1 and 2 and all
    are different, so neighbours that change places are noticed too. Float noise changes it only
    when this one sum lies on a rounding edge; in a hash of rounded numbers, each of them could.
    """
    flat = np.asarray(values, dtype=float).ravel()
    parts = (flat - low) / ((high - low) or 1.0)
    parts = np.where(np.isnan(flat), 3.0, np.clip(parts, -1e6, 1e6))
    weights = 1 + np.arange(1, flat.size + 1) * GOLDEN % 1
    return f"{float(weights @ parts):z.2f}"


def extent(values, write=number) -> str:
    """From where to where, and the mean, of the finite values; how many are not."""
    flat = np.asarray(values, dtype=float).ravel()
    finite = flat[np.isfinite(flat)]
    if not finite.size:
        return "nothing but NaN"
    text = f"{write(finite.min())} to {write(finite.max())}, mean {write(finite.mean())}"
    missing = flat.size - finite.size
    return text + (f", {missing} of {flat.size} values are NaN or infinite" if missing else "")


def largest(values) -> int:
    """Index of the largest finite value; the first of those that are equal but for float noise."""
    flat = np.asarray(values, dtype=float)
    flat = np.where(np.isfinite(flat), flat, -np.inf)
    return int(np.argmax(flat >= flat.max() - 1e-5 * max(1.0, abs(flat.max()))))


def sentence(title: str) -> str:
    """A title with a full stop, unless it ends in a mark of its own."""
    return title if title.endswith((".", "!", "?")) else f"{title}."


def listing(words, most: int = 12) -> str:
    """'h, e, l' in full, or the first ones and how many there are."""
    words = list(words)
    if len(words) <= most:
        return ", ".join(words)
    return f"{', '.join(words[:most])} and {len(words) - most} more"


def plural(count: int, noun: str) -> str:
    """'1 step', '4 steps'."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
