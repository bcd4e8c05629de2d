"""Pictures of measured numbers: lines, bars, and the loss while a model trains."""

from collections.abc import Mapping

import numpy as np

from .. import palette
from ..cells.gates import sigmoid
from ..shapes import check_shape
from .axes import log_axis, on_axis
from .describe import checksum, compact, extent, plural, sentence
from .lines import label_ends
from .picture import INK, QUIET, Picture, in_house_style

WIDTH = 8.0  # inches
NEUTRAL = "#4C5A7D"  # bars that stand for no gate
_ORDER = "hgocif"  # of the palette; no line is a gate, so none begins in a gate's colour


@in_house_style
def curves(x, ys: Mapping, title: str, xlabel: str, ylabel: str, log_y=False, spread=None):
    """Measured lines over a common x, each named at its right end.

    Args:
        x: (N,), in real units.
        ys: {name: (N,) values}, at most 6 lines.
        title: a sentence that states what to see.
        xlabel, ylabel: what the axes count, with the unit.
        log_y: draw y on a logarithmic axis; values that are not above 0 leave a gap.
        spread: {name: (low, high)} bands around some lines, each (N,), or None.

    Returns:
        Picture.

    Raises:
        ValueError: no lines or more than 6, other lengths than x, or a band without a line.
    """
    x, ys, spread = _checked_curves(x, ys, spread)
    picture, ax = _one_panel(3.8, title)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    looks = {name: _look(k, len(x)) for k, name in enumerate(ys)}
    for name, (low, high) in spread.items():
        colour = looks[name]["color"]
        ax.fill_between(x, low, high, color=colour, alpha=0.15, linewidth=0, label=f"{name} band")
    drawn = {name: np.where(y > 0, y, np.nan) if log_y else y for name, y in ys.items()}
    lines = [ax.plot(x, y, label=name, **looks[name])[0] for name, y in drawn.items()]
    if log_y:
        log_axis(ax.yaxis)
    ax.grid(axis="y")
    if len(ys) > 1 or spread:
        label_ends(ax, lines, 2.8)
    picture.alt = _curves_alt(x, ys, spread, title, xlabel, ylabel, log_y)
    return picture


def _one_panel(height: float, title: str):
    picture = Picture(WIDTH, height)
    picture.headline(title)
    return picture, picture.subplots()


def _checked_curves(x, ys, spread):
    if not isinstance(ys, Mapping) or not 1 <= len(ys) <= len(_ORDER):
        raise ValueError(
            f"ys has {len(ys)} lines, expected a dict of 1 to {len(_ORDER)}: {{name: values}}. "
            "Would two pictures say it better?"
        )
    x = np.asarray(x, dtype=float)
    check_shape("x", x, N=None)
    ys = {str(name): np.asarray(y, dtype=float) for name, y in ys.items()}
    for name, y in ys.items():
        check_shape(f"the line {name!r}", y, N=len(x))
    bands = {}
    for name, sides in (spread or {}).items():
        if name not in ys:
            raise ValueError(f"spread has {name!r}, expected some of {', '.join(ys)}.")
        bands[name] = np.asarray(sides, dtype=float)
        check_shape(f"the spread of {name!r}", bands[name], sides=2, N=len(x))
    return x, ys, bands


def _look(k: int, points: int) -> dict:
    name = _ORDER[k]
    return {
        "color": palette.LIGHT[name],
        "linestyle": "-" if k == 0 else palette.LINE_STYLES[name],
        "marker": "os^Dv*"[k] if points <= 30 else "",
        "markersize": 4.5,
        "linewidth": 1.8,
        "zorder": 3,
    }


