"""Every wrong answer that the bank has is caught, and named; no answer gets a wrong name."""

import numpy as np
import pytest
import torch
from torch import nn

from lstm_teach import exercises
from lstm_teach.exercises import naming
from lstm_teach.exercises.bank import TOLERANCE, distance
from lstm_teach.exercises.catalogue import EXERCISES
from lstm_teach.exercises.exercise import Later
from lstm_teach.exercises.forms.module import ModuleForm
from lstm_teach.exercises.forms.value import ValueForm
from lstm_teach.exercises.subjects.cell import Case
from lstm_teach.weights import LSTMWeights

CALLED = [e for e in EXERCISES.values() if not hasattr(e.form, "examine")]
VALUES = [e for e in EXERCISES.values() if isinstance(e.form, ValueForm)]


@pytest.fixture(autouse=True)
def no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("LSTM_TEACH_PROGRESS", str(tmp_path / "progress.json"))


def as_module(variant) -> type:
    """A torch module that makes the variant's mistake, with PyTorch's own parameters."""

    class Wrong(nn.Module):
        def __init__(self, D: int, H: int):
            super().__init__()
            for name, size in {"weight_ih": D, "weight_hh": H}.items():
                setattr(self, name, nn.Parameter(torch.zeros(4 * H, size, dtype=torch.float64)))
            for name in ("bias_ih", "bias_hh"):
                setattr(self, name, nn.Parameter(torch.zeros(4 * H, dtype=torch.float64)))
            for name in ("p_i", "p_f", "p_o"):
                setattr(self, name, nn.Parameter(torch.zeros(H, dtype=torch.float64)))
            self.before = None

        def forward(self, x, h_prev, c_prev):
            parts = [p.detach().numpy() for p in self.parameters()]
            weights = LSTMWeights(*parts[:4])
            case = Case("", weights, x[None].numpy(), h_prev.numpy(), c_prev.numpy(), parts[4:])
            self.before = variant.run(case, self.before)
            return torch.tensor(self.before["h"][0]), torch.tensor(self.before["c"][0])

    return Wrong


def as_answer(exercise, mistake):
    """A learner's answer to an exercise that makes this mistake."""
    if isinstance(exercise.form, ModuleForm):
        return as_module(mistake.variant)
    return exercise.form.imitation(mistake.variant)


def same_here(exercise, one: str, two: str) -> bool:
    """Whether two mistakes give the same in all that this exercise looks at."""
    form, cases = exercise.form, exercise.form.cases()
    outputs = [naming.mistaken_outputs(form, name, cases) for name in (one, two)]
    return distance(*outputs, form.quantities) <= TOLERANCE


@pytest.mark.parametrize("exercise", CALLED, ids=lambda e: e.name)
def test_every_mistake_is_caught_and_named(exercise, record_property):
    cases = exercise.form.cases()
    entries = naming.applicable(exercise.form, cases, exercise.families)
    caught = named = twins = 0
    for mistake in entries:
        result = exercises.check(exercise.name, as_answer(exercise, mistake), record=False)
        assert not result.passed, mistake.name
        caught += 1
        assert len(result.verdict.mistakes) == 1, f"{mistake.name}: {result}"
        (name,) = result.verdict.mistakes
        if name == mistake.name:
            named += 1
        else:
            assert same_here(exercise, name, mistake.name), f"{mistake.name} was called {name}"
            twins += 1
    record_property("exercises", (exercise.name, len(entries), caught, named, twins))
    assert entries and caught == len(entries)
    assert named + twins == len(entries)


@pytest.mark.parametrize("exercise", VALUES, ids=lambda e: e.name)
def test_wrong_values_are_named(exercise):
    for wrong in exercise.form.wrong:
        result = exercises.check(exercise.name, wrong.value, record=False)
        assert (result.passed, result.code) == (False, wrong.name)
    other = "something else" if isinstance(exercise.form.value, str) else np.array([0.5, 0.5])
    assert exercises.check(exercise.name, other, record=False).code in ("wrong", "shape")


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda e: e.name)
def test_the_solution_passes(exercise):
    answer = exercise.solution
    result = exercises.check(
        exercise.name, answer.now() if isinstance(answer, Later) else answer, record=False
    )
    assert result.passed, result


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda e: e.name)
def test_a_stub_is_no_failure(exercise):
    def stub(*arguments):
        raise NotImplementedError("yours to write")

    for missing in (None, ..., NotImplemented):
        assert not exercises.check(exercise.name, missing).attempted
    if isinstance(exercise.form, ModuleForm):

        class Stub(nn.Module):
            def __init__(self, input_size, hidden_size):
                super().__init__()
                self.input_gate = nn.Linear(hidden_size + input_size, hidden_size)

            def forward(self, x, h_prev, c_prev):
                raise NotImplementedError("yours to write")

        assert not exercises.check(exercise.name, Stub).attempted
    elif not isinstance(exercise.form, ValueForm):
        assert not exercises.check(exercise.name, stub).attempted
        assert not exercises.check(exercise.name, lambda *arguments: None).attempted
    assert "not attempted yet" in repr(exercises.check(exercise.name, None))


def test_most_mistakes_apply_somewhere():
    used = {
        mistake.name
        for exercise in CALLED
        for mistake in naming.applicable(exercise.form, exercise.form.cases(), exercise.families)
    }
    assert used == {mistake.name for mistake in exercises.mistakes.MISTAKES}
