"""LSTMs whose weights are set by hand and not trained, and puzzles to wire your own.

    latch         on from the last S to the next R
    delay         the symbol of k steps ago
    toggle        parity: is the number of ones odd?
    counter       how many ones so far
    brackets      how deep, and broken for good once a bracket closes that was never opened
    first_symbol  the very first symbol, for ever
    one_unit      your own: the twelve numbers of an LSTM with one unit

All are right on every sequence up to length 12 and on random ones up to `up_to` steps; a test holds
them to it in every cell of the series and in nn.LSTM.
"""

from .network import OPEN, SHUT, Handwired, one_unit
from .networks import brackets, counter, delay, first_symbol, latch, toggle

__all__ = [
    "OPEN",
    "SHUT",
    "Handwired",
    "brackets",
    "counter",
    "delay",
    "first_symbol",
    "latch",
    "one_unit",
    "toggle",
]
