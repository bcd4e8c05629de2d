"""The colour of each gate and state, its line style, and the colour maps of their values.

Never colour alone: a figure also writes the letter, and lines also differ in style. No colour is
readable on white and on black, so there are two sets. tests/test_palette.py measures both: text
contrast (WCAG 2.2: at least 4.5 to 1 on each background) and the distance between any two colours
for colour-blind eyes (CAM02-UCS, Luo, Cui & Li 2006; simulation of Machado et al. 2009).
"""

from typing import NamedTuple

NAMES = {
    "i": "input gate",
    "f": "forget gate",
    "g": "candidate",
    "o": "output gate",
    "c": "cell state",
    "h": "hidden state",
}

LIGHT_BACKGROUNDS = ("#FFFFFF",)
LIGHT = {
    "i": "#323E7E",
    "f": "#732E12",
    "g": "#09837E",
    "o": "#A229FC",
    "c": "#A36812",
    "h": "#242127",
}

DARK_BACKGROUNDS = ("#212121", "#111111")  # slides, and JupyterLab's dark theme
DARK = {
    "i": "#8AD3FD",
    "f": "#D76B0D",
    "g": "#6D9286",
    "o": "#BE5FFA",
    "c": "#FECA31",
    "h": "#F4FBF1",
}

# Dashes as (offset, (on, off, ...)) in line widths, as matplotlib and SVG take them.
LINE_STYLES = {
    "i": (0, (5, 2)),
    "f": (0, (1, 1.2)),
    "g": (0, (5, 1.5, 1, 1.5)),
    "o": (0, (8, 2, 1, 2, 1, 2)),
    "c": (0, ()),
    "h": (0, (2.5, 1.2)),
}


class ColourMap(NamedTuple):
    """A matplotlib colour map by name, for light and dark pages, and the values at its ends."""

    light: str
    dark: str
    low: float
    high: float


GATE_MAP = ColourMap("viridis", "viridis", 0.0, 1.0)  # i, f, o: sigmoids, 0 shut, 1 open
STATE_MAP = ColourMap("RdBu_r", "managua_r", -1.0, 1.0)  # g, h; c: the same colours, own ends
