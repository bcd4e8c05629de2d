"""What a task knows: its examples, how its model is asked, the loss, and the score.

This is the protocol that `training.fit` relies on. A task has `train` and `test` (Examples) and

    outputs(model, examples)    ask the model: what it gives for these sequences
    loss(outputs, examples)     one number to follow downhill
    correct(model, examples)    which sequences or steps are right, as a row of True and False
    score(model, examples)      the share that is right, 0 to 1: what training tries to raise
    fresh(rng)                  as many new training sequences, where they are made by a rule

PyTorch is imported where a model is asked, so that the data can be had without it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..modes import in_mode
from ..shapes import check_shape
from .examples import Examples


@dataclass(frozen=True, eq=False)
class SequenceTask:
    """A small data set of sequences.

    Attributes:
        name: such as "first and last".
        remember: a sentence: what has to be remembered.
        train: the sequences to learn from.
        test: sequences that are not learned from.
        vocab: the V input words or characters, or None where inputs are numbers.
        answers: the words for the classes, or None where answers are numbers.
        again: draws new training sequences from a generator, or None where there are no others.
    """

    name: str
    remember: str
    train: Examples
    test: Examples
    vocab: tuple[str, ...] | None = None
    answers: tuple[str, ...] | None = None
    again: Callable[[np.random.Generator], Examples] | None = None

    def __repr__(self) -> str:
        T = max(len(self.train.xs), len(self.test.xs))
        sizes = f"{len(self.train)} to learn from, {len(self.test)} to test, up to {T} steps"
        return f"{type(self).__name__}({self.name!r}: {sizes})"

    @classmethod
    def drawn(cls, name: str, remember: str, draw, n: int, n_test: int, rng, **named):
        """A task that is made by a rule.

        Args:
            name, remember: as above.
            draw: draw(n, rng) -> Examples.
            n, n_test: how many sequences to learn from, and to test.
            rng: where they come from, first those to learn from.
            named: the other attributes.
        """
        parts = draw(n, rng), draw(n_test, rng)
        return cls(name, remember, *parts, again=lambda rng: draw(n, rng), **named)

    def check_fresh(self) -> None:
        """Refuse to make new sequences where there is no rule for them.

        Raises:
            ValueError: the task has none.
        """
        if self.again is None:
            raise ValueError(
                f"the task {self.name!r} has no rule for new sequences, expected one for fresh."
                " Train on the same ones: fresh=False."
            )

    def fresh(self, rng: np.random.Generator) -> Examples:
        """As many new training sequences as `train` has.

        Raises:
            ValueError: the task has no rule that makes new ones.
        """
        self.check_fresh()
        return self.again(rng)

    def encode(self, words: str | Sequence[str]) -> np.ndarray:
        """(T, 1) int64: the place of each word, or of each character of a text, in `vocab`.

        Raises:
            ValueError: nothing to encode, a word that is not in `vocab`, or no `vocab` at all.
        """
        return np.array(places(words, self.vocab), dtype=np.int64)[:, None]

    def outputs(self, model, examples: Examples):
        """What the model gives for these sequences: a tensor."""
        xs, lengths = tensor(examples.xs), _lengths(examples)
        return model(xs) if lengths is None else model(xs, lengths=lengths)

    def score(self, model, examples: Examples) -> float:
        """The share that is right, 0 to 1."""
        return float(self.correct(model, examples).mean())

    def correct(self, model, examples: Examples) -> np.ndarray:
        """Which answers that count are right: bool, one row."""
        raise NotImplementedError

    def loss(self, outputs, examples: Examples):
        """How far the outputs are from the targets: a tensor with one number."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False, repr=False)
class Classification(SequenceTask):
    """One class for each sequence, or for each step. Loss: cross-entropy, in nats.

    Attributes:
        whole: an answer is right only if all steps of its sequence that count are.
    """

    whole: bool = False

    def loss(self, outputs, examples: Examples):
        """The mean of minus log p of the right class, over the answers that count.

        Raises:
            ValueError: outputs that are not (n, classes), or (T, n, classes) for steps.
        """
        from torch.nn.functional import cross_entropy

        _check_outputs(outputs, examples, classes=None)
        counts = tensor(examples.counts)
        return cross_entropy(outputs[counts], tensor(examples.targets)[counts])

    def correct(self, model, examples: Examples) -> np.ndarray:
        """Whether the likeliest class is the right one, for each answer that counts.

        One row over all of them; with `whole`, one entry for each sequence.

        Raises:
            ValueError: a model whose outputs do not answer the task.
        """
        outputs = asked(self, model, examples)
        _check_outputs(outputs, examples, classes=None)
        likeliest = outputs.argmax(-1).numpy()
        right, counts = likeliest == examples.targets, examples.counts
        return (right | ~counts).all(axis=0) if self.whole else right[counts]

    @property
    def baseline(self) -> float:
        """The score on `test` of always giving the class that `train` has most often, 0 to 1."""
        seen = self.train.targets[self.train.counts]
        common = np.bincount(seen).argmax()
        right, counts = self.test.targets == common, self.test.counts
        return float(((right | ~counts).all(axis=0) if self.whole else right[counts]).mean())


