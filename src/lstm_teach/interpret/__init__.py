"""Which unit tells what, and how much of that chance would tell too.

    position, count, depth, inside, since, of_sequence    properties to look for, from the tokens
    rank          single units by how well they tell a property
    probe         all units together: can a linear readout tell it?
    saturation    how often each gate is nearly shut or nearly open

Whatever is found here goes along with a property. Whether the network uses it is another question:
`interventions` answers that one.
"""

from .probing import Probe, probe
from .properties import count, depth, inside, of_sequence, position, since
from .ranking import Ranking, Unit, rank
from .saturated import Saturation, saturation

__all__ = [
    "Probe",
    "Ranking",
    "Saturation",
    "Unit",
    "count",
    "depth",
    "inside",
    "of_sequence",
    "position",
    "probe",
    "rank",
    "saturation",
    "since",
]
