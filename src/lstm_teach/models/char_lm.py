"""A character model: it predicts the next character, and so it can write."""

from collections.abc import Sequence

import torch
from torch import nn

from ..modes import in_mode
from ..shapes import check_index, check_positive, check_size
from .probabilities import check_generator, probabilities
from .tagger import Tagger


class CharLM(Tagger):
    """A Tagger whose answer at each step is the next character (or word).

    Args:
        layer: layers.LSTM, GRU or RNN, or those of torch.nn; time first, one direction.
        vocab_size: V, how many characters (or words) there are, to read and to write.

    Raises:
        TypeError: another layer.
        ValueError: a layer that is batch first or reads in both directions, or a size below 1.
    """

    def __init__(self, layer: nn.Module, vocab_size: int):
        check_size("vocab_size", vocab_size)
        if getattr(layer, "bidirectional", False):
            raise ValueError(
                "layer.bidirectional is True, expected False. "
                "The backward direction would read the character that is to be predicted."
            )
        super().__init__(layer, vocab_size, vocab_size)

    @torch.no_grad()
    def generate(
        self,
        prompt: Sequence[int],
        length: int,
        temperature: float = 1.0,
        top_k: int | None = None,
        *,
        generator: torch.Generator,
    ) -> list[int]:
        """Write: read the prompt, draw a character, read it, draw the next. Without dropout.

        Args:
            prompt: places in the vocabulary, 1 or more.
            length: how many characters to draw, 1 or more.
            temperature: the logits are divided by it. Above 0; near 0 the likeliest always wins.
            top_k: draw among the top_k likeliest only, 1 to V; None for all. Where logits are
                equal, the character that stands first in the vocabulary goes first.
            generator: torch.Generator, so that you can repeat the draw.

        Returns:
            The prompt, and `length` more.

        Raises:
            TypeError: `generator` is no torch.Generator.
            ValueError: an empty prompt, no such character, or a number out of its range.
            FloatingPointError: the model scores with NaN or infinity.
        """
        written = self._checked(prompt, length, temperature, top_k, generator)
        with in_mode(self, training=False):
            read, state = written, None
            for _ in range(length):
                output, state = self.read(torch.tensor(read)[:, None], state=state)
                logits = self.head(output[-1, 0])  # (V,)
                kept = logits.sort(descending=True, stable=True).indices[:top_k]  # None: all
                p = probabilities(logits[kept], temperature)
                read = [int(kept[torch.multinomial(p, 1, generator=generator)])]
                written = written + read
        return written

    def _checked(self, prompt, length, temperature, top_k, generator) -> list[int]:
        V = self.embedding.num_embeddings
        prompt = list(prompt)
        if not prompt:
            raise ValueError(
                "prompt is empty, expected at least one place in the vocabulary. "
                "The first character is drawn after something has been read."
            )
        for place in prompt:
            check_index("prompt", place, V, f"The vocabulary has {V} entries, counted from 0.")
        check_size("length", length)
        check_positive("temperature", temperature)
        if top_k is not None:
            check_size("top_k", top_k)
            if top_k > V:
                raise ValueError(f"top_k is {top_k}, expected 1 to V = {V}. None means all.")
        check_generator(generator)
        return [int(place) for place in prompt]
