"""Which known mistake an answer equals: one, or two at once."""

import itertools
from functools import cache

import numpy as np

from .bank import EQUAL, SUBJECTS, TOLERANCE, distance, of_subject
from .mistakes import Mistake, find
from .subjects.cell import QUANTITIES

# Places of a cell that act within one step; pairs of mistakes are looked for there.
IN_ONE_STEP = {
    *("read", "product", "split", "peek_before", "peek_after", "i", "f", "g", "o"),
    *("update", "output", "start"),
}


def outputs_of(form, variant, cases: tuple) -> tuple[dict | None, ...] | None:
    """What a variant hands out where a learner's answer would be; None where it raises.

    Returns None altogether if the form can't express this variant.
    """
    prepared, found = form.imitate(variant), []
    for case in cases:
        try:
            found.append(form.call(prepared, case))
        except AttributeError:  # it needs what the form does not hand over
            return None
        except Exception:  # shapes that do not fit
            found.append(None)
    return tuple(found) if any(found) else None


@cache
def right_outputs(form, cases: tuple) -> tuple[dict, ...]:
    """What the right answer gives on each case; where there is time, all quantities of a cell."""
    right = SUBJECTS[form.subject][0]
    if form.time_axis:
        return tuple(right.run(case) for case in cases)
    return outputs_of(form, right, cases)


@cache
def mistaken_outputs(form, mistake: str, cases: tuple) -> tuple[dict | None, ...] | None:
    """What an entry of the bank, by name, hands out on each case."""
    return outputs_of(form, find(mistake).variant, cases)


def candidates(form, families: tuple[str, ...]) -> list[Mistake]:
    """The entries that an exercise is about; all of its subject where `families` is empty."""
    return [m for m in of_subject(form.subject) if not families or m.family in families]


def applicable(form, cases: tuple, families: tuple[str, ...]) -> list[Mistake]:
    """The candidates that can be made in this form and show on these cases."""
    right, found = right_outputs(form, cases), []
    for mistake in candidates(form, families):
        theirs = mistaken_outputs(form, mistake.name, cases)
        if theirs is not None and distance(theirs, right, form.quantities) > TOLERANCE:
            found.append(mistake)
    return found


def matching(form, cases: tuple, families: tuple[str, ...], outputs: tuple) -> list[Mistake]:
    """The mistakes whose outputs a wrong answer's equal, on every case on which the answer ran."""
    ran = [k for k, out in enumerate(outputs) if out is not None]
    if not ran:
        return []
    first = ran[0]  # by itself it rules out nearly all of them
    found = candidates(form, families)
    found = [m for m in found if equals(form, m, (cases[first],), [0], (outputs[first],))]
    return [m for m in found if equals(form, m, cases, ran, outputs)]


def equals(form, mistake: Mistake, cases: tuple, ran: list[int], outputs: tuple) -> bool:
    """Whether an answer gives what a mistake gives, on the cases with these numbers."""
    theirs = mistaken_outputs(form, mistake.name, cases)
    if theirs is None:
        return False
    both = (tuple(each[k] for k in ran) for each in (outputs, theirs))
    return distance(*both, form.quantities) <= TOLERANCE


def pair(form, cases: tuple, families: tuple[str, ...], outputs: tuple) -> tuple[Mistake, ...]:
    """Two mistakes that together give these outputs, the one that shows first in front.

    Looked for in a cell's first step. Where no pair is found, but one mistake explains c, that one
    alone is returned: another one, unknown, acts between c and h.
    """
    if form.subject not in ("cell", "peephole") or not form.time_axis or outputs[0] is None:
        return ()
    case, ours = cases[0], {name: outputs[0][name][0] for name in ("c", "h")}
    right = first_step(SUBJECTS[form.subject][0], case)
    visible = visible_in_one_step(form.subject, families, case)
    before_c = [m for m, step in visible if near(step["c"], ours["c"])]
    if near(ours["c"], right["c"]):
        before_c = []
    for (one, _), (two, _) in itertools.combinations(visible, 2):
        if before_c and one not in before_c and two not in before_c:
            continue
        if changed_places(one) & changed_places(two):
            continue
        both = one.variant.but(**places(two))
        step = first_step(both, case)
        if step and all(near(step[name], ours[name]) for name in ("c", "h")):
            if explains(form, both, cases, outputs):
                return tuple(sorted((one, two), key=lambda m: QUANTITIES.index(m.changes)))
    return tuple(before_c[:1])


def visible_in_one_step(subject: str, families, case) -> list[tuple[Mistake, dict]]:
    """The mistakes that act within a step, with their first step; those that show in it."""
    twins = {twin for _, twin in EQUAL}
    right, found = first_step(SUBJECTS[subject][0], case), []
    for mistake in of_subject(subject):
        if mistake.name in twins or (families and mistake.family not in families):
            continue
        if changed_places(mistake) <= IN_ONE_STEP:
            step = first_step(mistake.variant, case)
            if step and not all(near(step[name], right[name]) for name in ("c", "h")):
                found.append((mistake, step))
    return found


def explains(form, variant, cases: tuple, outputs: tuple) -> bool:
    """Whether a variant gives these outputs on every case on which both ran."""
    theirs = outputs_of(form, variant, cases)
    ran = [k for k, out in enumerate(outputs) if out is not None and theirs[k] is not None]
    return distance(*(tuple(o[k] for k in ran) for o in (outputs, theirs)), ("c", "h")) < 1e-3


def first_step(variant, case) -> dict | None:
    """c and h of a variant's first step, (B, H) each."""
    try:
        with np.errstate(all="ignore"):
            return vars(variant.step(case, case.xs[0], *variant.start(case.h0, case.c0)))
    except ValueError:
        return None


def near(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two arrays are equal up to rounding."""
    return a.shape == b.shape and bool(np.all(np.abs(a - b) <= TOLERANCE))


def places(mistake: Mistake) -> dict:
    """The functions of the right one that a mistake replaces."""
    right = vars(SUBJECTS[mistake.subject][0])
    return {name: f for name, f in vars(mistake.variant).items() if f is not right[name]}


def changed_places(mistake: Mistake) -> set[str]:
    """Their names."""
    return set(places(mistake))


def best(mistakes: list[Mistake], first: str | None) -> Mistake | None:
    """The one to name among mistakes that give the same.

    Args:
        mistakes: those that match.
        first: the first quantity that differs, as far as the answer shows its quantities. A mistake
            that changes just this one is meant; where nothing tells, the first of bank.EQUAL.
    """
    names = {m.name for m in mistakes}
    twins = {twin for named, twin in EQUAL if named in names}
    for mistake in mistakes:
        if mistake.changes.removeprefix("z_") == first and first not in ("c", "h"):
            return mistake
    return next((m for m in mistakes if m.name not in twins), None)
