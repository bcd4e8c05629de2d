"""The playground: a memory of one unit whose gates and inputs you set by hand."""

import numpy as np
import traitlets

from .. import figures, palette
from ..trace import GATES_AND_STATES, Trace
from . import memory
from .panels import axis, label_width, line
from .view import View, guarded

STEPS = 20
ROLES = {"i": "write", "f": "keep", "g": "offer", "o": "show"}


class PlaygroundView(View):
    """Made by `playground`.

    Attributes:
        t: the step whose arithmetic is written out.
        trace: the current Trace, each array (T, 1, 1).
        inputs: the T numbers that the bars show.
        gates: for i, f, g and o the value it is held at, or (input weight, bias).
    """

    t = traitlets.Int().tag(sync=True)
    # What the reader has set. Not sent back: the front end knows it already.
    settings = traitlets.Dict().tag(sync=True, echo_update=False)
    said = traitlets.Unicode().tag(sync=True)
    answered = traitlets.Int().tag(sync=True)

    def __init__(self, gates, inputs, preset: str, candidates: bool):
        self.candidates = candidates
        self.trace = memory.run(gates, inputs, candidates)
        settings = _settings(gates, inputs, preset)
        said = memory.describe(self.trace)
        super().__init__(
            _spec(len(inputs), candidates), _arrays(self.trace), settings=settings, said=said,
            t=min(2, len(inputs) - 1),
        )  # fmt: skip
        self.observe(self._compute, "settings")

    @property
    def inputs(self) -> list[float]:
        """The T inputs as they are set now."""
        return list(self.settings["inputs"])

    @property
    def gates(self) -> dict[str, memory.Setting]:
        """How each gate is set now: a value it is held at, or its input weight and bias."""
        return _gates(self.settings)

    @guarded
    def _compute(self, change) -> None:
        settings = self.settings
        self.answered = settings.get("asked", 0)
        self.trace = memory.run(_gates(settings), settings["inputs"], self.candidates)
        self.send_arrays(_arrays(self.trace))
        self.said = memory.describe(self.trace)

    def picture(self):
        """c and h over time."""
        return figures.states(self.trace, title=self.said)


def playground(
    preset: str = "remember",
    inputs=None,
    weights: bool = False,
    *,
    i: memory.Setting | None = None,
    f: memory.Setting | None = None,
    g: memory.Setting | None = None,
    o: memory.Setting | None = None,
) -> PlaygroundView:
    """A one-unit LSTM to play with: hold its gates, draw what comes in, watch c and h.

    Three sliders hold i, f and o, and the bars are the candidate g itself. With `weights=True` the
    bars are the input x, and each gate has an input weight and a bias, or is held at a value:
    gate = sigmoid(weight * x + bias), g = tanh(weight * x + bias). W_h is 0 throughout.

    Args:
        preset: where to start: "remember", "forget", "counter", "leaky average", "gate stuck
            shut", or "latch", which needs weights.
        inputs: T numbers in -1..1 instead of the preset's 20.
        weights: show input weights and biases.
        i, f, g, o: instead of the preset's: a value to hold the gate at, 0..1 (g: -1..1), or a
            pair (input weight, bias), which needs weights.

    Returns:
        A view. `view.trace` is the current Trace.

    Raises:
        ValueError: an unknown preset, or numbers out of range.
    """
    if preset not in memory.PRESETS:
        raise ValueError(f"preset is {preset!r}, expected one of {', '.join(memory.PRESETS)}.")
    start = memory.PRESETS[preset]
    given = {"i": i, "f": f, "g": g, "o": o}
    gates = {n: getattr(start, n) if v is None else v for n, v in given.items()}
    followers = [gates[n] for n in "ifo"] + ([] if g is None else [g])
    weights = weights or g is not None or any(isinstance(s, (tuple, list)) for s in followers)
    inputs = memory.offered(start, STEPS) if inputs is None else [float(x) for x in inputs]
    return PlaygroundView(gates, inputs, preset, candidates=not weights)


