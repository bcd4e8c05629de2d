"""Plain training loops: progress bar, history, and nothing hidden.

    text       one short text, its whole length in each epoch, with snapshots for the epoch slider
    sequences  many sequences in batches: schedule, clipping, early stop, the best weights kept
    steps      what both loops share

`fit` takes the loop that the task asks for. PyTorch is imported where a loop runs.
"""

import inspect

from ..tasks import SequenceTask
from . import sequences, text
from .sequences import Run
from .steps import check_settings, finite_loss, progress_bar
from .text import History, snapshot_epochs

__all__ = [
    "History",
    "Run",
    "check_settings",
    "finite_loss",
    "fit",
    "progress_bar",
    "snapshot_epochs",
]


def fit(model, task, *settings, **named) -> History | Run:
    """Train `model` on `task` in place.

    For a tasks.Task, such as hello():
        fit(model, task, epochs=200, lr=0.1, clip=None, progress=True) -> History
        See `training.text.fit`.

    For every other task, such as adding(...) or sentiment(...):
        fit(model, task, epochs=20, lr=0.01, clip=1.0, progress=True, *, batch_size=64, fresh=False,
            halve_every=None, target=None, seed=0) -> Run
        See `training.sequences.fit`.

    Raises:
        TypeError, ValueError, FloatingPointError: as the loop says.
    """
    loop = sequences.fit if isinstance(task, SequenceTask) else text.fit
    return loop(model, task, *settings, **named)


fit.__signature__ = inspect.signature(fit)  # its own: both loops
fit.__wrapped__ = text.fit  # so that inspect.getsource shows the plainer loop, as notebook 05 does
