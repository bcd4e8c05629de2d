"""layers.LSTM, GRU and RNN against PyTorch: outputs, states, all gradients, with the same mask."""

from unittest.mock import patch

import pytest
import torch
from hypothesis import given, settings
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence

from layer_cases import STATES, LayerCase, assert_close, layer_cases
from lstm_teach import layers


@given(layer_cases())
def test_lstm_and_all_its_gradients(case):
    case.compared(case.by_ours, case.by_torch, *case.both())


@settings(max_examples=30)
@given(layer_cases(kinds=("GRU", "RNN")))
def test_gru_and_rnn_and_all_their_gradients(case):
    case.compared(case.by_ours, case.by_torch, *case.both())


@settings(max_examples=15)
@given(layer_cases(kinds=("LSTM", "GRU", "RNN"), dropout=True))
def test_dropout_does_nothing_in_eval(case):
    ours, theirs = case.both()
    case.compared(case.by_ours, case.by_torch, ours.eval(), theirs.eval())


# Dropout in training


@pytest.mark.parametrize("kind", STATES)
@pytest.mark.parametrize("bidirectional", [False, True])
def test_the_same_seed_drops_the_same_numbers(kind, bidirectional):
    """Whole sequences: both draw one mask of the same shape after each layer but the last."""
    options = {"dropout": 0.4, "bidirectional": bidirectional}
    case = LayerCase(kind=kind, num_layers=3, options=options)

    def seeded(run):
        def call(module, xs, states):
            torch.manual_seed(7)
            return run(module, xs, states)

        return call

    ours, theirs = case.both()
    case.compared(seeded(case.by_ours), seeded(case.by_torch), ours, theirs)
    xs, states = case.inputs()
    in_training = case.by_ours(ours, xs, states)[0]
    assert (in_training - case.by_ours(ours.eval(), xs, states)[0]).abs().max() > 1e-3


class Chain(nn.Module):
    """PyTorch's layers one by one, so that a mask that was drawn elsewhere fits in between."""

    def __init__(self, case: LayerCase, numbers: dict, masks: list[torch.Tensor]):
        super().__init__()
        self.case, self.masks, self.layers = case, masks, nn.ModuleList()
        options = {**case.options, "dropout": 0.0}
        for k in range(case.num_layers):
            D = case.D if k == 0 else numbers[f"weight_ih_l{k}"].shape[1]
            layer = getattr(nn, case.kind)(D, case.H, **options).double()
            tag = f"_l{k}"
            own = {n.replace(tag, "_l0"): v for n, v in numbers.items() if tag in n}
            layer.load_state_dict(own)
            self.layers.append(layer)

    def run(self, _, xs, states):
        ends, ways = [], self.case.rows // self.case.num_layers
        for k, layer in enumerate(self.layers):
            if k > 0:
                mask = self.masks[k - 1]  # time first
                xs = xs * (mask.transpose(0, 1) if self.case.batch_first else mask)
            own = [state[ways * k : ways * (k + 1)] for state in states]
            xs, *end = self.case.by_torch(layer, xs, own)
            ends.append(end)
        return [xs, *(torch.cat(state) for state in zip(*ends, strict=True))]

    def get_parameter(self, name):
        tag = name.removesuffix("_reverse")[-3:]  # "_l1"
        return self.layers[int(tag[2:])].get_parameter(name.replace(tag, "_l0"))


@settings(max_examples=25)
@given(layer_cases(kinds=("LSTM", "GRU", "RNN"), dropout=True))
def test_dropout_in_training_with_the_same_mask(case):
    """Our masks are caught where they are drawn and put between single layers of PyTorch."""
    ours, _ = case.both()
    masks = []

    def caught(xs, p, training):
        assert (p, training) == (0.4, True)
        masks.append(draw(torch.ones_like(xs), p, training))
        return xs * masks[-1]

    draw = F.dropout
    chain = Chain(case, ours.state_dict(), masks)
    with patch.object(F, "dropout", caught):
        case.compared(case.by_ours, chain.run, ours, chain)
    assert len(masks) == case.num_layers - 1  # and none after the last


def test_dropout_of_everything_leaves_the_last_layer_its_bias_and_its_state():
    """Dropout 1 cuts the layers apart: the output no longer depends on xs, but is not zero."""
    torch.manual_seed(0)
    layer = layers.LSTM(3, 4, 2, dropout=1.0)
    one, other = layer(torch.randn(5, 2, 3))[0], layer(torch.randn(5, 2, 3))[0]
    assert torch.equal(one, other)
    assert one.abs().min() > 0


@pytest.mark.parametrize("kind", STATES)
def test_dropout_with_one_layer_warns_and_names_the_line_that_asked(kind):
    message = "dropout acts between layers, so here it does nothing"
    with pytest.warns(UserWarning, match=message) as caught:
        getattr(layers, kind)(3, 4, dropout=0.5)
    assert [warning.filename for warning in caught] == [__file__]


# Packed and padded sequences


