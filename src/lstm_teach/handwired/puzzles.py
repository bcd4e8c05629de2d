"""Puzzles: what an LSTM with one unit, wired by hand, shall have in c after each step.

All of them can be solved with one unit, that is with twelve numbers; a test has a solution of each
within -20 to 20. More units are allowed. Unit 0 is the one that is looked at.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from ..shapes import check_known
from .networks import depths, latched, ones_so_far

Bounds = list[tuple[float, float]]

ON, OFF = (0.9, inf), (-0.1, 0.1)


@dataclass(frozen=True, eq=False, repr=False)
class Puzzle:
    """One puzzle.

    Attributes:
        name: its short name, such as "latch".
        task: what c has to do, in a sentence or two.
        symbols: the alphabet, one character each.
        code: the number x that each symbol is to the network.
        wanted: a sequence of symbols -> for each step the least and the largest c that is right.
        shown: test sequences to look at, each as long as `longest`.
        hints: what can be said without giving numbers away, from far to near.
        longest: every sequence up to this length is tried.

    Raises:
        ValueError: not one number for each symbol, or a sequence shown of another length.
    """

    name: str
    task: str
    symbols: str
    code: tuple[float, ...]
    wanted: Callable[[Sequence[str]], Bounds]
    shown: tuple[str, ...]
    hints: tuple[str, ...]
    longest: int = 12

    def __post_init__(self):
        if len(self.code) != len(self.symbols):
            raise ValueError(
                f"code has {len(self.code)} numbers, expected {len(self.symbols)}: "
                "one for each of symbols."
            )
        for sequence in self.shown:
            if len(sequence) != self.longest:
                raise ValueError(
                    f"shown has {sequence!r} of length {len(sequence)}, expected "
                    f"{self.longest}, as long as longest."
                )

    def __repr__(self) -> str:
        return f"Puzzle({self.name}: {self.task})"

    @property
    def inputs(self) -> str:
        """The code in words: "x is 0 for 0 and 1 for 1"."""
        pairs = zip(self.symbols, self.code, strict=True)
        *first, last = (f"{number:g} for {symbol}" for symbol, number in pairs)
        return f"x is {', '.join(first)} and {last}".replace("-", "\N{MINUS SIGN}")


BITS, SIGNS = (0, 1), (-1, 1)

KEEP = Puzzle(
    "keep",
    "Remember that a 1 has come: c stays near 0 until the first 1, and is at least 0.9 ever after.",
    "01",
    BITS,
    lambda symbols: [ON if ones else OFF for ones in ones_so_far(symbols)],
    ("000100000000", "100000000000", "000000000001", "010010000100", "000000000000"),
    (
        "What is in c must not fade. Which gate decides that, and where should it always be?",
        "At a 0 nothing may be written, at a 1 something. Two parts can see to that: the gate that "
        "lets in, or what is offered to it.",
    ),
)

FORGET = Puzzle(
    "forget",
    "Forget at once: c is at least 0.9 at a 1 and near 0 at a 0, whatever was there before.",
    "01",
    BITS,
    lambda symbols: [ON if symbol == "1" else OFF for symbol in symbols],
    ("000100000000", "010101010101", "111100001111", "011011101111", "000000000000"),
    (
        "Nothing of the step before may be left. Which gate throws it away?",
        "Now c is only what this step writes. Let what is offered follow the input, and let it in.",
    ),
)

COUNT = Puzzle(
    "counter",
    "Count the ones: c is how many there were so far, to a quarter.",
    "01",
    BITS,
    lambda symbols: [(n - 0.25, n + 0.25) for n in ones_so_far(symbols)],
    ("000100000000", "010101010101", "111111111111", "011011101111", "000000000000"),
    (
        "A count is a sum. What has to happen to what is there already?",
        "Each 1 adds exactly 1, each 0 adds nothing. Large numbers make gates exact.",
    ),
)

LATCH = Puzzle(
    "latch",
    "Switch: S turns c on, at least 0.9; R turns it off, near 0; a dot changes nothing.",
    "S.R",
    (1, 0, -1),
    lambda symbols: [ON if on else OFF for on in latched(symbols)],
    ("..S....R.", "S...R..S.", ".R.......", "S.SS...R.", "SRSRSRSRS"),
    (
        "Two gates have to move. One lets in at S alone, the other throws away at R alone.",
        "A gate is shut where W_x * x + b is far below 0 and open where it is far above. x has "
        "three values; on which side of 0 should each of them be, for each of the two gates?",
    ),
    longest=9,
)

TOGGLE = Puzzle(
    "toggle",
    "Parity: c is at least 0.9 while the number of ones is odd, and 0.1 or less while it is even.",
    "01",
    BITS,
    lambda symbols: [ON if n % 2 else (-inf, 0.1) for n in ones_so_far(symbols)],
    ("000100000000", "010100000000", "111111111111", "010010010010", "000000000000"),
    (
        "At a 0 everything stays. At a 1 the old c has to go and the other one has to come: two "
        "gates change places.",
        "Which of the two has to come depends on which one is there. Only h_prev can tell, so what "
        "is offered has to read it. Even need not be 0: a negative c is fine.",
        "h_prev is 0 at the start. Which number makes the first offer positive all the same?",
    ),
)

FIRST = Puzzle(
    "first",
    "The first symbol, for ever: c is 0.5 or more if it was a 1, and -0.5 or less if it was a 0.",
    "01",
    SIGNS,
    lambda symbols: [(0.5, inf) if symbols[0] == "1" else (-inf, -0.5) for _ in symbols],
    ("111111111111", "000000000000", "100000000000", "011111111111", "101010101010"),
    (
        "How can a unit know that this is the first step? h_prev is 0 then, and not later.",
        "A gate that reads h_prev cannot be shut for plus and for minus alike. So do not try to "
        "keep others out: let what is offered be what there is already.",
        "In what is offered, h_prev has to be louder than x. At the first step h_prev is silent.",
    ),
)

DELAY = Puzzle(
    "delay",
    "One step late: c is at least 0.9 if the symbol before this one was a 1, and 0.6 or less if it "
    "was a 0 or there was none.",
    "01",
    BITS,
    lambda symbols: [ON if before == "1" else (-inf, 0.6) for before in ["0", *symbols[:-1]]],
    ("000100000000", "010101010101", "111100001111", "011011101111", "000000000000"),
    (
        "One unit has two memories, c and h. c has to tell the symbol before, so h has to carry "
        "this one over to the next step.",
        "Which gate makes h differ from c, and what does it have to read?",
        "h can show this symbol only if c is never 0: then h = 0 says that the gate was shut. Even "
        "where nothing came, offer a little.",
    ),
)

BRACKETS = Puzzle(
    "brackets",
    "Brackets: c is how deep we are, to a quarter. Once one closes that was never opened, c is "
    "-0.75 or less for good.",
    "()",
    (1, -1),
    lambda symbols: [
        (depth - 0.25, depth + 0.25) if depth >= 0 else (-inf, -0.75) for depth in depths(symbols)
    ],
    ("()()()()()()", "((()))(())()", "(((((())))))", "())(((((((((", ")(((((()))))"),
    (
        "Begin with a counter that goes up and down.",
        "When c has fallen below 0, nothing may change any more. Which gate sees to that?",
        "That gate has to tell a negative state from zero and from a positive one. h_prev shows "
        "the sign; the bias says on which side zero is.",
    ),
)

PUZZLES = {p.name: p for p in (KEEP, FORGET, COUNT, LATCH, TOGGLE, FIRST, DELAY, BRACKETS)}


def puzzle(name: str) -> Puzzle:
    """The puzzle of that name. From easy to hard: keep, forget, counter, latch, toggle, first,
    delay, brackets.

    Raises:
        ValueError: there is none.
    """
    check_known("puzzle", name, PUZZLES)
    return PUZZLES[name]
