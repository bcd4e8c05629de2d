"""Answers that are a value: a shape, an array, a text."""

from dataclasses import dataclass

import numpy as np

from ..answers import Refusal, is_missing, kind
from ..exercise import Verdict


@dataclass(frozen=True)
class Wrong:
    """A wrong value that people give: a name for it, the value, and two hints."""

    name: str
    value: object
    hints: tuple[str, str]


@dataclass(frozen=True, eq=False)
class ValueForm:
    """A value, compared with the right one and with known wrong ones.

    Attributes:
        what: what is expected, in words: "a shape such as (2, 3)".
        value: the right one.
        wrong: wrong ones that people give.
        hints: for all others.
        on_right: what to say to the right one.
    """

    what: str
    value: object
    wrong: tuple[Wrong, ...] = ()
    hints: tuple[str, ...] = ()
    on_right: str = ""
    subject = "value"

    def examine(self, answer) -> Verdict:
        """Compare. An answer of another kind, a function for instance, gets a sentence."""
        parts = answer if isinstance(answer, (tuple, list)) else (answer,)
        if any(is_missing(part) for part in parts):
            return Verdict("not_attempted")
        try:
            found, right = plain(answer), plain(self.value)
        except Refusal:
            found, right = None, ""
        if isinstance(found, str) != isinstance(right, str):
            return Verdict("type", f"Your answer is {kind(answer)}, expected {self.what}.")
        if same(found, right):
            return Verdict("passed", self.on_right, ("the value",))
        for wrong in self.wrong:
            if same(found, plain(wrong.value)):
                return Verdict(wrong.name, hints=wrong.hints)
        if not isinstance(found, str) and found.shape != right.shape:
            got = f"Your answer has {found.size} numbers, expected {self.what}."
            return Verdict("shape", got, hints=self.hints)
        return Verdict("wrong", hints=self.hints)


def plain(value):
    """Text as it is (without spaces at its ends), everything else as an array of floats.

    Raises:
        Refusal: neither text nor numbers.
    """
    if isinstance(value, str):
        return value.strip()
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    try:
        return np.array(value, dtype=float)
    except (TypeError, ValueError):
        raise Refusal("type", "no numbers") from None


def same(a, b) -> bool:
    """Whether two plain values are equal, numbers to 1e-4, texts but for capitals."""
    if isinstance(a, str) or isinstance(b, str):
        return isinstance(a, str) and isinstance(b, str) and a.lower() == b.lower()
    return a.shape == b.shape and np.allclose(a, b, rtol=0, atol=1e-4, equal_nan=True)
