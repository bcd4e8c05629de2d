"""Sequence tasks: every label is worked out again here, from the inputs alone."""

from itertools import pairwise

import numpy as np
import pytest

from lstm_teach import tasks
from refusal import assert_refused

SEEDS = (0, 1, 2)


def rng(seed=0) -> np.random.Generator:
    return np.random.default_rng(seed)


MADE = {
    "first_and_last": lambda rng: tasks.first_and_last(40, 9, rng, n_test=30),
    "adding": lambda rng: tasks.adding(40, 9, rng, n_test=30),
    "first_symbol": lambda rng: tasks.first_symbol(40, 9, rng, n_test=30),
    "brackets": lambda rng: tasks.brackets(40, 30, rng, max_depth=3, n_test=30),
    "sentiment": tasks.sentiment,
    "tagging": tasks.tagging,
    "number_words": tasks.number_words,
}


def both(task) -> list[tuple[list[str], object]]:
    """(words, answer or answers in words) of every sequence, to learn from and to test."""
    rows = []
    for examples in (task.train, task.test):
        for k in range(len(examples)):
            target = examples.targets[..., k]
            counts = examples.counts[..., k]
            said = [task.answers[a] for a in np.atleast_1d(target)[np.atleast_1d(counts)]]
            rows.append((list(examples.tokens(k, task.vocab)), said))
    return rows


# The labels


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("features", [1, 3])
def test_first_and_last(seed, features):
    task = tasks.first_and_last(60, 30, rng(seed), features=features, n_test=40)
    for examples in (task.train, task.test):
        assert examples.xs.shape == (30, len(examples), features)
        for k in range(len(examples)):
            total = sum(float(v) for v in examples.xs[0, k]) + sum(map(float, examples.xs[29, k]))
            assert examples.targets[k] == (1 if total > 0 else 0)
    again = rng(seed).standard_normal((30, 60, features)).astype(np.float32)
    np.testing.assert_array_equal(task.train.xs, again)  # one draw: the long run relies on it


def test_who_knows_the_last_number_only_is_right_in_three_of_four_cases():
    examples = tasks.first_and_last(20_000, 3, rng()).train
    right = (examples.xs[-1, :, 0] > 0) == examples.targets
    assert abs(right.mean() - 0.75) < 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_adding(seed):
    task = tasks.adding(60, 11, rng(seed), n_test=40)
    for examples in (task.train, task.test):
        assert examples.targets.dtype == np.float32
        for k in range(len(examples)):
            marked = [(t, x) for t, (x, mark) in enumerate(examples.xs[:, k].tolist()) if mark == 1]
            (first, x1), (second, x2) = marked
            assert first < 5 <= second
            assert abs(examples.targets[k] - (0.5 + (x1 + x2) / 4)) < 1e-6
        assert set(np.unique(examples.xs[..., 1])) == {0, 1}
        assert np.abs(examples.xs[..., 0]).max() <= 1


@pytest.mark.parametrize("symbols", [2, 4, 26])
def test_first_symbol(symbols):
    task = tasks.first_symbol(300, 5, rng(), symbols=symbols)
    for words, said in both(task):
        assert said == words[:1]
    assert len(task.vocab) == symbols
    assert set(np.unique(task.train.xs)) == set(range(symbols))


@pytest.mark.parametrize("seed", SEEDS)
def test_brackets(seed):
    task = tasks.brackets(50, 40, rng(seed), max_depth=3, n_test=20)
    for words, said in both(task):
        depths = [words[: t + 1].count("(") - words[: t + 1].count(")") for t in range(40)]
        assert said == [str(depth) for depth in depths]
        assert min(depths) >= 0
        assert max(depths) <= 3


def test_counting_counts_where_the_next_symbol_can_be_known():
    """A step is predictable if the same beginning always goes on in the same way."""
    task = tasks.counting(6)
    texts = [["start"] + ["a"] * n + ["b"] * n + ["end"] for n in range(1, 14)]
    for n, (words, said) in zip((*range(1, 7), *range(1, 13)), both(task), strict=True):
        text = texts[n - 1]
        assert words == text[:-1]
        known = []
        for t in range(len(words)):
            after = {other[t + 1] for other in texts if other[: t + 1] == text[: t + 1]}
            if len(after) == 1 and words[t] != "start":
                known.append(text[t + 1])
        assert said == known
    assert task.train.lengths.tolist() == [2 * n + 1 for n in range(1, 7)]


