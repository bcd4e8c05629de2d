"""What an exercise is, and what looking at an answer finds."""

import importlib
from dataclasses import dataclass, field, replace
from typing import Any

from .compare import Difference


@dataclass(frozen=True)
class Later:
    """A name in a module that is imported when it is needed, because it needs PyTorch."""

    module: str
    name: str

    def now(self):
        """Import it."""
        return getattr(importlib.import_module(self.module), self.name)


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise of the series.

    Attributes:
        name: what `check` is called with.
        notebook: the number of its notebook, such as "04".
        title: a short name for tables.
        task: what is asked for, in a sentence.
        difficulty, importance: "easy", "medium" or "hard"; "low", "medium" or "high".
        minutes: how long it takes.
        form: how answers are called and compared (exercises.forms).
        solution: an answer that passes, or Later.
        families: the families of mistakes it is about; all of the form's subject where empty.
        show: what the learner sees as solution: texts, or things to show the source of; `solution`
            where empty.
        section: where to read again.
    """

    name: str
    notebook: str
    title: str
    task: str
    difficulty: str
    importance: str
    minutes: int
    form: Any
    solution: Any
    families: tuple[str, ...] = ()
    show: tuple[Any, ...] = ()
    section: str = ""


@dataclass(frozen=True)
class Verdict:
    """What looking at an answer found.

    Attributes:
        code: "passed", "not_attempted", the name of a known mistake, or another way to fail (the
            instructor table has them all).
        sentence: what to say about it, if it is not a named mistake.
        stages: what was right, in the order of looking.
        difference: the first difference, if there is one.
        mistakes: the names of the known mistakes that it equals; two if two were made at once.
        hints: what can be said without giving the answer away, from far to near.
        lines: the learner's own lines of a traceback.
        printed: what the answer printed.
    """

    code: str
    sentence: str = ""
    stages: tuple[str, ...] = ()
    difference: Difference | None = None
    mistakes: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    printed: str = field(default="", repr=False)

    def but(self, **parts) -> "Verdict":
        """This verdict with some of its parts replaced."""
        return replace(self, **parts)
