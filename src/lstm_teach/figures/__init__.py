"""A Trace, weights or measured numbers as a static picture. Nothing about a model is computed here.

Every function returns a Picture: a matplotlib Figure with an alt text, which a notebook shows when
it is the last expression of a cell.
"""

from .card import reference_card
from .cell import cell_diagram
from .layout import weight_layout
from .measured import bars, curves, loss_curve, squashers
from .picture import Picture
from .prediction import next_character
from .stack import layer_outputs
from .traces import heatmaps, states

__all__ = [
    "Picture",
    "bars",
    "cell_diagram",
    "curves",
    "heatmaps",
    "layer_outputs",
    "loss_curve",
    "next_character",
    "reference_card",
    "squashers",
    "states",
    "weight_layout",
]
