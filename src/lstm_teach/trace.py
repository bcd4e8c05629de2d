"""Trace: what one run of a cell remembered.

Every cell produces one, and every figure, slider and checker reads one. None of them runs a
model by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from .shapes import check_shape

GATES_AND_STATES = ("i", "f", "g", "o", "c", "h")


class Step(NamedTuple):
    """What one step computes, each (B, H): the four gates after their activation, c and h."""

    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    h: np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class Trace:
    """One run over T steps. Arrays are copied and read-only.

    NaN is allowed: a trace records what happened, also when a model diverged.

    Attributes:
        i, f, o: (T, B, H), gates in 0..1: input, forget, output.
        g: (T, B, H), the candidate in -1..1. Others write c-tilde.
        c: (T, B, H), the cell state, unbounded.
        h: (T, B, H), the hidden state in -1..1.
        xs: (T, B, D), the inputs.
        h0, c0: (B, H), the states before the first step.
        tokens: T labels of the steps, such as the characters, or None.

    Raises:
        TypeError: a field that is not made of floats, or floats of two precisions.
        ValueError: shapes that do not belong together, or not T tokens.
    """

    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray
    h: np.ndarray
    xs: np.ndarray
    h0: np.ndarray
    c0: np.ndarray
    tokens: tuple[str, ...] | None = None

    def __post_init__(self):
        for name in (*GATES_AND_STATES, "xs", "h0", "c0"):
            array = _read_only(name, getattr(self, name))
            object.__setattr__(self, name, array)
            if array.dtype != self.i.dtype:
                raise TypeError(
                    f"{name} has dtype {array.dtype}, expected {self.i.dtype} like i. "
                    "Did you mix float32 and float64?"
                )
        check_shape("h", self.h, T=None, B=None, H=None)
        T, B, H = self.h.shape
        for name in GATES_AND_STATES:
            check_shape(name, getattr(self, name), T=T, B=B, H=H)
        check_shape("xs", self.xs, T=T, B=B, D=None)
        check_shape("h0", self.h0, B=B, H=H)
        check_shape("c0", self.c0, B=B, H=H)
        if self.tokens is not None:
            object.__setattr__(self, "tokens", _checked_tokens(self.tokens, T))

    @classmethod
    def from_steps(cls, steps: Sequence[Step], xs, h0, c0, tokens=None) -> "Trace":
        """Stack T steps of (B, H) in time. In other dtypes than xs they are cast to that of xs."""
        columns = [np.array(column, dtype=xs.dtype) for column in zip(*steps, strict=True)]
        for column in columns:
            column.setflags(write=False)  # spares a second copy
        return cls(*columns, xs=xs, h0=h0, c0=c0, tokens=tokens)

    def __repr__(self) -> str:
        label = "" if self.tokens is None else f", tokens={' '.join(self.tokens)!r}"
        return f"Trace(T={self.T}, B={self.B}, D={self.D}, H={self.H}, {self.h.dtype}{label})"

    @property
    def T(self) -> int:
        """Time steps."""
        return self.h.shape[0]

    @property
    def B(self) -> int:
        """Batch size."""
        return self.h.shape[1]

    @property
    def H(self) -> int:
        """Hidden size."""
        return self.h.shape[2]

    @property
    def D(self) -> int:
        """Input size."""
        return self.xs.shape[2]

    @property
    def h_prev(self) -> np.ndarray:
        """(T, B, H): the hidden state that each step started from."""
        return np.concatenate([self.h0[None], self.h[:-1]])

    @property
    def c_prev(self) -> np.ndarray:
        """(T, B, H): the cell state that each step started from."""
        return np.concatenate([self.c0[None], self.c[:-1]])

    @property
    def labels(self) -> tuple[str, ...]:
        """T labels for an axis of steps: the tokens, or 0 to T - 1 where there are none."""
        return self.tokens or tuple(str(t) for t in range(self.T))

    def with_tokens(self, tokens: Sequence[str]) -> "Trace":
        """The same trace with T labels, such as a string of T characters."""
        return replace(self, tokens=tuple(tokens))

    def sequence(self, b: int) -> "Trace":
        """One sequence of the batch as a trace with B = 1.

        Raises:
            ValueError: no such sequence.
        """
        if not 0 <= b < self.B:
            raise ValueError(
                f"sequence is {b}, expected 0 to {self.B - 1}. The batch has {self.B}."
            )
        part = {n: getattr(self, n)[:, b : b + 1] for n in (*GATES_AND_STATES, "xs")}
        return replace(self, **part, h0=self.h0[b : b + 1], c0=self.c0[b : b + 1])


def _read_only(name: str, values) -> np.ndarray:
    owned = isinstance(values, np.ndarray) and values.base is None and not values.flags.writeable
    array = values if owned else np.array(values)  # nobody else can change an owned, closed array
    if array.dtype not in (np.float32, np.float64):
        raise TypeError(
            f"{name} has dtype {array.dtype}, expected float32 or float64. "
            "Are the rows of different lengths, or the numbers whole?"
        )
    array.setflags(write=False)
    return array


def _checked_tokens(tokens, T: int) -> tuple[str, ...]:
    tokens = tuple(str(token) for token in tokens)
    if len(tokens) != T:
        raise ValueError(
            f"tokens has {len(tokens)} labels, expected T = {T}, one for each step. "
            "Did you pass the targets' text, or a start symbol too many?"
        )
    return tokens
