"""The reference card: the whole cell on one printable page, with an example to check by hand."""

import numpy as np
from matplotlib.patches import Rectangle

from .. import palette
from ..cells import gates, stacked
from ..layouts import GATES
from ..trace import Trace
from ..weights import LSTMWeights
from .axes import tint
from .cell_drawing import MONO, Drawing
from .describe import number
from .picture import INK, QUIET, Picture, in_house_style

A4 = 8.27, 11.69  # inches
LEFT, RIGHT = 0.4, 7.87  # margins of the page, in inches
DIAGRAM = -0.6, 52.0  # the part of the cell drawing that is used, in hundredths of its width

_EQUATIONS = (  # letter of the palette or "", as in code, and what it says
    ("", "z = x @ W_x.T + b_x + h_prev @ W_h.T + b_h", "(B, 4H)"),
    ("", "z_i, z_f, z_g, z_o = split(z, 4)", "(B, H) each"),
    ("i", "i = sigmoid(z_i)", "0..1  how much is written"),
    ("f", "f = sigmoid(z_f)", "0..1  how much is kept"),
    ("g", "g = tanh(z_g)", "−1..1  what would be written"),
    ("o", "o = sigmoid(z_o)", "0..1  how much is shown"),
    ("c", "c = f * c_prev + i * g", "keep and write"),
    ("h", "h = o * tanh(c)", "−1..1  show"),
)
_NAMES = (
    ("here", "PyTorch's nn.LSTM", "shape"),
    ("x", "input[t]", "(B, D)"),
    ("h_prev, h", "h_0, output[t], h_n", "(B, H)"),
    ("c_prev, c", "c_0, c_n", "(B, H)"),
    ("W_x", "weight_ih_l0", "(4H, D)"),
    ("W_h", "weight_hh_l0", "(4H, H)"),
    ("b_x", "bias_ih_l0", "(4H,)"),
    ("b_h", "bias_hh_l0", "(4H,)"),
    ("D, H", "input_size, hidden_size", ""),
)
_SOURCES = (
    "T time steps, B batch, D input size, H hidden size. ×, + and * act on each unit by itself; "
    "@ is the matrix product.",
    "Equations: Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000.",
    "Order and names of the stacked arrays: PyTorch's nn.LSTM.",
)

# A layer with D = H = 2: W_x, W_h, b_x and b_h side by side, two rows for each of i, f, g, o.
_EXAMPLE = np.array([
    [0.6, 0.5, 0.8, -0.6, 0.1, 0.1],
    [0.4, -0.8, -1.2, -1.5, -0.5, 0.7],
    [0.5, -1.0, -1.0, -0.1, -0.2, 0.9],
    [-0.1, 1.1, -0.5, -1.2, 0.7, 1.4],
    [0.8, 0.9, 0.7, 0.5, -1.1, -0.7],
    [1.1, -1.2, 0.9, 0.9, 0.4, -1.2],
    [-0.5, -0.6, 1.4, -0.5, 1.5, -1.4],
    [0.9, -0.7, -1.0, -0.1, 1.2, -1.0],
])  # fmt: skip


def example() -> tuple[LSTMWeights, Trace]:
    """The layer and the one step of it that the card works out: D = H = 2, T = B = 1.

    All numbers that go in have one decimal, so that z comes out exact with two.
    """
    weights = LSTMWeights(
        W_x=_EXAMPLE[:, 0:2], W_h=_EXAMPLE[:, 2:4], b_x=_EXAMPLE[:, 4], b_h=_EXAMPLE[:, 5]
    )
    x, h_prev, c_prev = np.array([[[0.3, -1.0]]]), np.array([[0.9, -0.1]]), np.array([[0.6, -1.4]])
    return weights, stacked.run(weights, x, h_prev, c_prev)


