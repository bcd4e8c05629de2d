"""Trace: what one run of a cell remembered.

Every cell produces one, and every figure, slider and checker reads one. None of them runs a
model by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from .shapes import check_floats, check_index, check_shape

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
        for name in GATES_AND_STATES:
            check_floats(name, getattr(self, name), getattr(self.i, "dtype", None), like="i")
        check_shape("h", self.h, T=None, B=None, H=None)
        T, B, H = self.h.shape
        for name in GATES_AND_STATES:
            check_shape(name, getattr(self, name), T=T, B=B, H=H)
        copies = {name: np.array(getattr(self, name)) for name in GATES_AND_STATES}
        self._keep(copies, self.xs, self.h0, self.c0, self.tokens)

    def _keep(self, gates_and_states, xs, h0, c0, tokens) -> None:
        """Set every field once, closed to writing. Nobody else may hold the first six arrays."""
        T, B, H = gates_and_states["h"].shape
        for name, array in {"xs": xs, "h0": h0, "c0": c0}.items():
            check_floats(name, array, gates_and_states["i"].dtype, like="i")
        check_shape("xs", xs, T=T, B=B, D=None)
        check_shape("h0", h0, B=B, H=H)
        check_shape("c0", c0, B=B, H=H)
        tokens = None if tokens is None else _checked_tokens(tokens, T)
        fields = {**gates_and_states, "xs": np.array(xs), "h0": np.array(h0), "c0": np.array(c0)}
        for name, array in fields.items():
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "tokens", tokens)

    @classmethod
    def from_steps(cls, steps: Sequence[Step], xs, h0, c0, tokens=None) -> "Trace":
        """Stack T steps in time.

        Args:
            steps: T times i, f, g, o, c, h, each (B, H): an array (T, 6, B, H), a list of Steps,
                or nested lists. In other dtypes than that of xs they are cast to it.
            xs: (T, B, D).
            h0, c0: (B, H).
            tokens: T labels, or None.

        Raises:
            TypeError: xs, h0 or c0 that is not an array of floats, or two precisions mixed.
            ValueError: no steps, steps that differ in shape, or any cause that Trace has.
        """
        check_floats("xs", xs)
        block = _block(steps, xs.dtype)  # (T, 6, B, H)
        trace = object.__new__(cls)  # cls(...) would copy the fresh block once more
        columns = {name: block[:, k] for k, name in enumerate(GATES_AND_STATES)}
        trace._keep(columns, xs, h0, c0, tokens)
        return trace

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
        """The same trace with T labels, such as a string of T characters.

        Raises:
            ValueError: not T labels.
        """
        return replace(self, tokens=tuple(tokens))

    def sequence(self, b: int) -> "Trace":
        """One sequence of the batch as a trace with B = 1.

        Raises:
            ValueError: no such sequence.
        """
        check_index("sequence", b, self.B, f"The batch has {self.B}; sequences count from 0.")
        part = {n: getattr(self, n)[:, b : b + 1] for n in (*GATES_AND_STATES, "xs")}
        return replace(self, **part, h0=self.h0[b : b + 1], c0=self.c0[b : b + 1])


def _block(steps, dtype) -> np.ndarray:
    """A closed copy of all steps, (T, 6, B, H)."""
    try:
        block = np.array(steps, dtype=dtype)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ValueError(
            "steps cannot be stacked, expected T times i, f, g, o, c, h, each (B, H). "
            f"Does one step differ in shape, or need .detach().numpy()? NumPy says: {error}"
        ) from error
    check_shape("steps", block, T=None, **{"i f g o c h": len(GATES_AND_STATES)}, B=None, H=None)
    block.setflags(write=False)
    return block


def _checked_tokens(tokens, T: int) -> tuple[str, ...]:
    tokens = tuple(str(token) for token in tokens)
    if len(tokens) != T:
        raise ValueError(
            f"tokens has {len(tokens)} labels, expected T = {T}, one for each step. "
            "Did you pass the targets' text, or a start symbol too many?"
        )
    return tokens
