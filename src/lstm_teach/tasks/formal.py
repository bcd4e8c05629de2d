"""Remember how many: as many b as there were a, and how deep the brackets are."""

from collections.abc import Iterable

import numpy as np

from ..shapes import check_size
from .examples import Examples, check_draw, next_tokens
from .goals import Classification

START, A, B, END = range(4)
COUNTING_WORDS = ("start", "a", "b", "end")


def counting(max_n: int, n_test: Iterable[int] | None = None) -> Classification:
    """Predict the next symbol of start a^n b^n end, for n = 1 to max_n (Gers & Schmidhuber 2001).

    While it reads a, nobody can know whether another a comes or the first b, so these steps do not
    count. What counts: from the first b on, whether another b comes or the end. A sequence is
    right if all of these are.

    Args:
        max_n: the largest n to learn from.
        n_test: the n to test; 1 to 2 * max_n where left out.

    Raises:
        ValueError: an n that is not a whole number of 1 or more.
    """
    check_size("max_n", max_n)
    tested = range(1, 2 * max_n + 1) if n_test is None else n_test
    return Classification(
        "a^n b^n",
        "How many a it has read, and then how many of them still wait for their b.",
        counted(range(1, max_n + 1)),
        counted(tested),
        vocab=COUNTING_WORDS,
        answers=COUNTING_WORDS,
        whole=True,
    )


def counted(ns: Iterable[int]) -> Examples:
    """One sequence start a^n b^n for each n, with the next symbol as targets.

    Raises:
        ValueError: an n that is not a whole number of 1 or more, or none.
    """
    ns = list(ns)
    for n in ns:
        check_size("n", n)
    texts = [[START] + [A] * n + [B] * n + [END] for n in ns]
    xs, targets, lengths = next_tokens(texts)
    return Examples(xs, targets, lengths, mask=xs == B)


def brackets(
    n: int, T: int, rng: np.random.Generator, *, max_depth: int = 4, n_test: int = 500
) -> Classification:
    """How deep is it after each bracket? A random walk between depth 0 and max_depth.

    Args:
        n: how many sequences to learn from.
        T: time steps.
        rng: where the brackets come from.
        max_depth: at this depth a closing bracket follows, as an opening one does at depth 0.
        n_test: how many sequences to test.

    Raises:
        TypeError: no generator.
        ValueError: a number out of its range.
    """
    check_draw(n, n_test, rng)
    check_size("T", T)
    check_size("max_depth", max_depth)

    def draw(n, rng):
        xs, depth = rng.integers(0, 2, (T, n)), np.zeros(n, dtype=np.int64)  # 0 opens, 1 closes
        targets = np.empty_like(xs)
        for t in range(T):
            xs[t] = np.where(depth == 0, 0, np.where(depth == max_depth, 1, xs[t]))
            depth = depth + 1 - 2 * xs[t]  # (n,)
            targets[t] = depth
        return Examples(xs, targets)

    return Classification.drawn(
        "bracket depth",
        "How many brackets are open: one more with each ( and one less with each ).",
        draw,
        n,
        n_test,
        rng,
        vocab=("(", ")"),
        answers=tuple(str(depth) for depth in range(max_depth + 1)),
    )