def _settings(gates, inputs, preset) -> dict:
    """Gates as the front end keeps them: held or not, with the last value of each slider."""
    rows = {}
    for name, setting in gates.items():
        held = not isinstance(setting, (tuple, list))
        weight, bias = (0.0, 0.0) if held else setting
        value = setting if held else 0.5
        rows[name] = {"held": held, "value": value, "weight": weight, "bias": bias}
    return {"gates": rows, "inputs": list(inputs), "preset": preset}


def _gates(settings) -> dict[str, memory.Setting]:
    return {
        name: row["value"] if row["held"] else (row["weight"], row["bias"])
        for name, row in settings["gates"].items()
    }


def _arrays(trace: Trace) -> dict[str, np.ndarray]:
    names = (*GATES_AND_STATES, "c_prev")
    return {name: getattr(trace, name)[:, 0, 0] for name in names}  # (T,) each


def _spec(T: int, candidates: bool) -> dict:
    axes = {"t": axis(list(range(T)), "t = {}")}
    side_by_side = [_controls(candidates), {"kind": "stack", "panels": _plots(axes, candidates)}]
    said = {"kind": "trait", "trait": "said", "title": "What this setting does: "}
    return {
        "label": "A memory of one unit",
        "axes": axes,
        "sliders": [],
        "rows": [
            {"columns": "1fr", "panels": [_presets(T, candidates)]},
            {"columns": "minmax(14em, 4fr) 9fr", "panels": side_by_side},
            {"columns": "1fr", "panels": [_arithmetic(), said]},
        ],
    }


def _presets(T: int, candidates: bool) -> dict:
    """The presets as settings, so that choosing one is a move like any other."""
    presets = {
        name: _settings(
            {n: getattr(preset, n) for n in memory.GATES}, memory.offered(preset, T), name
        )
        for name, preset in memory.PRESETS.items()
        if not (candidates and memory.follows_input(preset))
    }
    return {"kind": "presets", "presets": presets}


def _controls(candidates: bool) -> dict:
    rows = [
        {"name": n, "title": palette.NAMES[n], "role": ROLES[n], "low": -1 if n == "g" else 0}
        for n in ("ifo" if candidates else "ifgo")
    ]
    return {"kind": "gates", "rows": rows, "weights": not candidates}


def _plots(axes: dict, candidates: bool) -> list[dict]:
    """What comes in, what the gates do with it where they can change, and c and h."""
    bars = {
        "kind": "inputs",
        "x": "t",
        "name": "g" if candidates else "x",
        "title": "g, the candidate: what is offered" if candidates else "x, the input",
        "hint": "Click or drag to change, or use the arrow keys.",
    }
    shared = {
        "kind": "lines", "at": [], "x": "t", "tokens": True, "points": True, "digits": 2,
        "wide": label_width(axes["t"]["short"]), "limits": [-1, 1],
    }  # fmt: skip
    gates = {
        "title": "The gates",
        "series": [line(n) for n in memory.GATES],
        "height": 8,
        "readout": "t = {t}: i {i}, f {f}, g {g}, o {o}",
    }
    states = {
        "title": "c remembers, h shows",
        "series": [line("c"), line("h")],
        "xlabel": "time step t",
        "height": 13,
        "readout": "t = {t}: c {c}, h {h}",
    }
    return [bars, *([] if candidates else [shared | gates]), shared | states]


def _arithmetic() -> dict:
    names = (*memory.GATES, "c", "h", "c_prev")
    return {
        "kind": "words",
        "template": "At t = {t}:   c = f × c_prev + i × g = {f} × {c_prev} + {i} × {g} = {c}\n"
        "and h = o × tanh(c) = {o} × tanh({c}) = {h}",
        "values": [{"name": n, "array": n, "at": ["t"], "colour": n[0]} for n in names],
    }
