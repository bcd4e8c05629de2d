"""A memory of one unit: an LSTM with D = 1 and H = 1 whose gates are set by hand.

No widget here: settings in, weights and a Trace out, computed by `cells.stacked`.
"""

from typing import NamedTuple

import numpy as np

from ..cells import stacked
from ..trace import Trace
from ..weights import LSTMWeights

GATES = ("i", "f", "g", "o")
# Beyond these, sigmoid and tanh are 0 or 1 to the last bit of a float64: a gate held at 1 is 1.
MOST_LOGIT, MOST_ATANH = 40.0, 20.0
SMALL = 0.005  # written with two decimals, it is 0.00

Setting = float | tuple[float, float]  # held at a value, or (input weight, bias)


class Preset(NamedTuple):
    """Gates, and where something is offered: {step: value}; all other steps offer 0."""

    i: Setting
    f: Setting
    g: Setting
    o: Setting
    offered: dict[int, float]


# g is (20, 0) where an input of 1, 0 or -1 has to be written as exactly 1, 0 or -1.
PRESETS = {
    "remember": Preset(1.0, 1.0, (20.0, 0.0), 1.0, {2: 1.0}),
    "forget": Preset(1.0, 0.5, (20.0, 0.0), 1.0, {2: 1.0}),
    "counter": Preset(1.0, 1.0, (20.0, 0.0), 1.0, {2: 1.0, 5: 1.0, 9: 1.0, 14: 1.0}),
    "leaky average": Preset(
        0.1, 0.9, (1.0, 0.0), 1.0, {t: (0.7, 0.3, 0.5, 0.6, 0.4)[t % 5] for t in range(50)}
    ),
    "gate stuck shut": Preset(0.0, 1.0, (20.0, 0.0), 1.0, {2: 1.0, 8: -1.0, 14: 1.0}),
    # An input of 1 writes 1, 0 changes nothing, -1 clears: f closes and i stays closed.
    "latch": Preset((20.0, -10.0), (20.0, 12.0), 1.0, 1.0, {3: 1.0, 13: -1.0}),
}


def follows_input(preset: Preset) -> bool:
    """Whether one of the sigmoid gates has to read the input, so that weights are needed."""
    return any(isinstance(setting, tuple) for setting in (preset.i, preset.f, preset.o))


def offered(preset: Preset, T: int) -> list[float]:
    """The T inputs of a preset, zero where it offers nothing."""
    return [preset.offered.get(t, 0.0) for t in range(T)]


def weights(gates: dict[str, Setting]) -> LSTMWeights:
    """LSTMWeights with D = H = 1 and W_h = 0: each gate depends on the input alone, or on nothing.

    A gate held at a value has input weight 0 and the bias whose sigmoid (tanh for g) it is.

    Raises:
        ValueError: a gate that is missing or unknown, a value outside 0..1 (g: -1..1), or no
            finite number.
    """
    if sorted(gates) != sorted(GATES):
        raise ValueError(f"gates are {', '.join(gates)}, expected i, f, g and o, each once.")
    pairs = np.array([weight_and_bias(name, gates[name]) for name in GATES])  # (4, 2)
    zeros = np.zeros(4)
    return LSTMWeights(pairs[:, :1], zeros[:, None], pairs[:, 1], zeros)


def weight_and_bias(name: str, setting: Setting) -> tuple[float, float]:
    """Input weight and bias of one gate.

    Raises:
        ValueError: no value that the gate can be held at, and no two finite numbers.
    """
    if isinstance(setting, (tuple, list)):
        if len(setting) != 2 or not np.isfinite(setting).all():
            raise ValueError(
                f"{name} is {setting}, expected (input weight, bias), two finite numbers."
            )
        return float(setting[0]), float(setting[1])
    low = -1 if name == "g" else 0
    if not isinstance(setting, (int, float)) or not low <= setting <= 1:
        raise ValueError(
            f"{name} is {setting!r}, expected a value from {low} to 1 to hold it at, "
            "or a pair (input weight, bias)."
        )
    with np.errstate(divide="ignore"):  # 0 and 1 are infinitely far out; the limits catch that
        if name == "g":
            return 0.0, float(np.clip(np.arctanh(setting), -MOST_ATANH, MOST_ATANH))
        logit = np.log(setting) - np.log1p(-setting)
    return 0.0, float(np.clip(logit, -MOST_LOGIT, MOST_LOGIT))


