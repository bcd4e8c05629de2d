"""Three short pieces of training that are easy to get wrong, each a function in a shell.

Loss      the mean cross-entropy of the next character
Sampling  probabilities from scores, with a temperature
Chunks    what happens to the state between two chunks of a long text (PyTorch)
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...weights import LSTMWeights


class Piece:
    """A piece of training with places that can be replaced."""

    def but(self, **places: Callable):
        """This piece with some of its places replaced."""
        return replace(self, **places)


def softmax(scores: np.ndarray, axis: int = -1) -> np.ndarray:
    """Probabilities along one axis; the largest score is subtracted, so that nothing overflows."""
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@dataclass(frozen=True, eq=False)
class LossCase:
    """logits (T, B, V), the scores after reading tokens[t], and tokens (T, B), whole numbers."""

    name: str
    logits: np.ndarray
    tokens: np.ndarray


@dataclass(frozen=True)
class Loss(Piece):
    """The mean cross-entropy in nats of predicting each next token.

    Attributes:
        pairs: logits, tokens -> the logits and the targets that belong together.
        scores: logits -> what the cross-entropy is given.
        axis: the axis of the classes.
        gather: losses (T - 1, B) -> one number.
    """

    pairs: Callable = lambda logits, tokens: (logits[:-1], tokens[1:])
    scores: Callable = lambda logits: logits
    axis: int = -1
    gather: Callable = np.mean

    def run(self, case: LossCase, before: dict | None = None) -> dict[str, np.ndarray]:
        """{"loss": a number}. `before` is not used here."""
        logits, targets = self.pairs(case.logits, case.tokens)
        p = softmax(self.scores(logits), self.axis)
        rows = np.take_along_axis(p, targets[..., None], axis=-1)[..., 0]  # (T - 1, B)
        return {"loss": np.asarray(self.gather(-np.log(rows)))}


@dataclass(frozen=True, eq=False)
class SamplingCase:
    """logits (B, V) and a temperature."""

    name: str
    logits: np.ndarray
    temperature: float


@dataclass(frozen=True)
class Sampling(Piece):
    """Probabilities of the next token. `probabilities`: logits, temperature -> (B, V)."""

    probabilities: Callable = lambda logits, temperature: softmax(logits / temperature)

    def run(self, case: SamplingCase, before: dict | None = None) -> dict[str, np.ndarray]:
        """{"probabilities": (B, V)}. `before` is not used here."""
        return {"probabilities": self.probabilities(case.logits, case.temperature)}


@dataclass(frozen=True, eq=False)
class ChunksCase:
    """One sequence in two chunks: weights, chunks (2, T, B, D), h0 and c0 (B, H)."""

    name: str
    weights: LSTMWeights
    chunks: np.ndarray
    h0: np.ndarray
    c0: np.ndarray


@dataclass(frozen=True)
class Chunks(Piece):
    """Truncated backpropagation: the second chunk goes on from the first one's numbers only.

    Attributes:
        carry: h, c (B, H) tensors at the end of the first chunk -> h, c for the second one.
    """

    carry: Callable = lambda h, c: (h.detach(), c.detach())

    def run(self, case: ChunksCase, before: dict | None = None) -> dict[str, np.ndarray]:
        """h and c that the second chunk starts from, and the gradients of its sum of outputs."""
        import torch

        w = case.weights
        W_x, W_h = (torch.tensor(W, requires_grad=True) for W in (w.W_x, w.W_h))
        b = torch.tensor(w.b_x + w.b_h)

        def read(chunk, h, c):
            total = 0.0
            for x in torch.from_numpy(chunk):
                i, f, g, o = (x @ W_x.T + h @ W_h.T + b).chunk(4, dim=1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
                total = total + h.sum()
            return total, h, c

        _, h, c = read(case.chunks[0], torch.from_numpy(case.h0), torch.from_numpy(case.c0))
        h, c = self.carry(h, c)
        total, _, _ = read(case.chunks[1], h, c)
        dW_x, dW_h = torch.autograd.grad(total, [W_x, W_h])
        found = {"h": h, "c": c, "W_x": dW_x, "W_h": dW_h}
        return {name: value.detach().numpy() for name, value in found.items()}


RIGHT_LOSS, RIGHT_SAMPLING, RIGHT_CHUNKS = Loss(), Sampling(), Chunks()
