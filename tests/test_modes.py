"""Scoring and writing are without dropout, and leave every module in the mode that it had."""

import numpy as np
import pytest
import torch
from torch import nn

from lstm_teach import models, tasks, training
from lstm_teach.layers import LSTM
from lstm_teach.modes import in_mode


def pair() -> models.Seq2Seq:
    """Two layers with much dropout between them, in training mode."""
    torch.manual_seed(0)
    ends = [LSTM(6, 16, 2, dropout=0.8) for _ in range(2)]
    model = models.Seq2Seq(*ends, 10, len(tasks.number_words(rng()).answers), 0, 1)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(4)
    return model


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def modes(model) -> list[bool]:
    return [module.training for module in model.modules()]


def frozen(model, part):
    """In training mode but for one part, as a lesson on frozen layers would have it."""
    model.train()
    part.eval()
    assert len(set(modes(model))) == 2
    return model


def task() -> tasks.SequenceTask:
    return tasks.number_words(rng(), below=60, n_test=20)


SOURCE = torch.tensor([[3, 1], [2, 9]])
TARGETS = torch.tensor([[4, 5], [6, 7], [1, 1]])
READS = {
    "greedy": lambda model: model.greedy(SOURCE, 8).tolist(),
    "translate": lambda model: model.translate([3, 2, 1], 8),
    "decoder_traces": lambda model: [
        trace.h.tolist() for trace in model.decoder_traces(SOURCE, TARGETS)
    ],
    "score": lambda model: task().correct(model, task().train).tolist(),
}


@pytest.mark.parametrize("name", READS)
def test_a_pair_writes_without_dropout_and_draws_nothing(name):
    model = pair()
    expected = READS[name](model.eval())
    before = torch.get_rng_state()
    assert [READS[name](model.train()) for _ in range(3)] == 3 * [expected]
    assert torch.equal(torch.get_rng_state(), before)
    assert modes(model) == [True] * len(modes(model))


@pytest.mark.parametrize("name", READS)
def test_a_pair_that_is_partly_frozen_stays_so(name):
    model = pair()
    before = modes(frozen(model, model.encoder))
    READS[name](model)
    assert modes(model) == before


def test_fit_scores_a_pair_in_eval_mode():
    seen = []

    class Watched(models.Seq2Seq):
        def thought(self, xs, lengths=None):
            seen.append((torch.is_grad_enabled(), modes(self)))
            return super().thought(xs, lengths)

    model = Watched(LSTM(6, 8), LSTM(6, 8), 10, 40, 0, 1)
    training.fit(model, task(), epochs=1, progress=False)
    learning = [found for grad, found in seen if grad]
    assert learning
    assert all(all(found) for found in learning)
    scored = [found for grad, found in seen if not grad and not any(found)]
    assert len(scored) == 2  # after epoch 0 and after epoch 1


def test_fit_leaves_a_frozen_part_in_its_mode():
    model = pair()
    before = modes(frozen(model, model.encoder))
    training.fit(model, task(), epochs=1, progress=False)
    assert modes(model) == before


def test_scoring_a_classifier_leaves_a_frozen_part_in_its_mode():
    reviews = tasks.sentiment(rng())
    model = models.Classifier(nn.LSTM(4, 5), 2, len(reviews.vocab))
    before = modes(frozen(model, model.layer))
    reviews.score(model, reviews.test)
    assert modes(model) == before


def test_writing_leaves_a_frozen_part_in_its_mode():
    model = models.CharLM(LSTM(4, 5), 3)
    before = modes(frozen(model, model.layer))
    model.generate([0], 2, generator=torch.Generator())
    assert modes(model) == before


def test_the_modes_come_back_after_an_error():
    model = pair()
    before = modes(frozen(model, model.decoder))
    for call in (
        lambda: model.greedy(SOURCE + 20, 3),
        lambda: model.decoder_traces(SOURCE, TARGETS, tokens="a"),
    ):
        with pytest.raises(ValueError, match="expected"):
            call()
        assert modes(model) == before
    with pytest.raises(KeyError), in_mode(model, training=False):
        assert not any(modes(model))
        raise KeyError
    assert modes(model) == before
