"""Judge weights by a puzzle: every short sequence is run, and the first wrong step is explained."""

import itertools
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from ..cells import stacked
from ..shapes import check_weights
from ..trace import Trace
from ..weights import LSTMWeights
from .network import encode
from .puzzles import Puzzle


@dataclass(frozen=True)
class Judgement:
    """What came of a puzzle.

    Attributes:
        tried: how many sequences were run.
        right: how many of them were right at every step.
        code: "passed", "fades", "writes", "stays", "shut" or "offers": what is wrong first.
        sentence: the same in words, with numbers.
        symbols: the shortest sequence that ends wrong; empty where all are right.
        whole: a sequence of the longest length that begins so; empty where all are right.
    """

    tried: int
    right: int
    code: str
    sentence: str
    symbols: str = ""
    whole: str = ""

    @property
    def passed(self) -> bool:
        """Whether every sequence was right at every step."""
        return self.code == "passed"


class Tests(NamedTuple):
    """Sequences of one length with what is wanted at each step."""

    sequences: tuple[str, ...]
    xs: np.ndarray  # (T, B, 1)
    low: np.ndarray  # (T, B)
    high: np.ndarray  # (T, B)

    @classmethod
    def of(cls, puzzle: Puzzle, sequences) -> "Tests":
        """The tests that these sequences are."""
        xs = [encode(sequence, puzzle.symbols, puzzle.code) for sequence in sequences]
        bounds = np.array([puzzle.wanted(sequence) for sequence in sequences])  # (B, T, 2)
        low, high = np.ascontiguousarray(bounds.transpose(2, 1, 0), dtype=float)
        return cls(tuple(sequences), np.concatenate(xs, axis=1), low, high)

    def run(self, weights: LSTMWeights) -> Trace:
        """The Trace of all sequences, computed in float64.

        Raises:
            TypeError: no LSTMWeights.
            ValueError: weights that want more than one number a step.
        """
        check_weights(weights)
        if weights.D != 1:
            raise ValueError(f"weights have D = {weights.D}, expected 1: a symbol is one number x.")
        return stacked.run(weights.astype(np.float64), self.xs)

    def right(self, trace: Trace) -> np.ndarray:
        """(T, B): whether c of unit 0 is as wanted, step by step."""
        c = trace.c[..., 0]
        return (self.low <= c) & (c <= self.high)


@cache
def all_tests(puzzle: Puzzle) -> Tests:
    """Every sequence of the longest length; their beginnings are all the shorter ones."""
    sequences = itertools.product(puzzle.symbols, repeat=puzzle.longest)
    return Tests.of(puzzle, ["".join(sequence) for sequence in sequences])


def judge(puzzle: Puzzle, weights: LSTMWeights) -> Judgement:
    """Run every sequence up to the puzzle's longest, and say what is wrong first.

    Args:
        puzzle: one of handwired.PUZZLES.
        weights: LSTMWeights with D = 1. c of unit 0 is looked at.

    Raises:
        TypeError: no Puzzle, or no LSTMWeights.
        ValueError: weights that want more than one number a step.
    """
    if not isinstance(puzzle, Puzzle):
        raise TypeError(
            f"puzzle is {puzzle!r}, expected a Puzzle. "
            "Did you mean handwired.puzzle('latch') or another of its names?"
        )
    tests = all_tests(puzzle)
    trace = tests.run(weights)
    right = tests.right(trace)
    tried, count = len(tests.sequences), int(right.all(axis=0).sum())
    if count == tried:
        said = f"c is right at every step of all {tried:,} sequences of length {puzzle.longest}."
        return Judgement(tried, count, "passed", said)
    t = int((~right).any(axis=1).argmax())
    b = int((~right[t]).argmax())
    low, high, c = tests.low[t, b], tests.high[t, b], trace.c[t, b, 0]
    symbols = tests.sequences[b][: t + 1]
    code, cause = explain(
        *(getattr(trace, name)[t, b, 0] for name in ("i", "f", "g", "c_prev")), low, high
    )
    digits = next((n for n in (2, 3, 4) if not low <= round(c, n) <= high), 5)
    where = f"After {symbols!r} c is {number(c, digits)}; it has to be {wish(low, high)}."
    return Judgement(tried, count, code, f"{where} {cause}", symbols, tests.sequences[b])


def explain(i, f, g, c_prev, low, high) -> tuple[str, str]:
    """Why f * c_prev + i * g is not between low and high: a code and a sentence."""
    kept, written = f * c_prev, i * g
    parts = {"kept": kept, "written": written, "i": i, "f": f, "g": g, "c": c_prev}
    numbers = {name: number(value) for name, value in parts.items()}
    numbers["nearly"] = number(f, 2 if f < 0.98 else 4)  # 1.00 would look as if nothing faded
    return (code := _cause(i, f, g, c_prev, low, high)), CAUSES[code].format(**numbers)


CAUSES = {
    "fades": "Your forget gate lets c fade: with f = {nearly} only {kept} of {c} is left.",
    "writes": "Your input gate lets something in that spoils it: i * g = {i} * {g} = {written}.",
    "stays": "The old c is in the way: f = {f} keeps {kept} of {c}, and i * g = {written} does not "
    "make up for it.",
    "shut": "Your input gate lets too little in: i = {i}, so only {written} of g = {g} is written.",
    "offers": "What is offered is too small or has the wrong sign: g = {g} (and i = {i}).",
}


def _cause(i, f, g, c_prev, low, high) -> str:
    kept, written = f * c_prev, i * g
    if low <= c_prev <= high:  # to keep what there was would have been right
        return "fades" if abs(c_prev - kept) >= abs(written) else "writes"
    if low <= c_prev + written <= high:
        return "fades"
    up = 1 if kept + written < low else -1  # where c should go from here
    missing = up * ((low if up > 0 else high) - kept)
    if missing <= 0:
        return "writes"
    if up * kept < 0 and (missing > 1 or low <= 0 <= high):  # |i * g| is 1 at most
        return "stays"
    return "shut" if i < 0.1 or up * g >= missing else "offers"


def wish(low: float, high: float) -> str:
    """Bounds in words: "0.9 or more", "between -0.1 and 0.1"."""
    if np.isinf(high):
        return f"{low:g} or more"
    return f"{high:g} or less" if np.isinf(low) else f"between {low:g} and {high:g}"


def number(value: float, digits: int = 2) -> str:
    """The value as text, never "-0.00"."""
    return f"{round(value, digits) + 0.0:.{digits}f}"
