"""Trace: what a run remembered, that nothing can change it, and what it refuses."""

import dataclasses

import numpy as np
import pytest
import torch

from lstm_teach.cells import plain, stacked
from lstm_teach.trace import GATES_AND_STATES, Step, Trace
from refusal import assert_refused
from strategies import assert_same_trace, make_case

T, B, D, H = 4, 2, 3, 5
ARRAYS = (*GATES_AND_STATES, "xs", "h0", "c0")


def fields(dtype=np.float64) -> dict:
    """Nine writable arrays that belong together."""
    trace = stacked.run(*make_case(T, B, D, H, dtype=dtype).run)
    return {name: np.array(getattr(trace, name), order="C") for name in ARRAYS}


def steps_of(given: dict) -> list[Step]:
    return [Step(*(given[name][t] for name in GATES_AND_STATES)) for t in range(T)]


def test_sizes_and_what_it_says_of_itself():
    trace = Trace(**fields(np.float32))
    assert (trace.T, trace.B, trace.D, trace.H) == (T, B, D, H)
    assert repr(trace) == "Trace(T=4, B=2, D=3, H=5, float32)"
    assert repr(trace.with_tokens("hell")) == "Trace(T=4, B=2, D=3, H=5, float32, tokens='h e l l')"


def test_it_holds_what_it_was_given():
    given = fields()
    trace = Trace(**given)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(trace, name), given[name])
    assert trace.tokens is None


def test_previous_states_are_those_of_the_step_before():
    trace = Trace(**fields())
    for state in ("h", "c"):
        previous = getattr(trace, f"{state}_prev")
        np.testing.assert_array_equal(previous[0], getattr(trace, f"{state}0"))
        np.testing.assert_array_equal(previous[1:], getattr(trace, state)[:-1])


def test_labels_are_the_tokens_or_the_numbers_of_the_steps():
    trace = Trace(**fields())
    assert trace.labels == ("0", "1", "2", "3")
    labelled = trace.with_tokens(["<start>", "h", "ه", "l"])
    assert labelled.labels == labelled.tokens == ("<start>", "h", "ه", "l")
    assert trace.tokens is None
    assert_same_trace(labelled, trace, atol=0)


def test_one_sequence_of_a_batch():
    trace = Trace(**fields(), tokens="hell")
    for b in range(B):
        one = trace.sequence(b)
        assert (one.T, one.B, one.D, one.H, one.tokens) == (T, 1, D, H, trace.tokens)
        for name in (*GATES_AND_STATES, "xs"):
            np.testing.assert_array_equal(getattr(one, name)[:, 0], getattr(trace, name)[:, b])
        np.testing.assert_array_equal(one.h0[0], trace.h0[b])
        np.testing.assert_array_equal(one.c0[0], trace.c0[b])


@pytest.mark.parametrize("b", [2, -1, 0.0, "0", None])
def test_no_such_sequence(b):
    start = f"sequence is {b!r}, expected a whole number from 0 to 1. The batch has 2"
    assert_refused(Trace(**fields()).sequence, ValueError, start, b=b)


# Immutable


@pytest.mark.parametrize("name", ARRAYS)
def test_nothing_in_it_can_be_changed(name):
    for trace in (Trace(**fields()), Trace.from_steps(steps_of(fields()), *states(fields()))):
        with pytest.raises(ValueError, match="read-only"):
            getattr(trace, name)[...] = 0.0
        with pytest.raises(ValueError, match="cannot set WRITEABLE flag|read-only"):
            getattr(trace, name)[:].setflags(write=True)
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(trace, name, None)


def states(given: dict) -> tuple:
    return given["xs"], given["h0"], given["c0"]


@pytest.mark.parametrize("closed", [False, True], ids=["open arrays", "closed arrays"])
def test_later_changes_of_the_arrays_do_not_reach_it(closed):
    """Not through the arrays, and not through views that were made before they were closed."""
    given, expected = fields(), Trace(**fields())
    views = {name: array[:] for name, array in given.items()}
    for array in given.values():
        array.setflags(write=not closed)
    traces = Trace(**given), Trace.from_steps(steps_of(given), *states(given))
    for view in views.values():
        view[...] = 7.0
    for trace in traces:
        assert_same_trace(trace, expected, atol=0)
        for name in ("xs", "h0", "c0"):
            np.testing.assert_array_equal(getattr(trace, name), getattr(expected, name))


def test_a_block_of_steps_is_copied_too():
    given = fields()
    block = np.array(steps_of(given))  # (T, 6, B, H)
    trace = Trace.from_steps(block, *states(given))
    block[...] = 7.0
    assert_same_trace(trace, Trace(**given), atol=0)


