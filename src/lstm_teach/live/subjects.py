"""A learned model and a text, taken apart for the views: runs in NumPy, and what it expects."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .. import interventions
from ..interventions import Edit
from ..trace import Trace
from ..weights import LSTMWeights


@dataclass(frozen=True, eq=False)
class Subject:
    """A trained model and one text, taken apart: the numbers are those of now.

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
    at_end: bool = False

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


def subject(model, text, vocab=None) -> Subject:
    """Take a model apart for a text.

    Args:
        model: models.CharModel, models.CharLM or models.Classifier, one direction.
        text: a string, a sequence of tokens, or a Task: its inputs and its vocabulary.
        vocab: what the model can read, V tokens in the order of its inputs, or a Task that has
            them. May be left out where `text` is a Task.

    Raises:
        TypeError: another model, or no vocabulary.
        ValueError: an empty text, a token that the vocabulary does not have, a vocabulary of
            another size, a bidirectional model, or peepholes.
    """
    from .. import models

    if hasattr(text, "vocab"):
        text, vocab = text.tokens, text.vocab if vocab is None else vocab
    if vocab is None:
        raise TypeError(
            "vocab is missing: a model does not keep its characters. "
            "Pass the task it was trained on, such as vocab=task."
        )
    vocab = tuple(getattr(vocab, "vocab", vocab))
    if isinstance(model, models.CharModel):
        W_x = model.cell.to_weights()
        indices = _indices(text, vocab, W_x.D)
        xs = np.eye(W_x.D, dtype=W_x.dtype)[indices][:, None]  # (T, 1, V)
        return Subject((W_x,), _linear(model.head), xs, tuple(text), vocab)
    raise TypeError(
        f"model is a {type(model).__name__}, expected a models.CharModel, models.CharLM or "
        "models.Classifier. Is it a bare layer? They have no head that expects something."
    )


def _linear(head) -> tuple[np.ndarray, np.ndarray]:
    return head.weight.detach().numpy().copy(), head.bias.detach().numpy().copy()


def _indices(text, vocab: tuple, V: int) -> list[int]:
    """The place of each token of the text in the vocabulary."""
    if len(vocab) != V:
        raise ValueError(
            f"vocab has {len(vocab)} tokens, expected {V}, as many as the model reads. "
            "Is it the vocabulary of another task?"
        )
    if not isinstance(text, (str, list, tuple)) or not len(text):
        raise ValueError(f"text is {text!r}, expected at least one character.")
    unknown = sorted({str(token) for token in text} - set(vocab))
    if unknown:
        known = ", ".join(vocab[:40]) + (", ..." if V > 40 else "")
        raise ValueError(
            f"text has {unknown[0]!r}, expected only {known}. The model knows no other tokens; "
            "train it on a text that has them."
        )
    return [vocab.index(token) for token in text]
