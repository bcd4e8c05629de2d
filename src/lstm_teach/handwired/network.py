"""Handwired: weights set by hand, with what goes in, what comes out and what would be right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..cells import stacked
from ..layouts import GATES
from ..trace import Trace
from ..weights import LSTMWeights

# Input weight, hidden weight and bias of a gate that never moves: sigmoid(20) is 1 - 2e-9, so a
# number that is kept for 1,000 steps behind it loses 2 millionths.
OPEN, SHUT = (0.0, 0.0, 20.0), (0.0, 0.0, -20.0)


@dataclass(frozen=True, eq=False, repr=False)
class Handwired:
    """An LSTM wired by hand for one task.

    Attributes:
        name: what it does, a word or two.
        weights: LSTMWeights with D = 1.
        symbols: the alphabet, one character each.
        code: the number that each symbol is to the network.
        read: a run -> decisions (T, B), whole numbers: what the network says after each step. A run
            is a Trace, or anything with h and c, (T, B, H) each.
        answer: a sequence of symbols -> the T right decisions, found by plain Python.
        up_to: the number of steps up to which it is right. Beyond, rounding may add up.
    """

    name: str
    weights: LSTMWeights
    symbols: str
    code: tuple[float, ...]
    read: Callable[[Trace], np.ndarray]
    answer: Callable[[Sequence[str]], list[int]]
    up_to: int = 1000

    def __repr__(self) -> str:
        w, alphabet = self.weights, " ".join(self.symbols)
        return f"Handwired({self.name}: D={w.D}, H={w.H}, symbols {alphabet}, up to {self.up_to})"

    def encode(self, symbols: Sequence[str]) -> np.ndarray:
        """The inputs xs, (T, 1, 1), of a sequence such as "0110".

        Raises:
            ValueError: an empty sequence, or a symbol that is not in the alphabet.
        """
        return encode(symbols, self.symbols, self.code)

    def run(self, symbols: Sequence[str]) -> Trace:
        """The Trace, (T, 1, H) each, of reading a sequence; its tokens are the symbols.

        Raises:
            ValueError: as `encode`.
        """
        return stacked.run(self.weights, self.encode(symbols)).with_tokens(symbols)


def encode(symbols: Sequence[str], alphabet: str, code: tuple[float, ...]) -> np.ndarray:
    """The numbers of a sequence of symbols, (T, 1, 1).

    Args:
        symbols: T symbols, a string or a list of characters.
        alphabet: all symbols.
        code: the number of each of them.

    Raises:
        ValueError: an empty sequence, or a symbol that is not in the alphabet.
    """
    numbers = dict(zip(alphabet, code, strict=True))
    for t, symbol in enumerate(symbols):
        if symbol not in numbers:
            known = " ".join(alphabet)
            raise ValueError(f"symbol {t} is {symbol!r}, expected one of {known}.")
    if not len(symbols):
        raise ValueError("the sequence is empty, expected one symbol or more.")
    return np.array([numbers[symbol] for symbol in symbols], dtype=float)[:, None, None]


Three = tuple[float, float, float]


def one_unit(i: Three, f: Three, g: Three, o: Three) -> LSTMWeights:
    """The LSTM with one input and one unit that twelve numbers make.

    Args:
        i, f, g, o: for each of them (W_x, W_h, b): z = W_x * x + W_h * h_prev + b.

    Returns:
        LSTMWeights with D = H = 1. PyTorch's second bias, b_h, is 0.

    Raises:
        ValueError: not three finite numbers.
    """
    for name, numbers in zip(GATES, (i, f, g, o), strict=True):
        if not _three_numbers(numbers):
            raise ValueError(
                f"{name} is {numbers!r}, expected three finite numbers: (W_x, W_h, b)."
            )
    W_x, W_h, b = np.array([i, f, g, o], dtype=float).T  # (4,) each
    return LSTMWeights(W_x[:, None], W_h[:, None], b, np.zeros(4))


def _three_numbers(numbers) -> bool:
    try:
        array = np.array(numbers, dtype=float)
    except (TypeError, ValueError):
        return False
    return array.shape == (3,) and bool(np.isfinite(array).all())


def several_units(i, f, g, o) -> LSTMWeights:
    """The LSTM with one input and H units that these numbers make.

    Args:
        i, f, g, o: for each of them W_x (H,), W_h (H, H) and b (H,).
    """
    W_x, W_h, b = (np.concatenate(part).astype(float) for part in zip(i, f, g, o, strict=True))
    return LSTMWeights(W_x[:, None], W_h, b, np.zeros_like(b))
