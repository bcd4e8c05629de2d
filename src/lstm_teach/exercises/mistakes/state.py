"""State: a right step, with wrong things between the steps."""

from functools import partial
from types import SimpleNamespace

import numpy as np

from ..subjects.cell import QUANTITIES, RIGHT, Case, in_time, product, record
from .entry import Mistake

mistake = partial(Mistake, family="state", subject="cell")


def units_one_by_one(cell, case: Case, before) -> list[SimpleNamespace]:
    """h is overwritten unit by unit while later units still read it."""
    h, c, steps = case.h0, case.c0, []
    for x in case.xs:
        done = []
        for k in range(case.weights.H):
            done.append(cell.step(case, x, h, c))
            h = np.where(np.arange(case.weights.H) == k, done[-1].h, h)
        columns = {
            name: np.stack([vars(s)[name][:, k] for k, s in enumerate(done)], axis=1)
            for name in QUANTITIES
        }
        steps.append(SimpleNamespace(**columns))
        h, c = steps[-1].h, steps[-1].c
    return steps


def one_sequence_after_the_other(cell, case: Case, before) -> list[SimpleNamespace]:
    """Each sequence of the batch starts where the one before it ended."""
    h, c, runs = case.h0[:1], case.c0[:1], []
    for b in range(case.xs.shape[1]):
        part = Case(case.name, case.weights, case.xs[:, b : b + 1], h, c)
        runs.append(in_time(cell, part, None))
        h, c = runs[-1][-1].h, runs[-1][-1].c
    return [
        SimpleNamespace(**{n: np.concatenate([vars(s)[n] for s in same]) for n in QUANTITIES})
        for same in zip(*runs, strict=True)
    ]


def goes_on_from_the_last_call(cell, case: Case, before) -> list[SimpleNamespace]:
    """h0 and c0 are ignored once there is a state from an earlier call."""
    if before is not None and before["h"].shape[1:] == case.h0.shape:
        case = Case(case.name, case.weights, case.xs, before["h"][-1], before["c"][-1])
    return in_time(cell, case, None)


def batch_taken_for_time(cell, case: Case, before) -> list[SimpleNamespace]:
    """xs (T, B, D) read as (B, T, D): each step takes one sequence, and the batch is time."""
    turned = Case(case.name, case.weights, case.xs.swapaxes(0, 1), case.h0, case.c0)
    steps = in_time(cell, turned, None)  # B steps of (T, H)
    stacked = {name: np.stack([vars(s)[name] for s in steps], axis=1) for name in QUANTITIES}
    return [SimpleNamespace(**{n: a[t] for n, a in stacked.items()}) for t in range(len(case.xs))]


def last_for_all(*names: str):
    """A record whose list holds one and the same array T times, overwritten at every step."""

    def kept(steps: list[SimpleNamespace]) -> dict[str, np.ndarray]:
        arrays = record(steps)
        return arrays | {n: np.repeat(arrays[n][-1:], len(steps), axis=0) for n in names}

    return kept


def swapped(steps: list[SimpleNamespace]) -> dict[str, np.ndarray]:
    """c handed out as h, and h as c."""
    arrays = record(steps)
    return arrays | {"c": arrays["h"], "h": arrays["c"]}


def output_gate_with_new_h(s) -> np.ndarray:
    """z_o, (B, H), computed from tanh(c), which the code already calls h."""
    H = s.c.shape[1]
    late = SimpleNamespace(w=s.w, x=s.x, h_prev=np.tanh(s.c))
    return product(late)[:, 3 * H :]


