"""Training: a right model, wrongly asked, scored, sampled or cut."""

from functools import partial

import numpy as np

from ..subjects.training import RIGHT_CHUNKS, RIGHT_LOSS, RIGHT_SAMPLING, softmax
from .entry import Mistake

loss = partial(Mistake, family="training", subject="loss", changes="loss")
sampling = partial(Mistake, family="training", subject="sampling", changes="probabilities")
chunks = partial(Mistake, family="training", subject="chunks")


def crossed(logits: np.ndarray, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Targets flattened batch by batch, logits step by step: the pairs no longer match."""
    targets = tokens[1:].T.reshape(tokens[1:].shape)
    return logits[:-1], targets


def greedy(logits: np.ndarray, temperature: float) -> np.ndarray:
    """All probability to the largest score."""
    return np.eye(logits.shape[1])[logits.argmax(axis=1)]


MISTAKES = (
    loss(
        name="targets_not_shifted",
        does="compares the scores after token t with token t itself",
        why="Inputs and targets come from the same text, and the shift by one is left out. The "
        "loss falls quickly, because the answer is in the input.",
        hints=(
            "Your model is asked for the character that it has just read.",
            "After reading token t, which token is the one to predict?",
        ),
        variant=RIGHT_LOSS.but(pairs=lambda logits, tokens: (logits, tokens)),
    ),
    loss(
        name="targets_shifted_backwards",
        does="compares the scores after token t with token t - 1",
        why="A shift in the wrong direction has the right shape.",
        hints=(
            "Your model is asked for the character before the one that it has just read.",
            "Which of the two loses its first element, and which its last?",
        ),
        variant=RIGHT_LOSS.but(pairs=lambda logits, tokens: (logits[1:], tokens[:-1])),
    ),
    loss(
        name="softmax_before_loss",
        does="cross_entropy(softmax(logits), targets)",
        why="The loss is said to compare probabilities. PyTorch's takes the softmax itself.",
        hints=(
            "Your scores go through a softmax twice, so even a perfect model has a high loss.",
            "Which input does the cross-entropy of PyTorch expect: scores or probabilities?",
        ),
        variant=RIGHT_LOSS.but(scores=softmax),
        seen=("jindongwang/Deep-learning-activity-recognition, issue 10",),
    ),
    loss(
        name="loss_summed",
        does="sums over all steps and sequences where the mean is asked for",
        why="reduction='sum', or a loop that adds and never divides.",
        hints=(
            "Your loss is too large by a whole factor.",
            "Divide your loss by the expected one. What do you count that many of?",
        ),
        variant=RIGHT_LOSS.but(gather=np.sum),
    ),
    loss(
        name="softmax_over_time",
        does="softmax over the steps where the classes are meant",
        why="dim=0 is the default of the mind; here axis 0 is time.",
        hints=(
            "Your probabilities sum to 1 along the wrong axis.",
            "Which axis of the logits holds the characters to choose from?",
        ),
        variant=RIGHT_LOSS.but(axis=0),
    ),
    loss(
        name="loss_per_sequence",
        does="sums over time and averages over the batch only",
        why="Both conventions exist: per token and per sequence.",
        hints=(
            "Your loss grows with the length of the text.",
            "The mean is asked for over steps and sequences. Over which do you take it?",
        ),
        variant=RIGHT_LOSS.but(gather=lambda losses: losses.sum(axis=0).mean()),
    ),
    loss(
        name="pairs_crossed",
        does="flattens the logits step by step and the targets sequence by sequence",
        why="Both have (T - 1) * B rows, so nothing complains. With B = 1 it is right.",
        hints=(
            "Your scores are compared with targets of other places.",
            "In which order does each of your two reshapes walk through time and batch?",
        ),
        variant=RIGHT_LOSS.but(pairs=crossed),
    ),
    sampling(
        name="softmax_twice",
        does="softmax(softmax(logits) / temperature)",
        why="The model already returns probabilities, and the recipe starts with a softmax.",
        hints=(
            "Your probabilities are nearly equal, whatever the scores.",
            "Follow the scores through your code and count the exponentials.",
        ),
        variant=RIGHT_SAMPLING.but(probabilities=lambda z, T: softmax(softmax(z) / T)),
    ),
    sampling(
        name="temperature_after_softmax",
        does="softmax(logits) / temperature",
        why="The temperature is applied last, as a volume control would be.",
        hints=(
            "Your probabilities do not sum to 1.",
            "Does the temperature act on scores or on probabilities?",
        ),
        variant=RIGHT_SAMPLING.but(probabilities=lambda z, T: softmax(z) / T),
    ),
    sampling(
        name="temperature_without_effect",
        does="softmax(logits) / temperature, then divided by its sum: the temperature cancels",
        why="Probabilities that did not sum to 1 were repaired by dividing.",
        hints=(
            "Your temperature changes nothing.",
            "A factor that all probabilities share is gone once they sum to 1. So where must it "
            "come in?",
        ),
        variant=RIGHT_SAMPLING.but(probabilities=lambda z, T: softmax(z)),
    ),
    sampling(
        name="temperature_multiplied",
        does="softmax(logits * temperature)",
        why="Hotter sounds like more.",
        hints=(
            "Your temperature works the wrong way round: hot makes it sure of itself.",
            "A high temperature should make the characters more equally likely.",
        ),
        variant=RIGHT_SAMPLING.but(probabilities=lambda z, T: softmax(z * T)),
    ),
    sampling(
        name="softmax_over_batch",
        does="softmax over axis 0, the sequences",
        why="dim=0 was right while there was no batch.",
        hints=(
            "Your probabilities sum to 1 along the wrong axis.",
            "Which axis of the scores holds the characters to choose from?",
        ),
        variant=RIGHT_SAMPLING.but(probabilities=lambda z, T: softmax(z / T, axis=0)),
    ),
    sampling(
        name="greedy",
        does="all probability to the largest score",
        why="argmax is the usual way to read a classifier.",
        hints=(
            "You always take the likeliest character: nothing is left to chance.",
            "Probabilities are asked for, one for each character.",
        ),
        variant=RIGHT_SAMPLING.but(probabilities=greedy),
    ),
    chunks(
        name="not_detached",
        changes="W_x",
        does="hands h and c on with their history",
        why="The numbers are right, so nothing shows until memory or a second backward() fails.",
        hints=(
            "The numbers that you hand on are right, but their history comes with them.",
            "How far back does the second chunk's gradient reach? It should stop at its start.",
        ),
        variant=RIGHT_CHUNKS.but(carry=lambda h, c: (h, c)),
    ),
    chunks(
        name="c_not_detached",
        changes="W_x",
        does="detaches h only",
        why="A plain RNN has one state, and code for it detaches one.",
        hints=(
            "One of the two states that you hand on still has its history.",
            "An LSTM has two states. Do both go the same way?",
        ),
        variant=RIGHT_CHUNKS.but(carry=lambda h, c: (h.detach(), c)),
    ),
    chunks(
        name="h_not_detached",
        changes="W_x",
        does="detaches c only",
        why="c is the highway of the gradient, so only c is thought of.",
        hints=(
            "One of the two states that you hand on still has its history.",
            "An LSTM has two states. Do both go the same way?",
        ),
        variant=RIGHT_CHUNKS.but(carry=lambda h, c: (h, c.detach())),
    ),
    chunks(
        name="state_dropped",
        changes="h",
        does="starts the second chunk from zeros",
        why="New zeros are the quickest way to get rid of the history.",
        hints=(
            "Your second chunk has forgotten the first one.",
            "The history should go, the numbers should stay.",
        ),
        variant=RIGHT_CHUNKS.but(carry=lambda h, c: (0 * h.detach(), 0 * c.detach())),
    ),
    chunks(
        name="states_swapped",
        changes="h",
        does="hands c on as h and h on as c",
        why="(c, h) in one line and (h, c) in the next.",
        hints=(
            "The two states change places between the chunks.",
            "In which order do you get them, and in which order do you give them back?",
        ),
        variant=RIGHT_CHUNKS.but(carry=lambda h, c: (c.detach(), h.detach())),
    ),
)
