"""The cell diagram, which grows by one part: keep, write, show."""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from .. import palette
from ..trace import Trace
from .axes import visible
from .cell_parts import BOTTOM, JOIN, MIDDLE, STAGES, TOP, corners, parts
from .describe import number
from .picture import INK, QUIET, Picture, in_house_style
from .traces import checked_trace

WIDTH, HEIGHT, FLOOR = 100.0, 67.0, -9.0  # in hundredths of the width
INCHES, SMALL = 9.0, 9.5  # of the picture's width; points, the smallest text
BEND = 1.4  # radius of a corner

_TITLES = {
    "f": "Keep: the forget gate decides how much of the old cell state stays",
    "i": "Write, first half: the input gate decides how much may be written",
    "g": "Write, second half: the candidate says what would be written",
    "c": "The new cell state: what was kept plus what is written",
    "o": "Show, first half: the output gate decides how much may be seen",
    "h": "The LSTM cell: keep, write, show",
}
_EQUATIONS = {
    "f": {"f * c_prev": "what is kept"},
    "i": {"f * c_prev": "what is kept"},
    "g": {"f * c_prev": "what is kept", "i * g": "what is written"},
    "c": {"c = f * c_prev + i * g": "(B, H)"},
    "o": {"c = f * c_prev + i * g": "(B, H)"},
    "h": {"c = f * c_prev + i * g": "(B, H)", "h = o * tanh(c)": "(B, H)"},
}


@in_house_style
def cell_diagram(
    upto: str = "h",
    trace: Trace | None = None,
    t: int = 0,
    unit: int = 0,
    sequence: int = 0,
    peephole: bool = False,
    title: str | None = None,
):
    """The LSTM cell, drawn up to one part of its story; later parts are left out.

    Without a trace every wire carries its shape, with one the number of one unit at one step.
    Equations: Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000;
    peepholes: Gers & Schmidhuber 2000.

    Args:
        upto: the last part to draw, in the order "f", "i", "g", "c", "o", "h".
        trace: a Trace whose numbers stand on the wires, or None.
        t: the step, 0 to T - 1.
        unit: the unit, 0 to H - 1.
        sequence: which sequence of the batch, 0 to B - 1.
        peephole: let c_prev be seen by i and f, and c by o, as dashed wires.
        title: a sentence that states what to see.

    Returns:
        Picture.

    Raises:
        TypeError: not a Trace.
        ValueError: an unknown part, or no such step, unit or sequence.
    """
    values = _checked(upto, trace, t, unit, sequence)
    nodes, wires = parts(upto, peephole)
    picture = Picture(INCHES, INCHES * HEIGHT / WIDTH, layout=None)
    ax = picture.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(FLOOR, HEIGHT + FLOOR))
    ax.set_axis_off()
    _body(ax)
    for wire in wires:
        _wire(ax, wire, values)
    _junctions(ax, wires)
    for name, node in nodes.items():
        {"end": _end, "gate": _gate, "operation": _operation}[node.kind](ax, name, node, values)
    title = title or _TITLES[upto]
    where = "" if trace is None else f"unit {unit} at step {t}, {visible(trace.labels[t])!r}"
    ax.text(2.0, 55.8, title, fontsize=12.5, fontweight="bold", va="center")
    ax.text(2.0, 52.9, where, color=QUIET, va="center", gid="where")
    _equations(ax, upto, values)
    picture.alt = _alt(title, where, nodes, wires, values, peephole)
    return picture


def _checked(upto, trace, t, unit, sequence) -> dict[str, float] | None:
    """The numbers on the wires by name; None without a trace."""
    if upto not in STAGES:
        raise ValueError(
            f"upto is {upto!r}, expected one of 'f', 'i', 'g', 'c', 'o', 'h', the order in which "
            "the parts appear: keep, write, show."
        )
    if trace is None:
        return None
    trace = checked_trace(trace).sequence(sequence)
    for name, value, size in (("t", t, trace.T), ("unit", unit, trace.H)):
        if not isinstance(value, (int, np.integer)) or not 0 <= value < size:
            letter = {"t": "T", "unit": "H"}[name]
            raise ValueError(
                f"{name} is {value!r}, expected 0 to {size - 1}. The trace has {letter} = {size}."
            )
    v = {name: float(getattr(trace, name)[t, 0, unit]) for name in ("i", "f", "g", "o", "c", "h")}
    v |= {name: float(getattr(trace, name)[t, 0, unit]) for name in ("c_prev", "h_prev")}
    v |= {"f * c_prev": v["f"] * v["c_prev"], "i * g": v["i"] * v["g"]}
    return v | {"tanh(c)": float(np.tanh(v["c"])), "x": visible(trace.labels[t])}


