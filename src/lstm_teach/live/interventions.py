"""The explorer of interventions: hold a value of a run and see what the model expects instead."""

import numpy as np
import traitlets

from .. import figures, palette
from ..figures.axes import visible
from ..interventions import Edit, clamp
from ..trace import Trace
from . import effects
from .panels import (
    label_width,
    largest,
    layer_axis,
    layer_sliders,
    panel_columns,
    time_axis,
    unit_axis,
)
from .subjects import Subject, subject
from .training import MOST_BARS
from .view import View, guarded, pack

REACHES = {
    "cell": "this cell",
    "unit": "its unit, every step",
    "step": "its step, every unit",
    "all": "every cell",
}
# What a step computes, and what it is handed: to lose c_prev is to forget and still see the answer.
NAMES = palette.NAMES | {"c_prev": "c as the step gets it", "h_prev": "h as the step gets it"}
NOTHING = "Nothing is clamped, so both runs are the same."
RUNS = ("before", "after")


class InterventionsView(View):
    """Made by `explore_interventions`.

    Attributes:
        t, unit, layer: where the cursor is, each from 0.
        quantity: what the heatmaps show and a click clamps: i, f, g, o, c, h, c_prev or h_prev.
        value: what a click clamps it to.
        reach: how much a click clamps: "cell", "unit" (every step of it), "step" (every unit) or
            "all".
        said: what the clamps changed, as a sentence.
        before, after: the untouched run and the run with the clamps, one Trace for each layer.
        expected: two arrays (T, V): how likely each choice is, untouched and with the clamps;
            (1, V) where the model answers only at the end.
    """

    t = traitlets.Int().tag(sync=True)
    unit = traitlets.Int().tag(sync=True)
    layer = traitlets.Int().tag(sync=True)
    quantity = traitlets.Enum(tuple(NAMES), "c").tag(sync=True)
    value = traitlets.Float(0.0).tag(sync=True)
    reach = traitlets.Enum(tuple(REACHES), "cell").tag(sync=True)
    # Every click so far: {"actions": [{layer, name, unit, step, value}, ...]}, see `_standing`.
    settings = traitlets.Dict().tag(sync=True, echo_update=False)
    clamps = traitlets.List().tag(sync=True)
    said = traitlets.Unicode(NOTHING).tag(sync=True)
    answered = traitlets.Int().tag(sync=True)
    fixed = traitlets.Bytes().tag(sync=True)  # the untouched run, sent once

    def __init__(self, subject: Subject):
        self.subject, self._good = subject, {"actions": []}
        self.before = self.after = subject.run()
        self.expected = (subject.expects(self.before),) * 2
        layout, fixed = pack(_arrays("before", self.before, self.expected[0]))
        spec = _spec(subject, self.before) | {"fixed": layout}
        super().__init__(spec, self._sent(), fixed=fixed, settings=self._good)
        self.observe(self._compute, "settings")

    def clamp(self, name: str, value: float, unit=None, step=None, layer: int = 0) -> None:
        """Hold a gate or a state at a value, as a click does.

        Args:
            name: "i", "f", "g", "o", "c", "h", or "c_prev", "h_prev": what the step is handed.
            value: i, f, o take 0..1; g, h, h_prev -1..1; c, c_prev any finite number.
            unit: a number from 0, or None for every unit.
            step: a number from 0, or None for every step.
            layer: a number from 0, counted from the bottom.

        Raises:
            ValueError: a name, value or place that there is not. Nothing is changed then.
        """
        self._act({"layer": layer, "name": name, "unit": unit, "step": step, "value": value})

    def release(self, name: str, unit=None, step=None, layer: int = 0) -> None:
        """Let go what `clamp` with the same name and place holds; nothing where it holds nothing.

        Raises:
            ValueError: a name or place that there is not. Nothing is changed then.
        """
        self._act({"layer": layer, "name": name, "unit": unit, "step": step, "value": None})

    def undo(self) -> None:
        """Take back the last clamp or release."""
        with self._lock:
            self.settings = self.settings | {"actions": self.settings["actions"][:-1]}

    def reset(self) -> None:
        """Let go of everything."""
        with self._lock:
            self.settings = self.settings | {"actions": []}

    @property
    def edits(self) -> list[tuple[int, Edit]]:
        """What is clamped now, as pairs (layer, Edit): what interventions.run takes."""
        return _edits(_standing(self.settings["actions"]))

    def _act(self, action: dict) -> None:
        for key in ("layer", "unit", "step", "value"):
            if np.ndim(action[key]) or isinstance(action[key], np.ndarray):
                raise ValueError(
                    f"{key} is {action[key]!r}, expected one number. Call it once for each of them."
                )
        if action["value"] is None:  # it lets go: is it a place that could be held?
            self._checked([action | {"value": 0.0}])
        with self._lock:  # a click that comes between reading and writing would be lost
            actions = [*self.settings["actions"], action]
            self._checked(_standing(actions))
            self.settings = self.settings | {"actions": actions}

    def _checked(self, standing: list[dict]) -> list[Trace]:
        """The run with these clamps, or the error of a clamp that does not fit."""
        count = len(self.subject.layers)
        for clamped in standing:
            if clamped["layer"] not in range(count):
                last = count - 1
                raise ValueError(f"layer is {clamped['layer']}, expected 0 to {last}.")
        return self.subject.run(_edits(standing))

    @guarded
    def _compute(self, change) -> None:
        self.answered = self.settings.get("asked", 0)
        try:
            standing = _standing(self.settings["actions"])
            self.after = self._checked(standing)
        except Exception:
            # One bad click must not spoil those that follow.
            self.settings = self._good | {"asked": self.answered}
            raise
        self._good = self.settings
        self.expected = (self.expected[0], self.subject.expects(self.after))
        self.send_arrays(self._sent())
        self.clamps = [one | {"text": self._in_words(one)} for one in standing]
        self.said = NOTHING
        if standing:
            runs = (self.before, self.after)
            self.said = effects.sentence(self.subject, runs, self.expected)

    def _in_words(self, one: dict) -> str:
        unit = "every unit" if one["unit"] is None else f"unit {one['unit']}"
        step = "every step"
        if one["step"] is not None:
            step = effects.place(one["step"], self.subject.tokens)
        layer = f" of layer {one['layer']}" if len(self.subject.layers) > 1 else ""
        return f"{one['name']} of {unit}{layer} at {step} held at {one['value']:.2f}"

    def _sent(self) -> dict[str, np.ndarray]:
        cs = [trace.c for trace in (*self.before, *self.after)]
        arrays = _arrays("after", self.after, self.expected[1])
        for one in _standing(self._good["actions"]):  # a Trace has them as they were handed on
            if one["name"] in ("c_prev", "h_prev"):
                cells = [slice(None) if one[k] is None else one[k] for k in ("step", "unit")]
                arrays[f"after_{one['name']}"][one["layer"]][tuple(cells)] = one["value"]
        return arrays | {"c_limit": np.array([max(map(largest, cs))])}

    def picture(self):
        """Heatmaps of the chosen quantity and of h with the clamps, and what they changed."""
        names = dict.fromkeys((self.quantity[0], "h"))
        return figures.heatmaps(self.after[self.layer], names=names, title=self.said)


