"""What LSTM, GRU and RNN share: parameters, layers on top of each other, both directions, dropout.

The names, shapes and order of the parameters are those of PyTorch's nn.LSTM, nn.GRU and nn.RNN;
so is the range of their first values, and with the same seed they are the same numbers.
"""

import warnings
from numbers import Real

import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.utils.rnn import PackedSequence

from ..layouts import TORCH_NAMES
from ..shapes import check_index, check_size, check_tensor
from .lengths import Padded, Whole, check_lengths, pack_like, unpack
from .saved import mismatch


class Stack(nn.Module):
    """Recurrent layers on top of each other. A base class: use LSTM, GRU or RNN.

    Args:
        input_size: D.
        hidden_size: H.
        num_layers: how many layers; each reads the outputs of the one below.
        bias: False leaves the two bias vectors out.
        batch_first: xs and output are (B, T, ...) instead of (T, B, ...). States stay as they are.
        dropout: probability in 0..1, in training only, for each number that goes from one layer to
            the next. Never after the last layer, and never inside a layer from step to step.
        bidirectional: every layer reads a second time, last step first, with weights of its own.

    Raises:
        ValueError: a size below 1, or a dropout outside 0..1.
    """

    blocks: int  # rows of the weights are `blocks` times H
    state_names: tuple[str, ...]

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        *,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
    ):
        super().__init__()
        sizes = {"input_size": input_size, "hidden_size": hidden_size, "num_layers": num_layers}
        for name, size in sizes.items():
            check_size(name, size)
        if not isinstance(dropout, Real) or not 0 <= dropout <= 1:
            raise ValueError(f"dropout is {dropout!r}, expected a probability from 0 to 1.")
        if dropout and num_layers == 1:
            warnings.warn(
                f"dropout is {dropout} and num_layers is 1: dropout acts between layers, so here "
                "it does nothing. nn.Dropout on the output is what you may want.",
                stacklevel=2 if type(self).__init__ is Stack.__init__ else 3,  # who asked for it
            )
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, dropout
        self.bidirectional = bidirectional
        H, rows = hidden_size, self.blocks * hidden_size
        for k, reverse in self.directions():
            D = H * self.ways if k else input_size
            shapes = ((rows, D), (rows, H), (rows,), (rows,))
            for name, shape in zip(TORCH_NAMES, shapes, strict=True):
                if bias or not name.startswith("bias"):
                    self._add(name + self._suffix(k, reverse), shape)

    @property
    def ways(self) -> int:
        """Directions of each layer: 1 or 2."""
        return 2 if self.bidirectional else 1

    def directions(self) -> list[tuple[int, bool]]:
        """(layer, reverse) in PyTorch's order: layer by layer, forward first."""
        return [(k, bool(way)) for k in range(self.num_layers) for way in range(self.ways)]

    def forward(self, xs, state=None, lengths=None):
        """Read a batch of sequences, as nn.LSTM, nn.GRU and nn.RNN do.

        Args:
            xs: (T, B, D) tensor, with batch_first (B, T, D); or a PackedSequence.
            state: the states before the first step, (num_layers * directions, B, H) each, in the
                order layer 0, layer 0 reverse, layer 1, ...; zeros where left out. An LSTM takes
                (h0, c0), the others h0.
            lengths: B whole numbers in 1..T, in any order, if sequences are padded at the end.

        Returns:
            output: (T, B, directions * H), the h of the last layer at each step, both directions
                side by side; zero in padding. A PackedSequence if xs is one.
            state: (num_layers * directions, B, H) each, after the last step that each direction
                read: (h_n, c_n) for an LSTM, h_n for the others. With lengths, the last real step.

        Raises:
            TypeError: no tensors, another dtype than the layer's, lengths that are not whole.
            ValueError: wrong shapes, lengths outside 1..T, or lengths beside a PackedSequence.
        """
        padded, states, span = self._checked(xs, state, lengths)
        output, ends = self._run(padded, states, span)
        if isinstance(xs, PackedSequence):
            output = pack_like(xs, output, span.lengths)
        elif self.batch_first:
            output = output.transpose(0, 1)
        return output, ends if len(ends) > 1 else ends[0]

    def _run(self, xs, states, span, seen: list[dict] | None = None):
        """All layers. With `seen`, a list, one dictionary of what it saw for each direction."""
        ends = []
        for k in range(self.num_layers):
            if k > 0 and seen is None:  # what is looked at is read without dropout
                xs = F.dropout(xs, self.dropout, self.training)
            outputs = []
            for reverse in (False, True)[: self.ways]:
                start = [state[self.ways * k + reverse] for state in states]
                read = span.turn(xs) if reverse else xs
                hs, end = self._read(k, reverse, read, start, span, seen)
                outputs.append(span.turn(hs) if reverse else hs)
                ends.append(end)
            xs = span.clear(torch.cat(outputs, dim=2))  # (T, B, directions * H)
        return xs, tuple(torch.stack(state) for state in zip(*ends, strict=True))

    def _read(self, k, reverse, xs, states, span, seen):
        """One direction of one layer: hs (T, B, H) in the order of reading, the states at the end.

        The products with the inputs need no state, so they are done for all steps at once.
        """
        notes = None
        if seen is not None:
            notes = {"xs": xs, **dict(zip(self.state_names, states, strict=True))}
            seen.append(notes)
        W_x, b, step = self._prepare(k, reverse, notes)
        steps = []
        for t, z_x in enumerate(F.linear(xs, W_x, b).unbind()):  # (B, blocks * H)
            states = step(t, z_x, *states)
            steps.append(states)
        series = list(zip(*steps, strict=True))  # h of all steps, c of all steps
        return torch.stack(series[0]), [span.end(states) for states in series]

    def _prepare(self, k: int, reverse: bool, notes: dict | None) -> tuple:
        """W_x, the bias that goes with it, and step(t, z_x, *states) -> states."""
        raise NotImplementedError

    def _numbers(self, k: int, reverse: bool) -> list:
        """W_x, W_h, b_x, b_h of one direction as parameters; biases that are left out are None."""
        suffix = self._suffix(k, reverse)
        return [getattr(self, name + suffix, None) for name in TORCH_NAMES]

    def _suffix(self, k: int, reverse: bool) -> str:
        return f"_l{k}" + ("_reverse" if reverse else "")

    def _add(self, name: str, shape: tuple[int, ...]) -> None:
        bound = self.hidden_size**-0.5
        self.register_parameter(name, nn.Parameter(torch.empty(shape).uniform_(-bound, bound)))

    def _checked(self, xs, state, lengths):
        """A time-first batch, its states, and where its sequences end."""
        if isinstance(xs, PackedSequence):
            if lengths is not None:
                raise ValueError(
                    "lengths is given beside a PackedSequence, expected None. "
                    "A PackedSequence knows its own lengths."
                )
            self._check("xs.data", xs.data, **{"all steps": None, "D": self.input_size})
            xs, lengths = unpack(xs)
        else:
            axes = ("B", "T") if self.batch_first else ("T", "B")
            self._check("xs", xs, **dict.fromkeys(axes), D=self.input_size)
            xs = xs.transpose(0, 1) if self.batch_first else xs  # (T, B, D)
        states = self._checked_states(xs, state)
        if lengths is None:
            return xs, states, Whole()
        span = Padded(check_lengths(lengths, *xs.shape[:2], xs.device), len(xs))
        return span.clear(xs), states, span

    def _checked_states(self, xs, state) -> list[torch.Tensor]:
        rows, names = self.num_layers * self.ways, self.state_names
        if state is None:
            return [xs.new_zeros(rows, xs.shape[1], self.hidden_size) for _ in names]
        states = (state,) if len(names) == 1 else state
        if not isinstance(states, (tuple, list)) or len(states) != len(names):
            raise TypeError(
                f"state is a {type(state).__name__}, expected ({', '.join(names)}). "
                "Did you pass h0 alone? An LSTM has two states."
            )
        for name, tensor in zip(names, states, strict=True):
            sizes = {"layers * directions": rows, "B": xs.shape[1], "H": self.hidden_size}
            self._check(name, tensor, **sizes)
        return list(states)

    def _check_direction(self, k: int, reverse: bool) -> None:
        check_index("layer", k, self.num_layers, "Layers count from 0.")
        if reverse and not self.bidirectional:
            raise ValueError(
                f"reverse is {reverse!r}, expected False. The layer has one direction only."
            )

    def _check(self, name: str, tensor, **sizes: int | None) -> None:
        check_tensor(name, tensor, self.weight_ih_l0.dtype, "the layer", **sizes)

    def extra_repr(self) -> str:
        """What print shows: the sizes, and each setting that is not the usual one."""
        words = [f"{self.input_size}, {self.hidden_size}"]
        usual = {"num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0}
        for name, value in {**usual, "bidirectional": False, "peephole": False}.items():
            if getattr(self, name, value) != value:
                words.append(f"{name}={getattr(self, name)}")
        return ", ".join(words)

    def load_state_dict(self, state_dict, strict: bool = True, assign: bool = False):
        """As every module's; but numbers of another kind of layer are refused before any is copied.

        Raises:
            RuntimeError: what the numbers are of, and what is expected.
        """
        if strict and (message := mismatch(state_dict, dict(self.named_parameters()))):
            raise RuntimeError(message)
        return super().load_state_dict(state_dict, strict, assign)

    def _load_from_state_dict(self, state_dict, prefix, *rest):
        """The same for a layer inside a model, where shapes differ: that is always an error."""
        *_, errors = rest
        own = dict(self.named_parameters())
        saved = {n.removeprefix(prefix): state_dict[n] for n in state_dict if n.startswith(prefix)}
        differ = any(saved[name].shape != own[name].shape for name in saved.keys() & own.keys())
        if differ and (message := mismatch(saved, own)):
            errors.append(message)
        else:
            super()._load_from_state_dict(state_dict, prefix, *rest)
