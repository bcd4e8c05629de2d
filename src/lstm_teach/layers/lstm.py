"""LSTM: nn.LSTM from our own cell, with peepholes if you like, and a place to look and to touch.

Equations: Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000; peepholes:
Gers & Schmidhuber 2000; both directions: Graves & Schmidhuber 2005.
"""

from collections.abc import Callable
from numbers import Real

import numpy as np
import torch
from torch import nn

from ..trace import GATES_AND_STATES, Trace
from ..weights import LSTMWeights
from .stack import Stack

PEEPHOLES = ("p_i", "p_f", "p_o")


def unseen(name: str, t: int, value: torch.Tensor) -> torch.Tensor:
    """Nobody looks."""
    return value


def step(t, z, c_prev, peepholes=None, see=unseen) -> tuple[torch.Tensor, torch.Tensor]:
    """One step of the cell, differentiable.

    Args:
        t: the step, for `see`.
        z: (B, 4H), W_x x + W_h h_prev + both biases, gates stacked i, f, g, o.
        c_prev: (B, H).
        peepholes: p_i, p_f, p_o, (H,) each: i and f see c_prev, o sees the new c.
        see: see(name, t, value) -> value, called with each of i, f, g, o, c, h.

    Returns:
        h, c, (B, H) each.
    """
    z_i, z_f, z_g, z_o = z.chunk(4, dim=1)  # (B, H) each
    if peepholes:
        p_i, p_f, p_o = peepholes
        z_i, z_f = z_i + p_i * c_prev, z_f + p_f * c_prev
    i = see("i", t, torch.sigmoid(z_i))
    f = see("f", t, torch.sigmoid(z_f))
    g = see("g", t, torch.tanh(z_g))
    c = see("c", t, f * c_prev + i * g)
    o = see("o", t, torch.sigmoid(z_o + p_o * c if peepholes else z_o))
    h = see("h", t, o * torch.tanh(c))
    return h, c


