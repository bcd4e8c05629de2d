"""Predict the next word of a sentence: ninety short Arabic sentences, word by word."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import NamedTuple

import numpy as np

from . import arabic_words
from .examples import Examples, check_draw, next_tokens
from .goals import Classification

END = "."  # the word after the last one
# Attributes and letter size of a table's cell: printed Arabic is small beside Latin letters.
ARABIC, ENGLISH = ('dir="rtl" lang="ar"', "135%"), ('dir="ltr"', "100%")


class Word(NamedTuple):
    """A word as it is written, how it sounds, what it means, and what it agrees with.

    Attributes:
        form: Arabic letters.
        transliteration: as explained in `arabic_words`.
        meaning: in English, without its gender.
        kind: "living" (a person or an animal), "noun", "adjective", "verb", "preposition" or
            "adverb".
        gender: "m", "f", or "" where the kind has none.
    """

    form: str
    transliteration: str
    meaning: str
    kind: str
    gender: str

    @property
    def gloss(self) -> str:
        """What it means, with its gender: "he reads", "she reads", "the house (m.)"."""
        if self.kind == "verb":
            return f"{'he' if self.gender == 'm' else 'she'} {self.meaning}"
        return f"{self.meaning} ({self.gender}.)" if self.gender else self.meaning


@dataclass(frozen=True)
class Sentence:
    """A sentence with everything that those need who do not read Arabic.

    In a notebook it shows itself from right to left, each word over its sound and its meaning.

    Attributes:
        words: the words, first one first.
        translation: in English, or "" where there is none.
    """

    words: tuple[Word, ...]
    translation: str

    @property
    def tokens(self) -> tuple[str, ...]:
        """The words as they are written."""
        return tuple(word.form for word in self.words)

    @property
    def transliteration(self) -> str:
        """How it sounds, word by word."""
        return " ".join(word.transliteration for word in self.words)

    def __repr__(self) -> str:
        return ": ".join(filter(None, (self.transliteration, self.translation)))

    def _repr_html_(self) -> str:
        rows = (
            _row("center", ARABIC, self.tokens),
            _row("center", ENGLISH, (word.transliteration for word in self.words)),
            _row("center", ENGLISH, (word.gloss for word in self.words)),
        )
        style = 'dir="ltr" style="caption-side:bottom;text-align:center"'
        caption = f"<caption {style}>{escape(self.translation)}</caption>" * bool(self.translation)
        return f'<table dir="rtl">{caption}{"".join(rows)}</table>'


class Sentences(tuple):
    """Some sentences. In a notebook they show themselves as a table, a sentence in each row."""

    def __getitem__(self, which):
        found = super().__getitem__(which)
        return Sentences(found) if isinstance(which, slice) else found

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))

    def _repr_html_(self) -> str:
        rows = (
            _cell("right", ARABIC, " ".join(sentence.tokens))
            + _cell("left", ENGLISH, sentence.transliteration)
            + _cell("left", ENGLISH, sentence.translation)
            for sentence in self
        )
        sides = {"Arabic": "right", "sounds like": "left", "means": "left"}
        heads = (f'<th style="text-align:{side}">{name}</th>' for name, side in sides.items())
        return f"<table><tr>{''.join(heads)}</tr><tr>{'</tr><tr>'.join(rows)}</tr></table>"


def _row(side: str, script: tuple, parts: Iterable[str]) -> str:
    return f"<tr>{''.join(_cell(side, script, part) for part in parts)}</tr>"


def _cell(side: str, script: tuple, text: str) -> str:
    attributes, size = script
    return f'<td {attributes} style="text-align:{side};font-size:{size}">{escape(text)}</td>'


@dataclass(frozen=True, eq=False, repr=False)
class NextWord(Classification):
    """Sentences, and after each word the one that comes next; after the last word, the full stop.

    Attributes:
        words: the Word of each form in `vocab`, but for the full stop.
        learned: the sentences of `train`, in its order.
        held_out: those of `test`.
    """

    words: dict[str, Word] = field(default_factory=dict)
    learned: Sentences = Sentences()
    held_out: Sentences = Sentences()

    @property
    def gloss(self) -> dict[str, str]:
        """What each word of `vocab` means, for figures and live views."""
        return {END: "end", **{form: word.gloss for form, word in self.words.items()}}

    def examples(self, sentences: Iterable[Sentence]) -> Examples:
        """The words of some sentences, and after each of them the next one.

        Raises:
            ValueError: no sentence.
        """
        return _examples(sentences, self.vocab)


def arabic(rng: np.random.Generator, *, n_test: int = 18) -> NextWord:
    """Ninety Arabic sentences of three to six words; `n_test` of them are held out, at random.

    Every word of a held-out sentence is in some other sentence that is learned from. The verb has
    to agree with the gender of the subject, and most sentences have words in between.

    Args:
        rng: draws which sentences are held out.
        n_test: how many, 1 to 30.

    Raises:
        TypeError: no generator.
        ValueError: a number out of its range.
    """
    check_draw(1, n_test, rng)
    if n_test > 30:
        raise ValueError(
            f"n_test is {n_test!r}, expected a whole number from 1 to 30. "
            "The other sentences have to have every word."
        )
    words, sentences = dictionary(), all_sentences()
    held_out = _hold_out(sentences, n_test, rng)
    learned = Sentences(s for k, s in enumerate(sentences) if k not in held_out)
    tested = Sentences(sentences[k] for k in sorted(held_out))
    vocab = (END, *sorted(words))
    return NextWord(
        "Arabic sentences",
        "The gender of the subject, over the words between it and its verb.",
        _examples(learned, vocab),
        _examples(tested, vocab),
        vocab=vocab,
        answers=vocab,
        words=dict(words),
        learned=learned,
        held_out=tested,
    )


def _hold_out(sentences: Sequence[Sentence], n_test: int, rng) -> set[int]:
    """Sentences in random order, unless one is the last that has one of its words."""
    left = Counter(word for sentence in sentences for word in set(sentence.words))
    held_out = set()
    for k in rng.permutation(len(sentences)):
        words = set(sentences[k].words)
        if len(held_out) < n_test and all(left[word] > 1 for word in words):
            held_out.add(int(k))
            left.subtract(words)
    return held_out


def _examples(sentences: Iterable[Sentence], vocab: tuple[str, ...]) -> Examples:
    rows = [[*(vocab.index(token) for token in s.tokens), vocab.index(END)] for s in sentences]
    return Examples(*next_tokens(rows))


@cache
def dictionary() -> dict[str, Word]:
    """Every word of the sentences, by its form."""
    words = {}
    for sound, meaning, traits, form in _table(arabic_words.WORDS):
        kind, _, gender = traits.partition(" ")
        words[form] = Word(form, sound, meaning, kind, gender)
    return words


@cache
def all_sentences() -> Sentences:
    """The ninety sentences."""
    words = dictionary()
    return Sentences(
        Sentence(tuple(words[form] for form in arabic.split()), translation)
        for translation, arabic in _table(arabic_words.SENTENCES)
    )


def _table(text: str) -> list[list[str]]:
    return [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