@pytest.mark.parametrize("seed", SEEDS)
def test_sentiment(seed):
    seen = set()
    for words, (said,) in both(tasks.sentiment(rng(seed))):
        clause = " ".join(words).split(" but ")[-1].split()
        praise = clause[-1] in ("good", "lovely", "fresh")
        assert said == ("praise" if praise != (clause.count("not") == 1) else "blame")
        seen.add("not" in words and "but" in words)
    assert seen == {True, False}


def test_the_words_of_a_review_do_not_tell_without_their_order():
    """Among all sentences there are some with the same words and the other label."""
    by_words = {}
    for words, (said,) in both(tasks.sentiment(rng(), n=3000, n_test=500)):
        by_words.setdefault(tuple(sorted(words)), set()).add(said)
    assert sum(len(said) == 2 for said in by_words.values()) > 100


SURE = ("stops", "waits", "sees", "likes")
FORMS = ("fish", "watch", "paint", "play", "plant", "cook")


def parse(words: list[str]) -> list[str]:
    """A reading of its own: find the verb first, then read each side of it."""
    if words[0] in ("they", "we"):
        verb = 1
    elif set(words) & {"stops", "waits", "sees", "likes"}:
        verb = min(
            words.index(word) for word in ("stops", "waits", "sees", "likes") if word in words
        )
    else:
        verb = 2  # the old fish ...: with no other verb it must be the third word
    tags = []
    for t, word in enumerate(words):
        last_of_phrase = t + 1 in (verb, len(words))
        if t == verb:
            tags.append("verb")
        elif word in ("they", "we"):
            tags.append("pronoun")
        elif word == "the":
            tags.append("article")
        else:
            tags.append("noun" if last_of_phrase else "adjective")
    return tags


@pytest.mark.parametrize("seed", SEEDS)
def test_tagging(seed):
    for words, said in both(tasks.tagging(rng(seed))):
        assert said == parse(words), words


def test_words_have_several_tags_and_a_sentence_has_one_reading():
    rows = both(tasks.tagging(rng(), n=2500, n_test=400))
    tags = {}
    for words, said in rows:
        for word, tag in zip(words, said, strict=True):
            tags.setdefault(word, set()).add(tag)
    assert all(tags[form] == {"noun", "verb"} for form in FORMS)
    assert tags["old"] == {"noun", "adjective"}
    assert len({tuple(words) for words, _ in rows}) == len(rows)


def test_only_what_comes_later_tells_what_old_is():
    """The same four words so far, two tags: no model that reads one way can know."""
    tags = {}
    for words, said in both(tasks.tagging(rng(), n=2500, n_test=400)):
        tags.setdefault(tuple(words[:2]), set()).add(said[1])
    assert tags["the", "old"] == {"noun", "adjective"}


VALUES = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
        "eighty ninety".split(),
        [*range(20), *range(20, 100, 10)],
        strict=True,
    )
)


def test_number_words():
    """From the words back to the number."""
    rows = both(tasks.number_words(rng()))
    for digits, words in rows:
        assert words[-1] == "end"
        value = 0
        for word in words[:-1]:
            value = value * 100 if word == "hundred" else value + VALUES[word]
        assert value == int("".join(digits))
    assert sorted(int("".join(digits)) for digits, _ in rows) == list(range(1000))


def test_story():
    """Each target is the next character, and the last line is not learned from."""
    task = tasks.story(T=40, every=3)
    for words, said in both(task):
        assert said[:-1] == words[1:]
    learned = "".join(task.train.tokens(k, task.vocab)[0] for k in range(len(task.train)))
    assert len(learned) > 150
    text = tasks.story(T=40, every=1)
    line = "".join(text.test.tokens(k, text.vocab)[0] for k in range(len(text.test)))
    assert line.startswith("this is the child that asked the moon")
    seen = "".join(text.train.tokens(k, text.vocab)[0] for k in range(len(text.train)))
    assert "child" not in seen
    assert seen.startswith("this is the key of the little red gate.\nthis is the fox")