def run(gates: dict[str, Setting], inputs, candidates: bool) -> Trace:
    """The Trace, each array (T, 1, 1), of a one-unit memory that reads `inputs`.

    Args:
        gates: for i, f, g and o a value to hold it at, or (input weight, bias).
        inputs: T numbers in -1..1.
        candidates: True where `inputs` are the values of g themselves: then g = tanh(x), and each
            x is the one that gives the wanted g.

    Raises:
        ValueError: no inputs, or one outside -1..1; gates as in `weights`.
    """
    values = np.array(inputs, dtype=float)  # (T,)
    if values.ndim != 1 or not len(values) or not (np.abs(values) <= 1).all():
        raise ValueError("inputs have to be at least one number, each from -1 to 1.")
    if candidates:
        gates = {**gates, "g": (1.0, 0.0)}
        with np.errstate(divide="ignore"):
            values = np.clip(np.arctanh(values), -MOST_ATANH, MOST_ATANH)
    return stacked.run(weights(gates), values[:, None, None]).with_tokens(range(len(values)))


def describe(trace: Trace) -> str:
    """What a one-unit memory does, in a few sentences made from its numbers."""
    i, f, g, o, c, h = (getattr(trace, name)[:, 0, 0] for name in "ifgoch")  # (T,) each
    return " ".join((_writing(i, g), _keeping(f), _ending(i, g, o, c, h)))


def _writing(i, g) -> str:
    if i.max() < SMALL:
        return "The input gate is shut (i = 0.00): nothing is written."
    if np.abs(i * g).max() < SMALL:
        return "Nothing is offered while the input gate is open, so nothing is written."
    if not _steady(i):
        return (
            f"The input gate opens up to {i.max():.2f} (t = {i.argmax()}), down to {i.min():.2f}."
        )
    if i[0] > 1 - SMALL:
        return "The input gate writes all that is offered (i = 1.00)."
    return f"The input gate writes {_percent(i[0])} of what is offered (i = {i[0]:.2f})."


def _keeping(f) -> str:
    if not _steady(f):
        return (
            f"The forget gate keeps up to {_percent(f.max())} of c per step (t = {f.argmax()}), "
            f"as little as {_percent(f.min())} (t = {f.argmin()})."
        )
    if f[0] > 0.9995:
        return "The forget gate keeps all of c (f = 1.00)."
    if f[0] < SMALL:
        return "The forget gate keeps nothing (f = 0.00): c is what this step writes."
    half = np.log(0.5) / np.log(f[0])
    return (
        f"The forget gate keeps {_percent(f[0])} of c per step (f = {f[0]:.2f}): "
        f"half of it is gone after {half:.1f} steps."
    )


def _ending(i, g, o, c, h) -> str:
    writes = np.flatnonzero(np.abs(i * g) > SMALL)
    end = f"At the end c is {c[-1]:.2f}"
    if len(writes) and 0 < len(c) - 1 - writes[-1] and abs(c[writes[-1]]) > SMALL:
        last = writes[-1]
        end = (
            f"Right after the last writing (t = {last}) c was {c[last]:.2f}; "
            f"{len(c) - 1 - last} steps later it is {c[-1]:.2f}"
        )
    if abs(o[-1]) < SMALL:
        return f"{end}. The output gate is shut (o = 0.00), so h shows none of it."
    if abs(c[-1]) > 1.5:
        return f"{end}. h is {h[-1]:.2f}: tanh never lets it past 1."
    return f"{end}, and h shows {h[-1]:.2f}."


def _percent(share) -> str:
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def _steady(gate) -> bool:
    return np.ptp(gate) < SMALL
