"""The explorer of units: select a span of a text, and see who is active there and nowhere else."""

from collections.abc import Sequence
from itertools import takewhile

import numpy as np
import traitlets

from .. import figures, palette
from ..figures.axes import visible
from ..figures.direction import isolated
from ..figures.traces import checked_trace
from ..trace import Trace
from .panels import largest, layer_axis, layer_sliders, time_axis, unit_axis
from .subjects import subject
from .view import View

NAMES = {
    **{name: palette.NAMES[name] for name in "ifgo"},
    "tanh(c)": "cell state as h sees it",
    "c": palette.NAMES["c"],
    "h": palette.NAMES["h"],
}
MOST_UNITS = 8  # rows of the ranking


class UnitsView(View):
    """Made by `explore_units`.

    Attributes:
        t, unit, layer: where the cursor is, each from 0.
        quantity: which of i, f, g, o, tanh(c), c, h colours the text.
        span: (start, stop), the selected steps: start to stop - 1.
        traces: what is shown: one Trace for each layer, B = 1.
    """

    t = traitlets.Int().tag(sync=True)
    unit = traitlets.Int().tag(sync=True)
    layer = traitlets.Int().tag(sync=True)
    quantity = traitlets.Enum(tuple(NAMES), "tanh(c)").tag(sync=True)
    span = traitlets.Tuple(traitlets.Int(), traitlets.Int()).tag(sync=True)

    def __init__(self, traces: list[Trace], span: tuple[int, int]):
        self.traces = traces
        arrays = _arrays(traces)
        super().__init__(_spec(traces, arrays), arrays, span=span)
        self.t, self.unit = span[0], self.ranking[0]  # once the span is known to be one

    @property
    def contrasts(self) -> np.ndarray:
        """(H,): of each unit, its mean inside the span minus its mean outside; NaN without outside.

        Of the chosen quantity and layer.
        """
        values = _quantity(self.traces[self.layer], self.quantity)  # (T, H)
        inside = np.zeros(len(values), dtype=bool)
        inside[slice(*self.span)] = True
        if inside.all():
            return np.full(values.shape[1], np.nan)
        return values[inside].mean(axis=0) - values[~inside].mean(axis=0)

    @property
    def ranking(self) -> list[int]:
        """The units, largest contrast first, whatever its sign."""
        return [int(u) for u in np.argsort(-np.abs(self.contrasts), kind="stable")]

    def picture(self):
        """Heatmap of the quantity, with the unit that marks the span most."""
        unit, contrast = self.ranking[0], np.nan_to_num(np.abs(self.contrasts).max())
        start, stop = self.span
        tokens = self.traces[0].tokens
        between = " " if max(map(len, tokens)) > 1 else ""
        text = between.join(map(visible, tokens[start:stop][:20]))
        title = (
            f"Unit {unit} marks '{isolated(text)}' (t = {start} to {stop - 1}) most: "
            f"{self.quantity} is {contrast:.2f} apart inside and outside, on average"
        )
        name = self.quantity.strip("tanh()") or "h"
        return figures.heatmaps(self.traces[self.layer], names=(name,), title=title)

    @traitlets.validate("span")
    def _inside_the_text(self, proposal):
        start, stop = proposal["value"]
        T = self.traces[0].T
        if not 0 <= start < stop <= T:
            raise ValueError(
                f"span is {(start, stop)}, expected 0 <= start < stop <= {T}. "
                "Steps count from 0, and stop itself is not part of it."
            )
        return proposal["value"]


