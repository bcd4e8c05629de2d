"""A learned model and a text, taken apart for the views: runs in NumPy, and what it expects."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .. import interventions
from ..interventions import Edit
from ..shapes import check_numbers, check_shape
from ..trace import Trace
from ..weights import LSTMWeights


@dataclass(frozen=True, eq=False)
class Subject:
    """A trained model and one text. The numbers are those of the moment it was made.

    Attributes:
        layers: the weights of each layer, from the bottom.
        head: W (V, H) and b (V,) of the linear layer on the top h.
        xs: (T, 1, D), the encoded text.
        tokens: T labels, what is read at each step.
        choices: V labels, what the model chooses from.
        at_end: it answers once, after the last step, and not after every step.
    """

    layers: tuple[LSTMWeights, ...]
    head: tuple[np.ndarray, np.ndarray]
    xs: np.ndarray
    tokens: tuple[str, ...]
    choices: tuple[str, ...]
    at_end: bool

    def run(self, edits: Sequence[tuple[int, Edit]] = ()) -> list[Trace]:
        """One Trace for each layer, with edits as pairs (layer, Edit).

        Raises:
            ValueError: as interventions.run does.
        """
        traces, xs = [], self.xs
        for k, weights in enumerate(self.layers):
            mine = [edit for layer, edit in edits if layer == k]
            traces.append(interventions.run(weights, xs, mine, tokens=self.tokens))
            xs = traces[-1].h
        return traces

    def expects(self, traces: list[Trace]) -> np.ndarray:
        """(T, V), or (1, V) at the end: how likely each choice is, by the softmax of the head."""
        W, b = self.head
        hs = traces[-1].h[-1:, 0] if self.at_end else traces[-1].h[:, 0]  # (T, H) or (1, H)
        logits = (hs @ W.T + b).astype(float)
        shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return shares / shares.sum(axis=-1, keepdims=True)


def subject(model, text, task=None) -> Subject:
    """Take a model apart for a text.

    Args:
        model: models.CharModel, CharLM, Tagger or Classifier on layers.LSTM or nn.LSTM.
        text: a string or a list of tokens; or (T, D) numbers for a model that reads numbers; or a
            tasks.Task: its inputs, and itself as `task`.
        task: what the model was trained on, for its words; or the words, in the model's order.
            A model that reads numbers needs none.

    Raises:
        TypeError: another model or layer, or no vocabulary.
        ValueError: an empty text, a token that the model does not know, words of another task, a
            layer that reads in both directions, peepholes, or a model whose answer is a number.
    """
    from .. import models

    if hasattr(text, "vocab") and not hasattr(text, "tokens"):
        raise TypeError(
            f"text is a {type(text).__name__}, a task of many sequences, expected one of them. "
            "task.test.xs[:, 0] is the first; where it has the numbers of words, task.vocab has "
            "the words. Pass the task itself as `task`."
        )
    if hasattr(text, "vocab") and task is None:
        text, task = text.tokens, text
    if not isinstance(model, (models.CharModel, models.Tagger, models.Classifier)):
        raise TypeError(
            f"model is a {type(model).__name__}, expected a models.CharModel, CharLM, Tagger or "
            "Classifier. Is it a bare layer? It has no head that expects something."
        )
    layers, vectors = _charmodel(model) if hasattr(model, "cell") else _reader(model)
    if vectors is None:
        xs, tokens, vocab = *_numbers(text, layers[0]), ()
    else:
        vocab = _words(task, len(vectors))
        xs, tokens = vectors[_indices(text, vocab)][:, None], tuple(text)  # (T, 1, D)
    W, b = (part.detach().numpy().copy() for part in (model.head.weight, model.head.bias))
    writes = isinstance(model, (models.CharModel, models.CharLM))
    choices = _choices(task, vocab if writes else (), len(b))
    return Subject(layers, (W, b), xs, tokens, choices, isinstance(model, models.Classifier))


def _charmodel(model) -> tuple[tuple[LSTMWeights, ...], np.ndarray]:
    """Its one layer, and the vector of each token: one-hot."""
    weights = model.cell.to_weights()
    return (weights,), np.eye(weights.D, dtype=weights.dtype)


def _reader(model) -> tuple[tuple[LSTMWeights, ...], np.ndarray | None]:
    """The layers of a model, and the vector of each token, (V, D); None where it reads numbers."""
    layer = model.layer
    own = hasattr(layer, "weights")
    if not own and type(layer).__name__ != "LSTM":
        raise TypeError(
            f"model.layer is a {type(layer).__name__}, expected layers.LSTM or nn.LSTM. "
            "The others do not have the gates i, f, g, o."
        )
    if layer.bidirectional:
        raise ValueError(
            "model.layer.bidirectional is True, expected False: this view reads in one direction."
        )
    read = layer.weights if own else (lambda k: LSTMWeights.from_torch(layer, k))
    weights = tuple(read(k) for k in range(layer.num_layers))
    words = model.embedding
    return weights, None if words is None else words.weight.detach().numpy().copy()


def _numbers(numbers, weights: LSTMWeights) -> tuple[np.ndarray, tuple[str, ...]]:
    """Numbers as one sequence (T, 1, D), and labels: the numbers themselves where D is 1."""
    if not isinstance(numbers, np.ndarray):
        raise TypeError(
            f"text is a {type(numbers).__name__}, expected an array (T, D): this model reads "
            "numbers. task.test.xs[:, 0] is the first sequence of a task."
        )
    check_shape("text", numbers, T=None, D=weights.D)
    check_numbers("text", numbers)
    labels = [f"{row[0]:.1f}" for row in numbers] if weights.D == 1 else range(len(numbers))
    return numbers.astype(weights.dtype)[:, None], tuple(map(str, labels))


def _words(task, V: int) -> tuple[str, ...]:
    """The V tokens that a model can read, in its order."""
    if task is None or getattr(task, "vocab", task) is None:
        raise TypeError(
            "task is missing: a model does not keep its characters. "
            "Pass the task it was trained on, or its vocabulary."
        )
    vocab = tuple(getattr(task, "vocab", task))
    if len(vocab) != V:
        raise ValueError(
            f"task has {len(vocab)} tokens, expected {V}, as many as the model reads. "
            "Was the model trained on another task?"
        )
    return vocab


def _choices(task, vocab: tuple, count: int) -> tuple[str, ...]:
    """Words for what the head chooses from: the task's answers, a writer's words, or numbers."""
    if count == 1:
        raise ValueError("the model's answer is one number, expected a choice between classes.")
    answers = getattr(task, "answers", None) or vocab
    return tuple(answers if len(answers) == count else map(str, range(count)))


def _indices(text, vocab: tuple) -> list[int]:
    """The place of each token of the text in the vocabulary."""
    if not isinstance(text, (str, list, tuple)) or not len(text):
        raise ValueError(f"text is {text!r}, expected at least one character.")
    unknown = [token for token in text if token not in vocab]
    if unknown:
        known = ", ".join(map(repr, vocab[:40])) + (", ..." if len(vocab) > 40 else "")
        raise ValueError(
            f"text has {unknown[0]!r}, expected only {known}. "
            "The model knows no others; train it on a text that has them."
        )
    return [vocab.index(token) for token in text]
