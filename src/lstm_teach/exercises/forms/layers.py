"""Answers about several layers and two directions."""

from ..subjects.layers import LayersCase
from .call import CallForm


def sizes(case: LayersCase) -> dict[str, dict[str, int]]:
    """The axes of output, h_n and c_n."""
    T, B, _ = case.xs.shape
    rows, _, H = case.h0.shape
    ways = len(case.weights[0])
    ends = {"layers": rows, "B": B, "H": H}
    return {
        "output": {"T": T, "B": B, "directions * H": ways * H},
        "h_n": ends,
        "c_n": ends,
        "summary": {"B": B, "directions * H": ways * H},
    }


def of(*names: str) -> dict:
    """The axes of some of them, for a CallForm."""
    return {name: (lambda case, name=name: sizes(case)[name]) for name in names}


def stacked(variant):
    """run(layers, xs, h0, c0, drop, training), one LSTMWeights per layer, one direction."""

    def run(layers, xs, h0, c0, drop, training):
        case = LayersCase("", tuple((w,) for w in layers), xs, h0, c0, 1.0, training)
        found = variant.run(case)
        return found["output"], found["h_n"], found["c_n"]

    return run


STACKED = CallForm(
    subject="layers",
    arguments=("layers", "xs", "h0", "c0", "drop", "training"),
    inputs=lambda case: (
        [layer[0] for layer in case.weights],
        case.xs,
        case.h0,
        case.c0,
        lambda xs: 0 * xs,
        case.training,
    ),
    sizes=of("output", "h_n", "c_n"),
    imitation=stacked,
    only=("training", "eval"),
)


def both_ways(variant):
    """run(layers, xs, h0, c0), for each layer the LSTMWeights of both directions."""

    def run(layers, xs, h0, c0):
        found = variant.run(LayersCase("", tuple(layers), xs, h0, c0))
        return found["output"], found["h_n"], found["c_n"]

    return run


BOTH_WAYS = CallForm(
    subject="layers",
    arguments=("layers", "xs", "h0", "c0"),
    inputs=lambda case: ([tuple(layer) for layer in case.weights], case.xs, case.h0, case.c0),
    sizes=of("output", "h_n", "c_n"),
    imitation=both_ways,
    only=("both ways",),
)


def summary_inputs(case: LayersCase) -> tuple:
    """output and h_n of the right layers."""
    from ..subjects.layers import RIGHT

    found = RIGHT.run(case)
    return found["output"], found["h_n"]


SUMMARY = CallForm(
    subject="layers",
    arguments=("output", "h_n"),
    inputs=summary_inputs,
    sizes=of("summary"),
    imitation=lambda variant: lambda output, h_n: variant.summary(output, h_n, 2),
    only=("both ways",),
)