def explore_units(
    source, text=None, task=None, *, sequence: int = 0, span: tuple[int, int] | None = None
) -> UnitsView:
    """A text coloured by a unit: select a span, see which units are active there, and where else.

    Drag over the text, or hold Shift with the arrow keys. Units are ranked by contrast: their mean
    inside the span minus their mean outside of it. A unit fires where it is nearer to its mean
    inside than to its mean outside. Everything is computed in the browser, no kernel needed.

    Args:
        source: a Trace, a list of Traces (one for each layer), or a model as
            `explore_interventions` takes it.
        text: of a model, what it reads; of Traces, T labels instead of their own tokens, or None.
        task: of a model, what it was trained on, for its words; or the words in its order.
        sequence: of Traces, which sequence of the batch.
        span: (start, stop), which steps are selected at first; the first word if None.

    Returns:
        A view. `view.contrasts` and `view.ranking` have what it shows, in Python.

    Raises:
        TypeError: neither Traces nor such a model, or no vocabulary.
        ValueError: no tokens, traces that do not belong together, no such sequence or span, padding
            or other NaN, or what `explore_interventions` refuses.
    """
    if isinstance(source, (Trace, list, tuple)):
        traces = _checked(source, text, sequence)
    else:
        traces = subject(source, text, task).run()
    for trace in traces:
        _check_finite(trace)
    return UnitsView(traces, _first_word(traces[0].tokens) if span is None else span)


def _checked(source, text, sequence: int) -> list[Trace]:
    """Traces of one sequence and one text, one for each layer."""
    traces = [source] if isinstance(source, Trace) else list(source)
    if not traces:
        raise ValueError("source is empty, expected at least one Trace.")
    traces = [checked_trace(trace).sequence(sequence) for trace in traces]
    if text is not None:
        traces = [trace.with_tokens(text) for trace in traces]
    first = traces[0]
    for trace in traces:
        if trace.tokens is None:
            raise ValueError(
                "the trace has no tokens, expected T labels to show. "
                "Pass the text: explore_units(trace, text)."
            )
        if (trace.H, trace.tokens) != (first.H, first.tokens):
            raise ValueError(
                "source has traces of different sizes or tokens, expected layers of one run, "
                "all in the same direction. Pass one of them alone."
            )
    return traces


def _check_finite(trace: Trace) -> None:
    """Refuse steps that were not read: there is no mean over them, and nothing to colour."""
    lost = ~np.isfinite(np.stack([trace.c[:, 0], trace.h[:, 0]])).all(axis=(0, 2))  # (T,)
    if lost.any():
        t = int(lost.argmax())
        raise ValueError(
            f"the trace has NaN from step {t} on, expected numbers at all {trace.T} steps. Is it "
            f"padded? Trace what was read alone: the first {t} steps, with their {t} tokens."
        )


def _first_word(tokens: Sequence[str]) -> tuple[int, int]:
    """Up to the first space, where tokens are characters; else the first token."""
    letters = list(takewhile(lambda token: not token.isspace(), tokens))
    whole = max(map(len, tokens)) > 1 or not letters or len(letters) == len(tokens)
    return (0, 1 if whole else len(letters))


def _quantity(trace: Trace, name: str) -> np.ndarray:
    """(T, H) of the first sequence."""
    return np.tanh(trace.c[:, 0]) if name == "tanh(c)" else getattr(trace, name)[:, 0]


def _arrays(traces: list[Trace]) -> dict[str, np.ndarray]:
    """(layers, T, H) for each quantity."""
    return {name: np.stack([_quantity(trace, name) for trace in traces]) for name in NAMES}


def _spec(traces: list[Trace], arrays) -> dict:
    trace, layers = traces[0], len(traces)
    axes = {"t": time_axis(trace), "unit": unit_axis(trace.H), "layer": layer_axis(layers)}
    bound = largest(arrays["c"])
    limits = {"i": [0, 1], "f": [0, 1], "o": [0, 1], "c": [-bound, bound]}
    two = "repeat(auto-fit, minmax(min(100%, 24em), 1fr))"
    return {
        "label": "Units: who is active here, and where else",
        "axes": axes,
        "sliders": layer_sliders(layers),
        "traits": ["quantity", "span"],
        "limits": {name: limits.get(name, [-1, 1]) for name in NAMES},
        "rows": [
            {"columns": "1fr", "panels": [{"kind": "quantities", "names": NAMES}]},
            {"columns": "1fr", "panels": [{"kind": "passage", "tokens": list(trace.tokens)}]},
            {
                "columns": two,
                "panels": [
                    {"kind": "ranking", "most": MOST_UNITS},
                    {"kind": "elsewhere", "tokens": list(trace.tokens)},
                ],
            },
        ],
    }
