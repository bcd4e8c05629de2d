"""Where two runs part."""

from dataclasses import dataclass

import numpy as np

from ..trace import GATES_AND_STATES, Trace


@dataclass(frozen=True)
class Change:
    """The first number that differs between two runs.

    Attributes:
        name: "i", "f", "g", "o", "c" or "h".
        t: the step.
        token: its token, or None where the traces have none.
        sequence, unit: where it is in the batch and in the layer.
        before, after: the two numbers.
    """

    name: str
    t: int
    token: str | None
    sequence: int
    unit: int
    before: float
    after: float

    def __str__(self) -> str:
        token = "" if self.token is None else f" ({self.token!r})"
        return (
            f"{self.name} of unit {self.unit} at step {self.t}{token}: "
            f"{self.before:.2f}, with the edit {self.after:.2f}"
        )


def first_change(before: Trace, after: Trace, atol: float = 1e-6) -> Change | None:
    """The first number that differs by more than `atol`: in the earliest step, and there in the
    order i, f, g, o, c, h in which a step computes; among equals, where it differs most.

    Args:
        before, after: two Traces of one shape, such as without and with an edit.
        atol: differences up to here are rounding.

    Raises:
        ValueError: traces of different shapes.
    """
    if before.h.shape != after.h.shape:
        raise ValueError(
            f"after has (T, B, H) = {after.h.shape}, expected {before.h.shape} like before. "
            "Are these runs of the same layer on the same sequences?"
        )
    for t in range(before.T):
        for name in GATES_AND_STATES:
            one, other = getattr(before, name)[t], getattr(after, name)[t]  # (B, H)
            apart = np.where(np.isnan(one) & np.isnan(other), 0, np.abs(other - one))
            apart = np.where(np.isnan(apart), np.inf, apart)
            if apart.max() > atol:
                b, unit = (int(k) for k in np.unravel_index(apart.argmax(), apart.shape))
                numbers = float(one[b, unit]), float(other[b, unit])
                token = before.tokens[t] if before.tokens else None
                return Change(name, t, token, b, unit, *numbers)
    return None