@dataclass(frozen=True, eq=False, repr=False)
class Regression(SequenceTask):
    """One number for each sequence. Loss: the mean squared error.

    Attributes:
        tolerance: an answer is right if it is less than this away from the target.
    """

    tolerance: float = 0.04

    def loss(self, outputs, examples: Examples):
        """The mean squared error of outputs (n, 1).

        Raises:
            ValueError: outputs of another shape.
        """
        from torch.nn.functional import mse_loss

        _check_outputs(outputs, examples, numbers=1)
        return mse_loss(outputs[:, 0], tensor(examples.targets))

    def correct(self, model, examples: Examples) -> np.ndarray:
        """Whether each answer is less than `tolerance` away: (n,) bool.

        Raises:
            ValueError: a model whose outputs are not (n, 1).
        """
        outputs = asked(self, model, examples)
        _check_outputs(outputs, examples, numbers=1)
        return np.abs(outputs[:, 0].numpy() - examples.targets) < self.tolerance

    @property
    def baseline(self) -> float:
        """The score on `test` of always giving the mean of `train`, 0 to 1."""
        away = np.abs(self.test.targets - self.train.targets.mean())
        return float((away < self.tolerance).mean())


@dataclass(frozen=True, eq=False, repr=False)
class Translation(Classification):
    """One sequence in, another out, each with its own length. For models.Seq2Seq.

    `targets` (T_out, n) end with the end word, `answers[end]`; `mask` ends there, too. Right is a
    sequence if greedy decoding, which never sees the targets, gives all of it.

    Attributes:
        start, end: the places of both marks in `answers`.
    """

    whole: bool = True
    start: int = 0
    end: int = 1

    def outputs(self, model, examples: Examples):
        """Logits (T_out, n, V), with teacher forcing."""
        xs, targets = tensor(examples.xs), tensor(examples.targets)
        return model(xs, targets, lengths=_lengths(examples))

    def correct(self, model, examples: Examples) -> np.ndarray:
        """Whether greedy decoding gives the whole target: (n,) bool."""
        xs, steps = tensor(examples.xs), len(examples.targets)
        written = model.greedy(xs, steps, lengths=_lengths(examples))
        return ((written.numpy() == examples.targets) | ~examples.counts).all(axis=0)


def tensor(array: np.ndarray):
    """The same numbers as a tensor of PyTorch."""
    import torch

    return torch.from_numpy(np.ascontiguousarray(array))


def _lengths(examples: Examples):
    return None if examples.lengths is None else tensor(examples.lengths)


def asked(task: SequenceTask, model, examples: Examples):
    """The outputs of the model, without dropout and without a graph; its modes stay as they are."""
    import torch

    with torch.no_grad(), in_mode(model, training=False):
        return task.outputs(model, examples)


def _check_outputs(outputs, examples: Examples, **last: int | None) -> None:
    """Refuse outputs that have not one row of `last` for each target: nothing is broadcast."""
    each, head = ("sequence", "Classifier") if examples.targets.ndim == 1 else ("step", "Tagger")
    sizes = {
        **dict(zip(("T", "n")[-examples.targets.ndim :], examples.targets.shape, strict=True)),
        **last,
    }
    if outputs.ndim != len(sizes):
        raise ValueError(
            f"outputs has shape {tuple(outputs.shape)}, expected {len(sizes)} axes: "
            f"({', '.join(sizes)}). The task has one answer for each {each}, as models.{head} "
            "gives it."
        )
    check_shape("outputs", outputs, **sizes)


def places(words: str | Sequence[str], vocab: tuple[str, ...] | None) -> list[int]:
    """The place of each word, or of each character of a text, in `vocab`.

    Raises:
        ValueError: nothing to encode, a word that is not in `vocab`, or no `vocab` at all.
    """
    if vocab is None:
        raise ValueError("the task has no vocab, expected one. Its inputs are numbers.")
    if not len(words):
        raise ValueError(f"words is {words!r}, expected at least one.")
    unknown = [word for word in words if word not in vocab]
    if unknown:
        raise ValueError(
            f"words has {unknown[0]!r}, expected only {', '.join(map(repr, vocab))}. "
            "The model knows no others; train it on examples that have them."
        )
    return [vocab.index(word) for word in words]