def _curves_alt(x, ys, spread, title, xlabel, ylabel, log_y) -> str:
    drawn = {**ys, **{f"{name} band": sides for name, sides in spread.items()}}
    if log_y:  # what counts is what the eye sees: places on the axis
        drawn = {name: np.log10(np.where(y > 0, y, np.nan)) for name, y in drawn.items()}
    every = np.concatenate([y.ravel() for y in drawn.values()])
    every = every[np.isfinite(every)]
    ends = (every.min(), every.max()) if every.size else (0.0, 1.0)
    scale = f"{ylabel} (logarithmic)" if log_y else ylabel
    parts = [f"{sentence(title)} {plural(len(ys), 'line')}, {scale} over {xlabel}."]
    for name, y in ys.items():
        band = f", of its band {checksum(drawn[f'{name} band'], *ends)}" if name in spread else ""
        parts.append(
            f"{name}: {compact(y[0])} at {compact(x[0])}, {compact(y[-1])} at {compact(x[-1])}; "
            f"range {extent(y, compact)}; checksum {checksum(drawn[name], *ends)}{band}."
        )
    return " ".join(parts)


@in_house_style
def loss_curve(losses, title: str | None = None):
    """The loss over the epochs, on a logarithmic axis where it falls to a hundredth or less.

    Args:
        losses: (epochs + 1,) numbers from epoch 0 on, a training.Run or a training.History. A
            History also gives the loss of guessing, ln V for V characters, as a dotted line.
        title: a sentence that states what to see.

    Returns:
        Picture.

    Raises:
        ValueError: not one row of numbers.
    """
    task = getattr(losses, "task", None)
    task = task if hasattr(task, "targets") else None  # only there all answers are of one kind
    y = np.asarray(getattr(losses, "losses", losses), dtype=float)
    check_shape("losses", y, epochs=None)
    title = title or f"The loss goes from {y[0]:.4f} to {y[-1]:.4f} in {len(y) - 1} epochs"
    log_y = bool(np.all(y > 0) and y.max() >= 100 * y.min())
    label = "loss: cross-entropy (nats)" if task else "loss"
    picture = curves(range(len(y)), {"loss": y}, title, "epoch", label, log_y)
    if task:
        guess = float(np.log(len(task.vocab)))
        ax = picture.axes[0]
        ax.axhline(guess, color=QUIET, linestyle=":", linewidth=1.2, label="guessing")
        ax.annotate(
            f"guessing: ln {len(task.vocab)} = {guess:.3f}", (1, guess), (-4, 3), va="bottom",
            xycoords=("axes fraction", "data"), textcoords="offset points", color=QUIET, ha="right",
        )  # fmt: skip
        picture.alt += f" Dotted line: guessing among {len(task.vocab)}, {compact(guess)}."
    return picture


@in_house_style
def bars(values: Mapping, title: str, xlabel: str, log_x: bool = False, reference=None):
    """Measured numbers as horizontal bars, each value written at its end.

    Args:
        values: {name: number}, drawn from top to bottom. A gate's letter gets the gate's colour.
        title: a sentence that states what to see.
        xlabel: what is counted, with the unit.
        log_x: draw a logarithmic axis; every number has to be above 0.
        reference: a number to compare with, drawn as a dashed line, or (name, number).

    Returns:
        Picture.

    Raises:
        ValueError: no numbers, or a number that has no place on a logarithmic axis.
    """
    numbers, reference = _checked_bars(values, log_x, reference)
    picture, ax = _one_panel(0.32 * len(numbers) + 1.25, title)
    rows = np.arange(len(numbers))
    colours = [palette.LIGHT.get(name, NEUTRAL) for name in values]
    ax.barh(rows, numbers, color=colours, height=0.68, zorder=2)
    for row, value in zip(rows, numbers, strict=True):
        left = value < 0
        ax.annotate(
            on_axis(value), (value if np.isfinite(value) else 0, row), (-5 if left else 5, 0),
            textcoords="offset points", va="center", ha="right" if left else "left", zorder=5,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0}, label="value",
        )  # fmt: skip
    if (numbers < 0).any():
        ax.axvline(0, color=QUIET, linewidth=0.8)
    ax.set_yticks(rows, list(map(str, values)))
    ax.tick_params(axis="y", length=0)
    ax.set_ylim(len(numbers) - 0.4, -0.6)
    ax.set_xlabel(xlabel)
    if log_x:
        log_axis(ax.xaxis)
    ax.margins(x=0.12)
    if reference:
        _mark_reference(ax, *reference)
    picture.alt = _bars_alt(values, numbers, title, xlabel, reference)
    return picture


