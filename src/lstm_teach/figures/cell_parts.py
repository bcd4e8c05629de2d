"""The parts of the cell diagram: what is where, which wire joins what, and when each appears.

Coordinates are hundredths of the picture's width, y upwards. The cell state runs along the top, the
gates stand below it, the hidden state runs along the bottom. The story is keep (f), write (i, g),
show (o), so the parts appear in the order f, i, g, c, o, h.
"""

from typing import NamedTuple

import numpy as np

STAGES = ("f", "i", "g", "c", "o", "h")
TOP, MIDDLE, SHOW, GATE, BOTTOM = 46, 34, 33, 20.5, 8  # heights; wires are crisp on whole numbers


class Node(NamedTuple):
    """Something drawn: an input or output of the cell, a gate, or an operation.

    Attributes:
        kind: "end", "gate" or "operation".
        x, y: centre.
        width, height: size; a wire starts and ends on its edge.
        colour: letter in the palette.
        text: what is written in it.
        note: what it does, or its shape, written beside it.
        first: the stage at which it appears.
    """

    kind: str
    x: float
    y: float
    width: float
    height: float
    colour: str
    text: str
    note: str
    first: str


class Wire(NamedTuple):
    """One quantity on its way.

    Attributes:
        name: the quantity, as in the equations.
        path: from a node over corners (x, y) to a node; an open end is a corner.
        colour: letter in the palette.
        first, last: the stages between which it is drawn.
        label: (x, y, horizontal alignment) of its name and shape, or None where a node says it.
        dashed: True for a peephole.
    """

    name: str
    path: tuple
    colour: str
    first: str
    last: str = "h"
    label: tuple | None = None
    dashed: bool = False


def _end(x, y, colour, text, note, first="f"):
    return Node("end", x, y, 9.0, 5.0, colour, text, note, first)


def _gate(name, x, activation):
    return Node("gate", x, GATE, 11.5, 11.0, name, activation, "", name)


def _operation(x, y, symbol, note, first, width=3.8):
    return Node("operation", x, y, width, 3.8, "h" if first == "h" else "c", symbol, note, first)


AT_F, AT_I, AT_G, AT_O, AT_H = 29, 45, 59, 77, 87  # columns
WRITE = (AT_I + AT_G) / 2
JOIN = 17  # where x meets h_prev

NODES = {
    "c_prev": _end(5.5, TOP, "c", "c_prev", "(B, H)"),
    "h_prev": _end(5.5, BOTTOM, "h", "h_prev", "(B, H)"),
    "x": _end(JOIN, 1.2, "h", "x", "(B, D)")._replace(height=2.4),
    "f": _gate("f", AT_F, "sigmoid"),
    "keep": _operation(AT_F, TOP, "×", "keep", "f"),
    "i": _gate("i", AT_I, "sigmoid"),
    "g": _gate("g", AT_G, "tanh"),
    "write": _operation(WRITE, MIDDLE, "×", "write", "g"),
    "add": _operation(WRITE, TOP, "+", "add", "c"),
    "c": _end(97.3, TOP, "c", "c", "(B, H)", "c")._replace(width=5.0),
    "o": _gate("o", AT_O, "sigmoid"),
    "tanh": _operation(AT_H, 40.5, "tanh", "", "h", width=6.6),
    "show": _operation(AT_H, SHOW, "×", "show", "h"),
    "h": _end(97.3, BOTTOM, "h", "h", "(B, H)", "h")._replace(width=5.0),
}

_START = (JOIN, BOTTOM)  # [h_prev, x]: both, side by side
_KEPT, _WRITTEN = ((AT_F + WRITE) / 2, TOP + 2.4, "center"), (WRITE + 1.2, 40.4, "left")

WIRES = (
    Wire("c_prev", ("c_prev", "keep"), "c", "f"),
    Wire("h_prev", ("h_prev", _START), "h", "f"),
    Wire("x", ("x", _START), "h", "f"),
    *(Wire("[h_prev, x]", (_START, (NODES[name].x, BOTTOM), name), "h", name) for name in "figo"),
    Wire("f", ("f", "keep"), "f", "f", label=(AT_F - 1.2, 36.0, "right")),
    Wire("f * c_prev", ("keep", (WRITE - 1.9, TOP)), "c", "f", "g", _KEPT),
    Wire("f * c_prev", ("keep", "add"), "c", "c", label=_KEPT),
    Wire("i", ("i", (AT_I, MIDDLE)), "i", "i", "i", (AT_I - 1.2, 31.5, "right")),
    Wire("i", ("i", (AT_I, MIDDLE), "write"), "i", "g", label=(AT_I - 1.2, 31.5, "right")),
    Wire("g", ("g", (AT_G, MIDDLE), "write"), "g", "g", label=(AT_G + 1.0, 31.5, "left")),
    Wire("i * g", ("write", (WRITE, TOP - 1.9)), "c", "g", "g", _WRITTEN),
    Wire("i * g", ("write", "add"), "c", "c", label=_WRITTEN),
    Wire("c", ("add", "c"), "c", "c"),
    Wire("o", ("o", (AT_O, SHOW)), "o", "o", "o", (AT_O + 1.2, 30.4, "left")),
    Wire("o", ("o", (AT_O, SHOW), "show"), "o", "h", label=(AT_O + 1.2, 30.4, "left")),
    Wire("c", ((AT_H, TOP), "tanh"), "c", "h"),
    Wire("tanh(c)", ("tanh", "show"), "c", "h", label=(AT_H - 1.2, 37.6, "right")),
    Wire("h", ("show", (AT_H, BOTTOM), "h"), "h", "h"),
)

# Gers & Schmidhuber 2000: c_prev is seen by i and f, the new c by o.
PEEPHOLES = (
    Wire("c_prev", ((20, TOP), (20, GATE), "f"), "c", "f", dashed=True),
    Wire("c_prev", ((20, 41), (36, 41), (36, GATE), "i"), "c", "i", dashed=True),
    Wire("c", ((69, TOP), (69, GATE), "o"), "c", "o", dashed=True),
)


def parts(upto: str, peephole: bool) -> tuple[dict[str, Node], list[Wire]]:
    """The nodes and wires that are drawn when the story has come to `upto`."""
    now = STAGES.index(upto)
    nodes = {name: node for name, node in NODES.items() if STAGES.index(node.first) <= now}
    wires = [
        wire
        for wire in (*WIRES, *(PEEPHOLES if peephole else ()))
        if STAGES.index(wire.first) <= now <= STAGES.index(wire.last)
    ]
    return nodes, wires


def corners(wire: Wire) -> list[tuple[float, float]]:
    """The points of a wire; where it leaves or reaches a node, on the edge of the node."""
    centres = [(NODES[p].x, NODES[p].y) if isinstance(p, str) else p for p in wire.path]
    points = list(centres)
    for end, neighbour in ((0, 1), (-1, -2)):
        if isinstance(wire.path[end], str):
            points[end] = _edge(NODES[wire.path[end]], centres[neighbour])
    return points


def _edge(node: Node, towards: tuple[float, float]) -> tuple[float, float]:
    dx, dy = towards[0] - node.x, towards[1] - node.y
    if abs(dx) > abs(dy):
        return node.x + np.sign(dx) * node.width / 2, node.y
    return node.x, node.y + np.sign(dy) * node.height / 2
