"""Answers that need PyTorch to be defined."""

import torch
from torch import nn

from ..cells.torch_cell import LSTMCell


class PeepholeCell(LSTMCell):
    """The package's cell with its peepholes on."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__(input_size, hidden_size, peephole=True)


class OneLinearCell(nn.Module):
    """All four gates from one product, in the order i, f, g, o."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__()
        self.gates = nn.Linear(hidden_size + input_size, 4 * hidden_size)

    def forward(self, x, h_prev, c_prev):
        """h and c, (B, H) each, from x (B, D) and the two states (B, H)."""
        z = self.gates(torch.cat([h_prev, x], dim=1))  # (B, 4H)
        i, f, g, o = z.chunk(4, dim=1)  # (B, H) each
        c = torch.sigmoid(f) * c_prev + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c
