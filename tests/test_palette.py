"""The colours, measured: text contrast, and distances as colour-blind eyes see them."""

import itertools
import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from colorspacious import cspace_convert
from matplotlib.colors import to_rgb

from lstm_teach import palette
from lstm_teach.trace import GATES_AND_STATES

SETS = {
    "light": (palette.LIGHT, palette.LIGHT_BACKGROUNDS),
    "dark": (palette.DARK, palette.DARK_BACKGROUNDS),
}
SIGHT = (None, "deuteranomaly", "protanomaly", "tritanomaly")


def luminance(colour) -> float:
    """Relative luminance of WCAG 2.2."""
    c = np.array(to_rgb(colour))
    return float(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ WEIGHTS)


WEIGHTS = np.array([0.2126, 0.7152, 0.0722])


def contrast(one, other) -> float:
    """1 to 21; text needs 4.5."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def as_seen(colour, sight) -> np.ndarray:
    """Place in CAM02-UCS, where a distance of 1 can just be told apart, through such eyes."""
    rgb = np.array(to_rgb(colour))
    if sight:
        space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
        rgb = np.clip(cspace_convert(rgb, space, "sRGB1"), 0, 1)
    return cspace_convert(rgb, "sRGB1", "CAM02-UCS")


@pytest.mark.parametrize("theme", SETS)
def test_every_colour_is_readable_as_text(theme):
    colours, backgrounds = SETS[theme]
    for name, background in itertools.product(colours, backgrounds):
        assert contrast(colours[name], background) >= 4.5, (name, background)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", SETS)
def test_colours_stay_apart_for_all_eyes(theme, sight):
    places = {name: as_seen(colour, sight) for name, colour in SETS[theme][0].items()}
    for a, b in itertools.combinations(places, 2):
        assert np.linalg.norm(places[a] - places[b]) >= 20, (a, b)


def test_the_measure_sees_what_it_should():
    assert contrast("white", "black") == pytest.approx(21)
    red_green = [np.linalg.norm(as_seen("#d62728", s) - as_seen("#2ca02c", s)) for s in SIGHT[:2]]
    assert red_green[0] > 50 > 40 > red_green[1], "the red and green of a common default"


def test_every_gate_and_state_has_its_name_colours_and_line_style():
    for table in (palette.NAMES, palette.LIGHT, palette.DARK, palette.LINE_STYLES):
        assert set(table) == set(GATES_AND_STATES)
    for table in (palette.NAMES, palette.LIGHT, palette.DARK, palette.LINE_STYLES):
        assert len(set(table.values())) == 6, "never colour alone: names and styles differ too"


@pytest.mark.parametrize("colours", [palette.GATE_MAP, palette.STATE_MAP])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colour_maps_tell_more_from_less(colours, theme):
    """Lightness rises all the way, or (states) on both sides of zero, for colour-blind eyes too."""
    steps = matplotlib.colormaps[getattr(colours, theme)](np.linspace(0, 1, 65))[:, :3]
    for sight in SIGHT:
        lightness = np.array([as_seen(step, sight)[0] for step in steps])
        if colours is palette.GATE_MAP:
            assert np.all(np.diff(lightness) > 0), sight
        else:
            middle = 1 if theme == "light" else -1
            assert np.all(np.diff(lightness[:31]) * middle > 0), sight
            assert np.all(np.diff(lightness[34:]) * middle < 0), sight
            ends = np.linalg.norm(as_seen(steps[0], sight) - as_seen(steps[-1], sight))
            assert ends > 20, f"{sight}: minus and plus"


def test_minus_is_blue_and_plus_is_red_on_light_and_dark_pages():
    for theme in ("light", "dark"):
        minus, plus = matplotlib.colormaps[getattr(palette.STATE_MAP, theme)]([0.0, 1.0])[:, :3]
        assert minus[2] > minus[0] and plus[0] > plus[2], theme


def test_limits_are_those_of_the_functions():
    assert palette.GATE_MAP[2:] == (0.0, 1.0), "sigmoid"
    assert palette.STATE_MAP[2:] == (-1.0, 1.0), "tanh"


def test_palette_needs_neither_matplotlib_nor_numpy():
    code = "import sys, lstm_teach.palette; print({'matplotlib', 'numpy'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
