"""What an intervention changed, in a sentence: two runs of one model compared."""

import numpy as np

from ..figures.axes import quoted
from ..figures.describe import plural
from ..interventions import first_change
from ..trace import Trace
from .subjects import Subject

SEEN = 0.01  # shares are shown with two decimals


def sentence(subject: Subject, runs, shares) -> str:
    """The first prediction that is another one, how many more there are, and where it starts.

    Args:
        subject: what both runs are of.
        runs: two lists of Traces, one for each layer: untouched, and with the clamps.
        shares: what `subject.expects` says of both.
    """
    start = _start(*runs)
    if start is None:
        return "The clamps change nothing: the run had these very values anyway."
    before, after = shares
    tops = [_likeliest(p) for p in shares]
    changed = np.flatnonzero(tops[0] != tops[1])
    if not len(changed):
        return f"{_unmoved(subject, before, after)}; {start}."
    t, *more = map(int, changed)
    said = (
        f"{_when(subject, t)} the model now expects {_share(subject, after, t, tops[1][t])} "
        f"instead of {_share(subject, before, t, tops[0][t])}"
    )
    if more:
        said += f", and something else after {plural(len(more), 'more step')}"
    return f"{said}; {start}."


def _start(before: list[Trace], after: list[Trace]) -> str | None:
    """Which value is the first to differ: earliest step, then lowest layer; None if none does."""
    found = [first_change(*pair, atol=0) for pair in zip(before, after, strict=True)]
    layers = [k for k, change in enumerate(found) if change]
    if not layers:
        return None
    k = min(layers, key=lambda k: found[k].t)
    name, t = found[k].name, found[k].t
    pair = (getattr(runs[k], name)[t, 0] for runs in (before, after))
    others = int(np.not_equal(*pair).sum()) - 1
    also = f" (with {plural(others, 'more unit')})" if others > 0 else ""
    where = f" in layer {k}" if len(before) > 1 else ""
    return (
        f"{name} of unit {found[k].unit}{where}{also} is the first to differ, at "
        f"{place(t, before[0].tokens)}"
    )


def _likeliest(shares: np.ndarray) -> np.ndarray:
    return np.nan_to_num(shares, nan=-1).argmax(axis=-1)


def _unmoved(subject, before, after) -> str:
    """The share that moved most where the likeliest choice stayed what it was."""
    moved = np.nan_to_num(abs(after - before))
    t, k = map(int, np.unravel_index(moved.argmax(), moved.shape))
    same = "The model still expects the same" + ("" if subject.at_end else " at every step")
    if moved[t, k] < SEEN:
        return f"{same}, and no share has moved by as much as {SEEN}"
    when = _when(subject, t)
    return (
        f"{same}; {when[0].lower()}{when[1:]} the share of "
        f"{quoted(subject.choices[k])} moved most, from {before[t, k]:.2f} to {after[t, k]:.2f}"
    )


def _share(subject, shares, t: int, k: int) -> str:
    return f"{quoted(subject.choices[k])} ({shares[t, k]:.2f})"


def _when(subject, t: int) -> str:
    return "At the end" if subject.at_end else f"After {place(t, subject.tokens)}"


def place(t: int, tokens) -> str:
    """A step as sentences name it: t = 2 'l'."""
    return f"t = {t} {quoted(tokens[t])}"
