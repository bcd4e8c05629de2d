"""How far a learner is: kept in this kernel, and in a plain file beside the notebooks.

Nothing is sent anywhere. git ignores the file; delete it to start anew.
"""

import json
import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from .result import Result

FILE = "my_progress.json"
PLACE = "LSTM_TEACH_PROGRESS"  # names another file, such as a temporary one in tests
STATES = ("done", "tried", "not yet")

# How often each finding was met in this kernel. Hints follow from it, so that a notebook that runs
# from top to bottom says the same every time, whatever the file holds.
met: dict[tuple[str, ...], int] = defaultdict(int)


def path() -> Path:
    """The file: beside the notebook, unless the environment says otherwise."""
    return Path(os.environ.get(PLACE) or FILE)


def load() -> dict[str, dict]:
    """What the file holds: exercise -> {"state": "done" or "tried", "hints": number}.

    A file that can't be read counts as empty; it is kept under another name.
    """
    try:
        kept = json.loads(path().read_text(encoding="utf-8"))
        return {
            name: {"state": STATES[STATES.index(each["state"])], "hints": int(each["hints"])}
            for name, each in kept.items()
        }
    except OSError:  # not there yet, most of the time
        return {}
    except (ValueError, TypeError, KeyError, AttributeError):
        damaged = path().with_suffix(".damaged")
        try:
            path().replace(damaged)
        except OSError:
            pass
        return {}


def record(result: Result) -> None:
    """Remember a result. Where the file can't be written, only this kernel remembers."""
    if not result.attempted:
        return
    kept = load()
    before = kept.get(result.exercise, {"state": "tried", "hints": 0})
    done = result.passed or before["state"] == "done"
    kept[result.exercise] = {
        "state": "done" if done else "tried",
        "hints": max(before["hints"], result.hints_shown),
    }
    text = json.dumps(kept, indent=1, sort_keys=True) + "\n"
    beside = path().with_suffix(".new")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path())  # whole or not at all, also with two notebooks open
    except OSError:
        pass


@dataclass(frozen=True, repr=False)
class Progress:
    """A small table. `rows` are (exercise, title, state, hints used)."""

    rows: tuple[tuple[str, str, str, int], ...]

    def __repr__(self) -> str:
        if not self.rows:
            return "No exercises here."
        width = max(len(row[0]) for row in self.rows) + 2
        head = f"{'exercise':{width}}{'state':10}{'hints':>5}  what"
        lines = [f"{name:{width}}{state:10}{hints:5}  {t}" for name, t, state, hints in self.rows]
        done = sum(row[2] == "done" for row in self.rows)
        return "\n".join([head, *lines, f"{done} of {len(self.rows)} done"])


def progress(notebook: str | None = None) -> Progress:
    """A table of the exercises: done, tried or not yet, and how many hints were used.

    Args:
        notebook: "04" for those of notebook 04; all where left out.

    Raises:
        ValueError: no such notebook.
    """
    from .catalogue import EXERCISES

    notebooks = sorted({exercise.notebook for exercise in EXERCISES.values()})
    if notebook is not None and notebook not in notebooks:
        raise ValueError(f"notebook is {notebook!r}, expected one of {', '.join(notebooks)}.")
    kept = load()
    rows = []
    for exercise in EXERCISES.values():
        if notebook in (None, exercise.notebook):
            each = kept.get(exercise.name, {"state": "not yet", "hints": 0})
            rows.append((exercise.name, exercise.title, each["state"], each["hints"]))
    return Progress(tuple(rows))
