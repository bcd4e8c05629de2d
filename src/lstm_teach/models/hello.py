"""CharModel: the published model of notebook 05, one cell and a linear layer."""

from typing import NamedTuple

import torch
from torch import nn

from ..cells.torch_cell import LSTMCell
from ..shapes import check_index, check_positive, check_size
from ..trace import Step
from .probabilities import check_generator, probabilities


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

    Raises:
        ValueError: a size below 1.
    """

    def __init__(self, vocab_size: int, hidden_size: int):
        super().__init__()
        check_size("vocab_size", vocab_size)
        check_size("hidden_size", hidden_size)
        self.cell = LSTMCell(vocab_size, hidden_size)
        self.head = nn.Linear(hidden_size, vocab_size)

    def forward(self, xs, h0=None, c0=None) -> Prediction:
        """Score the next character after each step.

        Args:
            xs: (T, B, V) tensor, one-hot.
            h0, c0: (B, H), zeros where left out.

        Raises:
            TypeError: no tensors, or another dtype than the model's.
            ValueError: wrong shapes.
        """
        steps = self.cell.run(xs, h0, c0)
        hs = torch.stack([step.h for step in steps])  # (T, B, H)
        return Prediction(self.head(hs), steps)

    @torch.no_grad()
    def generate(self, first: int, length: int, temperature: float, generator) -> list[int]:
        """Write characters: draw one, feed it back in, draw the next.

        Args:
            first: index of the character to start with, 0 to V - 1.
            length: how many characters to draw after the first, 1 or more.
            temperature: the logits are divided by it. Below 1 the likely ones win more often,
                above 1 less often. Above 0; near 0 the likeliest always wins.
            generator: torch.Generator, so that you can repeat the draw.

        Returns:
            length + 1 indices, the first included.

        Raises:
            TypeError: `generator` is no torch.Generator.
            ValueError: a temperature or a length that is not above 0, or no such character.
            FloatingPointError: the model scores with NaN or infinity.
        """
        V = self.head.out_features
        check_index("first", first, V, f"The vocabulary has {V} characters, counted from 0.")
        check_size("length", length)
        check_positive("temperature", temperature)
        check_generator(generator)
        one_hot = torch.eye(V, dtype=self.head.weight.dtype)
        h, c = self.cell.start(one_hot[None, :1])
        written = [first]
        for _ in range(length):
            step = self.cell(one_hot[written[-1]][None], h, c)
            h, c = step.h, step.c
            p = probabilities(self.head(h[0]), temperature)  # (V,)
            written.append(int(torch.multinomial(p, 1, generator=generator)))
        return written