def explore_interventions(model, text, task=None) -> InterventionsView:
    """A run with values held by hand, beside the untouched run: what does the model expect now?

    Choose a gate or a state, and a value. Click a cell of its heatmap, or walk there with the arrow
    keys and press Enter: there it is held, and everything after it is computed anew. Click it again
    to let go; Backspace or u takes back the last click. Weights are never touched.

    Args:
        model: a trained models.CharModel, CharLM, Tagger or Classifier on layers.LSTM or nn.LSTM,
            one direction. What happens to it later does not reach this view.
        text: what it reads: a string or a list of tokens, or (T, D) numbers for a model that reads
            numbers; or a tasks.Task, then `task` is not needed.
        task: what the model was trained on, for its words; or the words, in the model's order.

    Returns:
        A view. `view.clamp(...)`, `view.undo()` and `view.reset()` do what clicks do;
        `view.before`, `view.after` and `view.said` say what came of it.

    Raises:
        TypeError: another model or layer, or no vocabulary.
        ValueError: an empty text, a token that the model does not know, words of another task, a
            layer that reads in both directions, or a model whose answer is a number.
    """
    return InterventionsView(subject(model, text, task))


def _standing(actions: list[dict]) -> list[dict]:
    """What is clamped after all clicks, later ones last. A value of None lets go."""
    held = {}
    for action in actions:
        place = tuple(action[key] for key in ("layer", "name", "unit", "step"))
        held.pop(place, None)
        if action["value"] is not None:
            held[place] = action
    return list(held.values())


