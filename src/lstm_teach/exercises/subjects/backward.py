"""The gradients of one layer, cut open at every line of the chain rule.

`RIGHT` gives what cells.stacked.backward gives. Backpropagation through time: Werbos 1990.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np

from ...cells import gates
from ...trace import Trace
from ...weights import LSTMWeights

QUANTITIES = ("W_x", "W_h", "b_x", "b_h", "xs", "h0", "c0")


@dataclass(frozen=True, eq=False)
class BackwardCase:
    """A run and what the loss says of it: d_hs (T, B, H), d_h_T and d_c_T (B, H)."""

    name: str
    weights: LSTMWeights
    trace: Trace
    d_hs: np.ndarray
    d_h_T: np.ndarray
    d_c_T: np.ndarray

    @classmethod
    def of(cls, case, rng) -> "BackwardCase":
        """Run a cell case and draw the derivatives of a loss."""
        trace = gates.run(case.weights, case.xs, case.h0, case.c0)
        d_hs, ends = rng.standard_normal(trace.h.shape), rng.standard_normal((2, *case.h0.shape))
        return cls(case.name, case.weights, trace, d_hs, *ends)


def through_gates(s) -> np.ndarray:
    """dh for the step before, through all four gates: dz (B, 4H) -> (B, H)."""
    return s.dz @ s.weights.W_h


def add(total: np.ndarray, part: np.ndarray) -> np.ndarray:
    """The same weights act at every step, so their derivatives add up."""
    return total + part


@dataclass(frozen=True)
class Backward:
    """The places where a backward pass can differ from the right one.

    Each takes `s`, with what the forward step remembered (x, h_prev, c_prev, i, f, g, o, c, h) and
    what is known on the way back (dh_out from the loss, dh_next and dc_next from the step after,
    then dh, do, dc, di, df, dg, dz).

    Attributes:
        ends: case -> dh_next, dc_next before the last step.
        dh, do, dc, di, df, dg: -> that derivative, (B, H).
        slope_i, slope_f, slope_g, slope_o: -> the derivative of that gate's activation.
        dh_prev, dc_prev: -> what goes to the step before.
        rows: (x, dz) -> the part of a weight matrix's derivative that this step gives.
        bias_rows: dz -> the same for the biases.
        add: total, part -> new total.
        h_read: -> the h that W_h was multiplied with.
    """

    ends: Callable = lambda case: (case.d_h_T, case.d_c_T)
    dh: Callable = lambda s: s.dh_out + s.dh_next
    do: Callable = lambda s: s.dh * np.tanh(s.c)
    dc: Callable = lambda s: s.dc_next + s.dh * s.o * (1 - np.tanh(s.c) ** 2)
    di: Callable = lambda s: s.dc * s.g
    df: Callable = lambda s: s.dc * s.c_prev
    dg: Callable = lambda s: s.dc * s.i
    slope_i: Callable = lambda s: s.i * (1 - s.i)
    slope_f: Callable = lambda s: s.f * (1 - s.f)
    slope_g: Callable = lambda s: 1 - s.g**2
    slope_o: Callable = lambda s: s.o * (1 - s.o)
    dh_prev: Callable = through_gates
    dc_prev: Callable = lambda s: s.dc * s.f
    dx: Callable = lambda s: s.dz @ s.weights.W_x
    rows: Callable = lambda read, dz: dz.T @ read
    bias_rows: Callable = lambda dz: dz.sum(axis=0)
    add: Callable = add
    h_read: Callable = lambda s: s.h_prev

    def but(self, **places: Callable) -> "Backward":
        """This backward pass with some of its places replaced."""
        return replace(self, **places)

    def step(self, s: SimpleNamespace) -> None:
        """One step back: everything that follows from dh_out, dh_next and dc_next."""
        s.dh = self.dh(s)
        s.do = self.do(s)
        s.dc = self.dc(s)
        s.di, s.df, s.dg = self.di(s), self.df(s), self.dg(s)
        s.dz_i, s.dz_f = s.di * self.slope_i(s), s.df * self.slope_f(s)
        s.dz_g, s.dz_o = s.dg * self.slope_g(s), s.do * self.slope_o(s)
        s.dz = np.concatenate([s.dz_i, s.dz_f, s.dz_g, s.dz_o], axis=1)  # (B, 4H)

    def run(self, case: BackwardCase, before: dict | None = None) -> dict[str, np.ndarray]:
        """The derivative of the loss with respect to all that the run was made from."""
        w, trace = case.weights, case.trace
        dW_x, dW_h, db = np.zeros_like(w.W_x), np.zeros_like(w.W_h), np.zeros_like(w.b_x)
        dxs = np.zeros_like(trace.xs)
        dh_next, dc_next = self.ends(case)
        for t in reversed(range(trace.T)):
            s = remembered(case, t)
            s.dh_next, s.dc_next = dh_next, dc_next
            self.step(s)
            dW_x = self.add(dW_x, self.rows(s.x, s.dz))
            dW_h = self.add(dW_h, self.rows(self.h_read(s), s.dz))
            db = self.add(db, self.bias_rows(s.dz))
            dxs[t] = self.dx(s)
            dh_next, dc_next = self.dh_prev(s), self.dc_prev(s)
        found = (dW_x, dW_h, db, db, dxs, dh_next, dc_next)
        return dict(zip(QUANTITIES, found, strict=True))


def remembered(case: BackwardCase, t: int) -> SimpleNamespace:
    """What the forward run knew at step t, and what the loss says of its h."""
    trace, now = case.trace, SimpleNamespace(weights=case.weights, dh_out=case.d_hs[t])
    for name in ("i", "f", "g", "o", "c", "h", "h_prev", "c_prev"):
        setattr(now, name, getattr(trace, name)[t])
    now.x = trace.xs[t]
    now.last = t == trace.T - 1
    return now


RIGHT = Backward()
