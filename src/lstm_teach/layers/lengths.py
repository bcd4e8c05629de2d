"""Sequences of one batch that end at different steps: where each ends, and how to turn it round.

A padded batch is read to its end, and what a sequence computes after its own end is never used:
padding stands last in both reading directions, because the backward one turns each sequence round
inside its own length.
"""

import torch
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from ..shapes import check_shape


class Whole:
    """Every sequence has all T steps."""

    lengths = None

    def clear(self, xs: torch.Tensor) -> torch.Tensor:
        """Nothing to clear."""
        return xs

    def turn(self, xs: torch.Tensor) -> torch.Tensor:
        """Last step first, (T, B, any)."""
        return xs.flip(0)

    def end(self, states: list[torch.Tensor]) -> torch.Tensor:
        """The last of T states, (B, H)."""
        return states[-1]


class Padded:
    """Sequence b has lengths[b] real steps; behind them stands padding.

    Args:
        lengths: (B,) whole numbers in 1..T, as check_lengths returns them.
        T: steps of the padded batch.
    """

    def __init__(self, lengths: torch.Tensor, T: int):
        self.lengths = lengths
        steps = torch.arange(T, device=lengths.device)[:, None]  # (T, 1)
        real = steps < lengths  # (T, B)
        self.padding = ~real[..., None]  # (T, B, 1)
        self.turned = torch.where(real, lengths - 1 - steps, steps)[..., None]  # (T, B, 1)

    def clear(self, xs: torch.Tensor) -> torch.Tensor:
        """Zeros in the padding, whatever stood there, NaN too. Gradients there are zero."""
        return xs.masked_fill(self.padding, 0.0)

    def turn(self, xs: torch.Tensor) -> torch.Tensor:
        """Each sequence last step first, its padding where it was. Twice is once back."""
        return xs.gather(0, self.turned.expand(-1, -1, xs.shape[2]))

    def end(self, states: list[torch.Tensor]) -> torch.Tensor:
        """The state after the last real step of each sequence, (B, H)."""
        last = (self.lengths - 1)[None, :, None].expand(1, -1, states[0].shape[1])
        return torch.stack(states).gather(0, last)[0]


def check_lengths(lengths, T: int, B: int, device=None) -> torch.Tensor:
    """Lengths as a tensor (B,) of int64, in any order: they need not be sorted.

    Args:
        lengths: B whole numbers in 1..T; a list, an array or a tensor.
        T, B: time steps and batch size of the padded batch.
        device: where the tensor shall be.

    Raises:
        TypeError: not numbers, or not whole ones.
        ValueError: not B of them, or one below 1 or above T.
    """
    try:
        found = torch.as_tensor(lengths)
    except (TypeError, ValueError, RuntimeError) as error:
        raise TypeError(
            f"lengths is a {type(lengths).__name__}, expected B = {B} whole numbers. "
            f"PyTorch says: {error}"
        ) from error
    if found.dtype == torch.bool or found.is_floating_point() or found.is_complex():
        raise TypeError(
            f"lengths has dtype {found.dtype}, expected whole numbers. "
            "Did you pass a mask or fractions of T? mask.sum(0) counts the steps of each sequence."
        )
    check_shape("lengths", found, B=B)
    for b, length in enumerate(found.tolist()):
        if not 1 <= length <= T:
            cause = "longer than the padded batch: is time the first axis of xs?"
            cause = cause if length > T else "empty: leave such a sequence out of the batch."
            raise ValueError(
                f"lengths has {length} at index {b}, expected 1 to T = {T}. Sequence {b} is {cause}"
            )
    return found.to(device=device, dtype=torch.int64)


def unpack(packed: PackedSequence) -> tuple[torch.Tensor, torch.Tensor]:
    """A padded batch (T, B, D) and its lengths (B,), in the order before packing."""
    padded, lengths = pad_packed_sequence(packed)
    return padded, lengths.to(padded.device)


def pack_like(packed: PackedSequence, padded: torch.Tensor, lengths) -> PackedSequence:
    """A padded batch packed in the order of another PackedSequence of the same lengths."""
    if packed.sorted_indices is not None:
        padded, lengths = padded[:, packed.sorted_indices], lengths[packed.sorted_indices]
    data = pack_padded_sequence(padded, lengths.cpu()).data
    return PackedSequence(data, packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices)
