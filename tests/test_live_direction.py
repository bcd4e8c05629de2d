"""Which way the live views run: as their words do, or as asked. What is drawn: see the browser."""

from types import SimpleNamespace

import numpy as np
import pytest

from drawn import make_trace
from lstm_teach import live
from lstm_teach.figures.direction import isolated
from refusal import assert_refused

WORDS = "الأم", "في", "المطبخ", "تشرب"
GLOSS = {"الأم": "the mother", "تشرب": "she drinks"}


def made(tokens):
    """A training run with one snapshot, as explore_training reads it."""
    trace = make_trace(B=1, tokens=tokens)
    task = SimpleNamespace(text=" ".join(tokens), vocab=tokens, targets=np.zeros((4, 1), dtype=int))
    return SimpleNamespace(
        task=task,
        losses=np.ones(1),
        epochs=(0,),
        traces=(trace,),
        probabilities=np.full((1, 4, 1, 4), 0.25),
    )


def bars(view) -> dict:
    """The panel of what is expected next."""
    panels = (panel for row in view.spec["rows"] for panel in row["panels"])
    return next(panel for panel in panels if panel["kind"] == "bars")


@pytest.mark.parametrize("tokens, natural", [(WORDS, True), (tuple("hell"), False)])
@pytest.mark.parametrize("direction", [None, "rtl", "ltr"])
def test_views_run_as_their_words_do_unless_asked_otherwise(tokens, natural, direction):
    expected = natural if direction is None else direction == "rtl"
    cell = live.explore_cell(make_trace(tokens=tokens), direction=direction)
    assert cell.spec["axes"]["t"]["rtl"] is expected
    assert "rtl" not in cell.spec["axes"]["unit"]
    training = live.explore_training(made(tokens), direction=direction)
    assert training.spec["axes"]["t"]["rtl"] is bars(training)["rtl"] is expected
    assert training.picture().axes[0].xaxis_inverted() == expected


def test_a_gloss_stands_beside_its_word_where_there_is_one():
    view = live.explore_training(made(WORDS), gloss=GLOSS)
    mother, into = view.spec["axes"]["t"]["names"][:2]
    assert mother == f"t = 0, '{isolated('الأم')}', the mother, step 1 of 4"
    assert into == f"t = 1, '{isolated('في')}', step 2 of 4"
    assert bars(view)["labels"][0] == f"{isolated('الأم')} the mother"
    assert bars(view)["labels"][1] == isolated("في")


def test_an_unknown_direction_is_refused():
    message = "direction is 'left', expected 'rtl'"
    assert_refused(live.explore_cell, ValueError, message, trace=make_trace(), direction="left")
    history = made(WORDS)
    assert_refused(live.explore_training, ValueError, message, history=history, direction="left")
