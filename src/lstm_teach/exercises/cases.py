"""The inputs on which every mistake of the bank shows, and shows differently from all others."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from ..weights import LSTMWeights
from .subjects.backward import BackwardCase
from .subjects.cell import Case
from .subjects.layers import LayersCase
from .subjects.training import ChunksCase, LossCase, SamplingCase

SCALE = 2.5  # times PyTorch's default range: gates that differ visibly and do not saturate


@dataclass(frozen=True, eq=False)
class Fixture:
    """One tuple of cases per subject.

    Attributes:
        cell: `general` (D=3, H=5, T=4, B=2, random states), the same again (a state that leaks
            from call to call shows only then), `square` (T = B = D = H = 3, where some transposed
            products run without complaint), `saturated` (|z| above 1000: overflows show).
        peephole: the same; their peephole weights are used here.
        layers: three layers of one direction, with dropout 1 in training and in eval mode (so that
            luck has no part in it), and two layers of two directions.
        backward: gradients of the general and the square run, with derivatives of the loss for
            all outputs.
        loss, sampling, chunks: scores of a few tokens; scores and a temperature; one sequence in
            two pieces.
    """

    cell: tuple[Case, ...]
    peephole: tuple[Case, ...]
    layers: tuple[LayersCase, ...]
    backward: tuple[BackwardCase, ...]
    loss: tuple[LossCase, ...]
    sampling: tuple[SamplingCase, ...]
    chunks: tuple[ChunksCase, ...]

    def __repr__(self) -> str:
        return "Fixture(" + ", ".join(f"{k}: {len(v)} cases" for k, v in vars(self).items()) + ")"


def random_case(name: str, rng, T: int, B: int, D: int, H: int, x_scale: float = 1.0) -> Case:
    """Weights 2.5 times the default, inputs and states of size 1, every number different."""
    weights = LSTMWeights.random(D, H, rng, SCALE)
    xs = x_scale * rng.standard_normal((T, B, D))
    h0, c0 = np.tanh(rng.standard_normal((B, H))), rng.standard_normal((B, H))
    return Case(name, weights, xs, h0, c0, tuple(rng.uniform(-1, 1, (3, H))))


def layers_cases(rng, H: int = 3, T: int = 4, B: int = 2) -> tuple[LayersCase, ...]:
    """Three layers of one direction in training and in eval mode, then two of two directions.

    The input size is what the layers hand upward (H, then 2H), so that weights of the wrong layer
    fit as well.
    """

    def layer(D: int, ways: int):
        return tuple(LSTMWeights.random(D, H, rng, SCALE) for _ in range(ways))

    one_way, two_ways = [layer(H, 1) for _ in range(3)], [layer(2 * H, 2) for _ in range(2)]
    cases = []
    for name, weights, dropout, training in (
        ("training", one_way, 1.0, True),
        ("eval", one_way, 1.0, False),
        ("both ways", two_ways, 0.0, False),
    ):
        ways = len(weights[0])
        xs = rng.standard_normal((T, B, ways * H))
        h0, c0 = rng.standard_normal((2, len(weights) * ways, B, H))
        cases.append(LayersCase(name, tuple(weights), xs, np.tanh(h0), c0, dropout, training))
    return tuple(cases)


@cache
def cases_of_size(D: int, H: int) -> tuple[Case, ...]:
    """Three cases for a cell that was made with other sizes: general, again, saturated."""
    rng = np.random.default_rng(4)
    general = random_case("general", rng, T=4, B=2, D=D, H=H)
    saturated = random_case("saturated", rng, T=2, B=2, D=D, H=H, x_scale=5000.0)
    return general, replace(general, name="again"), saturated


@cache
def fixture() -> Fixture:
    """The inputs that tell all mistakes of the bank apart; the same at every call.

    On them every entry differs from the right answer and from every other entry by at least 1e-3
    in c or h (or in what its subject hands out), but for the pairs in `bank.EQUAL`, which are
    equal on paper. A test proves it.
    """
    rng = np.random.default_rng(4)
    general = random_case("general", rng, T=4, B=2, D=3, H=5)
    again = replace(general, name="again")
    square = random_case("square", rng, T=3, B=3, D=3, H=3)
    saturated = random_case("saturated", rng, T=2, B=2, D=2, H=3, x_scale=5000.0)
    cases = (general, again, square, saturated)
    logits, tokens = rng.standard_normal((5, 2, 4)), rng.integers(0, 4, (5, 2))
    pieces = ChunksCase(
        "two chunks",
        general.weights,
        np.stack([general.xs, general.xs[::-1]]),
        general.h0,
        general.c0,
    )
    return Fixture(
        cell=cases,
        peephole=cases,
        layers=layers_cases(rng),
        backward=(BackwardCase.of(general, rng), BackwardCase.of(square, rng)),
        loss=(LossCase("general", 3 * logits, tokens),),
        sampling=(
            SamplingCase("hot", 3 * logits[0], 2.0),
            SamplingCase("cold", 3 * logits[1], 0.5),
        ),
        chunks=(pieces,),
    )
