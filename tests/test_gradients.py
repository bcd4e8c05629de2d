"""Comparing gradients, checking them by differences, and measuring how far they reach."""

import sys
from subprocess import run

import numpy as np
import pytest
import torch

from lstm_teach import exercises, gradients
from lstm_teach.cells import stacked
from lstm_teach.exercises.subjects import backward as subject
from lstm_teach.gradients import compare, flow, with_forget_bias
from lstm_teach.weights import LSTMWeights


@pytest.fixture
def found():
    rng = np.random.default_rng(0)
    weights = LSTMWeights.random(3, 5, rng, 2.5)
    trace = stacked.run(weights, rng.standard_normal((6, 2, 3)))
    return stacked.backward(weights, trace, rng.standard_normal((6, 2, 5)), keep_steps=True)


# compare


def test_equal_gradients_agree_to_every_bit(found):
    result = compare(found, found)
    assert result.agrees and result.first is None
    assert all(row.exact and row.approximate and row.max_difference == 0 for row in result.rows)
    names = "dh dc dz_i dz_f dz_g dz_o dW_x dW_h db_x db_h dxs dh0 dc0"
    assert [row.name for row in result.rows] == names.split()


def test_rounding_is_approximate_and_not_exact(found):
    other = found._replace(W_x=found.W_x * (1 + 1e-14))
    row = compare(other, found)["dW_x"]
    assert row.approximate and not row.exact
    assert 0 < row.max_difference < 1e-12
    assert row.verdict == "below 1e-12"
    assert compare({"a": np.array([1 + 3e-8])}, {"a": np.ones(1)}, rtol=1e-7)["a"].verdict == (
        "below 1e-07"
    )


def test_without_steps_on_both_sides_the_sums_are_compared(found):
    result = compare(found._replace(steps=None), found)
    assert [row.name for row in result.rows][0] == "dW_x" and len(result.rows) == 7


def test_the_first_wrong_number_is_the_first_on_the_way_back(found):
    dh, dz = found.steps.dh.copy(), found.steps.dz.copy()
    dh[:2] += 1  # wrong from step 1 down
    dz[3, 1, 5 + 2] += 0.5  # f of unit 2, already at step 3
    wrong = found._replace(steps=found.steps._replace(dh=dh, dz=dz), W_x=found.W_x + 1)
    first = compare(wrong, found).first
    assert (first.name, first.t, first.index) == ("dz_f", 3, (1, 2))
    assert first.ours - first.theirs == pytest.approx(0.5)


def test_at_one_step_the_earlier_row_is_first(found):
    steps = found.steps._replace(dh=found.steps.dh + 1, dc=found.steps.dc + 1)
    first = compare(found._replace(steps=steps), found).first
    assert (first.name, first.t) == ("dh", 5)


def test_sums_come_after_steps_and_have_no_time(found):
    first = compare(found._replace(h0=found.h0 + 1), found).first
    assert (first.name, first.t, first.index) == ("dh0", None, (0, 0))
    first = compare(found._replace(h0=found.h0 + 1, xs=found.xs + 1), found).first
    assert (first.name, first.t) == ("dxs", 5)


def test_the_table_says_it_in_words(found):
    wrong = found._replace(W_h=found.W_h + 0.25)
    text = str(compare(wrong, found))
    lines = text.splitlines()
    assert lines[0].split() == "quantity shape agrees largest difference".split()
    assert lines[1].split()[-1] == "1e-12" and "yes" in lines[1]
    (row,) = [line for line in lines if line.startswith("dW_h")]
    assert row.split() == ["dW_h", "(20,", "5)", "NO", "0.25"]
    assert lines[-1].startswith("first difference, going back: dW_h index (0, 0): ")
    assert "not the same" in compare(wrong, found).table(exact=True)


def test_names_arrays_tensors_and_lists_over_time():
    ours = {"dtanh_c": [np.ones((2, 3)), np.ones((2, 3))], "dW": torch.ones(2, 2)}
    theirs = {"dtanh_c": torch.ones(2, 2, 3), "dW": np.ones((2, 2))}
    assert compare(ours, theirs).agrees
    theirs["dtanh_c"][0, 1, 2] = 7
    first = compare(ours, theirs).first
    assert (first.t, first.index, first.ours, first.theirs) == (0, (1, 2), 1.0, 7.0)


