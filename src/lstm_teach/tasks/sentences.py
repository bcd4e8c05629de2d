"""Sentences of two small grammars: is it praise, and which part of speech is each word?

Each grammar is small enough to list all of its sentences. Some of them, drawn at random, are the
test, so that a model cannot have learned them by heart.
"""

from itertools import product

import numpy as np

from .examples import Examples, check_draw, padded
from .goals import Classification

THINGS = ("soup", "room", "film", "song")
PRAISE = ("good", "lovely", "fresh")
BLAME = ("bad", "dull", "stale")

PARTS = ("article", "adjective", "noun", "verb", "pronoun")
# The same form can be two parts of speech; the sentence says which.
BOTH = ("fish", "watch", "paint", "play", "plant", "cook")
PRONOUNS = ("they", "we")
ALONE, ACTING = ("stops", "waits"), ("sees", "likes")  # without an object, with one
NAMES = (
    "old",
    "young",
    "rich",
    "poor",
)  # an adjective before a noun; or a noun by itself: the old, the young


def sentiment(rng: np.random.Generator, *, n: int = 1500, n_test: int = 500) -> Classification:
    """Is the sentence praise? Each one says something about one thing or two.

    "the soup was not good" is blame, and "the soup was not good but the room was lovely" is praise:
    "not" turns the word after it round, and what comes after "but" weighs more. So the label is
    that of the last clause. The words alone do not tell: their order does.

    Args:
        rng: chooses the sentences.
        n: how many to learn from.
        n_test: how many others to test.

    Raises:
        TypeError: no generator.
        ValueError: a number out of its range, or more sentences than there are.
    """
    clauses = [
        (("the", thing, "was", *middle, word), (word in PRAISE) != ("not" in middle))
        for thing in THINGS
        for middle in ((), ("not",), ("very",), ("not", "very"))
        for word in (*PRAISE, *BLAME)
    ]
    every = list(clauses)
    for (first, _), (second, praise) in product(clauses, clauses):
        if first[1] != second[1]:
            every.append((first + ("but",) + second, praise))
    vocab = tuple(sorted({word for words, _ in every for word in words}))
    return _task(
        every,
        (rng, n, n_test),
        "sentiment",
        'Whether "not" came before the word, and that "but" makes the first half matter less.',
        vocab,
        ("blame", "praise"),
    )


def tagging(rng: np.random.Generator, *, n: int = 600, n_test: int = 200) -> Classification:
    """Which part of speech is each word? Many words can be two.

    In "they fish" fish is a verb, in "the fish" a noun. Harder: in "the old watch stops" old is an
    adjective, in "the old watch the play" it is a noun, and only what comes later tells which.

    Args:
        rng: chooses the sentences.
        n: how many to learn from.
        n_test: how many others to test.

    Raises:
        TypeError: no generator.
        ValueError: a number out of its range, or more sentences than there are.
    """
    every = [tuple(zip(*pairs, strict=True)) for pairs in _tagged()]
    vocab = tuple(sorted({word for words, _ in every for word in words}))
    numbered = [(words, [PARTS.index(part) for part in parts]) for words, parts in every]
    return _task(
        numbered,
        (rng, n, n_test),
        "parts of speech",
        "The word before; and for old and young the words that are still to come.",
        vocab,
        PARTS,
    )


def _tagged() -> list[list[tuple[str, str]]]:
    """Every sentence of the second grammar, as (word, part of speech)."""
    the = ("the", "article")
    one = [[the, (word, "noun")] for word in BOTH]
    one += [[the, (name, "adjective"), (word, "noun")] for name in NAMES for word in BOTH]
    many = [[(word, "pronoun")] for word in PRONOUNS] + [[the, (name, "noun")] for name in NAMES]
    alone = [[*who, (verb, "verb")] for who in many for verb in BOTH]
    alone += [[*who, (verb, "verb")] for who in one for verb in ALONE]
    acting = [[*who, (verb, "verb")] for who in many for verb in BOTH]
    acting += [[*who, (verb, "verb")] for who in one for verb in ACTING]
    return alone + [[*start, *what] for start in acting for what in one]


def _task(every, settings, name, remember, vocab, answers) -> Classification:
    """Draw some sentences to learn from and others to test; none is in both."""
    rng, n, n_test = settings
    check_draw(n, n_test, rng)
    if n + n_test > len(every):
        raise ValueError(
            f"n + n_test is {n + n_test}, expected up to {len(every)}: "
            "the grammar has no more sentences."
        )
    order = rng.permutation(len(every))[: n + n_test]
    parts = [_examples([every[k] for k in some], vocab) for some in (order[:n], order[n:])]
    return Classification(name, remember, *parts, vocab=vocab, answers=answers)


def _examples(sentences, vocab) -> Examples:
    xs, lengths = padded([[vocab.index(word) for word in words] for words, _ in sentences])
    answers = [answer for _, answer in sentences]
    if isinstance(answers[0], list):
        return Examples(xs, padded(answers)[0], lengths)
    return Examples(xs, np.array(answers, dtype=np.int64), lengths)
