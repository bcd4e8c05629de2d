"""LSTMWeights: the numbers of one LSTM layer, and every layout they are stored in.

The order inside is PyTorch's: i, f, g, o (input gate, forget gate, candidate, output gate).
Other places store the same numbers in another order, transposed, or with one bias; each
way in and out is lossless and has a test.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .layouts import GATES, check_order, gate_rows, torch_suffix
from .shapes import check_numbers, check_shape

if TYPE_CHECKING:
    import torch


class Pieces(NamedTuple):
    """W_x, W_h, b_x, b_h of one gate (H rows) or of all gates in a named order (4H rows)."""

    W_x: np.ndarray
    W_h: np.ndarray
    b_x: np.ndarray
    b_h: np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class LSTMWeights:
    """The numbers of one LSTM layer, gates stacked in PyTorch's order i, f, g, o.

    The arrays are copied and read-only, so that a Trace can rely on the weights it came from.

    Attributes:
        W_x: (4H, D), multiplies the input x. PyTorch's weight_ih.
        W_h: (4H, H), multiplies the previous hidden state. PyTorch's weight_hh.
        b_x: (4H,), PyTorch's bias_ih.
        b_h: (4H,), PyTorch's bias_hh. Only b_x + b_h matters; PyTorch keeps both (cuDNN does).

    Raises:
        TypeError: no NumPy arrays, no floats, or two precisions mixed.
        ValueError: shapes that do not belong together, NaN or infinity.
    """

    W_x: np.ndarray
    W_h: np.ndarray
    b_x: np.ndarray
    b_h: np.ndarray

    def __post_init__(self):
        check_numbers("W_h", self.W_h)
        check_shape("W_h", self.W_h, **{"4H": None, "H": None})
        H = self.W_h.shape[1]
        check_shape("W_h", self.W_h, **{"4H": 4 * H, "H": H})
        for name, sizes in {"W_x": {"D": None}, "b_x": {}, "b_h": {}}.items():
            check_numbers(name, getattr(self, name), self.W_h.dtype)
            check_shape(name, getattr(self, name), **{"4H": 4 * H}, **sizes)
        for name in ("W_x", "W_h", "b_x", "b_h"):
            array = getattr(self, name).copy()
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def __repr__(self) -> str:
        return f"LSTMWeights(D={self.D}, H={self.H}, {self.size} numbers, {self.dtype})"

    @property
    def D(self) -> int:
        """Input size."""
        return self.W_x.shape[1]

    @property
    def H(self) -> int:
        """Hidden size."""
        return self.W_h.shape[1]

    @property
    def dtype(self) -> np.dtype:
        """float32 or float64, the same for all four arrays."""
        return self.W_x.dtype

    @property
    def size(self) -> int:
        """How many numbers there are: 4HD + 4HH + 4H + 4H."""
        return sum(part.size for part in (self.W_x, self.W_h, self.b_x, self.b_h))

    def gate(self, name: str) -> Pieces:
        """The four pieces of one gate, as read-only views: (H, D), (H, H), (H,), (H,).

        Args:
            name: "i" input gate, "f" forget gate, "g" candidate, "o" output gate.

        Raises:
            ValueError: another name.
        """
        if name not in GATES:
            raise ValueError(
                f"gate name is {name!r}, expected one of 'i', 'f', 'g', 'o'. "
                "Others write c-tilde for the candidate; here it is 'g'."
            )
        k = GATES.index(name) * self.H
        rows = slice(k, k + self.H)
        return Pieces(self.W_x[rows], self.W_h[rows], self.b_x[rows], self.b_h[rows])

    def astype(self, dtype) -> "LSTMWeights":
        """The same numbers as float32 or float64."""
        return LSTMWeights(*(a.astype(dtype) for a in (self.W_x, self.W_h, self.b_x, self.b_h)))

    def in_order(self, order: str) -> Pieces:
        """The four arrays with the gates stacked in another order, e.g. "ifog" or "iofg".

        Raises:
            ValueError: `order` is not the letters i, f, g, o, each once.
        """
        take = gate_rows(GATES, check_order(order), self.H)
        return Pieces(self.W_x[take], self.W_h[take], self.b_x[take], self.b_h[take])

    @classmethod
    def from_order(cls, W_x, W_h, b_x, b_h=None, *, order: str) -> "LSTMWeights":
        """Read arrays whose gates are stacked in another order. With one bias, b_h is zero.

        Args:
            W_x, W_h, b_x, b_h: (4H, D), (4H, H), (4H,), (4H,) in the given order.
            order: the letters i, f, g, o in the order of the rows.

        Raises:
            ValueError: wrong letters or shapes.
        """
        check_order(order)
        b_h = np.zeros_like(b_x) if b_h is None else b_h
        stored = cls(W_x, W_h, b_x, b_h)  # checks the shapes before rows move
        take = gate_rows(order, GATES, stored.H)
        return cls(stored.W_x[take], stored.W_h[take], stored.b_x[take], stored.b_h[take])

    def to_keras(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Keras' kernel (D, 4H), recurrent_kernel (H, 4H) and its one bias (4H,) = b_x + b_h."""
        return self.W_x.T.copy(), self.W_h.T.copy(), self.b_x + self.b_h

    @classmethod
    def from_keras(cls, kernel, recurrent_kernel, bias) -> "LSTMWeights":
        """Read the three arrays of a Keras LSTM: order i, f, g, o, transposed, one bias.

        Raises:
            ValueError: wrong shapes, e.g. matrices that are not transposed.
        """
        check_shape("recurrent_kernel", recurrent_kernel, **{"H": None, "4H": None})
        H = recurrent_kernel.shape[0]
        check_shape("recurrent_kernel", recurrent_kernel, **{"H": H, "4H": 4 * H})
        check_shape("kernel", kernel, **{"D": None, "4H": 4 * H})
        return cls.from_order(kernel.T, recurrent_kernel.T, bias, order="ifgo")

    def to_onnx(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """ONNX's W (1, 4H, D), R (1, 4H, H), B (1, 8H) of one direction, order i, o, f, g."""
        W_x, W_h, b_x, b_h = self.in_order("iofg")
        return W_x[None], W_h[None], np.concatenate([b_x, b_h])[None]

    @classmethod
    def from_onnx(cls, W, R, B) -> "LSTMWeights":
        """Read W, R, B of ONNX's LSTM operator with one direction.

        Raises:
            ValueError: wrong shapes, or two directions.
        """
        check_shape("R", R, **{"directions": 1, "4H": None, "H": None})
        check_shape("B", B, **{"directions": 1, "8H": 8 * R.shape[2]})
        check_shape("W", W, **{"directions": 1, "4H": 4 * R.shape[2], "D": None})
        return cls.from_order(W[0], R[0], *np.split(B[0], 2), order="iofg")

    @classmethod
    def from_torch(
        cls, module: "torch.nn.Module", layer: int = 0, reverse: bool | None = None
    ) -> "LSTMWeights":
        """Read one layer of an nn.LSTM, or an nn.LSTMCell, exactly. Missing biases become zeros.

        Args:
            module: nn.LSTM or nn.LSTMCell, float32 or float64.
            layer: which layer of nn.LSTM, from 0.
            reverse: True for the backward direction. A bidirectional module has two layers in
                one place, so there you have to say True or False; elsewhere it may be left out.

        Raises:
            TypeError: another kind of module, or half precision.
            ValueError: no such layer or direction, or a projected LSTM (proj_size > 0).
        """
        suffix = torch_suffix(module, layer, reverse)
        found = {k: v.detach().cpu().numpy() for k, v in module.named_parameters()}
        W_x, W_h = found["weight_ih" + suffix], found["weight_hh" + suffix]
        none = np.zeros(W_x.shape[0], dtype=W_x.dtype)
        b_x, b_h = found.get("bias_ih" + suffix, none), found.get("bias_hh" + suffix, none)
        return cls(W_x, W_h, b_x, b_h)

    def to_torch(self, batch_first: bool = False) -> "torch.nn.LSTM":
        """An nn.LSTM(D, H) with exactly these numbers, in this dtype."""
        import torch

        module = torch.nn.LSTM(self.D, self.H, batch_first=batch_first)
        module = module.to(getattr(torch, str(self.dtype)))
        with torch.no_grad():
            for name, array in zip(
                ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"),
                (self.W_x, self.W_h, self.b_x, self.b_h),
                strict=True,
            ):
                getattr(module, name).copy_(torch.from_numpy(array.copy()))
        return module

    @classmethod
    def random(cls, D: int, H: int, rng: np.random.Generator, scale: float = 1.0) -> "LSTMWeights":
        """Uniform in +-scale / sqrt(H), PyTorch's default range times `scale`, float64.

        Args:
            D, H: input size and hidden size, 1 or more.
            rng: np.random.default_rng(seed). Explicit, so that you can repeat the draw.
            scale: 1.0 is PyTorch's default; 2.5 makes gates that differ visibly.

        Raises:
            ValueError: a size below 1, or a scale that is not above 0.
            TypeError: `rng` is no Generator.
        """
        _check_sizes(D, H)
        if not isinstance(rng, np.random.Generator):
            raise TypeError(
                f"rng is a {type(rng).__name__}, expected a Generator. "
                "Did you mean np.random.default_rng(seed)?"
            )
        if not scale > 0:
            raise ValueError(f"scale is {scale}, expected a number above 0. 1.0 is the default.")
        bound = scale / np.sqrt(H)
        shapes = ((4 * H, D), (4 * H, H), (4 * H,), (4 * H,))
        return cls(*(rng.uniform(-bound, bound, shape) for shape in shapes))

    @classmethod
    def counting(cls, D: int, H: int) -> "LSTMWeights":
        """0.01, 0.02, 0.03, ... through W_x, W_h, b_x, b_h, row by row, float64.

        Source: J. McCaffrey, "I Simulate a PyTorch LSTM from Scratch" (D=3, H=5: 0.01 to 2.00).

        Raises:
            ValueError: a size below 1.
        """
        _check_sizes(D, H)
        shapes = ((4 * H, D), (4 * H, H), (4 * H,), (4 * H,))
        sizes = [int(np.prod(shape)) for shape in shapes]
        numbers = np.arange(1, sum(sizes) + 1) / 100
        parts = np.split(numbers, np.cumsum(sizes)[:-1])
        return cls(*(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)))


def _check_sizes(D: int, H: int) -> None:
    for name, size in {"D": D, "H": H}.items():
        if not isinstance(size, (int, np.integer)) or size < 1:
            raise ValueError(f"{name} is {size!r}, expected a whole number of 1 or more.")
