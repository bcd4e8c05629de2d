"""RNN: nn.RNN by hand, to compare with.

Equation: Elman 1990, in the form that PyTorch documents.
"""

import torch

from .stack import Stack


class RNN(Stack):
    """What nn.RNN does with tanh; arguments and `state_dict` as there. See `Stack`.

    No gates: h = tanh(W_x x + b_x + W_h h_prev + b_h).

    Raises:
        ValueError: what Stack refuses.
    """

    blocks = 1
    state_names = ("h0",)

    def _prepare(self, k, reverse, notes):
        W_x, W_h, b_x, b_h = self._numbers(k, reverse)
        W_h = W_h.t()  # (H, H)

        def one_step(t, z_x, h_prev):
            return (torch.tanh(torch.addmm(z_x, h_prev, W_h)),)  # (B, H)

        return W_x, b_x + b_h if self.bias else None, one_step
