"""Layers and directions unrolled in time: which numbers are output, and which are h_n and c_n."""

from typing import NamedTuple

import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from .. import palette
from ..shapes import check_index
from .axes import tint, visible
from .describe import checksum, listing, number, sentence
from .picture import INK, QUIET, TITLE_LETTER, Picture, in_house_style

WIDTH, RIGHT = 9.0, 0.95  # inches: the picture; what is kept free at the right for h_n
LEFT, SIDE = 1.6, 0.95  # inches at the left: the names of the rows, h_n of the backward ones
BOX, ROW, BETWEEN = 0.4, 0.56, 0.34  # inches: height of a box, of a row; more between layers
WIDEST = 1.4  # inches of a step
TOP, BOTTOM = 1.05, 0.55  # inches: title and the names of output; the inputs
EDGE, WIDE = 0.05, 0.74  # of a column: beside a frame, and the width of a box
MOST = 8  # steps: more boxes would be too narrow for a number
BACK = "#F1F0F4"  # behind the boxes of one layer and step, which read the same input


class Row(NamedTuple):
    """One direction of one layer: its trace, its place in h_n, its height in the picture."""

    trace: object
    place: int
    layer: int
    reverse: bool
    y: float

    @property
    def end(self) -> int:
        """The column of the step that it read last."""
        return 0 if self.reverse else self.trace.T - 1

    def at(self, t: int) -> int:
        """The step of the trace that stands in column t: a backward one read the last first."""
        return self.trace.T - 1 - t if self.reverse else t


@in_house_style
def layer_outputs(traces, bidirectional=False, sequence=0, unit=0, title=None):
    """Every layer and direction as a row of boxes, one for each step, with h of one unit in it.

    Frames show what `output` holds: the top layer, at every step. Thick boxes show what h_n and
    c_n hold: every layer and direction, at the step that it read last.

    Args:
        traces: what layers.LSTM.traces returned: one Trace for each layer and direction, a
            backward one in the order in which it read. Up to 8 steps.
        bidirectional: whether every second trace reads backwards.
        sequence, unit: whose numbers are written into the boxes.
        title: a sentence that states what to see.

    Returns:
        Picture.

    Raises:
        ValueError: no traces, an odd number of them for two directions, more than 8 steps, runs
            of several lengths, no such sequence or unit, or NaN, as behind the end of a sequence.
    """
    traces = list(traces)
    _check(traces, bidirectional, sequence, unit)
    T, ways = traces[0].T, 2 if bidirectional else 1
    rows = _rows(traces, ways)
    title = title or "output has the top layer at every step, h_n every layer at its last step"
    height = rows[-1].y + BOX + TOP
    picture = Picture(WIDTH, height, layout=None)
    ax = picture.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, height))
    ax.set_axis_off()
    size = min(12.5, 12.5 * WIDTH * 0.97 / (len(title) * TITLE_LETTER))
    ax.text(0.15, height - 0.25, title, fontsize=size, fontweight="bold", va="center")
    column = min(WIDEST, (WIDTH - LEFT - SIDE - RIGHT) / T)
    lefts = [LEFT + SIDE + column * t for t in range(T)]
    for row in rows:
        _draw_row(ax, row, lefts, column, sequence, unit)
    for layer in (rows[k : k + ways] for k in range(0, len(rows), ways)):
        _frames(ax, layer, lefts, column, f"layer {layer[0].layer}", facecolor=BACK, lw=0)
    _draw_inputs(ax, _tokens(rows[0]), lefts, column)
    for below, above in zip(rows[ways - 1 :: ways], rows[ways::ways], strict=False):
        _upward(ax, below.y + BOX, above.y, lefts, column)
    _draw_output(ax, rows[-ways:], lefts, column)
    picture.alt = _alt(rows, ways, sequence, unit, title)
    return picture


def _check(traces, bidirectional, sequence, unit) -> None:
    if not traces or (bidirectional and len(traces) % 2):
        wanted = "one for each layer and direction, an even number" if traces else "at least one"
        raise ValueError(
            f"traces has {len(traces)}, expected {wanted}. Did you mean layer.traces(xs)?"
        )
    sizes = {trace.h.shape[:2] for trace in traces}
    if len(sizes) > 1:
        raise ValueError(
            f"traces have (T, B) = {sorted(sizes)}, expected one size. Are they of one run?"
        )
    if traces[0].T > MOST:
        raise ValueError(
            f"the run has {traces[0].T} steps, expected up to {MOST}: each is drawn as a box. "
            "figures.heatmaps shows longer runs."
        )
    check_index("sequence", sequence, traces[0].B, "Sequences count from 0.")
    check_index("unit", unit, min(trace.H for trace in traces), "Units count from 0.")
    if not all(np.isfinite(trace.h[:, sequence]).all() for trace in traces):
        raise ValueError(
            f"sequence {sequence} has NaN in its states, expected a run without padding. "
            "Was it shorter than the batch? Trace it alone: xs[:length, b : b + 1]."
        )


