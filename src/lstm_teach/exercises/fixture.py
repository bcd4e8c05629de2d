"""The inputs on which every mistake of the bank shows, and shows differently from all others."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from ..weights import LSTMWeights
from .subjects.cell import Case

SCALE = 2.5  # times PyTorch's default range: gates that differ visibly and do not saturate


@dataclass(frozen=True, eq=False)
class Fixture:
    """One tuple of cases per subject.

    Attributes:
        cell: `general` (D=3, H=5, T=4, B=2, random states), the same again (a state that leaks
            from call to call shows only then), `square` (T = B = D = H = 3, where some transposed
            products run without complaint), `saturated` (|z| above 1000: overflows show).
        peephole: the same with peephole weights.
    """

    cell: tuple[Case, ...]
    peephole: tuple[Case, ...]

    def __repr__(self) -> str:
        return "Fixture(" + ", ".join(f"{k}: {len(v)} cases" for k, v in vars(self).items()) + ")"


def random_case(name: str, rng, T: int, B: int, D: int, H: int, x_scale: float = 1.0) -> Case:
    """Weights 2.5 times the default, inputs and states of size 1, every number different."""
    weights = LSTMWeights.random(D, H, rng, SCALE)
    xs = x_scale * rng.standard_normal((T, B, D))
    h0, c0 = np.tanh(rng.standard_normal((B, H))), rng.standard_normal((B, H))
    return Case(name, weights, xs, h0, c0, tuple(rng.uniform(-1, 1, (3, H))))


@cache
def fixture() -> Fixture:
    """The inputs that tell all mistakes of the bank apart; the same at every call.

    On them every entry differs from the right answer and from every other entry by at least 1e-3
    in c or h (or in what its subject hands out), but for the pairs in `bank.EQUAL`, which are
    equal on paper. A test proves it.
    """
    rng = np.random.default_rng(4)
    general = random_case("general", rng, T=4, B=2, D=3, H=5)
    again = Case("again", *(v for k, v in vars(general).items() if k != "name"))
    square = random_case("square", rng, T=3, B=3, D=3, H=3)
    saturated = random_case("saturated", rng, T=2, B=2, D=2, H=3, x_scale=5000.0)
    cases = (general, again, square, saturated)
    return Fixture(cell=cases, peephole=cases)
