"""LSTMs whose weights are set by hand and not trained, and puzzles to wire your own.

    latch         on from the last S to the next R
    delay         the symbol of k steps ago
    toggle        parity: is the number of ones odd?
    counter       how many ones so far
    brackets      how deep, and broken for good once a bracket closes that was never opened
    first_symbol  the very first symbol, for ever
    one_unit      your own: the twelve numbers of an LSTM with one unit
    puzzle        what c shall be after each step; PUZZLES has all, from easy to hard
    judge         run weights on every short sequence of a puzzle, and explain the first wrong step

The six networks are right on every sequence up to length 12 and on random ones up to `up_to` steps;
a test holds them to it in every cell of the series and in nn.LSTM.
"""

from .judge import Judgement, judge
from .network import OPEN, SHUT, Handwired, one_unit
from .networks import brackets, counter, delay, first_symbol, latch, toggle
from .puzzles import PUZZLES, Puzzle, puzzle

__all__ = [
    "OPEN",
    "PUZZLES",
    "SHUT",
    "Handwired",
    "Judgement",
    "Puzzle",
    "brackets",
    "counter",
    "delay",
    "first_symbol",
    "judge",
    "latch",
    "one_unit",
    "puzzle",
    "toggle",
]
