"""The loop for many sequences: what it does is what it says, and an interrupt keeps what it has."""

import inspect
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from lstm_teach import layers, models, tasks, training
from refusal import assert_refused


def rng(seed=0) -> np.random.Generator:
    return np.random.default_rng(seed)


def small(seed=0) -> tasks.Classification:
    return tasks.brackets(50, 8, rng(seed), max_depth=2, n_test=40)


def tagger(seed=0, **settings) -> models.Tagger:
    torch.manual_seed(seed)
    return models.Tagger(nn.LSTM(3, 6, **settings), 3, 2)


def fit(model, task=None, **settings) -> training.Run:
    return training.fit(model, task or small(), progress=False, **{"epochs": 4, **settings})


def weights(model) -> list[torch.Tensor]:
    return [p.detach().clone() for p in model.parameters()]


def same(one, other) -> bool:
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


# What it does


@pytest.mark.parametrize(("clip", "halve_every"), [(None, None), (0.05, 2)])
def test_it_is_adam_in_shuffled_batches(clip, halve_every):
    """Against a loop written here."""
    task, ours, theirs, source = small(), tagger(), tagger(), rng(3)
    settings = {"lr": 0.02, "batch_size": 16, "clip": clip, "halve_every": halve_every, "seed": 3}
    run = fit(ours, task, epochs=5, **settings)
    optimizer, losses, states = torch.optim.Adam(theirs.parameters(), lr=0.02), [], []
    for epoch in range(5):
        optimizer.param_groups[0]["lr"] = 0.02 / (2 ** (epoch // halve_every) if halve_every else 1)
        order, batches = torch.from_numpy(source.permutation(50)), []
        for some in order.split(16):
            logits = theirs(torch.from_numpy(task.train.xs)[:, some])
            p = logits.softmax(-1).flatten(0, 1)
            right = torch.from_numpy(task.train.targets)[:, some].flatten()
            loss = -p[range(len(p)), right].log().mean()
            optimizer.zero_grad()
            loss.backward()
            if clip:
                nn.utils.clip_grad_norm_(theirs.parameters(), clip)
            optimizer.step()
            batches.append(loss.item())
        losses.append(np.mean(batches))
        states.append(weights(theirs))
        answers = theirs(torch.from_numpy(task.test.xs)).argmax(-1).numpy()
        assert abs(run.scores[epoch + 1] - np.mean(answers == task.test.targets)) < 0.01
    np.testing.assert_allclose(run.losses[1:], losses, atol=1e-5)
    for mine, other in zip(weights(ours), states[run.best_epoch - 1], strict=True):
        torch.testing.assert_close(mine, other, atol=1e-4, rtol=1e-4)


def test_clipping_and_halving_make_a_difference():
    plain = fit(tagger(), clip=None).losses
    assert not np.allclose(plain, fit(tagger(), clip=0.05).losses)
    assert not np.allclose(plain, fit(tagger(), clip=None, halve_every=1).losses)


def test_entry_0_is_the_untrained_model():
    task, model = small(), tagger()
    logits = model(torch.from_numpy(task.train.xs)).flatten(0, 1)
    loss = nn.functional.cross_entropy(logits, torch.from_numpy(task.train.targets).flatten())
    score = task.score(model, task.test)
    run = fit(model, task, batch_size=25)
    assert abs(run.losses[0] - loss.item()) < 1e-5
    assert run.scores[0] == score
    assert run.losses.shape == run.scores.shape == (5,)


def test_padding_and_masked_steps_are_not_learned_from():
    task = tasks.counting(5)
    model = models.CharLM(layers.LSTM(4, 4), 4)
    logits, examples = task.outputs(model, task.train), task.train
    total, steps = 0.0, 0
    for k, length in enumerate(examples.lengths):
        for t in range(length):
            if examples.tokens(k, task.vocab)[t] == "b":
                total -= logits[t, k].log_softmax(0)[examples.targets[t, k]].item()
                steps += 1
    assert steps == 1 + 2 + 3 + 4 + 5
    assert abs(task.loss(logits, examples).item() - total / steps) < 1e-5


def test_a_whole_sequence_is_right_if_all_its_steps_that_count_are():
    task = tasks.counting(4, n_test=[2, 3])

    class Fixed(nn.Module):
        def forward(self, xs, lengths):
            logits = nn.functional.one_hot(torch.from_numpy(task.test.targets), 4).float()
            logits[1, 0] = logits[-1, 1] = 0  # a step that does not count; the last b of n = 3
            return logits

    assert task.correct(Fixed(), task.test).tolist() == [True, False]


def test_a_number_is_right_if_it_is_near():
    task = tasks.adding(10, 5, rng(), n_test=4)

    class Near(nn.Module):
        def forward(self, xs):
            away = torch.tensor([0.0, 0.039, -0.041, 0.039])
            return (torch.from_numpy(task.test.targets) + away)[:, None]

    assert task.correct(Near(), task.test).tolist() == [True, True, False, True]
    outputs = torch.from_numpy(task.test.targets)[:, None] + 0.1
    assert abs(task.loss(outputs, task.test).item() - 0.01) < 1e-6


# The best weights, the target


class Scripted(tasks.Classification):
    """Scores that are given beforehand, whatever the model does; it remembers the weights."""

    def __new__(cls, scores):
        task = small()
        self = object.__new__(cls)
        self.__dict__.update(task.__dict__, script=iter(scores), seen=[])
        return self

    def __init__(self, scores):
        pass

    def score(self, model, examples):
        self.seen.append(weights(model))
        return next(self.script)


def test_the_model_ends_with_its_best_weights_the_first_of_equal_ones():
    task, model = Scripted([0.1, 0.5, 0.8, 0.3, 0.8, 0.2]), tagger()
    run = fit(model, task, epochs=5)
    assert (run.best_epoch, run.best, run.stopped) == (2, 0.8, "all epochs")
    assert same(weights(model), task.seen[2])
    assert not same(weights(model), task.seen[4])
    assert repr(run) == ("Run('bracket depth', 5 epochs, all epochs, best score 0.8000 in epoch 2)")


def test_it_stops_at_the_target():
    task, model = Scripted([0.1, 0.5, 0.7, 0.9, 1.0]), tagger()
    run = fit(model, task, epochs=4, target=0.7)
    assert (run.stopped, run.best_epoch, len(run.scores)) == ("target reached", 2, 3)
    assert same(weights(model), task.seen[-1])


# Seeds


def test_a_seed_decides_with_dropout_too():
    """torch's own state differs before each run and is afterwards as it was before."""
    runs, models_ = [], []
    for outside, seed in ((1, 7), (2, 7), (1, 8)):
        model = tagger(num_layers=2, dropout=0.5)
        torch.manual_seed(outside)
        before = torch.get_rng_state()
        runs.append(fit(model, seed=seed))
        models_.append(model)
        assert torch.equal(torch.get_rng_state(), before)
    np.testing.assert_array_equal(runs[0].losses, runs[1].losses)
    np.testing.assert_array_equal(runs[0].scores, runs[1].scores)
    assert same(weights(models_[0]), weights(models_[1]))
    assert not np.allclose(runs[0].losses, runs[2].losses)


def test_the_models_mode_is_as_before():
    """Dropout is on in training only, and the score is taken without it."""
    modes = []

    class Watched(models.Tagger):
        def forward(self, xs, lengths=None):
            modes.append((self.training, torch.is_grad_enabled()))
            return super().forward(xs, lengths)

    for training_before in (True, False):
        model = Watched(nn.LSTM(3, 6), 3, 2).train(training_before)
        fit(model, epochs=1, batch_size=50)
        assert model.training == training_before
    # epoch 0: loss, score; epoch 1: update, score
    assert modes == 2 * [(True, False), (False, False), (True, True), (False, False)]


@pytest.mark.parametrize("fresh", [False, True])
def test_fresh_sequences_come_in_each_epoch(fresh):
    seen, task = [], small()
    draw = task.again
    object.__setattr__(task, "again", lambda rng: seen.append(draw(rng)) or seen[-1])
    fit(tagger(), task, epochs=3, fresh=fresh, seed=4)
    epochs = seen[-3:] if fresh else []
    assert len(seen) >= 3 if fresh else not seen
    for one, other in zip(epochs, epochs[1:], strict=False):
        assert not np.array_equal(one.xs, other.xs)


# An interrupt


class Impatient(models.Tagger):
    """Somebody presses Ctrl-C in its n-th run in training mode with gradients."""

    patience = 10**9

    def forward(self, xs, lengths=None):
        if torch.is_grad_enabled():
            self.patience -= 1
            if self.patience < 0:
                raise KeyboardInterrupt
        return super().forward(xs, lengths)


def impatient(patience) -> Impatient:
    torch.manual_seed(0)
    model = Impatient(nn.LSTM(3, 6), 3, 2)
    model.patience = patience
    return model


def test_an_interrupt_keeps_what_was_learned(capsys):
    """Batches of 10, five in each epoch; pressed in the third batch of epoch 4."""
    model, before = impatient(17), torch.get_rng_state()
    start = weights(model)
    run = fit(model, epochs=50, batch_size=10, lr=0.05)
    assert run.stopped == "interrupted"
    assert len(run.losses) == len(run.scores) == 5
    full = fit(tagger(), epochs=3, batch_size=10, lr=0.05)
    np.testing.assert_array_equal(run.losses[:4], full.losses)
    assert run.scores[run.best_epoch] == run.scores.max() > run.scores[0]
    assert not same(weights(model), start)
    assert run.best == small().score(model, small().test)
    assert capsys.readouterr().out == (
        f"Interrupted in epoch 4. The model keeps the weights of epoch {run.best_epoch}, "
        f"its best so far: score {run.best:.4f}.\n"
    )
    assert torch.equal(torch.get_rng_state(), before)


def test_an_interrupt_in_the_first_epoch_keeps_its_updates():
    """The third batch is never learned from; the two before are."""
    model = impatient(2)
    run = fit(model, Scripted([0.1, 0.2]), epochs=50, batch_size=10)
    assert (run.best_epoch, run.stopped) == (1, "interrupted")
    assert not same(weights(model), weights(tagger()))


def test_an_interrupt_while_the_score_is_taken_loses_nothing():
    class Pressed(Scripted):
        def score(self, model, examples):
            self.seen.append(weights(model))
            if len(self.seen) == 3:
                raise KeyboardInterrupt
            return len(self.seen) / 10

    task, model = Pressed([]), tagger()
    run = fit(model, task, epochs=50)
    assert run.scores.tolist() == [0.1, 0.2, 0.4]
    assert run.losses.shape == (3,)
    assert same(weights(model), task.seen[2])


def test_an_interrupt_before_anything_is_known_is_raised():
    class Never(models.Tagger):
        def forward(self, xs, lengths=None):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit(Never(nn.LSTM(3, 6), 3, 2))


# What it says of itself


def test_the_signature_takes_the_settings_of_both_loops():
    """And the source that notebook 05 shows is that of the plainer one."""
    signature = inspect.signature(training.fit)
    for loop in (training.text.fit, training.sequences.fit):
        named = dict.fromkeys(inspect.signature(loop).parameters, 1)
        assert signature.bind(**named)
    assert inspect.getsource(training.fit) == inspect.getsource(training.text.fit)


# The bar


@pytest.mark.parametrize(("settings", "count"), [({}, "4/4"), ({"target": 0.6}, "2/2")])
def test_the_bar_counts_epochs_and_ends_where_training_ends(capsys, settings, count):
    task = Scripted([0.1, 0.5, 0.7, 0.9, 1.0])
    training.fit(tagger(), task, epochs=4, **settings)
    out, err = capsys.readouterr()
    assert out == ""
    assert f"training: 100%|██████████| {count} " in err.splitlines()[-1].split("\r")[-1]


def test_in_a_notebook_the_bar_of_a_run_that_stops_early_is_full(monkeypatch):
    import IPython
    import IPython.display
    from tqdm import notebook

    bars, make = [], notebook.tqdm
    monkeypatch.setattr(IPython, "get_ipython", lambda: SimpleNamespace(kernel="a kernel"))
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: None)
    monkeypatch.setattr(notebook, "tqdm", lambda *a, **k: bars.append(make(*a, **k)) or bars[-1])
    training.fit(tagger(), Scripted([0.1, 0.5, 0.7, 0.9]), epochs=9, target=0.7)
    widget = bars[0].container.children[1]
    assert (widget.value, widget.max, widget.bar_style) == (2, 2, "success")


# Refused


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"model": abs}, TypeError, "model is a builtin_function_or_method, expected a torch mod"),
        ({"epochs": 0}, ValueError, "epochs is 0, expected a whole number of 1 or more."),
        ({"lr": -1}, ValueError, "lr is -1, expected a finite number above 0."),
        ({"clip": 0}, ValueError, "clip is 0, expected a finite number above 0."),
        ({"batch_size": 0}, ValueError, "batch_size is 0, expected a whole number of 1 or more."),
        ({"halve_every": 0}, ValueError, "halve_every is 0, expected a whole number of 1 or more"),
        ({"target": 0}, ValueError, "target is 0, expected a share of the test, above 0 up to 1."),
        ({"target": 95}, ValueError, "target is 95, expected a share of the test, above 0"),
        ({"seed": -1}, ValueError, "seed is -1, expected a whole number from 0 to"),
        ({"seed": 1.5}, ValueError, "seed is 1.5, expected a whole number from 0 to"),
        (
            {"task": tasks.sentiment(rng()), "fresh": True},
            ValueError,
            "the task 'sentiment' has no rule for new sequences, expected one for fresh. Train on",
        ),
    ],
)
def test_bad_settings_are_refused(change, error, message):
    settings = {"model": tagger(), "task": small(), "epochs": 2, "progress": False, **change}
    assert_refused(training.fit, error, message, **settings)