def _edits(standing: list[dict]) -> list[tuple[int, Edit]]:
    return [
        (one["layer"], clamp(one["name"], one["value"], units=one["unit"], steps=one["step"]))
        for one in standing
    ]


def _arrays(run: str, traces: list[Trace], shares: np.ndarray) -> dict[str, np.ndarray]:
    """(layers, T, H) for each quantity of a run, and what is expected, (T, V)."""
    arrays = {
        f"{run}_{name}": np.stack([getattr(trace, name)[:, 0] for trace in traces])
        for name in NAMES
    }
    return arrays | {f"{run}_expected": shares}


def _spec(subject: Subject, traces: list[Trace]) -> dict:
    trace, layers = traces[0], len(traces)
    axes = {"t": time_axis(trace), "unit": unit_axis(trace.H), "layer": layer_axis(layers)}
    one = "1fr"
    return {
        "label": "Interventions: a run with values held by hand",
        "axes": axes,
        "sliders": layer_sliders(layers),
        "traits": ["quantity", "value", "reach", "clamps"],
        "rows": [
            {"columns": one, "panels": [_tools(traces)]},
            {"columns": panel_columns(trace.T), "panels": _maps(trace)},
            {"columns": one, "panels": [{"kind": "beside"}, _said(), {"kind": "clamps"}]},
            {"columns": _columns(subject), "panels": _expected(subject)},
        ],
    }


def _tools(traces: list[Trace]) -> dict:
    """Which quantity, which value, how much of it, and back."""
    bound = float(np.ceil(2 * max(largest(trace.c) for trace in traces)))
    ranges = {"g": [-1.0, 1.0], "h": [-1.0, 1.0], "c": [-bound, bound]}
    return {
        "kind": "clamping",
        "names": NAMES,
        "ranges": {name: ranges.get(name[0], [0.0, 1.0]) for name in NAMES},
        "reaches": REACHES,
    }


def _maps(trace: Trace) -> list[dict]:
    """The chosen quantity untouched, with the clamps, and the difference."""
    shared = {"kind": "runmap", "at": ["layer"], "x": "t", "y": "unit", "limits": [0, 1]}
    shared |= {"wide": label_width(time_axis(trace)["short"]), "digits": 0, "map": "gate"}
    titles = {"before": "untouched", "after": "clamped", "difference": "difference"}
    return [shared | {"run": run, "name": "c", "title": titles[run]} for run in titles]


def _said() -> dict:
    return {"kind": "trait", "trait": "said", "title": "What changed: "}


def _columns(subject: Subject) -> str:
    return "1fr" if subject.at_end else "repeat(auto-fit, minmax(min(100%, 24em), 1fr))"


def _expected(subject: Subject) -> list[dict]:
    """What the model expects at the cursor, in both runs, and the likeliest at every step."""
    bars = {
        "kind": "pairs",
        "arrays": [f"{run}_expected" for run in RUNS],
        "at": [] if subject.at_end else ["t"],
        "labels": [visible(choice) for choice in subject.choices],
        "most": MOST_BARS,
        "title": "What the model says at the end" if subject.at_end else "What it expects next",
        "where": "At the end" if subject.at_end else "After {t_name}",
    }
    if subject.at_end:
        return [bars]
    steps = {"kind": "verdicts", "arrays": bars["arrays"], "labels": bars["labels"], "x": "t"}
    return [steps | {"title": "The likeliest next, at every step"}, bars]
