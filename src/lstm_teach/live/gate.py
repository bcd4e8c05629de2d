"""Sigmoid and tanh as switches: what weight and bias do to them, and where they stick."""

import numpy as np
import traitlets

from .. import figures
from ..cells.gates import sigmoid
from .panels import TWO, axis
from .view import View

MOST_WEIGHT, MOST_BIAS, MOST_X = 10, 5, 2.0
WEIGHTS = list(range(-MOST_WEIGHT, MOST_WEIGHT + 1))
BIASES = list(range(-MOST_BIAS, MOST_BIAS + 1))
XS = [round(x, 1) for x in np.linspace(-MOST_X, MOST_X, 41).tolist()]
AT = ["weight", "bias", "x"]
FLAT = 0.05  # a slope of the sigmoid below this counts as saturated; its largest is 0.25

VERDICTS = (
    "With weight 0 the input has no say: the gate stays at sigmoid(bias) = {sigmoid}.",
    "The switch is off: z is far below 0, so the sigmoid is close to 0. Its slope is small there, "
    "and so is every gradient that goes through it: it is saturated.",
    "In between: the sigmoid lets a part through, and its slope is large enough to learn from.",
    "The switch is on: z is far above 0, so the sigmoid is close to 1. Its slope is small there, "
    "and so is every gradient that goes through it: it is saturated.",
)


class GateView(View):
    """Made by `gate`.

    Attributes:
        weight, bias, x: where the sliders are; z = weight * x + bias.
    """

    weight = traitlets.Int().tag(sync=True)
    bias = traitlets.Int().tag(sync=True)
    x = traitlets.Float().tag(sync=True)

    def picture(self):
        """Both functions over x, with the weight and bias that the sliders stand on."""
        xs = np.array(XS)
        z = self.weight * xs + self.bias
        title = f"Sigmoid and tanh of z = {self.weight} x + {self.bias}"
        curves = {"sigmoid(z)": sigmoid(z), "tanh(z)": np.tanh(z)}
        return figures.curves(xs, curves, title, "input x", "output")


def gate(weight: int = 5, bias: int = 0, x: float = 0.5) -> GateView:
    """One gate with one input as a switch: sigmoid(weight * x + bias), and tanh of the same.

    All three sliders move in the browser and need no kernel.

    Args:
        weight: where its slider starts, a whole number from -10 to 10: how sharp the switch is.
        bias: likewise, -5 to 5: which inputs turn it on.
        x: the input, -2 to 2 in steps of 0.1.

    Returns:
        A view; `view.weight`, `view.bias` and `view.x` say where its sliders are and move them.

    Raises:
        ValueError: a place that a slider does not have.
    """
    arrays = _arrays()
    return GateView(_spec(), arrays, weight=weight, bias=bias, x=x)


def _arrays() -> dict[str, np.ndarray]:
    """Both functions, their slopes and the verdict at each place: (weights, biases, xs) each."""
    w, b, x = np.meshgrid(WEIGHTS, BIASES, XS, indexing="ij")
    z = w * x + b
    s, t = sigmoid(z), np.tanh(z)
    slope = s * (1 - s)
    verdict = np.where(slope > FLAT, 2, np.where(z < 0, 1, 3))
    return {
        "z": z, "sigmoid": s, "tanh": t, "sigmoid slope": slope, "tanh slope": 1 - t**2,
        "verdict": np.where(w == 0, 0, verdict),
    }  # fmt: skip


def _spec() -> dict:
    axes = {
        "weight": axis(WEIGHTS, "weight {}"),
        "bias": axis(BIASES, "bias {}"),
        "x": axis(XS, "input x = {}"),
    }
    units = {"weight": "weight", "bias": "bias", "x": "tenth"}
    labels = {"weight": "weight", "bias": "bias", "x": "input x"}
    return {
        "label": "A gate as a switch",
        "axes": axes,
        "sliders": [
            {"axis": name, "label": labels[name], "unit": units[name], "milliseconds": 250}
            for name in AT
        ],
        "rows": [
            {"columns": "1fr", "panels": [_numbers()]},
            {"columns": TWO, "panels": [_curve("sigmoid", "i", 0), _curve("tanh", "g", -1)]},
            {
                "columns": "1fr",
                "panels": [
                    {"kind": "cases", "array": "verdict", "at": AT, "texts": VERDICTS}
                    | {"values": [{"name": "sigmoid", "array": "sigmoid", "at": AT}]}
                ],
            },
        ],
    }


def _curve(name: str, colour: str, low: float) -> dict:
    """The function over x for the chosen weight and bias, and its slope in z."""
    return {
        "kind": "lines",
        "title": f"{name}(z)",
        "series": [
            {"name": name, "array": name, "colour": colour, "dash": []},
            {"name": "slope", "array": f"{name} slope", "colour": None, "dash": [2, 1.2]},
        ],
        "at": ["weight", "bias"],
        "x": "x",
        "xlabel": "input x",
        "tokens": True,
        "wide": 2.6,
        "limits": [low, 1],
        "digits": 2,
        "height": 12,
        "readout": f"{name} {{{name}}}, slope {{slope}}",
    }


def _numbers() -> dict:
    return {
        "kind": "words",
        "template": "z = weight × x + bias = {weight} × {x} + {bias} = {z}     "
        "sigmoid(z) = {sigmoid}     tanh(z) = {tanh}",
        "values": [
            {"name": name, "array": name, "at": AT, "colour": colour}
            for name, colour in (("z", None), ("sigmoid", "i"), ("tanh", "g"))
        ],
    }
