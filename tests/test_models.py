"""CharModel: its parts, and what it writes at every temperature."""

import numpy as np
import pytest
import torch

from lstm_teach import models, tasks
from lstm_teach.cells.torch_cell import LSTMCell
from lstm_teach.models import CharModel
from refusal import assert_refused

V, H = 4, 8


def model(seed=0) -> CharModel:
    torch.manual_seed(seed)
    return CharModel(V, H)


def seeded(seed=0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_the_cell_is_drawn_first_and_then_the_head():
    drawn = model()
    torch.manual_seed(0)
    cell, head = LSTMCell(V, H), torch.nn.Linear(H, V)
    for module, expected in ((drawn.cell, cell), (drawn.head, head)):
        for name, value in expected.state_dict().items():
            assert torch.equal(module.state_dict()[name], value)


def test_a_prediction_is_the_head_on_every_h():
    xs, h0, c0 = torch.randn(5, 2, V), torch.randn(2, H), torch.randn(2, H)
    drawn = model()
    prediction = drawn(xs, h0, c0)
    assert prediction.logits.shape == (5, 2, V)
    assert len(prediction.steps) == 5
    for t, step in enumerate(drawn.cell.run(xs, h0, c0)):
        assert torch.equal(prediction.steps[t].c, step.c)
        expected = step.h @ drawn.head.weight.T + drawn.head.bias
        torch.testing.assert_close(prediction.logits[t], expected)


@pytest.mark.parametrize(
    ("sizes", "message"),
    [((0, 8), "vocab_size is 0, expected a whole"), ((4, 1.5), "hidden_size is 1.5, expected")],
)
def test_other_sizes_are_refused(sizes, message):
    with pytest.raises(ValueError) as caught:
        CharModel(*sizes)
    assert message in str(caught.value)


def test_inputs_of_another_vocabulary_are_refused():
    xs = torch.from_numpy(tasks.next_character("abcab").xs)
    assert_refused(model(), ValueError, "xs has shape (4, 1, 3), expected (T, B, D)", xs=xs)


# Probabilities at a temperature


def test_at_temperature_one_it_is_softmax():
    logits = torch.randn(3, V, generator=seeded())
    expected = torch.softmax(logits, dim=-1)
    torch.testing.assert_close(models.probabilities(logits, 1.0), expected)


@pytest.mark.parametrize("temperature", [0.5, 2.0, 10.0])
def test_the_temperature_divides_the_logits(temperature):
    logits = torch.randn(3, V, generator=seeded())
    p = models.probabilities(logits, temperature)
    ratios = torch.log(p[:, 1] / p[:, 0])
    torch.testing.assert_close(ratios, (logits[:, 1] - logits[:, 0]) / temperature)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("temperature", [1e-300, 1e-45, 1e-6])
def test_near_zero_only_the_likeliest_is_left(temperature, dtype):
    logits = torch.tensor([-300.0, 2.0, 2.1, 1e3], dtype=dtype)
    expected = torch.tensor([0.0, 0.0, 0.0, 1.0], dtype=dtype)
    assert torch.equal(models.probabilities(logits, temperature), expected)


@pytest.mark.parametrize("temperature", [1e9, 1e300])
def test_at_a_large_temperature_all_are_equal(temperature):
    logits = torch.tensor([-3.0, 0.0, 1.0, 5.0])
    expected = torch.full((4,), 0.25)
    torch.testing.assert_close(models.probabilities(logits, temperature), expected)


# Writing


def likeliest(drawn: CharModel, first: int, length: int) -> list[int]:
    """Feed the likeliest character back in: a loop of its own, on h and c from the cell."""
    written, h, c = [first], torch.zeros(1, H), torch.zeros(1, H)
    for _ in range(length):
        x = torch.zeros(1, V)
        x[0, written[-1]] = 1.0
        step = drawn.cell(x, h, c)
        h, c = step.h, step.c
        written.append(int(drawn.head(h).argmax()))
    return written


def test_cold_sampling_writes_the_likeliest():
    """20 steps, so that h and c have to be carried along."""
    drawn = model()
    with torch.no_grad():
        for parameter in drawn.parameters():
            parameter.mul_(6)  # so that the likeliest changes from step to step
    texts = [likeliest(drawn, first, 20) for first in range(V)]
    assert max(len(set(text[1:])) for text in texts) > 1
    for first, text in enumerate(texts):
        assert drawn.generate(first, 20, 1e-6, seeded()) == text


def chi_square(counts: np.ndarray, p: np.ndarray) -> float:
    expected = counts.sum() * p
    return float(((counts - expected) ** 2 / expected).sum())


def test_hot_sampling_is_nearly_uniform():
    """Chi-square with 3 degrees of freedom is below 16.27 in 999 of 1000 cases."""
    drawn = model()
    with torch.no_grad():
        drawn.head.weight.mul_(50)
    written = drawn.generate(0, 2000, 1e9, seeded())
    assert chi_square(np.bincount(written[1:], minlength=V), np.full(V, 1 / V)) < 16.27
    cold = drawn.generate(0, 2000, 1.0, seeded())
    assert chi_square(np.bincount(cold[1:], minlength=V), np.full(V, 1 / V)) > 16.27


def test_the_next_character_is_drawn_from_the_models_probabilities():
    drawn, generator = model(), seeded()
    with torch.no_grad():
        drawn.head.weight.mul_(5)
        x = torch.eye(V)[:1][None]
        p = torch.softmax(drawn(x).logits[0, 0] / 1.5, dim=0).double().numpy()
    drawn_next = [drawn.generate(0, 1, 1.5, generator)[1] for _ in range(1500)]
    assert chi_square(np.bincount(drawn_next, minlength=V), p / p.sum()) < 16.27
    assert chi_square(np.bincount(drawn_next, minlength=V), np.full(V, 1 / V)) > 16.27


def test_the_same_seed_writes_the_same_text_and_another_seed_another():
    drawn = model()
    before = torch.get_rng_state()
    one, same = (drawn.generate(1, 30, 1.0, seeded(5)) for _ in range(2))
    assert one == same != drawn.generate(1, 30, 1.0, seeded(6))
    assert len(one) == 31
    assert one[0] == 1
    assert torch.equal(torch.get_rng_state(), before)  # the global seed is left alone


def test_a_model_in_float64_writes_too():
    assert len(model().double().generate(0, 5, 1.0, seeded())) == 6


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"first": 4}, ValueError, "first is 4, expected a whole number from 0 to 3."),
        ({"first": -1}, ValueError, "first is -1, expected a whole number from 0 to 3."),
        ({"first": "h"}, ValueError, "first is 'h', expected a whole number from 0 to 3. The voc"),
        ({"length": 0}, ValueError, "length is 0, expected a whole number of 1 or more."),
        ({"length": 2.0}, ValueError, "length is 2.0, expected a whole number of 1 or more."),
        ({"temperature": 0}, ValueError, "temperature is 0, expected a finite number above 0."),
        ({"temperature": -1.0}, ValueError, "temperature is -1.0, expected a finite number above"),
        ({"temperature": float("nan")}, ValueError, "temperature is nan, expected a finite number"),
        ({"temperature": "1"}, ValueError, "temperature is '1', expected a finite number above 0."),
        ({"generator": None}, TypeError, "generator is a NoneType, expected a torch.Generator."),
        ({"generator": 0}, TypeError, "torch.Generator().manual_seed(0) makes one."),
    ],
)
def test_generate_refuses(change, error, message):
    generator = seeded()
    before = generator.get_state()
    settings = {"first": 0, "length": 5, "temperature": 1.0, "generator": generator, **change}
    assert_refused(model().generate, error, message, **settings)
    assert torch.equal(generator.get_state(), before)


def test_a_model_that_diverged_says_so():
    drawn = model()
    with torch.no_grad():
        drawn.head.bias[2] = float("nan")
    with pytest.raises(FloatingPointError, match="the logits hold NaN or infinity.*diverge"):
        drawn.generate(0, 5, 1.0, seeded())
