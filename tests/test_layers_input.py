"""Bad input of layers.LSTM, GRU and RNN: what, expected, got, likely cause; nothing changes."""

import re

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from layer_cases import STATES
from lstm_teach import layers
from refusal import assert_refused

KINDS = {name: getattr(layers, name) for name in STATES}

# Settings


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((0, 4), {}, "input_size is 0, expected a whole number of 1 or more."),
        ((3, 4.0), {}, "hidden_size is 4.0, expected"),
        ((3, 4, 0), {}, "num_layers is 0, expected"),
        ((3, 4, 2), {"dropout": 1.5}, "dropout is 1.5, expected a probability from 0 to 1."),
        ((3, 4, 2), {"dropout": "half"}, "dropout is 'half', expected"),
    ],
)
def test_other_settings_are_refused(kind, arguments, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        KINDS[kind](*arguments, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"proj_size": 2}, "proj_size is 2, expected 0. A projection shortens h"),
        ({"forget_bias": 1.0, "bias": False}, "forget_bias is 1.0 and bias is False, expected"),
        ({"forget_bias": "one"}, "forget_bias is 'one' and bias is True, expected a finite"),
        ({"forget_bias": float("nan")}, "forget_bias is nan and bias is True, expected a finite"),
        ({"forget_bias": float("inf")}, "forget_bias is inf and bias is True, expected a finite"),
    ],
)
def test_other_settings_of_an_lstm_are_refused(options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        layers.LSTM(3, 4, **options)


@pytest.mark.parametrize("k", [-1, 2, 0.5, True])
def test_weights_of_a_layer_that_is_not_there(k):
    with pytest.raises(ValueError, match="layer is .* from 0 to 1. Layers count from 0."):
        layers.LSTM(3, 4, 2).weights(k)
    with pytest.raises(ValueError, match="reverse is True, expected False. The layer has one"):
        layers.LSTM(3, 4, 2).weights(0, reverse=True)


# xs and states

BAD_TENSORS = {
    "array": (lambda t: t.numpy(), TypeError, "is a ndarray, expected a tensor. Did you forget"),
    "double": (
        lambda t: t.double(),
        TypeError,
        "has dtype torch.float64, expected torch.float32 like the layer. Did you mix precisions?",
    ),
    "integers": (lambda t: t.long(), TypeError, "has dtype torch.int64, expected torch.float32"),
    "rank": (lambda t: t[0], ValueError, "Is the batch axis missing?"),
    "axis": (lambda t: t[None], ValueError, "Is there an axis too many, such as time or batch?"),
    "empty": (lambda t: t[:0], ValueError, "One axis is empty"),
    "swapped": (lambda t: t.transpose(1, 2), ValueError, "Did you swap batch and"),
}


@pytest.mark.parametrize("bad", BAD_TENSORS)
@pytest.mark.parametrize("name", ["xs", "h0", "c0"])
@pytest.mark.parametrize("kind", KINDS)
def test_other_tensors_are_refused(kind, name, bad):
    if kind != "LSTM" and name == "c0":
        return  # they have none
    change, error, part = BAD_TENSORS[bad]
    layer = KINDS[kind](3, 4, 2)
    given = {"xs": torch.randn(5, 2, 3), "h0": torch.randn(2, 2, 4), "c0": torch.randn(2, 2, 4)}
    given[name] = change(given[name])
    state = (given["h0"], given["c0"]) if kind == "LSTM" else given["h0"]
    calls = [layer, layer.traces] if kind == "LSTM" else [layer]
    for call in calls:
        assert_refused(call, error, name, part, xs=given["xs"], state=state)


def test_a_sequence_without_batch_is_told_by_its_axes():
    """nn.LSTM takes (T, D) too. Here the batch is always there, so that nothing is guessed."""
    with pytest.raises(ValueError, match=re.escape("expected (T, B, D) = (any, any, 3). Is the")):
        layers.LSTM(3, 4)(torch.randn(5, 3))
    with pytest.raises(ValueError, match=re.escape("expected (B, T, D) = (any, any, 3).")):
        layers.LSTM(3, 4, batch_first=True)(torch.randn(5, 3))


def test_states_of_other_layers_and_batches_are_refused():
    layer, xs = layers.LSTM(3, 4, 2, bidirectional=True), torch.randn(5, 2, 3)
    right = torch.randn(4, 2, 4)
    for bad in (torch.randn(2, 2, 4), torch.randn(4, 3, 4), torch.randn(4, 2, 5)):
        part = "expected (layers * directions, B, H) = (4, 2, 4)."
        assert_refused(layer, ValueError, "h0 has shape", part, xs=xs, state=(bad, right))
        assert_refused(layer, ValueError, "c0 has shape", part, xs=xs, state=(right, bad))
    for bad in (right, (right,), (right, right, right), {"h0": right, "c0": right}):
        part = "expected (h0, c0). Did you pass h0 alone?"
        assert_refused(layer, TypeError, "state is a", part, xs=xs, state=bad)
    pair = (right, right)
    assert_refused(
        layers.GRU(3, 4), TypeError, "h0 is a tuple, expected a tensor", xs=xs, state=pair
    )


# Lengths

BAD_LENGTHS = {
    "zero": ([5, 0], ValueError, "lengths has 0 at index 1, expected 1 to T = 5. Sequence 1 is em"),
    "negative": ([-1, 5], ValueError, "lengths has -1 at index 0, expected 1 to T = 5."),
    "too long": ([5, 6], ValueError, "lengths has 6 at index 1, expected 1 to T = 5. Sequence 1"),
    "floats": ([5.0, 3.0], TypeError, "has dtype torch.float32, expected whole numbers."),
    "mask": (torch.ones(2, dtype=torch.bool), TypeError, "has dtype torch.bool, expected whole"),
    "too many": ([5, 5, 5], ValueError, "lengths has shape (3,), expected (B,) = (2,)."),
    "one number": (5, ValueError, "lengths has shape (), expected (B,) = (2,)."),
    "words": (["five", "two"], TypeError, "lengths is a list, expected B = 2 whole numbers."),
    "none inside": ([5, None], TypeError, "lengths is a list, expected B = 2 whole numbers."),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bad", BAD_LENGTHS)
def test_other_lengths_are_refused(bad, kind):
    lengths, error, message = BAD_LENGTHS[bad]
    layer = KINDS[kind](3, 4)
    assert_refused(layer, error, message, xs=torch.randn(5, 2, 3), lengths=lengths)


@pytest.mark.parametrize(
    "lengths", [[2, 5], [5, 2], (2, 5), np.array([2, 5]), torch.tensor([2, 5])]
)
def test_lengths_may_come_in_any_order_and_kind(lengths):
    layer, xs = layers.LSTM(3, 4), torch.randn(5, 2, 3)
    output, (h_n, _) = layer(xs, lengths=lengths)
    for b, length in enumerate(lengths):
        assert torch.equal(h_n[0, b], output[length - 1, b])


def test_packing_follows_pytorch():
    """Unsorted lengths are refused by PyTorch's own packing unless enforce_sorted is False."""
    xs, layer = torch.randn(5, 2, 3), layers.LSTM(3, 4)
    with pytest.raises(RuntimeError, match="enforce_sorted"):
        pack_padded_sequence(xs, [2, 5])
    packed = pack_padded_sequence(xs, [2, 5], enforce_sorted=False)
    assert torch.equal(layer(packed)[1][0], layer(xs, lengths=[2, 5])[1][0])
    with pytest.raises(ValueError, match="beside a PackedSequence, expected None. A Packed"):
        layer(packed, lengths=[2, 5])
    with pytest.raises(ValueError, match=re.escape("xs.data has shape (7, 3), expected")):
        layers.LSTM(4, 5)(packed)
    with pytest.raises(TypeError, match="xs.data has dtype torch.float64, expected torch.float32"):
        layer(packed.to(torch.float64))


# state_dict

OTHERS = {
    "fewer layers": (lambda: nn.LSTM(3, 4), "an LSTM(3, 4), 1 layer, one direction,"),
    "both ways": (
        lambda: nn.LSTM(3, 4, 2, bidirectional=True),
        "an LSTM(3, 4), 2 layers, both directions,",
    ),
    "no bias": (
        lambda: nn.LSTM(3, 4, 2, bias=False),
        "an LSTM(3, 4), 2 layers, one direction, no bias,",
    ),
    "sizes": (lambda: nn.LSTM(3, 5, 2), "an LSTM(3, 5), 2 layers,"),
    "GRU": (lambda: nn.GRU(3, 4, 2), "a GRU(3, 4), 2 layers,"),
    "RNN": (lambda: nn.RNN(3, 4, 2), "an RNN(3, 4), 2 layers,"),
    "projected": (lambda: nn.LSTM(3, 4, 2, proj_size=2), "an LSTM with proj_size=2, which"),
    "peepholes": (
        lambda: layers.LSTM(3, 4, 2, peephole=True),
        "an LSTM(3, 4), 2 layers, one direction, peepholes,",
    ),
    "linear": (lambda: nn.Linear(3, 4), "no recurrent layer (it holds bias, weight), expected"),
    "model": (
        lambda: nn.Sequential(nn.LSTM(3, 4, 2)),
        "no recurrent layer (it holds 0.bias_hh_l0, 0.bias_hh_l1, 0.bias_ih_l0, ...)",
    ),
}


@pytest.mark.parametrize("other", OTHERS)
def test_a_state_dict_of_another_layer_is_refused_whole(other):
    """In one sentence, and before a single number is copied."""
    make, described = OTHERS[other]
    layer = layers.LSTM(3, 4, 2)
    before = {name: value.clone() for name, value in layer.state_dict().items()}
    with pytest.raises(RuntimeError) as caught:
        layer.load_state_dict(make().state_dict())
    message = str(caught.value)
    assert f"the state_dict is of {described}" in message
    assert "expected an LSTM(3, 4), 2 layers, one direction. " in message
    cause = "Is it of a whole model?" if other == "model" else "Was it saved from a layer with"
    assert cause in message
    for name, value in layer.state_dict().items():
        assert torch.equal(value, before[name])


def test_inside_a_model_other_shapes_are_told_in_the_same_words():
    """Other names alone are told by PyTorch, which knows whether they are an error (strict)."""
    model = nn.Sequential(layers.LSTM(3, 4, 2))
    before = model[0].weight_ih_l0.clone()
    for other in (nn.LSTM(3, 5, 2), nn.GRU(3, 4, 2), nn.LSTM(3, 4, 2, bidirectional=True)):
        kind = type(other).__name__
        with pytest.raises(RuntimeError, match=f"is of an? {kind}.*expected an LSTM.3, 4., 2 lay"):
            model.load_state_dict(nn.Sequential(other).state_dict(), strict=False)
    assert torch.equal(model[0].weight_ih_l0, before)
    with pytest.raises(RuntimeError, match='Missing key.* "0.weight_ih_l1"'):
        model.load_state_dict(nn.Sequential(nn.LSTM(3, 4)).state_dict())


def test_one_name_too_many_is_told_by_pytorch():
    layer = layers.LSTM(3, 4)
    numbers = {**layer.state_dict(), "bias_l0": torch.zeros(4)}
    with pytest.raises(RuntimeError, match='Unexpected key.* "bias_l0"'):
        layer.load_state_dict(numbers)
    assert layer.load_state_dict(numbers, strict=False).unexpected_keys == ["bias_l0"]


def test_nn_lstm_refuses_peepholes():
    """They are three parameters more, which nn.LSTM does not have."""
    with pytest.raises(RuntimeError, match='Unexpected key.* "p_i_l0", "p_f_l0", "p_o_l0"'):
        nn.LSTM(3, 4).load_state_dict(layers.LSTM(3, 4, peephole=True).state_dict())