# What holds for all


@pytest.mark.parametrize("name", MADE)
def test_a_seed_decides(name):
    one, same, other = (MADE[name](rng(seed)) for seed in (5, 5, 6))
    for part in ("train", "test"):
        np.testing.assert_array_equal(getattr(one, part).xs, getattr(same, part).xs)
        np.testing.assert_array_equal(getattr(one, part).targets, getattr(same, part).targets)
    assert not np.array_equal(one.train.xs, other.train.xs)
    assert not np.array_equal(one.train.xs[..., :20], one.test.xs[..., :20])
    assert len(one.remember) > 30
    assert one.name in repr(one)


@pytest.mark.parametrize("name", ["sentiment", "tagging", "number_words"])
def test_no_sentence_is_in_both_parts(name):
    task = MADE[name](rng())
    rows = [tuple(words) for words, _ in both(task)]
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize("name", ["first_and_last", "adding", "first_symbol", "brackets"])
def test_fresh_sequences_are_new_and_as_many(name):
    task, source = MADE[name](rng()), rng(9)
    one, two = task.fresh(source), task.fresh(source)
    assert len(one) == len(two) == len(task.train)
    assert one.xs.shape == task.train.xs.shape
    assert not np.array_equal(one.xs, two.xs)
    assert not np.array_equal(one.xs, task.train.xs)


def test_a_list_of_sentences_has_no_fresh_ones():
    task = tasks.sentiment(rng())
    assert_refused(task.fresh, ValueError, "'sentiment' has no rule for new sequences", rng=rng())


def test_padded_puts_zeros_behind_the_ends():
    array, lengths = tasks.padded([[1, 2, 3], [4]])
    np.testing.assert_array_equal(array, [[1, 4], [2, 0], [3, 0]])
    np.testing.assert_array_equal(lengths, [3, 1])


def test_pick_takes_sequences_without_padding_that_none_needs():
    array, lengths = tasks.padded([[1, 2, 3], [4], [5, 6]])
    examples = tasks.Examples(array, array * 10, lengths)
    some = examples.pick(np.array([2, 1]))
    np.testing.assert_array_equal(some.xs, [[5, 4], [6, 0]])
    np.testing.assert_array_equal(some.targets, [[50, 40], [60, 0]])
    np.testing.assert_array_equal(some.counts, [[True, True], [True, False]])
    assert some.tokens(1, "abcdefg") == ("e",)
    assert examples.pick([0]).xs.shape == (3, 1)


def test_pick_keeps_targets_of_another_length():
    task = tasks.number_words(rng())
    some = task.train.pick([3, 1])
    np.testing.assert_array_equal(some.targets, task.train.targets[:, [3, 1]])
    np.testing.assert_array_equal(some.counts, task.train.counts[:, [3, 1]])


def test_pick_keeps_end_marks_where_the_longest_in_and_out_are_as_long():
    """Two digits, or a word and its end mark: one digit needs fewer steps in, but not out."""
    examples = tasks.number_words(rng(), below=20, n_test=5).train
    assert len(examples.targets) == len(examples.xs) == 2
    short = examples.lengths == 1
    some = examples.pick(short)
    assert some.xs.shape == (1, short.sum())
    assert some.counts.sum() == examples.counts[:, short].sum() == 2 * short.sum()
    assert (some.targets[-1] == 1).all()  # the end mark


