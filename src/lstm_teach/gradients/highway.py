"""How large the gradient still is, t steps back from the end: RNN, GRU and LSTM measured."""

from dataclasses import dataclass

import numpy as np

from ..cells import stacked
from ..shapes import check_size
from ..weights import LSTMWeights


@dataclass(frozen=True, eq=False)
class Flow:
    """Norms of the gradient of a loss on the last h, at each of T steps.

    Attributes:
        cell: "rnn", "gru" or "lstm".
        dh: (T,), norm of d loss / d h_t.
        dc: (T,), norm of d loss / d c_t; None where there is no c.
        dx: (T,), norm of d loss / d x_t.
        forget_product: (T,), what the highway alone would leave of dc: the norm of the last dc
            times the forget gates of all later steps, relative to the norm of the last dc.
            None where there is no c.
    """

    cell: str
    dh: np.ndarray
    dc: np.ndarray | None
    dx: np.ndarray
    forget_product: np.ndarray | None

    def __repr__(self) -> str:
        return f"Flow({self.cell}, T={len(self.dh)})"

    def ratio(self, back: int, of: str = "dh") -> float:
        """The norm `back` steps before the end, relative to that at the end.

        Raises:
            ValueError: no such step, or a quantity this cell does not have.
        """
        norms = getattr(self, of, None)
        if of not in ("dh", "dc", "dx") or norms is None:
            raise ValueError(f"of is {of!r}, expected 'dh', 'dx', or with an LSTM 'dc'.")
        if not 0 <= back < len(norms):
            raise ValueError(f"back is {back}, expected 0 to {len(norms) - 1} steps.")
        return float(norms[-1 - back] / norms[-1])


def with_forget_bias(weights: LSTMWeights, bias: float) -> LSTMWeights:
    """The same weights, but b_x + b_h of the forget gate is `bias` in every unit.

    Source: Gers, Schmidhuber & Cummins 2000 start with the gate open; Jozefowicz, Zaremba &
    Sutskever 2015 recommend a bias of 1 or 2.

    Raises:
        ValueError: a bias that is not a finite number.
    """
    if not np.isfinite(bias):
        raise ValueError(f"bias is {bias}, expected a finite number.")
    b_x, b_h = weights.b_x.copy(), weights.b_h.copy()
    rows = slice(weights.H, 2 * weights.H)  # i, f, g, o: the second quarter
    b_x[rows], b_h[rows] = bias, 0.0
    return LSTMWeights(weights.W_x, weights.W_h, b_x, b_h)


def flow(
    cell: str | LSTMWeights = "lstm",
    T: int = 100,
    H: int = 64,
    D: int = 8,
    B: int = 4,
    forget_bias: float | None = None,
    seed: int = 0,
) -> Flow:
    """Send a random sequence forward and a loss on its last h back.

    Weights are PyTorch's default draw, inputs standard normal, states start at zero, and the loss
    is the sum of h_T in a random direction.

    Args:
        cell: "rnn" (tanh), "gru", "lstm", or LSTMWeights to measure (then H and D are theirs).
            RNN and GRU need PyTorch; the LSTM goes through `stacked.backward`.
        T, H, D, B: steps, hidden size, input size, batch size.
        forget_bias: b_x + b_h of the LSTM's forget gate, or None for the default draw.
        seed: of the weights, the inputs and the loss.

    Raises:
        ValueError: another cell, a size below 1, or a forget bias for a cell without that gate.
    """
    for name, size in {"T": T, "H": H, "D": D, "B": B}.items():
        check_size(name, size)
    rng = np.random.default_rng(seed)
    if isinstance(cell, LSTMWeights):
        cell, weights = "lstm", cell
    elif cell == "lstm":
        weights = LSTMWeights.random(D, H, rng)
    elif cell in ("rnn", "gru"):
        if forget_bias is not None:
            raise ValueError(f"forget_bias is {forget_bias}, but a {cell} has no forget gate.")
        return _autograd_flow(cell, *_ends(rng, T, B, D, H), seed)
    else:
        raise ValueError(f"cell is {cell!r}, expected 'rnn', 'gru', 'lstm' or LSTMWeights.")
    if forget_bias is not None:
        weights = with_forget_bias(weights, forget_bias)
    return _lstm_flow(weights, *_ends(rng, T, B, weights.D, weights.H))


def _ends(rng, T, B, D, H) -> tuple[np.ndarray, np.ndarray]:
    """The inputs at one end and d loss / d h_T at the other."""
    return rng.standard_normal((T, B, D)), rng.standard_normal((B, H))


def _lstm_flow(weights, xs, d_h_T) -> Flow:
    xs, d_h_T = xs.astype(weights.dtype), d_h_T.astype(weights.dtype)
    trace = stacked.run(weights, xs)
    found = stacked.backward(weights, trace, d_h_T=d_h_T, keep_steps=True)
    dh, dc = found.steps.dh, found.steps.dc
    later = np.concatenate([trace.f[1:], np.ones_like(trace.f[:1])])  # f of the next step
    left = np.cumprod(later[::-1], axis=0)[::-1]  # (T, B, H): product of f from t + 1 to the end
    highway = _norms(dc[-1] * left) / _norms(dc[-1:])
    return Flow("lstm", _norms(dh), _norms(dc), _norms(found.xs), highway)


def _autograd_flow(cell, xs, d_h_T, seed) -> Flow:
    import torch

    with torch.random.fork_rng(devices=[]):  # leaves the caller's generator as it was
        torch.manual_seed(seed)
        make = {"rnn": torch.nn.RNNCell, "gru": torch.nn.GRUCell}[cell]
        module = make(xs.shape[2], d_h_T.shape[1]).double()
    xs = torch.from_numpy(xs).requires_grad_()
    h, hs = torch.zeros(d_h_T.shape, dtype=torch.float64), []
    for x in xs:
        h = module(x, h)
        h.retain_grad()
        hs.append(h)
    h.backward(torch.from_numpy(d_h_T))
    dh = np.stack([h.grad.numpy() for h in hs])
    return Flow(cell, _norms(dh), None, _norms(xs.grad.numpy()), None)


def _norms(values: np.ndarray) -> np.ndarray:
    return np.sqrt((values**2).sum(axis=(1, 2)))
