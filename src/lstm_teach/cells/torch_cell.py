"""The LSTM cell in PyTorch by hand: one nn.Linear per gate on the concatenation [h, x].

Equations: Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000; peepholes:
Gers & Schmidhuber 2000. Without peepholes this is nn.LSTMCell written out.
"""

import numpy as np
import torch
from torch import nn

from ..shapes import check_size, check_tensor
from ..trace import Step, Trace
from ..weights import LSTMWeights


class LSTMCell(nn.Module):
    """One LSTM cell whose four gates you can read one by one.

    The Linears are constructed in the order forget, input, candidate, output, because the draw of
    the random weights depends on it and published figures (see `published`) rest on that draw.

    Args:
        input_size: D.
        hidden_size: H.
        peephole: let the gates see the cell state too: c_prev feeds i and f, the new c feeds o,
            each through one weight per unit (H,), as in Gers & Schmidhuber 2000.

    Raises:
        ValueError: a size below 1.
    """

    def __init__(self, input_size: int, hidden_size: int, peephole: bool = False):
        super().__init__()
        for name, size in {"input_size": input_size, "hidden_size": hidden_size}.items():
            check_size(name, size)
        self.input_size, self.hidden_size, self.peephole = input_size, hidden_size, peephole
        self.forget_gate = nn.Linear(hidden_size + input_size, hidden_size)
        self.input_gate = nn.Linear(hidden_size + input_size, hidden_size)
        self.candidate = nn.Linear(hidden_size + input_size, hidden_size)
        self.output_gate = nn.Linear(hidden_size + input_size, hidden_size)
        if peephole:
            bound = hidden_size**-0.5
            for name in ("p_i", "p_f", "p_o"):
                parameter = nn.Parameter(torch.empty(hidden_size).uniform_(-bound, bound))
                self.register_parameter(name, parameter)

    def forward(self, x, h_prev, c_prev) -> Step:
        """One step, differentiable.

        Args:
            x: (B, D) tensor.
            h_prev, c_prev: (B, H) tensors.

        Returns:
            i, f, g, o, c, h, each a (B, H) tensor.

        Raises:
            TypeError: no tensors, or another dtype than the cell's.
            ValueError: wrong shapes.
        """
        self._check("x", x, B=None, D=self.input_size)
        self._check("h_prev", h_prev, B=len(x), H=self.hidden_size)
        self._check("c_prev", c_prev, B=len(x), H=self.hidden_size)
        return self._step(torch.cat([h_prev, x], dim=1), c_prev)  # [h, x]: (B, H + D)

    def _step(self, hx, c_prev) -> Step:
        z_i, z_f, z_o = self.input_gate(hx), self.forget_gate(hx), self.output_gate(hx)
        if self.peephole:
            z_i, z_f = z_i + self.p_i * c_prev, z_f + self.p_f * c_prev
        i, f, g = torch.sigmoid(z_i), torch.sigmoid(z_f), torch.tanh(self.candidate(hx))
        c = f * c_prev + i * g  # (B, H)
        o = torch.sigmoid(z_o + self.p_o * c if self.peephole else z_o)
        h = o * torch.tanh(c)  # (B, H)
        return Step(i, f, g, o, c, h)

    def run(self, xs, h0=None, c0=None) -> list[Step]:
        """All steps of a sequence, differentiable: xs (T, B, D), h0 and c0 (B, H) or None.

        Raises:
            TypeError: no tensors, or another dtype than the cell's.
            ValueError: wrong shapes.
        """
        h, c = self.start(xs, h0, c0)
        steps = []
        for x in xs:
            steps.append(self(x, h, c))
            h, c = steps[-1].h, steps[-1].c
        return steps

    def start(self, xs, h0=None, c0=None) -> tuple[torch.Tensor, torch.Tensor]:
        """h0 and c0 for a batch like xs: (B, H) each, zeros where they are None.

        Raises:
            TypeError, ValueError: as `run` does.
        """
        self._check("xs", xs, T=None, B=None, D=self.input_size)
        B, H = xs.shape[1], self.hidden_size
        for name, state in {"h0": h0, "c0": c0}.items():
            if state is not None:
                self._check(name, state, B=B, H=H)
        zeros = xs.new_zeros(B, H)
        return zeros if h0 is None else h0, zeros if c0 is None else c0

    @torch.no_grad()
    def trace(self, xs, h0=None, c0=None, tokens=None) -> Trace:
        """What a run remembered, detached from autograd. Arguments as for `run`.

        Raises:
            TypeError, ValueError: as `run` and Trace do.
        """
        h0, c0 = self.start(xs, h0, c0)
        steps = [Step(*(a.numpy() for a in step)) for step in self.run(xs, h0, c0)]
        return Trace.from_steps(steps, *(a.numpy() for a in (xs, h0, c0)), tokens=tokens)

    def _check(self, name: str, tensor, **sizes: int | None) -> None:
        check_tensor(name, tensor, self.candidate.weight.dtype, "the cell", **sizes)

    def to_weights(self) -> LSTMWeights:
        """The same numbers as LSTMWeights: one bias per gate here, so b_h is zero.

        Raises:
            ValueError: with peepholes, which LSTMWeights does not hold.
        """
        if self.peephole:
            raise ValueError(
                "the cell has peepholes, expected none. LSTMWeights does not hold them."
            )
        linears = (self.input_gate, self.forget_gate, self.candidate, self.output_gate)
        W = np.concatenate([linear.weight.detach().numpy() for linear in linears])  # (4H, H + D)
        b = np.concatenate([linear.bias.detach().numpy() for linear in linears])  # (4H,)
        return LSTMWeights(W[:, self.hidden_size :], W[:, : self.hidden_size], b, np.zeros_like(b))
