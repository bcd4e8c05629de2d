"""Encoder and decoder: one sequence in, another out (Sutskever, Vinyals & Le 2014)."""

from collections.abc import Sequence

import torch
from torch import nn

from .. import layers
from ..modes import in_mode
from ..shapes import check_index, check_shape, check_size
from ..trace import Trace
from .reader import Reader, check_layer, check_words


class Seq2Seq(nn.Module):
    """The encoder reads all; its last states are all that the decoder gets, and it writes.

    Args:
        encoder, decoder: two layers of the same kind, sizes and number of layers, one direction,
            time first: layers.LSTM, GRU or RNN, or those of torch.nn.
        source_vocab: V of the words to read.
        target_vocab: V of the words to write, with two marks among them: start and end.
        start: place of the mark that the decoder reads first.
        end: place of the mark that it writes last.

    Attributes:
        encoder, decoder: Readers, each with its embedding and its layer.

    Raises:
        TypeError: another layer.
        ValueError: layers whose states do not fit together, or a number out of its range.
    """

    def __init__(
        self,
        encoder: nn.Module,
        decoder: nn.Module,
        source_vocab: int,
        target_vocab: int,
        start: int,
        end: int,
    ):
        super().__init__()
        _check_pair(encoder, decoder)
        check_size("target_vocab", target_vocab)
        for name, mark in {"start": start, "end": end}.items():
            check_index(name, mark, target_vocab, "Marks are words of the target vocabulary.")
        if start == end:
            raise ValueError(
                f"end is {end} and start is {start}, expected two different marks. "
                "The decoder would end before its first word."
            )
        self.start, self.end = start, end
        self.encoder = Reader(encoder, source_vocab)
        self.decoder = Reader(decoder, target_vocab)
        self.head = nn.Linear(self.decoder.width, target_vocab)

    def forward(self, xs, targets, lengths=None):
        """Logits (T_out, B, V) with teacher forcing: the decoder reads the right words so far.

        At step t it reads targets[t - 1], at step 0 the start mark, whatever it would have written.

        Args:
            xs: (T, B) whole numbers, words of the source.
            targets: (T_out, B) whole numbers, words to write, the end mark last.
            lengths: (B,), real steps of each source, or None.

        Raises:
            TypeError, ValueError: inputs that do not fit.
        """
        check_words("targets", targets, self.head.out_features)
        check_shape("targets", targets, T=None, B=xs.shape[1])
        output, _ = self.decoder.read(self.forced(targets), state=self.thought(xs, lengths))
        return self.head(output)

    def forced(self, targets) -> torch.Tensor:
        """What the decoder reads with teacher forcing: start, then targets but for the last."""
        start = torch.full_like(targets[:1], self.start)  # (1, B)
        return torch.cat([start, targets[:-1]])  # (T_out, B)

    def thought(self, xs, lengths=None):
        """The encoder's states after the last real step: all that the decoder knows of xs."""
        return self.encoder.read(xs, lengths)[1]

    @torch.no_grad()
    def greedy(self, xs, max_length: int, lengths=None) -> torch.Tensor:
        """(max_length, B): write the likeliest word, read it, write the next.

        Nobody corrects a wrong word here. After a sequence's first end mark only end marks follow.
        Without dropout, as in eval mode; the modes stay as they are.

        Raises:
            TypeError, ValueError: inputs that do not fit, or a max_length below 1.
        """
        check_size("max_length", max_length)
        with in_mode(self, training=False):
            state = self.thought(xs, lengths)
            read = torch.full_like(xs[:1], self.start)  # (1, B)
            written = []
            for _ in range(max_length):
                output, state = self.decoder.read(read, state=state)
                likeliest = self.head(output).argmax(dim=-1)  # (1, B)
                read = torch.where(read == self.end, self.end, likeliest)
                written.append(read)
        return torch.cat(written)

    def translate(self, tokens: Sequence[int], max_length: int) -> list[int]:
        """Greedy decoding of one sequence: the words written before the end mark.

        Args:
            tokens: places in the source vocabulary, 1 or more.
            max_length: stop after so many words, 1 or more.

        Raises:
            ValueError: nothing to translate, no such word, or a max_length below 1.
        """
        tokens, V = list(tokens), self.encoder.embedding.num_embeddings
        if not tokens:
            raise ValueError("tokens is empty, expected at least one word to translate.")
        for token in tokens:
            check_index("tokens", token, V, f"The source has {V} words, counted from 0.")
        written = self.greedy(torch.tensor(tokens)[:, None], max_length)[:, 0].tolist()
        return written[: written.index(self.end)] if self.end in written else written

    def traces(self, xs, lengths=None, tokens=None) -> list[Trace]:
        """What the encoder remembered: one Trace per layer. Arguments as for Reader.traces.

        Raises:
            TypeError: an encoder that keeps no traces.
            ValueError: inputs that do not fit.
        """
        return self.encoder.traces(xs, lengths, tokens)

    @torch.no_grad()
    def decoder_traces(self, xs, targets, lengths=None, tokens=None) -> list[Trace]:
        """What the decoder remembered while it read start and `targets` but for the last.

        Without dropout, as in eval mode; the modes stay as they are.

        Args:
            xs, targets, lengths: as for `forward`.
            tokens: T_out labels of the steps, or None.

        Raises:
            TypeError: a decoder that keeps no traces.
            ValueError: inputs that do not fit.
        """
        with in_mode(self, training=False):
            state, words = self.thought(xs, lengths), self.forced(targets)
            return self.decoder.traces(words, tokens=tokens, state=state)


def _check_pair(encoder, decoder) -> None:
    for name, layer in {"encoder": encoder, "decoder": decoder}.items():
        check_layer(name, layer)
        if layer.bidirectional:
            raise ValueError(
                f"{name}.bidirectional is True, expected False. The decoder writes in one "
                "direction, and its states have to fit those of the encoder."
            )
    for name in ("hidden_size", "num_layers"):
        one, other = getattr(encoder, name), getattr(decoder, name)
        if one != other:
            raise ValueError(
                f"decoder.{name} is {other}, expected {one} like the encoder. "
                "Its first states are the encoder's last."
            )
    if _kind(encoder) != _kind(decoder):
        raise ValueError(
            f"decoder is a {type(decoder).__name__} and encoder a {type(encoder).__name__}, "
            "expected the same kind. The decoder goes on from the states that the encoder hands on."
        )


def _kind(layer) -> str:
    """Ours and those of torch.nn are the same kind."""
    kinds = {"LSTM": (layers.LSTM, nn.LSTM), "GRU": (layers.GRU, nn.GRU)}
    return next((name for name, kind in kinds.items() if isinstance(layer, kind)), "RNN")
