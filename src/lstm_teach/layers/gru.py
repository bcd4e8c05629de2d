"""GRU: nn.GRU by hand, to compare with.

Equations: Cho et al. 2014, in the form that PyTorch documents.
"""

import torch

from .stack import Stack


class GRU(Stack):
    """What nn.GRU does; arguments and `state_dict` as there. See `Stack`.

    A reset gate r, an update gate z and a candidate n, no cell state:
    n = tanh(W_n x + b_n + r * (U_n h_prev + d_n)) and h = (1 - z) * n + z * h_prev.

    Raises:
        ValueError: what Stack refuses.
    """

    blocks = 3
    state_names = ("h0",)

    def _prepare(self, k, reverse, notes):
        W_x, W_h, b_x, b_h = self._numbers(k, reverse)
        W_h = W_h.t()  # (H, 3H)

        def one_step(t, z_x, h_prev):
            z_h = torch.addmm(b_h, h_prev, W_h) if self.bias else h_prev @ W_h  # (B, 3H)
            x_r, x_z, x_n = z_x.chunk(3, dim=1)
            h_r, h_z, h_n = z_h.chunk(3, dim=1)
            r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
            n = torch.tanh(x_n + r * h_n)
            return ((1 - z) * n + z * h_prev,)  # (B, H)

        return W_x, b_x, one_step
