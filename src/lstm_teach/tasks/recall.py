"""Remember a little for long: first and last, two marked numbers, the first symbol."""

import numpy as np

from ..shapes import check_size
from .examples import Examples, check_draw
from .goals import Classification, Regression


def first_and_last(
    n: int, T: int, rng: np.random.Generator, *, features: int = 1, n_test: int = 1000
) -> Classification:
    """Do the numbers of the first and the last step together sum to more than zero?

    All numbers are drawn from the standard normal distribution; the T - 2 steps between are noise.
    Who knows the last step only is right in 75 % of the cases: the first step is the other half of
    the sum. After "LSTMs from Scratch" (T = 30, 28 noise values between), which does not state its
    rule; this one gives curves that are close to the published ones.

    Args:
        n: how many sequences to learn from.
        T: time steps, 2 or more.
        rng: where the numbers come from.
        features: D, numbers in each step.
        n_test: how many sequences to test.

    Raises:
        TypeError: no generator.
        ValueError: a number out of its range.
    """
    check_draw(n, n_test, rng)
    _check_steps(T, 2)
    check_size("features", features)

    def draw(n, rng):
        xs = rng.standard_normal((T, n, features)).astype(np.float32)  # (T, n, D)
        return Examples(xs, (xs[0].sum(-1) + xs[-1].sum(-1) > 0).astype(np.int64))

    return Classification.drawn(
        "first and last",
        f"The number of step 0, over {T - 2} steps of noise, until the last number comes.",
        draw,
        n,
        n_test,
        rng,
        answers=("below zero", "above zero"),
    )


def adding(n: int, T: int, rng: np.random.Generator, *, n_test: int = 1000) -> Regression:
    """Add two numbers that are marked, among T. The adding problem, Hochreiter & Schmidhuber 1997.

    Each step has a number in -1..1 and a mark: 1 at one step of the first half and at one step of
    the second half, else 0. The target is 0.5 + (X1 + X2) / 4, which lies in 0..1. An answer is
    right when it is less than 0.04 away, as there. (Simpler than there: all sequences have T steps,
    and the first and the last step have no mark of their own.)

    Args:
        n: how many sequences to learn from.
        T: time steps, 2 or more.
        rng: where the numbers come from.
        n_test: how many sequences to test.

    Raises:
        TypeError: no generator.
        ValueError: a number out of its range.
    """
    check_draw(n, n_test, rng)
    _check_steps(T, 2)

    def draw(n, rng):
        numbers = rng.uniform(-1, 1, (T, n))
        marks, each = np.zeros((T, n)), np.arange(n)
        first, second = rng.integers(0, T // 2, n), rng.integers(T // 2, T, n)
        marks[first, each] = marks[second, each] = 1
        xs = np.stack([numbers, marks], axis=2).astype(np.float32)  # (T, n, 2)
        targets = 0.5 + (numbers[first, each] + numbers[second, each]) / 4
        return Examples(xs, targets.astype(np.float32))

    return Regression.drawn(
        "adding",
        "The first marked number, until the second one comes, and that it came.",
        draw,
        n,
        n_test,
        rng,
    )


def first_symbol(
    n: int, T: int, rng: np.random.Generator, *, symbols: int = 4, n_test: int = 500
) -> Classification:
    """Which symbol came first? T - 1 more of the same symbols follow, at random.

    Args:
        n: how many sequences to learn from.
        T: time steps, 2 or more.
        rng: where the symbols come from.
        symbols: how many there are, 2 to 26: a, b, c, ...
        n_test: how many sequences to test.

    Raises:
        TypeError: no generator.
        ValueError: a number out of its range.
    """
    check_draw(n, n_test, rng)
    _check_steps(T, 2)
    check_size("symbols", symbols)
    if not 2 <= symbols <= 26:
        raise ValueError(f"symbols is {symbols}, expected 2 to 26, the letters a to z.")

    def draw(n, rng):
        xs = rng.integers(0, symbols, (T, n))  # (T, n)
        return Examples(xs, xs[0].copy())

    letters = tuple("abcdefghijklmnopqrstuvwxyz"[:symbols])
    return Classification.drawn(
        "first symbol",
        f"The symbol of step 0, while {T - 1} others try to take its place.",
        draw,
        n,
        n_test,
        rng,
        vocab=letters,
        answers=letters,
    )


def _check_steps(T: int, least: int) -> None:
    check_size("T", T)
    if T < least:
        raise ValueError(f"T is {T}, expected {least} or more steps.")
