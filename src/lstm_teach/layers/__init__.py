"""Many cells deep, one way or both ways, over whole or padded sequences: what nn.LSTM does.

LSTM from the arithmetic of our own cell in plain PyTorch; GRU and RNN in the same style, to
compare with. All three have the parameter names of nn.LSTM, nn.GRU and nn.RNN, so that a
`state_dict` goes from one to the other unchanged.
"""

from .gru import GRU
from .lstm import LSTM
from .rnn import RNN

__all__ = ["GRU", "LSTM", "RNN"]
