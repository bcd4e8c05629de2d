"""The explorer of a training run: sliders over time steps and epochs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import traitlets

from .. import figures
from ..figures.direction import checked_direction, isolated
from ..trace import GATES_AND_STATES
from .panels import TWO, heatmaps, label_width, panel_columns, place, series, time_axis, unit_axis
from .view import View

if TYPE_CHECKING:
    from ..training import History

MOST_BARS = 12  # a longer vocabulary shows its likeliest characters


class TrainingView(View):
    """Made by `explore_training`.

    Attributes:
        t: the time step that the slider stands on, 0 to T - 1.
        epoch: the epoch that the slider stands on, one of `history.epochs`.
        unit: the chosen unit, 0 to H - 1.
        history: what is shown.
    """

    t = traitlets.Int().tag(sync=True)
    epoch = traitlets.Int().tag(sync=True)
    unit = traitlets.Int().tag(sync=True)

    def __init__(self, history: "History", sequence: int = 0, direction=None, gloss=None):
        self.history, self.sequence = history, sequence
        self.direction, self.gloss = direction, gloss
        arrays = _arrays(history, sequence)
        spec = _spec(history, arrays, direction, gloss or {})
        super().__init__(spec, arrays, t=0, epoch=history.epochs[-1], unit=0)

    def picture(self):
        """Heatmaps of the last epoch."""
        title = f"Epoch {self.history.epochs[-1]}: each unit at each step"
        return figures.heatmaps(
            self.history.traces[-1], sequence=self.sequence, title=title, direction=self.direction
        )


def explore_training(
    history: "History",
    sequence: int = 0,
    direction: str | None = None,
    gloss: Mapping[str, str] | None = None,
) -> TrainingView:
    """Every gate and state of every snapshot of a training run, under two sliders.

    One slider walks through the time steps, one through the epochs; both move in the browser and
    need no kernel. Beside the heatmaps: what the model expects next, and the loss.

    Args:
        history: what `training.fit` returned, with E snapshots.
        sequence: which sequence of the batch, 0 to B - 1.
        direction: "rtl" lets time run from right to left, "ltr" from left to right; if None, the
            way in which most letters of the tokens run. An arrow key goes where it points.
        gloss: {character or word: what it means}, said beside it, or None.

    Returns:
        A view; `view.t`, `view.epoch` and `view.unit` say where its sliders are and move them.

    Raises:
        ValueError: a history without snapshots, no such sequence, or an unknown direction.
    """
    if not len(history.traces):
        raise ValueError(
            "history has no snapshots, expected at least one. Did training stop before epoch 0?"
        )
    history.traces[0].sequence(sequence)  # raises where there is none
    return TrainingView(history, sequence, direction, gloss)


def _arrays(history, b: int) -> dict[str, np.ndarray]:
    """(E, T, H) for each gate and state, (E, T, V), (T,) targets and all losses."""
    arrays = {
        name: np.stack([getattr(trace, name)[:, b] for trace in history.traces])
        for name in GATES_AND_STATES
    }
    arrays["expected"] = history.probabilities[:, :, b]
    arrays["targets"] = history.task.targets[:, b]
    arrays["losses"] = history.losses
    return arrays


def _spec(history, arrays, direction, gloss) -> dict:
    trace, epochs = history.traces[0], history.epochs
    axes = {
        "t": time_axis(trace, direction, gloss),
        "epoch": {
            "values": list(epochs),
            "short": list(map(str, epochs)),
            "names": [f"epoch {e}, loss {history.losses[e]:.4f}" for e in epochs],
        },
        "unit": unit_axis(trace.H),
    }
    at = ["epoch"]
    six = {"series": series(at), "x": "t", "y": "unit"}
    columns = panel_columns(trace.T)
    return {
        "label": f"Training on '{history.task.text}', epoch by epoch and step by step",
        "axes": axes,
        "sliders": [
            {"axis": "t", "label": "time step", "unit": "step", "milliseconds": 700},
            {"axis": "epoch", "label": "epoch", "unit": "snapshot", "milliseconds": 120},
        ],
        "rows": [
            {"columns": columns, "panels": heatmaps(arrays, at, trace.labels)},
            {
                "columns": "1fr",
                "panels": [
                    {
                        "kind": "readout",
                        "where": place(trace) + ", epoch {epoch}:",
                        **six,
                    }
                ],
            },
            {
                "columns": "1fr" if gloss else TWO,
                "panels": [_expected(history, direction, gloss), _losses(axes["epoch"])],
            },
            {
                "columns": "1fr",
                "panels": [
                    {
                        "kind": "table",
                        "title": "All numbers of this step",
                        "caption": "{t_name}, epoch {epoch}",
                        **six,
                    }
                ],
            },
        ],
    }


def _expected(history, direction, gloss) -> dict:
    vocab = history.task.vocab
    notes = (f" {gloss[word]}" if word in gloss else "" for word in vocab)
    said = "After reading '{t}' at epoch {epoch} the model expects "
    return {
        "kind": "bars",
        "title": "What the model expects next",
        "array": "expected",
        "at": ["epoch", "t"],
        "labels": [isolated(word) + note for word, note in zip(vocab, notes, strict=True)],
        "rtl": checked_direction(direction, vocab),
        "targets": {"array": "targets", "at": ["t"]},
        "mark": "target",
        "most": MOST_BARS,
        "right": said + "'{top}' ({share}), and that is what follows.",
        "wrong": said + "'{top}' ({share}); what follows is '{target}' ({hit}).",
    }


def _losses(epochs) -> dict:
    return {
        "kind": "lines",
        "title": "Loss, log scale",
        "series": [{"name": "loss", "array": "losses", "dash": []}],
        "at": [],
        "x": "epoch",
        "xlabel": "epoch",
        "wide": label_width(epochs["short"]),
        "log": True,
        "digits": 4,
        "height": 11,
        "readout": "{loss} nats",
    }
