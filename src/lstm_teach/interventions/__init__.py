"""What if? The same run with a gate or a state held, lost, stopped or taken from another run.

A correlation says that a unit goes along with something. Only a change from outside says whether
the network needs it. The weights are never touched: an edit replaces a value on its way.

    clamp, zero, freeze, swap     say what to change: an Edit
    run                           one run of a layer's weights with edits, in NumPy
    applied                       the same for every run of a layers.LSTM inside a `with`
    first_change                  where two runs part
"""

from .change import Change, first_change
from .context import applied
from .edit import NAMES, Edit, clamp, freeze, swap, zero
from .rerun import run

__all__ = [
    "NAMES",
    "Change",
    "Edit",
    "applied",
    "clamp",
    "first_change",
    "freeze",
    "run",
    "swap",
    "zero",
]
