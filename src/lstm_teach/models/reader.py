"""What the heads share: words become vectors, a layer reads them, and shows its traces."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from ..layers.lengths import check_lengths
from ..layers.stack import Stack
from ..shapes import check_shape, check_size, check_tensor
from ..trace import Trace


class Reader(nn.Module):
    """A ready layer, with an embedding in front of it where its inputs are words.

    Args:
        layer: layers.LSTM, GRU or RNN, or those of torch.nn; time first.
        vocab_size: V, how many words there are; they become vectors of `layer.input_size` numbers.
            None where inputs are numbers already.

    Attributes:
        layer: the layer.
        embedding: nn.Embedding(V, D), or None.

    Raises:
        TypeError: another layer.
        ValueError: a layer that is batch first or has a projection, or a size below 1.
    """

    def __init__(self, layer: nn.Module, vocab_size: int | None = None):
        super().__init__()
        check_layer("layer", layer)
        self.layer, self.embedding = layer, None
        if vocab_size is not None:
            check_size("vocab_size", vocab_size)
            self.embedding = nn.Embedding(vocab_size, layer.input_size)

    @property
    def width(self) -> int:
        """How many numbers the layer gives for each step: H, or 2H with both directions."""
        return self.layer.hidden_size * (2 if self.layer.bidirectional else 1)

    def read(self, xs, lengths=None, state=None):
        """Embed and run the layer: output (T, B, width), and the states after the last real step.

        Args:
            xs: (T, B, D) floats; with an embedding (T, B) whole numbers from 0 to V - 1.
            lengths: (B,), real steps of each sequence, or None.
            state: the states before the first step, or None for zeros.

        Raises:
            TypeError, ValueError: inputs that do not fit, as `vectors` and the layer say.
        """
        xs = self.vectors(xs)
        if lengths is None:
            return self.layer(xs, state)
        if isinstance(self.layer, Stack):
            return self.layer(xs, state, lengths=lengths)
        lengths = check_lengths(lengths, *xs.shape[:2])
        packed = pack_padded_sequence(xs, lengths.cpu(), enforce_sorted=False)
        output, states = self.layer(packed, state)
        return pad_packed_sequence(output, total_length=len(xs))[0], states

    def last(self, states) -> torch.Tensor:
        """(B, width): where each direction of the top layer ended, side by side."""
        h_n = states[0] if isinstance(states, tuple) else states  # (layers * directions, B, H)
        return torch.cat(tuple(h_n[-2:] if self.layer.bidirectional else h_n[-1:]), dim=1)

    def vectors(self, xs) -> torch.Tensor:
        """(T, B, D): what the layer reads.

        Raises:
            TypeError: no tensor, words that are not whole numbers, or numbers of another dtype.
            ValueError: not (T, B) or (T, B, D), or a word outside of the vocabulary.
        """
        if self.embedding is None:
            if not isinstance(self.layer, Stack):  # ours checks it, nn.LSTM would take (T, D), too
                dtype, D = self.layer.weight_ih_l0.dtype, self.layer.input_size
                check_tensor("xs", xs, dtype, "the layer", T=None, B=None, D=D)
            return xs
        check_words("xs", xs, self.embedding.num_embeddings)
        return self.embedding(xs)

    @torch.no_grad()
    def traces(self, xs, lengths=None, tokens=None, *, state=None) -> list[Trace]:
        """What the layer remembered: one Trace per layer and direction. Needs our layers.LSTM.

        Args:
            xs, lengths, state: as for `read`.
            tokens: T labels of the steps, or None.

        Raises:
            TypeError: a layer that keeps no traces.
            ValueError: inputs that do not fit.
        """
        if not hasattr(self.layer, "traces"):
            raise TypeError(
                f"layer is {type(self.layer).__module__}.{type(self.layer).__name__}, expected "
                "layers.LSTM, which shows its gates. It takes the state_dict of an nn.LSTM."
            )
        return self.layer.traces(self.vectors(xs), state, lengths=lengths, tokens=tokens)


def check_layer(name: str, layer) -> None:
    """Refuse anything but a recurrent layer that is time first.

    Raises:
        TypeError: not one of ours or of torch.nn.
        ValueError: batch first, or with a projection.
    """
    if not isinstance(layer, (Stack, nn.LSTM, nn.GRU, nn.RNN)):
        raise TypeError(
            f"{name} is a {type(layer).__name__}, expected layers.LSTM, GRU or RNN, or nn.LSTM, "
            "nn.GRU or nn.RNN. Did you pass the class or a size?"
        )
    if layer.batch_first:
        raise ValueError(
            f"{name}.batch_first is True, expected False. The models are time first: (T, B, ...)."
        )
    if getattr(layer, "proj_size", 0):
        raise ValueError(
            f"{name}.proj_size is {layer.proj_size}, expected 0. The models read h with "
            "hidden_size numbers; a projection shortens it."
        )


def check_words(name: str, tokens, vocab_size: int) -> None:
    """Refuse anything but a tensor (T, B) of whole numbers from 0 to vocab_size - 1.

    Raises:
        TypeError: no tensor, or no whole numbers.
        ValueError: another shape, or a number outside of the vocabulary.
    """
    if not isinstance(tokens, torch.Tensor):
        raise TypeError(
            f"{name} is a {type(tokens).__name__}, expected a tensor. "
            "Did you forget torch.from_numpy(...), or task.encode(...)?"
        )
    if tokens.is_floating_point() or tokens.dtype == torch.bool:
        raise TypeError(
            f"{name} has dtype {tokens.dtype}, expected whole numbers such as torch.int64. "
            "With vocab_size a model reads the places of words, not vectors."
        )
    check_shape(name, tokens, T=None, B=None)
    low, high = int(tokens.min()), int(tokens.max())
    if low < 0 or high >= vocab_size:
        raise ValueError(
            f"{name} has {low if low < 0 else high}, expected 0 to {vocab_size - 1}: "
            f"the vocabulary has {vocab_size} words, counted from 0."
        )