@in_house_style
def reference_card() -> Picture:
    """One A4 page for the wall: the cell, its equations, its names here and in PyTorch, an example.

    It is legible in black and white: every gate also has its letter. `.save("card.pdf")` writes
    it; `make card` does so. Equations: Hochreiter & Schmidhuber 1997; forget gate: Gers,
    Schmidhuber & Cummins 2000; gate order and names: nn.LSTM of PyTorch.

    Returns:
        Picture, 8.27 by 11.69 inches.
    """
    weights, trace = example()
    picture = Picture(*A4, layout=None)
    _diagram(picture, top=10.93)
    page = picture.add_axes((0, 0, 1, 1), xlim=(0, A4[0]), ylim=(0, A4[1]), facecolor="none")
    page.set_axis_off()
    _write(page, LEFT, 11.3, "The LSTM cell on one page", 16, fontweight="bold")
    story = "One time step: keep some of the old, write some of the new, show some of the result."
    _write(page, LEFT, 11.02, story, 9.5, color=QUIET)
    _equations(page, LEFT, 6.72)
    _names(page, 4.95, 6.72)
    _worked(page, weights, trace, 4.28)
    for row, line in enumerate(_SOURCES):
        _write(page, LEFT, 0.75 - 0.17 * row, line, 8, color=QUIET)
    picture.alt = _alt(weights, trace)
    return picture


def _diagram(picture, top: float) -> None:
    inches = RIGHT - LEFT
    height = (DIAGRAM[1] - DIAGRAM[0]) * inches / 100
    place = LEFT / A4[0], (top - height) / A4[1], inches / A4[0], height / A4[1]
    ax = picture.add_axes(place, xlim=(0, 100), ylim=DIAGRAM)
    Drawing(ax, None, inches).cell("h")


def _write(page, x, y, words, size=8.5, **style) -> None:
    page.text(x, y, words, fontsize=size, **{"va": "center", "color": INK, **style})


def _heading(page, x, right, y, words) -> None:
    page.plot([x, right], [y + 0.16, y + 0.16], color=QUIET, linewidth=0.8)
    _write(page, x, y, words, 10.5, fontweight="bold")


def _row(page, y, columns, **style) -> None:
    """Texts side by side: (x, words) each, monospaced."""
    for x, words in columns:
        _write(page, x, y, words, family=MONO, **style)


def _equations(page, x, y) -> None:
    _heading(page, x, 4.7, y, "The equations, as in code")
    for row, (name, equation, meaning) in enumerate(_EQUATIONS):
        colour, weight = (palette.LIGHT[name], "bold") if name else (INK, "normal")
        below = y - 0.3 - 0.235 * row
        _row(page, below, [(x, equation)], color=colour, fontweight=weight)
        aside = x + (1.8 if name else 0.07 * len(equation) + 0.15)
        _row(page, below, [(aside, f"# {meaning}")], color=QUIET)


def _names(page, x, y) -> None:
    _heading(page, x, RIGHT, y, "The names")
    for row, (ours, theirs, shape) in enumerate(_NAMES):
        columns = [(x, ours), (x + 0.85, theirs), (x + 2.45, shape)]
        _row(page, y - 0.3 - 0.21 * row, columns, fontweight="bold" if row == 0 else "normal")


def _worked(page, weights, trace, y) -> None:
    """Every sum of unit 0, and the results of unit 1."""
    _heading(page, LEFT, RIGHT, y, "One step to check by hand: D = 2, H = 2, rounded to 3 decimals")
    _weights(page, weights, LEFT, y - 0.32)
    for row, (name, line) in enumerate(_lines(weights, trace)):
        style = {"color": palette.LIGHT.get(name, INK)}
        _row(page, y - 0.32 - 0.225 * row, [(3.1, line)], size=8, **style)


