"""PyTorch's modules in and out, exactly: every layer and direction, with or without biases."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given

from lstm_teach.cells import stacked
from lstm_teach.layouts import TORCH_NAMES, torch_suffix
from lstm_teach.weights import LSTMWeights
from refusal import assert_refused
from strategies import ARRAYS, Case, assert_same_weights, cases, make_case

DTYPES = [torch.float32, torch.float64]


def torch_module(kind=torch.nn.LSTM, D=3, H=5, dtype=torch.float32, **settings) -> torch.nn.Module:
    """A module with random weights, the same in each call."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return kind(D, H, dtype=dtype, **settings)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("bias", [True, False])
def test_nn_lstm_comes_in_and_goes_out_exactly(dtype, bias):
    module = torch_module(dtype=dtype, bias=bias)
    weights = LSTMWeights.from_torch(module)
    for name, array in zip(TORCH_NAMES, ARRAYS, strict=True):
        ours, theirs = getattr(weights, array), getattr(module, name + "_l0", None)
        expected = np.zeros(20) if theirs is None else theirs.detach().numpy()
        np.testing.assert_array_equal(ours, expected)
    back = weights.to_torch()
    assert type(back) is torch.nn.LSTM
    for name, parameter in back.named_parameters():
        assert parameter.dtype == dtype
        assert parameter.requires_grad
        if hasattr(module, name):
            assert torch.equal(parameter, getattr(module, name))
        else:
            assert torch.equal(parameter, torch.zeros(20, dtype=dtype))
    assert_same_weights(LSTMWeights.from_torch(back), weights)


@given(cases(np.float32, scales=(1.0, 1e-30, 1e30)))
def test_every_float32_survives_pytorch(case):
    assert_same_weights(LSTMWeights.from_torch(case.weights.to_torch()), case.weights)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("bias", [True, False])
def test_nn_lstm_cell_comes_in_exactly(dtype, bias):
    module = torch_module(torch.nn.LSTMCell, dtype=dtype, bias=bias)
    weights = LSTMWeights.from_torch(module)
    case = Case(weights, *make_case().run[1:]).astype(str(dtype).removeprefix("torch."))
    x, h, c = (torch.from_numpy(a.copy()) for a in (case.xs[0], case.h0, case.c0))
    with torch.no_grad():
        h, c = module(x, (h, c))
    step = stacked.step(weights, case.xs[0], case.h0, case.c0)
    np.testing.assert_allclose(step.h, h.numpy(), rtol=0, atol=1e-6)
    np.testing.assert_allclose(step.c, c.numpy(), rtol=0, atol=1e-6)
    assert_same_weights(LSTMWeights.from_torch(module, layer=0, reverse=False), weights)


def test_each_layer_and_direction_is_read_from_its_own_place():
    """Two layers both ways, rebuilt from four single runs."""
    module = torch_module(dtype=torch.float64, num_layers=2, bidirectional=True)
    xs = make_case(T=6).xs
    with torch.no_grad():
        expected, (h_n, c_n) = module(torch.from_numpy(xs.copy()))
    final = []
    for layer in (0, 1):
        ahead = stacked.run(LSTMWeights.from_torch(module, layer, reverse=False), xs)
        back = stacked.run(
            LSTMWeights.from_torch(module, layer, reverse=True), np.ascontiguousarray(xs[::-1])
        )
        final += [(ahead.h[-1], ahead.c[-1]), (back.h[-1], back.c[-1])]
        xs = np.concatenate([ahead.h, back.h[::-1]], axis=2)
    np.testing.assert_allclose(xs, expected.numpy(), rtol=0, atol=1e-12)
    for k, (h, c) in enumerate(final):
        np.testing.assert_allclose(h, h_n[k].numpy(), rtol=0, atol=1e-12)
        np.testing.assert_allclose(c, c_n[k].numpy(), rtol=0, atol=1e-12)


def test_each_of_four_layers_differs_from_the_others():
    module = torch_module(D=5, num_layers=2, bidirectional=True)
    places = itertools.product((0, 1), (False, True))
    found = [LSTMWeights.from_torch(module, *place).W_h for place in places]
    for one, other in itertools.combinations(found, 2):
        assert not np.array_equal(one, other)


