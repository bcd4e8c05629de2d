"""A linear probe: can a straight readout of all units together tell a property?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..shapes import check_size
from .samples import Samples, check_chance, gather


@dataclass(frozen=True)
class Probe:
    """How well a linear readout tells a property of sequences that it was not fitted on.

    Attributes:
        score: the share of right answers for classes, R squared for numbers (1 is perfect, 0 is
            no better than the mean, below 0 is worse).
        chances: the same for each shuffle of the labels.
        measure: "share right" or "R squared".
    """

    score: float
    chances: tuple[float, ...]
    measure: str

    @property
    def chance(self) -> float:
        """The best of the shuffles."""
        return max(self.chances)

    def __str__(self) -> str:
        return f"{self.measure} {self.score:.2f}, by chance up to {self.chance:.2f}"


def probe(
    traces,
    labels,
    name: str | None = None,
    *,
    rng: np.random.Generator,
    units=None,
    classes: bool | None = None,
    folds: int = 5,
    shuffle: str = "steps",
    shuffles: int = 10,
) -> Probe:
    """Fit a linear readout on some sequences and try it on others, in turn (cross-validation).

    Ridge regression for numbers, logistic regression for classes, both by scikit-learn and on
    standardised values. All steps of one sequence are on the same side, because neighbours in time
    resemble each other.

    A probe that succeeds says that the property can be read out, not that the network uses it. An
    untrained network is the control to put beside it (Alain & Bengio 2017; Hewitt & Liang 2019).

    Args:
        traces, labels, rng, classes, shuffle, shuffles: as for `rank`.
        name: which gate or state, "h" if left out; of a dict its key, which may be left out where
            there is only one.
        units: a number, several, or None for all.
        folds: into how many parts the sequences go; at most as many as there are sequences.

    Raises:
        TypeError: no traces, or no Generator.
        ValueError: an unknown name, a dict of several arrays and no name, fewer than two sequences,
            a unit that is not there, shapes that do not belong together, or labels that are all
            the same.
    """
    check_chance(shuffle, shuffles, rng)
    check_size("folds", folds)
    if isinstance(traces, Mapping):
        traces = _chosen(traces, name)
    samples = gather(traces, labels, ("h" if name is None else name,), classes)
    columns = _columns(units, samples.values.shape[-1])
    B = samples.values.shape[1]
    if B < 2 or folds < 2:
        raise ValueError(
            f"there are {B} sequences and {folds} folds, expected at least 2 of each: "
            "a probe is tried on sequences that it was not fitted on."
        )
    score = _score(samples, samples.labels, columns, folds)
    deals = (samples.shuffled(shuffle, rng) for _ in range(shuffles))
    chances = tuple(_score(samples, deal, columns, folds) for deal in deals)
    return Probe(score, chances, "R squared" if samples.classes is None else "share right")


def _score(samples: Samples, labels, columns, folds: int) -> float:
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.metrics import accuracy_score, r2_score
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    X, y, sequence = samples.pairs(labels)
    numbers = samples.classes is None
    readout = make_pipeline(
        StandardScaler(), Ridge() if numbers else LogisticRegression(max_iter=1000)
    )
    there = len(np.unique(sequence))
    if there < 2:
        raise ValueError(
            f"labels are there in {there} sequence, expected at least 2: "
            "a probe is tried on sequences that it was not fitted on."
        )
    parts = GroupKFold(min(folds, there))
    fits = [y[fit] for fit, _ in parts.split(X, y, sequence)]
    if not numbers and min(len(np.unique(fit)) for fit in fits) < 2:
        raise ValueError(
            "without one part of the sequences labels has a single class, expected at least 2 "
            "to fit on. Is a class in one sequence alone?"
        )
    told = cross_val_predict(readout, X[:, columns], y, groups=sequence, cv=parts)
    return float(r2_score(y, told) if numbers else accuracy_score(y, told))


def _chosen(arrays: Mapping, name: str | None) -> dict:
    """The array of that name alone; the only one where no name was given."""
    known = ", ".join(map(repr, arrays))
    if name is None and len(arrays) > 1:
        raise ValueError(f"name is missing, expected one of {known}: a probe reads one array.")
    if name is not None and name not in arrays:
        raise ValueError(f"name is {name!r}, expected one of {known}, which traces has.")
    return {key: array for key, array in arrays.items() if name in (None, key)}


def _columns(units, H: int) -> list[int]:
    if units is None:
        return list(range(H))
    units = [units] if isinstance(units, (int, np.integer)) else list(units)
    for unit in units:
        if isinstance(unit, bool) or not isinstance(unit, (int, np.integer)) or not 0 <= unit < H:
            raise ValueError(f"units has {unit!r}, expected numbers from 0 to {H - 1}.")
    if not units:
        raise ValueError("units is empty, expected at least one.")
    return [int(unit) for unit in units]
