"""Random layers and sequences for the tests of the cells, and the framework's answer to each."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from hypothesis import strategies as st

from lstm_teach.trace import GATES_AND_STATES
from lstm_teach.weights import LSTMWeights

ARRAYS = ("W_x", "W_h", "b_x", "b_h")


@dataclass(frozen=True)
class Case:
    """What one run starts from: weights, xs (T, B, D), h0 and c0 (B, H)."""

    weights: LSTMWeights
    xs: np.ndarray
    h0: np.ndarray
    c0: np.ndarray

    @property
    def run(self) -> tuple:
        """The arguments of a cell's `run`."""
        return self.weights, self.xs, self.h0, self.c0

    def astype(self, dtype) -> "Case":
        return Case(*(part.astype(dtype) for part in self.run))

    def with_weights(self, weights: LSTMWeights) -> "Case":
        return replace(self, weights=weights)


def make_case(T=4, B=2, D=3, H=5, seed=0, scale=2.5, dtype=np.float64) -> Case:
    """h0 differs from c0 and b_x from b_h, as all of them are random."""
    rng = np.random.default_rng(seed)
    weights = LSTMWeights.random(D, H, rng, scale)
    arrays = (rng.standard_normal(shape) for shape in ((T, B, D), (B, H), (B, H)))
    return Case(weights, *arrays).astype(dtype)


@st.composite
def cases(draw, dtype=np.float64, scales=(0.3, 1.0, 2.5)) -> Case:
    """Small layers of every shape with D != H; T = 1, B = 1 and H = 1 are among them."""
    T, B, D = draw(st.integers(1, 6)), draw(st.integers(1, 4)), draw(st.integers(1, 6))
    H = draw(st.integers(1, 6).filter(lambda size: size != D))
    seed = draw(st.integers(0, 2**32 - 1))
    return make_case(T, B, D, H, seed, draw(st.sampled_from(scales)), dtype)


def nn_lstm(case: Case, module: torch.nn.LSTM | None = None) -> dict[str, np.ndarray]:
    """h of every step and the final c, from PyTorch's own LSTM."""
    module = module or case.weights.to_torch()
    xs, h0, c0 = (torch.from_numpy(a.copy()) for a in (case.xs, case.h0, case.c0))
    with torch.no_grad():
        outputs, (h_n, c_n) = module(xs, (h0[None], c0[None]))
    np.testing.assert_array_equal(outputs[-1], h_n[0])
    return {"h": outputs.numpy(), "c_n": c_n[0].numpy()}


def assert_same_trace(got, expected, atol: float, rtol: float = 0.0) -> None:
    """All six of i, f, g, o, c, h, at every step."""
    for name in GATES_AND_STATES:
        np.testing.assert_allclose(
            getattr(got, name), getattr(expected, name), rtol=rtol, atol=atol, err_msg=name
        )


def assert_same_weights(got: LSTMWeights, expected: LSTMWeights) -> None:
    """Bit for bit, and of the same dtype."""
    for name in ARRAYS:
        ours, theirs = getattr(got, name), getattr(expected, name)
        assert ours.dtype == theirs.dtype, name
        np.testing.assert_array_equal(ours, theirs, err_msg=name)
