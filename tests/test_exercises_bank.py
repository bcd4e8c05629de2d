"""The bank of mistakes: complete, described, and told apart by the fixture."""

import itertools
from collections import Counter

import numpy as np
import pytest
import torch

from lstm_teach import exercises
from lstm_teach.cells import gates
from lstm_teach.exercises import bank
from lstm_teach.exercises.mistakes import MISTAKES
from lstm_teach.exercises.subjects import backward, layers, training
from lstm_teach.exercises.subjects.cell import QUANTITIES, RIGHT

PER_STEP = ("cell", "peephole")  # subjects whose quantities have a time axis


def test_the_bank_is_large_enough_and_names_are_unique():
    assert len(MISTAKES) >= 50
    assert max(Counter(m.name for m in MISTAKES).values()) == 1


def test_the_right_cell_is_the_packages_own():
    case = exercises.fixture().cell[0]
    trace = gates.run(case.weights, case.xs, case.h0, case.c0)
    ours = RIGHT.run(case)
    for name in ("i", "f", "g", "o", "c", "h"):
        np.testing.assert_allclose(ours[name], getattr(trace, name), rtol=0, atol=1e-14)


def torch_layers(case) -> torch.nn.LSTM:
    """nn.LSTM with the weights of a layers case."""
    ways, H = len(case.weights[0]), case.h0.shape[2]
    module = torch.nn.LSTM(
        case.xs.shape[2], H, len(case.weights), dropout=case.dropout, bidirectional=ways == 2
    )
    arrays = [
        array
        for layer in case.weights
        for weights in layer
        for array in (weights.W_x, weights.W_h, weights.b_x, weights.b_h)
    ]
    for parameter, array in zip(module.double().parameters(), arrays, strict=True):
        parameter.data.copy_(torch.tensor(array))
    return module.train(case.training)


@pytest.mark.parametrize("case", exercises.fixture().layers, ids=lambda c: c.name)
def test_the_right_layers_are_pytorchs(case):
    xs, *states = (torch.tensor(array.copy()) for array in (case.xs, case.h0, case.c0))
    output, (h_n, c_n) = torch_layers(case)(xs, tuple(states))
    ours = layers.RIGHT.run(case)
    for name, theirs in {"output": output, "h_n": h_n, "c_n": c_n}.items():
        np.testing.assert_allclose(ours[name], theirs.detach().numpy(), rtol=0, atol=1e-12)
    ways = len(case.weights[0])
    np.testing.assert_array_equal(ours["summary"], np.concatenate(ours["h_n"][-ways:], axis=1))


@pytest.mark.parametrize("case", exercises.fixture().backward, ids=lambda c: c.name)
def test_the_right_gradients_are_autograds(case):
    module, trace = case.weights.to_torch(), case.trace
    xs, h0, c0 = (torch.tensor(a, requires_grad=True) for a in (trace.xs, trace.h0, trace.c0))
    hs, (h_T, c_T) = module(xs, (h0[None], c0[None]))
    said = (torch.tensor(a) for a in (case.d_hs, case.d_h_T[None], case.d_c_T[None]))
    inputs = [*module.parameters(), xs, h0, c0]
    theirs = torch.autograd.grad((hs, h_T, c_T), inputs, tuple(said))
    for (name, ours), grad in zip(backward.RIGHT.run(case).items(), theirs, strict=True):
        np.testing.assert_allclose(ours, grad.numpy(), rtol=0, atol=1e-10, err_msg=name)


def test_the_right_pieces_of_training_are_pytorchs():
    (case,) = exercises.fixture().loss
    logits, targets = torch.tensor(case.logits[:-1]), torch.tensor(case.tokens[1:])
    theirs = torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
    assert training.RIGHT_LOSS.run(case)["loss"] == pytest.approx(theirs.item(), abs=1e-12)
    for case in exercises.fixture().sampling:
        theirs = torch.softmax(torch.tensor(case.logits) / case.temperature, dim=-1)
        ours = training.RIGHT_SAMPLING.run(case)["probabilities"]
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=0, atol=1e-12)
    (case,) = exercises.fixture().chunks
    module, (first, second) = case.weights.to_torch(), torch.tensor(case.chunks)
    start = tuple(torch.tensor(state)[None] for state in (case.h0, case.c0))
    _, states = module(first, start)
    output, _ = module(second, tuple(state.detach() for state in states))
    theirs = torch.autograd.grad(output.sum(), [module.weight_ih_l0, module.weight_hh_l0])
    ours = training.RIGHT_CHUNKS.run(case)
    for name, grad in zip(("W_x", "W_h"), theirs, strict=True):
        np.testing.assert_allclose(ours[name], grad.numpy(), rtol=0, atol=1e-10)


@pytest.mark.parametrize("subject", bank.SUBJECTS)
def test_every_entry_differs_from_the_right_one(subject):
    for mistake in bank.of_subject(subject):
        apart = bank.distance(
            bank.outputs(mistake.name), bank.right(subject), bank.SUBJECTS[subject][1]
        )
        assert apart >= bank.APART, mistake.name


@pytest.mark.parametrize("subject", bank.SUBJECTS)
def test_every_entry_differs_from_every_other(subject):
    for a, b in itertools.combinations(bank.of_subject(subject), 2):
        apart = bank.distance(bank.outputs(a.name), bank.outputs(b.name), bank.SUBJECTS[subject][1])
        if {(a.name, b.name), (b.name, a.name)} & set(bank.EQUAL):
            assert apart < 1e-12, f"{a.name} and {b.name} are listed as equal"
        else:
            assert apart >= bank.APART, f"{a.name} and {b.name}"


def quantities(subject: str, outputs: dict) -> list[tuple[str, np.ndarray]]:
    """Names and values in the order in which they are computed: step by step where there are."""
    if subject not in PER_STEP:
        return [(name, outputs[name]) for name in bank.SUBJECTS[subject][1]]
    steps = range(len(outputs["h"]))
    return [(name, outputs[name][t]) for t, name in itertools.product(steps, QUANTITIES)]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: m.name)
def test_changes_is_the_first_quantity_that_differs(mistake):
    for ours, right in zip(bank.outputs(mistake.name), bank.right(mistake.subject), strict=True):
        if ours is None:
            continue
        pairs = zip(*(quantities(mistake.subject, each) for each in (ours, right)), strict=True)
        for (name, got), (_, expected) in pairs:
            if bank.array_distance(got, expected) > bank.TOLERANCE:
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
