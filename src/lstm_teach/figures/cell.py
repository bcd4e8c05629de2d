"""The cell diagram, which grows by one part: keep, write, show."""

import numpy as np

from ..trace import GATES_AND_STATES, Trace
from .axes import quoted
from .cell_drawing import Drawing
from .cell_parts import STAGES
from .describe import number, sentence
from .picture import DPI, QUIET, TITLE_LETTER, Picture, in_house_style
from .traces import checked_trace

INCHES = 9.0  # the picture's width, which the drawing counts as 100
WIDTH, HEIGHT, FLOOR = 100.0, 67.0, -9.0
HALF = WIDTH / (INCHES * DPI) / 2  # half a pixel: wires on whole numbers get crisp edges

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
_SENTENCES = {
    "f": "The forget gate f, a sigmoid of [h_prev, x], is multiplied with c_prev: what is kept.",
    "i": "The input gate i is a sigmoid of [h_prev, x].",
    "g": "The candidate g is a tanh of [h_prev, x]; i * g is what is written.",
    "c": "f * c_prev and i * g are added to c, which leaves to the right.",
    "o": "The output gate o is a sigmoid of [h_prev, x].",
    "h": "tanh(c) is multiplied with o to h, which leaves to the right along the bottom.",
}
_NUMBERS = {
    "f": ("h_prev", "c_prev", "f", "f * c_prev"),
    "i": ("i",),
    "g": ("g", "i * g"),
    "c": ("c",),
    "o": ("o",),
    "h": ("tanh(c)", "h"),
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
    title = title or _TITLES[upto]
    where = "" if trace is None else f"unit {unit} at step {t}"
    if trace is not None and trace.tokens:
        where += f", {quoted(trace.tokens[t])}"
    picture = Picture(INCHES, INCHES * HEIGHT / WIDTH, layout=None)
    ax = picture.add_axes(
        (0, 0, 1, 1), xlim=(-HALF, WIDTH - HALF), ylim=(FLOOR - HALF, HEIGHT + FLOOR - HALF)
    )
    drawing = Drawing(ax, values)
    drawing.cell(upto, peephole)
    size = min(12.5, 12.5 * INCHES * 0.97 / (len(title) * TITLE_LETTER))  # long ones are smaller
    drawing.text(2, 55.4 if where else 53.4, title, size=size, fontweight="bold")
    drawing.text(2, 52.5, where, color=QUIET, label="where")
    drawing.text(2, -7, "× and + act on each unit by itself.", size=9.5, color=QUIET)
    for row, (text, comment) in enumerate(_EQUATIONS[upto].items()):
        drawing.equation(52, -1.6 - 3.3 * row, text, comment)
    picture.alt = _alt(upto, title, where, values, peephole)
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
    return wire_values(trace, t, unit)


def wire_values(trace: Trace, t: int, unit: int) -> dict[str, float | str]:
    """What the wires carry in one unit at one step of the first sequence, by the wires' names."""
    names = (*GATES_AND_STATES, "c_prev", "h_prev")
    v = {name: float(getattr(trace, name)[t, 0, unit]) for name in names}
    v |= {"f * c_prev": v["f"] * v["c_prev"], "i * g": v["i"] * v["g"]}
    return v | {"tanh(c)": float(np.tanh(v["c"])), "x": _input(trace, t)}


def _input(trace: Trace, t: int) -> str:
    """The token of a step; without tokens the input's numbers, or how many there are."""
    if trace.tokens:
        return quoted(trace.tokens[t])
    if trace.D > 4:
        return f"{trace.D} numbers"
    return ", ".join(number(value).replace("-", "−") for value in trace.xs[t, 0])


def _alt(upto, title, where, values, peephole) -> str:
    drawn = STAGES[: STAGES.index(upto) + 1]
    said = [sentence(title), "Diagram of the cell: c runs along the top, the gates stand below it."]
    said += [_SENTENCES[stage] for stage in drawn]
    if peephole:
        said.append("Dashed peepholes: c_prev also feeds f and i, the new c feeds o.")
    if values is None:
        return " ".join([*said, "x is (B, D); every other wire carries (B, H)."])
    names = [name for stage in drawn for name in _NUMBERS[stage]]
    numbers = ", ".join(f"{name} = {number(values[name])}" for name in names)
    return " ".join([*said, f"Numbers of {where}: {numbers}."])