def test_encode_and_its_refusals():
    task = tasks.sentiment(rng())
    words = ["the", "soup", "was", "good"]
    assert [task.vocab[k] for k in task.encode(words)[:, 0]] == words
    assert task.encode(words).shape == (4, 1)
    story = tasks.story()
    assert "".join(story.vocab[k] for k in story.encode("the fox")[:, 0]) == "the fox"
    assert_refused(task.encode, ValueError, "words has 'tea', expected only", words=["the", "tea"])
    assert_refused(task.encode, ValueError, "words is [], expected at least one.", words=[])
    numbers = MADE["adding"](rng())
    assert_refused(numbers.encode, ValueError, "the task has no vocab", words=["a"])


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"n": 0}, ValueError, "n is 0, expected a whole number of 1 or more."),
        ({"n_test": 0}, ValueError, "n_test is 0, expected a whole number"),
        ({"T": 1}, ValueError, "T is 1, expected 2 or more steps."),
        ({"T": 2.5}, ValueError, "T is 2.5, expected a whole number of 1 or more."),
        ({"rng": 0}, TypeError, "rng is a int, expected a np.random.Generator."),
    ],
)
def test_draws_out_of_range_are_refused(change, error, message):
    settings = {"n": 5, "T": 5, "rng": rng(), "n_test": 5, **change}
    for make in (tasks.first_and_last, tasks.adding, tasks.first_symbol):
        assert_refused(make, error, message, **settings)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: tasks.first_symbol(5, 5, rng(), symbols=1), "symbols is 1, expected 2 to 26"),
        (lambda: tasks.first_symbol(5, 5, rng(), symbols=27), "symbols is 27, expected 2 to 26"),
        (lambda: tasks.first_and_last(5, 5, rng(), features=0), "features is 0, expected"),
        (lambda: tasks.brackets(5, 5, rng(), max_depth=0), "max_depth is 0, expected"),
        (lambda: tasks.brackets(5, 0, rng()), "T is 0, expected"),
        (lambda: tasks.counting(0), "max_n is 0, expected"),
        (lambda: tasks.counted([3, 0]), "n is 0, expected"),
        (lambda: tasks.counted([]), "sequences is empty, expected at least one"),
        (lambda: tasks.padded([[1], []]), "sequences has an empty one at 1, expected"),
        (lambda: tasks.sentiment(rng(), n=10**6), "n + n_test is 1000500, expected up to"),
        (lambda: tasks.number_words(rng(), below=1001), "below is 1001, expected more than n_test"),
        (lambda: tasks.number_words(rng(), below=200), "below is 200, expected more than n_test"),
        (lambda: tasks.story(T=400), "T is 400, expected less than"),
        (lambda: tasks.story(every=0), "every is 0, expected"),
    ],
)
def test_settings_out_of_range_are_refused(call, message):
    assert_refused(call, ValueError, message)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"targets": np.zeros(3, int)}, "targets has shape (3,), expected (n,) = (2,)"),
        ({"targets": np.zeros((2, 5), int)}, "targets has shape (2, 5), expected (T, n)"),
        ({"lengths": np.array([1])}, "lengths has shape (1,), expected (n,) = (2,)"),
        ({"lengths": np.array([1, 6])}, "lengths go from 1 to 6, expected 1 to T = 5."),
        ({"lengths": np.array([0, 5])}, "lengths go from 0 to 5, expected 1 to T = 5."),
        ({"mask": np.ones((4, 2), bool)}, "mask has shape (4, 2), expected (T, n) = (5, 2)"),
        ({"xs": np.zeros(5, int)}, "xs has shape (5,), expected (T, n) = (any, any)"),
    ],
)
def test_examples_that_do_not_belong_together_are_refused(change, message):
    fields = {"xs": np.zeros((5, 2), int), "targets": np.zeros((5, 2), int), **change}
    assert_refused(tasks.Examples, ValueError, message, **fields)


def test_baselines_are_what_the_commonest_answer_gives():
    task = tasks.brackets(400, 30, rng())
    common = np.bincount(task.train.targets.ravel()).argmax()
    assert task.baseline == np.mean(task.test.targets == common)
    adding = tasks.adding(4000, 10, rng(), n_test=4000)
    # (X1 + X2) / 4 is triangular on -1/2..1/2; within 0.04 of its middle lie 1 - 0.92 ** 2.
    assert abs(adding.baseline - (1 - 0.92**2)) < 0.02
    assert tasks.counting(5).baseline == 0
    assert tasks.number_words(rng()).baseline == 0


def test_sorted_vocabularies_without_doubles():
    for make in (tasks.sentiment, tasks.tagging, lambda rng: tasks.story()):
        vocab = make(rng()).vocab
        assert all(one < two for one, two in pairwise(vocab))