def _rows(traces, ways) -> list[Row]:
    """From the bottom up: layer 0 forward, layer 0 backward, layer 1 forward, ..."""
    return [
        Row(trace, k, k // ways, bool(k % ways), BOTTOM + 0.3 + ROW * k + BETWEEN * (k // ways))
        for k, trace in enumerate(traces)
    ]


def _tokens(forward: Row) -> tuple[str, ...]:
    return tuple(visible(label) for label in forward.trace.labels)


def _values(row: Row, name, sequence, unit) -> list[float]:
    """One unit of h or c, in the order of the columns."""
    series = getattr(row.trace, name)
    return [float(series[row.at(t), sequence, unit]) for t in range(row.trace.T)]


def _draw_row(ax, row, lefts, column, sequence, unit) -> None:
    arrow = "reads ←" if row.reverse else "reads →"
    way = "backward" if row.reverse else "forward"
    ax.text(0.15, row.y + BOX / 2 + 0.09, f"layer {row.layer}, {way}", va="center",
            fontweight="bold", label=f"row {row.place}")  # fmt: skip
    ax.text(0.15, row.y + BOX / 2 - 0.09, arrow, va="center", fontsize=9.5, color=QUIET)
    width = column * WIDE
    for t, value in enumerate(_values(row, "h", sequence, unit)):
        ended = t == row.end
        style = {"facecolor": tint(palette.LIGHT["c"]) if ended else "white"}
        style |= {"edgecolor": INK if ended else QUIET, "linewidth": 2.4 if ended else 0.8}
        kind = "end" if ended else "box"
        corner = (lefts[t] + (column - width) / 2, row.y)
        ax.add_patch(Rectangle(corner, width, BOX, label=f"{kind} {row.place}", zorder=2, **style))
        ax.text(corner[0] + width / 2, row.y + BOX / 2, number(value).replace("-", "−"), zorder=3,
                ha="center", va="center", fontsize=9.5, label=f"h {row.place}")  # fmt: skip
    _along(ax, row, lefts, column, width)
    c = _values(row, "c", sequence, unit)[row.end]
    outside = lefts[0] - 0.02 if row.reverse else lefts[-1] + column + 0.02
    words = f"h_n[{row.place}]\nc_n[{row.place}] {number(c)}".replace("-", "−")
    ax.text(outside, row.y + BOX / 2, words, ha="right" if row.reverse else "left", va="center",
            fontsize=9.5, linespacing=1.35, label=f"ends {row.place}")  # fmt: skip


def _along(ax, row, lefts, column, width) -> None:
    """Arrows from box to box, the way the row reads."""
    gap = column - width
    for left in lefts[1:]:
        ends = [(left - gap / 2, row.y + BOX / 2), (left + gap / 2, row.y + BOX / 2)]
        _arrow(ax, *(ends[::-1] if row.reverse else ends))


def _upward(ax, low, high, lefts, column) -> None:
    for left in lefts:
        _arrow(ax, (left + column / 2, low + 0.08), (left + column / 2, high - 0.08))


def _arrow(ax, start, end) -> None:
    style = {"arrowstyle": "-|>", "mutation_scale": 8, "color": QUIET, "linewidth": 0.9}
    ax.add_patch(FancyArrowPatch(start, end, shrinkA=0, shrinkB=0, **style))


def _draw_inputs(ax, tokens, lefts, column) -> None:
    ax.text(0.15, BOTTOM - 0.25, "inputs xs", va="center", fontweight="bold")
    for token, left in zip(tokens, lefts, strict=True):
        middle = left + column / 2
        ax.text(middle, BOTTOM - 0.25, token, ha="center", va="center", label="token")
        _arrow(ax, (middle, BOTTOM - 0.1), (middle, BOTTOM + 0.22))


def _draw_output(ax, top_rows, lefts, column) -> None:
    """A dashed frame around the top layer at each step, with its index above."""
    colour, high = palette.LIGHT["h"], top_rows[-1].y + BOX + 0.27
    style = {"facecolor": "none", "edgecolor": colour, "linestyle": (0, (4, 2)), "linewidth": 1.1}
    _frames(ax, top_rows, lefts, column, "output", **style)
    ax.text(0.15, high, "output", va="center", fontweight="bold", color=colour)
    for t, left in enumerate(lefts):
        place = (left + column / 2, high)
        ax.text(*place, f"[{t}]", ha="center", va="center", color=colour, label="output")


def _frames(ax, rows, lefts, column, label, **style) -> None:
    """A rectangle around the boxes of one layer at each step."""
    low, high = rows[0].y - 0.07, rows[-1].y + BOX + 0.07
    for t, left in enumerate(lefts):
        corner, width = (left + column * EDGE, low), column * (1 - 2 * EDGE)
        ax.add_patch(
            Rectangle(corner, width, high - low, label=f"{label} at {t}", zorder=0.5, **style)
        )


def _alt(rows, ways, sequence, unit, title) -> str:
    T = rows[0].trace.T
    parts = [sentence(title), f"Inputs, step 0 to {T - 1}: {listing(_tokens(rows[0]))}."]
    parts.append(f"In the boxes: h of unit {unit} in sequence {sequence}.")
    numbers = []
    for row in rows:
        hs, cs = (_values(row, name, sequence, unit) for name in "hc")
        way = "backward, last step first" if row.reverse else "forward"
        parts.append(
            f"Layer {row.layer} {way}, by step: {', '.join(map(number, hs))}; it ends at step "
            f"{row.end}, where h_n[{row.place}] is {number(hs[row.end])} and c_n[{row.place}] is "
            f"{number(cs[row.end])}."
        )
        numbers += [*hs, *cs]
    both = "both directions" if ways == 2 else "one direction"
    parts.append(
        f"output has layer {rows[-1].layer}, {both}, at each of the {T} steps; checksum "
        f"{checksum(numbers, -1, 1)}."
    )
    return " ".join(parts)
