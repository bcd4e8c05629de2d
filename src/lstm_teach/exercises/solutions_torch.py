"""Answers that need PyTorch to be defined."""

from ..cells.torch_cell import LSTMCell


class PeepholeCell(LSTMCell):
    """The package's cell with its peepholes on."""

    def __init__(self, input_size: int, hidden_size: int):
        super().__init__(input_size, hidden_size, peephole=True)
