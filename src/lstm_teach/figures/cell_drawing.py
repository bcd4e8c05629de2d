"""Draws the parts of the cell into an axes: wires, gates, operations, equations."""

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from .. import palette
from .cell_parts import BOTTOM, JOIN, MIDDLE, TOP, corners, parts
from .describe import number
from .picture import DPI, INK, QUIET

SMALL = 9.5  # points, the smallest text where 100 units of the drawing are 9 inches
BEND = 1.4  # radius of a corner
MONO = "DejaVu Sans Mono"
ADVANCE = 0.602  # width of its characters, in font sizes


class Drawing:
    """The cell in an axes whose units are hundredths of the drawing's width, both ways.

    Args:
        ax: the axes, with its limits set.
        values: the number on each wire by the wire's name, or None to write shapes.
        inches: how wide 100 units are; texts and lines shrink with it.
    """

    def __init__(self, ax, values: dict | None, inches: float = 9.0):
        ax.set_axis_off()
        self.ax, self.values, self.inches = ax, values, inches
        self.scale = inches / 9.0

    def text(self, x, y, words, size=10.0, ha="left", color=INK, **style) -> None:
        """Write `words`, centred vertically at y; `size` in points where 100 units are 9 inches."""
        style = {"va": "center", "zorder": 4, **style}
        self.ax.text(x, y, words, fontsize=size * self.scale, ha=ha, color=color, **style)

    def cell(self, upto: str, peephole: bool = False) -> None:
        """The outline and every part that is there when the story has come to `upto`."""
        nodes, wires = parts(upto, peephole)
        self._outline()
        for wire in wires:
            self._wire(wire)
        for x, y in {corners(wire)[0] for wire in wires if not isinstance(wire.path[0], str)}:
            colour = palette.LIGHT["c" if y > MIDDLE else "h"]
            self.ax.add_patch(Circle((x, y), 0.65, color=colour, zorder=3, label="junction"))
        for name, node in nodes.items():
            draw = {"end": self._end, "gate": self._gate, "operation": self._operation}[node.kind]
            draw(name, node, palette.LIGHT[node.colour])
        if peephole:
            self.text(18.4, 32, "peepholes", color=QUIET, ha="center", rotation=90, style="italic")

    def equation(self, middle: float, y: float, equation: str, comment: str = "") -> None:
        """An equation as in code, centred, each letter in its colour; with its numbers if known.

        Without numbers the comment follows it.
        """
        words = self._with_numbers(equation).split(" ")
        if comment and self.values is None:
            words += ["", "", "#", *comment.split(" ")]
        size = 11.5
        advance = size * ADVANCE / 72 / 9.0 * 100  # of one character
        x, quiet = middle - len(" ".join(words)) * advance / 2, False
        for word in words:
            quiet = quiet or word == "#"
            name = "" if quiet else word.replace("tanh(c)", "c").replace("_prev", "")
            colour = QUIET if quiet else palette.LIGHT.get(name, INK)
            weight = "bold" if name in palette.LIGHT else "normal"
            self.text(
                x, y, word, size, color=colour, family=MONO, fontweight=weight, label="equation"
            )
            x += (len(word) + 1) * advance

    def _with_numbers(self, equation: str) -> str:
        if self.values is None:
            return equation
        words = equation.split(" = ")[-1].split()
        filled = " ".join(self._number(word) if word in self.values else word for word in words)
        return f"{equation} = {filled} = {self._number(equation.split(' = ')[0])}"

    def _number(self, name: str) -> str:
        value = self.values[name]
        return value if isinstance(value, str) else number(value).replace("-", "−")

    def _outline(self) -> None:
        """What crosses it comes from, or goes to, another step."""
        self._box(12.5, 3.5, 81.5, 47, 2.5, "white", "#B4B0BA", linewidth=1.4, zorder=0)
        both = "[h_prev, x]   (B, H + D)"
        self.text(JOIN + 1.5, BOTTOM - 2.2, both, SMALL, color=QUIET, label="shape [h_prev, x]")

    def _box(self, x, y, width, height, radius, face, edge="none", linewidth=1.8, **style) -> None:
        look = {"facecolor": face, "edgecolor": edge, "linewidth": linewidth * self.scale}
        shape = f"round,pad=0,rounding_size={radius}"
        box = FancyBboxPatch(
            (x, y), width, height, boxstyle=shape, **{"zorder": 3, **look, **style}
        )
        self.ax.add_patch(box)

    def _wire(self, wire) -> None:
        points = corners(wire)
        on_top = points[0][1] == points[-1][1] == TOP
        into_another = points[-1] == (JOIN, BOTTOM)
        look = {"snap": False, "joinstyle": "miter", "capstyle": "butt", "zorder": 2}
        arrow = FancyArrowPatch(
            path=_rounded(points),
            arrowstyle="-" if into_another else "-|>,head_length=5,head_width=2.6",
            mutation_scale=self.scale,
            color=palette.LIGHT[wire.colour],
            linewidth=(5 if on_top else 3) * 72 / DPI * self.scale,  # 5 and 3 pixels
            linestyle=(0, (3, 2)) if wire.dashed else "-",
            label=f"wire {wire.name}",
            shrinkA=0,
            shrinkB=0,
            **look,
        )
        self.ax.add_patch(arrow)
        if wire.label:
            self._name(wire)

    def _name(self, wire) -> None:
        """The name of a wire with its number, or with its shape beneath it."""
        x, y, align = wire.label
        style = {"ha": align, "color": palette.LIGHT[wire.colour]}
        name = wire.name if self.values is None else f"{wire.name} = {self._number(wire.name)}"
        self.text(x, y, name, fontweight="bold", label=f"name {wire.name}", **style)
        if self.values is None:
            lower = 4.8 if align == "center" else 2.4  # a centred name stands above its wire
            self.text(x, y - lower, "(B, H)", SMALL, label=f"shape {wire.name}", **style)

    def _end(self, name, node, colour) -> None:
        below = node.note if self.values is None else self._number(name)
        what = "shape" if self.values is None else "value"
        if name == "x":  # enters from below, so its texts stand beside the wire
            places = (node.x + 1.2, node.y, "left"), (node.x + 4.0, node.y, "left")
        else:
            places = (node.x, node.y + 1.4, "center"), (node.x, node.y - 1.5, "center")
        (x, y, ha), under = places
        self.text(x, y, name, 11.5, ha, colour, fontweight="bold", label=f"node {name}")
        self.text(under[0], under[1], below, SMALL, under[2], colour, label=f"{what} {name}")

    def _gate(self, name, node, colour) -> None:
        left, bottom = node.x - node.width / 2, node.y - node.height / 2
        self._box(left, bottom, node.width, node.height, 1.3, colour, label=f"node {name}")
        self._box(left + 0.6, bottom + 7.3, node.width - 1.2, 3.1, 0.8, "white")
        self.text(node.x, bottom + 8.8, node.text, ha="center", color=colour)
        style = {"ha": "center", "color": "white", "fontweight": "bold"}
        self.text(node.x, bottom + 4.6, name, 16, **style)
        self.text(node.x, bottom + 1.6, palette.NAMES[name], SMALL, **style)

    def _operation(self, name, node, colour) -> None:
        if len(node.text) > 1:
            left, bottom = node.x - node.width / 2, node.y - node.height / 2
            self._box(left, bottom, node.width, node.height, 1.7, "white", colour)
            self.text(node.x, node.y, node.text, ha="center", color=colour)
        else:
            look = {"facecolor": "white", "edgecolor": colour, "linewidth": 1.8 * self.scale}
            self.ax.add_patch(Circle((node.x, node.y), node.height / 2, zorder=3, **look))
            self._symbol(node, colour)
        self.ax.patches[-1].set_label(f"node {name}")
        below = (node.x, node.y - 3.6), "center"
        beside = (node.x + 2.2, node.y - 2.8), "left"
        (x, y), align = below if name == "write" else beside  # "write" stands between two wires
        self.text(x, y, node.note, ha=align, color=QUIET, style="italic", label=f"note {name}")

    def _symbol(self, node, colour) -> None:
        """× and + as strokes, since fonts do not centre them."""
        reach = 0.62 if node.text == "×" else 0.85
        for dx, dy in ((1, 1), (1, -1)) if node.text == "×" else ((0, 1), (1, 0)):
            x, y = (np.array([-dx, dx]) * reach + node.x, np.array([-dy, dy]) * reach + node.y)
            style = {"linewidth": 2.2 * self.scale, "solid_capstyle": "round", "zorder": 4}
            self.ax.plot(x, y, color=colour, label=f"symbol {node.text}", **style)


def _rounded(points) -> Path:
    """A path through `points` whose corners are rounded."""
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        bend = []
        for neighbour in (before, after):
            step = np.subtract(neighbour, corner)
            length = np.hypot(*step)
            bend.append(tuple(corner + step / length * min(BEND, length / 2)))
        vertices += [bend[0], corner, bend[1]]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*vertices, points[-1]], [*codes, Path.LINETO])
