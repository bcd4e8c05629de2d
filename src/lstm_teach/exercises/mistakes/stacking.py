"""Stacking and direction: right cells, wrongly connected."""

from functools import partial

import numpy as np

from ..subjects.layers import RIGHT, LayersCase, dropped, last_states
from .entry import Mistake

mistake = partial(Mistake, family="stacking", subject="layers")


def dropout_everywhere(case: LayersCase, layer: int, xs: np.ndarray) -> np.ndarray:
    """Dropout between layers, whether in training or not."""
    return dropped(case, xs) if layer > 0 else xs


def dropout_on_input_too(case: LayersCase, layer: int, xs: np.ndarray) -> np.ndarray:
    """Dropout on what enters every layer, the first one included."""
    return dropped(case, xs) if case.training else xs


def dropout_at_the_end(case: LayersCase, output: np.ndarray) -> np.ndarray:
    """Dropout on what leaves the last layer."""
    return dropped(case, output) if case.training else output


def forward_first(runs: list[list[dict]], name: str) -> np.ndarray:
    """All forward states, then all backward ones."""
    states = last_states(runs, name)
    ways = len(runs[0])
    return np.concatenate([states[way::ways] for way in range(ways)])


def at_the_last_step(runs: list[list[dict]], name: str) -> np.ndarray:
    """Every direction's state at time step T - 1, where the backward one has only begun."""
    return np.stack(
        [run[name][0 if way else -1] for layer in runs for way, run in enumerate(layer)]
    )


