"""The picture of layers and directions: which boxes are output, h_n and c_n."""

import pytest
import torch

from drawn import assert_nothing_is_cut_off_or_covered, drawn_texts, texts
from lstm_teach import figures, layers
from lstm_teach.figures.describe import number
from refusal import assert_refused


def run(num_layers=2, bidirectional=True, T=5, tokens="hello", B=2):
    """Traces to draw, and what the layer itself returned for the same inputs."""
    torch.manual_seed(0)
    layer = layers.LSTM(3, 4, num_layers, bidirectional=bidirectional, forget_bias=2.0)
    with torch.no_grad():
        layer.weight_ih_l0 *= 3
        xs = 2 * torch.randn(T, B, 3)
        output, (h_n, c_n) = (part for part in layer(xs))
    return layer.traces(xs, tokens=tokens), output.numpy(), h_n.numpy(), c_n.numpy()


def written(picture, place) -> list[str]:
    """The numbers in the boxes of one row, from left to right."""
    found = [text for text in drawn_texts(picture) if text.get_label() == f"h {place}"]
    found.sort(key=lambda text: text.get_position()[0])
    return [text.get_text().replace("−", "-") for text in found]


def boxes(picture, label) -> list:
    return [patch for patch in picture.axes[0].patches if patch.get_label() == label]


CASES = [(2, True), (3, False), (1, True), (1, False)]


@pytest.mark.parametrize("num_layers, bidirectional", CASES)
def test_framed_numbers_are_those_of_output_and_thick_ones_those_of_h_n(num_layers, bidirectional):
    """Held against what the layer returned, not against the traces."""
    traces, output, h_n, c_n = run(num_layers, bidirectional)
    picture = figures.layer_outputs(traces, bidirectional, sequence=1, unit=2)
    ways = 1 + bidirectional
    for way, place in enumerate(range(len(traces) - ways, len(traces))):
        column = output[:, 1, way * 4 + 2]
        assert written(picture, place) == [number(h) for h in column]
    for place in range(len(traces)):
        t = 0 if bidirectional and place % 2 else 4
        assert written(picture, place)[t] == number(h_n[place, 1, 2])
        thick, others = boxes(picture, f"end {place}"), boxes(picture, f"box {place}")
        assert len(thick) == 1 and len(others) == 4
        lefts = sorted(box.get_x() for box in thick + others)
        assert lefts.index(thick[0].get_x()) == t
        assert thick[0].get_linewidth() > 2 * others[0].get_linewidth()
        c = number(c_n[place, 1, 2]).replace("-", "−")
        assert texts(picture, f"ends {place}") == [f"h_n[{place}]\nc_n[{place}] {c}"]


@pytest.mark.parametrize("num_layers, bidirectional", CASES)
def test_a_frame_of_output_holds_the_boxes_of_the_top_layer_and_no_other(num_layers, bidirectional):
    traces = run(num_layers, bidirectional)[0]
    picture = figures.layer_outputs(traces, bidirectional)
    top = range(len(traces) - 1 - bidirectional, len(traces))
    for t in range(5):
        (frame,) = boxes(picture, f"output at {t}")
        for place in range(len(traces)):
            row = boxes(picture, f"end {place}") + boxes(picture, f"box {place}")
            box = sorted(row, key=lambda box: box.get_x())[t]
            inside = frame.get_y() < box.get_y() < frame.get_y() + frame.get_height()
            inside &= frame.get_x() < box.get_x() < frame.get_x() + frame.get_width()
            assert inside == (place in top)


def test_inputs_stand_in_their_own_order_below_both_directions():
    picture = figures.layer_outputs(run()[0], bidirectional=True)
    tokens = sorted(
        (t for t in drawn_texts(picture) if t.get_label() == "token"),
        key=lambda text: text.get_position()[0],
    )
    assert "".join(text.get_text() for text in tokens) == "hello"
    assert "Inputs, step 0 to 4: h, e, l, l, o." in picture.alt
    assert texts(figures.layer_outputs(run(tokens=None)[0], True), "token") == list("01234")


@pytest.mark.parametrize("T, tokens", [(1, "h"), (8, ["Welt"] * 8), (8, None)])
@pytest.mark.parametrize("num_layers, bidirectional", CASES)
def test_nothing_is_cut_off(T, tokens, num_layers, bidirectional):
    picture = figures.layer_outputs(run(num_layers, bidirectional, T, tokens)[0], bidirectional)
    assert_nothing_is_cut_off_or_covered(picture)
    assert len(picture.png()) < 40_000


def test_alt_text_says_where_each_direction_ends_and_changes_with_any_number():
    traces, _, h_n, c_n = run()
    alt = figures.layer_outputs(traces, True, title="Where it ends").alt
    assert alt.startswith("Where it ends. ")
    end = f"it ends at step 0, where h_n[3] is {number(h_n[3, 0, 0])} and c_n[3] is"
    assert f"{end} {number(c_n[3, 0, 0])}." in alt
    assert "output has layer 1, both directions, at each of the 5 steps" in alt
    assert figures.layer_outputs(traces, True, unit=1).alt != alt
    assert figures.layer_outputs(traces, True, sequence=1).alt != alt


def test_what_cannot_be_drawn_is_refused():
    draw, traces = figures.layer_outputs, run()[0]
    assert_refused(draw, ValueError, "traces has 0, expected at least one. Did you", traces=[])
    odd = {"traces": traces[:3], "bidirectional": True}
    assert_refused(draw, ValueError, "traces has 3, expected", "an even number", **odd)
    mixed = [*traces, *run(T=4, tokens=None)[0]]
    assert_refused(draw, ValueError, "expected one size. Are they of one run?", traces=mixed)
    long = run(T=9, tokens=None)[0]
    assert_refused(draw, ValueError, "the run has 9 steps, expected up to 8", traces=long)
    assert_refused(draw, ValueError, "sequence is 2, expected", traces=traces, sequence=2)
    assert_refused(draw, ValueError, "unit is 4, expected", traces=traces, unit=4)


def test_a_padded_sequence_is_refused_since_it_ends_elsewhere():
    traces = layers.LSTM(3, 4).traces(torch.randn(3, 2, 3), lengths=[3, 2])
    assert "it ends at step 2" in figures.layer_outputs(traces, sequence=0).alt
    part = "has NaN in its states, expected a run without padding. Was it shorter"
    refused = {"traces": traces, "sequence": 1}
    assert_refused(figures.layer_outputs, ValueError, "sequence 1", part, **refused)
