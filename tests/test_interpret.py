"""Which unit tells what: a planted unit is found, and chance is told as chance."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lstm_teach import handwired, interpret
from lstm_teach.cells import stacked
from lstm_teach.trace import Trace
from lstm_teach.weights import LSTMWeights
from refusal import assert_refused

ONES = np.random.default_rng(7)
SEQUENCES = ["".join(ONES.choice(["0", "1"], size=20)) for _ in range(24)]
COUNT = interpret.count(SEQUENCES, "1")
PLANTED = 5
OTHERS = [unit for unit in range(12) if unit != PLANTED]


def generator() -> np.random.Generator:
    return np.random.default_rng(1)


def planted(network, at: int, others: int = 11) -> LSTMWeights:
    """The one unit of a hand-wired network at place `at` among random units, apart from them."""
    noise = LSTMWeights.random(1, others, np.random.default_rng(0), 2.5)
    H = others + 1
    rest = [unit for unit in range(H) if unit != at]
    W_x, W_h, b_x, b_h = (np.zeros(s) for s in ((4, H, 1), (4, H, H), (4, H), (4, H)))
    for k, gate in enumerate("ifgo"):
        for units, part in ((rest, noise.gate(gate)), ([at], network.weights.gate(gate))):
            W_x[k, units], W_h[np.ix_([k], units, units)] = part.W_x, part.W_h[None]
            b_x[k, units], b_h[k, units] = part.b_x, part.b_h
    return LSTMWeights(W_x.reshape(-1, 1), W_h.reshape(-1, H), b_x.ravel(), b_h.ravel())


def traced(network, sequences, at: int = PLANTED) -> Trace:
    xs = np.concatenate([network.encode(symbols) for symbols in sequences], axis=1)
    return stacked.run(planted(network, at), xs)


TRACE = traced(handwired.counter(), SEQUENCES)


# Ranking


@pytest.mark.parametrize("by", ["correlation", "information"])
@pytest.mark.parametrize("at", [0, 5, 11])
def test_a_planted_counter_comes_first(by, at):
    trace = traced(handwired.counter(), SEQUENCES[:16], at)
    ranking = interpret.rank(trace, COUNT[:, :16], by, names="c", rng=generator(), shuffles=5)
    assert (ranking.best.name, ranking.best.unit) == ("c", at)
    assert (
        ranking.best.score > 1.15 * ranking.rows[1].score and ranking.best in ranking.above_chance
    )


def test_among_all_gates_and_states_the_counter_is_c_and_it_rises():
    ranking = interpret.rank(TRACE, COUNT, rng=generator())
    assert str(ranking.best) == "c of unit 5" and ranking.best.sign == 1
    assert ranking.best.score == pytest.approx(1.0, abs=1e-9)
    assert len(ranking.rows) == 5 * 12 and len(ranking.chances) == 20
    fallen = interpret.rank(TRACE, -COUNT, rng=generator()).best
    assert (fallen.unit, fallen.sign) == (PLANTED, -1)


def test_the_score_is_pearsons_r():
    ranking = interpret.rank(TRACE, COUNT, rng=generator(), shuffles=1)
    for name in ("h", "o"):
        values = getattr(TRACE, name).reshape(-1, 12)
        by_hand = [abs(np.corrcoef(values[:, u], COUNT.ravel())[0, 1]) for u in OTHERS]
        np.testing.assert_allclose(ranking.scores(name)[OTHERS], by_hand, atol=1e-10)
    assert ranking.scores("o")[PLANTED] == 0  # its gate never moves: no division by zero


@pytest.mark.parametrize("by", ["correlation", "information"])
@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_above_chance_on_shuffled_labels(by, seed):
    rng = np.random.default_rng(seed)
    labels = rng.permutation(COUNT.ravel()).reshape(COUNT.shape)
    names = ("c", "h") if by == "information" else ("i", "f", "o", "c", "h")
    ranking = interpret.rank(TRACE, labels, by, names, rng=generator())
    assert len(ranking.above_chance) <= 1  # in 1 of 21 cases the best is above, not two of them
    assert ranking.best.score < 1.25 * ranking.chance


def test_over_many_noises_the_best_is_above_chance_as_rarely_as_said():
    rng, above = np.random.default_rng(3), 0
    for _ in range(200):
        labels = rng.permutation(COUNT.ravel()).reshape(COUNT.shape)
        ranking = interpret.rank(TRACE, labels, names="c", rng=rng, shuffles=19)
        above += bool(ranking.above_chance)
    assert 2 <= above <= 20  # 10 on average: 1 of 20


def test_what_follows_from_the_step_alone_is_chance_when_sequences_trade_labels():
    position = interpret.position(SEQUENCES)
    loose = interpret.rank(TRACE, position, rng=generator())
    strict = interpret.rank(TRACE, position, rng=generator(), shuffle="sequences")
    assert loose.best.score == strict.best.score == strict.chance > 3 * loose.chance
    assert loose.above_chance and not strict.above_chance
    count = interpret.rank(TRACE, COUNT, rng=generator(), shuffle="sequences")
    assert count.best.score > count.chance > 0.5  # it counts, and time alone tells much of it


def test_information_finds_what_correlation_cannot():
    values = np.random.default_rng(0).uniform(-1, 1, (50, 8, 3))
    labels = (np.abs(values[:, :, 1]) > 0.5).astype(float)
    straight = interpret.rank({"h": values}, labels, rng=generator())
    bits = interpret.rank({"h": values}, labels, "information", rng=generator())
    assert straight.best.score < 0.2
    assert bits.best.unit == 1 and bits.best.score > 0.8 and bits.best.sign == 0
    assert bits.best.score < 1.0 + 1e-9  # one bit is all there is


@pytest.mark.parametrize("kind", [float, bool])
@pytest.mark.parametrize("rare", [0.05, 0.01, 0.95])
def test_information_sees_an_event_that_is_rare_or_common(kind, rare):
    """The entropy of the event is all that its own unit can tell, and the unit tells it all."""
    event = np.random.default_rng(0).permutation(np.arange(800) < 800 * rare).reshape(50, 16)
    unit = {"h": event.astype(float)[:, :, None]}
    bits = interpret.rank(unit, event.astype(kind), "information", rng=generator())
    entropy = -rare * np.log2(rare) - (1 - rare) * np.log2(1 - rare)
    assert bits.best.score == pytest.approx(entropy) and bits.above_chance


def test_only_trading_whole_sequences_is_a_test_of_what_changes_slowly():
    """Random walks that know nothing of each other: dealt steps say otherwise, as `rank` says."""
    rng, above = np.random.default_rng(0), {"steps": 0, "sequences": 0}
    for _ in range(20):
        walks = rng.normal(size=(100, 10, 9)).cumsum(axis=0)
        for shuffle in above:
            ranking = interpret.rank(
                {"h": walks[:, :, 1:]}, walks[:, :, 0], rng=rng, shuffle=shuffle
            )
            above[shuffle] += bool(ranking.above_chance)
    assert above["steps"] > 15 and above["sequences"] <= 4


def test_classes_without_an_order_have_information_alone():
    letters = np.array([list(s) for s in SEQUENCES]).T  # (T, B) of "0" and "1"
    assert interpret.rank(TRACE, letters == "1", rng=generator()).best.score > 0.5
    three = np.where(COUNT % 3 == 0, "a", np.where(COUNT % 3 == 1, "b", "c"))
    bits = interpret.rank(TRACE, three, "information", ("c",), rng=generator(), shuffles=2)
    numbered = interpret.rank(
        TRACE, COUNT % 3, "information", ("c",), rng=generator(), shuffles=2, classes=True
    )
    assert bits.rows == numbered.rows
    with pytest.raises(ValueError, match="labels has 3 classes, expected numbers or two classes"):
        interpret.rank(TRACE, three, rng=generator())


def test_several_traces_and_padding_count_as_their_real_steps():
    network = handwired.counter()
    texts = ["01101", "111", "0"]
    runs = [stacked.run(planted(network, 2, 3), network.encode(text)) for text in texts]
    ranking = interpret.rank(runs, interpret.count(texts, "1"), rng=generator(), shuffles=2)
    values = np.concatenate([run.c[:, 0, 0] for run in runs])
    labels = np.concatenate([np.cumsum([s == "1" for s in text]) for text in texts])
    assert ranking.scores("c")[0] == pytest.approx(abs(np.corrcoef(values, labels)[0, 1]))
    gap = np.full((2, 1, 4), np.nan)  # as layers.LSTM marks what was not read
    cut = {name: np.concatenate([getattr(runs[0], name)[:3], gap]) for name in "ifgoch"}
    padded = Trace(**cut, xs=runs[0].xs, h0=runs[0].h0, c0=runs[0].c0)
    labels = interpret.position([texts[0]])
    three = np.where(labels < 3, labels, np.nan)
    short = interpret.rank(runs[0], three, rng=generator())
    np.testing.assert_array_equal(
        interpret.rank(padded, labels, rng=generator()).scores("c"), short.scores("c")
    )


def test_the_table_shows_the_first_eight_and_chance():
    lines = str(interpret.rank(TRACE, COUNT, rng=generator())).splitlines()
    assert lines[0].split() == ["place", "what", "unit", "|r|"]
    assert lines[1].split() == ["1", "c", "5", "1.00"] and len(lines) == 10
    assert lines[-1].startswith("chance: 0.") and "the best of 60 in 20 shuffles" in lines[-1]


def test_shuffling_leaves_the_labels_and_repeats_with_the_seed():
    before = COUNT.copy()
    one = interpret.rank(TRACE, COUNT, rng=generator())
    assert one == interpret.rank(TRACE, COUNT, rng=generator())
    np.testing.assert_array_equal(COUNT, before)


# Probing


def test_a_probe_reads_what_a_straight_line_can_read():
    probe = interpret.probe(TRACE, COUNT, "c", rng=generator())
    assert probe.score > 0.99 and probe.chance < 0.1 and probe.measure == "R squared"
    alone = interpret.probe(TRACE, COUNT, "c", units=PLANTED, rng=generator(), shuffles=1)
    rest = interpret.probe(TRACE, COUNT, "c", units=OTHERS, rng=generator(), shuffles=1)
    assert alone.score > 0.999 > rest.score


def test_a_probe_of_classes_gives_a_share_and_chance_is_the_larger_class():
    odd = np.where(interpret.count(SEQUENCES, "1") % 4 == 0, "yes", "no")
    probe = interpret.probe(TRACE, odd, "h", rng=generator())
    larger = max((odd == "yes").mean(), (odd == "no").mean())
    assert probe.measure == "share right" and probe.chance == pytest.approx(larger, abs=0.05)
    assert "share right" in str(probe) and f"{probe.score:.2f}" in str(probe)


def test_a_probe_is_tried_on_sequences_it_was_not_fitted_on():
    """One label for each sequence, at random: nothing general can be learned, so it must fail. Were
    steps of one sequence on both sides, a probe with that many units would recognise it."""
    rng = np.random.default_rng(0)
    own = rng.normal(size=(1, 12, 30)) + 0.01 * rng.normal(size=(20, 12, 30))
    labels = interpret.of_sequence(np.arange(12) % 2 == 0, 20)
    probe = interpret.probe({"h": own}, labels, rng=generator(), shuffles=1)
    assert probe.score < 0.85


def test_a_probe_refuses_what_it_cannot_do():
    given = {"traces": TRACE, "labels": COUNT, "rng": generator()}
    lone = {**given, "labels": np.where(np.arange(24) == 3, COUNT, np.nan)}
    assert_refused(interpret.probe, ValueError, "labels are there in 1 sequence", **lone)
    rare = {**given, "labels": interpret.of_sequence(np.arange(24) == 3, 20)}
    assert_refused(interpret.probe, ValueError, "labels has a single class", **rare)
    one = {**given, "traces": TRACE.sequence(0), "labels": COUNT[:, :1]}
    assert_refused(interpret.probe, ValueError, "there are 1 sequences", **one)
    assert_refused(interpret.probe, ValueError, "units has 12, expected", units=12, **given)
    assert_refused(interpret.probe, ValueError, "units is empty", units=[], **given)
    assert_refused(interpret.probe, ValueError, "names has 'x', expected some", name="x", **given)


def test_a_probe_of_a_dict_reads_the_array_of_that_name_and_no_other():
    arrays = {"i": TRACE.i, "c": TRACE.c}
    settings = {"labels": COUNT, "shuffles": 1}
    wanted = interpret.probe(TRACE, name="i", rng=generator(), **settings)
    assert interpret.probe(arrays, name="i", rng=generator(), **settings) == wanted
    assert interpret.probe({"i": TRACE.i}, rng=generator(), **settings) == wanted
    assert interpret.probe(arrays, name="c", rng=generator(), **settings).score > wanted.score
    given = {"traces": arrays, "rng": generator(), **settings}
    assert_refused(interpret.probe, ValueError, "name is missing, expected one of 'i'", **given)
    words = "name is 'zzz', expected one of 'i', 'c'"
    assert_refused(interpret.probe, ValueError, words, name="zzz", **given)
    assert_refused(interpret.probe, ValueError, "traces is empty", **{**given, "traces": {}})


# Saturation


@given(st.integers(0, 1000))
def test_saturation_is_the_share_of_steps_beyond_the_bounds(seed):
    rng = np.random.default_rng(seed)
    trace = stacked.run(LSTMWeights.random(2, 3, rng, 6.0), rng.normal(size=(9, 4, 2)))
    found = interpret.saturation(trace)
    assert list(found) == ["i", "f", "o"]
    for name, (left, right) in found.items():
        for unit in range(3):
            values = getattr(trace, name)[:, :, unit].ravel().tolist()
            assert left[unit] == pytest.approx(sum(v < 0.1 for v in values) / 36)
            assert right[unit] == pytest.approx(sum(v > 0.9 for v in values) / 36)


def test_a_switch_is_always_saturated_and_padding_does_not_count():
    network = handwired.toggle()
    found = interpret.saturation([network.run("0110"), network.run("1")])
    assert found["i"] == (pytest.approx(0.4), pytest.approx(0.6))
    assert found["o"] == (0.0, 1.0)
    assert interpret.saturation(network.run("1"), low=0.2, high=0.5)["f"].left[0] == 1.0


# Properties, each against a plain loop


def test_properties_of_a_text():
    nan = np.nan
    text = 'a "b(c)" ((d))'
    check = {
        "position": (interpret.position([text]), list(range(14))),
        "count": (interpret.count([text], "("), [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 3, 3, 3, 3]),
        "depth": (interpret.depth([text]), [0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 2, 2, 1, 0]),
        "inside": (interpret.inside([text]), [0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]),
        "since": (
            interpret.since([text], "b"),
            [nan, nan, nan, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        ),
    }
    for name, (got, expected) in check.items():
        assert got.shape == (14, 1), name
        np.testing.assert_array_equal(got[:, 0], expected, err_msg=name)


def test_shorter_sequences_are_padded_with_nan():
    for table in (
        interpret.position(["abc", "a"]),
        interpret.count(["aba", "a"], "a"),
        interpret.since(["aba", "a"], "a"),
        interpret.depth(["(a)", "("]),
    ):
        assert np.isnan(table[1:, 1]).all() and np.isfinite(table[:, 0]).all()
    np.testing.assert_array_equal(interpret.of_sequence(["x", "y"], 3), [["x", "y"]] * 3)
    words = [["the", "cat", "the"]]
    np.testing.assert_array_equal(interpret.count(words, "the")[:, 0], [1, 1, 2])


def test_what_is_heavy_is_imported_when_it_is_needed():
    code = "import sys, lstm_teach.interpret; print({'sklearn', 'scipy'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"


# Bad input


def test_properties_refuse_what_is_no_list_of_sequences():
    with pytest.raises(ValueError, match=r"sequences is the text 'hello'.*\[text\]\?"):
        interpret.position("hello")
    for bad in ([], ["ab", ""]):
        assert_refused(interpret.position, ValueError, "sequences is empty", sequences=bad)
    with pytest.raises(ValueError, match="symbol is 'x', expected one that occurs: 'a', 'b'"):
        interpret.count(["ab"], "x")
    with pytest.raises(ValueError, match="symbol is '\"'"):
        interpret.inside(["no quotes"])
    assert_refused(interpret.of_sequence, ValueError, "expected (B,)", labels=[[1, 2]], T=3)
    assert_refused(interpret.of_sequence, ValueError, "T is 0", labels=[1, 2], T=0)


def test_ranking_refuses_what_does_not_belong_together():
    ok = {"traces": TRACE, "labels": COUNT, "rng": generator()}
    for change, error, words in (
        ({"traces": torch.nn.LSTM(1, 2)}, TypeError, "traces is a LSTM, expected a Trace"),
        ({"traces": []}, ValueError, "traces have H = none"),
        ({"traces": {}}, ValueError, "traces is empty"),
        ({"traces": {"h": COUNT}}, ValueError, "h has shape (20, 24), expected (T, B, H)"),
        ({"traces": [TRACE, handwired.counter().run("01")]}, ValueError, "have H = 12, 1"),
        ({"labels": COUNT.T.copy()}, ValueError, "Did you swap time and batch?"),
        ({"labels": COUNT[:, 0]}, ValueError, "expected (T, B) = (20, 24)"),
        ({"labels": np.zeros_like(COUNT)}, ValueError, "labels has 1 different values"),
        ({"labels": np.full_like(COUNT, np.nan)}, ValueError, "labels has 0 different values"),
        ({"names": ("c", "q")}, ValueError, "names has 'q', expected some of 'i', 'f'"),
        ({"names": ()}, ValueError, "names is empty, expected some of 'i', 'f'"),
        ({"by": "looks"}, ValueError, "by is 'looks', expected 'correlation' or 'inf"),
        ({"shuffle": "units"}, ValueError, "shuffle is 'units', expected 'steps' or"),
        ({"shuffles": 0}, ValueError, "shuffles is 0, expected a whole number"),
        ({"rng": 0}, TypeError, "rng is a int, expected a Generator"),
    ):
        assert_refused(interpret.rank, error, words, **{**ok, **change})
    with pytest.raises(KeyError, match="'g' was not ranked"):
        interpret.rank(**ok).scores("g")


def test_saturation_refuses_bounds_out_of_order_and_what_is_no_trace():
    for low, high in ((0.9, 0.1), (0.0, 0.9), (0.1, 1.0)):
        with pytest.raises(ValueError, match=f"low is {low} and high is {high}, expected 0 < low"):
            interpret.saturation(TRACE, low, high)
    assert_refused(interpret.saturation, TypeError, "traces is a ndarray", traces=TRACE.f)
