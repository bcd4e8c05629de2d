"""Single units, ranked by how well they tell a property."""

from dataclasses import dataclass

import numpy as np

from .samples import Samples, check_chance, gather

MEASURES = ("correlation", "information")
BINS = 10  # for the mutual information


@dataclass(frozen=True)
class Unit:
    """One unit and how well it tells the property.

    Attributes:
        name: which of its gates or states: "i", "f", "g", "o", "c" or "h".
        unit: its number.
        score: |r| in 0..1 for correlation, bits for information.
        sign: 1 if it rises with the property, -1 if it falls, 0 where no direction is measured.
    """

    name: str
    unit: int
    score: float
    sign: int

    def __str__(self) -> str:
        return f"{self.name} of unit {self.unit}"


@dataclass(frozen=True, repr=False)
class Ranking:
    """Units from the most telling one down. Printed, it is a table of the first eight.

    Attributes:
        rows: a Unit for each name and unit, best first.
        chances: for each shuffle of the labels, the best score of all units.
        measure: "correlation" or "information".
    """

    rows: tuple[Unit, ...]
    chances: tuple[float, ...]
    measure: str

    @property
    def best(self) -> Unit:
        """The most telling one."""
        return self.rows[0]

    @property
    def chance(self) -> float:
        """The best that any unit reached in any shuffle.

        With 20 shuffles of "sequences" that do not depend on each other, a score above it would
        come by chance in at most 1 of 21 cases, however many units were looked at. Shuffles of
        "steps" promise no such thing, see `rank`: a score above them may still be chance.
        """
        return max(self.chances)

    @property
    def above_chance(self) -> tuple[Unit, ...]:
        """The units that tell more than chance did."""
        return tuple(row for row in self.rows if row.score > self.chance)

    def scores(self, name: str) -> np.ndarray:
        """(H,), the scores of one gate or state, unit by unit.

        Raises:
            KeyError: a name that was not ranked.
        """
        rows = sorted((row for row in self.rows if row.name == name), key=lambda row: row.unit)
        if not rows:
            raise KeyError(f"{name!r} was not ranked.")
        return np.array([row.score for row in rows])

    def __repr__(self) -> str:
        word = "|r|" if self.measure == "correlation" else "bits"
        lines = [f"place  what  unit  {word}"]
        for place, row in enumerate(self.rows[:8], start=1):
            lines.append(f"{place:5}  {row.name:>4}  {row.unit:4}  {row.score:.2f}")
        lines.append(
            f"chance: {self.chance:.2f}, the best of {len(self.rows)} in "
            f"{len(self.chances)} shuffles; above it: {len(self.above_chance)}"
        )
        return "\n".join(lines)


def rank(
    traces,
    labels,
    by: str = "correlation",
    names=("i", "f", "o", "c", "h"),
    *,
    rng: np.random.Generator,
    classes: bool | None = None,
    shuffle: str = "steps",
    shuffles: int = 20,
) -> Ranking:
    """Rank units by how well one gate or state of each, alone, tells a property.

    Chance is made visible by shuffling the labels: of all units the best one counts each time,
    because looking at many units finds something in noise, too (Westfall & Young 1993).

    Args:
        traces: a Trace, several of one layer, or {name: (T, B, H)} for what is no Trace.
        labels: (T, B), the property at each step; NaN is left out. See `position`, `depth`, ...
        by: "correlation", Pearson's, its absolute value; or "information", the mutual information
            in bits (by scikit-learn) after cutting the values into 10 bins that hold equally many.
            A value on a cut, as one that repeats often is, has a bin of its own. This also finds
            what does not rise and fall in a straight line. Bins make it a little too high; so are
            the shuffles.
        names: which gates and states to look at; of a dict all.
        rng: np.random.default_rng(seed), for the shuffles.
        classes: labels are classes without an order, for "information" only. Left out: for texts
            and truth values.
        shuffle: "steps" deals all labels out anew. That is what labels without any order in time
            would reach, no test: neighbours in time resemble each other, so a property and a unit
            that both change slowly go together by chance far more often than dealt labels do, and
            units that know nothing come out above. "sequences" lets whole sequences trade theirs,
            which keeps that order and is a test: what follows from the number of the step alone is
            chance then. It takes many sequences.
        shuffles: how often.

    Raises:
        TypeError: no traces, or no Generator.
        ValueError: an unknown measure or name, shapes that do not belong together, labels that
            are all the same, or classes to correlate with.
    """
    if by not in MEASURES:
        raise ValueError(f"by is {by!r}, expected 'correlation' or 'information'.")
    check_chance(shuffle, shuffles, rng)
    samples = gather(traces, labels, names, classes)
    if by == "correlation" and samples.classes is not None and len(samples.classes) > 2:
        raise ValueError(
            f"labels has {len(samples.classes)} classes, expected numbers or two classes to "
            "correlate with. by='information' takes any classes."
        )
    score = _correlation if by == "correlation" else _information
    found, signs = score(samples, samples.labels)
    deals = (samples.shuffled(shuffle, rng) for _ in range(shuffles))
    chances = tuple(float(score(samples, deal)[0].max()) for deal in deals)
    rows = [
        Unit(name, unit, float(s), int(sign))
        for (name, unit), s, sign in zip(samples.features, found, signs, strict=True)
    ]
    rows.sort(key=lambda row: -row.score)
    return Ranking(tuple(rows), chances, by)


def _correlation(samples: Samples, labels) -> tuple[np.ndarray, np.ndarray]:
    X, y, _ = samples.pairs(labels)
    X, y = X - X.mean(axis=0), y - y.mean()
    lengths = np.sqrt((X**2).sum(axis=0) * (y**2).sum())  # (F,)
    moves = lengths > 1e-9 * len(y)  # what never moves tells nothing
    r = np.divide(y @ X, lengths, out=np.zeros(len(lengths)), where=moves)
    return np.abs(r), np.sign(r)


def _information(samples: Samples, labels) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.metrics import mutual_info_score

    X, y, _ = samples.pairs(labels)
    y = y if samples.classes is not None else _binned(y)
    nats = np.array([mutual_info_score(y, _binned(x)) for x in X.T])
    return nats / np.log(2), np.zeros(len(nats))


def _binned(x: np.ndarray) -> np.ndarray:
    """The bin of each value: BINS of them that hold equally many, fewer where values repeat.

    A value that is an edge has its own bin, else one that is common would swallow its neighbours.
    """
    edges = np.unique(np.quantile(x, np.linspace(0, 1, BINS + 1)[1:-1]))
    return np.searchsorted(edges, x, side="left") + np.searchsorted(edges, x, side="right")
