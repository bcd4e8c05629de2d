"""What a model expects next: the distribution over its characters after each step, as bars."""

from collections.abc import Mapping

import numpy as np

from .. import palette
from ..shapes import check_shape, check_size
from .axes import glossed, quoted, stand_right, visible
from .describe import checksum, largest, number, plural, sentence
from .direction import checked_direction
from .picture import INK, Picture, in_house_style

MOST_STEPS = 24  # more panels than that are too small to read
MOST_BARS = 10  # of the likeliest characters in one panel
GUESS, TARGET = "#B7BCCB", palette.LIGHT["g"]


@in_house_style
def next_character(
    probabilities,
    vocab,
    tokens=None,
    targets=None,
    title: str | None = None,
    most: int = MOST_BARS,
    direction: str | None = None,
    gloss: Mapping[str, str] | None = None,
):
    """One panel of bars for each step: how likely each character or word is to come next.

    Where the vocabulary is larger than `most`, each panel shows the likeliest ones of its step,
    and below them the target if it is not among them.

    Args:
        probabilities: (T, V), each row 0..1 and 1 in sum, at most 24 steps.
        vocab: the V characters or words.
        tokens: the T of them that were read so far, one a step, or None.
        targets: (T,) indices in `vocab` of those that do come next, or None.
        title: a sentence that states what to see.
        most: of the likeliest in one panel, 1 or more.
        direction: "rtl" lets panels and bars begin at the right, "ltr" at the left; if None, the
            way in which most letters of the vocabulary run.
        gloss: {character or word: what it means}, written beside it, or None.

    Returns:
        Picture.

    Raises:
        ValueError: other shapes, rows that are no probabilities, too many steps, no such target,
            an unknown direction.
    """
    vocab = [str(character) for character in vocab]
    p, tokens, targets = _checked(probabilities, vocab, tokens, targets)
    check_size("most", most)
    rtl = checked_direction(direction, vocab)
    bars = [_bars(row, None if targets is None else targets[t], most) for t, row in enumerate(p)]
    columns = min(len(p), 4 if gloss is None else 2)
    rows = -(-len(p) // columns)
    picture = Picture(9.0, rows * (0.3 * max(map(len, bars)) + 0.75) + 0.45)
    picture.headline(title or "What the model expects next, after each step")
    grid = picture.subplots(rows, columns, squeeze=False, sharex=True)
    panels = grid[:, ::-1].ravel() if rtl else grid.ravel()  # step 0 where reading begins
    for ax in panels[len(p) :]:
        ax.remove()
    for t, ax in enumerate(panels[: len(p)]):
        target = None if targets is None else int(targets[t])
        _panel(ax, p[t], bars[t], [_label(k, vocab, gloss) for k in bars[t]], target, rtl)
        said = f"step {t}" if tokens is None else f"after {_after(tokens[t], gloss)}"
        ax.set_title(said, loc="right" if rtl else "left")
    picture.alt = _alt(p, vocab, tokens, targets, title)
    return picture


def _bars(p, target, most) -> list[int]:
    """Which choices have a bar: all in their own order, or the likeliest and the target."""
    if len(p) <= most:
        return list(range(len(p)))
    chosen = [int(k) for k in np.argsort(-p, kind="stable")[:most]]
    return chosen if target is None or target in chosen else [*chosen, int(target)]


def _label(k, vocab, gloss) -> str:
    return glossed(vocab[k], gloss).replace("\n", "  ")


def _after(token, gloss) -> str:
    _, _, meaning = glossed(token, gloss).partition("\n")
    return quoted(token) + (f", {meaning}" if meaning else "")


def _panel(ax, p, order, labels, target, rtl) -> None:
    rows = np.arange(len(order))
    colours = [TARGET if k == target else GUESS for k in order]
    ax.barh(rows, p[order], color=colours, height=0.7, zorder=2)
    for row, k in zip(rows, order, strict=True):
        comes = k == target
        said = number(p[k])
        if comes:
            said = f"correct ▸ {said}" if rtl else f"{said} ◂ correct"
        ax.text(
            min(p[k], 1.0) + 0.03, row, said, va="center", ha="right" if rtl else "left",
            fontweight="bold" if comes else "normal", color=TARGET if comes else INK, label="value",
        )  # fmt: skip
    ax.set_yticks(rows, labels)
    ax.set(xlim=(0, 1.85), xticks=[0, 0.5, 1], ylim=(len(order) - 0.4, -0.6))
    ax.set_xticklabels(["0", "0.5", "1"])
    ax.spines.bottom.set_bounds(0, 1)
    ax.tick_params(axis="y", length=0)
    if rtl:
        ax.set_xlim(1.85, 0)
        stand_right(ax)


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
