"""Puzzles: solvable with one unit, judged on every sequence, and wrong answers explained."""

import math
import re

import numpy as np
import pytest

from lstm_teach import exercises, handwired
from lstm_teach.cells import plain
from lstm_teach.exercises import record, solutions_wired
from lstm_teach.handwired import OPEN, PUZZLES, SHUT, judge, one_unit, puzzle
from lstm_teach.weights import LSTMWeights
from refusal import assert_refused

ZEROS = one_unit(*[(0, 0, 0)] * 4)
BEGUN = one_unit((0, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0.5))

every_puzzle = pytest.mark.parametrize("name", PUZZLES)


def solution(name) -> LSTMWeights:
    return getattr(solutions_wired, name)()


@every_puzzle
def test_one_unit_solves_it_with_numbers_that_the_sliders_have(name):
    weights = solution(name)
    found = judge(puzzle(name), weights)
    assert found.passed and found.right == found.tried, found
    assert (weights.D, weights.H) == (1, 1)
    numbers = np.concatenate([a.ravel() for a in (weights.W_x, weights.W_h, weights.b_x)])
    assert len(numbers) == 12 and not weights.b_h.any()
    assert np.abs(numbers).max() <= 20
    np.testing.assert_array_equal(numbers, np.round(2 * numbers) / 2)  # sliders move by 0.5


@every_puzzle
def test_the_solution_does_not_stand_on_a_knife_edge(name):
    """All numbers off by 2 %: still right, so a learner need not hit a point."""
    weights, rng = solution(name), np.random.default_rng(0)
    for _ in range(20):
        parts = (weights.W_x, weights.W_h, weights.b_x, weights.b_h)
        noisy = LSTMWeights(*(a * rng.uniform(0.98, 1.02, a.shape) for a in parts))
        assert judge(puzzle(name), noisy).passed


@every_puzzle
def test_all_sequences_are_tried(name):
    asked = puzzle(name)
    found = judge(asked, solution(name))
    assert found.tried == len(asked.symbols) ** asked.longest
    assert found.tried > 4000


@every_puzzle
def test_the_sequences_shown_are_judged_the_same_by_raw_python(name):
    asked = puzzle(name)
    for weights, all_right in ((solution(name), True), (ZEROS, False)):
        rights = []
        for text in asked.shown:
            codes = [asked.code[asked.symbols.index(s)] for s in text]
            c = plain.run(weights, np.array(codes, dtype=float)[:, None, None]).c[:, 0, 0]
            bounds = asked.wanted(text)
            rights.append(all(lo <= v <= hi for v, (lo, hi) in zip(c, bounds, strict=True)))
        assert all(rights) == all_right
    assert {len(text) for text in asked.shown} == {asked.longest}
    assert len(asked.shown) == 5


# What solves one puzzle may solve an easier one, and nothing else.
ALSO = {
    "keep": {"counter", "latch", "first", "brackets"},
    "counter": {"keep", "latch", "brackets"},
}


@every_puzzle
def test_solutions_of_others_do_not_pass(name):
    solving = {other for other in PUZZLES if judge(puzzle(name), solution(other)).passed}
    assert solving == {name} | ALSO.get(name, set())


@pytest.mark.parametrize(
    ("name", "matters"),
    {
        **dict.fromkeys(("keep", "forget", "counter", "latch", "toggle"), "ifg"),
        **{"first": "ig", "delay": "ifgo", "brackets": "ifgo"},
    }.items(),
)
def test_a_gate_taken_away_is_noticed(name, matters):
    """Zeros instead of its three numbers: it is half open then, or offers nothing."""
    weights = solution(name)
    for k, part in enumerate("ifgo"):
        numbers = [np.array([p.item() for p in weights.gate(n)[:3]]) for n in "ifgo"]
        numbers[k] = np.zeros(3)
        assert judge(puzzle(name), one_unit(*numbers)).passed == (part not in matters), part


ON, OFF = (0.9, math.inf), (-0.1, 0.1)


