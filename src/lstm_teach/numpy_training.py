"""Training in NumPy alone: cross-entropy, clipping, Adam and the loop, with no PyTorch.

The same arithmetic as `training.fit`, so that both land on the same losses from the same weights.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np

from .cells import stacked
from .shapes import check_floats, check_numbers, check_positive, check_shape
from .tasks import Task
from .trace import Trace
from .training import History, check_settings, finite_loss, progress_bar, snapshot_epochs
from .weights import LSTMWeights


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities over the last axis. The largest logit is taken off, so e^x cannot overflow."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def cross_entropy(logits: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean cross-entropy in nats, and its gradient: what the model expected minus what came.

    Args:
        logits: (..., V), one score per class. NaN gives a loss of NaN: training diverged.
        targets: (...), whole numbers from 0 to V - 1.

    Returns:
        The loss, and dlogits in the shape of the logits.

    Raises:
        TypeError, ValueError: other shapes, no numbers, or a target that is no class.
    """
    check_floats("logits", logits)
    V = logits.shape[-1]
    if targets.shape != logits.shape[:-1]:
        raise ValueError(
            f"targets has shape {targets.shape}, expected {logits.shape[:-1]}: one class for "
            "each row of logits. Did you pass one-hot targets?"
        )
    if targets.dtype.kind not in "iu" or not ((targets >= 0) & (targets < V)).all():
        raise ValueError(f"targets has other values than whole numbers from 0 to {V - 1}.")
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))  # (..., V)
    wanted = np.eye(V, dtype=logits.dtype)[targets]  # (..., V), one-hot
    loss = 0.0 - (log_p * wanted).sum() / targets.size  # 0.0 -, so that no loss reads -0.0
    return float(loss), (np.exp(log_p) - wanted) / targets.size


def clip_by_global_norm(
    gradients: dict[str, np.ndarray], max_norm: float
) -> tuple[dict[str, np.ndarray], float]:
    """Scale all gradients by one factor so that together they are at most `max_norm` long.

    Pascanu, Mikolov & Bengio 2013, with the 1e-6 of PyTorch's clip_grad_norm_: the factor is
    max_norm / (norm + 1e-6), and never above 1. The direction stays.

    Returns:
        The scaled gradients, and the norm before.

    Raises:
        ValueError: a bound that is not above 0.
    """
    check_positive("max_norm", max_norm)
    norm = float(np.sqrt(sum(float((g**2).sum()) for g in gradients.values())))
    factor = min(1.0, max_norm / (norm + 1e-6))
    return {name: g * g.dtype.type(factor) for name, g in gradients.items()}, norm


@dataclass
class Adam:
    """Adam (Kingma & Ba 2015) as PyTorch computes it.

    Attributes:
        lr: step size.
        beta1, beta2: how much of the running mean of gradients and of their squares is kept.
        eps: keeps the division finite.
    """

    lr: float = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    steps: int = field(default=0, init=False)
    _means: dict = field(default_factory=dict, init=False, repr=False)

    def update(self, parameters: dict, gradients: dict) -> None:
        """Move each parameter that has a gradient, in place."""
        self.steps += 1
        rate = self.lr / (1 - self.beta1**self.steps)
        correction = np.sqrt(1 - self.beta2**self.steps)
        for name, g in gradients.items():
            m, v = self._means.get(name, (np.zeros_like(g), np.zeros_like(g)))
            m = m + (1 - self.beta1) * (g - m)
            v = self.beta2 * v + (1 - self.beta2) * g * g
            self._means[name] = m, v
            parameters[name] -= (rate * m / (np.sqrt(v) / correction + self.eps)).astype(g.dtype)


