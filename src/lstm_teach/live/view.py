"""View: the widget behind every live view. Python sends arrays and says how to draw them.

The front end (front/*.js, joined here in a fixed order, no build step) knows heatmaps, lines, bars
and numbers. A view sends it two things: `spec`, a JSON description of axes, sliders and panels, and
`data`, all arrays in one float32 buffer. Each axis (t, epoch, unit ...) is a synced trait, so that
a slider moves in the browser alone and Python can still read and set its place.
"""

import base64
import threading
import weakref
from functools import cache, wraps
from importlib.resources import files

import anywidget
import matplotlib
import numpy as np
import traitlets

from .. import palette
from .rerun import retire_earlier_views

FRONT = files(__package__) / "front"
SCRIPTS = (
    *("data", "theme", "controls", "heatmap", "bars", "lines", "numbers", "gates", "inputs"),
    *("text", "cell", "clamps", "runmap", "beside", "wiring", "contrast", "passage", "still"),
    "view",
)
STYLES = ("view", "clamps", "wiring", "units")


def _joined(names, ending: str) -> str:
    return "\n".join((FRONT / f"{name}.{ending}").read_text(encoding="utf-8") for name in names)


HALL_SCALE = 1.5  # 21 px text: readable from the last row of a lecture hall

_hall = {"scale": 1.0}
_open_views = weakref.WeakSet()


class View(anywidget.AnyWidget):
    """A live view. A notebook shows it when it is the last expression of a cell.

    Subclasses add one synced trait for each axis of their spec and say what `picture()` is.

    Attributes:
        spec: what to draw, see the panels in front/.
        data: the arrays that `spec["arrays"]` names, float32 in that order.
        error: a sentence shown in the view when something went wrong in the kernel.
        scale: text and drawing size, 1.0 is 14 px text. See `presenter`.
        closed: True once it is closed; what was drawn last stays on the page.
    """

    _esm = _joined(SCRIPTS, "js")
    _css = _joined(STYLES, "css")
    spec = traitlets.Dict().tag(sync=True)
    data = traitlets.Bytes().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)
    scale = traitlets.Float(1.0).tag(sync=True)
    closed = traitlets.Bool(False).tag(sync=True)

    def __init__(self, spec: dict, arrays: dict[str, np.ndarray], **places):
        layout, data = pack(arrays)
        look = {"colours": {"light": palette.LIGHT, "dark": palette.DARK}, "maps": colour_maps()}
        self._lock = threading.RLock()
        layout = {**spec, **look, "arrays": layout}
        super().__init__(spec=layout, data=data, scale=_hall["scale"], **places)
        _open_views.add(self)
        retire_earlier_views(self)

    def send_arrays(self, arrays: dict[str, np.ndarray]) -> None:
        """Replace the numbers of all arrays; their names and shapes stay as they are.

        Raises:
            ValueError: other names or shapes than at first.
        """
        layout, data = pack(arrays)
        if layout != self.spec["arrays"]:
            raise ValueError("the number of steps has changed, expected the same as at first.")
        self.data = data

    def picture(self):
        """The static figures.Picture that stands for this view where no kernel runs."""
        raise NotImplementedError

    @property
    def alt(self) -> str:
        """The view in words: how it is used, and the static picture's own description."""
        return f"{self.spec['label']}. {self.picture().alt}"

    def __repr__(self) -> str:
        return f"<{self.spec['label']}>"

    def _repr_mimebundle_(self, **kwargs):
        picture = self.picture()
        alt = f"{self.spec['label']}. {picture.alt}"
        still = {"image/png": base64.b64encode(picture.png()).decode(), "text/plain": alt}
        if self.comm is None:  # closed: the picture is what is left
            return still, {"image/png": {"alt": alt}}
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, **still}, {**metadata, "image/png": {"alt": alt}}

    def close(self) -> None:
        """Free the view's memory, here and in the browser. The page keeps what was drawn last."""
        if self.comm is None:
            return
        self.closed = True
        bundle = type(self)._repr_mimebundle_.__get__(self)
        self.unobserve_all()
        layout = self.layout
        super().close()
        layout.close()
        self._repr_mimebundle_ = bundle  # ipywidgets has removed it: a closed view has its picture
        self.data = b""

    @traitlets.validate("t", "epoch", "unit", "layer", "weight", "bias", "x", "temperature")
    def _on_its_axis(self, proposal):
        """Refuse a place that the axis does not have, before anything moves."""
        name, value = proposal["trait"].name, proposal["value"]
        values = self.spec["axes"][name]["values"]
        if value not in values:
            raise ValueError(f"{name} is {value}, expected {_choice(values)}.")
        return value


def presenter(on: bool = True, scale: float = HALL_SCALE) -> None:
    """Scale every live view, those on the page and those to come, for a lecture hall.

    Args:
        on: False puts the usual size back.
        scale: how much larger text and drawing are, 0.93 (13 px text) to 4.

    Raises:
        ValueError: a scale out of range.
    """
    if not 0.93 <= scale <= 4:
        raise ValueError(f"scale is {scale}, expected 0.93 to 4. 1.5 suits most lecture halls.")
    _hall["scale"] = float(scale) if on else 1.0
    for view in _open_views:
        if view.comm is not None:
            view.scale = _hall["scale"]


def guarded(callback):
    """Decorate an observer: calls do not overlap, all changes go out in one message, and an error
    is a sentence in the view. (Jupyter runs callbacks in several threads and hides their errors.)
    """

    @wraps(callback)
    def safely(self, change):
        with self._lock, self.hold_sync():
            self.error = ""
            try:
                callback(self, change)
            except Exception as error:
                self.error = f"{type(error).__name__}: {error}"

    return safely


def _choice(values: list) -> str:
    if values == list(range(int(values[0]), int(values[-1]) + 1)):
        return f"{values[0]} to {values[-1]}"
    listed = ", ".join(map(str, values))
    return f"one of {listed}" if len(values) < 13 else f"one of {len(values)} values: {listed}"


def pack(arrays: dict[str, np.ndarray]) -> tuple[dict, bytes]:
    """One buffer of float32 for all arrays, and where in it each one starts."""
    layout, start = {}, 0
    for name, array in arrays.items():
        layout[name] = {"start": start, "shape": list(array.shape)}
        start += array.size
    return layout, b"".join(np.ascontiguousarray(a, "<f4").tobytes() for a in arrays.values())


@cache
def colour_maps() -> dict:
    """The two colour maps of the palette, 256 colours each as one string of hex digits."""
    maps = {"gate": palette.GATE_MAP, "state": palette.STATE_MAP}
    return {
        name: {"light": _hex_digits(colours.light), "dark": _hex_digits(colours.dark)}
        for name, colours in maps.items()
    }


def _hex_digits(name: str) -> str:
    colours = matplotlib.colormaps[name](np.linspace(0, 1, 256))[:, :3]
    return np.round(255 * colours).astype(np.uint8).tobytes().hex()