@pytest.mark.parametrize("kind", STATES)
@pytest.mark.parametrize("enforce_sorted", [True, False])
@pytest.mark.parametrize("bidirectional", [True, False])
def test_a_packed_sequence_gives_a_packed_sequence(kind, enforce_sorted, bidirectional):
    case = LayerCase(kind=kind, B=4, options={"bidirectional": bidirectional, "batch_first": True})
    lengths = [5, 3, 3, 1] if enforce_sorted else [3, 1, 5, 3]

    def packed(module, xs, states):
        sequence = pack_padded_sequence(xs, lengths, True, enforce_sorted)
        output, *ends = case.flat(module(sequence, case.as_state(states)))
        assert isinstance(output, PackedSequence)
        orders.append((output.batch_sizes, output.sorted_indices, output.unsorted_indices))
        return [output.data, *ends]

    orders = []
    case.compared(packed, packed, *case.both())
    for mine, theirs in zip(*orders, strict=True):
        assert (mine is None and theirs is None) or torch.equal(mine, theirs)


def test_what_stands_in_the_padding_never_matters():
    """NaN there changes no number and no gradient; the output there is zero, and its gradient."""
    case = LayerCase(B=4, options={"bidirectional": True}, padded=True, seed=3)
    assert min(case.lengths) < case.T
    behind = torch.arange(case.T)[:, None] >= torch.tensor(case.lengths)

    def spoiled(module, xs, states):
        return case.by_ours(module, xs.masked_fill(behind[..., None], torch.nan), states)

    ours, theirs = case.both()
    case.compared(spoiled, case.by_torch, ours, theirs)
    xs, states = case.inputs()
    output = case.by_ours(ours, xs, states)[0]
    assert torch.all(output[behind] == 0)
    output.sum().backward()
    assert torch.all(xs.grad[behind] == 0) and torch.all(xs.grad[~behind] != 0)


def test_a_padded_batch_is_its_sequences_one_by_one():
    case = LayerCase(B=4, options={"bidirectional": True}, padded=True, seed=3)
    ours, _ = case.both()
    xs, states = case.inputs()
    output, h_n, c_n = case.by_ours(ours, xs, states)
    for b, length in enumerate(case.lengths):
        own = tuple(state[:, b : b + 1] for state in states)
        alone, ends = ours(xs[:length, b : b + 1], own)
        assert_close(output[:length, b : b + 1], alone, "output")
        for batch, end in zip((h_n, c_n), ends, strict=True):
            assert_close(batch[:, b : b + 1], end, "end")


@pytest.mark.parametrize("kind", STATES)
def test_full_lengths_are_no_lengths_and_no_state_is_zeros(kind):
    case = LayerCase(kind=kind, options={"bidirectional": True})
    ours, _ = case.both()
    xs, states = case.inputs()
    zeros = case.as_state([torch.zeros_like(state) for state in states])
    plain, *ends = case.flat(ours(xs))
    for lengths in ([case.T] * case.B, torch.full((case.B,), case.T, dtype=torch.int32)):
        for a, b in zip(case.flat(ours(xs, zeros, lengths)), [plain, *ends], strict=True):
            assert_close(a, b, "full lengths")


# The same names, the same draw, the same words


@pytest.mark.parametrize("kind", STATES)
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("bidirectional", [True, False])
def test_the_state_dict_goes_both_ways_and_a_seed_means_the_same(kind, bias, bidirectional):
    options = {"bias": bias, "bidirectional": bidirectional}
    modules = []
    for home in (layers, nn):
        torch.manual_seed(5)
        modules.append(getattr(home, kind)(3, 4, 2, **options))
    ours, theirs = modules
    for (name, mine), (expected, value) in zip(
        ours.named_parameters(), theirs.named_parameters(), strict=True
    ):
        assert name == expected and torch.equal(mine, value)
    with torch.no_grad():
        ours.weight_hh_l1.add_(1.0)
    theirs.load_state_dict(ours.state_dict(), strict=True)
    assert torch.equal(theirs.weight_hh_l1, ours.weight_hh_l1)
    with torch.no_grad():
        theirs.weight_ih_l0.sub_(1.0)
    ours.load_state_dict(theirs.state_dict(), strict=True)
    assert torch.equal(theirs.weight_ih_l0, ours.weight_ih_l0)


@pytest.mark.parametrize("kind", STATES)
def test_float32_agrees_too(kind):
    torch.manual_seed(0)
    theirs = getattr(nn, kind)(8, 16, 2, bidirectional=True)
    ours = getattr(layers, kind)(8, 16, 2, bidirectional=True)
    ours.load_state_dict(theirs.state_dict())
    xs = torch.randn(20, 4, 8)
    torch.testing.assert_close(ours(xs)[0], theirs(xs)[0], rtol=0, atol=1e-6)


def test_no_layer_of_pytorch_is_inside():
    """Nor any of its fused cells: what the graph of a run holds is plain arithmetic."""
    layer = layers.LSTM(3, 4, 2, bidirectional=True, peephole=True)
    assert [module for module in layer.modules() if module is not layer] == []
    names, todo, seen = set(), [layer(torch.randn(2, 1, 3))[0].grad_fn], set()
    while todo:
        node = todo.pop()
        if node is not None and node not in seen:
            seen.add(node)
            names.add(node.name().lower())
            todo += [above for above, _ in node.next_functions]
    assert len(names) > 5
    assert not [name for name in names if "lstm" in name or "rnn" in name or "cell" in name]


def test_print_says_what_is_not_usual():
    shown = repr(layers.LSTM(3, 4, 2, batch_first=True, bidirectional=True, peephole=True))
    expected = "LSTM(3, 4, num_layers=2, batch_first=True, bidirectional=True, peephole=True)"
    assert shown == expected
    assert repr(layers.RNN(3, 4)) == "RNN(3, 4)"
