"""The picture of where PyTorch keeps each number."""

import numpy as np
import pytest
import torch

from drawn import assert_nothing_is_cut_off_or_covered, drawn_texts, texts
from lstm_teach import figures, palette
from lstm_teach.weights import LSTMWeights
from refusal import assert_refused

WEIGHTS = LSTMWeights.counting(3, 5)
NAMES = {"W_x": "weight_ih_l0", "W_h": "weight_hh_l0", "b_x": "bias_ih_l0", "b_h": "bias_hh_l0"}


def blocks(picture) -> dict:
    """(array, gate) -> (left, bottom, width, height)."""
    found = {tuple(str(p.get_label()).split()): p for p in picture.axes[0].patches}
    return {key: (*p.get_xy(), p.get_width(), p.get_height()) for key, p in found.items()}


def printed(picture, name) -> np.ndarray:
    """The numbers of one array as they stand there: by row from the top, then from the left."""
    found = [t for t in drawn_texts(picture) if t.get_label() == f"number {name}"]
    rows = sorted({-round(t.get_position()[1], 6) for t in found})
    return np.array([
        [t.get_text() for t in sorted(found, key=lambda t: t.get_position()[0])
         if -round(t.get_position()[1], 6) == row]
        for row in rows
    ])  # fmt: skip


@pytest.mark.parametrize("order", ["ifgo", "iofg"])
def test_each_number_stands_where_it_is_kept(order):
    picture = figures.weight_layout(WEIGHTS, order)
    for name, array in WEIGHTS.in_order(order)._asdict().items():
        expected = array.reshape(20, -1)
        np.testing.assert_array_equal(
            printed(picture, name), np.vectorize("{:.2f}".format)(expected)
        )


def test_arrays_have_pytorchs_own_names_and_shapes():
    picture = figures.weight_layout(WEIGHTS)
    parameters = dict(torch.nn.LSTM(3, 5).named_parameters())
    for name, torch_name in NAMES.items():
        assert texts(picture, f"heading {name}") == [torch_name]
        shape = tuple(parameters[torch_name].shape)
        assert texts(picture, f"shape {name}")[0].endswith(f" = {shape}")
        assert f"{torch_name} ({name})" in picture.alt and str(shape) in picture.alt
    picture = figures.weight_layout(WEIGHTS, "iofg")
    assert not set(NAMES.values()) & set(texts(picture)), "another order is not PyTorch's"
    assert texts(picture, "heading W_x") == ["W_x"]


@pytest.mark.parametrize("order", ["ifgo", "iofg"])
@pytest.mark.parametrize("D, H", [(3, 5), (1, 1), (28, 64), (4, 8), (300, 2)])
def test_blocks_are_stacked_in_order_and_to_scale(order, D, H):
    picture = figures.weight_layout(LSTMWeights.random(D, H, np.random.default_rng(0)), order)
    drawn = blocks(picture)
    for name in NAMES:
        bottoms = [drawn[name, gate][1] for gate in order]
        assert bottoms == sorted(bottoms, reverse=True)
        lefts_and_sizes = {tuple(np.round(drawn[name, g], 9)[[0, 2, 3]]) for g in order}
        assert len(lefts_and_sizes) == 1, "four equal rectangles, one above the other"
    for k, gate in enumerate(order):
        wanted = f"rows {'0 H 2H 3H 4H'.split()[k]}:{'0 H 2H 3H 4H'.split()[k + 1]}"
        assert texts(picture, f"rows {gate}") == [f"{wanted} = {k * H}:{(k + 1) * H}"]
    if min(D, H) > 2:
        assert drawn["W_x", "i"][2] / drawn["W_h", "i"][2] == pytest.approx(D / H)
    assert_nothing_is_cut_off_or_covered(picture)


def test_colours_and_letters_are_those_of_the_gates():
    for weights in (WEIGHTS, LSTMWeights.random(28, 64, np.random.default_rng(0))):
        picture = figures.weight_layout(weights)
        for gate, name in palette.NAMES.items():
            if gate in "ifgo":
                label = next(t for t in drawn_texts(picture) if t.get_text() == f"{gate}   {name}")
                assert label.get_color() == palette.LIGHT[gate]


def test_numbers_that_do_not_fit_are_left_out():
    large = LSTMWeights(*(np.array(a) * 1e4 for a in WEIGHTS.in_order("ifgo")))
    picture = figures.weight_layout(large)
    assert not printed(picture, "W_x").size
    assert texts(picture).count("f") == 4, "each block has the gate's letter instead"


def test_alt_text_changes_with_one_number_and_with_the_order():
    text = figures.weight_layout(WEIGHTS).alt
    arrays = {name: np.array(a) for name, a in WEIGHTS.in_order("ifgo")._asdict().items()}
    arrays["W_h"][7, 2] += 0.01
    assert figures.weight_layout(LSTMWeights(**arrays)).alt != text
    assert figures.weight_layout(WEIGHTS, "iofg").alt != text


def test_what_is_no_layer_is_refused():
    draw = figures.weight_layout
    module = torch.nn.LSTM(3, 5)
    assert_refused(draw, TypeError, "weights is a LSTM, expected LSTMWeights", weights=module)
    assert_refused(draw, ValueError, "order is 'ifg'", weights=WEIGHTS, order="ifg")
