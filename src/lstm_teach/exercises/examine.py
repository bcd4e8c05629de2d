"""Look at an answer in a fixed order, so that the first thing wrong is what is told.

Does it run, do the shapes fit, one gate, one step from random states, several steps, a second call,
other sizes, large inputs, gradients.
"""

from dataclasses import dataclass, field

import numpy as np

from . import sandbox
from .answers import Refusal, says_not_attempted, steady
from .compare import Difference, first_difference
from .exercise import Exercise, Verdict
from .mistakes import find
from .naming import best, matching, pair, right_outputs
from .traceback_lines import own_lines

STAGES = {
    "general": "the results",
    "again": "a second call",
    "square": "T = B = D = H = 3",
    "saturated": "large inputs",
}
ANY = (
    "Take the first number that differs and work it out by hand, from the equation.",
    "Then print what your line has at that place, part by part.",
)
GENERIC = {
    "c": (
        "Take the first step by itself and print its four gates beside those of gates.step.",
        "If all four gates agree, only the line of c is left.",
    ),
    "h": (
        "Your c is right, so the mistake is between c and h.",
        "Two things make h. Print both of them for one unit.",
    ),
}


@dataclass
class Found:
    """What came to light while an answer ran, case by case."""

    cases: tuple = ()
    prepared: object = None
    outputs: list = field(default_factory=list)
    errors: dict = field(default_factory=dict)
    cut: list = field(default_factory=list)


def examine(exercise: Exercise, answer, layout) -> Verdict:
    """Run an answer within limits, and say what is first wrong with it, if anything is.

    Args:
        exercise: the exercise.
        answer: whatever was handed in.
        layout: a Layout, or a learner's own load(module, weights).
    """
    if hasattr(exercise.form, "examine"):
        return exercise.form.examine(answer)
    run, found = look(exercise.form, answer, layout)
    verdict = from_accident(run) or from_results(exercise, found)
    if verdict.code == "wrong" and hasattr(exercise.form, "other_layouts"):
        for other in exercise.form.other_layouts(found.prepared, layout):
            run, found_so = look(exercise.form, answer, other)
            verdict_so = from_accident(run) or from_results(exercise, found_so)
            if verdict_so.code != "wrong" or matching(*question(exercise, found_so)):
                found, verdict = found_so, verdict_so
    return name_it(exercise, found, verdict).but(printed=run.printed)


def look(form, answer, layout) -> tuple[sandbox.Run, Found]:
    """Run an answer on all cases."""
    found = Found()
    return sandbox.run(lambda: call_on_all_cases(form, answer, layout, found)), found


def call_on_all_cases(form, answer, layout, found: Found) -> None:
    """Everything that calls the learner's code."""
    found.prepared = form.prepare(answer, layout)
    found.cases = form.cases(answer)
    for case in found.cases:
        try:
            with np.errstate(all="ignore"):  # a sigmoid may overflow and still be right
                found.outputs.append(form.call(found.prepared, case))
        except Exception as error:
            if says_not_attempted(error) or sandbox.memory_was_refused(error):
                raise
            found.errors[case.name] = error
            found.outputs.append(None)
    if hasattr(form, "cut_gradients") and not found.errors:
        found.cut = form.cut_gradients(found.prepared, found.cases[0])


def from_accident(run: sandbox.Run) -> Verdict | None:
    """The verdict where the answer did not come to its end, or None."""
    error = run.error
    if run.stopped == "time":
        still = (
            " It still runs in the background; restart the kernel to end it." if run.alive else ""
        )
        return Verdict(
            "time",
            f"Your code was stopped after {sandbox.SECONDS:g} seconds. Is there a loop that "
            f"never ends?{still}",
        )
    if run.stopped == "memory":
        return Verdict(
            "memory",
            "Your code wanted far more memory than this exercise needs. Is there an array "
            "of a wrong shape, or a list that keeps growing?",
        )
    if error is None:
        return None
    if says_not_attempted(error):
        return Verdict("not_attempted")
    if isinstance(error, Refusal):
        return Verdict(error.code, str(error))
    if isinstance(error, (KeyboardInterrupt, SystemExit)):
        return Verdict(
            "interrupted",
            f"Your code raised {type(error).__name__}, which ends a program. Take "
            "that line out, and check again.",
        )
    return raised(error)


