"""What `check` returns: plain data for graders, and a message for people."""

import textwrap
from dataclasses import asdict, dataclass

from .exercise import Exercise, Verdict

LINE = 96  # characters
WIDTH = 9  # of one number in the table of a difference


@dataclass(frozen=True, repr=False)
class Result:
    """The outcome of one check. Its repr is the message; all of it is plain data.

    Attributes:
        exercise: the exercise's name.
        verdict: what was found: code, stages, first difference, mistakes (exercise.Verdict).
        hints_shown: how many of the hints the message shows, 0 to 2. One more at each call.
        section: where to read again; in the message once all hints were shown.
    """

    exercise: str
    verdict: Verdict
    hints_shown: int = 0
    section: str = ""

    @property
    def passed(self) -> bool:
        """Whether the answer is right."""
        return self.verdict.code == "passed"

    @property
    def attempted(self) -> bool:
        """Whether there was an answer at all."""
        return self.verdict.code != "not_attempted"

    @property
    def code(self) -> str:
        """What happened, as one word: see exercises.instructor_table()."""
        return self.verdict.code

    @property
    def first_difference(self):
        """Where the answer first differs (compare.Difference), or None."""
        return self.verdict.difference

    @property
    def hint(self) -> str:
        """The hint shown last, or an empty text."""
        return self.verdict.hints[self.hints_shown - 1] if self.hints_shown else ""

    def to_dict(self) -> dict:
        """Everything as plain data, for a grader of yours."""
        return {"exercise": self.exercise, "passed": self.passed} | asdict(self.verdict)

    def __repr__(self) -> str:
        return message(self)


def message(result: Result) -> str:
    """The message for a learner: what passed, what differs first, a hint, what to do next."""
    verdict, name = result.verdict, result.exercise
    if not result.attempted:
        return f"{name}: not attempted yet. Fill in the cell, run it, and this line will tell more."
    if result.passed:
        lines = [f"{name}: right. Checked: {', '.join(verdict.stages)}."]
        lines += [f"  {verdict.sentence}"] if verdict.sentence else []
        return "\n".join(wrapped(line) for line in lines + said_about_prints(verdict))
    lines = [f"{name}: not right yet."]
    if verdict.stages:
        lines.append(f"  Right so far: {', '.join(verdict.stages)}.")
    if verdict.sentence:
        lines.append(f"  {verdict.sentence}")
    lines += [f"    {line}" for line in verdict.lines]
    if verdict.difference:
        lines += table(verdict.difference)
    if len(verdict.mistakes) == 2:
        lines.append("  Two things are wrong at once. The first to show:")
    lines += said_about_prints(verdict) + hints(result)
    return "\n".join(wrapped(line) for line in lines)


def wrapped(line: str) -> str:
    """A long line in several, each further in than the first."""
    indent = " " * (len(line) - len(line.lstrip()))
    if len(line) <= LINE:
        return line
    return textwrap.fill(line, LINE, initial_indent="", subsequent_indent=indent + "  ")


WHERE = {
    "again": " (second call, same inputs)",
    "square": " (T = B = D = H = 3)",
    "saturated": " (inputs in the thousands)",
}


def table(difference) -> list[str]:
    """Expected beside yours, for a few numbers."""
    lines = [f"  First difference: {difference.place}{WHERE.get(difference.case, '')}"]
    count = len(difference.expected)
    if count > 1:
        numbers = range(difference.start, difference.start + count)
        lines.append(f"    {difference.axes[-1]:9}" + "".join(f"{k:{WIDTH}}" for k in numbers))
    for digits in range(4, 10):  # as many as it takes to see the difference
        rows = [
            "".join(f" {value:{WIDTH - 1}.{digits}g}" for value in row)
            for row in (difference.expected, difference.got)
        ]
        if rows[0] != rows[1]:
            break
    return [*lines, f"    expected {rows[0]}", f"    yours    {rows[1]}"]


def said_about_prints(verdict: Verdict) -> list[str]:
    """A line about what the answer printed, which is left out."""
    count = len(verdict.printed.splitlines())
    lines = "1 line" if count == 1 else f"{count} lines"
    return [f"  (Your code printed {lines} while it was checked; left out here.)"] if count else []


def hints(result: Result) -> list[str]:
    """The hints shown so far, and what comes next."""
    verdict, shown = result.verdict, result.hints_shown
    lines = [
        f"  Hint {k} of {len(verdict.hints)}: {hint}"
        for k, hint in enumerate(verdict.hints[:shown], 1)
    ]
    if shown < len(verdict.hints):
        return [*lines, "  Run this cell again for the next hint."]
    where = f"Read again: {result.section}. " if result.section else ""
    if verdict.hints:
        lines.append(f"  {where}The answer is in exercises.solution({result.exercise!r}).")
    return lines


def make_result(exercise: Exercise, verdict: Verdict, hints_shown: int, section: str) -> Result:
    """A Result for an exercise."""
    return Result(exercise.name, verdict, min(hints_shown, len(verdict.hints)), section)
