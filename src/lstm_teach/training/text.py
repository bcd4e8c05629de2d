"""The loop of notebook 05: one short text, the whole of it in each epoch, with snapshots.

PyTorch is imported by `fit` alone, so that `numpy_training` can share the rest without it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..shapes import check_size
from ..tasks import Task
from ..trace import Step, Trace
from .steps import check_settings, finite_loss, progress_bar
from .steps import update as _update

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True, eq=False)
class History:
    """What a training run remembered.

    Epoch e is the model after e updates: epoch 0 is untrained, the last one is the finished model.

    Attributes:
        task: what it was trained on.
        losses: (epochs + 1,), the mean cross-entropy in nats, before the update of each epoch.
        epochs: the E epochs that have a snapshot, first and last included.
        traces: E traces of the task's own sequence, with its characters as tokens.
        probabilities: (E, T, B, V), what the model expected next at each step.
    """

    task: Task
    losses: np.ndarray
    epochs: tuple[int, ...]
    traces: tuple[Trace, ...]
    probabilities: np.ndarray

    def __repr__(self) -> str:
        return (
            f"History({self.task.text!r}, {len(self.losses) - 1} epochs, "
            f"{len(self.epochs)} snapshots, loss {self.losses[0]:.4f} to {self.losses[-1]:.4f})"
        )


def fit(
    model: "nn.Module",
    task: Task,
    epochs: int = 200,
    lr: float = 0.1,
    clip: float | None = None,
    progress: bool = True,
) -> History:
    """Train `model` on `task` in place: full batch, mean cross-entropy, Adam.

    Args:
        model: gives a `Prediction` for xs (T, B, V), such as models.CharModel.
        task: what to learn.
        epochs: how many updates, 1 or more.
        lr: Adam's step size.
        clip: bound on the norm of all gradients together, or None for no clipping.
        progress: show a progress bar.

    Raises:
        TypeError: no module, no Task, or a module that gives no Prediction.
        ValueError: a number out of its range, or a task with another vocabulary. All of these
            come before anything is trained.
        FloatingPointError: the loss is no longer a finite number.
    """
    import torch

    _check_kinds(model, task, torch.nn.Module)
    check_settings(epochs, lr, clip)
    xs, targets = torch.from_numpy(task.xs), torch.from_numpy(task.targets)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    kept = snapshot_epochs(epochs)
    losses, traces, probabilities = [], [], []
    for epoch in progress_bar(epochs + 1, progress):
        prediction = _checked(model(xs))
        loss = torch.nn.functional.cross_entropy(prediction.logits.flatten(0, 1), targets.flatten())
        losses.append(finite_loss(loss.item(), epoch))
        if epoch in kept:
            traces.append(_trace(prediction.steps, task))
            probabilities.append(prediction.logits.detach().softmax(dim=-1).numpy())
        if epoch < epochs:
            _update(optimizer, loss, model, clip)
    return History(task, np.array(losses), kept, tuple(traces), np.stack(probabilities))


def snapshot_epochs(epochs: int) -> tuple[int, ...]:
    """The epochs that keep a Trace: 0, the last one, and between them fewer as training slows.

    Every epoch up to 50, every 5th up to 100, every 10th up to 500, every 50th up to 1000, ...

    Raises:
        ValueError: not a whole number of 1 or more.
    """
    check_size("epochs", epochs)
    kept, epoch = [], 0
    while epoch < epochs:
        kept.append(epoch)
        unit = 10 ** max(len(str(epoch)) - 2, 0)  # 1 below 100, 10 below 1000, ...
        epoch += 5 * unit if epoch >= 50 * unit else unit
    return (*kept, epochs)


def _check_kinds(model, task, module_class: type) -> None:
    if not isinstance(model, module_class):
        raise TypeError(
            f"model is a {type(model).__name__}, expected a torch module such as models.CharModel."
        )
    if not isinstance(task, Task):
        raise TypeError(
            f"task is a {type(task).__name__}, expected a Task. "
            "Did you mean tasks.next_character(text)?"
        )


def _checked(prediction):
    if not hasattr(prediction, "logits"):
        raise TypeError(
            f"model gives a {type(prediction).__name__}, expected a Prediction with logits and "
            "steps. Did you pass an nn.LSTM? models.CharModel has the linear layer on top."
        )
    return prediction


def _trace(steps: list[Step], task: Task) -> Trace:
    arrays = [Step(*(a.detach().numpy() for a in step)) for step in steps]
    zeros = np.zeros_like(arrays[0].h)
    return Trace.from_steps(arrays, task.xs, zeros, zeros, tokens=task.tokens)