MISTAKES = (
    mistake(
        name="c_fed_upward",
        changes="output",
        does="gives the next layer c instead of h",
        why="c is called the memory, so it seems the thing to pass on.",
        hints=(
            "Your second layer reads the wrong state of the first.",
            "One of the two states is meant for the outside. Which one?",
        ),
        variant=RIGHT.but(up=lambda run: run["c"]),
    ),
    mistake(
        name="shared_layer_weights",
        changes="output",
        does="uses layer 0's weights in every layer",
        why="One cell is made and used L times. It runs only where the sizes fit.",
        hints=(
            "All your layers have the same weights.",
            "How many cells do you create? How many should there be?",
        ),
        variant=RIGHT.but(weights=lambda case, layer, way: case.weights[0][way]),
    ),
    mistake(
        name="dropout_after_last",
        changes="output",
        does="drops from the output of the last layer too",
        why="The dropout stands at the end of the loop body, so every layer has it.",
        hints=(
            "Your dropout also acts on the output of the last layer.",
            "nn.LSTM drops between layers. How many places is that with L layers?",
        ),
        variant=RIGHT.but(leave=dropout_at_the_end),
    ),
    mistake(
        name="dropout_on_input",
        changes="h_n",
        does="drops from the inputs of the first layer too",
        why="The dropout stands at the start of the loop body, so every layer has it.",
        hints=(
            "Your dropout also acts on what the first layer reads.",
            "nn.LSTM drops between layers. How many places is that with L layers?",
        ),
        variant=RIGHT.but(enter=dropout_on_input_too),
    ),
    mistake(
        name="dropout_in_eval",
        changes="output",
        does="drops although the model is in eval mode",
        why="F.dropout drops unless it is told otherwise; it knows no mode of its own.",
        hints=(
            "Your dropout acts in eval mode too.",
            "Who tells your dropout whether the model is being trained?",
        ),
        variant=RIGHT.but(enter=dropout_everywhere),
        seen=("delip/PyTorchNLPBook, issue 28",),
    ),
    mistake(
        name="no_dropout",
        changes="output",
        does="never drops anything between layers",
        why="The probability is stored and never used.",
        hints=(
            "In training, nothing is dropped between your layers.",
            "Follow the dropout probability from the constructor. Where is it used?",
        ),
        variant=RIGHT.but(enter=lambda case, layer, xs: xs),
    ),
    mistake(
        name="outputs_not_turned_back",
        changes="output",
        does="joins the backward outputs in the order in which they were computed",
        why="The inputs are reversed, and reversing the outputs is forgotten.",
        hints=(
            "Your backward outputs stand at the wrong time steps.",
            "At step 0 both halves of the output should have read the first input.",
        ),
        variant=RIGHT.but(turn_back=lambda hs: hs),
        seen=(
            "qjadud1994/CRNN-Keras, issue 26",
            "webmachinelearning/webnn-baseline, pull request 123",
        ),
    ),
    mistake(
        name="backward_reads_forward",
        changes="output",
        does="runs the second direction forward too",
        why="A second cell is added, and nothing is reversed.",
        hints=(
            "Your backward direction reads forward.",
            "Which input should the backward direction read first?",
        ),
        variant=RIGHT.but(turn=lambda xs: xs, turn_back=lambda hs: hs),
    ),
    mistake(
        name="batch_reversed",
        changes="output",
        does="reverses the batch axis where time is meant",
        why="flip(1) is right where the batch is first. It runs without complaint in both layouts.",
        hints=(
            "You reverse the wrong axis: the sequences change places.",
            "Which axis of xs is time? With B = 1 you would not have noticed.",
        ),
        variant=RIGHT.but(turn=lambda xs: xs[:, ::-1], turn_back=lambda hs: hs[:, ::-1]),
    ),
    mistake(
        name="backward_half_first",
        changes="output",
        does="puts the backward half of the output first",
        why="The two are symmetric, so any order seems as good.",
        hints=(
            "The two halves of your output have changed places.",
            "nn.LSTM puts the direction that reads from the start in the first H columns.",
        ),
        variant=RIGHT.but(join=lambda forward, backward: np.concatenate([backward, forward], 2)),
    ),
    mistake(
        name="shared_direction_weights",
        changes="output",
        does="uses the forward weights for the backward direction",
        why="One cell is made and run twice, once in each direction.",
        hints=(
            "Both your directions have the same weights.",
            "How many sets of weights does a bidirectional layer have?",
        ),
        variant=RIGHT.but(weights=lambda case, layer, way: case.weights[layer][0]),
    ),
    mistake(
        name="first_start_for_all",
        changes="output",
        does="starts every layer and direction from the first row of h0 and c0",
        why="h0[0] is what a single layer takes. From zero states nothing shows.",
        hints=(
            "All your layers start from the same state.",
            "h0 has one row for every layer and direction. Which row belongs to which?",
        ),
        variant=RIGHT.but(start=lambda case, layer, way: 0),
    ),
    mistake(
        name="h_n_by_direction",
        changes="h_n",
        does="orders h_n and c_n by direction first: all forward layers, then all backward ones",
        why="Both orders are natural. nn.LSTM goes layer by layer.",
        hints=(
            "Your h_n has the right rows in another order.",
            "nn.LSTM's rows go layer by layer. What follows the forward state of layer 0?",
        ),
        variant=RIGHT.but(ends=forward_first),
    ),
    mistake(
        name="h_n_at_last_step",
        changes="h_n",
        does="takes every direction's state at time step T - 1",
        why="The last step is where a run ends. The backward run ends at step 0.",
        hints=(
            "Your backward h_n is a state that has read one input only.",
            "At which time step does the backward direction end?",
        ),
        variant=RIGHT.but(ends=at_the_last_step),
    ),
    mistake(
        name="last_output_for_both",
        changes="summary",
        does="summarises a sequence as output[-1], for both directions",
        why="With one direction output[-1] is the last state. With two, half of it is not.",
        hints=(
            "Half of your summary comes from a state that has read one input only.",
            "output[-1] is right for one of the directions. Where did the other one end?",
        ),
        variant=RIGHT.but(summary=lambda output, h_n, directions: output[-1]),
        seen=(
            "yunjey/pytorch-tutorial, issue 149",
            "aymericdamien/TensorFlow-Examples, issue 201",
        ),
    ),
    mistake(
        name="first_layer_summary",
        changes="summary",
        does="summarises a sequence by layer 0's final states",
        why="h_n[0] is the last state where there is one layer and one direction.",
        hints=(
            "Your summary comes from the first layer.",
            "h_n has a row for every layer. Which of them are the last layer's?",
        ),
        variant=RIGHT.but(
            summary=lambda output, h_n, directions: np.concatenate(list(h_n[:directions]), axis=1)
        ),
    ),
)
