"""The explorer of the cell: one time slider moves equations, diagram, code and heatmaps."""

import inspect
from collections.abc import Callable, Mapping

import numpy as np
import traitlets

from .. import figures, palette
from ..cells import gates
from ..figures import cell_parts
from ..figures.traces import checked_trace
from ..trace import GATES_AND_STATES, Trace
from ..weights import LSTMWeights
from .panels import heatmaps, panel_columns, place, series, time_axis, unit_axis
from .view import View

STORY = ("f", "i", "g", "c", "o", "h")  # keep, write, show
SOURCES: dict[str, Callable] = {
    "f": gates.forget_gate,
    "i": gates.input_gate,
    "g": gates.candidate,
    "c": gates.cell_state,
    "o": gates.output_gate,
    "h": gates.hidden_state,
}
# What a trace was computed with may differ in its last digits: float32, or another order of sums.
CLOSE = 1e-3


class CellView(View):
    """Made by `explore_cell`.

    Attributes:
        t: the time step, 0 to T - 1.
        unit: the unit whose numbers are filled in, 0 to H - 1.
        part: which of i, f, g, o, c, h is highlighted.
        trace: the sequence that is shown, with B = 1.
    """

    t = traitlets.Int().tag(sync=True)
    unit = traitlets.Int().tag(sync=True)
    part = traitlets.Enum(GATES_AND_STATES, "c").tag(sync=True)

    def __init__(self, trace: Trace, weights: LSTMWeights | None, direction=None, gloss=None):
        self.trace = trace
        steps = time_axis(trace, direction, gloss)
        arrays = _arrays(trace) | ({} if weights is None else _sums(trace, weights))
        super().__init__(_spec(trace, weights, arrays, steps), arrays)

    def picture(self):
        """The cell diagram with the numbers of this step and unit."""
        return figures.cell_diagram("h", trace=self.trace, t=self.t, unit=self.unit)


def explore_cell(
    trace: Trace,
    weights: LSTMWeights | None = None,
    sequence: int = 0,
    direction: str | None = None,
    gloss: Mapping[str, str] | None = None,
) -> CellView:
    """One step of the cell, opened: equations with their numbers, diagram, code, heatmaps.

    One slider over time, one over the units. Point at i, f, g, o, c or h anywhere and it lights up
    everywhere; click a cell of a heatmap to choose step and unit. All of it in the browser.

    Args:
        trace: of any cell, T up to 256 and H up to 64 without stutter.
        weights: what the trace was computed with; then each gate's sum is written out too.
        sequence: which sequence of the batch, 0 to B - 1.
        direction: "rtl" lets time run from right to left, "ltr" from left to right; if None, the
            way in which most letters of the tokens run. An arrow key goes where it points.
        gloss: {token: what it means}, said beside the token, or None.

    Returns:
        A view; `view.t`, `view.unit` and `view.part` say what is chosen and choose it.

    Raises:
        TypeError: not a Trace, or not LSTMWeights.
        ValueError: no such sequence, weights that do not give the gates of this trace, or an
            unknown direction.
    """
    trace = checked_trace(trace).sequence(sequence)
    if weights is not None and not isinstance(weights, LSTMWeights):
        raise TypeError(
            f"weights is a {type(weights).__name__}, expected LSTMWeights. "
            "Try LSTMWeights.from_torch(module), or model.cell.to_weights()."
        )
    return CellView(trace, weights, direction, gloss)


def _arrays(trace: Trace) -> dict[str, np.ndarray]:
    """(T, H) for each wire of the diagram."""
    wires = {name: getattr(trace, name)[:, 0] for name in GATES_AND_STATES}
    c_prev = trace.c_prev[:, 0]
    return wires | {
        "c_prev": c_prev,
        "h_prev": trace.h_prev[:, 0],
        "f * c_prev": wires["f"] * c_prev,
        "i * g": wires["i"] * wires["g"],
        "tanh(c)": np.tanh(wires["c"]),
    }


