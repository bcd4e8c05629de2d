"""Exercises of notebook 11: LSTMs wired by hand."""

from ...handwired import PUZZLES
from .. import solutions_wired
from ..exercise import Exercise
from ..forms.wired import WiredForm

# How hard, how important, how many minutes.
ROWS = {
    "keep": ("easy", "high", 5),
    "forget": ("easy", "medium", 5),
    "counter": ("easy", "high", 5),
    "latch": ("medium", "high", 10),
    "toggle": ("hard", "medium", 20),
    "first": ("hard", "medium", 20),
    "delay": ("hard", "low", 20),
    "brackets": ("hard", "high", 20),
}

EXERCISES = tuple(
    Exercise(
        f"wire_{name}",
        "11",
        f"wire it: {name}",
        PUZZLES[name].task,
        *row,
        WiredForm(PUZZLES[name]),
        getattr(solutions_wired, name),
        section="11_reading_the_gates",
    )
    for name, row in ROWS.items()
)
