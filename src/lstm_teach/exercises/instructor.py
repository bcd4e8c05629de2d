"""For teachers: what each finding of a checker means, and what to say in class."""

from dataclasses import dataclass

from .catalogue import EXERCISES
from .forms.value import ValueForm
from .mistakes import MISTAKES

# Findings that are no known mistake.
OTHER = {
    "passed": ("The answer is right.", "Let them explain it to a neighbour."),
    "not_attempted": ("The stub is still there.", "No failure. Ask what the first line could be."),
    "wrong": (
        "It runs, and differs from the right one in a way the bank does not know.",
        "Compare step 0, sequence 0, unit 0 by hand, with the equations beside the code.",
    ),
    "two_mistakes": (
        "Two known mistakes at once; the hint is about the one that shows first.",
        "One at a time: fix the first, check again.",
    ),
    "raised": (
        "The code raises an error; the message has their own lines.",
        "Read the last line of the traceback aloud, then the shapes of what stands in that line.",
    ),
    "shape": (
        "A result has a wrong shape.",
        "Write the shape as a comment behind every line, and see where it stops being true.",
    ),
    "type": (
        "Something else came back than was asked for.",
        "Compare the return line with the task.",
    ),
    "arguments": (
        "The function or class takes other arguments.",
        "Compare the def line with the task.",
    ),
    "not_callable": (
        "A result was handed in instead of the function, or its name in quotes.",
        "Functions are values too: pass the function, the checker calls it.",
    ),
    "changed_inputs": (
        "The answer overwrites an array that it was given.",
        "x *= 2 changes the caller's array; x = x * 2 makes a new one.",
    ),
    "weights": (
        "The module's parameters can't be told apart, so weights can't be filled in.",
        "Name parameters by their gate; nn.ModuleList registers layers, a plain list does not.",
    ),
    "dtype": (
        "The module computes in half precision.",
        "Sixteen bits cannot show agreement to four decimals.",
    ),
    "no_gradient": (
        "The numbers are right, but the gradient is cut.",
        "Right forward is half of a cell: what does training need from it?",
    ),
    "time": ("A loop did not end.", "Which line changes the condition of the loop?"),
    "memory": (
        "The code wanted far too much memory.",
        "Print shapes before the line. Which one is larger than expected?",
    ),
    "interrupted": (
        "The code raised KeyboardInterrupt or SystemExit.",
        "Those two end programs; a cell should not raise them.",
    ),
    "not_broken": (
        "The cell that should be wrong is right.",
        "What does a gate that is always 1 hide?",
    ),
    "noticed": (
        "The weak check sees this mistake.",
        "What would the check have to look like not to see it?",
    ),
    "fades": (
        "Wired by hand: the forget gate loses what c should keep.",
        "Work out f at this step: is its z far enough above 0?",
    ),
    "writes": (
        "Wired by hand: the input gate lets something in that spoils c.",
        "At which symbols should i be shut, or g be 0? Work out both for this one.",
    ),
    "stays": (
        "Wired by hand: an old c is kept that should have gone.",
        "What takes something out of c: a gate that shuts, or an offer of the other sign?",
    ),
    "shut": (
        "Wired by hand: the input gate is shut where something has to be written.",
        "Put x and h_prev of this step into the z of i.",
    ),
    "offers": (
        "Wired by hand: the gate is open, but g is too small or has the wrong sign.",
        "Which of x, h_prev and the bias should g follow here?",
    ),
}


@dataclass(frozen=True, repr=False)
class InstructorTable:
    """Rows of (code, what it means, what to say or ask)."""

    rows: tuple[tuple[str, str, str], ...]

    def __repr__(self) -> str:
        return "\n".join(f"{code}\n    {means}\n    {say}" for code, means, say in self.rows)

    def __getitem__(self, code: str) -> tuple[str, str]:
        """What a code means and what to say.

        Raises:
            KeyError: no such code.
        """
        return {row[0]: row[1:] for row in self.rows}[code]


def instructor_table(family: str | None = None) -> InstructorTable:
    """For each code that a Result can have, what it means and what to say in class.

    Args:
        family: only the mistakes of one family, such as "layout"; everything where left out.

    Raises:
        ValueError: no such family.
    """
    families = sorted({mistake.family for mistake in MISTAKES})
    if family is not None and family not in families:
        raise ValueError(f"family is {family!r}, expected one of {', '.join(families)}.")
    rows = [
        (m.name, m.does, f"{m.why} Ask: {m.hints[1]}")
        for m in MISTAKES
        if family in (None, m.family)
    ]
    if family is None:
        rows += [(code, *said) for code, said in OTHER.items()]
        for exercise in EXERCISES.values():
            if isinstance(exercise.form, ValueForm):
                rows += [
                    (w.name, f"{exercise.title}: answered {w.value}", f"Ask: {w.hints[1]}")
                    for w in exercise.form.wrong
                ]
    return InstructorTable(tuple(rows))