def _sums(trace: Trace, weights: LSTMWeights) -> dict[str, np.ndarray]:
    """What adds up to z of each gate, (T, H) each: from x, from h_prev, and the biases."""
    if (weights.D, weights.H) != (trace.D, trace.H):
        raise ValueError(
            f"weights have D = {weights.D}, H = {weights.H}, expected D = {trace.D}, "
            f"H = {trace.H} like the trace. Are they of another layer?"
        )
    sums = {}
    for name in "ifgo":
        W_x, W_h, b_x, b_h = weights.gate(name)
        x, h = trace.xs[:, 0] @ W_x.T, trace.h_prev[:, 0] @ W_h.T
        z = x + h + (b_x + b_h)
        sums |= {f"{name} x": x, f"{name} h": h, f"{name} b": np.broadcast_to(b_x + b_h, z.shape)}
        sums[f"{name} z"] = z
        squash = np.tanh if name == "g" else gates.sigmoid
        apart = np.abs(squash(z) - getattr(trace, name)[:, 0]).max()
        if apart > CLOSE:  # NaN passes: a trace may record a run that diverged
            raise ValueError(
                f"weights give another {name} than the trace, {apart:.2g} apart, expected the "
                "same. Are they from before or after the training that the trace comes from?"
            )
    return sums


def _spec(trace: Trace, weights: LSTMWeights | None, arrays, steps: dict) -> dict:
    six = {"series": series([]), "x": "t", "y": "unit"}
    return {
        "label": "The cell, step by step",
        "axes": {"t": steps, "unit": unit_axis(trace.H)},
        "sliders": [
            {"axis": "t", "label": "time step", "unit": "step", "milliseconds": 900},
            {"axis": "unit", "label": "unit", "unit": "unit", "milliseconds": 900},
        ],
        "rows": [
            {
                "columns": "repeat(auto-fit, minmax(min(100%, 36em), 1fr))",
                "panels": [_diagram(trace), _story(trace, weights)],
            },
            {"columns": panel_columns(trace.T), "panels": heatmaps(arrays, [], trace.labels)},
            {
                "columns": "1fr",
                "panels": [
                    {"kind": "readout", "where": place(trace) + ":", **six},
                    {
                        "kind": "table",
                        "title": "All numbers of this step",
                        "caption": "{t_name}",
                        **six,
                    },
                ],
            },
        ],
    }


def _diagram(trace: Trace) -> dict:
    """The drawing of figures.cell_diagram as data: the same nodes and wires, other ink."""
    nodes, wires = cell_parts.parts("h", peephole=False)
    return {
        "kind": "diagram",
        "tokens": trace.tokens is not None,
        "nodes": [node._asdict() | {"name": name} for name, node in nodes.items()],
        "wires": [
            {
                "name": wire.name,
                "path": wire.path,
                "colour": wire.colour,
                # A gate's own box says its number, so its wire need not.
                "label": None if wire.name in "ifgo" else wire.label,
            }
            for wire in wires
        ],
        "titles": palette.NAMES,
    }


def _story(trace: Trace, weights: LSTMWeights | None) -> dict:
    """One entry for each quantity: equation, numbers, shapes, and the package's own line."""
    return {
        "kind": "story",
        "parts": [
            {
                "name": name,
                "title": palette.NAMES[name],
                "equation": _equation(name),
                "numbers": _numbers(name, weights is not None),
                "shapes": _shapes(name, trace),
                "code": _code(SOURCES[name]),
                "where": f"cells/gates.py, {SOURCES[name].__name__}",
            }
            for name in STORY
        ],
    }


def _equation(name: str) -> str:
    if name == "c":
        return "c = f * c_prev + i * g"
    if name == "h":
        return "h = o * tanh(c)"
    squash = "tanh" if name == "g" else "sigmoid"
    return f"{name} = {squash}(W_x x + W_h h_prev + b)"


def _numbers(name: str, sums: bool) -> str:
    """The right-hand side with names of arrays in braces, in the order of the equation."""
    if name == "c":
        return "{f} × {c_prev} + {i} × {g} = {c}"
    if name == "h":
        return "{o} × tanh({c}) = {h}"
    if not sums:
        return f"{{{name}}}"
    squash = "tanh" if name == "g" else "sigmoid"
    return (
        f"{squash}({{{name} x}} + {{{name} h}} + {{{name} b}}) = "
        f"{squash}({{{name} z}}) = {{{name}}}"
    )


def _shapes(name: str, trace: Trace) -> str:
    D, H = trace.D, trace.H
    if name in "ch":
        return f"every one of them: (B, H) = (1, {H})"
    return (
        f"W_x (H, D) = ({H}, {D}), W_h (H, H) = ({H}, {H}), b (H,) = ({H},); "
        f"x (B, D) = (1, {D}), h_prev and {name} (B, H) = (1, {H})"
    )


def _code(function: Callable) -> str:
    """The line of a function of the package that computes and returns."""
    lines = inspect.getsource(function).rstrip().splitlines()
    return lines[-1].strip()