def test_a_run_that_diverges_says_so():
    class Broken(models.Tagger):
        def forward(self, xs, lengths=None):
            logits = super().forward(xs, lengths)
            return logits * float("inf") if self.head.bias.grad is not None else logits

    with pytest.raises(FloatingPointError, match="the loss is nan at epoch 1.*smaller lr"):
        fit(Broken(nn.LSTM(3, 6), 3, 2), batch_size=25)


def test_a_run_that_diverges_leaves_the_best_weights_so_far():
    """Epoch 2 learns from one batch of three, and then the loss is no number."""

    class Breaks(models.Tagger):
        learned = 0

        def forward(self, xs, lengths=None):
            self.learned += torch.is_grad_enabled()
            return super().forward(xs, lengths) * (float("nan") if self.learned > 4 else 1)

    model, task = Breaks(nn.LSTM(3, 6), 3, 2), Scripted([0.1, 0.2])
    with pytest.raises(FloatingPointError, match="at epoch 2"):
        fit(model, task, batch_size=20)
    assert same(weights(model), task.seen[1])
    assert not same(weights(model), task.seen[0])
    assert model.training


NUMBERS = tasks.adding(20, 6, rng(), n_test=10)
HEADS = {
    "a tagger where one number is asked for": (
        NUMBERS,
        models.Tagger(nn.LSTM(2, 4), 1),
        "outputs has shape (6, 20, 1), expected 2 axes: (n, numbers). The task has one answer for "
        "each sequence, as models.Classifier gives it.",
    ),
    "five numbers where one is asked for": (
        NUMBERS,
        models.Classifier(nn.LSTM(2, 4), 5),
        "outputs has shape (20, 5), expected (n, numbers) = (20, 1).",
    ),
    "one class where each step has one": (
        small(),
        models.Classifier(nn.LSTM(3, 4), 3, 2),
        "outputs has shape (50, 3), expected 3 axes: (T, n, classes). The task has one answer for "
        "each step, as models.Tagger gives it.",
    ),
    "a class for each step where there is one": (
        tasks.first_symbol(20, 6, rng(), n_test=10),
        models.Tagger(nn.LSTM(3, 4), 4, 4),
        "outputs has shape (6, 20, 4), expected 2 axes: (n, classes).",
    ),
}


@pytest.mark.parametrize("name", HEADS)
def test_outputs_that_do_not_answer_the_task_are_refused(name):
    """Nothing is broadcast: neither for the loss nor for the score, nor before an update."""
    task, model, message = HEADS[name]
    assert_refused(fit, ValueError, message, model=model, task=task, batch_size=50)
    assert_refused(task.score, ValueError, message, model=model, examples=task.train)
    outputs = task.outputs(model, task.train)
    assert_refused(task.loss, ValueError, message, outputs=outputs, examples=task.train)
