"""The pieces of a spec that several views share: axes, heatmaps, readouts."""

from collections.abc import Mapping

import numpy as np

from .. import palette
from ..figures.axes import visible
from ..figures.direction import checked_direction, width
from ..trace import GATES_AND_STATES, Trace

TWO = "repeat(auto-fit, minmax(max(17em, 40%), 1fr))"  # columns: two, one where there is no room


def panel_columns(T: int) -> str:
    """Columns of heatmaps with T steps: three, fewer for long sequences or in a narrow window."""
    if T <= 40:
        return "repeat(auto-fit, minmax(max(11.5em, 30%), 1fr))"
    return TWO if T <= 100 else "1fr"


def axis(values: list, name: str) -> dict:
    """Numbers as places of a slider; `name` has braces where the number goes."""
    short = [str(value).replace("-", "\N{MINUS SIGN}") for value in values]
    return {"values": values, "short": short, "names": [name.format(text) for text in short]}


def time_axis(
    trace: Trace, direction: str | None = None, gloss: Mapping[str, str] | None = None
) -> dict:
    """T steps by their tokens: `t = 2, 'l', step 3 of 4`; without tokens by their numbers.

    Args:
        trace: whose steps they are.
        direction: "rtl" has step 0 at the right end, "ltr" at the left one; if None, the way in
            which most letters of the tokens run.
        gloss: {token: what it means}, said after the token, or None.

    Raises:
        ValueError: an unknown direction.
    """
    short = [visible(label) for label in trace.labels]
    reads = [f", '{label}'" if trace.tokens else "" for label in short]
    notes = [f", {gloss[token]}" if token in (gloss or ()) else "" for token in trace.labels]
    names = [
        f"t = {t}{read}{note}, step {t + 1} of {trace.T}"
        for t, (read, note) in enumerate(zip(reads, notes, strict=True))
    ]
    rtl = checked_direction(direction, trace.tokens or ())
    return {"values": list(range(trace.T)), "short": short, "names": names, "rtl": rtl}


def place(trace: Trace) -> str:
    """Where the readout is, to be filled in by the front end."""
    return "unit {unit}, t = {t_at} '{t}'" if trace.tokens else "unit {unit}, t = {t}"


def unit_axis(H: int) -> dict:
    """H units by their numbers."""
    return axis(list(range(H)), "unit {}")


def layer_axis(count: int) -> dict:
    """Layers by their numbers."""
    return axis(list(range(count)), "layer {}")


def layer_sliders(count: int) -> list[dict]:
    """A slider over the layers where there are several."""
    slider = {"axis": "layer", "label": "layer", "unit": "layer", "milliseconds": 900}
    return [slider] if count > 1 else []


def label_width(short) -> float:
    """Room for a tick label in em: one letter needs little, and a long word is cut."""
    return min(0.6 * max(map(width, short)) + 0.7, 3.4)


def series(at) -> list[dict]:
    """i, f, g, o, c and h as the readout and the table take them."""
    return [
        {"name": n, "label": palette.NAMES[n], "array": n, "at": at, "colour": n}
        for n in GATES_AND_STATES
    ]


def line(name: str) -> dict:
    """One gate or state as the lines panel takes it: its colour and its dashes."""
    dash = list(palette.LINE_STYLES[name][1])
    return {"name": name, "array": name, "colour": name, "dash": dash}


def heatmaps(arrays, at, labels) -> list[dict]:
    """One heatmap each for i, f, g, o, c, h: arrays (..., T, H), `at` names their leading axes.

    Colours mean the same at every place: 0..1 for gates, -1..1 for g and h, and for c plus and
    minus the largest absolute value that it has anywhere.
    """
    wide = label_width([visible(label) for label in labels])
    panels = []
    for name in GATES_AND_STATES:
        low, high, digits, colours = -1.0, 1.0, 0, "state"
        if name in "ifo":
            low, high, colours = palette.GATE_MAP.low, palette.GATE_MAP.high, "gate"
        if name == "c":
            high = largest(arrays["c"])
            low, digits = -high, 1
        panels.append(
            {
                "kind": "heatmap",
                "name": name,
                "title": palette.NAMES[name],
                "array": name,
                "at": at,
                "x": "t",
                "y": "unit",
                "map": colours,
                "limits": [low, high],
                "digits": digits,
                "wide": wide,
            }  # fmt: skip
        )
    return panels


def largest(values: np.ndarray) -> float:
    """The largest absolute value, at least 1, NaN and infinity left out."""
    finite = np.abs(values[np.isfinite(values)])
    return max(1.0, float(finite.max())) if finite.size else 1.0
