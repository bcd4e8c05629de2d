"""Tiny data sets, made here from a seed. Nothing is downloaded.

text       Task: the next character of one short text, one-hot (notebook 05)
examples   Examples: sequences, their answers, and where an answer counts
goals      Classification, Regression, Translation: what a task knows
recall     first_and_last, adding, first_symbol
formal     counting, brackets
sentences  sentiment, tagging
numerals   number_words
tale       story, and its text STORY
next_word  arabic: ninety Arabic sentences, word by word
"""

from .examples import Examples, padded
from .formal import brackets, counted, counting
from .goals import Classification, Regression, SequenceTask, Translation
from .next_word import NextWord, arabic
from .numerals import number_words
from .recall import adding, first_and_last, first_symbol
from .sentences import sentiment, tagging
from .tale import STORY, story
from .text import Task, hello, next_character

__all__ = [
    "STORY",
    "Classification",
    "Examples",
    "NextWord",
    "Regression",
    "SequenceTask",
    "Task",
    "Translation",
    "adding",
    "arabic",
    "brackets",
    "counted",
    "counting",
    "first_and_last",
    "first_symbol",
    "hello",
    "next_character",
    "number_words",
    "padded",
    "sentiment",
    "story",
    "tagging",
]
