"""What sliders.py measures: each view, the key that moves it, and the naive row beside it."""

from typing import NamedTuple

import naive

from live_pages import HELLO

LONG = """import numpy as np
from lstm_teach import live
from lstm_teach.cells import stacked
from lstm_teach.weights import LSTMWeights
rng = np.random.default_rng(0)
weights = LSTMWeights.random(32, 64, rng, scale=2.5)
trace = stacked.run(weights, rng.normal(size=(256, 1, 32)))"""

STORY = """import torch
from lstm_teach import layers, live, models, tasks
torch.manual_seed(0)
task = tasks.story(T=64)
model = models.CharLM(layers.LSTM(16, 32), len(task.vocab))
view = live.explore_interventions(model, task.train.tokens(0, task.vocab), task)
view.clamp("c", 0.0, unit=5, step=20)
view.t, view.unit = 20, 5"""


class Case(NamedTuple):
    """One row: the cells that show it, the slider to press keys on, and what has to change."""

    name: str
    cells: tuple[str, ...]
    slider: str  # CSS selector of what takes the keys
    picture: str  # CSS selector of what a move changes
    naive: str | None  # the row that it is compared with


LIVE = "from lstm_teach import live"
EXPLORER = "view = live.explore_training(history)\nview.t, view.epoch = 1, 35\nview"
PLAYGROUND = f"{LIVE}\nlive.playground(f=0.9)"
CELL = "view = live.explore_cell(history.traces[-1], model.cell.to_weights())\nview.t = 1\nview"
LONG_CELL = "view = live.explore_cell(trace, weights)\nview.t = 100\nview"
NAIVE = {
    "training": "interact, training picture",
    "memory": "interact, one-unit memory",
    "gate": "interact, sigmoid and tanh",
    "sampling": "interact, sampling",
    "highway": "interact, gradient highway",
    "interventions": "interact, clamped run",
    "wiring": "interact, wiring puzzle",
}
HANDLE, OUTPUT = ".noUi-handle", ".widget-output"

CASES = (
    Case(NAIVE["training"], (HELLO, naive.TRAINING), HANDLE, OUTPUT, None),
    Case(
        *("explore_training, time step", (HELLO, EXPLORER)),
        *("input[data-axis=t]", ".lt-heatmap", NAIVE["training"]),
    ),
    Case(
        *("explore_training, epoch", (HELLO, EXPLORER)),
        *("input[data-axis=epoch]", ".lt-heatmap", NAIVE["training"]),
    ),
    Case(
        *("explore_cell, T = 4, H = 8", (HELLO, CELL)),
        *("input[data-axis=t]", ".lt-story", NAIVE["training"]),
    ),
    Case(
        *("explore_cell, T = 256, H = 64", (LONG, LONG_CELL)),
        *("input[data-axis=t]", ".lt-story", NAIVE["training"]),
    ),
    Case(NAIVE["gate"], (naive.GATE,), HANDLE, OUTPUT, None),
    Case(
        *("gate, weight", (LIVE, "live.gate()")),
        *("input[data-axis=weight]", ".lt-lines", NAIVE["gate"]),
    ),
    Case(NAIVE["sampling"], (HELLO, naive.SAMPLING), HANDLE, OUTPUT, None),
    Case(
        *("explore_sampling, temperature", (HELLO, "live.explore_sampling(model, task)")),
        *("input[data-axis=temperature]", ".lt-bars", NAIVE["sampling"]),
    ),
    Case(NAIVE["highway"], (naive.HIGHWAY,), HANDLE, OUTPUT, None),
    Case(
        *("explore_highway, forget bias", (LIVE, "live.explore_highway()")),
        *("input[data-axis=bias]", ".lt-lines", NAIVE["highway"]),
    ),
    Case(NAIVE["memory"], (naive.PLAYGROUND,), HANDLE, OUTPUT, None),
    Case(
        *("playground, forget gate (kernel)", (PLAYGROUND,)),
        *("input[aria-label^='f ']", ".lt-lines", NAIVE["memory"]),
    ),
    Case(NAIVE["wiring"], (naive.WIRING,), HANDLE, OUTPUT, None),
    Case(
        *("wire_it, W_x of i (kernel)", (LIVE, "live.wire_it('latch')")),
        *("input[aria-label='i input gate, W_x']", ".lt-lines", NAIVE["wiring"]),
    ),
    Case(NAIVE["interventions"], (STORY, naive.INTERVENTIONS), HANDLE, OUTPUT, None),
    Case(
        *("interventions, H = 32 (kernel)", (STORY, "view")),
        *("input[aria-label='value to hold it at']", ".lt-beside", NAIVE["interventions"]),
    ),
)