def test_from_torch_leaves_the_module_alone_and_does_not_follow_it():
    module = torch_module()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    weights = LSTMWeights.from_torch(module)
    kept = LSTMWeights(*(getattr(weights, name) for name in ARRAYS))
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
    assert_same_weights(weights, kept)


def test_what_is_done_to_a_module_made_by_to_torch_does_not_come_back():
    weights = make_case().weights
    module = weights.to_torch()
    with torch.no_grad():
        module.weight_ih_l0.zero_()
    assert_same_weights(weights, make_case().weights)


def test_a_parametrised_module_is_read_as_it_computes():
    module = torch_module()
    expected = LSTMWeights.from_torch(module)
    torch.nn.utils.parametrizations.weight_norm(module, "weight_hh_l0")
    got = LSTMWeights.from_torch(module)
    np.testing.assert_allclose(got.W_h, expected.W_h, rtol=1e-6)


def test_to_torch_draws_no_random_number():
    torch.manual_seed(0)
    expected = torch.rand(3)
    torch.manual_seed(0)
    make_case().weights.to_torch()
    assert torch.equal(torch.rand(3), expected)


def test_batch_first_swaps_the_first_two_axes():
    case = make_case()
    module = case.weights.to_torch(batch_first=True)
    with torch.no_grad():
        outputs, _ = module(torch.from_numpy(case.xs.swapaxes(0, 1).copy()))
    trace = stacked.run(case.weights, case.xs)
    np.testing.assert_allclose(outputs.numpy().swapaxes(0, 1), trace.h, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("module", "place", "error", "parts"),
    [
        (torch_module(torch.nn.GRU), {}, TypeError, ["module is a GRU, expected nn.LSTM or"]),
        (torch_module(torch.nn.RNN), {}, TypeError, ["module is a RNN, expected nn.LSTM or"]),
        (torch.nn.Sequential(torch_module()), {}, TypeError, ["Did you pass the whole model"]),
        (make_case().weights, {}, TypeError, ["module is a LSTMWeights, expected nn.LSTM"]),
        (None, {}, TypeError, ["module is a NoneType, expected nn.LSTM"]),
        (torch_module(bidirectional=True), {}, ValueError, ["reverse is None, expected True or"]),
        (torch_module(bidirectional=True), {"layer": 1}, ValueError, ["layer is 1"]),
        (torch_module(), {"reverse": True}, ValueError, ["reverse is True, expected False"]),
        (torch_module(), {"layer": 1}, ValueError, ["layer is 1, expected", "0 to 0", "from 0"]),
        (torch_module(), {"layer": -1}, ValueError, ["layer is -1, expected"]),
        (torch_module(), {"layer": "0"}, ValueError, ["layer is '0', expected a whole number"]),
        (torch_module(proj_size=2), {}, ValueError, ["proj_size=2, expected 0", "projected"]),
        (torch_module().half(), {}, TypeError, ["dtype torch.float16, expected torch.float32"]),
        (torch_module().bfloat16(), {}, TypeError, ["dtype torch.bfloat16", "module.float()"]),
        (torch_module(torch.nn.LSTMCell), {"layer": 1}, ValueError, ["layer is 1", "LSTMCell"]),
        (torch_module(torch.nn.LSTMCell), {"reverse": True}, ValueError, ["reverse is True"]),
    ],
)
def test_from_torch_refuses(module, place, error, parts):
    assert_refused(LSTMWeights.from_torch, error, *parts, module=module, **place)


def test_from_torch_refuses_a_module_that_diverged():
    module = torch_module()
    with torch.no_grad():
        module.bias_hh_l0[3] = float("nan")
    parts = ("b_h has nan at index (3,)", "Did training diverge")
    assert_refused(LSTMWeights.from_torch, ValueError, *parts, module=module)


def test_names_of_parameters():
    module = torch_module(num_layers=3, bidirectional=True)
    assert torch_suffix(module, 2, True) == "_l2_reverse"
    assert torch_suffix(module, 1, False) == "_l1"
    assert torch_suffix(torch_module(torch.nn.LSTMCell), 0, None) == ""
