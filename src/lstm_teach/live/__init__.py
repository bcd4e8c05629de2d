"""Live views: a Trace as a picture that moves. The browser draws, Python computes.

    explore_training       time and epoch sliders over a training run
    playground             a memory of one unit whose gates you hold
    explore_cell           one step of the cell, opened: equations, diagram, code, heatmaps
    explore_sampling       the next character and the text, at any temperature
    gate                   sigmoid and tanh as switches
    explore_highway        the gradient of c many steps back, at any forget bias
    explore_interventions  a run with gates or states held by hand, beside the untouched one
    wire_it                a puzzle: wire an LSTM with one unit by hand
    explore_units          a text coloured by a unit: who is active in a span, and where else
    presenter              larger views, for a lecture hall

All but presenter return a view, which a notebook shows as the last expression of a cell.
"""

from .cell import explore_cell
from .gate import gate
from .highway import explore_highway
from .interventions import explore_interventions
from .playground import playground
from .sampling import explore_sampling
from .training import explore_training
from .units import explore_units
from .view import presenter
from .wiring import wire_it

__all__ = [
    "explore_cell",
    "explore_highway",
    "explore_interventions",
    "explore_sampling",
    "explore_training",
    "explore_units",
    "gate",
    "playground",
    "presenter",
    "wire_it",
]
