"""Gradients, judged: beside someone else's, against differences of the loss, and along time.

    compare    two sets of gradients, name by name, and where they first part
    check      the derivative by central differences: no chain rule, so no chain rule bug
    flow       how large the gradient still is, step by step back from the end

The backward passes themselves are in the cells: `stacked.backward` and `plain.backward`.
"""

from ..gradient_trace import Gradients, GradientTrace
from .comparison import Comparison, Difference, Row, compare
from .differences import check
from .highway import Flow, flow, with_forget_bias

__all__ = [
    "Comparison",
    "Difference",
    "Flow",
    "GradientTrace",
    "Gradients",
    "Row",
    "check",
    "compare",
    "flow",
    "with_forget_bias",
]
