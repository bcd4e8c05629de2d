"""What the benchmarks share: the two sizes, taking turns, and the words for a target."""

import time
from collections.abc import Callable

import numpy as np

SMALL = {"T": 4, "B": 1, "D": 4, "H": 8}
LARGE = {"T": 100, "B": 32, "D": 64, "H": 128}


def fastest(runs: dict[str, Callable], rounds: int) -> dict[str, float]:
    """Seconds per call of each, taking turns, so that a busy moment meets all of them."""
    best = dict.fromkeys(runs, np.inf)
    for run in runs.values():
        run()
    for _ in range(rounds):
        for name, run in runs.items():
            calls, start = 0, time.perf_counter()
            while (taken := time.perf_counter() - start) < 0.02 or calls == 0:
                run()
                calls += 1
            best[name] = min(best[name], taken / calls)
    return best


def in_words(size: dict) -> str:
    """T=4 B=1 ..."""
    return " ".join(f"{letter}={n}" for letter, n in size.items())


def verdict(met: bool) -> str:
    """Whether a target is met."""
    return "met" if met else "NOT met"