def test_making_one_leaves_the_arrays_open_and_unchanged():
    given = fields()
    Trace(**given)
    Trace.from_steps(steps_of(given), *states(given))
    for name, array in fields().items():
        assert given[name].flags.writeable
        np.testing.assert_array_equal(given[name], array)


# From steps


def test_from_steps_takes_arrays_and_nested_lists():
    given = fields()
    expected = Trace(**given, tokens="hell")
    lists = [Step(*(a.tolist() for a in step)) for step in steps_of(given)]
    for steps in (steps_of(given), tuple(steps_of(given)), lists, np.array(steps_of(given))):
        trace = Trace.from_steps(steps, *states(given), tokens="hell")
        assert_same_trace(trace, expected, atol=0)
        assert trace.tokens == expected.tokens


def test_from_steps_casts_to_the_dtype_of_the_inputs():
    """plain computes in Python's float64 also where the weights are float32."""
    case = make_case(dtype=np.float32)
    assert plain.run(*case.run).h.dtype == np.float32


@pytest.mark.parametrize(
    ("steps", "error", "part"),
    [
        ([], ValueError, "steps has shape (0,), expected (T, i f g o c h, B, H)"),
        (None, ValueError, "steps has shape (), expected (T, i f g o c h, B, H)"),
        ([Step(*[np.zeros((B, H))] * 6), Step(*[np.zeros((B, 2))] * 6)], ValueError, "differ in"),
        ([[np.zeros((B, H))] * 5] * T, ValueError, "steps has shape (4, 5, 2, 5), expected"),
        ([Step(*[np.zeros(H)] * 6)] * T, ValueError, "steps has shape (4, 6, 5), expected"),
        ([Step(*[np.zeros((B, H))] * 6)] * (T - 1), ValueError, "xs has shape (4, 2, 3), expected"),
        ([Step(*["a"] * 6)] * T, ValueError, "steps cannot be stacked, expected T times i, f, g"),
        (
            [Step(*[torch.zeros(B, H, requires_grad=True)] * 6)] * T,
            ValueError,
            "need .detach().numpy()?",
        ),
    ],
    ids=["none", "None", "ragged", "five", "no batch", "too few", "text", "need gradients"],
)
def test_from_steps_refuses_steps(steps, error, part):
    given = fields()
    arguments = dict(zip(("xs", "h0", "c0"), states(given), strict=True))
    assert_refused(Trace.from_steps, error, part, steps=steps, **arguments)


# Refused


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize(
    ("change", "error", "part"),
    [
        (lambda a: a.tolist(), TypeError, "is a list, expected a NumPy array"),
        (torch.from_numpy, TypeError, "is a Tensor, expected a NumPy array"),
        (lambda a: a.astype(int), TypeError, "has dtype int64, expected float32 or float64"),
        (lambda a: a[0], ValueError, "axis"),
        (lambda a: a[None], ValueError, "Is there an axis too many, such as time or batch?"),
        (lambda a: a[:0], ValueError, "empty"),
        (lambda a: a.swapaxes(0, 1), ValueError, "Did you swap"),
        (lambda a: a[:, :1], ValueError, "Was it made for another"),
        (lambda a: a[:1], ValueError, "Was it made for another"),
    ],
    ids=["list", "tensor", "integers", "rank", "axis", "empty", "swapped", "smaller", "shorter"],
)
def test_bad_arrays_are_refused(name, change, error, part):
    given = fields()
    given[name] = change(given[name])
    if name == "h" and error is ValueError:
        part = ""  # h sets T, B and H, so another array is told to differ, or h itself
    assert_refused(Trace, error, part, **given)


@pytest.mark.parametrize("name", ARRAYS)
def test_two_precisions_are_refused(name):
    given = fields()
    given[name] = given[name].astype(np.float32)
    part = "has dtype float64, expected float32" if name == "i" else f"{name} has dtype float32"
    assert_refused(Trace, TypeError, part, "like i. Did you mix precisions?", **given)


def test_nan_is_kept_because_a_trace_tells_what_happened():
    given = fields()
    given["c"][2, 1, 3] = np.nan
    assert np.isnan(Trace(**given).c[2, 1, 3])


@pytest.mark.parametrize("tokens", ["hello", "hel", "", ()])
def test_a_label_too_many_or_too_few_is_refused(tokens):
    start = f"tokens has {len(tokens)} labels, expected T = 4, one for each step."
    assert_refused(Trace, ValueError, start, "Did you pass the targets", **fields(), tokens=tokens)
    assert_refused(Trace(**fields()).with_tokens, ValueError, start, tokens=tokens)
