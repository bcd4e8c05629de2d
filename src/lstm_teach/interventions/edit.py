"""An edit says what to change in a run: which value, of which units, at which steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral, Real

import numpy as np

from ..trace import GATES_AND_STATES, Trace

# What a step computes, and before that what it is handed from the step before.
NAMES = (*GATES_AND_STATES, "h_prev", "c_prev")
_LIMITS = {"i": (0, 1), "f": (0, 1), "o": (0, 1), "g": (-1, 1), "h": (-1, 1), "h_prev": (-1, 1)}


@dataclass(frozen=True, eq=False)
class Edit:
    """One change. Make it with `clamp`, `zero`, `freeze` or `swap`, which check it.

    An edit of c reaches h of the same step and all that follows. An edit of c_prev or h_prev
    reaches only what the step makes of it: that is how to lose a memory and still see the answer.

    Attributes:
        kind: "clamp", "freeze" or "swap".
        name: "i", "f", "g", "o", "c", "h", or "h_prev", "c_prev", the states a step is handed.
        units: numbers of the units, from 0, or None for all.
        steps: numbers of the steps in the order of reading, from 0, or None for all.
        values: of a clamp, one number, or one for each of the units.
        donor: of a swap, the Trace that gives the values.
        donor_steps: of a swap, the step of the donor for each of `steps`; None for the same ones.
    """

    kind: str
    name: str
    units: tuple[int, ...] | None = None
    steps: tuple[int, ...] | None = None
    values: float | tuple[float, ...] | None = None
    donor: Trace | None = None
    donor_steps: tuple[int, ...] | None = None

    def __repr__(self) -> str:
        units = "all units" if self.units is None else f"units {_listed(self.units)}"
        steps = "all steps" if self.steps is None else f"steps {_listed(self.steps)}"
        value = "" if self.values is None else f" to {self.values}"
        if self.donor_steps is not None:
            value = f" from the donor's steps {_listed(self.donor_steps)}"
        return f"Edit({self.kind} {self.name}{value}, {units}, {steps})"

    def check_units(self, H: int) -> None:
        """Refuse units that a layer of H units does not have.

        Raises:
            ValueError: a number of H or more, a donor of another size, not one value a unit.
        """
        _check_below("units", self.units, H, f"The layer has H = {H}.")
        count = H if self.units is None else len(self.units)
        if isinstance(self.values, tuple) and len(self.values) != count:
            raise ValueError(
                f"value has {len(self.values)} numbers, expected one, or {count}: "
                "one for each unit."
            )
        if self.donor is not None and self.donor.H != H:
            raise ValueError(
                f"donor has H = {self.donor.H}, expected {H} like the layer. "
                "Was it made by another layer?"
            )

    def check_run(self, T: int, B: int) -> None:
        """Refuse steps that a run of T steps does not have, and a donor that does not fit.

        Raises:
            ValueError: a step of T or more, or a donor with too few steps, another batch or NaN.
        """
        _check_below("steps", self.steps, T, f"The run has T = {T}.")
        if self.donor is None:
            return
        self.check_batch(B)
        if self.steps is None:
            self._check_donor_has(T - 1)
        steps = range(T) if self.steps is None else self.steps
        for k in steps if self.donor_steps is None else self.donor_steps:
            self._given(k)

    def check_batch(self, B: int) -> None:
        """Refuse a donor whose batch is neither 1 nor that of the run.

        Raises:
            ValueError: another batch.
        """
        if self.donor is not None and self.donor.B not in (1, B):
            raise ValueError(
                f"donor has B = {self.donor.B}, expected 1 or {B} like the run. "
                "donor.sequence(0) is the first sequence alone."
            )

    def _check_donor_has(self, t: int) -> None:
        if t >= self.donor.T:
            raise ValueError(
                f"donor has T = {self.donor.T}, expected at least {t + 1} like the run. "
                "Did you mean to name the steps?"
            )

    def replaced(self, t: int, value, before):
        """What stands in the place of `value` at step t.

        Args:
            t: the step.
            value: (B, H) array or tensor, as the run computed it. It is not written to.
            before: what this name had at the step before, (B, H), or None at step 0.

        Returns:
            `value` itself where this edit does not act on step t, else a changed copy.

        Raises:
            ValueError: a step that the donor does not have, or that it has NaN at.
        """
        if (self.steps is not None and t not in self.steps) or (
            self.kind == "freeze" and before is None
        ):
            return value
        changed = value.clone() if hasattr(value, "clone") else value.copy()
        changed[:, self._columns] = self._new(t, value, before)
        return changed

    @property
    def _columns(self):
        return slice(None) if self.units is None else list(self.units)

    def _new(self, t, value, before):
        if self.kind == "freeze":
            return before[:, self._columns]
        if self.kind == "clamp":
            return _like(value, self.values)
        self._check_donor_has(t if self.donor_steps is None else 0)
        k = t if self.donor_steps is None else self.donor_steps[self.steps.index(t)]
        return _like(value, self._given(k))

    def _given(self, k: int) -> np.ndarray:
        """What the donor gives at its step k, (B, number of units)."""
        given = getattr(self.donor, self.name)[k][:, self._columns]
        lost = np.isnan(given).any(axis=1)
        if lost.any():
            raise ValueError(
                f"donor has NaN in {self.name} at step {k} of sequence {lost.argmax()}, expected "
                "numbers. Is it padded there? Take steps that were read."
            )
        return given


def clamp(name: str, value: float | Sequence[float], units=None, steps=None) -> Edit:
    """Hold a gate or a state at a value.

    Args:
        name: "i", "f", "g", "o", "c", "h", "h_prev" or "c_prev".
        value: a number, or one for each of `units`. i, f, o take 0..1, g and h take -1..1,
            c any finite number.
        units: a number, several, or None for all. Units count from 0.
        steps: a number, several (such as `range(3, 8)`), or None for all.

    Raises:
        ValueError: no such name, a value that it cannot have, or units or steps that are no
            numbers from 0. Whether the layer has them is checked when it runs.
    """
    _check_name(name)
    several = not isinstance(value, Real)
    if isinstance(value, (np.ndarray, list, tuple)) and np.asarray(value, object).ndim != 1:
        raise ValueError(
            f"value has shape {np.shape(value)}, expected a number, or one for each of units."
        )
    for number in np.ravel(np.asarray(value, dtype=object)):
        _check_value(name, number)
    values = tuple(float(v) for v in value) if several else float(value)
    return Edit("clamp", name, _numbers("units", units), _numbers("steps", steps), values)


def zero(name: str, units=None, steps=None) -> Edit:
    """Set a gate or a state to 0. Arguments and errors are those of `clamp`."""
    return clamp(name, 0.0, units, steps)


def freeze(name: str, units=None, steps=None) -> Edit:
    """Hold a gate or a state at what it had at the step before.

    At step 0 a state keeps what the run started from (h0, c0). A gate has nothing before step 0,
    so there it moves freely. Arguments and errors are those of `clamp`.

    Raises:
        ValueError: as `clamp` does; or a gate that is to be frozen at step 0 by name.
    """
    _check_name(name)
    steps = _numbers("steps", steps)
    if steps is not None and 0 in steps and name in ("i", "f", "g", "o"):
        raise ValueError(
            f"steps has 0, expected 1 or more to freeze {name}: a gate has no value before step 0. "
            "clamp holds it at a value of yours."
        )
    return Edit("freeze", name, _numbers("units", units), steps)


def swap(name: str, donor: Trace, units=None, steps=None, donor_steps=None) -> Edit:
    """Take a gate or a state from another run, so that it has values it really can have.

    Also called activation patching or an interchange intervention (Geiger et al. 2021).

    Args:
        name, units, steps: as for `clamp`.
        donor: the Trace to take from. With B = 1 it serves every sequence of the batch.
        donor_steps: which steps of the donor go into `steps`, as many of them; None for the same.

    Raises:
        TypeError: the donor is no Trace.
        ValueError: as `clamp` does, or a step that the donor does not have.
    """
    _check_name(name)
    if not isinstance(donor, Trace):
        raise TypeError(f"donor is a {type(donor).__name__}, expected a Trace of another run.")
    steps, donor_steps = _numbers("steps", steps), _numbers("donor_steps", donor_steps)
    if donor_steps is not None and len(donor_steps) != len(steps or ()):
        raise ValueError(
            f"donor_steps has {len(donor_steps)} steps, expected {len(steps or ())}: "
            "one for each of steps."
        )
    taken = steps if donor_steps is None else donor_steps
    _check_below("steps" if donor_steps is None else "donor_steps", taken, donor.T,
                 f"The donor has T = {donor.T}.")  # fmt: skip
    units = _numbers("units", units)
    return Edit("swap", name, units, steps, donor=donor, donor_steps=donor_steps)


def checked_edits(edits) -> tuple[Edit, ...]:
    """One edit or several as a tuple.

    Raises:
        TypeError: anything but edits.
    """
    edits = (edits,) if isinstance(edits, Edit) else tuple(edits)
    for edit in edits:
        if not isinstance(edit, Edit):
            raise TypeError(
                f"edits has a {type(edit).__name__}, expected what clamp, zero, freeze or swap "
                "give. Did you mean interventions.clamp(...)?"
            )
    return edits


def _check_name(name) -> None:
    if name not in NAMES:
        raise ValueError(
            f"name is {name!r}, expected one of {', '.join(map(repr, NAMES))}. "
            "Others write c-tilde for the candidate; here it is 'g'."
        )


def _check_value(name: str, value) -> None:
    low, high = _LIMITS.get(name, (-np.inf, np.inf))
    if not isinstance(value, Real) or not np.isfinite(value) or not low <= value <= high:
        wanted = "a finite number" if name not in _LIMITS else f"a number from {low} to {high}"
        raise ValueError(
            f"value is {value!r}, expected {wanted}: no other value of {name} can ever occur."
        )


def _numbers(what: str, given) -> tuple[int, ...] | None:
    """None, or whole numbers from 0, each once."""
    if given is None:
        return None
    numbers = tuple(given) if isinstance(given, Iterable) else (given,)
    for number in numbers:
        if isinstance(number, (bool, np.bool_)) or not isinstance(number, Integral) or number < 0:
            raise ValueError(f"{what} has {number!r}, expected whole numbers from 0.")
    if not numbers or (len(set(numbers)) < len(numbers) and what != "donor_steps"):
        raise ValueError(f"{what} is {given!r}, expected at least one number, each once.")
    return tuple(int(number) for number in numbers)


def _check_below(what: str, numbers, count: int, cause: str) -> None:
    for number in numbers or ():
        if number >= count:
            raise ValueError(
                f"{what} has {number}, expected numbers from 0 to {count - 1}. {cause}"
            )


def _like(value, numbers):
    """Numbers in the library and precision of `value`."""
    if hasattr(value, "new_tensor"):
        return value.new_tensor(numbers)
    return np.asarray(numbers, dtype=value.dtype)


def _listed(numbers: tuple[int, ...]) -> str:
    if len(numbers) > 2 and numbers == tuple(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, numbers))
