"""LSTMWeights: the numbers of one LSTM layer, and every layout they are stored in.

The order inside is PyTorch's: i, f, g, o (input gate, forget gate, candidate, output gate).
Other places store the same numbers in another order, transposed, or with one bias; each
way in and out keeps every number and has a test; where there is only one bias, it is b_x + b_h.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .layouts import GATES, TORCH_NAMES, check_gate, check_order, gate_rows, torch_suffix
from .shapes import check_numbers, check_positive, check_rng, check_shape, check_size

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
        H = min(self.W_h.shape)  # the shorter side, so that a transposed W_h is told as such
        check_shape("W_h", self.W_h, **{"4H": 4 * H, "H": H})
        for name, sizes in {"W_x": {"D": None}, "b_x": {}, "b_h": {}}.items():
            check_numbers(name, getattr(self, name), self.W_h.dtype)
            check_shape(name, getattr(self, name), **{"4H": 4 * H}, **sizes)
        for name in ("W_x", "W_h", "b_x", "b_h"):
            array = np.array(getattr(self, name), order="C")
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
        k = check_gate(name)
        rows = slice(k * self.H, (k + 1) * self.H)
        return Pieces(self.W_x[rows], self.W_h[rows], self.b_x[rows], self.b_h[rows])

    def astype(self, dtype) -> "LSTMWeights":
        """The same numbers as float32 or float64, rounded where float32 has too few digits.

        Raises:
            TypeError: another dtype.
        """
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
            TypeError, ValueError: wrong letters, or what LSTMWeights itself refuses.
        """
        check_order(order)
        b_h = np.zeros_like(b_x) if b_h is None else b_h
        stored = cls(W_x, W_h, b_x, b_h)  # checks the shapes before rows move
        take = gate_rows(order, GATES, stored.H)
        return cls(stored.W_x[take], stored.W_h[take], stored.b_x[take], stored.b_h[take])

    def to_keras(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Keras' kernel (D, 4H), recurrent_kernel (H, 4H) and its one bias (4H,) = b_x + b_h.

        The two biases are added for good: `from_keras` gives b_x + b_h and zeros back.
        """
        return self.W_x.T.copy(), self.W_h.T.copy(), self.b_x + self.b_h

    @classmethod
    def from_keras(cls, kernel, recurrent_kernel, bias) -> "LSTMWeights":
        """Read the three arrays of a Keras LSTM: order i, f, g, o, transposed, one bias.

        Raises:
            TypeError: no NumPy arrays, no floats, or two precisions mixed.
            ValueError: wrong shapes, e.g. matrices that are not transposed; NaN or infinity.
        """
        check_numbers("recurrent_kernel", recurrent_kernel)
        check_numbers("kernel", kernel, recurrent_kernel.dtype)
        check_numbers("bias", bias, recurrent_kernel.dtype)
        check_shape("recurrent_kernel", recurrent_kernel, **{"H": None, "4H": None})
        H = min(recurrent_kernel.shape)
        check_shape("recurrent_kernel", recurrent_kernel, **{"H": H, "4H": 4 * H})
        check_shape("kernel", kernel, **{"D": None, "4H": 4 * H})
        check_shape("bias", bias, **{"4H": 4 * H})
        return cls.from_order(kernel.T, recurrent_kernel.T, bias, order="ifgo")

    def to_onnx(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """ONNX's W (1, 4H, D), R (1, 4H, H), B (1, 8H) of one direction, order i, o, f, g."""
        W_x, W_h, b_x, b_h = self.in_order("iofg")
        return W_x[None], W_h[None], np.concatenate([b_x, b_h])[None]

    @classmethod
    def from_onnx(cls, W, R, B) -> "LSTMWeights":
        """Read W, R, B of ONNX's LSTM operator with one direction.

        Raises:
            TypeError: no NumPy arrays, no floats, or two precisions mixed.
            ValueError: wrong shapes, or two directions; NaN or infinity.
        """
        check_numbers("R", R)
        check_numbers("W", W, R.dtype)
        check_numbers("B", B, R.dtype)
        if R.ndim == 3 and len(R) != 1:
            raise ValueError(
                f"R has shape {R.shape}, expected (1, 4H, H): one direction. "
                "Pass one of them: W[:1], R[:1], B[:1] is the first."
            )
        check_shape("R", R, **{"directions": 1, "4H": None, "H": None})
        H = min(R.shape[1:])
        check_shape("R", R, **{"directions": 1, "4H": 4 * H, "H": H})
        check_shape("B", B, **{"directions": 1, "8H": 8 * H})
        check_shape("W", W, **{"directions": 1, "4H": 4 * H, "D": None})
        return cls.from_order(W[0], R[0], *np.split(B[0], 2), order="iofg")

    @classmethod
    def from_torch(
        cls, module: "torch.nn.Module", layer: int = 0, reverse: bool | None = None
    ) -> "LSTMWeights":
        """Read one layer of an nn.LSTM, or an nn.LSTMCell, exactly. Missing biases become zeros.

        Args:
            module: nn.LSTM or nn.LSTMCell, float32 or float64. It stays as it is, and what
                happens to it later does not reach these weights.
            layer: which layer of nn.LSTM, from 0.
            reverse: True for the backward direction. A bidirectional module has two layers in
                one place, so there you have to say True or False; elsewhere it may be left out.

        Raises:
            TypeError: another kind of module, or half precision.
            ValueError: no such layer or direction, or a projected LSTM (proj_size > 0); NaN or
                infinity in the module.
        """
        suffix = torch_suffix(module, layer, reverse)
        tensors = [getattr(module, name + suffix, None) for name in TORCH_NAMES]
        W_x, W_h, b_x, b_h = (None if t is None else t.detach().cpu().numpy() for t in tensors)
        if not module.bias:
            b_x = b_h = np.zeros(len(W_h), dtype=W_h.dtype)
        return cls(W_x, W_h, b_x, b_h)

    def to_torch(self, batch_first: bool = False) -> "torch.nn.LSTM":
        """An nn.LSTM(D, H) with exactly these numbers, in this dtype.

        No random number is drawn, so a seed that you set before still means the same.
        """
        import torch

        # "meta" has shapes and no numbers, so that PyTorch does not initialise what is filled below
        settings = {"dtype": getattr(torch, str(self.dtype)), "device": "meta"}
        module = torch.nn.LSTM(self.D, self.H, batch_first=batch_first, **settings)
        module = module.to_empty(device="cpu")
        arrays = (self.W_x, self.W_h, self.b_x, self.b_h)
        with torch.no_grad():
            for name, array in zip(TORCH_NAMES, arrays, strict=True):
                getattr(module, name + "_l0").copy_(torch.from_numpy(array.copy()))
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
        check_size("D", D)
        check_size("H", H)
        check_rng(rng)
        check_positive("scale", scale)
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
        check_size("D", D)
        check_size("H", H)
        shapes = ((4 * H, D), (4 * H, H), (4 * H,), (4 * H,))
        sizes = [int(np.prod(shape)) for shape in shapes]
        numbers = np.arange(1, sum(sizes) + 1) / 100
        parts = np.split(numbers, np.cumsum(sizes)[:-1])
        return cls(*(part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)))
