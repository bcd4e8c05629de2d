"""Exercises whose checkers name the mistake.

mistakes      the bank: wrong cells, layers, gradients and training steps, as code that runs
fixture()     inputs on which all of them show, and show differently
score_check   how many of them a given test lets pass
"""

from . import mistakes
from .fixture import fixture
from .score import (
    ParityCheck,
    Score,
    full_checks,
    published_check,
    score_check,
    strong_check,
)

__all__ = [
    "ParityCheck",
    "Score",
    "fixture",
    "full_checks",
    "mistakes",
    "published_check",
    "score_check",
    "strong_check",
]