def test_other_shapes_and_nan_are_differences_and_no_errors():
    result = compare(
        {"dW": np.ones((3, 2)), "db": np.ones(2)}, {"dW": np.ones((2, 3)), "db": [1, 1]}
    )
    assert not result.agrees and result.first.name == "dW"
    assert result["dW"].verdict == "its shape, expected (2, 3)"
    wrong, right = {"dh": np.ones(2), "db": np.ones(2)}, {"dh": np.zeros(2), "db": np.zeros(3)}
    assert compare(wrong, right).first.name == "db"  # before every other kind of difference
    result = compare({"db": np.array([1.0, np.nan])}, {"db": np.ones(2)})
    assert result["db"].verdict == "NaN or infinity" and result.first.index == (1,)
    assert not compare({"db": np.ones(2)}, {"db": np.array([1.0, np.nan])}).agrees
    assert not compare({"dh": 1.0}, {"dh": 2.0}).agrees  # a number has no time axis


def test_tolerance_follows_the_size_and_the_precision():
    big = np.array([1e6, 1.0])
    assert compare({"a": big + [0, 1e-5]}, {"a": big}).agrees
    assert not compare({"a": big + [0, 1e-3]}, {"a": big}).agrees
    assert not compare({"a": np.array([1e-6 + 1e-12])}, {"a": np.array([1e-6])}).agrees
    assert compare({"a": np.float32([1.00005])}, {"a": np.float32([1])}).agrees
    assert not compare({"a": np.float32([1.00005])}, {"a": np.float32([1])}, rtol=1e-6).agrees
    assert compare({"a": np.zeros(2)}, {"a": np.zeros(2)}).agrees


def test_what_cannot_be_compared_is_refused(found):
    with pytest.raises(ValueError, match="dW is on one side only"):
        compare({"dW": np.ones(2), "db": np.ones(2)}, {"db": np.ones(2)})
    with pytest.raises(TypeError, match="ndarray, expected Gradients or a dict"):
        compare(np.ones(2), found)
    with pytest.raises(TypeError, match="dW is a NoneType, expected an array"):
        compare({"dW": None}, {"dW": np.ones(2)})


def test_every_wrong_backward_of_the_bank_is_seen():
    entries = [m for m in exercises.mistakes.MISTAKES if m.subject == "backward"]
    case = exercises.fixture().backward[0]
    right = subject.RIGHT.run(case)
    ours = stacked.backward(case.weights, case.trace, case.d_hs, case.d_h_T, case.d_c_T)
    assert compare({name: getattr(ours, name) for name in right}, right).agrees
    assert len(entries) >= 6
    for entry in entries:
        result = compare(entry.variant.run(case), right)
        assert not result.agrees, entry.name
        assert result.first is not None, entry.name


# check


def test_central_differences_of_a_known_function():
    x = np.array([[0.3, -1.2], [2.0, 0.0]])
    slope = gradients.check(lambda x: np.sin(x).sum() * x[0, 0], x)
    expected = np.cos(x) * 0.3
    expected[0, 0] += np.sin(x).sum()
    np.testing.assert_allclose(slope, expected, rtol=0, atol=1e-9)
    np.testing.assert_array_equal(x, [[0.3, -1.2], [2.0, 0.0]])


def test_each_call_gets_its_own_array():
    def spoils(x):
        total = float((x**2).sum())
        x[:] = np.nan
        return total

    np.testing.assert_allclose(gradients.check(spoils, np.array([1.0, 2.0])), [2, 4], atol=1e-9)


def test_differences_refuse_what_they_cannot_do():
    with pytest.raises(TypeError, match="x has dtype float32, expected float64"):
        gradients.check(np.sum, np.ones(2, np.float32))
    with pytest.raises(TypeError, match="f returned a ndarray of 2 values, expected one number"):
        gradients.check(lambda x: x, np.ones(2))
    with pytest.raises(FloatingPointError, match=r"f is nan near index \(0,\)"):
        gradients.check(lambda x: np.nan, np.ones(2))
    with pytest.raises(ValueError, match="x has nan"):
        gradients.check(np.sum, np.array([np.nan]))
    with pytest.raises(ValueError, match="step is 0"):
        gradients.check(np.sum, np.ones(2), step=0)


# flow


