"""Six networks. Each docstring says which gate has to be open when, and why that is enough.

Two tricks come back. A gate that has to switch gets weights so large that its z is 20 or -20: then
it is 0 or 1 up to two billionths. And h_prev = tanh(1) = 0.76 behind an open output gate is a
signal that gates can read: it says what was in c one step ago.
"""

import numpy as np

from ..shapes import check_size
from .network import OPEN, Handwired, one_unit, several_units


def latch() -> Handwired:
    """Switched on by S, off by R; a dot changes nothing. One unit; x is 1, -1 or 0.

    - i is open at S only: there it writes 1.
    - f is shut at R only: there everything that was kept is gone. At all other times it keeps c.
    - g is 1 throughout: what is offered never changes, only whether it is taken.
    - o is open throughout, so h = tanh(c) shows the state.

    A second S writes once more, so c is 2. That does no harm: one R clears it all, because f
    multiplies.
    """
    weights = one_unit(i=(40, 0, -20), f=(40, 0, 20), g=OPEN, o=OPEN)
    return Handwired("latch", weights, "S.R", (1, 0, -1), _is_on(0), latched)


def delay(k: int = 1) -> Handwired:
    """The symbol of k steps ago; 0 while there was none. k + 1 units in a row; x is 0 or 1.

    - f is shut and i is open, throughout and in every unit: c is what this step writes, and nothing
      is kept. The memory is not in c at all. It is in h, which travels from unit to unit.
    - g of unit 0 is 1 or -1, after the symbol of this step.
    - g of each further unit is 1 or -1, after h_prev of the unit before it: what that one had a
      step ago.
    - o is open, so that the next unit can see it.

    Before the first symbol h is 0; then g is 0, which reads as no 1.

    Args:
        k: how many steps, 1 or more.

    Raises:
        ValueError: k below 1, or no whole number.
    """
    check_size("k", k)
    H = k + 1
    zeros, ones = np.zeros(H), np.ones(H)
    first = np.eye(H)[0]  # (H,): 1 for unit 0
    before = np.eye(H, k=-1)  # (H, H): each unit reads the one before it
    still, open_, shut = np.zeros((H, H)), 20 * ones, -20 * ones
    g = (40 * first, 40 * before, -20 * first)
    weights = several_units((zeros, still, open_), (zeros, still, shut), g, (zeros, still, open_))
    return Handwired(
        f"delay by {k}", weights, "01", (0, 1), _is_on(k),
        lambda symbols: ([0] * k + [int(s) for s in symbols])[: len(symbols)],
    )  # fmt: skip


def toggle() -> Handwired:
    """Parity: 1 while the number of ones is odd. One unit; x is 0 or 1.

    This is exclusive or of the state and the input, which no single gate can compute. Gates
    multiply, and that is enough: x chooses between keeping and flipping, and h_prev tells what
    flipped means.

    - At a 0: i is shut and f is open, so c stays.
    - At a 1: f is shut and i is open, so c becomes g.
    - g reads h_prev with the sign turned round: -1 if h_prev was 0.76, else 1. Its bias decides
      the start, where h_prev is 0 and c has to become 1.
    - o is open, so that g can see the state.

    Odd is c = 1. Even is c = 0 before the first 1 and c = -1 later; both flip to 1.
    """
    weights = one_unit(i=(40, 0, -20), f=(-40, 0, 20), g=(0, -40, 15), o=OPEN)
    return Handwired(
        "toggle", weights, "01", (0, 1), _is_on(0), lambda s: [n % 2 for n in ones_so_far(s)]
    )


def counter() -> Handwired:
    """How many ones so far. One unit; x is 0 or 1.

    - i and f are open throughout: everything offered is added to everything kept.
    - g is tanh(20 x): 1 at a 1, and 0 at a 0.
    - o is open, but h cannot show the count: tanh(c) is 0.76, 0.96, 0.995, ... and soon 1. The
      count is read from c.
    """
    weights = one_unit(i=OPEN, f=OPEN, g=(20, 0, 0), o=OPEN)
    return Handwired(
        "counter", weights, "01", (0, 1), lambda run: _whole(run.c[..., 0]), ones_so_far
    )


def brackets() -> Handwired:
    """How deep inside brackets; -1 for good once one closes that was never opened. One unit.

    x is 1 for an opening bracket and -1 for a closing one.

    - f is open throughout: the depth is kept.
    - g is tanh(20 x): 1 step up or 1 step down.
    - i is open as long as all is well: h_prev = tanh(c) is 0 or more. When c has fallen to -1,
      h_prev is -0.76 and shuts it, so nothing is ever written again. The mistake stays.
    - o is open, so that i can see the state.

    A sequence is balanced if c is 0 at its end. Counting is all this needs, because there is one
    kind of bracket; with two kinds one would have to remember the order, too.
    """
    weights = one_unit(i=(0, 60, 20), f=OPEN, g=(20, 0, 0), o=OPEN)
    return Handwired(
        "bracket depth", weights, "()", (1, -1), lambda run: _whole(run.c[..., 0]), depths
    )


def first_symbol() -> Handwired:
    """The first symbol, told at every step. Two units; x is -1 for 0 and 1 for 1.

    Unit 0 knows that there was a step before this one. Its f is shut and its i and o are open, so
    its h is 0 before the first step and 0.76 ever after.

    Unit 1 keeps the symbol:

    - i is open in the first step only: it reads h_prev of unit 0, and 0.76 shuts it.
    - f is open throughout.
    - g is tanh(20 x): 1 or -1.
    - o is open.
    """
    nothing, still = np.zeros(2), np.zeros((2, 2))
    i = (nothing, np.array([[0, 0], [-60, 0]]), np.array([20, 20]))
    f = (nothing, still, np.array([-20, 20]))
    g = (np.array([0, 20]), still, np.array([20, 0]))
    weights = several_units(i, f, g, (nothing, still, np.array([20, 20])))
    return Handwired(
        "first symbol", weights, "01", (-1, 1), _is_on(1), lambda s: [int(s[0])] * len(s)
    )


def _is_on(unit: int):
    """A reader: 1 where h of this unit is above 0.5, else 0."""
    return lambda run: (run.h[..., unit] > 0.5).astype(int)


def _whole(values: np.ndarray) -> np.ndarray:
    return np.rint(values).astype(int)


def latched(symbols) -> list[int]:
    """1 from each S to the next R, else 0."""
    on, answers = 0, []
    for symbol in symbols:
        on = {"S": 1, "R": 0}.get(symbol, on)
        answers.append(on)
    return answers


def ones_so_far(symbols) -> list[int]:
    """How many ones up to and with each step."""
    return np.cumsum([int(symbol) for symbol in symbols]).tolist()


def depths(symbols) -> list[int]:
    """How many brackets are open after each step; -1 for good once one too many has closed."""
    depth, answers = 0, []
    for symbol in symbols:
        if depth >= 0:
            depth += 1 if symbol == "(" else -1
        answers.append(depth)
    return answers