@pytest.mark.parametrize(
    ("name", "text", "bounds"),
    [
        ("keep", "0100", [OFF, ON, ON, ON]),
        ("forget", "0100", [OFF, ON, OFF, OFF]),
        ("counter", "011", [(-0.25, 0.25), (0.75, 1.25), (1.75, 2.25)]),
        ("latch", ".S.R.", [OFF, ON, ON, OFF, OFF]),
        ("toggle", "0110", [(-math.inf, 0.1), ON, (-math.inf, 0.1), (-math.inf, 0.1)]),
        ("first", "10", [(0.5, math.inf)] * 2),
        ("first", "01", [(-math.inf, -0.5)] * 2),
        ("delay", "110", [(-math.inf, 0.6), ON, ON]),
        ("brackets", "())(", [(0.75, 1.25), (-0.25, 0.25), *[(-math.inf, -0.75)] * 2]),
    ],
)
def test_what_is_wanted_is_what_the_task_says(name, text, bounds):
    assert puzzle(name).wanted(text) == bounds


@pytest.mark.parametrize(
    ("name", "gates", "code", "sentence"),
    [
        (
            "keep",
            {"i": (20, 0, -10), "f": (0, 0, 3), "g": OPEN},
            "fades",
            "After '1000' c is 0.86; it has to be 0.9 or more. Your forget gate lets c fade: "
            "with f = 0.95 only 0.86 of 0.91 is left.",
        ),
        (
            "keep",
            {"i": (20, 0, -10), "f": (0, 0, 4.5), "g": OPEN},
            "fades",
            "After '10000000000' c is 0.896; it has to be 0.9 or more. Your forget gate lets c "
            "fade: with f = 0.9890 only 0.90 of 0.91 is left.",
        ),
        (
            "counter",
            {"i": OPEN, "f": SHUT, "g": (20, 0, 0)},
            "fades",
            "with f = 0.00 only 0.00 of 1.00 is left",
        ),
        (
            "keep",
            {"i": (20, 0, 0), "f": OPEN, "g": OPEN},
            "writes",
            "After '0' c is 0.50; it has to be between -0.1 and 0.1. Your input gate lets "
            "something in that spoils it: i * g = 0.50 * 1.00 = 0.50.",
        ),
        (
            "forget",
            {"i": OPEN, "f": OPEN, "g": (20, 0, 0)},
            "stays",
            "After '10' c is 1.00; it has to be between -0.1 and 0.1. The old c is in the way: "
            "f = 1.00 keeps 1.00 of 1.00, and i * g = 0.00 does not make up for it.",
        ),
        (
            "keep",
            {"i": SHUT, "f": OPEN, "g": OPEN},
            "shut",
            "After '1' c is 0.00; it has to be 0.9 or more. Your input gate lets too little in: "
            "i = 0.00, so only 0.00 of g = 1.00 is written.",
        ),
        ("counter", {"i": (0, 0, 0), "f": OPEN, "g": (20, 0, 0)}, "shut", "i = 0.50, so only 0.50"),
        (
            "keep",
            {"i": OPEN, "f": OPEN, "g": (0.5, 0, 0)},
            "offers",
            "What is offered is too small or has the wrong sign: g = 0.46 (and i = 1.00).",
        ),
        ("brackets", {"i": OPEN, "f": OPEN, "g": (20, 0, 0)}, "writes", "After ')(' c is 0.00"),
    ],
)
def test_what_is_wrong_is_named_with_its_numbers(name, gates, code, sentence):
    found = judge(puzzle(name), one_unit(**{"o": OPEN} | gates))
    assert (found.code, found.passed) == (code, False)
    assert sentence in found.sentence
    assert f"After {found.symbols!r}" in found.sentence
    assert found.right < found.tried


@every_puzzle
def test_random_weights_always_get_a_finding_that_teachers_can_look_up(name):
    codes = {row[0] for row in exercises.instructor_table().rows}
    rng = np.random.default_rng(0)
    met = set()
    for _ in range(40):
        found = judge(puzzle(name), one_unit(*rng.uniform(-20, 20, (4, 3))))
        assert found.passed or found.code in codes
        assert not re.search(r"-0\.00\b", found.sentence)
        met.add(found.code)
    assert len(met) > 1


def test_the_shortest_wrong_sequence_is_told():
    """All shorter ones are right, which the message claims."""
    asked = puzzle("brackets")
    weights = one_unit(i=OPEN, f=OPEN, g=(20, 0, 0), o=OPEN)
    found = judge(asked, weights)
    for text in "()":
        c = handwired.Handwired("", weights, "()", (1, -1), None, None).run(text).c.item()
        [(low, high)] = asked.wanted(text)
        assert low <= c <= high
    assert len(found.symbols) == 2
    message = repr(exercises.check("wire_brackets", weights, record=False))
    assert "Right so far: every sequence of up to 1 symbols." in message


