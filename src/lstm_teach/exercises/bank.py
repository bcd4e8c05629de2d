"""What every mistake gives on the fixture, and which of them an answer equals."""

from collections.abc import Iterable
from functools import cache

import numpy as np

from .cases import fixture
from .mistakes import MISTAKES, Mistake
from .subjects import backward, cell, layers, training

# Equal on paper in all that is handed out, so no input can tell them apart. The first one is named.
EQUAL = {
    ("i_and_f_swapped", "order_figo"): "reading i as f and f as i is swapping them",
}

# For each subject the right one, and what answers hand out of it.
SUBJECTS = {
    "cell": (cell.RIGHT, ("c", "h")),
    "peephole": (cell.RIGHT_PEEPHOLE, ("c", "h")),
    "layers": (layers.RIGHT, layers.QUANTITIES),
    "backward": (backward.RIGHT, backward.QUANTITIES),
    "loss": (training.RIGHT_LOSS, ("loss",)),
    "sampling": (training.RIGHT_SAMPLING, ("probabilities",)),
    "chunks": (training.RIGHT_CHUNKS, ("h", "c", "W_x", "W_h")),
}

APART = 1e-3  # by how much two entries differ on the fixture, at least
TOLERANCE = 1e-4  # two results nearer than this are the same: float32 rounds by about 1e-6

Outputs = tuple[dict[str, np.ndarray] | None, ...]  # per case; None where it raised


def run_all(variant, cases: Iterable) -> Outputs:
    """What a variant gives on each case, called one after the other."""
    outputs, before = [], None
    for case in cases:
        try:
            before = variant.run(case, before)
        except (
            ValueError,
            RuntimeError,
        ):  # shapes that do not fit: some mistakes run on square cases only
            outputs.append(None)
        else:
            outputs.append(before)
    return tuple(outputs)


@cache
def outputs(name: str) -> Outputs:
    """What the mistake of that name gives on the fixture."""
    mistake = next(m for m in MISTAKES if m.name == name)
    return run_all(mistake.variant, vars(fixture())[mistake.subject])


@cache
def right(subject: str) -> Outputs:
    """What the right one gives on the fixture."""
    return run_all(SUBJECTS[subject][0], vars(fixture())[subject])


def distance(ours: Outputs, theirs: Outputs, names: Iterable[str]) -> float:
    """The largest difference of the named quantities over all cases.

    Infinity where one raises and the other does not, or where one has NaN and the other a number.
    """
    largest = 0.0
    for a, b in zip(ours, theirs, strict=True):
        if (a is None) != (b is None):
            return np.inf
        if a is not None:
            largest = max([largest, *(array_distance(a[name], b[name]) for name in names)])
    return largest


def array_distance(a: np.ndarray, b: np.ndarray) -> float:
    """The largest difference of two arrays; infinity where shapes or NaN differ."""
    if a.shape != b.shape or (np.isnan(a) != np.isnan(b)).any():
        return np.inf
    both = ~np.isnan(a)
    return float(np.max(np.abs(a[both] - b[both]), initial=0.0))


def of_subject(subject: str) -> tuple[Mistake, ...]:
    """The entries that are wrong versions of one subject."""
    return tuple(m for m in MISTAKES if m.subject == subject)
