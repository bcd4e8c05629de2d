"""Ticks, panel titles and limits that all pictures share."""

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from .. import palette
from .describe import compact
from .picture import INK, QUIET

_VISIBLE = {"": "∅", " ": "␣", "\n": "↵", "\t": "⇥"}
LONGEST_LABEL = 14  # characters; longer tokens are cut with an ellipsis
LETTER = 0.088  # inches, the width of a character of 10 point, on average


def visible(token: str) -> str:
    """A token as it can be seen on an axis: a space as an open box, a long one cut."""
    token = _VISIBLE.get(token) or "".join(_VISIBLE.get(letter, letter) for letter in token)
    return token if len(token) <= LONGEST_LABEL else token[: LONGEST_LABEL - 1] + "…"


def token_ticks(ax, labels, inches: float) -> str:
    """Label the steps with their tokens, as many as fit into `inches`; returns the axis label."""
    words = [visible(label) for label in labels]
    room = inches / len(words)
    widest = max(len(word) for word in words) * LETTER + 0.06
    upright = widest > room and widest > 0.3
    every = max(1, int(np.ceil((0.17 if upright else widest) / room)))
    ax.set_xticks(range(0, len(words), every), words[::every], rotation=90 if upright else 0)
    ax.tick_params(axis="x", length=2.5)
    return "step" if every == 1 else f"step (every {ordinal(every)} is labelled)"


def unit_ticks(ax, H: int, inches: float) -> None:
    """Label the rows 'unit 0', 'unit 1', ..., as many as fit into `inches`."""
    every = _round_step(0.175 * H / inches)
    rows = range(0, H, every)
    ax.set_yticks(rows, [f"unit {row}" for row in rows])
    ax.tick_params(axis="y", length=2.5)


def _round_step(least: float) -> int:
    """The first of 1, 2, 4, 5, 8, 10, 16, 20, 32, 50, ... that is not below `least`."""
    steps = sorted({2**k for k in range(12)} | {m * 10**k for k in range(4) for m in (1, 2, 5)})
    return next(step for step in steps if step >= least)


def on_axis(value: float) -> str:
    """A number as it stands on an axis or beside a bar, with a true minus sign."""
    return compact(value).replace("-", "−")


def ordinal(count: int) -> str:
    """'2nd', '3rd', '4th', '11th', '21st'."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{'th' if count % 100 in (11, 12, 13) else ending}"


def name_panel(ax, name: str) -> None:
    """The letter and the full name of a gate or state above its panel, in its colour."""
    colour = palette.LIGHT[name]
    ax.set_title(f"{name}   {palette.NAMES[name]}", color=colour, fontweight="bold")


def colour_map(name: str, values) -> palette.ColourMap:
    """The map of a gate or state, with the limits it is drawn in: fixed, but for c."""
    if name in "ifo":
        return palette.GATE_MAP
    if name in "gh":
        return palette.STATE_MAP
    finite = np.abs(values[np.isfinite(values)])
    limit = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
    return palette.STATE_MAP._replace(low=-limit, high=limit)


def hatch_missing(ax, values) -> None:
    """Hatch the cells of a (rows, columns) heatmap that hold NaN or infinity, never colour them."""
    missing = np.argwhere(~np.isfinite(values))
    if not len(missing):
        return
    corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)])
    cells = Path.make_compound_path(*(Path(corners + cell[::-1]) for cell in missing))
    ax.add_patch(PathPatch(cells, fill=False, hatch="////", edgecolor=QUIET, linewidth=0.4))
    row, column = missing[len(missing) // 2]
    ax.text(
        column, row, "NaN", ha="center", va="center", color=INK, fontweight="bold", label="NaN",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
    )  # fmt: skip


def log_axis(axis) -> None:
    """Make an axis logarithmic, its ticks whole powers of ten such as 0.01, 1, 10⁻⁵."""
    axis._set_axes_scale("log")
    axis.set_major_locator(LogLocator(10, numticks=8))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: _power(value)))


def _power(value: float) -> str:
    exponent = round(float(np.log10(value)))
    if -3 < exponent < 4:
        return f"{value:g}"
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
