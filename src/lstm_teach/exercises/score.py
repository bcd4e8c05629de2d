"""How good is a test? Run every wrong cell of the bank through it and count those that pass."""

from dataclasses import dataclass

import numpy as np

from .. import published
from ..shapes import check_sequence
from ..weights import LSTMWeights
from .bank import of_subject, run_all
from .cases import fixture
from .mistakes import Mistake
from .subjects.cell import RIGHT, Case


@dataclass(frozen=True, eq=False)
class ParityCheck:
    """A test of a cell: run it on these inputs, compare h and c with the right ones.

    Attributes:
        name: what to call it in a table.
        weights: LSTMWeights.
        xs: (T, B, D).
        h0, c0: (B, H), zeros where left out.
        decimals: both sides are rounded to so many decimals, as in printed tables.
        every_step: compare h and c of all steps, not of the last one only.

    Raises:
        TypeError, ValueError: arrays that do not belong together, or decimals below 0.
    """

    name: str
    weights: LSTMWeights
    xs: np.ndarray
    h0: np.ndarray | None = None
    c0: np.ndarray | None = None
    decimals: int = 4
    every_step: bool = False

    def __post_init__(self):
        check_sequence(self.weights, self.xs, self.h0, self.c0)
        if not isinstance(self.decimals, int) or self.decimals < 0:
            raise ValueError(f"decimals is {self.decimals!r}, expected a whole number from 0 up.")

    def case(self) -> Case:
        """The inputs, with zeros for states that were left out.

        Raises:
            TypeError, ValueError: inputs that do not fit the weights.
        """
        h0, c0 = check_sequence(self.weights, self.xs, self.h0, self.c0)
        return Case(self.name, self.weights, self.xs, h0, c0)

    def passes(self, outputs: dict[str, np.ndarray]) -> bool:
        """Whether h and c of `outputs`, both (T, B, H), are the right ones."""
        expected, first = RIGHT.run(self.case()), 0 if self.every_step else -1
        return all(
            np.array_equal(
                np.round(outputs[name][first:], self.decimals),
                np.round(expected[name][first:], self.decimals),
            )
            for name in ("h", "c")
        )


@dataclass(frozen=True)
class Score:
    """Which wrong cells a test lets pass.

    Attributes:
        check: the test's name.
        missed: the wrong cells that pass it, though they are wrong.
        caught: the wrong cells that fail it, or that raise on its inputs.
    """

    check: str
    missed: tuple[Mistake, ...]
    caught: tuple[Mistake, ...]

    def __repr__(self) -> str:
        total = len(self.missed) + len(self.caught)
        lines = [f"{self.check}: misses {len(self.missed)} of {total} wrong cells"]
        width = max((len(m.name) for m in self.missed), default=0)
        lines += [f"  {m.name:{width}}  {m.does}" for m in self.missed]
        return "\n".join(lines)


def published_check() -> ParityCheck:
    """The check with 200 counted-up weights, as published: two inputs, zero states, 4 decimals.

    Source: J. McCaffrey, blog, "I Simulate a PyTorch LSTM from Scratch".
    """
    weights = LSTMWeights.counting(published.COUNTING_D, published.COUNTING_H)
    xs = np.array(published.COUNTING_INPUTS)[:, None]  # (2, 1, 3)
    return ParityCheck("200 counted-up weights", weights, xs)


def strong_check() -> ParityCheck:
    """Random weights 2.5 times PyTorch's default, D=3, H=5, T=4, B=2, h0 != c0, two biases."""
    case = fixture().cell[0]
    return ParityCheck("random weights and states", case.weights, case.xs, case.h0, case.c0)


def full_checks() -> tuple[ParityCheck, ...]:
    """strong_check at every step, called twice, then with D = H = B = T, then with |z| > 1000."""
    return tuple(
        ParityCheck(case.name, case.weights, case.xs, case.h0, case.c0, every_step=True)
        for case in fixture().cell
    )


def score_check(*checks: ParityCheck) -> Score:
    """Run every wrong cell of the bank through a test. Several checks in a row count as one test.

    Raises:
        TypeError: not a ParityCheck.
        ValueError: no check at all.
    """
    if not checks:
        raise ValueError("score_check got no check, expected one or more, such as strong_check().")
    for check in checks:
        if not isinstance(check, ParityCheck):
            raise TypeError(
                f"check is a {type(check).__name__}, expected a ParityCheck, such as "
                "exercises.published_check() or one made with your own inputs."
            )
    missed, caught = [], []
    for mistake in of_subject("cell"):
        (missed if _passes(mistake, checks) else caught).append(mistake)
    return Score(" + ".join(check.name for check in checks), tuple(missed), tuple(caught))


def _passes(mistake: Mistake, checks: tuple[ParityCheck, ...]) -> bool:
    given = run_all(mistake.variant, [check.case() for check in checks])
    return all(
        outputs is not None and check.passes(outputs)
        for check, outputs in zip(checks, given, strict=True)
    )
