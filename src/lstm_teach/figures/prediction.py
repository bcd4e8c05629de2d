"""What a model expects next: the distribution over its characters after each step, as bars."""

import numpy as np

from .. import palette
from ..shapes import check_shape
from .axes import visible
from .describe import checksum, largest, number, plural, sentence
from .picture import INK, Picture, in_house_style

MOST_STEPS = 24  # more panels than that are too small to read
MOST_BARS = 10  # of the likeliest characters in one panel
GUESS, TARGET = "#B7BCCB", palette.LIGHT["g"]


@in_house_style
def next_character(probabilities, vocab, tokens=None, targets=None, title: str | None = None):
    """One panel of bars for each step: how likely each character is to come next.

    Where there are more than 10 characters, each panel shows the 10 likeliest of its step.

    Args:
        probabilities: (T, V), each row 0..1 and 1 in sum, at most 24 steps.
        vocab: the V characters.
        tokens: the T characters read so far, one a step, or None.
        targets: (T,) indices in `vocab` of the characters that do come next, or None.
        title: a sentence that states what to see.

    Returns:
        Picture.

    Raises:
        ValueError: other shapes, rows that are no probabilities, too many steps, no such target.
    """
    vocab = [str(character) for character in vocab]
    p, tokens, targets = _checked(probabilities, vocab, tokens, targets)
    columns = min(len(p), 4)
    rows = -(-len(p) // columns)
    shown = min(len(vocab), MOST_BARS)
    picture = Picture(9.0, rows * (0.3 * shown + 0.75) + 0.45)
    picture.headline(title or "What the model expects next, after each step")
    grid = picture.subplots(rows, columns, squeeze=False, sharex=True)
    for ax in grid.flat[len(p) :]:
        ax.remove()
    for t, ax in enumerate(grid.flat[: len(p)]):
        _panel(ax, p[t], vocab, shown, None if targets is None else int(targets[t]))
        ax.set_title(f"step {t}" if tokens is None else f"after {visible(tokens[t])!r}")
    picture.alt = _alt(p, vocab, tokens, targets, title)
    return picture


def _panel(ax, p, vocab, shown, target) -> None:
    order = range(len(vocab)) if len(vocab) == shown else np.argsort(-p, kind="stable")[:shown]
    order = list(order)
    rows = np.arange(len(order))
    colours = [TARGET if k == target else GUESS for k in order]
    ax.barh(rows, p[order], color=colours, height=0.7, zorder=2)
    for row, k in zip(rows, order, strict=True):
        comes = k == target
        ax.text(
            min(p[k], 1.0) + 0.03, row, number(p[k]) + (" ◂ correct" if comes else ""), va="center",
            fontweight="bold" if comes else "normal", color=TARGET if comes else INK, label="value",
        )  # fmt: skip
    ax.set_yticks(rows, [visible(vocab[k]) for k in order])
    ax.set(xlim=(0, 1.85), xticks=[0, 0.5, 1], ylim=(len(order) - 0.4, -0.6))
    ax.set_xticklabels(["0", "0.5", "1"])
    ax.spines.bottom.set_bounds(0, 1)
    ax.tick_params(axis="y", length=0)


def _checked(probabilities, vocab, tokens, targets):
    p = np.asarray(probabilities, dtype=float)
    if p.ndim == 3:
        raise ValueError(
            f"probabilities has shape {p.shape}, expected (T, V) of one sequence. "
            "Did you mean probabilities[:, 0]?"
        )
    check_shape("probabilities", p, T=None, V=len(vocab))
    T = len(p)
    if T > MOST_STEPS:
        raise ValueError(
            f"probabilities has {T} steps, expected at most {MOST_STEPS}, one panel each. "
            f"Pass a part of them, such as probabilities[:{MOST_STEPS}]."
        )
    known = p[np.isfinite(p).all(axis=1)]
    if (known < 0).any() or (abs(known.sum(axis=1) - 1) > 1e-3).any():
        raise ValueError(
            "probabilities has rows that are not 0..1 with sum 1. "
            "Did you pass logits? softmax turns them into probabilities."
        )
    if tokens is not None and len(tokens) != T:
        raise ValueError(f"tokens has {len(tokens)} labels, expected T = {T}, one for each step.")
    if targets is not None:
        targets = np.asarray(targets)
        check_shape("targets", targets, T=T)
        if not np.isin(targets, range(len(vocab))).all():
            raise ValueError(f"targets has {targets}, expected indices from 0 to {len(vocab) - 1}.")
    return p, tokens, targets


def _alt(p, vocab, tokens, targets, title) -> str:
    parts = [
        sentence(title or "What the model expects next, after each step"),
        f"{plural(len(p), 'step')}.",
    ]
    for t, row in enumerate(p):
        best = largest(row)
        step = f"Step {t}" if tokens is None else f"After {visible(tokens[t])}"
        text = f"{step}: {visible(vocab[best])} with {number(row[best])}"
        if targets is not None and targets[t] != best:
            text += f", but {visible(vocab[targets[t]])} is correct ({number(row[targets[t]])})"
        elif targets is not None:
            text += ", correct"
        parts.append(text + ".")
    return " ".join([*parts, f"Checksum {checksum(p)}."])
