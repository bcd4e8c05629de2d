"""Say a number in words: one sequence in, another out."""

import numpy as np

from ..shapes import check_size
from .examples import Examples, check_draw, padded
from .goals import Translation

ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ANSWERS = ("start", "end", *ONES, *TENS, "hundred")


def in_words(number: int) -> list[str]:
    """A number from 0 to 999 in English words, without "and": ["two", "hundred", "forty", "six"].

    Raises:
        ValueError: another number.
    """
    if number not in range(1000):
        raise ValueError(f"number is {number!r}, expected a whole number from 0 to 999.")
    hundreds, rest = divmod(number, 100)
    words = [ONES[hundreds], "hundred"] if hundreds else []
    if rest >= 20:
        words += [TENS[rest // 10 - 2]]
        rest %= 10
        return words + [ONES[rest]] if rest else words
    return words + [ONES[rest]] if rest or not words else words


def number_words(rng: np.random.Generator, *, below: int = 1000, n_test: int = 200) -> Translation:
    """Read the digits of a number, write it in words. All numbers from 0 to below - 1.

    Args:
        rng: chooses the numbers for the test.
        below: 2 to 1000.
        n_test: how many numbers to test, fewer than `below`. They are not learned from.

    Raises:
        TypeError: no generator.
        ValueError: a number out of its range.
    """
    check_draw(1, n_test, rng)
    check_size("below", below)
    if not n_test < below <= 1000:
        raise ValueError(f"below is {below}, expected more than n_test = {n_test}, up to 1000.")
    order = rng.permutation(below)
    return Translation(
        "number words",
        "All digits of the number, because the first word is written after the last is read.",
        _examples(order[n_test:]),
        _examples(order[:n_test]),
        vocab=tuple("0123456789"),
        answers=ANSWERS,
        start=0,
        end=1,
    )


def _examples(numbers) -> Examples:
    xs, lengths = padded([[int(digit) for digit in str(number)] for number in numbers])
    targets, ends = padded(
        [[ANSWERS.index(word) for word in (*in_words(int(n)), "end")] for n in numbers]
    )
    return Examples(xs, targets, lengths, mask=np.arange(len(targets))[:, None] < ends)
