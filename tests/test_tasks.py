"""Tiny data sets: what is read, what is predicted, and which characters there are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_teach import tasks
from refusal import assert_refused

texts = st.text(min_size=2, max_size=12)


def test_hello():
    task = tasks.hello()
    assert (task.text, task.vocab, task.tokens) == ("hello", ("e", "h", "l", "o"), tuple("hell"))
    np.testing.assert_array_equal(task.targets, [[0], [2], [2], [3]])
    expected = [[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0]]
    np.testing.assert_array_equal(task.xs[:, 0], expected)
    assert (task.xs.dtype, task.targets.dtype) == (np.float32, np.int64)


@given(texts)
def test_each_target_is_the_next_character(text):
    task = tasks.next_character(text)
    T, V = len(text) - 1, len(set(text))
    assert task.xs.shape == (T, 1, V)
    assert task.targets.shape == (T, 1)
    np.testing.assert_array_equal(task.xs.sum(axis=2), np.ones((T, 1)))
    assert "".join(task.vocab[k] for k in task.xs[:, 0].argmax(axis=1)) == text[:-1]
    assert "".join(task.vocab[k] for k in task.targets[:, 0]) == text[1:]
    assert task.tokens == tuple(text[:-1])
    assert list(task.vocab) == sorted(set(text))


@given(texts)
def test_one_hot_is_how_the_inputs_were_made(text):
    task = tasks.next_character(text)
    again = task.one_hot(text[:-1])
    assert again.dtype == task.xs.dtype
    np.testing.assert_array_equal(again, task.xs)
    assert task.indices(text[1:]) == list(task.targets[:, 0])


@pytest.mark.parametrize("text", ["", "h", None, 5, ["h", "e"], b"hello"])
def test_a_text_without_a_next_character_is_refused(text):
    start = f"text is {text!r}, expected at least 2 characters: one read, one predicted."
    assert_refused(tasks.next_character, ValueError, start, text=text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("help", "text has 'p', expected only e, h, l, o."),
        ("Hello", "text has 'H', expected only e, h, l, o. The model knows no other characters"),
        ("", "text is '', expected at least one character."),
        (None, "text is None, expected at least one character."),
        (["h"], "text is ['h'], expected at least one character."),
    ],
)
def test_characters_that_the_task_does_not_have_are_refused(text, message):
    task = tasks.hello()
    assert_refused(task.one_hot, ValueError, message, text=text)
    assert_refused(task.indices, ValueError, message, text=text)