class CharModel:
    """A cell that reads characters and a linear layer on h: models.CharModel without PyTorch.

    Attributes:
        parameters: W_x, W_h, b_x, b_h as in LSTMWeights, and W_y (V, H), b_y (V,) of the
            linear layer. Training changes them in place.

    Raises:
        TypeError, ValueError: arrays that do not belong together.
    """

    def __init__(self, weights: LSTMWeights, W_y: np.ndarray, b_y: np.ndarray):
        check_numbers("W_y", W_y, weights.dtype)
        check_numbers("b_y", b_y, weights.dtype)
        check_shape("W_y", W_y, V=None, H=weights.H)
        check_shape("b_y", b_y, V=len(W_y))
        pieces = {name: getattr(weights, name) for name in ("W_x", "W_h", "b_x", "b_h")}
        self.parameters = {k: v.copy() for k, v in {**pieces, "W_y": W_y, "b_y": b_y}.items()}

    @classmethod
    def random(cls, V: int, H: int, rng: np.random.Generator) -> "CharModel":
        """PyTorch's default ranges: +-1 / sqrt(H) for everything. One bias: b_h is zero."""
        weights = LSTMWeights.random(V, H, rng)
        one_bias = LSTMWeights(weights.W_x, weights.W_h, weights.b_x, np.zeros(4 * H))
        bound = 1 / np.sqrt(H)
        return cls(one_bias, rng.uniform(-bound, bound, (V, H)), rng.uniform(-bound, bound, V))

    @classmethod
    def from_torch(cls, model) -> "CharModel":
        """The numbers of a models.CharModel, exactly. It has one bias per gate, so b_h is zero."""
        head = (model.head.weight, model.head.bias)
        return cls(model.cell.to_weights(), *(p.detach().numpy() for p in head))

    @property
    def weights(self) -> LSTMWeights:
        """The cell's numbers as they are now."""
        return LSTMWeights(*(self.parameters[name] for name in ("W_x", "W_h", "b_x", "b_h")))

    def forward(self, xs: np.ndarray) -> tuple[np.ndarray, Trace]:
        """Score the next character after each step: logits (T, B, V), and the trace of the cell."""
        trace = stacked.run(self.weights, xs)
        return trace.h @ self.parameters["W_y"].T + self.parameters["b_y"], trace  # (T, B, V)

    def backward(self, trace: Trace, dlogits: np.ndarray) -> dict[str, np.ndarray]:
        """The gradient of every parameter, from dlogits (T, B, V)."""
        V = dlogits.shape[-1]
        rows, hs = dlogits.reshape(-1, V), trace.h.reshape(-1, trace.H)  # (TB, V), (TB, H)
        d_hs = dlogits @ self.parameters["W_y"]  # (T, B, H)
        cell = stacked.backward(self.weights, trace, d_hs=d_hs)
        pieces = {name: getattr(cell, name) for name in ("W_x", "W_h", "b_x", "b_h")}
        return {**pieces, "W_y": rows.T @ hs, "b_y": rows.sum(axis=0)}


def fit(
    model: CharModel,
    task: Task,
    epochs: int = 200,
    lr: float = 0.1,
    clip: float | None = None,
    frozen: Collection[str] = ("b_h",),
    progress: bool = True,
) -> History:
    """Train `model` on `task` in place: full batch, mean cross-entropy, Adam.

    Args:
        model: what to train.
        task: what to learn.
        epochs: how many updates, 1 or more.
        lr: Adam's step size.
        clip: bound on the norm of all gradients together, or None for no clipping.
        frozen: parameters that stay. b_h is among them because b_x and b_h have the same gradient:
            with both, each update would move their sum twice, as it does in nn.LSTM.
        progress: show a progress bar.

    Raises:
        ValueError: a number out of its range, or no such parameter, before anything is trained.
        FloatingPointError: the loss is no longer a finite number.
    """
    check_settings(epochs, lr, clip)
    if unknown := set(frozen) - set(model.parameters):
        raise ValueError(f"frozen has {min(unknown)!r}, expected {', '.join(model.parameters)}.")
    xs = task.xs.astype(model.weights.dtype)
    optimizer, kept = Adam(lr), snapshot_epochs(epochs)
    losses, traces, probabilities = [], [], []
    for epoch in progress_bar(epochs + 1, progress):
        logits, trace = model.forward(xs)
        loss, dlogits = cross_entropy(logits, task.targets)
        losses.append(finite_loss(loss, epoch))
        if epoch in kept:
            traces.append(trace.with_tokens(task.tokens))
            probabilities.append(softmax(logits))
        if epoch < epochs:
            gradients = model.backward(trace, dlogits)
            gradients = {k: g for k, g in gradients.items() if k not in frozen}
            if clip is not None:
                gradients, _ = clip_by_global_norm(gradients, clip)
            optimizer.update(model.parameters, gradients)
    return History(task, np.array(losses), kept, tuple(traces), np.stack(probabilities))
