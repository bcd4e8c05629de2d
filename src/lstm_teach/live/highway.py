"""The gradient highway: what a forget bias does to the gradient of c, many steps back."""

import numpy as np
import traitlets

from .. import figures
from ..gradients import flow
from .panels import axis
from .view import View

BIASES = [0.5 * k for k in range(11)]  # 0 to 5
SEEDS = list(range(5))
AT = ["seed", "bias"]


class HighwayView(View):
    """Made by `explore_highway`.

    Attributes:
        bias: b_x + b_h of the forget gate, 0 to 5 in steps of 0.5.
        back: how many steps before the end are read out.
        seed: of the weights, the inputs and the loss, 0 to 4.
        numbers: "dc", "gates alone" and "default", each (seeds, biases, steps back), all relative
            to dc at the end. The default initialisation is the same for every bias.
    """

    bias = traitlets.Float().tag(sync=True)
    back = traitlets.Int().tag(sync=True)
    seed = traitlets.Int().tag(sync=True)

    def __init__(self, T: int, H: int, D: int, bias: float):
        self.numbers = _numbers(T, H, D)
        super().__init__(_spec(T), _arrays(self.numbers), bias=bias, back=T // 2, seed=0)

    @traitlets.validate("back", "seed")
    def _also_on_its_axis(self, proposal):
        return self._on_its_axis(proposal)

    def picture(self):
        """The lines at the chosen bias and seed, and the range of all seeds as bands."""
        k, seed = BIASES.index(self.bias), SEEDS.index(self.seed)
        drawn = {name: values[:, k] for name, values in self.numbers.items()}
        return figures.curves(
            np.arange(len(self.spec["axes"]["back"]["values"])),
            {name: values[seed] for name, values in drawn.items()},
            title=f"Forget bias {self.bias:g}: the gradient of c on its way back",
            xlabel="steps back from the end",
            ylabel="dc, relative to the end",
            log_y=True,
            spread={name: (v.min(axis=0), v.max(axis=0)) for name, v in drawn.items()},
        )


def explore_highway(T: int = 100, H: int = 64, D: int = 8, bias: float = 1.0) -> HighwayView:
    """The gradient of c over T steps of an untrained LSTM, under a slider for the forget bias.

    `gradients.flow` measures every bias for five seeds; then the sliders need no kernel. Beside the
    measured gradient: what the forget gates alone would leave, and the default initialisation.

    Args:
        T: steps, 2 or more.
        H, D: hidden size and input size, 1 or more.
        bias: where its slider starts.

    Returns:
        A view; `view.bias`, `view.back` and `view.seed` say where its sliders are and move them.

    Raises:
        ValueError: a size out of range, or a bias that the slider does not have.
    """
    if not isinstance(T, int) or T < 2:
        raise ValueError(f"T is {T!r}, expected 2 steps or more: one to start from, one back.")
    if bias not in BIASES:
        raise ValueError(f"bias is {bias!r}, expected 0 to 5 in steps of 0.5.")
    return HighwayView(T, H, D, bias)


def _numbers(T: int, H: int, D: int) -> dict[str, np.ndarray]:
    size = {"T": T, "H": H, "D": D, "B": 1}
    flows = [[flow(forget_bias=bias, seed=seed, **size) for bias in BIASES] for seed in SEEDS]
    default = [flow(seed=seed, **size) for seed in SEEDS]
    return {
        "dc": np.array([[_back(one.dc) for one in row] for row in flows]),
        "gates alone": np.array([[_back(one.forget_product) for one in row] for row in flows]),
        "default": np.array([[_back(one.dc)] * len(BIASES) for one in default]),
    }


def _back(norms: np.ndarray) -> np.ndarray:
    """Relative to the last step, and that step first."""
    return norms[::-1] / norms[-1]


def _arrays(numbers) -> dict[str, np.ndarray]:
    """What the lines draw, and `kept`: the forget gates' geometric mean, (seeds, biases)."""
    product = numbers["gates alone"]
    return {
        "dc": numbers["dc"],
        "product": product,
        "default": numbers["default"],
        "kept": product[..., -1] ** (1 / (product.shape[-1] - 1)),
    }


def _spec(T: int) -> dict:
    axes = {
        "bias": axis(BIASES, "forget bias {}"),
        "back": axis(list(range(T)), "{} steps back"),
        "seed": axis(SEEDS, "seed {}"),
    }
    sliders = (("bias", "forget bias", "half"), ("back", "steps back", "step"))
    return {
        "label": "The gradient highway: what the forget bias does to it",
        "axes": axes,
        "sliders": [
            {"axis": name, "label": label, "unit": unit, "milliseconds": 250}
            for name, label, unit in (*sliders, ("seed", "seed", "seed"))
        ],
        "rows": [
            {"columns": "1fr", "panels": [_sentence()]},
            {"columns": "1fr", "panels": [_lines()]},
        ],
    }


def _sentence() -> dict:
    there = [*AT, "back"]
    values = [("kept", AT, "f", 2), ("dc", there, "c", 3), ("product", there, "f", 3)]
    return {
        "kind": "words",
        "template": "With a forget bias of {bias} the forget gates keep {kept} per step. "
        "{back} steps back there is {dc} of dc left. The gates alone would leave {product}.",
        "values": [
            {"name": name, "array": name, "at": at, "colour": colour, "digits": digits}
            for name, at, colour, digits in values
        ],
    }


def _lines() -> dict:
    lines = (("dc", "dc", "c", []), ("gates", "product", "f", [4, 1.5]))
    return {
        "kind": "lines",
        "title": "dc relative to the end, log scale",
        "series": [
            {"name": name, "array": array, "colour": colour, "dash": dash}
            for name, array, colour, dash in (*lines, ("default", "default", None, [1, 1.5]))
        ],
        "at": AT,
        "x": "back",
        "xlabel": "steps back from the end",
        "log": True,
        "digits": 3,
        "height": 18,
        "readout": "dc {dc}, gates alone {gates}, default initialisation {default}",
    }
