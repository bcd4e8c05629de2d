"""Many to one: one answer for a whole sequence."""

from torch import nn

from ..shapes import check_size
from .reader import Reader


class Classifier(Reader):
    """A layer that reads a sequence, and a linear layer on where it ended.

    That is h after the last real step of the top layer. With both directions it is h of the forward
    direction after the last step, and of the backward one after the first step (which is where it
    ends), side by side. `output[-1]` would not do: there the backward direction has read one step
    only, and the end of a shorter sequence is padding.

    Args:
        layer: layers.LSTM, GRU or RNN, or those of torch.nn; time first.
        n_classes: how many classes; 1 for a single number.
        vocab_size: V, where inputs are words; else None.

    Raises:
        TypeError: another layer.
        ValueError: a layer that is batch first, or a size below 1.
    """

    def __init__(self, layer: nn.Module, n_classes: int, vocab_size: int | None = None):
        check_size("n_classes", n_classes)
        super().__init__(layer, vocab_size)
        self.head = nn.Linear(self.width, n_classes)

    def forward(self, xs, lengths=None):
        """Score the classes: logits (B, n_classes).

        Args:
            xs: (T, B, D) floats; with `vocab_size` (T, B) whole numbers.
            lengths: (B,), real steps of each sequence, or None.

        Raises:
            TypeError, ValueError: inputs that do not fit.
        """
        _, states = self.read(xs, lengths)
        return self.head(self.last(states))
