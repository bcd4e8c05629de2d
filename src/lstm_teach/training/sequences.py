"""The loop for many sequences: batches, a score on sequences that are not learned from."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from numbers import Real

import numpy as np

from ..modes import in_mode
from ..shapes import check_index, check_size
from ..tasks import SequenceTask
from .steps import check_settings, finite_loss, progress_bar, update


@dataclass(frozen=True, eq=False)
class Run:
    """What a training run remembered. Entry 0 is the untrained model, entry e that after epoch e.

    Attributes:
        task: what it was trained on.
        losses: the task's loss on what it learns from; from epoch 1 on, the mean over the batches
            of the epoch, each before its update.
        scores: the share of the task's test that is right, 0 to 1, after each epoch.
        best_epoch: the first epoch with the highest score. The model has its weights.
        stopped: why the run ended: "all epochs", "target reached" or "interrupted".
    """

    task: SequenceTask
    losses: np.ndarray
    scores: np.ndarray
    best_epoch: int
    stopped: str

    @property
    def best(self) -> float:
        """The score of the weights that the model has now. The test chose them, so on sequences
        that are new to it too it may be a little lower."""
        return float(self.scores[self.best_epoch])

    def __repr__(self) -> str:
        return (
            f"Run({self.task.name!r}, {len(self.losses) - 1} epochs, {self.stopped}, "
            f"best score {self.best:.4f} in epoch {self.best_epoch})"
        )


@dataclass
class Notes:
    """What the loop writes down as it goes, and the best weights so far."""

    losses: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    batches: list[float] = field(default_factory=list)  # losses within this epoch
    best_epoch: int = 0
    weights: dict | None = None

    def close_epoch(self, model, task) -> None:
        """Score the model; if no score was higher so far, copy its weights."""
        score = task.score(model, task.test)  # an interrupt in here leaves the notes as they are
        self.losses.append(sum(self.batches) / len(self.batches))
        self.scores.append(score)
        self.batches = []
        if self.weights is None or self.scores[-1] > self.scores[self.best_epoch]:
            self.best_epoch = len(self.scores) - 1
            self.weights = {name: p.clone() for name, p in model.state_dict().items()}


def fit(
    model,
    task: SequenceTask,
    epochs: int = 20,
    lr: float = 0.01,
    clip: float | None = 1.0,
    progress: bool = True,
    *,
    batch_size: int = 64,
    fresh: bool = False,
    halve_every: int | None = None,
    target: float | None = None,
    seed: int = 0,
) -> Run:
    """Train `model` on `task` in place, with Adam; it ends with the best weights that it had.

    An interrupt (the square in the notebook's bar, or Ctrl-C) ends the run: what was learned is
    kept. Random numbers that PyTorch draws, such as dropout, start from `seed`; its global state is
    afterwards as it was.

    Args:
        model: a torch module that `task.outputs` can ask, such as models.Classifier.
        task: what to learn.
        epochs: passes over the training sequences, at most; 1 or more.
        lr: Adam's step size at the start.
        clip: bound on the norm of all gradients together, or None for no clipping.
        progress: show a progress bar.
        batch_size: sequences in each update. Each epoch shuffles them.
        fresh: new training sequences in each epoch, for tasks that are made by a rule.
        halve_every: halve lr after every so many epochs, or None.
        target: stop when this share of the test is right, above 0 and up to 1; None for never.
        seed: of the shuffling and of new sequences, 0 or more.

    Raises:
        TypeError: no torch module.
        ValueError: a number out of its range, fresh for a task that has no rule, or a model whose
            outputs do not answer the task. All of these come before anything is trained.
        FloatingPointError: the loss is no longer a finite number. The model then has the best
            weights that it had after a whole epoch, as after an interrupt.
    """
    import torch

    _check(model, task, (epochs, lr, clip), batch_size, fresh, halve_every, target, seed)
    rng, notes, stopped = np.random.default_rng(seed), Notes(), "all epochs"
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    slower = torch.optim.lr_scheduler.StepLR(optimizer, halve_every or epochs, gamma=0.5)
    with _seeded(seed), in_mode(model, training=True):
        try:
            _measure(model, task, batch_size, notes)  # epoch 0: untrained
            for epoch in progress_bar(epochs + 1, progress):
                if epoch == 0:
                    continue
                examples = task.fresh(rng) if fresh else task.train
                for batch in _shuffled(examples, batch_size, rng):
                    loss = task.loss(task.outputs(model, batch), batch)
                    notes.batches.append(finite_loss(loss.item(), epoch))
                    update(optimizer, loss, model, clip)
                slower.step()
                notes.close_epoch(model, task)
                if target is not None and notes.scores[-1] >= target:
                    stopped = "target reached"
                    break
        except KeyboardInterrupt:
            stopped = _interrupted(model, task, notes)
        finally:  # also where the loss is no longer a number
            if notes.weights is not None:
                model.load_state_dict(notes.weights)
    return Run(task, np.array(notes.losses), np.array(notes.scores), notes.best_epoch, stopped)


def _measure(model, task, batch_size: int, notes: Notes) -> None:
    """Epoch 0: the loss and the score before any update."""
    import torch

    with torch.no_grad():
        for first in range(0, len(task.train), batch_size):
            batch = task.train.pick(slice(first, first + batch_size))
            loss = task.loss(task.outputs(model, batch), batch)
            notes.batches.append(finite_loss(loss.item(), 0))
    notes.close_epoch(model, task)


def _shuffled(examples, batch_size: int, rng):
    """All sequences in a new order, some at a time."""
    order = rng.permutation(len(examples))
    for first in range(0, len(order), batch_size):
        yield examples.pick(order[first : first + batch_size])


def _interrupted(model, task, notes: Notes) -> str:
    """Score what the unfinished epoch has learned, and say quietly what is kept."""
    if notes.weights is None:
        raise KeyboardInterrupt  # nothing was learned yet
    if notes.batches:
        notes.close_epoch(model, task)
    print(
        f"Interrupted in epoch {len(notes.losses) - 1}. The model keeps the weights of epoch "
        f"{notes.best_epoch}, its best so far: score {notes.scores[notes.best_epoch]:.4f}."
    )
    return "interrupted"


@contextmanager
def _seeded(seed: int):
    """PyTorch's own random numbers, such as dropout, start from `seed`, and later go on as if
    nothing had been drawn."""
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


def _check(model, task, settings, batch_size, fresh, halve_every, target, seed) -> None:
    import torch

    if not isinstance(model, torch.nn.Module):
        raise TypeError(
            f"model is a {type(model).__name__}, expected a torch module such as models.Classifier."
        )
    check_settings(*settings)
    check_size("batch_size", batch_size)
    if halve_every is not None:
        check_size("halve_every", halve_every)
    if target is not None and not (isinstance(target, Real) and 0 < target <= 1):
        raise ValueError(f"target is {target!r}, expected a share of the test, above 0 up to 1.")
    check_index("seed", seed, 2**32, "A seed is a whole number.")
    if fresh:
        task.check_fresh()
