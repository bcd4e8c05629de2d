"""Live views: a Trace as a picture that moves. The browser draws, Python computes.

    explore_training    time and epoch sliders over a training run

Each function returns a view, which a notebook shows as the last expression of a cell.
"""

from .training import explore_training

__all__ = ["explore_training"]
