"""Activations and labels of many steps, laid side by side, and labels dealt out anew."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..shapes import check_rng, check_shape
from ..trace import GATES_AND_STATES, Trace

SHUFFLES = ("steps", "sequences")


@dataclass(frozen=True, eq=False)
class Samples:
    """What is compared.

    Attributes:
        values: (T, B, F), F features: each unit of each name.
        features: F pairs (name, unit).
        labels: (T, B) floats; for classes their number among `classes`. NaN is left out.
        classes: the different classes, or None where labels are numbers.
    """

    values: np.ndarray
    features: tuple[tuple[str, int], ...]
    labels: np.ndarray
    classes: np.ndarray | None

    def pairs(self, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """X (N, F), y (N,) and the sequence of each sample (N,), without what has no value."""
        there = np.isfinite(labels) & np.isfinite(self.values).all(axis=-1)  # (T, B)
        return self.values[there], labels[there], np.nonzero(there)[1]

    def shuffled(self, how: str, rng: np.random.Generator) -> np.ndarray:
        """The same labels dealt out by chance, (T, B).

        Among "steps", every label goes anywhere. Among "sequences", whole sequences trade their
        labels: what is true of a step in all of them stays true.
        """
        if how == "sequences":
            return self.labels[:, rng.permutation(self.labels.shape[1])]
        there = np.isfinite(self.labels)
        labels = self.labels.copy()
        labels[there] = rng.permutation(labels[there])
        return labels


def gather(traces, labels, names, classes: bool | None) -> Samples:
    """Check and lay out what `rank` and `probe` are given.

    Raises:
        TypeError: neither traces nor arrays, or no Generator.
        ValueError: shapes that do not belong together, or labels that are all the same.
    """
    arrays = _arrays(traces, names)
    values = np.concatenate(list(arrays.values()), axis=-1).astype(float)  # (T, B, F)
    features = tuple((name, unit) for name, a in arrays.items() for unit in range(a.shape[-1]))
    labels = np.asarray(labels)
    check_shape("labels", labels, T=values.shape[0], B=values.shape[1])
    numbers, found = _numbered(labels, classes)
    samples = Samples(values, features, numbers, found)
    _, y, _ = samples.pairs(numbers)
    if len(np.unique(y)) < 2:
        raise ValueError(
            f"labels has {len(np.unique(y))} different values, expected at least 2: "
            "there is nothing to tell apart."
        )
    return samples


def check_chance(shuffle: str, shuffles: int, rng) -> None:
    """Refuse a way to shuffle that is none, a count below 1, or no Generator.

    Raises:
        TypeError, ValueError: as said.
    """
    if shuffle not in SHUFFLES:
        raise ValueError(f"shuffle is {shuffle!r}, expected 'steps' or 'sequences'.")
    if isinstance(shuffles, bool) or not isinstance(shuffles, int) or shuffles < 1:
        raise ValueError(f"shuffles is {shuffles!r}, expected a whole number of 1 or more.")
    check_rng(rng)


def joined(traces) -> dict[str, np.ndarray]:
    """The gates and states of one Trace, or of several of one layer side by side: (T, B, H) each.

    Raises:
        TypeError: anything else.
        ValueError: traces of layers of different sizes.
    """
    traces = [traces] if isinstance(traces, Trace) else traces
    if not isinstance(traces, (list, tuple)) or not all(isinstance(t, Trace) for t in traces):
        raise TypeError(
            f"traces is a {type(traces).__name__}, expected a Trace, a list of them, or "
            "{'h': array}. A model gives one for each layer: model.traces(xs)[0]."
        )
    if not traces or len({trace.H for trace in traces}) > 1:
        sizes = ", ".join(str(trace.H) for trace in traces) or "none"
        raise ValueError(
            f"traces have H = {sizes}, expected one layer's. "
            "Are these the layers of a model? Look at one layer at a time."
        )
    T, B, H = max(t.T for t in traces), sum(t.B for t in traces), traces[0].H
    table = {name: np.full((T, B, H), np.nan) for name in GATES_AND_STATES}
    start = 0
    for trace in traces:
        for name in GATES_AND_STATES:
            table[name][: trace.T, start : start + trace.B] = getattr(trace, name)
        start += trace.B
    return table


def _arrays(traces, names) -> dict[str, np.ndarray]:
    if not isinstance(traces, Mapping):
        table = joined(traces)
        if not len(names):
            raise ValueError(f"names is empty, expected some of {', '.join(map(repr, table))}.")
        for name in names:
            if name not in table:
                raise ValueError(
                    f"names has {name!r}, expected some of {', '.join(map(repr, table))}."
                )
        return {name: table[name] for name in names}
    arrays = {name: np.asarray(array) for name, array in traces.items()}
    first = next(iter(arrays.values()), np.empty(0))
    for name, array in arrays.items():
        sizes = first.shape if first.ndim == 3 else (None, None)
        check_shape(name, array, T=sizes[0], B=sizes[1], H=None)
    if not arrays:
        raise ValueError("traces is empty, expected at least one array (T, B, H).")
    return arrays


def _numbered(labels, classes) -> tuple[np.ndarray, np.ndarray | None]:
    """Labels as floats; classes as their number among the different ones."""
    if classes is None:
        classes = labels.dtype.kind in "bUSO"
    if not classes:
        return labels.astype(float), None
    known = np.array([label == label for label in labels.ravel()]).reshape(labels.shape)  # not NaN
    found, numbers = np.unique(labels[known], return_inverse=True)
    table = np.full(labels.shape, np.nan)
    table[known] = numbers
    return table, found
