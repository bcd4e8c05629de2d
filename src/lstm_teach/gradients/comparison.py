"""Two sets of gradients side by side: what agrees, how closely, and where they first part."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from ..gradient_trace import Gradients
from ..layouts import GATES

# Names whose first axis is time. A list of T arrays is over time whatever its name.
OVER_TIME = ("xs", "dxs", "dhs", "dh", "dc", "dz", *(f"dz_{gate}" for gate in GATES))


@dataclass(frozen=True)
class Difference:
    """One number that differs.

    Attributes:
        name: the quantity, such as "dz_f".
        t: its time step, or None where the quantity has no time axis.
        index: its place in the array (without the time axis).
        ours, theirs: the two numbers.
    """

    name: str
    t: int | None
    index: tuple[int, ...]
    ours: float
    theirs: float

    def __str__(self) -> str:
        at = "" if self.t is None else f"at step {self.t}, "
        return f"{self.name} {at}index {self.index}: {self.ours:.4g}, expected {self.theirs:.4g}"


@dataclass(frozen=True)
class Row:
    """One quantity.

    Attributes:
        name: such as "dW_x".
        shape, expected_shape: ours and theirs.
        exact: every bit is the same. Two right programs rarely agree so far.
        approximate: the same within the tolerance.
        max_difference: the largest difference; infinity where shapes differ or one has NaN.
        first: the first number that is not approximately the same. Over time that is the last
            step that has one, because a backward pass starts at the end.
    """

    name: str
    shape: tuple[int, ...]
    expected_shape: tuple[int, ...]
    exact: bool
    approximate: bool
    max_difference: float
    first: Difference | None = None

    @property
    def verdict(self) -> str:
        """The largest difference in words that are the same on every machine."""
        if self.shape != self.expected_shape:
            return f"its shape, expected {self.expected_shape}"
        if not np.isfinite(self.max_difference):
            return "NaN or infinity"
        if not self.approximate:
            return f"{self.max_difference:.3g}"
        digits = np.ceil(np.log10(max(self.max_difference, 1e-12)))
        return f"below 1e{int(digits):03d}"


@dataclass(frozen=True, repr=False)
class Comparison:
    """Name by name how two sets of gradients agree. Printed, it is a table.

    Attributes:
        rows: one per quantity, in the order given.
    """

    rows: tuple[Row, ...]

    @property
    def agrees(self) -> bool:
        """Everything is approximately the same."""
        return all(row.approximate for row in self.rows)

    @property
    def first(self) -> Difference | None:
        """The first wrong number in the order of a backward pass, or None.

        The last step comes first. What has no time axis comes at the end, because it is a sum
        over all steps. A quantity of another shape comes before all others.
        """
        wrong = [row for row in self.rows if row.first]
        return max(wrong, key=_how_early).first if wrong else None

    def __getitem__(self, name: str) -> Row:
        return next(row for row in self.rows if row.name == name)

    def table(self, exact: bool = False) -> str:
        """The table as text.

        Args:
            exact: say also whether every bit is the same. That may differ from one processor to
                the next, so a table without it is the one to keep.
        """
        head = ["quantity", "shape", "agrees", "largest difference"]
        lines = [
            [row.name, str(row.shape), "yes" if row.approximate else "NO", row.verdict]
            for row in self.rows
        ]
        if exact:
            head.append("every bit")
            for line, row in zip(lines, self.rows, strict=True):
                line.append("same" if row.exact else "not the same")
        widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
        text = [
            "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip()
            for line in (head, *lines)
        ]
        if self.first:
            text.append(f"first difference, going back: {self.first}")
        return "\n".join(text)

    def __repr__(self) -> str:
        return self.table()


def compare(
    ours, theirs, rtol: float | None = None, over_time: Collection[str] = OVER_TIME
) -> Comparison:
    """Compare gradients name by name.

    Args:
        ours, theirs: two Gradients (their steps are compared too where both have them), or two
            mappings from names to arrays, tensors, or lists of T arrays. `theirs` is believed.
        rtol: how far two numbers may be apart, relative to the largest of that quantity. 1e-10
            where left out, in float32 1e-4; and always the rounding of a sum of size 1 on top.
        over_time: names whose first axis is time.

    Returns:
        A Comparison. Wrong shapes and NaN are differences in it, no errors.

    Raises:
        ValueError: names that only one side has.
        TypeError: neither Gradients nor mappings, or a quantity that is None or no numbers.
    """
    ours, theirs = _named(ours, theirs), _named(theirs, ours)
    if set(ours) != set(theirs):
        only = sorted(set(ours) ^ set(theirs))
        raise ValueError(
            f"{', '.join(only)} is on one side only, expected the same names on both. "
            f"Ours: {', '.join(ours)}. Theirs: {', '.join(theirs)}."
        )
    rows = []
    for name, values in theirs.items():
        timed = name in over_time or isinstance(ours[name], list | tuple)
        rows.append(_row(name, _array(name, ours[name]), _array(name, values), timed, rtol))
    return Comparison(tuple(rows))


def _how_early(row: Row) -> tuple[bool, int]:
    """Larger for what a backward pass comes to earlier."""
    t = row.first.t
    return row.shape != row.expected_shape, -1 if t is None else t


def _named(gradients, other) -> Mapping:
    if isinstance(gradients, Mapping):
        return gradients
    if not isinstance(gradients, Gradients):
        raise TypeError(
            f"gradients are a {type(gradients).__name__}, expected Gradients or a dict of arrays. "
            "Did you pass a single array? Give it a name: {'dW_x': ...}."
        )
    found, both = {}, gradients.steps and getattr(other, "steps", None)
    if both:
        steps = gradients.steps
        found = {"dh": steps.dh, "dc": steps.dc, **{f"dz_{a}": steps.gate(a) for a in GATES}}
    names = [name for name in Gradients._fields if name != "steps"]
    return {**found, **{f"d{name}": getattr(gradients, name) for name in names}}


def _array(name: str, values) -> np.ndarray:
    if isinstance(values, list | tuple):
        return np.array([_array(name, each) for each in values])
    if hasattr(values, "detach"):  # a tensor, without importing torch
        values = values.detach().cpu().numpy()
    array = np.asarray(values)
    if array.dtype.kind not in "fiu":
        raise TypeError(
            f"{name} is a {type(values).__name__}, expected an array of numbers. "
            "Has it no gradient yet, or did the function return nothing?"
        )
    return array


def _row(name, ours, theirs, timed, rtol) -> Row:
    if ours.shape != theirs.shape:
        first = Difference(name, None, (), np.nan, np.nan)
        return Row(name, ours.shape, theirs.shape, False, False, np.inf, first)
    precision = max(np.finfo(a.dtype).eps if a.dtype.kind == "f" else 0.0 for a in (ours, theirs))
    rtol = (1e-4 if precision > 1e-10 else 1e-10) if rtol is None else rtol
    allowed = rtol * np.max(np.abs(theirs), initial=0.0) + 100 * precision
    with np.errstate(invalid="ignore"):
        difference = np.abs(ours.astype(float) - theirs.astype(float))
    wrong = np.argwhere(~(difference <= allowed))  # NaN is never <=
    largest = float(np.max(np.where(np.isnan(difference), np.inf, difference), initial=0.0))
    first = None
    if len(wrong):
        timed = timed and ours.ndim > 0
        place = wrong[wrong[:, 0] == wrong[:, 0].max()][0] if timed else wrong[0]
        place = tuple(int(k) for k in place)
        t, index = (place[0], place[1:]) if timed else (None, place)
        first = Difference(name, t, index, float(ours[place]), float(theirs[place]))
    same = np.array_equal(ours, theirs)
    return Row(name, ours.shape, theirs.shape, same, first is None, largest, first)
