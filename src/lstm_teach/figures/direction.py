"""Which way a script runs, and how its words stand inside a sentence that runs the other way.

Letters know their direction (Unicode's bidirectional classes, UAX #9). Numbers and marks do not:
beside an Arabic word they change sides, unless the word is isolated.
"""

import unicodedata
from collections.abc import Iterable

RTL, LTR = "rtl", "ltr"
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def runs_to_the_left(labels: Iterable[str]) -> bool:
    """Whether most letters of the labels belong to a script such as Arabic or Hebrew."""
    sides = [unicodedata.bidirectional(letter) for label in labels for letter in str(label)]
    return sum(side in ("R", "AL") for side in sides) > sides.count("L")


def checked_direction(direction: str | None, labels: Iterable[str]) -> bool:
    """True for right to left: as asked for, or as the labels are written where nothing is asked.

    Raises:
        ValueError: anything but "rtl", "ltr" or None.
    """
    if direction is None:
        return runs_to_the_left(labels)
    if direction not in (RTL, LTR):
        raise ValueError(
            f"direction is {direction!r}, expected 'rtl' (right to left), 'ltr' (left to right) "
            "or None, which takes the direction of the tokens."
        )
    return direction == RTL


def isolated(text: str) -> str:
    """The text, kept from turning around what stands beside it if it runs from right to left."""
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text


def width(text: str) -> int:
    """How many characters of the text take room: no vowel signs, no invisible marks."""
    return sum(unicodedata.category(letter) not in ("Mn", "Cf") for letter in text)