def _checked_bars(values, log_x, reference):
    if not isinstance(values, Mapping) or not values:
        raise ValueError("values is empty, expected a dict {name: number} with at least one.")
    numbers = np.array([float(value) for value in values.values()])
    if reference is not None and not isinstance(reference, tuple):
        reference = "", reference
    if log_x and not np.all(numbers[~np.isnan(numbers)] > 0):
        raise ValueError(
            f"values has {compact(np.nanmin(numbers))}, expected numbers above 0 on a logarithmic "
            "axis. Did you mean log_x=False?"
        )
    return numbers, reference and (str(reference[0]), float(reference[1]))


def _mark_reference(ax, name: str, value: float) -> None:
    ax.axvline(value, color=INK, linestyle=(0, (4, 2)), linewidth=1.2, zorder=3, label="reference")
    ax.annotate(
        f"{name} {on_axis(value)}".strip(), (value, 1), (0, 3), ha="center", va="bottom",
        xycoords=("data", "axes fraction"), textcoords="offset points",
    )  # fmt: skip


def _bars_alt(values, numbers, title, xlabel, reference) -> str:
    listed = "; ".join(f"{n}: {compact(v)}" for n, v in zip(values, numbers, strict=True))
    text = f"{sentence(title)} {plural(len(numbers), 'bar')}, {xlabel}. {listed}."
    if reference:
        text += f" Dashed line: {' '.join([reference[0], compact(reference[1])]).strip()}."
    return text


@in_house_style
def squashers(title: str | None = None):
    """Sigmoid and tanh from -6 to 6, each with its slope: how gates open, and where they stick.

    Returns:
        Picture.
    """
    title = title or "Both flatten out: far from 0 the slope is almost nothing"
    picture = Picture(WIDTH + 1, 3.6)
    picture.headline(title)
    z = np.linspace(-6, 6, 241)
    s, t = sigmoid(z), np.tanh(z)
    panels = {"sigmoid": (s, s * (1 - s), "i"), "tanh": (t, 1 - t**2, "g")}
    for ax, (name, (y, slope, gate)) in zip(picture.subplots(1, 2), panels.items(), strict=True):
        ax.axhline(0, color=QUIET, linewidth=0.8, zorder=1)
        value = {"color": palette.LIGHT[gate], "linewidth": 2.2, "label": name}
        rate = {"color": palette.LIGHT["f"], "linewidth": 1.8, "linestyle": (0, (5, 2))}
        label_ends(ax, ax.plot(z, y, **value) + ax.plot(z, slope, label="slope", **rate), 2.6)
        ax.set_title(f"{name}(z) in {'0..1' if name == 'sigmoid' else '−1..1'}")
        ax.set(xlabel="z", xticks=range(-6, 7, 2), yticks=np.linspace(y.min().round(), 1, 5))
        ax.grid()
        ax.annotate(f"{slope.max():.2f}", (0, slope.max()), (7, 3), textcoords="offset points")
    at = {value: int(np.argmin(abs(z - value))) for value in (-4, 0, 4)}
    picture.alt = f"{sentence(title)} Two panels. " + " ".join(
        f"{name}: " + ", ".join(f"{compact(y[k])} at z = {v}" for v, k in at.items()) + "; slope "
        + ", ".join(f"{compact(slope[k])} at {v}" for v, k in at.items()) + "."
        for name, (y, slope, _) in panels.items()
    )  # fmt: skip
    return picture
