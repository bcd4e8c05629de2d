"""One LSTM cell, cut open at every place where people go wrong.

`RIGHT` is the cell of lstm_teach.cells, in NumPy. A mistake is `RIGHT.but(update=...)`: the same
cell with one of its small functions replaced, so that two mistakes can also be put together.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np

from ...cells.gates import sigmoid
from ...weights import LSTMWeights, Pieces

QUANTITIES = ("z_i", "z_f", "z_g", "z_o", "i", "f", "g", "o", "c", "h")


@dataclass(frozen=True, eq=False)
class Case:
    """Inputs of one run: weights, xs (T, B, D), h0 and c0 (B, H), peepholes p_i, p_f, p_o (H,)."""

    name: str
    weights: LSTMWeights
    xs: np.ndarray
    h0: np.ndarray
    c0: np.ndarray
    peepholes: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None


def product(s) -> np.ndarray:
    """z, (B, 4H), from the inputs of the step."""
    return s.x @ s.w.W_x.T + s.w.b_x + s.h_prev @ s.w.W_h.T + s.w.b_h


def split(s) -> tuple[np.ndarray, ...]:
    """z_i, z_f, z_g, z_o, each (B, H)."""
    return tuple(np.split(s.z, 4, axis=1))


def in_time(cell: "Cell", case: Case, before: dict | None) -> list[SimpleNamespace]:
    """All steps of a case, one after the other. `before` is what the previous call gave."""
    h, c = cell.start(case.h0, case.c0)
    steps = []
    for x in case.xs:
        steps.append(cell.step(case, x, h, c))
        h, c = cell.carry(steps[-1])
    return steps


def record(steps: list[SimpleNamespace]) -> dict[str, np.ndarray]:
    """The quantities of all steps, each (T, B, H)."""
    return {name: np.stack([vars(s)[name] for s in steps]) for name in QUANTITIES}


@dataclass(frozen=True)
class Cell:
    """The places where a cell can differ from the right one.

    All but `read`, `start`, `loop` and `record` take `s`, which holds what is known so far in this
    step: w (the weights as read), p (the peepholes), x, h_prev, c_prev, z, z_i to z_o, i, f, g, o,
    c, h.

    Attributes:
        read: LSTMWeights -> the four stacked arrays as the cell reads them.
        product: -> z, (B, 4H).
        split: -> z_i, z_f, z_g, z_o.
        peek_before, peek_after: what peepholes add: -> (z_i, z_f) before c is known; -> z_o after.
        i, f, g, o: -> that gate, its activation applied.
        update: -> c.
        output: -> h.
        carry: -> h, c as the next step sees them.
        start: h0, c0 -> h, c as the first step sees them.
        loop: how the steps of a case follow each other.
        record: how what the steps computed is kept and handed out.
    """

    read: Callable = lambda weights: Pieces(weights.W_x, weights.W_h, weights.b_x, weights.b_h)
    product: Callable = product
    split: Callable = split
    peek_before: Callable = lambda s: (s.z_i, s.z_f)
    peek_after: Callable = lambda s: s.z_o
    i: Callable = lambda s: sigmoid(s.z_i)
    f: Callable = lambda s: sigmoid(s.z_f)
    g: Callable = lambda s: np.tanh(s.z_g)
    o: Callable = lambda s: sigmoid(s.z_o)
    update: Callable = lambda s: s.f * s.c_prev + s.i * s.g
    output: Callable = lambda s: s.o * np.tanh(s.c)
    carry: Callable = lambda s: (s.h, s.c)
    start: Callable = lambda h0, c0: (h0, c0)
    loop: Callable = in_time
    record: Callable = record

    def but(self, **places: Callable) -> "Cell":
        """This cell with some of its places replaced."""
        return replace(self, **places)

    def step(self, case: Case, x, h_prev, c_prev) -> SimpleNamespace:
        """One step: x (B, D), h_prev and c_prev (B, H)."""
        w = self.read(case.weights)
        s = SimpleNamespace(w=w, p=case.peepholes, x=x, h_prev=h_prev, c_prev=c_prev)
        s.z = self.product(s)
        s.z_i, s.z_f, s.z_g, s.z_o = self.split(s)
        s.z_i, s.z_f = self.peek_before(s)
        s.i, s.f, s.g = self.i(s), self.f(s), self.g(s)
        s.c = self.update(s)
        s.z_o = self.peek_after(s)
        s.o = self.o(s)
        s.h = self.output(s)
        return s

    def run(self, case: Case, before: dict | None = None) -> dict[str, np.ndarray]:
        """All quantities of a case, each (T, B, H), in the order in which they are computed.

        Args:
            case: the inputs.
            before: what the same cell gave on its previous call, for mistakes that remember it.
        """
        with np.errstate(all="ignore"):  # some mistakes overflow; their NaN is what we look for
            return self.record(self.loop(self, case, before))


RIGHT = Cell()

# Peepholes: Gers & Schmidhuber 2000. Each unit's own c feeds its gates through one weight.
RIGHT_PEEPHOLE = RIGHT.but(
    peek_before=lambda s: (s.z_i + s.p[0] * s.c_prev, s.z_f + s.p[1] * s.c_prev),
    peek_after=lambda s: s.z_o + s.p[2] * s.c,
)
