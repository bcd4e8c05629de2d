"""Where PyTorch keeps each number of a layer: four arrays, the rows of each gate in its colour."""

import numpy as np
from matplotlib.patches import Rectangle

from .. import palette
from ..layouts import check_order
from ..weights import LSTMWeights
from .axes import tint
from .describe import checksum, compact, extent, number, sentence
from .picture import QUIET, TITLE_LETTER, Picture, in_house_style

NAMES = {
    "W_x": ("weight_ih_l0", "(4H, D)", "times x"),
    "W_h": ("weight_hh_l0", "(4H, H)", "times h_prev"),
    "b_x": ("bias_ih_l0", "(4H,)", "added"),
    "b_h": ("bias_hh_l0", "(4H,)", "added"),
}
WIDTH = 9.0  # inches
LEFT, TOP, BOTTOM, GAP = 1.75, 1.3, 0.2, 0.3  # inches around the blocks and between them
SLOT = {"W_x": 1.22, "W_h": 1.22, "b_x": 0.95, "b_h": 0.95}  # inches that a heading takes
THINNEST = 0.06  # inches of a block, so that a bias beside a large matrix is seen
CELL, LOWEST, NAME = 0.44, 0.2, 0.42  # inches: width and height of a printed number; of two lines
TALLEST = 5.2  # inches that all 4H rows may take


@in_house_style
def weight_layout(weights: LSTMWeights, order: str = "ifgo", title: str | None = None):
    """The four arrays of a layer side by side, with the rows of each gate coloured and lettered.

    The numbers themselves are printed where they fit (up to 24 rows and 12 columns).

    Args:
        weights: LSTMWeights.
        order: the order in which the gates are stacked. "ifgo" is PyTorch's, and only there the
            arrays carry PyTorch's names.
        title: a sentence that states what to see.

    Returns:
        Picture.

    Raises:
        TypeError: not LSTMWeights.
        ValueError: `order` is not the letters i, f, g, o, each once.
    """
    if not isinstance(weights, LSTMWeights):
        raise TypeError(
            f"weights is a {type(weights).__name__}, expected LSTMWeights. "
            "Did you mean LSTMWeights.from_torch(module)?"
        )
    arrays = weights.in_order(check_order(order))._asdict()
    blocks = {name: a if a.ndim == 2 else a[:, None] for name, a in arrays.items()}  # b: (4H, 1)
    title = title or _title(weights, order)
    cell = _cell(weights)
    top = cell[1] * 4 * weights.H + BOTTOM
    picture = Picture(WIDTH, top + TOP, layout=None)
    ax = picture.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, top + TOP))
    ax.set_axis_off()
    size = min(12.5, 12.5 * WIDTH * 0.97 / (len(title) * TITLE_LETTER))  # long ones are smaller
    ax.text(0.15, top + TOP - 0.25, title, fontsize=size, fontweight="bold", va="center")
    _gate_names(ax, order, weights.H, cell[1], top)
    printed = cell[0] >= CELL and cell[1] >= LOWEST and _fit(blocks)
    left = LEFT
    for name, block in blocks.items():
        _heading(ax, name, arrays[name].shape, order, left, top)
        width = max(block.shape[1] * cell[0], THINNEST)
        _block(ax, name, order, (left, top, width, cell[1] * weights.H), printed)
        if printed:
            _numbers(ax, name, block, order, left, top, cell)
        left += max(width, SLOT[name]) + GAP
    picture.alt = _alt(arrays, order, title)
    return picture


def _cell(weights) -> tuple[float, float]:
    """Width and height of one number in inches: the same in all four blocks."""
    room = WIDTH - LEFT - 0.1 - 3 * GAP - SLOT["b_x"] - SLOT["b_h"]
    columns = {"W_x": weights.D, "W_h": weights.H}
    # Neither block may push the other's heading out, even where it is narrower than its heading.
    widths = [room / (weights.D + weights.H)]
    widths += [
        (room - SLOT[name]) / columns[other] for name, other in (("W_x", "W_h"), ("W_h", "W_x"))
    ]
    return min(CELL, *widths), min(max(LOWEST, NAME / weights.H), TALLEST / (4 * weights.H))


def _fit(blocks) -> bool:
    """Are all numbers short enough to be printed with two decimals?"""
    return all(np.abs(block).max() < 9.995 for block in blocks.values())


def _gate_names(ax, order, H, high, top) -> None:
    """To the left of the rows of each gate: its letter, its name, and which rows they are."""
    bounds = ("0", "H", "2H", "3H", "4H")
    for k, gate in enumerate(order):
        middle = top - (k + 0.5) * H * high
        style = {"color": palette.LIGHT[gate], "va": "center"}
        name = f"{gate}   {palette.NAMES[gate]}"
        ax.text(0.15, middle + 0.09, name, fontweight="bold", **style)
        rows = f"rows {bounds[k]}:{bounds[k + 1]} = {k * H}:{(k + 1) * H}"
        ax.text(0.15, middle - 0.09, rows, fontsize=9.5, label=f"rows {gate}", **style)


def _heading(ax, name, shape, order, left, top) -> None:
    torch_name, letters, use = NAMES[name]
    lines = [f"{letters} = {shape}", use]
    bold = torch_name if order == "ifgo" else name
    if order == "ifgo":
        lines[1] = f"{name}, {use}"
    ax.text(left, top + 0.58, bold, fontweight="bold", va="center", label=f"heading {name}")
    ax.text(left, top + 0.36, lines[0], fontsize=9.5, va="center", label=f"shape {name}")
    ax.text(left, top + 0.15, lines[1], fontsize=9.5, va="center", color=QUIET)


def _block(ax, name, order, place, printed) -> None:
    """One array: a rectangle for each gate, with the gate's letter if no numbers go there."""
    left, top, width, height = place
    for k, gate in enumerate(order):
        colour, bottom = palette.LIGHT[gate], top - (k + 1) * height
        style = {"facecolor": tint(colour) if printed else colour, "edgecolor": "white"}
        style["linewidth"] = min(1.5, 12 * width)
        box = Rectangle((left, bottom), width, height, label=f"{name} {gate}", **style)
        ax.add_patch(box)
        if not printed and width > 0.2:
            style = {"color": "white", "fontweight": "bold", "ha": "center", "va": "center"}
            ax.text(left + width / 2, bottom + height / 2, gate, fontsize=12, **style)


def _numbers(ax, name, block, order, left, top, cell) -> None:
    for (row, column), value in np.ndenumerate(block):
        ax.text(
            left + (column + 0.5) * cell[0], top - (row + 0.5) * cell[1],
            number(value).replace("-", "−"), fontsize=9.5, ha="center", va="center",
            label=f"number {name}",
        )  # fmt: skip


def _title(weights, order) -> str:
    letters = ", ".join(order)
    if order == "ifgo":
        return f"PyTorch keeps {weights.size} numbers in four arrays, the gates stacked {letters}"
    return f"The same {weights.size} numbers with the gates stacked {letters}"


def _alt(arrays, order, title) -> str:
    parts = [sentence(title), f"From top to bottom in each array: {', '.join(order)}."]
    for name, array in arrays.items():
        torch_name, letters, use = NAMES[name]
        called = f"{torch_name} ({name})" if order == "ifgo" else name
        ends = array.min(), array.max()
        parts.append(
            f"{called}, {letters} = {array.shape}, {use}: {extent(array, compact)}; checksum "
            f"{checksum(array, *ends)}."
        )
    return " ".join(parts)