# The checkers of exercises


@every_puzzle
def test_check_takes_weights_a_module_or_a_function(name):
    weights = solution(name)
    for answer in (weights, weights.astype(np.float32), weights.to_torch(), lambda: weights):
        result = exercises.check(f"wire_{name}", answer, record=False)
        assert result.passed, result
        assert "c is right at every step of all" in repr(result)


def test_more_units_are_allowed_and_unit_0_is_looked_at():
    weights = solution("counter")
    W_x, W_h, b_x = np.zeros((8, 1)), np.zeros((8, 2)), np.zeros(8)
    W_x[::2], W_h[::2, :1], b_x[::2] = weights.W_x, weights.W_h, weights.b_x
    two = LSTMWeights(W_x, W_h, b_x, np.zeros(8))
    assert exercises.check("wire_counter", two, record=False).passed
    other_way = [np.roll(a, 1, axis=0) for a in (W_x, np.roll(W_h, 1, axis=1), b_x)]
    assert not exercises.check("wire_counter", LSTMWeights(*other_way, np.zeros(8))).passed


def test_networks_of_handwired_solve_the_puzzles_that_are_theirs():
    for name in ("latch", "toggle", "counter", "brackets"):
        weights = getattr(handwired, name)().weights
        assert exercises.check(f"wire_{name}", weights, record=False).passed


@every_puzzle
def test_hints_come_one_by_one_and_then_the_solution(name):
    record.met.clear()
    exercise, hints = f"wire_{name}", puzzle(name).hints
    texts = [
        re.sub(r"\s+", " ", repr(exercises.check(exercise, BEGUN, record=False)))
        for _ in range(len(hints) + 1)
    ]
    for k, hint in enumerate(hints):
        assert f"Hint {k + 1} of {len(hints)}: {hint}" in texts[k]
        assert all(later not in texts[k] for later in hints[k + 1 :])
    assert f"exercises.solution('{exercise}')" in texts[-1]
    assert "one_unit(" in repr(exercises.solution(exercise))


@every_puzzle
def test_hints_have_no_number_of_the_solution(name):
    numbers = {f"{abs(v):g}" for v in solution(name).W_x.ravel()} - {"0"}
    numbers |= {f"{abs(v):g}" for v in solution(name).b_x} - {"0"}
    for hint in puzzle(name).hints:
        assert not numbers & set(re.findall(r"[\d.]*\d", hint)), hint


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (3, "type", "Your answer is the number 3, expected LSTMWeights, such as handwired.one"),
        ([1, 2], "type", "Your answer is a list, expected LSTMWeights"),
        (LSTMWeights.counting(3, 2), "shape", "Your weights have D = 3, expected 1"),
        (lambda: 1 / 0, "raised", "ZeroDivisionError"),
        (lambda weights: weights, "raised", "TypeError"),
        (None, "not_attempted", ""),
        (ZEROS, "not_attempted", "not attempted yet"),
        (lambda: ..., "not_attempted", ""),
    ],
)
def test_other_answers_get_a_sentence(answer, code, words):
    result = exercises.check("wire_keep", answer, record=False)
    assert result.code == code
    assert words in re.sub(r"\s+", " ", repr(result))


def test_bad_input_is_refused():
    assert_refused(puzzle, ValueError, "puzzle is 'lach'", "Did you mean 'latch'?", name="lach")
    assert_refused(puzzle, ValueError, "puzzle is 7", "There are: keep, forget", name=7)
    keep = puzzle("keep")
    assert_refused(judge, TypeError, "weights is a list", puzzle=keep, weights=[1.0])
    wide = LSTMWeights.counting(2, 1)
    assert_refused(judge, ValueError, "D = 2, expected 1", puzzle=keep, weights=wide)


def test_puzzles_say_what_they_are():
    assert repr(puzzle("forget")).startswith("Puzzle(forget: Forget at once: c is at least 0.9")
    assert puzzle("latch").inputs == "x is 1 for S, 0 for . and \N{MINUS SIGN}1 for R"
    assert puzzle("keep").inputs == "x is 0 for 0 and 1 for 1"
