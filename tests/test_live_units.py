"""live.explore_units without a browser: what is sent, contrasts, and what it refuses."""

import numpy as np
import pytest
import torch

from live_pages import sent
from lstm_teach import handwired, layers, live, models, tasks
from lstm_teach.cells import stacked
from lstm_teach.trace import GATES_AND_STATES
from lstm_teach.weights import LSTMWeights

TEXT = "one two"


@pytest.fixture
def trace():
    rng = np.random.default_rng(0)
    weights = LSTMWeights.random(3, 6, rng, scale=2.5)
    return stacked.run(weights, rng.normal(size=(7, 2, 3)))


def test_all_arrays_are_sent_once(trace):
    view = live.explore_units(trace, TEXT, sequence=1)
    arrays = sent(view)
    for name in GATES_AND_STATES:
        np.testing.assert_allclose(arrays[name][0], getattr(trace, name)[:, 1], rtol=1e-6)
    np.testing.assert_allclose(arrays["tanh(c)"][0], np.tanh(trace.c[:, 1]), rtol=1e-6)
    before = view.data
    view.span, view.unit, view.quantity = (2, 4), 3, "f"
    assert view.data is before


def test_contrast_is_the_mean_inside_minus_the_mean_outside(trace):
    view = live.explore_units(trace, TEXT, span=(2, 5))
    view.quantity = "o"
    o = trace.o[:, 0]
    wanted = o[2:5].mean(axis=0) - np.concatenate([o[:2], o[5:]]).mean(axis=0)
    np.testing.assert_allclose(view.contrasts, wanted)
    assert view.ranking == sorted(range(6), key=lambda unit: -abs(wanted[unit]))
    view.span = (0, 7)
    assert np.isnan(view.contrasts).all()


def test_a_planted_unit_is_first():
    """The latch is on from S to R: of all units it marks that span most."""
    latch = handwired.latch()
    rng = np.random.default_rng(1)
    H = 5 + latch.weights.H
    noise = LSTMWeights.random(latch.weights.D, H, rng)
    parts = [np.array(part) for part in (noise.W_x, noise.W_h, noise.b_x, noise.b_h)]
    hand, h = latch.weights, latch.weights.H
    for gate in range(4):
        rows, own = slice(gate * H, gate * H + h), slice(gate * h, (gate + 1) * h)
        parts[0][rows], parts[2][rows], parts[3][rows] = hand.W_x[own], hand.b_x[own], hand.b_h[own]
        parts[1][rows] = 0
        parts[1][rows, :h] = hand.W_h[own]
    symbols = "...S.....R..."
    letters = [symbol if symbol in latch.symbols else latch.symbols[-1] for symbol in symbols]
    trace = stacked.run(LSTMWeights(*parts), latch.encode(letters)).with_tokens(letters)
    view = live.explore_units(trace, span=(3, 9))
    assert view.ranking[0] < h and view.unit == view.ranking[0]


def test_the_first_word_is_selected(trace):
    assert live.explore_units(trace, TEXT).span == (0, 3)
    assert live.explore_units(trace, "nospace").span == (0, 1)
    words = ["ab", "cd", "ef", "g", "h", "i", "j"]
    assert live.explore_units(trace.with_tokens(words)).span == (0, 1)


def test_a_model_and_its_layers():
    vocab = tuple(sorted(set(TEXT)))
    torch.manual_seed(0)
    model = models.CharLM(layers.LSTM(4, 6, num_layers=2), len(vocab))
    view = live.explore_units(model, TEXT, vocab)
    xs = torch.tensor([vocab.index(letter) for letter in TEXT])[:, None]
    traces = model.traces(xs, tokens=TEXT)
    for k, trace in enumerate(traces):
        np.testing.assert_allclose(sent(view)["h"][k], trace.h[:, 0], atol=1e-6)
    np.testing.assert_allclose(sent(live.explore_units(traces))["h"], sent(view)["h"], atol=1e-6)
    first = view.contrasts
    view.layer = 1
    assert (view.contrasts != first).any()


def test_the_hello_task():
    torch.manual_seed(0)
    view = live.explore_units(models.CharModel(4, 8), tasks.hello())
    assert view.traces[0].tokens == tuple("hell")


def test_the_picture_says_which_unit_marks_the_span(trace):
    view = live.explore_units(trace, TEXT, span=(4, 7))
    view.quantity = "f"
    unit = view.ranking[0]
    alt = view._repr_mimebundle_()[0]["text/plain"]
    assert alt.startswith(
        "Units: who is active here, and where else. "
        f"Unit {unit} marks 'two' (t = 4 to 6) most: f is {abs(view.contrasts[unit]):.2f} apart"
    )
    assert "f, forget gate" in alt


@pytest.mark.parametrize("span", [(3, 3), (-1, 2), (5, 8), (4, 2)])
def test_a_span_outside_of_the_text_is_refused(trace, span):
    view = live.explore_units(trace, TEXT)
    with pytest.raises(ValueError, match="expected 0 <= start < stop <= 7"):
        view.span = span
    assert view.span == (0, 3)
    with pytest.raises(ValueError, match="expected 0 <= start < stop <= 7"):
        live.explore_units(trace, TEXT, span=span)


def test_padding_is_refused_and_the_sequence_beside_it_is_not(trace):
    torch.manual_seed(0)
    layer = layers.LSTM(3, 6).double()
    padded = layer.traces(torch.tensor(trace.xs), lengths=torch.tensor([7, 4]))[0]
    assert np.isfinite(live.explore_units(padded, TEXT, span=(0, 3)).contrasts).all()
    with pytest.raises(ValueError, match="NaN from step 4 on, expected numbers at all 7 steps"):
        live.explore_units(padded, TEXT, sequence=1)


def test_bad_input_is_refused(trace):
    with pytest.raises(ValueError, match="the trace has no tokens, expected T labels"):
        live.explore_units(trace)
    with pytest.raises(ValueError, match="tokens has 3 labels, expected T = 7"):
        live.explore_units(trace, "one")
    with pytest.raises(ValueError, match="source is empty"):
        live.explore_units([])
    with pytest.raises(TypeError, match="trace is a str, expected a Trace"):
        live.explore_units(["trace"])
    with pytest.raises(ValueError, match="sequence is 2, expected"):
        live.explore_units(trace, TEXT, sequence=2)
    with pytest.raises(ValueError, match="traces of different sizes or tokens"):
        live.explore_units([trace.with_tokens(TEXT), trace.with_tokens(TEXT[::-1])])
    with pytest.raises(TypeError, match="model is a float, expected a models.CharModel"):
        live.explore_units(0.5, TEXT)
    view = live.explore_units(trace, TEXT)
    with pytest.raises(ValueError, match="unit is 6, expected 0 to 5"):
        view.unit = 6
