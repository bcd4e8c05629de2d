"""The Arabic sentences: spelling, agreement, transliteration, glosses, and a split without leaks.

Grammar is checked from the spelling where it shows (ya- and ta-, the feminine ending), so that a
wrong entry in the table of words is noticed too.
"""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from lstm_teach import tasks
from lstm_teach.tasks.next_word import END, Sentence, all_sentences, dictionary
from refusal import assert_refused

WORDS, SENTENCES = dictionary(), all_sentences()
LETTERS = set("ءأإابةتثجحخدذرزسشصضطظعغفقكلمنهوىي")
SUN = dict(zip("تثدذرزسشصضطظلن", "t th d dh r z s sh ṣ ḍ ṭ ẓ l n".split(), strict=True))
SOUNDS = SUN | dict(zip("بجحخعغفقكمهءأ", "b j ḥ kh ʿ gh f q k m h ʾ ʾ".split(), strict=True))
VOWELS = {"ا": "ā", "ى": "ā", "و": "(ū|ww?[aiu]?)", "ي": "(ī|yy?[aiu]?)", "ة": ""}


def wrong(words) -> list[str]:
    """What does not agree in a sentence."""
    found = []
    subject = words[0]
    for before, word in zip(words, words[1:], strict=False):
        definite = word.form.startswith("ال")
        if word.kind == "verb" and word.gender != subject.gender:
            found.append(f"{word.gloss} after {subject.gloss}")
        if word.kind == "adjective" and definite and word.gender != before.gender:
            found.append(f"{word.gloss} beside {before.gloss}")
        if word.kind == "adjective" and not definite and word.gender != subject.gender:
            found.append(f"{word.gloss} said of {subject.gloss}")
    return found


def spoken(form) -> str:
    """A pattern of how a word may sound: its letters, with any short vowels after consonants."""
    for written, said in {"بال": "bi-l-", "ال": f"a{SUN.get(form[2:3], 'l')}-"}.items():
        if form.startswith(written):
            return said + spoken(form.removeprefix(written))
    first = "[aiu]" if form[0] in "أإا" else ""  # no hamza is written where a word begins
    letters = form[1:] if first else form
    return first + "".join(
        VOWELS[letter] if letter in VOWELS else f"({SOUNDS[letter]}){{1,2}}[aiu]?"
        for letter in letters
    )


# words


def test_there_are_enough_sentences_and_none_twice():
    assert 60 <= len(SENTENCES) == len({s.tokens for s in SENTENCES})
    assert {len(s.tokens) for s in SENTENCES} == {3, 4, 5, 6}


def test_words_are_spelled_with_arabic_letters_only():
    assert set("".join(WORDS)) <= LETTERS
    for form in WORDS:
        assert not re.search("ة.|ى.|^ء", form), f"{form}: this letter stands at ends only"


def test_every_word_is_used_and_says_how_it_sounds_and_what_it_means():
    assert {word for s in SENTENCES for word in s.tokens} == set(WORDS)
    kinds = {"living", "noun", "adjective", "verb", "preposition", "adverb"}
    for word in WORDS.values():
        assert word.transliteration and word.meaning and word.kind in kinds
        assert bool(word.gender) == (word.kind in {"living", "noun", "adjective", "verb"})
        assert word.gender in ("m", "f", "")
    assert len({w.transliteration for w in WORDS.values()}) == len(WORDS)
    assert len({w.gloss for w in WORDS.values()}) == len(WORDS)


@pytest.mark.parametrize("word", WORDS.values(), ids=lambda word: word.transliteration)
def test_the_transliteration_has_the_consonants_of_the_letters(word):
    assert re.fullmatch(spoken(word.form), word.transliteration)


def test_a_wrong_transliteration_would_be_noticed():
    for form, wrong in {"الشاي": "al-shāy", "الطالب": "at-tālib", "يقرأ": "yaqra"}.items():
        assert re.fullmatch(spoken(form), WORDS[form].transliteration)
        assert not re.fullmatch(spoken(form), wrong)


def test_gender_is_what_the_spelling_says():
    verbs = [w for w in WORDS.values() if w.kind == "verb"]
    for masculine, feminine in zip(verbs[::2], verbs[1::2], strict=True):
        assert (masculine.gender, feminine.gender) == ("m", "f")
        assert masculine.form[0] == "ي" and feminine.form[0] == "ت"
        assert masculine.form[1:] == feminine.form[1:] and masculine.meaning == feminine.meaning
        assert "t" + masculine.transliteration[1:] == feminine.transliteration
    for word in WORDS.values():
        if word.kind in ("living", "noun", "adjective") and word.form.endswith("ة"):
            assert word.gender == "f", word.gloss
    adjectives = [w for w in WORDS.values() if w.kind == "adjective"]
    for masculine, feminine in zip(adjectives[::2], adjectives[1::2], strict=True):
        assert masculine.form + "ة" == feminine.form and masculine.gender == "m"


def test_the_living_come_in_pairs_of_him_and_her():
    living = [w for w in WORDS.values() if w.kind == "living"]
    assert [w.gender for w in living] == ["m", "f"] * (len(living) // 2)


# sentences


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda s: s.transliteration)
def test_everything_agrees(sentence):
    assert wrong(sentence.words) == []
    assert sentence.words[0].kind in ("living", "noun")
    verbs = [w for w in sentence.words if w.kind == "verb"]
    assert len(verbs) == (sentence.words[0].kind == "living"), "who lives does something"