MISTAKES = (
    mistake(
        name="h_reset",
        changes="z_i",
        does="starts every step from h_prev = 0",
        why="The zeros are made inside the loop instead of before it.",
        hints=(
            "Your gates never see the previous h.",
            "Where in your loop does h_prev come from, at the second step?",
        ),
        variant=RIGHT.but(
            start=lambda h0, c0: (0 * h0, c0), carry=lambda s: (np.zeros_like(s.h), s.c)
        ),
    ),
    mistake(
        name="c_reset",
        changes="c",
        does="starts every step from c_prev = 0",
        why="The zeros are made inside the loop, or only h is handed on, as in a plain RNN.",
        hints=(
            "Your cell state never sees what it was before.",
            "Where in your loop does c_prev come from, at the second step?",
        ),
        variant=RIGHT.but(
            start=lambda h0, c0: (h0, 0 * c0), carry=lambda s: (s.h, np.zeros_like(s.c))
        ),
    ),
    mistake(
        name="h0_ignored",
        changes="z_i",
        does="starts from h = 0, whatever h0 is",
        why="Zero is the usual start, and a test from zero cannot tell.",
        hints=(
            "Your first step does not use h0.",
            "From zero states your cell is right. What happens to the h0 you are given?",
        ),
        variant=RIGHT.but(start=lambda h0, c0: (0 * h0, c0)),
    ),
    mistake(
        name="c0_ignored",
        changes="c",
        does="starts from c = 0, whatever c0 is",
        why="Zero is the usual start, and a test from zero cannot tell.",
        hints=(
            "Your first step does not use c0.",
            "From zero states your cell is right. What happens to the c0 you are given?",
        ),
        variant=RIGHT.but(start=lambda h0, c0: (h0, 0 * c0)),
    ),
    mistake(
        name="start_ignored",
        changes="z_i",
        does="starts from zero, whatever h0 and c0 are",
        why="Zero is the usual start, and a test from zero cannot tell.",
        hints=(
            "Your first step uses neither h0 nor c0.",
            "From zero states your cell is right. What happens to the states you are given?",
        ),
        variant=RIGHT.but(start=lambda h0, c0: (0 * h0, 0 * c0)),
    ),
    mistake(
        name="start_swapped",
        changes="z_i",
        does="starts from h = c0 and c = h0",
        why="(h, c) here, (c, h) there: TensorFlow has c first in its state tuple, PyTorch h.",
        hints=(
            "The two states you start from have changed places.",
            "In which order do you get them, and in which order do you unpack them?",
        ),
        variant=RIGHT.but(start=lambda h0, c0: (c0, h0)),
    ),
    mistake(
        name="swapped_between_steps",
        changes="z_i",
        does="hands c on as h and h on as c after every step",
        why="return c, h and h, c = step(...) in one program.",
        hints=(
            "h and c change places on their way to the next step.",
            "One step is right, two are not. Compare what your step returns with what you unpack.",
        ),
        variant=RIGHT.but(carry=lambda s: (s.c, s.h)),
    ),
    mistake(
        name="returned_c_h",
        changes="c",
        does="returns (c, h) where (h, c) is asked for",
        why="c is computed first, so it comes to mind first. TensorFlow returns it first.",
        hints=(
            "You give c where h is expected, and h where c is expected.",
            "The numbers are right. Look at the order in which you return them.",
        ),
        variant=RIGHT.but(record=swapped),
        seen=("microsoft/nni, issue 2839: in its stacked LSTM cell",),
    ),
    mistake(
        name="o_sees_new_h",
        changes="z_o",
        does="h = tanh(c), then o from x and that h, then h = o * h",
        why="A variable is overwritten before everybody has read it.",
        hints=(
            "Your output gate sees an h that is too new.",
            "All four gates read the same h_prev. Is it still there when o is computed?",
        ),
        variant=RIGHT.but(peek_after=output_gate_with_new_h),
    ),
    mistake(
        name="h_overwritten_in_place",
        changes="z_i",
        does="overwrites h unit by unit while later units still read it",
        why="A loop over units that saves one list.",
        hints=(
            "Your units see each other's new values. Unit 0 is right, the later ones are not.",
            "Which list do you read from while you write into it?",
        ),
        variant=RIGHT.but(loop=units_one_by_one),
    ),
    mistake(
        name="cs_are_one_array",
        changes="c",
        does="keeps the same array T times: every c in the list is the last one",
        why="c is changed in place, and a list keeps the array, not a copy of its numbers.",
        hints=(
            "All your kept cell states are equal to the last one.",
            "A list holds arrays by reference. Who changes this array after it was kept?",
        ),
        variant=RIGHT.but(record=last_for_all("c")),
    ),
    mistake(
        name="hs_are_one_array",
        changes="h",
        does="keeps the same array T times: every h in the list is the last one",
        why="h is changed in place, and a list keeps the array, not a copy of its numbers.",
        hints=(
            "All your kept hidden states are equal to the last one.",
            "A list holds arrays by reference. Who changes this array after it was kept?",
        ),
        variant=RIGHT.but(record=last_for_all("h")),
    ),
    mistake(
        name="goes_on_from_the_last_call",
        changes="z_i",
        does="keeps the state between calls and starts the next batch from it",
        why="The state lives on the object and nobody resets it. Right at the first call only.",
        hints=(
            "Your first call is right, the second one on the same inputs is not.",
            "Something is remembered between calls. Where does your state live?",
        ),
        variant=RIGHT.but(loop=goes_on_from_the_last_call),
    ),
    mistake(
        name="sequences_chained",
        changes="z_i",
        does="starts each sequence of the batch where the one before it ended",
        why="The loop over the batch is outside, and the state is made before it.",
        hints=(
            "Sequence 0 is right, the later ones are not.",
            "Each sequence of the batch has a row of h0 and c0 of its own.",
        ),
        variant=RIGHT.but(loop=one_sequence_after_the_other),
    ),
    mistake(
        name="batch_taken_for_time",
        changes="z_i",
        does="reads xs (T, B, D) as (B, T, D)",
        why="PyTorch's default has time first, many data sets have the batch first. It runs "
        "without complaint where T = B, or where no state is given.",
        hints=(
            "You walk along the batch as if it were time.",
            "Which axis of xs is time here? It is the one named first in (T, B, D).",
        ),
        variant=RIGHT.but(loop=batch_taken_for_time),
    ),
)
