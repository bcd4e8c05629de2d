"""Picture: a matplotlib Figure with a text that says what it shows.

No pyplot and no global state: a Picture belongs to whoever holds it, also in the threads in which
a notebook runs the callbacks of its sliders.
"""

import base64
import io
import textwrap
import threading
import warnings
from contextlib import contextmanager
from functools import wraps
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

DPI = 100
INK = "#242127"  # text and axes
TITLE_LETTER = 0.112  # inches, the width of a letter of a title, on average
QUIET = "#6A6670"  # what stands back: grid, frames, second lines
STYLE = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, so pictures are the same everywhere
    "font.size": 10.0,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.titlepad": 5.0,
    "axes.labelsize": 10.0,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": "#DDDBE0",
    "grid.linewidth": 0.7,
    "text.parse_math": False,  # a token may be a dollar sign
    "figure.titlesize": 12.5,
    "figure.titleweight": "bold",
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": "lstm_teach",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
}
_DEFAULTS = {
    key: value
    for key, value in mpl.rcParamsDefault.items()
    if not key.startswith(("backend", "interactive", "toolbar", "webagg", "_"))
}
_ONE_AT_A_TIME = threading.RLock()  # matplotlib's settings are global, so they are borrowed in turn


class Picture(Figure):
    """A matplotlib Figure that shows itself in a notebook, with a text for those who cannot see.

    Attributes:
        alt: what is drawn, in sentences with the numbers of the data.
    """

    def __init__(self, width: float, height: float, layout: str | None = "constrained"):
        """An empty picture, width and height in inches; without a layout, place axes yourself."""
        super().__init__(figsize=(width, height), dpi=DPI, layout=layout)
        FigureCanvasAgg(self)
        self.alt = ""

    def headline(self, title: str) -> None:
        """Write the title on top, in as many lines as it needs; the picture grows with them."""
        lines = textwrap.wrap(title, int(self.get_figwidth() / TITLE_LETTER))
        self.suptitle("\n".join(lines), x=0.01, ha="left")
        self.set_figheight(self.get_figheight() + 0.22 * (len(lines) - 1))

    def png(self) -> bytes:
        """The picture as a PNG file: the same bytes for the same numbers.

        It has 256 colours, each off by 12 steps of 255 at most, which takes a third of the bytes.
        (Pillow's other methods are off by 40 and more at the ends of a colour map.)
        """
        drawn, file = io.BytesIO(), io.BytesIO()
        with house_style():
            self.savefig(drawn, format="png")
        image = Image.open(drawn).convert("RGB")
        image = image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        image.save(file, "png", optimize=True, dpi=(DPI, DPI))
        return file.getvalue()

    def save(self, path: str | Path) -> None:
        """Write the picture to a file: PNG for the screen, SVG or PDF to print. No dates inside.

        Args:
            path: its ending says which: .png, .svg or .pdf.

        Raises:
            ValueError: another ending.
        """
        path = Path(path)
        if path.suffix not in (".png", ".svg", ".pdf"):
            raise ValueError(f"path ends in {path.suffix!r}, expected .png, .svg or .pdf.")
        path.write_bytes(self.png() if path.suffix == ".png" else self._print(path.suffix[1:]))

    def _print(self, kind: str) -> bytes:
        undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None, "Producer": None}}[kind]
        about = {"svg": {"Description": self.alt}, "pdf": {"Subject": self.alt}}[kind]
        about |= {"Creator": "lstm_teach", "Title": self.alt.partition(". ")[0]}
        file = io.BytesIO()
        with house_style():
            self.savefig(file, format=kind, metadata={**undated, **about})
        if kind == "pdf":
            return file.getvalue()
        # Text stays text, to be searched and read aloud. Where the fonts are not installed the
        # browser takes the next one of these, which are as wide.
        text = file.getvalue().decode()
        text = text.replace("*{stroke", "text{white-space: pre} *{stroke")
        text = text.replace("'DejaVu Sans'", "'DejaVu Sans', Verdana, sans-serif")
        return text.replace("'DejaVu Sans Mono'", "'DejaVu Sans Mono', Menlo, monospace").encode()

    def _repr_mimebundle_(self, include=None, exclude=None):
        """(data, metadata) for Jupyter: the PNG and its text, also as the alt of an HTML export."""
        data = {"image/png": base64.b64encode(self.png()).decode(), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt}}

    def __repr__(self) -> str:
        return self.alt


@contextmanager
def house_style():
    """Borrow matplotlib's settings: ours inside, the reader's own back afterwards."""
    with _ONE_AT_A_TIME, mpl.rc_context({**_DEFAULTS, **STYLE}), warnings.catch_warnings():
        # A token in a script that DejaVu lacks is drawn as a box; that needs no red text.
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        yield


def in_house_style(draw):
    """Decorate a function that draws, so that the reader's matplotlib settings do not change it."""

    @wraps(draw)
    def styled(*args, **kwargs):
        with house_style():
            picture = draw(*args, **kwargs)
            # Laid out once: a second pass would move things by a pixel and change the bytes.
            if layout := picture.get_layout_engine():
                layout.execute(picture)
                picture.set_layout_engine("none")
            return picture

    return styled
