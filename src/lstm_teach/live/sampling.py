"""Sampling: what the temperature does to the next character and to the text that comes out."""

from typing import TYPE_CHECKING

import numpy as np
import traitlets

from .. import figures
from .panels import axis
from .training import MOST_BARS
from .view import View, guarded

if TYPE_CHECKING:
    from ..models import CharModel
    from ..tasks import Task

TEMPERATURES = [round(0.1 * k, 1) for k in range(1, 51)]  # 0.1 to 5.0
AT = ["temperature", "t"]


class SamplingView(View):
    """Made by `explore_sampling`.

    Attributes:
        temperature: 0.1 to 5.0.
        t: the place in the text whose next character is shown.
        seed: of the draw; "Draw again" adds 1.
        texts: one text for each temperature.
    """

    temperature = traitlets.Float(1.0).tag(sync=True)
    t = traitlets.Int().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True, echo_update=False)
    answered = traitlets.Int().tag(sync=True)

    def __init__(self, model: "CharModel", task: "Task", length: int, first: str, seed: int):
        self.model, self.task, self.length, self.first = model, task, length, first
        arrays = self._draw(seed)
        super().__init__(_spec(task, length), arrays, settings={"seed": seed})
        self.observe(self._redraw, "settings")

    @property
    def seed(self) -> int:
        """The seed of the draws as it is set now."""
        return self.settings["seed"]

    @property
    def texts(self) -> dict[float, str]:
        """What was written at each temperature, the first character included."""
        rows = ("".join(self.task.vocab[k] for k in row) for row in self._written)
        return dict(zip(TEMPERATURES, rows, strict=True))

    @guarded
    def _redraw(self, change) -> None:
        self.answered = self.settings.get("asked", 0)
        self.send_arrays(self._draw(self.seed))

    def _draw(self, seed: int) -> dict[str, np.ndarray]:
        """Texts at all temperatures, and what the model expected at each of their places."""
        import torch

        [start] = self.task.indices(self.first)
        written = [
            self.model.generate(start, self.length, T, torch.Generator().manual_seed(seed))
            for T in TEMPERATURES
        ]
        self._written = np.array(written)  # (temperatures, length + 1)
        xs = torch.eye(len(self.task.vocab))[self._written[:, :-1].T]  # (length, temperatures, V)
        with torch.no_grad():
            logits = self.model(xs).logits / torch.tensor(TEMPERATURES)[:, None]
        shares = logits.double().softmax(dim=-1)
        self._shares = shares.transpose(0, 1).numpy()  # (temperatures, length, V)
        drawn = self._written[:, 1:]
        return {"written": self._written, "shares": self._shares, "drawn": drawn}

    def picture(self):
        """What the model expects after each of the first characters at this temperature."""
        k = TEMPERATURES.index(self.temperature)
        text = self.texts[self.temperature]
        title = f"Temperature {self.temperature}: {text}"
        shares = self._shares[k, :4]
        return figures.next_character(
            shares, self.task.vocab, tokens=text[: len(shares)], title=title
        )


def explore_sampling(
    model: "CharModel", task: "Task", length: int = 24, first: str | None = None, seed: int = 0
) -> SamplingView:
    """Text written by a model at any temperature, character by character.

    Sliders over the temperature and over the places of the text, both in the browser; "Draw again"
    asks the kernel for other texts. At each temperature the same random numbers are used.

    Args:
        model: a trained models.CharModel.
        task: what it was trained on, for the vocabulary.
        length: how many characters to draw, 1 or more.
        first: the character to start with; the task's own first one where left out.
        seed: of the draw.

    Returns:
        A view; `view.texts` has the text of each temperature.

    Raises:
        ValueError: a length below 1, more than one first character, or one the task does not have.
    """
    first = task.text[0] if first is None else first
    if len(first) != 1:
        raise ValueError(f"first is {first!r}, expected one character.")
    if not isinstance(length, int) or length < 1:
        raise ValueError(f"length is {length!r}, expected a whole number of 1 or more.")
    return SamplingView(model, task, length, first, seed)


def _spec(task, length: int) -> dict:
    axes = {
        "temperature": axis(TEMPERATURES, "temperature {}"),
        "t": axis(list(range(length)), "Place {}"),
    }
    axes["t"]["names"] = [f"Character {t + 1} of {length}" for t in range(length)]
    text = {"array": "written", "at": ["temperature"], "x": "t", "letters": list(task.vocab)}
    return {
        "label": "Sampling: text at any temperature",
        "axes": axes,
        "sliders": [
            {"axis": "temperature", "label": "temperature", "unit": "step", "milliseconds": 300},
            {"axis": "t", "label": "character", "unit": "character", "milliseconds": 500},
        ],
        "rows": [
            {
                "columns": "1fr auto",
                "panels": [{"kind": "text", "title": "What it writes", **text}, {"kind": "again"}],
            },
            {"columns": "minmax(20em, 40em)", "panels": [_bars(task)]},
        ],
    }


def _bars(task) -> dict:
    said = "{t_name}, temperature {temperature}: '{top}' is the likeliest ({share}); "
    return {
        "kind": "bars",
        "title": "What may come next",
        "array": "shares",
        "at": AT,
        "labels": list(task.vocab),
        "targets": {"array": "drawn", "at": AT},
        "mark": "drawn",
        "most": MOST_BARS,
        "right": said + "it was drawn.",
        "wrong": said + "'{target}' ({hit}) was drawn.",
    }