def test_flow_of_an_lstm_is_what_autograd_says():
    weights = LSTMWeights.random(3, 6, np.random.default_rng(7), 2.0)
    found = flow(weights, T=12, B=2, seed=3)
    rng = np.random.default_rng(3)
    xs = torch.from_numpy(rng.standard_normal((12, 2, 3))).requires_grad_()
    d_h_T = torch.from_numpy(rng.standard_normal((2, 6)))
    cell = torch.nn.LSTMCell(3, 6).double()
    for mine, theirs in zip(cell.parameters(), weights.to_torch().parameters(), strict=True):
        mine.data = theirs.data
    h, c, hs, cs = torch.zeros(2, 6).double(), torch.zeros(2, 6).double(), [], []
    for x in xs:
        h, c = cell(x, (h, c))
        h.retain_grad(), c.retain_grad()
        hs.append(h), cs.append(c)
    h.backward(d_h_T)
    for name, values in {"dh": hs, "dc": cs}.items():
        expected = [v.grad.norm().item() for v in values]
        np.testing.assert_allclose(getattr(found, name), expected, rtol=1e-10)
    np.testing.assert_allclose(found.dx, xs.grad.norm(dim=(1, 2)), rtol=1e-10)
    assert found.ratio(0) == 1
    assert found.ratio(11, "dx") == found.dx[0] / found.dx[11]


def test_with_no_way_through_the_gates_the_forget_product_is_the_whole_flow():
    weights = LSTMWeights.random(2, 4, np.random.default_rng(0), 2.0)
    cut = LSTMWeights(weights.W_x, np.zeros_like(weights.W_h), weights.b_x, weights.b_h)
    found = flow(cut, T=20)
    np.testing.assert_allclose(found.dc / found.dc[-1], found.forget_product, rtol=1e-12)
    assert found.forget_product[-1] == 1 and (np.diff(found.forget_product) > 0).all()
    assert (found.dh[:-1] == 0).all()


def test_the_order_of_the_cells_at_initialisation():
    """The honest facts: gates alone cure nothing, the forget bias does."""
    at = {b: [flow(forget_bias=b, seed=s).ratio(50, "dc") for s in range(5)] for b in (None, 1, 3)}
    rnn = [flow("rnn", seed=s).ratio(50) for s in range(5)]
    assert max(rnn) < 1e-9 and max(at[None]) < 1e-8
    assert all(1e-6 < ratio < 1e-2 for ratio in at[1])
    assert all(0.2 < ratio < 3 for ratio in at[3])


@pytest.mark.parametrize("cell", ["rnn", "gru"])
def test_cells_without_c_have_dh_and_dx_alone(cell):
    before = torch.get_rng_state()
    found = flow(cell, T=10, H=4, D=3)
    assert found.dh.shape == found.dx.shape == (10,)
    assert found.dc is None and found.forget_product is None
    assert torch.equal(before, torch.get_rng_state())
    again, other = flow(cell, T=10, H=4, D=3), flow(cell, T=10, H=4, D=3, seed=1)
    assert (found.dh == again.dh).all() and (found.dh != other.dh).any()
    with pytest.raises(ValueError, match="of is 'dc'"):
        found.ratio(5, "dc")
    with pytest.raises(ValueError, match="has no forget gate"):
        flow(cell, forget_bias=1.0)


def test_flow_refuses_what_it_does_not_know():
    with pytest.raises(ValueError, match="cell is 'transformer'"):
        flow("transformer")
    with pytest.raises(ValueError, match="T is 0"):
        flow(T=0)
    with pytest.raises(ValueError, match="bias is nan"):
        flow(forget_bias=np.nan)
    with pytest.raises(ValueError, match="back is 10, expected 0 to 9"):
        flow(T=10, H=4).ratio(10)


def test_a_forget_bias_is_the_sum_of_both_and_moves_nothing_else():
    weights = LSTMWeights.random(3, 4, np.random.default_rng(0))
    changed = with_forget_bias(weights, 1.5)
    both = changed.gate("f").b_x + changed.gate("f").b_h
    assert (both == 1.5).all()
    for gate in "igo":
        for old, new in zip(weights.gate(gate), changed.gate(gate), strict=True):
            np.testing.assert_array_equal(old, new)
    np.testing.assert_array_equal(weights.W_x, changed.W_x)


def test_the_lstm_flow_needs_no_torch():
    code = (
        "import sys; from lstm_teach import gradients; gradients.flow(T=5); "
        "assert 'torch' not in sys.modules and 'matplotlib' not in sys.modules"
    )
    run([sys.executable, "-c", code], check=True)
