"""Many to many: one answer for each step."""

from torch import nn

from ..shapes import check_size
from .reader import Reader


class Tagger(Reader):
    """A layer that reads a sequence, and a linear layer on h of every step.

    With one direction an answer rests on the words so far; with both it knows those to come, too.

    Args:
        layer: layers.LSTM, GRU or RNN, or those of torch.nn; time first.
        n_tags: how many different answers there are.
        vocab_size: V, where inputs are words; else None.

    Raises:
        TypeError: another layer.
        ValueError: a layer that is batch first, or a size below 1.
    """

    def __init__(self, layer: nn.Module, n_tags: int, vocab_size: int | None = None):
        check_size("n_tags", n_tags)
        super().__init__(layer, vocab_size)
        self.head = nn.Linear(self.width, n_tags)

    def forward(self, xs, lengths=None):
        """Score the answers after each step: logits (T, B, n_tags).

        Args:
            xs: (T, B, D) floats; with `vocab_size` (T, B) whole numbers.
            lengths: (B,), real steps of each sequence, or None. Behind an end the logits mean
                nothing.

        Raises:
            TypeError, ValueError: inputs that do not fit.
        """
        output, _ = self.read(xs, lengths)  # (T, B, width)
        return self.head(output)
