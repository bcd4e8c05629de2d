"""Short heads on the cells."""

from typing import NamedTuple

import torch
from torch import nn

from .cells.torch_cell import LSTMCell
from .trace import Step


class Prediction(NamedTuple):
    """What a CharModel says: logits (T, B, V), and the T steps of its cell."""

    logits: torch.Tensor
    steps: list[Step]


class CharModel(nn.Module):
    """A cell that reads characters, and a linear layer on h that scores the next one.

    The cell is constructed first, then the linear layer: published figures rest on that draw.

    Args:
        vocab_size: V, how many different characters there are.
        hidden_size: H.
    """

    def __init__(self, vocab_size: int, hidden_size: int):
        super().__init__()
        self.cell = LSTMCell(vocab_size, hidden_size)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, xs, h0=None, c0=None) -> Prediction:
        """Score the next character after each step.

        Args:
            xs: (T, B, V) tensor, one-hot.
            h0, c0: (B, H), zeros where left out.
        """
        steps = self.cell.run(xs, h0, c0)
        hs = torch.stack([step.h for step in steps])  # (T, B, H)
        return Prediction(self.head(hs), steps)

    @torch.no_grad()
    def generate(self, first: int, length: int, temperature: float, generator) -> list[int]:
        """Write characters: draw one, feed it back in, draw the next.

        Args:
            first: index of the character to start with, 0 to V - 1.
            length: how many characters to draw after the first.
            temperature: the logits are divided by it. Below 1 the likely ones win more often,
                above 1 less often. Above 0.
            generator: torch.Generator, so that you can repeat the draw.

        Returns:
            length + 1 indices, the first included.

        Raises:
            ValueError: a temperature that is not above 0, or no such character.
        """
        V = self.head.out_features
        if not temperature > 0:
            raise ValueError(f"temperature is {temperature}, expected a number above 0.")
        if not 0 <= first < V:
            raise ValueError(f"first is {first}, expected an index from 0 to {V - 1}.")
        one_hot = torch.eye(V)
        h, c = self.cell.start(one_hot[None, :1])
        written = [first]
        for _ in range(length):
            step = self.cell(one_hot[written[-1]][None], h, c)
            h, c = step.h, step.c
            p = torch.softmax(self.head(h[0]) / temperature, dim=0)  # (V,)
            written.append(int(torch.multinomial(p, 1, generator=generator)))
        return written
