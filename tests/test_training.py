"""The training loop: what it remembers is what happened, and what it refuses changes nothing."""

import io
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from lstm_teach import tasks, training
from lstm_teach.models import CharModel
from refusal import assert_refused
from strategies import assert_same_trace


def model(seed=0) -> CharModel:
    torch.manual_seed(seed)
    return CharModel(4, 8)


def fit(drawn: CharModel, **settings) -> training.History:
    return training.fit(drawn, tasks.hello(), progress=False, **settings)


def loss_of(drawn: CharModel, task: tasks.Task) -> torch.Tensor:
    """The mean over the steps of minus the log-probability of what came next."""
    p = torch.softmax(drawn(torch.from_numpy(task.xs)).logits, dim=-1)
    chosen = p.gather(2, torch.from_numpy(task.targets)[..., None])
    return -chosen.log().mean()


@pytest.mark.parametrize("clip", [None, 0.05])
def test_it_is_adam_on_the_mean_cross_entropy(clip):
    """Against a loop written here. A clip of 0.05 is far below the norms at the start."""
    ours, theirs, task = model(), model(), tasks.hello()
    history = fit(ours, epochs=30, lr=0.05, clip=clip)
    optimizer = torch.optim.Adam(theirs.parameters(), lr=0.05)
    for epoch in range(30):
        loss = loss_of(theirs, task)
        assert abs(loss.item() - history.losses[epoch]) < 1e-5
        optimizer.zero_grad()
        loss.backward()
        if clip:
            torch.nn.utils.clip_grad_norm_(theirs.parameters(), clip)
        optimizer.step()
    assert abs(loss_of(theirs, task).item() - history.losses[30]) < 1e-5
    assert len(history.losses) == 31


def test_clipping_makes_a_difference():
    assert not np.allclose(
        fit(model(), epochs=30, clip=0.05).losses, fit(model(), epochs=30).losses
    )


@pytest.mark.parametrize("epoch", [0, 1, 7, 12])
def test_a_snapshot_is_a_fresh_run_of_the_model_at_that_epoch(epoch):
    """The model at epoch e is trained again, by itself, for e updates."""
    history, task = fit(model(), epochs=12), tasks.hello()
    fresh = model()
    if epoch:
        fit(fresh, epochs=epoch)
    k = history.epochs.index(epoch)
    xs = torch.from_numpy(task.xs)
    expected = fresh.cell.trace(xs, tokens=task.tokens)
    assert_same_trace(history.traces[k], expected, atol=0)
    for name in ("xs", "h0", "c0", "tokens"):
        np.testing.assert_array_equal(getattr(history.traces[k], name), getattr(expected, name))
    with torch.no_grad():
        p = torch.softmax(fresh(xs).logits, dim=-1).numpy()
    np.testing.assert_array_equal(history.probabilities[k], p)
    assert abs(loss_of(fresh, task).item() - history.losses[epoch]) < 1e-5


def test_the_last_snapshot_is_the_finished_model():
    drawn = model()
    history = fit(drawn, epochs=77)
    assert history.epochs[-1] == 77
    trace = drawn.cell.trace(torch.from_numpy(tasks.hello().xs))
    assert_same_trace(history.traces[-1], trace, atol=0)


def test_sizes_and_what_it_says_of_itself():
    history = fit(model(), epochs=60)
    E = len(history.epochs)
    assert len(history.traces) == E
    assert history.losses.shape == (61,)
    assert history.probabilities.shape == (E, 4, 1, 4)
    np.testing.assert_allclose(history.probabilities.sum(axis=-1), 1.0, atol=1e-6)
    assert repr(history).startswith("History('hello', 60 epochs, 53 snapshots, loss 1.2731 to 0.0")


def test_the_same_seed_gives_the_same_history():
    one, same, other = fit(model(), epochs=20), fit(model(), epochs=20), fit(model(1), epochs=20)
    np.testing.assert_array_equal(one.losses, same.losses)
    assert_same_trace(one.traces[-1], same.traces[-1], atol=0)
    assert not np.allclose(one.losses, other.losses)


