"""Every head and every task: trained from three seeds, each reaches the target stated here.

The score is the share of the test that is right, on sequences that were not learned from.
"""

from functools import cache

import numpy as np
import pytest
import torch

from lstm_teach import models, tasks, training
from lstm_teach.layers import LSTM

SEEDS = (0, 1, 2)
REMEMBERS = {"xavier": True, "forget_bias": 1.0}


def first_and_last(rng):
    task = tasks.first_and_last(500, 12, rng, n_test=500)
    return task, models.Classifier(LSTM(1, 12, **REMEMBERS), 2), {"fresh": True, "epochs": 60}


def adding(rng):
    task = tasks.adding(500, 10, rng, n_test=500)
    model = models.Classifier(LSTM(2, 12, **REMEMBERS), 1)
    return task, model, {"fresh": True, "epochs": 100, "lr": 0.02}


def first_symbol(rng):
    task = tasks.first_symbol(500, 20, rng, n_test=200)
    model = models.Classifier(LSTM(8, 16, forget_bias=3.0), 4, vocab_size=4)
    return task, model, {"fresh": True, "epochs": 40}


def counting(rng):
    task = tasks.counting(10, n_test=range(1, 11))
    model = models.CharLM(LSTM(4, 4, forget_bias=1.0), 4)
    return task, model, {"batch_size": 10, "lr": 0.02, "epochs": 400}


def brackets(rng):
    return tasks.brackets(300, 20, rng), models.Tagger(LSTM(4, 8), 5, vocab_size=2), {"epochs": 60}


def sentiment(rng):
    task = tasks.sentiment(rng)
    return task, models.Classifier(LSTM(8, 12), 2, len(task.vocab)), {}


def tagging(rng):
    task = tasks.tagging(rng)
    return task, models.Tagger(LSTM(8, 12, bidirectional=True), 5, len(task.vocab)), {"epochs": 40}


def number_words(rng):
    task = tasks.number_words(rng)
    layers, V = (LSTM(16, 48), LSTM(16, 48)), len(task.answers)
    model = models.Seq2Seq(*layers, len(task.vocab), V, task.start, task.end)
    return task, model, {"epochs": 40}


def story(rng):
    task = tasks.story()
    return task, models.CharLM(LSTM(16, 48), len(task.vocab)), {"epochs": 40}


TARGETS = {
    first_and_last: 0.95,
    adding: 0.9,
    first_symbol: 0.99,
    counting: 1.0,
    brackets: 0.99,
    sentiment: 0.99,
    tagging: 0.99,
    number_words: 0.9,
    story: 0.8,
}


@cache
def trained(recipe, seed):
    """Each is trained once, for all tests of this file."""
    torch.manual_seed(seed)
    task, model, settings = recipe(np.random.default_rng(seed))
    settings = {"target": TARGETS[recipe], "seed": seed, "progress": False, **settings}
    return task, model, training.fit(model, task, **settings)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("recipe", TARGETS, ids=lambda recipe: recipe.__name__)
def test_it_reaches_its_target(recipe, seed):
    task, model, run = trained(recipe, seed)
    assert run.stopped == "target reached"
    assert task.score(model, task.test) == run.best >= TARGETS[recipe]
    assert task.baseline < 0.6
    assert task.baseline < TARGETS[recipe] - 0.3


@pytest.mark.parametrize("recipe", [first_and_last, adding, brackets, first_symbol])
def test_on_sequences_that_no_choice_was_made_with_it_is_as_good(recipe):
    """The test chose when to stop. A thousand more chose nothing."""
    task, model, run = trained(recipe, 0)
    source = np.random.default_rng(99)
    scores = [task.score(model, task.fresh(source)) for _ in range(4)]
    assert abs(np.mean(scores) - run.best) < 0.03


def test_the_order_of_the_words_matters():
    """The same reviews with their words in another order: it is lost in some of them."""
    task, model, run = trained(sentiment, 0)
    rng = np.random.default_rng(0)
    xs = task.test.xs.copy()
    for k, length in enumerate(task.test.lengths):
        xs[:length, k] = rng.permutation(xs[:length, k])
    shuffled = tasks.Examples(xs, task.test.targets, task.test.lengths)
    assert task.score(model, shuffled) < 0.75 < run.best


def test_in_one_direction_old_cannot_be_known():
    """Where "the old fish" begins a sentence, a model that reads one way has to guess two tags."""
    task, _, _ = trained(tagging, 0)
    torch.manual_seed(0)
    model = models.Tagger(LSTM(8, 12), 5, len(task.vocab))
    run = training.fit(model, task, epochs=12, progress=False)
    examples = task.test
    with torch.no_grad():
        tags = task.outputs(model, examples).argmax(-1).numpy()
    wrong = (tags != examples.targets) & examples.counts
    names = [task.vocab.index(word) for word in ("old", "young", "rich", "poor")]
    guessed = np.isin(examples.xs[1], names)  # (n,)
    assert run.best < 0.95
    assert wrong[1:3, guessed].sum() > 0.95 * wrong.sum() > 0


def test_greedy_decoding_is_harder_than_with_teacher_forcing():
    """A sequence is right in both ways or in none: the first wrong word ends it either way."""
    task, model, _ = trained(number_words, 0)
    examples = task.test
    with torch.no_grad():
        forced = task.outputs(model, examples).argmax(-1).numpy()
    right = (forced == examples.targets) | ~examples.counts
    np.testing.assert_array_equal(right.all(axis=0), task.correct(model, examples))
    assert right[examples.counts].mean() > task.score(model, examples)
