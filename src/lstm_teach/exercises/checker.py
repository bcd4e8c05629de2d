"""`check` and `solution`: what a learner calls."""

import inspect
from dataclasses import dataclass

from ..shapes import check_known
from . import record as history
from .catalogue import EXERCISES, SECTIONS
from .examine import examine
from .exercise import Exercise, Later, Verdict
from .layouts import Layout
from .mistakes import find
from .result import Result, make_result


def find_exercise(name: str) -> Exercise:
    """The exercise of that name.

    Raises:
        ValueError: there is none.
    """
    check_known("exercise", name, EXERCISES)
    return EXERCISES[name]


def check(exercise: str, answer=None, layout=None, record: bool = True) -> Result:
    """Look at an answer, say what is first wrong with it, and which known mistake it equals.

    The answer runs within a time limit and a memory limit. Each call that finds the same shows one
    hint more; the answer itself is in `solution`.

    Args:
        exercise: its name, such as "numpy_step".
        answer: what the exercise asks for: a function, a class or a value.
        layout: how your function or module wants its weights, if not as the exercise says: an order
            of gates such as "iofg", "[x, h]", "keras", "onnx"; or for a module your own function
            load(module, weights).
        record: whether `progress` shall know of it.

    Raises:
        ValueError: no such exercise or layout. Nothing that the answer does is ever raised.
    """
    asked = find_exercise(exercise)
    declared = layout if callable(layout) else Layout.read(layout)
    verdict = examine(asked, answer, declared)
    shown = 0
    if verdict.hints:
        finding = (asked.name, verdict.code, *verdict.mistakes)
        history.met[finding] += 1
        shown = history.met[finding]
    result = make_result(asked, verdict, shown, where_to_read(asked, verdict))
    if record:
        history.record(result)
    return result


def where_to_read(asked: Exercise, verdict: Verdict) -> str:
    """The section on the mistake; the exercise's own where that is in the same notebook."""
    if not verdict.mistakes:
        return asked.section
    explained = SECTIONS[find(verdict.mistakes[0]).family]
    same_notebook = explained.split(",")[0] == asked.section.split(",")[0]
    return asked.section if same_notebook else explained


@dataclass(frozen=True, repr=False)
class Solution:
    """Source code that solves an exercise; highlighted in a notebook."""

    exercise: str
    source: str

    def __repr__(self) -> str:
        return self.source

    def _repr_markdown_(self) -> str:
        return f"```python\n{self.source}\n```"


def solution(exercise: str) -> Solution:
    """The package's own source for an exercise. Try first; two hints come from `check`.

    Raises:
        ValueError: no such exercise.
    """
    asked = find_exercise(exercise)
    shown = [e.now() if isinstance(e, Later) else e for e in asked.show or (asked.solution,)]
    sources = [inspect.getsource(each) if callable(each) else str(each) for each in shown]
    return Solution(asked.name, "\n\n".join(source.rstrip() for source in sources))