@pytest.mark.parametrize(
    "text", ["البنت في البيت يقرأ القصة", "الولد الصغيرة ينام في الغرفة", "المدرسة الجديدة كبير"]
)
def test_a_sentence_that_does_not_agree_would_be_noticed(text):
    assert len(wrong([WORDS[form] for form in text.split()])) == 1


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda s: s.translation)
def test_the_translation_has_every_word(sentence):
    text = sentence.translation
    assert text[0].isupper() and text.endswith(".")
    english = text.rstrip(".").lower().split()
    for word in sentence.words:
        for part in word.meaning.split():
            assert part == "the" or part in english, part
    content = [w for w in english if w not in ("the", "is")]
    assert len(content) == sum(
        len(w.meaning.removeprefix("the ").split()) for w in sentence.words
    ) - ("with the ball" in text)


# the task


@pytest.fixture(scope="module")
def task():
    return tasks.arabic(np.random.default_rng(0))


@pytest.mark.parametrize("seed", range(8))
def test_held_out_sentences_are_new_and_made_of_known_words(seed):
    task = tasks.arabic(np.random.default_rng(seed))
    learned, held_out = set(task.learned), set(task.held_out)
    assert len(held_out) == len(task.test) == 18 and not learned & held_out
    assert learned | held_out == set(SENTENCES)
    known = {word for sentence in learned for word in sentence.tokens}
    assert known == set(WORDS)


def test_the_split_is_that_of_the_seed(task):
    again = tasks.arabic(np.random.default_rng(0))
    assert again.held_out == task.held_out
    assert tasks.arabic(np.random.default_rng(1)).held_out != task.held_out
    assert len(tasks.arabic(np.random.default_rng(1), n_test=30).held_out) == 30
    assert len(tasks.arabic(np.random.default_rng(1), n_test=np.int64(5)).held_out) == 5


@pytest.mark.parametrize("part", ["train", "test"])
def test_after_each_word_comes_the_next_one_and_then_the_full_stop(task, part):
    examples = getattr(task, part)
    sentences = task.learned if part == "train" else task.held_out
    for k, sentence in enumerate(sentences):
        length = examples.lengths[k]
        read, next_ = examples.xs[:length, k], examples.targets[:length, k]
        assert tuple(task.vocab[i] for i in read) == sentence.tokens
        assert tuple(task.vocab[i] for i in next_) == (*sentence.tokens[1:], END)
        assert examples.counts[:, k].sum() == length
    again = task.examples(sentences)
    np.testing.assert_array_equal(again.xs, examples.xs)


def test_every_word_has_a_gloss(task):
    assert set(task.gloss) == set(task.vocab) and all(task.gloss.values())
    assert task.gloss["يقرأ"] == "he reads" and task.gloss["البيت"] == "the house (m.)"


def test_bad_input_is_refused(task):
    for rng in (0, None, np.random.RandomState(0)):
        assert_refused(tasks.arabic, TypeError, "rng is a", "default_rng(0)", rng=rng)
    for n_test, expected in ((0, "1 or more"), (31, "1 to 30"), (2.5, "1 or more"), (True, "more")):
        parts = "n_test is", expected
        assert_refused(
            tasks.arabic, ValueError, *parts, rng=np.random.default_rng(0), n_test=n_test
        )
    with pytest.raises(ValueError, match="words has 'hello'"):
        task.encode(["hello"])


# what a notebook shows


class Cells(HTMLParser):
    """The cells of a table: (attributes of the cell, its text)."""

    def __init__(self, html):
        super().__init__()
        self.cells, self.tables = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.tables.append(dict(attributes))
        if tag in ("td", "caption"):
            self.cells.append((dict(attributes), ""))

    def handle_data(self, data):
        if self.cells:
            attributes, text = self.cells[-1]
            self.cells[-1] = (attributes, text + data)


def test_a_sentence_shows_word_sound_and_meaning_from_right_to_left():
    sentence = SENTENCES[4]
    parsed = Cells(sentence._repr_html_())
    assert parsed.tables[0]["dir"] == "rtl"
    (caption, translation), *cells = parsed.cells
    assert translation == sentence.translation and caption["dir"] == "ltr"
    T = len(sentence.tokens)
    assert [text for _, text in cells[:T]] == list(sentence.tokens)
    assert all(a["lang"] == "ar" and a["dir"] == "rtl" for a, _ in cells[:T])
    assert [text for _, text in cells[T:]] == [
        *(w.transliteration for w in sentence.words),
        *(w.gloss for w in sentence.words),
    ]
    assert all(a["dir"] == "ltr" for a, _ in cells[T:])


def test_many_sentences_are_a_table(task):
    cells = Cells(task.held_out._repr_html_()).cells
    assert [text for _, text in cells] == [
        part
        for s in task.held_out
        for part in (" ".join(s.tokens), s.transliteration, s.translation)
    ]
    assert repr(task.held_out).splitlines() == [repr(s) for s in task.held_out]


def test_without_a_translation_a_sentence_shows_the_rest():
    sentence = Sentence(SENTENCES[4].words, "")
    assert repr(sentence) == sentence.transliteration
    assert "caption" not in sentence._repr_html_() and sentence.tokens[0] in sentence._repr_html_()


def test_a_part_of_the_sentences_is_a_table_too(task):
    assert repr(task.learned[:2]) == "\n".join(repr(task.learned[k]) for k in (0, 1))
    assert isinstance(task.learned[0], Sentence)


def test_html_is_escaped():
    word = WORDS["الولد"]._replace(meaning="<b>")
    assert "<b>" not in Sentence((word,), "a <b> c")._repr_html_()