class LSTM(Stack):
    """What nn.LSTM does, from our own cell. A `state_dict` goes both ways unchanged.

    Args:
        input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional: as for
            nn.LSTM; see `Stack`.
        xavier: fill each gate's W_x and W_h with Xavier's uniform range (Glorot & Bengio 2010) for
            its own (H, D) or (H, H), and set the biases to zero.
        forget_bias: the effective bias b_x + b_h of every forget gate: b_x is set to it, b_h to 0.
            (Setting both to 1 would make it 2.) None leaves the draw as it is.
        peephole: let the gates see the cell state through p_i, p_f, p_o, (H,) each per layer and
            direction: c_prev feeds i and f, the new c feeds o. nn.LSTM has no such parameters, so
            it refuses such a state_dict.
        proj_size: nn.LSTM's projection of h; only 0 is allowed here.

    Attributes:
        edit: None, or edit(name, k, reverse, t, value) -> value, called for "h_prev" and "c_prev",
            which the step is handed, then for "i", "f", "g", "o", "c" and "h", with the (B, H)
            tensor of layer k at the t-th step that it reads, before it is used further. The
            backward direction (reverse is True) reads the last step at t = 0.

    Raises:
        ValueError: what Stack refuses, a forget_bias that is not finite or has no bias, or a
            proj_size.
    """

    blocks = 4
    state_names = ("h0", "c0")

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        *,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        xavier: bool = False,
        forget_bias: float | None = None,
        peephole: bool = False,
        proj_size: int = 0,
    ):
        if proj_size != 0:
            raise ValueError(
                f"proj_size is {proj_size!r}, expected 0. A projection shortens h by one more "
                "matrix, which this layer does not have; nn.Linear on the output comes near it."
            )
        number = isinstance(forget_bias, Real) and np.isfinite(forget_bias)
        if forget_bias is not None and not (bias and number):
            raise ValueError(
                f"forget_bias is {forget_bias!r} and bias is {bias!r}, "
                "expected a finite number, and bias=True to hold it."
            )
        super().__init__(
            input_size,
            hidden_size,
            num_layers,
            bias=bias,
            batch_first=batch_first,
            dropout=dropout,
            bidirectional=bidirectional,
        )
        self.peephole, self.edit = peephole, None
        for k, reverse in self.directions() if peephole else ():
            for name in PEEPHOLES:
                self._add(name + self._suffix(k, reverse), (hidden_size,))
        self._initialise(xavier, forget_bias)

    @torch.no_grad()
    def _initialise(self, xavier: bool, forget_bias: float | None) -> None:
        forget = slice(self.hidden_size, 2 * self.hidden_size)  # i, f, g, o
        for k, reverse in self.directions():
            W_x, W_h, b_x, b_h = self._numbers(k, reverse)
            if xavier:
                for gate in (*W_x.chunk(4), *W_h.chunk(4)):  # views: they fill the parameter
                    nn.init.xavier_uniform_(gate)
                for b in (b_x, b_h) if self.bias else ():
                    b.zero_()
            if forget_bias is not None:
                b_x[forget] = forget_bias
                b_h[forget] = 0.0

    def weights(self, k: int = 0, reverse: bool = False) -> LSTMWeights:
        """The numbers of one layer and direction, copied. Biases that are left out are zeros.

        Raises:
            ValueError: no such layer or direction, or peepholes, which LSTMWeights does not hold.
        """
        self._check_direction(k, reverse)
        if self.peephole:
            raise ValueError(
                "the layer has peepholes, expected none. LSTMWeights does not hold them."
            )
        zeros = torch.zeros(4 * self.hidden_size, dtype=self.weight_ih_l0.dtype)
        numbers = (zeros if part is None else part for part in self._numbers(k, reverse))
        return LSTMWeights(*(part.detach().cpu().numpy() for part in numbers))

    @torch.no_grad()
    def traces(self, xs, state=None, lengths=None, tokens=None) -> list[Trace]:
        """What a run remembered: one Trace per layer and direction, detached, in PyTorch's order.

        Always without dropout, as in eval mode. The Trace of a backward direction is in the order
        in which it read, last step first, its tokens too. Behind the end of a shorter sequence
        i, f, g, o, c and h are NaN: nothing was read there. `edit` acts as it does in a run.

        Args:
            xs, state, lengths: as for `forward`.
            tokens: T labels of the steps, or None.

        Raises:
            TypeError, ValueError: as `forward` and Trace do; tokens for a backward direction over
                sequences of several lengths, where one step of reading has several labels.
        """
        xs, states, span = self._checked(xs, state, lengths)
        turned = self._turned(tokens, span) if self.bidirectional else None
        seen = []
        self._run(xs, states, span, seen)
        labels = (tokens, turned) * self.num_layers if self.bidirectional else (tokens,) * len(seen)
        return [_trace(notes, span, own) for notes, own in zip(seen, labels, strict=True)]

    def _turned(self, tokens, span):
        if tokens is None or span.lengths is None:
            return None if tokens is None else tuple(tokens)[::-1]
        ends = set(span.lengths.tolist())
        if len(ends) > 1:
            raise ValueError(
                f"tokens are given for lengths {sorted(ends)}, expected one length. Backwards, "
                "each sequence starts at its own end. Ask for one at a time: xs[:, b : b + 1]."
            )
        end = ends.pop()
        return (*tuple(tokens)[:end][::-1], *tuple(tokens)[end:])

    def _prepare(self, k, reverse, notes):
        W_x, W_h, b_x, b_h = self._numbers(k, reverse)
        names = (name + self._suffix(k, reverse) for name in PEEPHOLES)
        peepholes = [getattr(self, name) for name in names] if self.peephole else None
        see, W_h = self._eyes(k, reverse, notes), W_h.t()  # (H, 4H)

        def one_step(t, z_x, h_prev, c_prev):
            h_prev, c_prev = see("h_prev", t, h_prev), see("c_prev", t, c_prev)
            return step(t, torch.addmm(z_x, h_prev, W_h), c_prev, peepholes, see)

        return W_x, b_x + b_h if self.bias else None, one_step

    def _eyes(self, k, reverse, notes) -> Callable:
        """What is called with every value: it applies `edit` and writes into `notes`."""
        edit = self.edit
        if edit is None and notes is None:
            return unseen

        def see(name, t, value):
            if edit is not None:
                value = _checked_edit(name, k, t, value, edit(name, k, reverse, t, value))
            if notes is not None:
                notes.setdefault(name, []).append(value)
            return value

        return see


def _checked_edit(name, k, t, value, edited) -> torch.Tensor:
    if not isinstance(edited, torch.Tensor) or edited.shape != value.shape:
        got = getattr(edited, "shape", None)
        got = type(edited).__name__ if got is None else f"shape {tuple(got)}"
        raise ValueError(
            f"edit returned {got} for {name} of layer {k} at step {t}, expected a tensor of shape "
            f"{tuple(value.shape)}. Did you forget to return value?"
        )
    return edited


def _trace(notes: dict, span, tokens) -> Trace:
    series = {name: torch.stack(notes[name]) for name in GATES_AND_STATES}  # (T, B, H)
    if span.lengths is not None:
        series = {name: part.masked_fill(span.padding, np.nan) for name, part in series.items()}
    series |= {name: notes[name] for name in ("xs", "h0", "c0")}
    return Trace(**{name: part.cpu().numpy() for name, part in series.items()}, tokens=tokens)
