"""All exercises, one file per stretch of the road, and where to read again."""

from ..exercise import Exercise
from . import backprop, cells, layers, parity, sequences, training, wiring

EXERCISES: dict[str, Exercise] = {
    exercise.name: exercise
    for part in (cells, parity, training, backprop, layers, sequences, wiring)
    for exercise in part.EXERCISES
}

# Where each family of mistakes is explained: notebook and section.
SECTIONS = {
    "layout": "03_pytorch_parity, section 1",
    "bias": "03_pytorch_parity, section 6",
    "activations": "02_scratch_cell, section 1",
    "update": "01_equations, section 8",
    "output": "01_equations, section 9",
    "state": "02_scratch_cell, section 9",
    "peephole": "01_equations, section 11",
    "stacking": "08_layers, section 3",
    "backward": "06_backprop_through_time, section 9",
    "training": "05_hello, section 1",
}
