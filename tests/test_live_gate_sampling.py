"""live.gate and live.explore_sampling without a browser."""

import numpy as np
import pytest
import torch

from live_pages import sent
from lstm_teach import live, models, tasks, training


@pytest.fixture(scope="module")
def trained():
    torch.manual_seed(0)
    task = tasks.hello()
    model = models.CharModel(4, 8)
    training.fit(model, task, epochs=40, progress=False)
    return model, task


def places(view, *axes):
    """Where the view's sliders stand, as an index into its arrays."""
    return tuple(view.spec["axes"][axis]["values"].index(getattr(view, axis)) for axis in axes)


@pytest.mark.parametrize(("weight", "bias", "x"), [(5, 0, 0.5), (-10, 3, 1.2), (10, -5, -2.0)])
def test_a_gate_is_the_sigmoid_of_weight_times_x_plus_bias(weight, bias, x):
    view = live.gate(weight, bias, x)
    arrays, at = sent(view), places(view, "weight", "bias", "x")
    z = weight * x + bias
    s = 1 / (1 + np.exp(-z))
    wanted = {"z": z, "sigmoid": s, "tanh": np.tanh(z), "sigmoid slope": s * (1 - s)}
    for name, value in wanted.items():
        assert arrays[name][at] == pytest.approx(value, rel=1e-5, abs=1e-12), name
    assert arrays["tanh slope"][at] == pytest.approx(1 - np.tanh(z) ** 2, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize(
    ("weight", "bias", "x", "words"),
    [
        (0, 2, 1.0, "With weight 0"),
        (10, 0, 1.0, "The switch is on"),
        (10, 0, -1.0, "The switch is off"),
        (5, 0, 0.1, "In between"),
    ],
)
def test_the_verdict_is_that_of_the_slope(weight, bias, x, words):
    view = live.gate(weight, bias, x)
    texts = view.spec["rows"][-1]["panels"][0]["texts"]
    verdict = int(sent(view)["verdict"][places(view, "weight", "bias", "x")])
    assert texts[verdict].startswith(words)


def test_a_gate_refuses_places_that_its_sliders_do_not_have():
    with pytest.raises(ValueError, match="weight is 11, expected -10 to 10"):
        live.gate(weight=11)
    with pytest.raises(ValueError, match="x is 0.55, expected one of 41 values"):
        live.gate(x=0.55)


def test_a_gate_shows_a_picture_of_where_it_stands():
    text = live.gate(3, -1)._repr_mimebundle_()[0]["text/plain"]
    assert text.startswith("A gate as a switch. Sigmoid and tanh of z = 3 x + -1")


def test_texts_are_what_the_model_writes_at_each_temperature(trained):
    model, task = trained
    view = live.explore_sampling(model, task, length=12, seed=3)
    assert len(view.texts) == 50
    for temperature in (0.1, 1.0, 4.2):
        rng = torch.Generator().manual_seed(3)
        wanted = model.generate(task.vocab.index("h"), 12, temperature, rng)
        assert view.texts[temperature] == "".join(task.vocab[k] for k in wanted)
    assert view.texts[0.1].startswith("hello")


def test_bars_are_the_softmax_at_that_temperature_after_that_text(trained):
    model, task = trained
    view = live.explore_sampling(model, task, length=6)
    view.temperature, view.t = 2.5, 4
    arrays, at = sent(view), places(view, "temperature", "t")
    text = view.texts[2.5]
    with torch.no_grad():
        logits = model(torch.from_numpy(task.one_hot(text[:5]))).logits[-1, 0]
    np.testing.assert_allclose(arrays["shares"][at], (logits / 2.5).softmax(0), rtol=1e-4)
    np.testing.assert_allclose(arrays["shares"].sum(axis=-1), 1, rtol=1e-5)
    assert task.vocab[int(arrays["drawn"][at])] == text[5]


def test_drawing_again_takes_the_next_seed(trained):
    view = live.explore_sampling(*trained, length=30)
    before = dict(view.texts)
    view.settings = {"seed": 1, "asked": 1}
    assert view.error == "" and view.answered == 1 and view.seed == 1
    assert view.texts[5.0] != before[5.0]
    written = sent(view)["written"][-1].astype(int)
    assert view.texts[5.0] == "".join(trained[1].vocab[k] for k in written)
    assert view.texts == live.explore_sampling(*trained, length=30, seed=1).texts


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"first": "he"}, "first is 'he', expected one character"),
        ({"first": "z"}, "text has 'z', expected only e, h, l, o"),
        ({"length": 0}, "length is 0, expected a whole number of 1 or more"),
    ],
)
def test_sampling_refuses_bad_input(trained, arguments, message):
    with pytest.raises(ValueError, match=message):
        live.explore_sampling(*trained, **arguments)


def test_sampling_shows_a_picture_and_its_text(trained):
    view = live.explore_sampling(*trained, length=3)
    alt = view._repr_mimebundle_()[0]["text/plain"]
    assert f"Temperature 1.0: {view.texts[1.0]}" in alt
