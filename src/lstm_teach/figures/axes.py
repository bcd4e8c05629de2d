"""Ticks, panel titles and limits that all pictures share."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from .. import palette
from .describe import compact
from .direction import checked_direction, isolated, width
from .picture import INK, QUIET

_VISIBLE = {"": "∅", " ": "␣", "\n": "↵", "\t": "⇥"}
LONGEST_LABEL = 14  # characters; longer tokens are cut with an ellipsis
LETTER = 0.088  # inches, the width of a character of 10 point, on average


def visible(token: str) -> str:
    """A token as it can be seen on an axis: a space as an open box, a long one cut.

    One that runs from right to left is isolated, so that it can stand in any sentence.
    """
    token = _VISIBLE.get(token) or "".join(_VISIBLE.get(letter, letter) for letter in token)
    short = token if len(token) <= LONGEST_LABEL else token[: LONGEST_LABEL - 1] + "…"
    return isolated(short)


def quoted(token: str) -> str:
    """A token as it can be seen, between quotation marks."""
    word = visible(token)
    return repr(word) if word.isprintable() else f"'{word}'"  # repr would spell out the isolates


class StepTicks(NamedTuple):
    """How the steps of a trace are labelled on an axis of a known width, and which way it runs.

    Attributes:
        words: T labels as they can be seen, with their gloss in a second line if there is one.
        every: 1 to label all of them, 2 for every second, ...
        upright: turned by 90 degrees, since they are too long to stand side by side.
        rtl: step 0 stands at the right end.
    """

    words: tuple[str, ...]
    every: int
    upright: bool
    rtl: bool

    @classmethod
    def fitting(
        cls, trace, inches: float, direction: str | None = None, gloss: Mapping | None = None
    ) -> "StepTicks":
        """The tokens of `trace`, or the numbers of its steps, as many as fit into `inches`.

        Raises:
            ValueError: an unknown direction.
        """
        rtl = checked_direction(direction, trace.tokens or ())
        words = tuple(glossed(label, gloss) for label in trace.labels)
        room = inches / len(words)
        widest = _widest(words) * LETTER + 0.06
        if trace.tokens is None:  # numbers need no turning: the ones left out can be counted
            return cls(words, _round_step(widest / room), False, rtl)
        upright = widest > max(room, 0.3)
        needed = (0.17 if gloss is None else 0.34) if upright else widest
        return cls(words, max(1, int(np.ceil(needed / room))), upright, rtl)

    @property
    def depth(self) -> float:
        """Inches that the labels need below the axis, more than a line of text."""
        if self.upright:
            return _widest(self.words) * LETTER
        return 0.17 if any("\n" in word for word in self.words) else 0.0

    def mark(self, ax) -> None:
        """Put the labels on the x axis, and let it run the way they do."""
        rotation = 90 if self.upright else 0
        places = range(0, len(self.words), self.every)
        ax.set_xticks(places, self.words[:: self.every], rotation=rotation)
        ax.tick_params(axis="x", length=2.5)
        label = "step" if self.every == 1 else f"step, every {ordinal(self.every)} labelled"
        ax.set_xlabel(f"{label}, from right to left" if self.rtl else label)
        if self.rtl:
            ax.invert_xaxis()


def _widest(words) -> int:
    return max(width(line) for word in words for line in word.split("\n"))


def glossed(token: str, gloss: Mapping | None) -> str:
    """A token as it can be seen, with what it means below it where `gloss` knows that."""
    note = (gloss or {}).get(token, "")
    return f"{visible(token)}\n{note}" if note else visible(token)


def stand_right(ax) -> None:
    """Put the y axis on the right, where time begins that runs from right to left."""
    ax.yaxis.tick_right()
    ax.yaxis.set_label_position("right")
    ax.spines.right.set_visible(ax.spines.left.get_visible())
    ax.spines.left.set_visible(False)


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


def tint(colour: str) -> str:
    """The colour mixed with much white, to write on in dark ink."""
    return to_hex(0.13 * np.array(to_rgb(colour)) + 0.87)


def colour_map(name: str, values) -> palette.ColourMap:
    """The map of a gate or state, with the limits it is drawn in: fixed, but for c."""
    if name in "ifo":
        return palette.GATE_MAP
    if name in "gh":
        return palette.STATE_MAP
    finite = np.abs(values[np.isfinite(values)])
    limit = float(finite.max()) if finite.size and finite.max() > 0 else 1.0
    return palette.STATE_MAP._replace(low=-limit, high=limit)


_HATCH = {
    "hatch": "////", "facecolor": "white", "edgecolor": QUIET, "linewidth": 0.4, "zorder": 1.5,
    "label": "NaN",
}  # fmt: skip


def hatch_cells(ax, missing) -> None:
    """Hatch the True cells of a (rows, columns) grid, never colour them; write NaN on one."""
    cells = np.argwhere(missing)
    if not len(cells):
        return
    corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5), (-0.5, -0.5)])
    outline = Path.make_compound_path(*(Path(corners + cell[::-1]) for cell in cells))
    ax.add_patch(PathPatch(outline, **_HATCH))
    row, column = cells[len(cells) // 2]
    _write_nan(ax, column, row, ax.transData)


def hatch_steps(ax, missing) -> None:
    """Hatch the True steps of T, from top to bottom; write NaN on one."""
    steps = np.flatnonzero(missing)
    for t in steps:
        ax.axvspan(t - 0.5, t + 0.5, **_HATCH)
    if len(steps):
        _write_nan(ax, steps[len(steps) // 2], 0.5, ax.get_xaxis_transform())


def _write_nan(ax, x, y, transform) -> None:
    style = {"ha": "center", "va": "center", "color": INK, "fontweight": "bold", "label": "NaN"}
    frame = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    ax.text(x, y, "NaN", bbox=frame, zorder=4, transform=transform, **style)


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