def raised(error: BaseException, where: str = "") -> Verdict:
    """The verdict on an exception in the learner's code."""
    text = steady(str(error)).split("\n")[0]
    said = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return Verdict("raised", f"Your code raised an error{where}. {said}", lines=own_lines(error))


def from_results(exercise: Exercise, found: Found) -> Verdict:
    """The verdict on an answer that ran."""
    form, expected, stages = exercise.form, right_outputs(exercise.form, found.cases), []
    for case, got, right in zip(found.cases, found.outputs, expected, strict=True):
        if case.name in found.errors:
            error = found.errors[case.name]
            where = "" if case is found.cases[0] else f" ({STAGES.get(case.name, case.name)})"
            verdict = raised(error, where)
            if isinstance(error, Refusal):
                verdict = Verdict(error.code, f"{error}{where}")
            return verdict.but(stages=tuple(stages))
        if not stages:
            stages += ["it runs", "the shapes fit"]
        difference = first_difference(case.name, got, right, form.axes(case), form.time_axis)
        if difference:
            stages += gates_passed(got, difference) if case is found.cases[0] else []
            return Verdict("wrong", "", tuple(stages), difference)
        stages += stages_of(form, case)
    if found.cut:
        return Verdict(
            "no_gradient",
            "The numbers are right, but the gradient with respect to "
            f"{', '.join(found.cut)} is missing or wrong. Is there a detach, .data, .item(), "
            "no_grad or a way through NumPy?",
            tuple(stages),
        )
    return Verdict(
        "passed", "", (*stages, *(["gradients"] if hasattr(form, "cut_gradients") else []))
    )


def stages_of(form, case) -> list[str]:
    """What is proven when a case agrees."""
    if case.name == "general" and form.time_axis:
        return ["one step from random states", "several steps"]
    return [STAGES.get(case.name, case.name)]


def gates_passed(got: dict, difference: Difference) -> list[str]:
    """Of an answer that shows its gates: those that agree in the step where the first differs."""
    shown = [name for name in ("i", "f", "g", "o") if name in got]
    if difference.quantity in shown:
        shown = shown[: shown.index(difference.quantity)]
    steps = difference.index[0] if "step" in difference.axes else 0
    return shown + ([f"steps 0 to {steps - 1}"] if steps > 1 else ["step 0"] if steps else [])


def name_it(exercise: Exercise, found: Found, verdict: Verdict) -> Verdict:
    """The verdict with the known mistakes that the outputs equal, if they do."""
    if not found.outputs or verdict.code not in ("wrong", "raised", "shape"):
        return verdict
    first = verdict.difference.quantity if verdict.difference else None
    given = question(exercise, found)
    if isinstance(found.errors.get("saturated"), OverflowError) and None not in found.outputs[:-1]:
        mistakes = (find("overflowing_sigmoid"),) if verdict.code == "raised" else ()
    else:
        one = best(matching(*given), first)
        mistakes = (one,) if one else pair(*given)
    if not mistakes:
        return verdict.but(hints=GENERIC.get(first, ANY) if verdict.code == "wrong" else ())
    code = mistakes[0].name if len(mistakes) == 1 else "two_mistakes"
    names = tuple(mistake.name for mistake in mistakes)
    return verdict.but(code=code, mistakes=names, hints=mistakes[0].hints)


def question(exercise: Exercise, found: Found) -> tuple:
    """What naming.matching and naming.pair are asked."""
    return exercise.form, found.cases, exercise.families, tuple(found.outputs)