def test_it_draws_no_random_number():
    drawn = model()
    before = torch.get_rng_state()
    fit(drawn, epochs=3)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    ("epochs", "kept"),
    [
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (50, (*range(51),)),
        (52, (*range(51), 52)),
        (100, (*range(50), *range(50, 101, 5))),
        (125, (*range(50), *range(50, 100, 5), 100, 110, 120, 125)),
        (600, (*range(50), *range(50, 100, 5), *range(100, 500, 10), 500, 550, 600)),
    ],
)
def test_snapshots_thin_out(epochs, kept):
    assert training.snapshot_epochs(epochs) == kept


# Refused before anything is trained


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"epochs": 0}, ValueError, "epochs is 0, expected a whole number of 1 or more."),
        ({"epochs": 2.0}, ValueError, "epochs is 2.0, expected a whole number of 1 or more."),
        ({"epochs": "10"}, ValueError, "epochs is '10', expected a whole number of 1 or more."),
        ({"lr": 0}, ValueError, "lr is 0, expected a finite number above 0."),
        ({"lr": float("nan")}, ValueError, "lr is nan, expected a finite number above 0."),
        ({"lr": float("inf")}, ValueError, "lr is inf, expected a finite number above 0."),
        ({"lr": "0.1"}, ValueError, "lr is '0.1', expected a finite number above 0."),
        ({"clip": 0}, ValueError, "clip is 0, expected a finite number above 0."),
        ({"clip": -1.0}, ValueError, "clip is -1.0, expected a finite number above 0."),
        ({"task": "hello"}, TypeError, "task is a str, expected a Task. Did you mean tasks.next_"),
        (
            {"task": tasks.next_character("abcab")},
            ValueError,
            "xs has shape (4, 1, 3), expected (T, B, D) = (any, any, 4). Was it made for another",
        ),
        ({"model": lambda xs: xs}, TypeError, "model is a function, expected a torch module such"),
        (
            {"model": torch.nn.LSTM(4, 8)},
            TypeError,
            "model gives a tuple, expected a Prediction with logits and steps. Did you pass an",
        ),
        (
            {"model": model().double()},
            TypeError,
            "xs has dtype torch.float32, expected torch.float64 like the cell.",
        ),
    ],
)
def test_bad_arguments_are_refused(change, error, message):
    arguments = {"model": model(), "task": tasks.hello(), "epochs": 3, "progress": False, **change}
    assert_refused(training.fit, error, message, **arguments)


class Cubed(CharModel):
    """h is bounded and so are CharModel's logits; their cubes leave float32 at a large lr."""

    def forward(self, xs, h0=None, c0=None):
        prediction = super().forward(xs, h0, c0)
        return prediction._replace(logits=prediction.logits**3)


def test_a_run_that_diverges_says_so_and_at_which_epoch():
    with pytest.raises(FloatingPointError) as caught:
        fit(Cubed(4, 8), lr=1e20, epochs=10)
    message = str(caught.value)
    assert message.startswith("the loss is nan at epoch 1, expected a finite number.")
    assert message.endswith("Did training diverge? Try a smaller lr, or clip=1.0.")


# The progress bar


def test_without_a_bar_nothing_is_written(capsys):
    fit(model(), epochs=3)
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_the_bar_is_a_line_on_stderr(capsys):
    training.fit(model(), tasks.hello(), epochs=20)
    out, err = capsys.readouterr()
    assert out == ""
    assert "training: 100%" in err
    assert "20/20" in err  # epoch 0 is before training


@pytest.mark.parametrize("epochs", [3, 20])
def test_in_a_notebook_the_bar_is_a_widget_with_a_steady_text(monkeypatch, epochs):
    """What is displayed has the same text at every speed, so that a stored notebook is stable."""
    import IPython
    import IPython.display

    shown = []
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel="a kernel"))
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: shown.append((bundle, raw)))
    monkeypatch.setattr("sys.stderr", written := io.StringIO())
    history = training.fit(model(), tasks.hello(), epochs=epochs)
    assert len(history.losses) == epochs + 1
    [(bundle, raw)] = shown
    assert raw
    assert bundle["text/plain"] == f"training for {epochs} epochs"
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert written.getvalue() == ""
