"""How an answer wants its weights: the layouts that a learner can declare."""

from dataclasses import dataclass

import numpy as np

from ..layouts import check_order
from ..weights import LSTMWeights

KNOWN = "'package', an order such as 'ifgo', '[h, x]', '[x, h]', 'iofg [h, x]', 'keras' or 'onnx'"


@dataclass(frozen=True)
class Layout:
    """A declared layout.

    Attributes:
        kind: "package" (LSTMWeights as they are), "stacked" (W_x, W_h, b_x, b_h), "joined" (one
            matrix for h and x side by side, one bias), "keras" or "onnx".
        order: the gates in the order of the rows, for stacked and joined.
        first: "h" or "x", what stands first in the joined vector.
    """

    kind: str = "package"
    order: str = "ifgo"
    first: str = "h"

    @classmethod
    def read(cls, declared: "str | Layout | None") -> "Layout":
        """Understand what a learner declared.

        Raises:
            ValueError: none of the known layouts.
        """
        if declared is None or isinstance(declared, Layout):
            return declared or cls()
        order, _, joined = str(declared).replace(" ", "").partition("[")
        if not joined and order in ("package", "keras", "onnx"):
            return cls(order)
        if joined not in ("", "h,x]", "x,h]"):
            raise ValueError(f"layout is {declared!r}, expected {KNOWN}.")
        try:
            order = check_order(order or "ifgo")
        except ValueError:
            raise ValueError(f"layout is {declared!r}, expected {KNOWN}.") from None
        return cls("joined" if joined else "stacked", order, joined[:1] or "h")

    def arrays(self, weights: LSTMWeights) -> tuple:
        """What is handed to a function in place of `weights`."""
        if self.kind == "package":
            return (weights,)
        if self.kind in ("keras", "onnx"):
            return {"keras": weights.to_keras, "onnx": weights.to_onnx}[self.kind]()
        W_x, W_h, b_x, b_h = weights.in_order(self.order)
        if self.kind == "stacked":
            return W_x, W_h, b_x, b_h
        pieces = [W_h, W_x] if self.first == "h" else [W_x, W_h]
        return np.concatenate(pieces, axis=1), b_x + b_h

    @property
    def names(self) -> tuple[str, ...]:
        """The names of those arrays."""
        return {
            "package": ("weights",),
            "keras": ("kernel", "recurrent_kernel", "bias"),
            "onnx": ("W", "R", "B"),
            "stacked": ("W_x", "W_h", "b_x", "b_h"),
            "joined": ("W", "b"),
        }[self.kind]