def _weights(page, weights, x, y) -> None:
    """The layer's numbers as PyTorch stacks them, in rows that are lettered and tinted by gate."""
    ends = [x + at for at in (0.72, 1.05, 1.45, 1.78, 2.11, 2.44)]  # of the columns
    heads = zip([ends[0], ends[2], *ends[4:]], ("W_x", "W_h", "b_x", "b_h"), strict=True)
    _row(page, y, [(end - 0.27, name) for end, name in heads], size=8, fontweight="bold")
    pieces = np.column_stack([weights.W_x, weights.W_h, weights.b_x, weights.b_h])
    for row, numbers in enumerate(pieces):
        gate, below = GATES[row // weights.H], y - 0.225 * (row + 1)
        if row % weights.H == 0:  # one box for the rows of a gate, a white line before the next
            corner = x, below + 0.1125 - 0.225 * weights.H
            look = {"facecolor": tint(palette.LIGHT[gate]), "edgecolor": "white", "zorder": 0}
            page.add_patch(Rectangle(corner, ends[-1] - x + 0.08, 0.225 * weights.H, **look))
        _row(page, below, [(x + 0.07, f"{gate} {row % weights.H}")], size=8, fontweight="bold")
        for end, value in zip(ends, numbers, strict=True):
            _row(page, below, [(end, _one(value))], size=8, ha="right")
    _write(page, x, below - 0.28, "Rows as PyTorch stacks them:", 8, color=QUIET)
    _write(page, x, below - 0.45, "by gate, then by unit.", 8, color=QUIET)


def _lines(weights, trace) -> list[tuple[str, str]]:
    """The lines of the example, each with the letter of its colour."""
    given = {"x": trace.xs[0, 0], "h_prev": trace.h0[0], "c_prev": trace.c0[0]}
    listed = (f"{name} = ({', '.join(map(_one, a))})" for name, a in given.items())
    lines = [("", "   ".join(listed))]
    for name in GATES:
        lines += [(name, line) for line in _gate_lines(weights, trace, name)]
    i, f, g, o, c, h = (_three(getattr(trace, name)[0, 0, 0]) for name in "ifgoch")
    c_prev, shown = _one(trace.c0[0, 0]), _three(np.tanh(trace.c[0, 0, 0]))
    lines.append(("c", f"c = f * c_prev + i * g = {f}*{c_prev} + {i}*{g} = {c}"))
    lines.append(("h", f"h = o * tanh(c) = {o}*{shown} = {h}"))
    other = ", ".join(f"{name} = {_three(getattr(trace, name)[0, 0, 1])}" for name in "ch")
    return [*lines, ("", f"Unit 1 likewise, with the rows i 1 to o 1: {other}")]


def _gate_lines(weights, trace, name) -> tuple[str, str]:
    """z of unit 0 as a sum (row 0 of the gate), and what the gate makes of it."""
    gate, x, h_prev = weights.gate(name), trace.xs[0], trace.h0
    z = _three(gates.affine(gate, x, h_prev)[0, 0])
    terms = []
    for weight, bias, inputs in ((gate.W_x, gate.b_x, x), (gate.W_h, gate.b_h, h_prev)):
        terms += [f"{_one(w)}*{_one(v)}" for w, v in zip(weight[0], inputs[0], strict=True)]
        terms.append(_one(bias[0]))
    squash = "tanh" if name == "g" else "sigmoid"
    result = _three(getattr(trace, name)[0, 0, 0])
    return f"z_{name} = {' + '.join(terms)} = {z}", f"{name} = {squash}({z}) = {result}"


def _one(value) -> str:
    return number(value, 1).replace("-", "−")


def _three(value) -> str:
    return number(value, 3).replace("-", "−")


def _alt(weights, trace) -> str:
    parts = ["The LSTM cell on one page. On top the diagram of the whole cell. Equations:"]
    parts += [f"{equation}: {meaning}." for _, equation, meaning in _EQUATIONS]
    parts += [f"{ours} is {theirs} in PyTorch, {shape}." for ours, theirs, shape in _NAMES[1:8]]
    parts.append(
        "One step to check by hand: " + "; ".join(line for _, line in _lines(weights, trace))
    )
    return " ".join(" ".join(parts).replace("−", "-").split()) + "."