def _body(ax) -> None:
    """The outline of the cell: what crosses it comes from, or goes to, another step."""
    ax.add_patch(
        FancyBboxPatch(
            (12.5, 4.0), 80.5, 47.0, boxstyle="round,pad=0,rounding_size=2.5",
            facecolor="#F7F6F3", edgecolor="#C9C6CE", linewidth=1.2, zorder=0, gid="cell",
        )
    )  # fmt: skip
    style = {"ha": "left", "va": "center", "color": QUIET, "fontsize": SMALL}
    ax.text(JOIN + 1.5, BOTTOM - 2.2, "[h_prev, x]   (B, H + D)", gid="label [h_prev, x]", **style)
    ax.text(2.0, -7.0, "× and + act on each unit by itself.", gid="legend", **style)


def _wire(ax, wire, values) -> None:
    points = corners(wire)
    highway = points[0][1] == points[-1][1] == TOP
    ends_in_junction = points[-1] == (JOIN, BOTTOM)
    colour = palette.LIGHT[wire.colour]
    ax.add_patch(
        FancyArrowPatch(
            path=_rounded(points),
            arrowstyle="-" if ends_in_junction else "-|>,head_length=5,head_width=2.6",
            color=colour,
            linewidth=3.0 if highway else 1.8,
            shrinkA=0,
            shrinkB=0,
            linestyle=(0, (3, 2)) if wire.dashed else "-",
            mutation_scale=1.0,
            zorder=2,
            joinstyle="miter",
            capstyle="butt",
            gid=f"wire {wire.name}",
        )  # fmt: skip
    )
    if wire.label:
        _label(ax, wire, colour, values)


def _label(ax, wire, colour, values) -> None:
    """The name of a wire with its number, or with its shape beneath it."""
    x, y, align = wire.label
    text = wire.name if values is None else f"{wire.name} = {_minus(values[wire.name])}"
    style = {"ha": align, "va": "center", "color": colour, "zorder": 4}
    ax.text(x, y, text, fontweight="bold", gid=f"label {wire.name}", **style)
    if values is None:
        below = 4.8 if align == "center" else 2.4  # a label that is centred stands above its wire
        ax.text(x, y - below, "(B, H)", fontsize=SMALL, gid=f"shape {wire.name}", **style)


def _rounded(points) -> Path:
    """A path through `points` whose corners are rounded."""
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        for neighbour in (before, after):
            step = np.subtract(neighbour, corner)
            near = corner + step / np.hypot(*step) * min(BEND, np.hypot(*step) / 2)
            vertices += [tuple(near)] if neighbour is before else [corner, tuple(near)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*vertices, points[-1]], [*codes, Path.LINETO])


def _junctions(ax, wires) -> None:
    """A dot where a wire begins on another one."""
    for x, y in {corners(wire)[0] for wire in wires if not isinstance(wire.path[0], str)}:
        colour = palette.LIGHT["c" if y > MIDDLE else "h"]
        ax.add_patch(Circle((x, y), 0.65, color=colour, zorder=3, gid="junction"))


def _end(ax, name, node, values) -> None:
    below = node.note if values is None else _minus(values[name])
    style = {"ha": "center", "va": "center", "color": palette.LIGHT[node.colour], "zorder": 4}
    across, down = (2.2, 0.0) if name == "x" else (0.0, -2.9)  # x stands beside its wire
    y = node.y if name == "x" else node.y + 1.4
    x = node.x + 1.8 if name == "x" else node.x
    ax.text(x, y, name, fontsize=11.5, fontweight="bold", gid=f"node {name}", **style)
    style["ha"] = "left" if name == "x" else "center"
    ax.text(x + across, y + down, below, fontsize=SMALL, gid=f"value {name}", **style)


