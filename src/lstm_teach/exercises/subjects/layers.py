"""Layers on top of each other and in two directions, cut open where people go wrong.

`RIGHT` gives what nn.LSTM gives, to rounding; a test holds it to that.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...weights import LSTMWeights
from .cell import RIGHT as RIGHT_CELL
from .cell import Case

QUANTITIES = ("output", "h_n", "c_n", "summary")


@dataclass(frozen=True, eq=False)
class LayersCase:
    """Inputs of one run through L layers with one or two directions.

    Attributes:
        name: what the case is for.
        weights: weights[layer][direction], forward first.
        xs: (T, B, D).
        h0, c0: (L * directions, B, H), in nn.LSTM's order: layer by layer, forward first.
        dropout: probability of dropping between layers. Only 0 and 1 occur: no luck involved.
        training: dropout acts in training only.
    """

    name: str
    weights: tuple[tuple[LSTMWeights, ...], ...]
    xs: np.ndarray
    h0: np.ndarray
    c0: np.ndarray
    dropout: float = 0.0
    training: bool = False


def dropped(case: LayersCase, xs: np.ndarray) -> np.ndarray:
    """Dropout with probability 0 or 1."""
    return xs * (1 - case.dropout)


def between_layers(case: LayersCase, layer: int, xs: np.ndarray) -> np.ndarray:
    """In training dropout acts on what enters every layer but the first."""
    return dropped(case, xs) if case.training and layer > 0 else xs


def last_states(runs: list[list[dict]], name: str) -> np.ndarray:
    """The last state of each run, (L * directions, B, H), layer by layer, forward first."""
    return np.stack([run[name][-1] for layer in runs for run in layer])


def last_layer(output: np.ndarray, h_n: np.ndarray, directions: int) -> np.ndarray:
    """Where each direction of the last layer ended, side by side, (B, directions * H)."""
    return np.concatenate(list(h_n[-directions:]), axis=1)


@dataclass(frozen=True)
class Layers:
    """The places where stacked or bidirectional layers can differ from the right ones.

    Attributes:
        weights: case, layer, direction -> LSTMWeights.
        start: case, layer, direction -> the row of h0 and c0.
        enter: case, layer, xs -> what enters that layer.
        leave: case, output -> what leaves the last layer.
        turn: xs -> as the backward direction reads them.
        turn_back: hs of the backward direction -> in the order of the inputs.
        up: one run -> what it hands upward, (T, B, H).
        join: forward, backward -> (T, B, 2H).
        ends: runs, "h" or "c" -> h_n or c_n.
        summary: output, h_n, directions -> one vector per sequence, as a classifier takes it.
    """

    weights: Callable = lambda case, layer, way: case.weights[layer][way]
    start: Callable = lambda case, layer, way: layer * len(case.weights[0]) + way
    enter: Callable = between_layers
    leave: Callable = lambda case, output: output
    turn: Callable = lambda xs: xs[::-1]
    turn_back: Callable = lambda hs: hs[::-1]
    up: Callable = lambda run: run["h"]
    join: Callable = lambda forward, backward: np.concatenate([forward, backward], axis=2)
    ends: Callable = last_states
    summary: Callable = last_layer

    def but(self, **places: Callable) -> "Layers":
        """These layers with some of their places replaced."""
        return replace(self, **places)

    def one_way(self, case: LayersCase, layer: int, way: int, xs: np.ndarray) -> dict:
        """One direction of one layer: all quantities of its run, in the order it reads."""
        row = self.start(case, layer, way)
        read = self.turn(xs) if way else xs
        weights = self.weights(case, layer, way)
        return RIGHT_CELL.run(Case(case.name, weights, read, case.h0[row], case.c0[row]))

    def run(self, case: LayersCase, before: dict | None = None) -> dict[str, np.ndarray]:
        """output (T, B, directions * H), h_n and c_n, summary. `before` is not used here."""
        xs, runs, ways = case.xs, [], range(len(case.weights[0]))
        for layer in range(len(case.weights)):
            entered = self.enter(case, layer, xs)
            runs.append([self.one_way(case, layer, way, entered) for way in ways])
            upward = [self.up(run) for run in runs[-1]]
            xs = self.join(upward[0], self.turn_back(upward[1])) if len(ways) == 2 else upward[0]
        output = self.leave(case, xs)
        h_n, c_n = self.ends(runs, "h"), self.ends(runs, "c")
        summary = self.summary(output, h_n, len(ways))
        return {"output": output, "h_n": h_n, "c_n": c_n, "summary": summary}


RIGHT = Layers()
