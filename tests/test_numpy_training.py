"""Training without PyTorch: every part against PyTorch's, and the published losses."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn

from lstm_teach import gradients, models, numpy_training, published, tasks, training
from lstm_teach.numpy_training import Adam, CharModel, clip_by_global_norm, cross_entropy
from lstm_teach.weights import LSTMWeights


def published_model() -> models.CharModel:
    torch.manual_seed(published.HELLO_SEED)
    return models.CharModel(len(published.HELLO_VOCAB), published.HELLO_HIDDEN)


def fit(model, **settings):
    return numpy_training.fit(model, tasks.hello(), progress=False, **settings)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


# the whole loop


def test_hello_lands_on_the_published_losses():
    model = CharModel.from_torch(published_model())
    history = fit(model, epochs=published.HELLO_EPOCHS, lr=published.HELLO_LR)
    for epoch, loss in published.HELLO_LOSSES.items():
        assert f"{history.losses[epoch]:.4f}" == f"{loss:.4f}", epoch
    for name, rows in published.HELLO_TRAINED.items():
        ours = getattr(history.traces[-1], name)[:, 0]
        assert np.abs(ours - np.array(rows)).max() < 0.005 + 1e-4, name


@pytest.mark.parametrize("clip", [None, 0.3])
def test_every_loss_is_pytorchs(clip):
    theirs = published_model().double()
    ours = CharModel.from_torch(theirs)
    task = tasks.hello()
    task = tasks.Task(task.text, task.vocab, task.xs.astype(np.float64), task.targets)
    expected = training.fit(theirs, task, epochs=60, clip=clip, progress=False)
    found = numpy_training.fit(ours, task, epochs=60, clip=clip, progress=False)
    np.testing.assert_allclose(found.losses, expected.losses, rtol=1e-8, atol=1e-12)
    assert found.epochs == expected.epochs
    np.testing.assert_allclose(found.probabilities, expected.probabilities, rtol=0, atol=1e-8)
    np.testing.assert_allclose(found.traces[-1].c, expected.traces[-1].c, rtol=0, atol=1e-8)
    assert found.traces[-1].tokens == ("h", "e", "l", "l")


def test_both_biases_trained_is_what_nn_lstm_does(rng):
    weights = LSTMWeights.random(4, 6, rng)
    ours = CharModel(weights, rng.standard_normal((4, 6)), rng.standard_normal(4))
    lstm, head = weights.to_torch(), nn.Linear(6, 4).double()
    head.weight.data = torch.from_numpy(ours.parameters["W_y"].copy())
    head.bias.data = torch.from_numpy(ours.parameters["b_y"].copy())
    optimizer = torch.optim.Adam([*lstm.parameters(), *head.parameters()], lr=0.05)
    xs = torch.from_numpy(tasks.hello().xs).double()
    targets = torch.from_numpy(tasks.hello().targets)
    expected = []
    for _ in range(31):
        loss = nn.functional.cross_entropy(head(lstm(xs)[0]).flatten(0, 1), targets.flatten())
        expected.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    history = fit(ours, epochs=30, lr=0.05, frozen=())
    np.testing.assert_allclose(history.losses, expected, rtol=1e-9)


def test_frozen_parameters_stay(rng):
    model = CharModel.random(4, 5, rng)
    before = {name: p.copy() for name, p in model.parameters.items()}
    assert (before["b_h"] == 0).all()
    history = fit(model, epochs=5, frozen=("b_h", "W_x"))
    changed = {n for n in before if (before[n] != model.parameters[n]).any()}
    assert changed == {"W_h", "b_x", "W_y", "b_y"}
    assert history.losses[-1] < history.losses[0]


def test_training_needs_no_torch():
    code = (
        "import sys, numpy as np\n"
        "from lstm_teach import numpy_training, tasks\n"
        "model = numpy_training.CharModel.random(4, 8, np.random.default_rng(0))\n"
        "history = numpy_training.fit(model, tasks.hello(), epochs=60, progress=False)\n"
        "assert history.losses[-1] < 0.01 < 1 < history.losses[0], history\n"
        "assert 'torch' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_model_s_gradient_is_that_of_its_loss(rng):
    model, task = CharModel.random(4, 3, rng), tasks.hello()
    xs = task.xs.astype(float)
    logits, trace = model.forward(xs)
    found = model.backward(trace, cross_entropy(logits, task.targets)[1])

    def loss(name, value):
        kept, model.parameters[name] = model.parameters[name], value
        result = cross_entropy(model.forward(xs)[0], task.targets)[0]
        model.parameters[name] = kept
        return result

    for name, p in model.parameters.items():
        measured = gradients.check(lambda value, name=name: loss(name, value), p)
        np.testing.assert_allclose(found[name], measured, rtol=0, atol=1e-9)


# the parts


@pytest.mark.parametrize("size", [1.0, 1e4])
def test_cross_entropy_is_pytorchs(rng, size):
    logits, targets = size * rng.standard_normal((3, 2, 5)), rng.integers(0, 5, (3, 2))
    loss, dlogits = cross_entropy(logits, targets)
    theirs = torch.from_numpy(logits).requires_grad_()
    expected = nn.functional.cross_entropy(
        theirs.flatten(0, 1), torch.from_numpy(targets).flatten()
    )
    expected.backward()
    assert loss == pytest.approx(expected.item(), rel=1e-12)
    np.testing.assert_allclose(dlogits, theirs.grad, rtol=1e-10, atol=1e-15)


def test_softmax_sums_to_one_and_does_not_overflow(rng):
    p = numpy_training.softmax(1e4 * rng.standard_normal((4, 6)))
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-12)
    assert np.isfinite(p).all()


@pytest.mark.parametrize("max_norm", [1e-3, 1.0, 3.0, 1e6])
def test_clipping_is_pytorchs(rng, max_norm):
    ours = {"a": rng.standard_normal((3, 4)), "b": rng.standard_normal(5)}
    theirs = [torch.nn.Parameter(torch.zeros(g.shape).double()) for g in ours.values()]
    for parameter, g in zip(theirs, ours.values(), strict=True):
        parameter.grad = torch.from_numpy(g.copy())
    before = {name: g.copy() for name, g in ours.items()}
    clipped, norm = clip_by_global_norm(ours, max_norm)
    expected = nn.utils.clip_grad_norm_(theirs, max_norm)
    assert norm == pytest.approx(expected.item(), rel=1e-12)
    for parameter, (name, g) in zip(theirs, clipped.items(), strict=True):
        np.testing.assert_allclose(g, parameter.grad, rtol=1e-12)
        np.testing.assert_array_equal(ours[name], before[name])


def test_short_gradients_are_left_as_they_are():
    clipped, norm = clip_by_global_norm({"a": np.array([0.3, 0.4])}, 1.0)
    assert norm == 0.5 and (clipped["a"] == [0.3, 0.4]).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_adam_is_pytorchs(rng, dtype):
    start = rng.standard_normal((3, 2)).astype(dtype)
    ours, theirs = {"a": start.copy()}, torch.nn.Parameter(torch.from_numpy(start.copy()))
    optimizer, mine = torch.optim.Adam([theirs], lr=0.03), Adam(0.03)
    for _ in range(25):
        g = (10 * rng.standard_normal((3, 2))).astype(dtype)
        theirs.grad = torch.from_numpy(g.copy())
        optimizer.step()
        mine.update(ours, {"a": g})
    assert ours["a"].dtype == dtype
    rtol = 1e-12 if dtype == np.float64 else 1e-5
    np.testing.assert_allclose(ours["a"], theirs.detach(), rtol=rtol)


# bad input


def test_settings_out_of_range_are_refused_before_anything_is_trained(rng):
    model = CharModel.random(4, 5, rng)
    before = {name: p.copy() for name, p in model.parameters.items()}
    for settings, message in (
        ({"epochs": 0}, "epochs is 0"),
        ({"lr": -1.0}, "lr is -1.0"),
        ({"clip": 0.0}, "clip is 0.0"),
        ({"frozen": ("b",)}, "frozen has 'b'"),
    ):
        with pytest.raises(ValueError, match=message):
            fit(model, **settings)
    assert all((before[n] == model.parameters[n]).all() for n in before)


def test_a_model_that_diverged_says_so(rng):
    model = CharModel.random(4, 5, rng)
    model.parameters["W_y"][0, 0] = np.nan
    with pytest.raises(FloatingPointError, match="the loss is nan at epoch 0"):
        fit(model)


def test_arrays_that_do_not_fit_are_refused(rng):
    weights = LSTMWeights.random(4, 5, rng)
    with pytest.raises(ValueError, match=r"W_y has shape \(5, 4\)"):
        CharModel(weights, np.ones((5, 4)), np.ones(5))
    with pytest.raises(ValueError, match="b_y has shape"):
        CharModel(weights, np.ones((4, 5)), np.ones(5))
    with pytest.raises(TypeError, match="W_y has dtype float32"):
        CharModel(weights, np.ones((4, 5), np.float32), np.ones(4))
    with pytest.raises(ValueError, match="targets has shape"):
        cross_entropy(np.ones((3, 2)), np.ones((3, 2), int))
    for targets in ([0, 2], [0, -1], [0.0, 1.0]):
        with pytest.raises(ValueError, match="whole numbers from 0 to 1"):
            cross_entropy(np.ones((2, 2)), np.array(targets))
    with pytest.raises(ValueError, match="max_norm is 0"):
        clip_by_global_norm({"a": np.ones(2)}, 0)
