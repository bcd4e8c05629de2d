"""A run with gates or states held, lost, frozen or swapped; and nothing of it left behind."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lstm_teach import handwired, layers, tasks
from lstm_teach import interventions as iv
from lstm_teach.cells import gates
from lstm_teach.models import CharModel
from lstm_teach.trace import GATES_AND_STATES
from refusal import assert_refused
from strategies import assert_same_trace, cases, make_case

CASE = make_case(T=6, B=3, D=2, H=4)
PLAIN = gates.run(*CASE.run)


def run(*edits, case=CASE):
    return iv.run(case.weights, case.xs, edits, case.h0, case.c0)


def our_layer(case=CASE, **settings) -> layers.LSTM:
    """A layers.LSTM; of one layer and direction with the weights of the case."""
    torch.manual_seed(0)
    layer = layers.LSTM(case.weights.D, case.weights.H, **settings).double()
    if not settings:
        layer.load_state_dict(case.weights.to_torch().state_dict())
    return layer


def traces(layer, case=CASE):
    rows = layer.num_layers * layer.ways
    state = [torch.from_numpy(np.stack([a] * rows)) for a in (case.h0, case.c0)]
    return layer.traces(torch.from_numpy(case.xs), tuple(state))


# What an edit does


@given(cases())
def test_without_edits_it_is_the_plain_run(case):
    assert_same_trace(run(case=case), gates.run(*case.run), atol=0)


@given(cases())
def test_with_f_1_and_i_0_every_c_is_the_first_one(case):
    trace = run(iv.clamp("f", 1.0), iv.clamp("i", 0.0), case=case)
    for c in trace.c:
        np.testing.assert_array_equal(c, case.c0)


@given(cases())
def test_with_f_0_nothing_is_kept(case):
    """That is the same as being handed a c of zeros."""
    shut, lost = run(iv.zero("f"), case=case), run(iv.zero("c_prev"), case=case)
    np.testing.assert_array_equal(shut.c, shut.i * shut.g)
    np.testing.assert_array_equal(shut.h, lost.h)


def test_a_c_lost_before_step_t_is_a_fresh_start_of_c():
    trace = run(iv.zero("c_prev", steps=3))
    fresh = gates.run(CASE.weights, CASE.xs[3:], trace.h[2], np.zeros_like(CASE.c0))
    np.testing.assert_array_equal(trace.h[3:], fresh.h)
    np.testing.assert_array_equal(trace.c[3:], fresh.c)
    np.testing.assert_array_equal(trace.h[:3], PLAIN.h[:3])


@pytest.mark.parametrize("t", range(6))
def test_zeroing_every_c_from_step_t_on_makes_each_step_a_fresh_start(t):
    trace = run(iv.zero("c", steps=range(t, 6)))
    assert not trace.c[t:].any() and not trace.h[t:].any()
    np.testing.assert_array_equal(trace.c[:t], PLAIN.c[:t])
    for k in range(t + 1, 6):  # from nothing, each step computes what a first step would
        nothing = np.zeros_like(CASE.c0)
        fresh = gates.step(CASE.weights, CASE.xs[k], nothing, nothing)
        np.testing.assert_array_equal(trace.f[k], fresh.f)
        np.testing.assert_array_equal(trace.g[k], fresh.g)


@pytest.mark.parametrize("name", GATES_AND_STATES)
def test_zero_reaches_its_units_and_steps_and_no_others_of_that_step(name):
    trace = run(iv.zero(name, units=[1, 3], steps=2))
    before, after = getattr(PLAIN, name)[2], getattr(trace, name)[2]
    assert not after[:, [1, 3]].any()
    np.testing.assert_array_equal(after[:, [0, 2]], before[:, [0, 2]])
    for other in GATES_AND_STATES:
        np.testing.assert_array_equal(getattr(trace, other)[:2], getattr(PLAIN, other)[:2])
    assert np.abs(trace.h[3:] - PLAIN.h[3:]).max() > 1e-6  # and it goes on from there


def test_clamp_takes_one_value_for_each_unit():
    trace = run(iv.clamp("c", [-2.0, 0.5], units=[3, 0], steps=range(1, 3)))
    np.testing.assert_array_equal(trace.c[1:3, :, 3], -2.0)
    np.testing.assert_array_equal(trace.c[1:3, :, 0], 0.5)
    np.testing.assert_allclose(trace.h[1, :, 3], trace.o[1, :, 3] * np.tanh(-2.0), rtol=1e-15)


def test_a_frozen_gate_keeps_what_it_had_and_a_frozen_state_its_start():
    held = run(iv.freeze("f", steps=range(2, 5)))
    for t in (2, 3, 4):
        np.testing.assert_array_equal(held.f[t], PLAIN.f[1])
    assert np.abs(held.f[5] - held.f[4]).max() > 1e-6
    free_first = run(iv.freeze("i"))
    np.testing.assert_array_equal(free_first.i, np.stack([PLAIN.i[0]] * 6))
    np.testing.assert_array_equal(run(iv.freeze("c")).c, np.stack([CASE.c0] * 6))
    one = run(iv.freeze("h", units=2))
    np.testing.assert_array_equal(one.h[:, :, 2], np.stack([CASE.h0[:, 2]] * 6))
    memory = run(iv.freeze("c_prev"))
    np.testing.assert_allclose(memory.c, memory.f * CASE.c0 + memory.i * memory.g, rtol=1e-14)


def test_swapping_everything_in_reproduces_the_donor():
    donor = gates.run(CASE.weights, CASE.xs[:, ::-1].copy(), CASE.c0, CASE.h0)
    both = run(*(iv.swap(name, donor) for name in ("h_prev", "c_prev")))
    assert np.abs(both.h - donor.h).max() > 1e-3  # the inputs are its own
    trace = run(*(iv.swap(name, donor) for name in GATES_AND_STATES))
    assert_same_trace(trace, donor, atol=0)


def test_with_both_states_of_a_donor_and_its_inputs_the_future_is_the_donors():
    xs = CASE.xs.copy()
    xs[:3] += 1  # another past
    donor = gates.run(CASE.weights, xs, CASE.h0, CASE.c0)
    trace = run(iv.swap("h", donor, steps=2), iv.swap("c", donor, steps=2))
    assert np.abs(trace.h[:2] - donor.h[:2]).max() > 1e-3
    np.testing.assert_array_equal(trace.h[2:], donor.h[2:])
    np.testing.assert_array_equal(trace.c[2:], donor.c[2:])


def test_a_swap_may_take_other_steps_and_one_sequence_for_all():
    donor = PLAIN.sequence(1)
    trace = run(iv.swap("o", donor, units=[0, 2], steps=[4, 1], donor_steps=[0, 5]))
    for t, source in ((4, 0), (1, 5)):
        for b in range(3):
            np.testing.assert_array_equal(trace.o[t, b, [0, 2]], donor.o[source, 0, [0, 2]])
    np.testing.assert_array_equal(trace.o[0], PLAIN.o[0])
    handed = run(iv.swap("c_prev", PLAIN, steps=3, donor_steps=0), iv.zero("i", steps=3))
    np.testing.assert_array_equal(handed.c[3], handed.f[3] * CASE.c0)


def test_of_two_edits_of_one_value_the_later_has_the_last_word():
    assert run(iv.clamp("f", 0.2), iv.clamp("f", 0.7)).f.max() == 0.7
    mixed = run(iv.clamp("f", 0.2), iv.clamp("f", 0.7, units=0))
    np.testing.assert_array_equal(mixed.f[0, 0], [0.7, 0.2, 0.2, 0.2])


# Through a layer


EDITS = [
    iv.clamp("f", 1, units=2, steps=range(2, 5)),
    iv.zero("h_prev", units=[1, 3]),
    iv.freeze("c", units=0),
    iv.freeze("i", units=3),
    iv.swap("g", PLAIN, steps=1, donor_steps=4),
    iv.zero("c_prev", steps=4),
]


@pytest.mark.parametrize("edit", [*EDITS, EDITS], ids=lambda e: "all" if e is EDITS else e.name)
def test_a_layer_does_what_the_numpy_run_does(edit):
    layer = our_layer()
    with iv.applied(layer, edit) as same:
        assert same is layer
        (trace,) = traces(layer)
    edits = edit if isinstance(edit, list) else [edit]
    assert_same_trace(trace, run(*edits), atol=1e-12)
    assert np.abs(trace.h - PLAIN.h).max() > 1e-4


def test_every_run_inside_starts_its_freezing_anew():
    layer, other = our_layer(), make_case(T=3, B=2, D=2, H=4, seed=1)
    with iv.applied(layer, [iv.freeze("c"), iv.freeze("f")]):
        for case in (CASE, other, CASE):
            (plain,) = traces(our_layer(), case)
            (trace,) = traces(layer, case)
            np.testing.assert_array_equal(trace.c, np.stack([case.c0] * len(case.xs)))
            np.testing.assert_array_equal(trace.f, np.stack([plain.f[0]] * len(case.xs)))


def test_nothing_leaks_out_of_a_with_and_no_weight_moves():
    layer = our_layer()
    numbers = {name: value.clone() for name, value in layer.state_dict().items()}
    (before,) = traces(layer)
    with iv.applied(layer, EDITS):
        traces(layer)
        assert layer.edit is not None
    assert layer.edit is None
    assert_same_trace(traces(layer)[0], before, atol=0)
    assert all(torch.equal(value, numbers[name]) for name, value in layer.state_dict().items())
    assert_same_trace(gates.run(*CASE.run), PLAIN, atol=0)


def test_an_error_inside_restores_the_layer_and_comes_out():
    layer = our_layer()
    with pytest.raises(ZeroDivisionError), iv.applied(layer, EDITS):
        traces(layer)
        raise ZeroDivisionError
    assert layer.edit is None
    with pytest.raises(TypeError), iv.applied(layer, EDITS):
        layer("no tensor")
    assert_same_trace(traces(layer)[0], PLAIN, atol=1e-12)


def test_one_with_inside_another_adds_and_gives_back():
    layer = our_layer()
    outer, inner = iv.clamp("f", 0.25), iv.zero("i", units=1)
    with iv.applied(layer, outer):
        edit = layer.edit
        with pytest.raises(KeyError), iv.applied(layer, inner):
            assert_same_trace(traces(layer)[0], run(outer, inner), atol=1e-12)
            raise KeyError
        assert layer.edit is edit
        assert_same_trace(traces(layer)[0], run(outer), atol=1e-12)
        with iv.applied(layer, iv.clamp("f", 0.75)):
            assert traces(layer)[0].f.max() == 0.75  # the inner one has the last word
    assert_same_trace(traces(layer)[0], PLAIN, atol=1e-12)


def test_an_edit_of_the_learners_own_is_kept_and_given_back():
    layer, seen = our_layer(), []
    layer.edit = mine = lambda name, k, reverse, t, value: seen.append(name) or value
    with iv.applied(layer, iv.zero("f")):
        assert not traces(layer)[0].f.any()
    assert layer.edit is mine and len(seen) == 6 * 8


@pytest.mark.parametrize(("k", "reverse"), [(0, False), (0, True), (1, False), (1, True)])
def test_it_acts_on_one_layer_and_one_direction(k, reverse):
    layer = our_layer(num_layers=2, bidirectional=True)
    plain = traces(layer)
    with iv.applied(layer, iv.clamp("o", 0.5, steps=0), k=k, reverse=reverse):
        changed = traces(layer)
    where = 2 * k + reverse
    assert (changed[where].o[0] == 0.5).all() and (plain[where].o[0] != 0.5).all()
    for other in set(range(2 * k + 2)) - {where}:
        assert_same_trace(changed[other], plain[other], atol=0)


def test_gradients_flow_around_what_is_held():
    layer = our_layer()
    xs = torch.from_numpy(CASE.xs).requires_grad_()
    with iv.applied(layer, [iv.clamp("f", 1.0), iv.zero("i", steps=range(1, 6))]):
        _, (_, c_n) = layer(xs)
    c_n.sum().backward()
    assert xs.grad[0].abs().max() > 0 and not xs.grad[1:].any()


# Where two runs part


def test_the_first_change_is_the_earliest_and_there_the_largest():
    trace = run(iv.clamp("o", 0.5, units=[1, 2], steps=3))
    change = iv.first_change(PLAIN, trace)
    apart = np.abs(PLAIN.o[3] - 0.5)[:, [1, 2]]
    assert (change.name, change.t) == ("o", 3)
    assert (change.sequence, change.unit - 1) == np.unravel_index(apart.argmax(), apart.shape)
    assert change.after == 0.5 and change.before == PLAIN.o[3, change.sequence, change.unit]
    assert iv.first_change(PLAIN, PLAIN) is None
    assert iv.first_change(PLAIN, trace, atol=2.0) is None


def test_within_a_step_it_goes_in_the_order_in_which_a_step_computes():
    assert iv.first_change(PLAIN, run(iv.zero("c", steps=2))).name == "c"
    assert iv.first_change(PLAIN, run(iv.zero("h_prev", steps=2))).name == "i"


def test_it_reads_as_a_sentence_with_the_token():
    plain = handwired.counter().run("0101")
    edited = iv.run(handwired.counter().weights, plain.xs, iv.zero("i", steps=1), tokens="0101")
    text = str(iv.first_change(plain, edited))
    assert text == "i of unit 0 at step 1 ('1'): 1.00, with the edit 0.00"
    assert iv.run(handwired.counter().weights, plain.xs, tokens="0101").tokens == tuple("0101")


def test_a_number_that_became_nan_is_a_change():
    broken = np.array(PLAIN.c)
    broken[4, 0, 2] = np.nan
    trace = type(PLAIN)(*(broken if n == "c" else getattr(PLAIN, n) for n in GATES_AND_STATES),
                        PLAIN.xs, PLAIN.h0, PLAIN.c0)  # fmt: skip
    change = iv.first_change(PLAIN, trace)
    assert (change.name, change.t, change.sequence, change.unit) == ("c", 4, 0, 2)
    assert iv.first_change(trace, trace) is None


def test_an_edit_says_what_it_does():
    assert repr(EDITS[0]) == "Edit(clamp f to 1.0, units 2, steps 2 to 4)"
    assert repr(EDITS[1]) == "Edit(clamp h_prev to 0.0, units 1, 3, all steps)"
    assert repr(EDITS[4]) == "Edit(swap g from the donor's steps 4, all units, steps 1)"


# Bad input, before anything runs


@pytest.mark.parametrize("name", ["i", "f", "o", "g", "h", "h_prev"])
@pytest.mark.parametrize("value", [2.0, -1.5, float("nan"), "open", None, [0.5, 2.0]])
def test_a_value_that_cannot_occur_is_refused(name, value):
    low = "-1" if name in ("g", "h", "h_prev") else "0"
    with pytest.raises(ValueError, match=rf"expected a number from {low} to 1: no other value of"):
        iv.clamp(name, value, units=[0, 1])


def test_c_takes_any_finite_number():
    assert run(iv.clamp("c", -7.5)).c.min() == -7.5
    with pytest.raises(ValueError, match="value is inf, expected a finite number"):
        iv.clamp("c", float("inf"))


@pytest.mark.parametrize("make", [iv.zero, iv.freeze, lambda name, **k: iv.swap(name, PLAIN, **k)])
def test_names_units_and_steps_that_are_none_are_refused(make):
    assert_refused(make, ValueError, "name is 'c-tilde', expected one of 'i', 'f'", name="c-tilde")
    for bad in (-1, 1.5, True, "0", [0, -2], [0, 0], []):
        with pytest.raises(ValueError, match="units (is|has) .*expected"):
            make("c", units=bad)
        with pytest.raises(ValueError, match="steps (is|has) .*expected"):
            make("c", steps=bad)


@pytest.mark.parametrize("where", ["run", "layer"])
@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (iv.zero("c", units=4), "units has 4, expected numbers from 0 to 3. The layer has H = 4"),
        (iv.zero("f", steps=[2, 6]), "steps has 6, expected numbers from 0 to 5. The run has T"),
        (iv.clamp("f", [0.1, 0.2, 0.3]), "value has 3 numbers, expected one, or 4"),
        (iv.swap("c", gates.run(*make_case(T=6, B=3, H=5).run)), "donor has H = 5, expected 4"),
        (iv.swap("c", gates.run(*make_case(T=6, B=2, H=4).run)), "donor has B = 2, expected 1 or"),
        (iv.swap("c", gates.run(*make_case(T=5, B=3, H=4).run)), "donor has T = 5, expected at l"),
    ],
)
def test_an_edit_that_does_not_fit_is_refused_and_leaves_nothing(where, edit, words):
    if where == "run":
        with pytest.raises(ValueError) as caught:
            run(edit)
    else:
        layer = our_layer()
        with pytest.raises(ValueError) as caught, iv.applied(layer, edit):
            traces(layer)
        assert layer.edit is None
    assert words in str(caught.value)


def test_a_with_without_a_run_has_reached_no_step_and_does_not_complain():
    with iv.applied(our_layer(), iv.zero("f", steps=99)):
        pass


def test_other_bad_input_is_refused():
    gate, state = {"name": "f", "steps": [0, 1]}, {"name": "c", "donor": PLAIN.c}
    assert_refused(iv.freeze, ValueError, "steps has 0, expected 1 or more to freeze f", **gate)
    assert_refused(iv.swap, TypeError, "donor is a ndarray, expected a Trace", **state)
    state |= {"donor": PLAIN, "steps": [1, 2]}
    for steps, words in (0, "donor_steps has 1 steps, expected 2"), ([0, 6], "donor_steps has 6"):
        assert_refused(iv.swap, ValueError, words, donor_steps=steps, **state)
    with pytest.raises(TypeError, match="edits has a str, expected what clamp, zero, freeze"):
        iv.run(CASE.weights, CASE.xs, "zero")
    with pytest.raises(TypeError, match="weights is a LSTM, expected LSTMWeights"):
        iv.run(our_layer(), CASE.xs)
    with pytest.raises(ValueError, match="xs has shape"):
        iv.run(CASE.weights, CASE.xs[0], iv.zero("c"))
    after = gates.run(*make_case(T=5).run)
    with pytest.raises(ValueError, match=r"expected \(6, 3, 4\) like before"):
        iv.first_change(PLAIN, after)


def test_a_text_with_unknown_characters_is_refused_before_it_is_a_run():
    with pytest.raises(ValueError, match="symbol 2 is 'x', expected one of 0 1"):
        iv.run(handwired.counter().weights, handwired.counter().encode("01x"), iv.zero("i"))
    with pytest.raises(ValueError, match="text has 'w', expected only e, h, l, o"):
        tasks.hello().one_hot("hew")


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (torch.nn.LSTM(2, 4), "layer is a torch.LSTM, expected a layers.LSTM. nn.LSTM computes"),
        (layers.GRU(2, 4), "layer is a lstm_teach.GRU, expected a layers.LSTM."),
        (CharModel(4, 8), "layer is a lstm_teach.CharModel, expected a layers.LSTM."),
        (CASE.weights, "layer is a lstm_teach.LSTMWeights, expected a layers.LSTM."),
    ],
)
def test_a_model_that_is_not_ours_is_refused(layer, words):
    with pytest.raises(TypeError) as caught, iv.applied(layer, iv.zero("c")):
        pass
    assert words in str(caught.value)


def test_a_model_is_told_from_its_layer():
    class Model(torch.nn.Module):
        layer = our_layer()

    with pytest.raises(TypeError, match="Did you mean model.layer?"), iv.applied(Model(), []):
        pass


def test_layers_and_directions_that_are_not_there_are_refused():
    for settings, message in (
        ({"k": 1}, "k is 1, expected a whole number from 0 to 0"),
        ({"reverse": True}, "reverse is True, expected False"),
    ):
        layer = our_layer()
        with pytest.raises(ValueError, match=message), iv.applied(layer, iv.zero("c"), **settings):
            pass
        assert layer.edit is None


def test_a_padded_donor_gives_what_it_has_read_and_no_nan():
    layer, xs = our_layer(), torch.tensor(CASE.xs)
    donor = layer.traces(xs, lengths=torch.tensor([6, 6, 4]))[0]
    read, words = iv.swap("c", donor, steps=3), "donor has NaN in c at step 4 of sequence 2, exp"
    assert np.isfinite(run(read, iv.swap("c", donor, steps=5, donor_steps=0)).h).all()
    for edit in (
        iv.swap("c", donor),
        iv.swap("c", donor, steps=[3, 4]),
        iv.swap("c", donor, units=2, steps=0, donor_steps=4),
    ):
        assert_refused(iv.run, ValueError, words, weights=CASE.weights, xs=CASE.xs, edits=edit)
        with pytest.raises(ValueError, match=words), iv.applied(layer, edit):
            layer(xs)
    assert layer.edit is None


@given(st.sampled_from(iv.NAMES), st.integers(0, 3), st.integers(0, 5))
def test_what_is_swapped_for_itself_changes_nothing(name, unit, step):
    edit = iv.swap(name, PLAIN, units=unit, steps=step)
    assert_same_trace(run(edit), PLAIN, atol=0)


@pytest.mark.parametrize("value, shape", [([[1.0, 2.0]], r"\(1, 2\)"), (np.array(0.5), r"\(\)")])
def test_a_value_of_another_shape_is_refused(value, shape):
    with pytest.raises(ValueError, match=f"value has shape {shape}, expected a number, or one"):
        iv.clamp("c", value)
