"""Exercises whose checkers name the mistake.

check         look at an answer: what is right, what differs first, which known mistake it equals
solution      the package's own source for an exercise
progress      a table of what you have done
predict       a question to answer before you run a cell
mistakes      the bank: wrong cells, layers, gradients and training steps, as code that runs
museum        wrong cells that were really published
fixture       inputs on which all mistakes show, and show differently
score_check   how many wrong cells a given test lets pass
instructor_table   for each finding, what to say in class
"""

from . import mistakes
from .cases import fixture
from .checker import check, solution
from .exhibits import exhibit, museum
from .instructor import instructor_table
from .prediction import predict
from .record import progress
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
    "check",
    "exhibit",
    "fixture",
    "full_checks",
    "instructor_table",
    "mistakes",
    "museum",
    "predict",
    "progress",
    "published_check",
    "score_check",
    "solution",
    "strong_check",
]
