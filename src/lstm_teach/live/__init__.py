"""Live views: a Trace as a picture that moves. The browser draws, Python computes.

    explore_training    time and epoch sliders over a training run
    playground          a memory of one unit whose gates you hold

Each function returns a view, which a notebook shows as the last expression of a cell.
"""

from .playground import playground
from .training import explore_training

__all__ = ["explore_training", "playground"]