def _gate(ax, name, node, values) -> None:
    colour = palette.LIGHT[name]
    left, bottom = node.x - node.width / 2, node.y - node.height / 2
    box = FancyBboxPatch(
        (left, bottom), node.width, node.height, boxstyle="round,pad=0,rounding_size=1.3",
        facecolor=colour, edgecolor="none", zorder=3, gid=f"node {name}",
    )  # fmt: skip
    window = FancyBboxPatch(
        (left + 0.6, bottom + 7.3), node.width - 1.2, 3.1, facecolor="white", edgecolor="none",
        boxstyle="round,pad=0,rounding_size=0.8", zorder=3,
    )  # fmt: skip
    ax.add_patch(box)
    ax.add_patch(window)
    style = {"ha": "center", "va": "center", "zorder": 4}
    ax.text(node.x, bottom + 8.8, node.text, color=colour, **style)
    style |= {"color": "white", "fontweight": "bold"}
    ax.text(node.x, bottom + 4.6, name, fontsize=16, **style)
    ax.text(node.x, bottom + 1.6, palette.NAMES[name], fontsize=SMALL, **style)


def _operation(ax, name, node, values) -> None:
    colour = palette.LIGHT[node.colour]
    shape = {"facecolor": "white", "edgecolor": colour, "linewidth": 1.8, "zorder": 3}
    if len(node.text) == 1:
        ax.add_patch(Circle((node.x, node.y), node.height / 2, gid=f"node {name}", **shape))
    else:
        corner = node.x - node.width / 2, node.y - node.height / 2
        style = f"round,pad=0,rounding_size={node.height / 2}"
        box = FancyBboxPatch(corner, node.width, node.height, boxstyle=style, **shape)
        box.set_gid(f"node {name}")
        ax.add_patch(box)
    _symbol(ax, node, colour)
    x, y, align = (
        (node.x, node.y - 3.6, "center")
        if name == "write"
        else (node.x + 2.2, node.y - 2.8, "left")
    )
    ax.text(x, y, node.note, ha=align, va="center", color=QUIET, style="italic", zorder=4)


def _symbol(ax, node, colour) -> None:
    """× and + are drawn, since no font centres them; tanh is written."""
    if len(node.text) > 1:
        ax.text(node.x, node.y, node.text, ha="center", va="center", color=colour, zorder=4)
        return
    reach = 0.85 if node.text == "+" else 0.62
    a, b = ((0, 1), (1, 0)) if node.text == "+" else ((1, 1), (1, -1))
    for dx, dy in (a, b):
        ends = np.array([(-dx, -dy), (dx, dy)]) * reach + (node.x, node.y)
        ax.plot(*ends.T, color=colour, linewidth=2.2, solid_capstyle="round", zorder=4)


def _minus(value) -> str:
    return value if isinstance(value, str) else number(value).replace("-", "−")


def _equations(ax, upto, values) -> None:
    """The core equations so far, centred, each letter in its colour."""
    advance = 11.5 * 0.602 / 72 / INCHES * WIDTH  # of one character of a monospaced font
    for row, (text, comment) in enumerate(_EQUATIONS[upto].items()):
        text = f"{text}   # {comment}" if values is None else _with_numbers(text, values)
        x, y, comment = 52.0 - len(text) * advance / 2, -1.6 - 3.3 * row, False
        for word in text.split(" "):
            comment = comment or word == "#"
            name = "" if comment else word.replace("tanh(c)", "c").replace("_prev", "")
            ax.text(
                x, y, word, family="DejaVu Sans Mono", fontsize=11.5, va="center", gid="equation",
                color=QUIET if comment else palette.LIGHT.get(name, INK),
                fontweight="bold" if name in palette.LIGHT else "normal",
            )  # fmt: skip
            x += (len(word) + 1) * advance


def _with_numbers(text, values) -> str:
    if values is None:
        return text
    right = text.split(" = ")[-1]
    filled = " ".join(_minus(values[word]) if word in values else word for word in right.split())
    result = values[text.split(" = ")[0]] if " = " in text else values[text]
    return f"{text} = {filled} = {_minus(result)}"


def _alt(title, where, nodes, wires, values, peephole) -> str:
    return title
