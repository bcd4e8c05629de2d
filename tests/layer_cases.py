"""Random layers with batches for them, and PyTorch's own layers with the same numbers."""

from dataclasses import dataclass, field

import numpy as np
import torch
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lstm_teach import layers

STATES = {"LSTM": 2, "GRU": 1, "RNN": 1}


@dataclass(frozen=True)
class LayerCase:
    """One layer, one batch: xs, states, lengths and a gradient for everything that comes out."""

    kind: str = "LSTM"
    T: int = 5
    B: int = 3
    D: int = 3
    H: int = 4
    num_layers: int = 2
    options: dict = field(default_factory=dict)  # bias, batch_first, bidirectional, dropout
    padded: bool = False
    seed: int = 0

    @property
    def batch_first(self) -> bool:
        return self.options.get("batch_first", False)

    @property
    def rows(self) -> int:
        return self.num_layers * (2 if self.options.get("bidirectional") else 1)

    @property
    def lengths(self) -> list[int] | None:
        """In no order; for a batch of 2 or more one of them is shorter than T, if T allows it."""
        if not self.padded:
            return None
        return np.random.default_rng(self.seed).integers(1, self.T, self.B, endpoint=True).tolist()

    def both(self) -> tuple[nn.Module, nn.Module]:
        """Ours and PyTorch's, float64, the same numbers through a state_dict."""
        torch.manual_seed(self.seed)
        given = self.D, self.H, self.num_layers
        theirs = getattr(nn, self.kind)(*given, **self.options).double()
        with torch.no_grad():
            for parameter in theirs.parameters():
                parameter *= 2.5  # gates that differ visibly
        ours = getattr(layers, self.kind)(*given, **self.options).double()
        ours.load_state_dict(theirs.state_dict())
        return ours, theirs

    def inputs(self) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """xs in the layer's order of axes, and the states; leaves that take a gradient."""
        g = torch.Generator().manual_seed(self.seed + 1)
        shape = (self.B, self.T) if self.batch_first else (self.T, self.B)
        shapes = [(*shape, self.D)] + [(self.rows, self.B, self.H)] * STATES[self.kind]
        drawn = [torch.randn(shape, dtype=torch.float64, generator=g) for shape in shapes]
        xs, *states = (tensor.requires_grad_() for tensor in drawn)
        return xs, states

    def as_state(self, states: list):
        """As the layer takes them: a tuple for an LSTM, a tensor for the others."""
        return tuple(states) if self.kind == "LSTM" else states[0]

    def flat(self, returned) -> list[torch.Tensor]:
        """output, h_n (, c_n) of what a layer returned."""
        output, ends = returned
        return [output, *(ends if self.kind == "LSTM" else (ends,))]

    def by_torch(self, module, xs, states) -> list[torch.Tensor]:
        """output, h_n (, c_n) of PyTorch's layer; lengths go through a PackedSequence."""
        if self.lengths is None:
            return self.flat(module(xs, self.as_state(states)))
        packed = pack_padded_sequence(xs, self.lengths, self.batch_first, enforce_sorted=False)
        output, *ends = self.flat(module(packed, self.as_state(states)))
        padded, _ = pad_packed_sequence(output, self.batch_first, total_length=self.T)
        return [padded, *ends]

    def by_ours(self, module, xs, states) -> list[torch.Tensor]:
        """The same of our layer, which takes lengths."""
        return self.flat(module(xs, self.as_state(states), lengths=self.lengths))

    def compared(self, run_ours, run_theirs, ours, theirs) -> None:
        """Outputs, states and the gradients of parameters, xs and states, to 1e-10."""
        mine, expected = self.inputs(), self.inputs()
        found, wanted = run_ours(ours, *mine), run_theirs(theirs, *expected)
        g = torch.Generator().manual_seed(self.seed + 2)
        pull = [torch.randn(w.shape, dtype=torch.float64, generator=g) for w in wanted]
        for name, a, b in zip(("output", "h_n", "c_n"), found, wanted, strict=False):
            assert_close(a, b, name)
        torch.autograd.backward(found, pull)
        torch.autograd.backward(wanted, pull)
        assert_close(mine[0].grad, expected[0].grad, "dxs")
        for name, a, b in zip(("dh0", "dc0"), mine[1], expected[1], strict=False):
            assert_close(a.grad, b.grad, name)
        for name, parameter in ours.named_parameters():
            assert_close(parameter.grad, theirs.get_parameter(name).grad, name)


def assert_close(found: torch.Tensor, expected: torch.Tensor, name: str) -> None:
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-10, msg=lambda m: f"{name}: {m}")


@st.composite
def layer_cases(draw, kinds=("LSTM",), dropout=False) -> LayerCase:
    """1 to 3 layers, one or both directions, whole or padded. T = 1, B = 1, H = 1 among them."""
    D = draw(st.integers(1, 4))
    return LayerCase(
        kind=draw(st.sampled_from(kinds)),
        T=draw(st.integers(1, 5)),
        B=draw(st.integers(1, 4)),
        D=D,
        H=draw(st.integers(1, 5).filter(lambda size: size != D)),
        num_layers=draw(st.integers(2 if dropout else 1, 3)),
        options={
            "bias": draw(st.booleans()),
            "batch_first": draw(st.booleans()),
            "bidirectional": draw(st.booleans()),
            "dropout": 0.4 if dropout else 0.0,
        },
        padded=draw(st.booleans()),
        seed=draw(st.integers(0, 2**31)),
    )
