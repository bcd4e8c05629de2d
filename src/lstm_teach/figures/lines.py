"""What all line pictures share: looks that differ by more than colour, and labels at the ends."""

import matplotlib as mpl
import numpy as np

from .picture import QUIET

_DASHES = ["-", (0, (5, 2)), (0, (1, 1.2)), (0, (5, 1.5, 1, 1.5))]
_MARKERS = "osD^vP*X"
LINE_HEIGHT = 0.165  # inches between two labels
LEADER = {
    "arrowstyle": "-",
    "color": QUIET,
    "lw": 0.6,
    "shrinkA": 1,
    "shrinkB": 0,
}


def unit_looks(count: int, steps: int) -> list[dict]:
    """How to plot `count` lines: colour, dashes and, where there are few steps, a marker each.

    The colours are the darker part of viridis (at least 3 to 1 on white), so that no unit looks
    like a gate.
    """
    colours = mpl.colormaps["viridis"](np.linspace(0, 0.6, count))
    return [
        {
            "color": mpl.colors.to_hex(colours[k]),
            "linestyle": _DASHES[k % len(_DASHES)],
            "marker": _MARKERS[k % len(_MARKERS)] if steps <= 40 else "",
            "markersize": 4.5,
            "linewidth": 1.6,
            "zorder": 3,
        }
        for k in range(count)
    ]


def label_ends(ax, lines, inches: float, side: str = "right") -> None:
    """Write each line's label at its last point, moved apart where ends are close.

    Call it when everything is drawn that moves the limits of `ax`, which is `inches` high. `side`
    says on which side of `ax` the lines end: "right", or "left" for time from right to left.
    """
    ax.get_ylim()  # the limits are only worked out when somebody asks
    heights = [_end_height(ax, line) for line in lines]
    room = LINE_HEIGHT / inches
    at, beside, ha, relpos = (1, 1.025, "left", 0) if side == "right" else (0, -0.025, "right", 1)
    for line, start, end in zip(lines, heights, spread(heights, room), strict=True):
        ax.annotate(
            line.get_label(), xy=(at, start), xytext=(beside, end), xycoords="axes fraction",
            textcoords="axes fraction", va="center", ha=ha, color=line.get_color(),
            annotation_clip=False, arrowprops={**LEADER, "relpos": (relpos, 0.5)},
        )  # fmt: skip


def _end_height(ax, line) -> float:
    """Where a line ends, in fractions of the axes' height; its middle where it is all NaN."""
    y = np.asarray(line.get_ydata(), dtype=float)
    y = y[np.isfinite(y)]
    if not y.size:
        return 0.5
    height = ax.transAxes.inverted().transform(ax.transData.transform((0, y[-1])))[1]
    return float(np.clip(height, 0, 1))


def spread(heights, gap: float) -> list[float]:
    """Move heights apart to at least `gap`, keeping their order and, as a group, their middle."""
    order = np.argsort(heights, kind="stable")
    groups = []  # each [members' heights]; placed around the mean of what they want
    for height in (heights[k] for k in order):
        groups.append([height])
        while len(groups) > 1 and _top(groups[-2], gap) + gap > _bottom(groups[-1], gap):
            groups[-2:] = [groups[-2] + groups[-1]]
    placed = [_bottom(group, gap) + k * gap for group in groups for k in range(len(group))]
    result = np.empty(len(heights))
    result[order] = placed
    return [float(height) for height in result]


def _bottom(group, gap) -> float:
    return sum(group) / len(group) - gap * (len(group) - 1) / 2


def _top(group, gap) -> float:
    return _bottom(group, gap) + gap * (len(group) - 1)
