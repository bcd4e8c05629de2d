"""The bank of mistakes: complete, described, and told apart by the fixture."""

import itertools
from collections import Counter

import numpy as np
import pytest

from lstm_teach import exercises
from lstm_teach.cells import gates
from lstm_teach.exercises import bank
from lstm_teach.exercises.mistakes import MISTAKES
from lstm_teach.exercises.subjects.cell import QUANTITIES, RIGHT

SUBJECTS = sorted({mistake.subject for mistake in MISTAKES})


def compared(subject: str) -> tuple[str, ...]:
    """The quantities that answers hand out, and on which entries must differ."""
    return {"cell": ("c", "h"), "peephole": ("c", "h")}[subject]


def test_the_bank_is_large_enough_and_names_are_unique():
    assert len(MISTAKES) >= 50
    assert max(Counter(m.name for m in MISTAKES).values()) == 1


def test_the_right_cell_is_the_packages_own():
    case = exercises.fixture().cell[0]
    trace = gates.run(case.weights, case.xs, case.h0, case.c0)
    ours = RIGHT.run(case)
    for name in ("i", "f", "g", "o", "c", "h"):
        np.testing.assert_allclose(ours[name], getattr(trace, name), rtol=0, atol=1e-14)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_entry_differs_from_the_right_one(subject):
    for mistake in bank.of_subject(subject):
        apart = bank.distance(bank.outputs(mistake.name), bank.right(subject), compared(subject))
        assert apart >= bank.APART, mistake.name


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_entry_differs_from_every_other(subject):
    for a, b in itertools.combinations(bank.of_subject(subject), 2):
        apart = bank.distance(bank.outputs(a.name), bank.outputs(b.name), compared(subject))
        if frozenset({a.name, b.name}) in bank.EQUAL:
            assert apart < 1e-12, f"{a.name} and {b.name} are listed as equal"
        else:
            assert apart >= bank.APART, f"{a.name} and {b.name}"


@pytest.mark.parametrize("mistake", bank.of_subject("cell"), ids=lambda m: m.name)
def test_changes_is_the_first_quantity_that_differs(mistake):
    for ours, right in zip(bank.outputs(mistake.name), bank.right("cell"), strict=True):
        if ours is None:
            continue
        for t, name in itertools.product(range(len(right["h"])), QUANTITIES):
            if bank.array_distance(ours[name][t], right[name][t]) > bank.TOLERANCE:
                assert name == mistake.changes
                return
    pytest.fail("no difference found")


def test_descriptions_are_complete():
    for mistake in MISTAKES:
        assert len(mistake.hints) == 2 and mistake.hints[0] != mistake.hints[1], mistake.name
        for text in (mistake.does, mistake.why, *mistake.hints):
            assert 5 < len(text) < 250, mistake.name
        for text in (mistake.why, *mistake.hints):
            assert text[-1] in ".?", f"{mistake.name}: {text}"


def test_the_published_check_is_weak_and_the_strong_ones_are_not():
    """Figures quoted in prose; a changed bank changes them."""
    weak = exercises.score_check(exercises.published_check())
    strong = exercises.score_check(exercises.strong_check())
    full = exercises.score_check(*exercises.full_checks())
    assert {"order_ifog", "tanh_on_o", "no_output_gate", "gate_inside_tanh"} <= {
        m.name for m in weak.missed
    }
    assert len(weak.missed) >= 15
    assert not set(strong.missed) - set(weak.missed)
    assert full.missed == ()
    assert len(full.caught) == len(bank.of_subject("cell"))


def test_score_check_refuses_anything_else():
    with pytest.raises(TypeError, match="expected a ParityCheck"):
        exercises.score_check("published")
    with pytest.raises(ValueError, match="no check"):
        exercises.score_check()
    check = exercises.published_check()
    with pytest.raises(ValueError, match="decimals"):
        exercises.ParityCheck("mine", check.weights, check.xs, decimals=-1)


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="order_ifog"):
        exercises.mistakes.find("orderifog")
