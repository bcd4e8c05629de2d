"""Pictures of a Trace: every unit at every step as heatmaps, or as lines over time."""

from collections.abc import Mapping

import numpy as np

from .. import palette
from ..trace import GATES_AND_STATES, Trace
from .axes import (
    StepTicks,
    colour_map,
    hatch_cells,
    hatch_steps,
    name_panel,
    on_axis,
    stand_right,
    unit_ticks,
    visible,
)
from .describe import checksum, extent, largest, listing, number, plural, sentence
from .lines import label_ends, unit_looks
from .picture import QUIET, Picture, in_house_style

WIDTH = 9.0  # inches
MOST_LINES = 8  # in one panel, unless units are named
LINES_HEIGHT = 1.75  # inches of a panel of lines


@in_house_style
def heatmaps(
    trace: Trace,
    names=GATES_AND_STATES,
    sequence: int = 0,
    title: str | None = None,
    direction: str | None = None,
    gloss: Mapping[str, str] | None = None,
):
    """One heatmap for each gate or state: units down, steps across, tokens as tick labels.

    i, f and o are drawn in 0..1 and g and h in -1..1, whatever the data; c between plus and minus
    its own largest absolute value. NaN is hatched.

    Args:
        trace: a Trace, each array (T, B, H).
        names: which of "i", "f", "g", "o", "c", "h", in the order of the panels.
        sequence: which sequence of the batch, 0 to B - 1.
        title: a sentence above the panels that states what to see.
        direction: "rtl" has step 0 at the right end, "ltr" at the left one; if None, the way in
            which most letters of the tokens run.
        gloss: {token: what it means}, written below the token, or None.

    Returns:
        Picture.

    Raises:
        TypeError: not a Trace.
        ValueError: an unknown name or direction, or no such sequence.
    """
    names = checked_names(names)
    trace = checked_trace(trace).sequence(sequence)
    columns = _columns(len(names), trace.T) if gloss is None else 1 + (len(names) > 2)
    rows = -(-len(names) // columns)
    inches = WIDTH / columns - 1.35  # less unit names and colour bar
    ticks = StepTicks.fitting(trace, inches, direction, gloss)
    height = min(max(0.2 * trace.H, 0.5), 3.2 if rows < 3 else 1.7)
    picture = Picture(WIDTH, rows * (height + ticks.depth + 0.75) + 0.4)
    picture.headline(title or "Each unit at each step")
    grid = picture.subplots(rows, columns, squeeze=False)
    for ax in grid.flat[len(names) :]:
        ax.remove()
    for ax, name in zip(grid.flat, names, strict=False):
        _heatmap(ax, name, trace, ticks, height)
    picture.alt = _heatmaps_alt(trace, names, title)
    return picture


def _heatmap(ax, name, trace, ticks, height) -> None:
    values = getattr(trace, name)[:, 0].T  # (H, T)
    colours = colour_map(name, values)
    image = ax.imshow(
        np.ma.masked_invalid(values), cmap=colours.light, vmin=colours.low, vmax=colours.high,
        aspect="auto", interpolation="nearest", label=name,
    )  # fmt: skip
    name_panel(ax, name)
    hatch_cells(ax, ~np.isfinite(values))
    ticks.mark(ax)
    unit_ticks(ax, trace.H, height)
    if ticks.rtl:
        stand_right(ax)
    middle = (colours.low + colours.high) / 2
    bar = ax.figure.colorbar(
        image, ax=ax, ticks=[colours.low, middle, colours.high], pad=0.02,
        location="left" if ticks.rtl else "right",
    )  # fmt: skip
    bar.ax.set_yticklabels([on_axis(value) for value in bar.get_ticks()])
    bar.outline.set_visible(False)


def _columns(panels: int, T: int) -> int:
    if panels == 4 and T <= 40:
        return 2
    return min(panels, 3 if T <= 20 else 2 if T <= 60 else 1)


def _heatmaps_alt(trace, names, title) -> str:
    parts = [sentence(title or "Each unit at each step"), "Heatmaps.", _steps(trace)]
    for name in names:
        values = getattr(trace, name)[:, 0]  # (T, H)
        colours = colour_map(name, values)
        units = [np.nanmean(v) if np.isfinite(v).any() else -np.inf for v in values.T]
        unit = largest(units)
        parts.append(
            f"{name}, {palette.NAMES[name]}: {extent(values)}; highest on average in unit {unit} "
            f"({number(units[unit])}); checksum {checksum(values, colours.low, colours.high)}."
        )
    return " ".join(parts)


@in_house_style
def states(
    trace: Trace,
    units=None,
    names=("c", "h"),
    sequence: int = 0,
    title: str | None = None,
    direction: str | None = None,
    gloss: Mapping[str, str] | None = None,
):
    """Lines over time, one panel for each gate or state, one line for each unit.

    Args:
        trace: a Trace, each array (T, B, H).
        units: numbers of the units to draw; if None, all of them up to 8, else the 8 whose first
            named state moves most.
        names: which of "i", "f", "g", "o", "c", "h", in the order of the panels.
        sequence: which sequence of the batch, 0 to B - 1.
        title: a sentence above the panels that states what to see.
        direction: "rtl" has step 0 at the right end, "ltr" at the left one; if None, the way in
            which most letters of the tokens run.
        gloss: {token: what it means}, written below the token, or None.

    Returns:
        Picture.

    Raises:
        TypeError: not a Trace.
        ValueError: an unknown name or direction, or no such sequence or unit.
    """
    names = checked_names(names)
    trace = checked_trace(trace).sequence(sequence)
    units = _checked_units(units, getattr(trace, names[0])[:, 0])
    ticks = StepTicks.fitting(trace, WIDTH - 1.6, direction, gloss)
    picture = Picture(WIDTH, (LINES_HEIGHT + 0.5) * len(names) + ticks.depth + 0.75)
    picture.headline(title or _states_title(units, names, trace.H))
    panels = picture.subplots(len(names), 1, squeeze=False, sharex=True)[:, 0]
    for ax, name in zip(panels, names, strict=True):
        _lines(ax, name, trace, units, ticks.rtl)
    ticks.mark(panels[-1])
    picture.alt = _states_alt(trace, names, units, title)
    return picture


def _lines(ax, name, trace, units, rtl) -> None:
    values = getattr(trace, name)[:, 0]  # (T, H)
    colours = colour_map(name, values[:, units])
    steps = np.arange(trace.T)
    margin = 0.05 * (colours.high - colours.low)
    ax.set_ylim(colours.low - margin, colours.high + margin)
    ax.axhline(0, color=QUIET, linewidth=0.8, zorder=1)
    looks = unit_looks(len(units), trace.T)
    lines = [
        ax.plot(steps, values[:, unit], label=f"unit {unit}", **look)[0]
        for unit, look in zip(units, looks, strict=True)
    ]
    ax.set_xlim(-0.3, max(trace.T - 1, 0.7) + 0.02 * trace.T)
    label_ends(ax, lines, LINES_HEIGHT, side="left" if rtl else "right")
    name_panel(ax, name)
    ax.set_ylabel(name, rotation=0, labelpad=10)
    if rtl:
        stand_right(ax)
    gaps = ~np.isfinite(values[:, units]).all(axis=1)
    hatch_steps(ax, gaps)
    ax.grid(axis="y")


def _checked_units(units, values) -> list[int]:
    H = values.shape[1]
    if units is None:
        if H <= MOST_LINES:
            return list(range(H))
        spread = np.nan_to_num(np.ptp(values, axis=0), nan=np.inf)
        return sorted(int(unit) for unit in np.argsort(-spread, kind="stable")[:MOST_LINES])
    units = [units] if isinstance(units, (int, np.integer)) else list(units)
    for unit in units:
        if not isinstance(unit, (int, np.integer)) or not 0 <= unit < H:
            raise ValueError(
                f"units has {unit!r}, expected numbers from 0 to {H - 1}. The trace has H = {H}."
            )
    if not units:
        raise ValueError("units is empty, expected at least one unit such as units=[0].")
    return units


def _states_title(units, names, H) -> str:
    *most, last = (palette.NAMES[name] for name in names)
    what = f"{', '.join(most)} and {last}" if most else last
    if len(units) == H:
        return f"{what[0].upper()}{what[1:]} of {plural(H, 'unit')} over time"
    return f"{what[0].upper()}{what[1:]} over time: {len(units)} of {H} units"


def _states_alt(trace, names, units, title) -> str:
    parts = [sentence(title or _states_title(units, names, trace.H)), "Lines.", _steps(trace)]
    for name in names:
        values = getattr(trace, name)[:, 0][:, units]  # (T, units)
        colours = colour_map(name, values)
        ends = (
            f"unit {u} from {number(v[0])} to {number(v[-1])}"
            for u, v in zip(units, values.T, strict=True)
        )
        parts.append(
            f"{name}, {palette.NAMES[name]}: {extent(values)}; {listing(ends, MOST_LINES)}; "
            f"checksum {checksum(values, colours.low, colours.high)}."
        )
    return " ".join(parts)


def _steps(trace) -> str:
    tokens = listing((visible(token) for token in trace.labels), most=20)
    return f"{plural(trace.T, 'step')} ({tokens}), {plural(trace.H, 'unit')}."


def checked_trace(trace) -> Trace:
    """Give a Trace back, or raise TypeError."""
    if not isinstance(trace, Trace):
        raise TypeError(
            f"trace is a {type(trace).__name__}, expected a Trace. "
            "Cells give one: stacked.run(weights, xs), or history.traces[-1] after training."
        )
    return trace


def checked_names(names) -> tuple[str, ...]:
    """The names of gates and states to draw, or ValueError."""
    names = tuple(names)
    for name in names:
        if name not in GATES_AND_STATES:
            raise ValueError(
                f"names has {name!r}, expected some of 'i', 'f', 'g', 'o', 'c', 'h'. "
                "Others write c-tilde for the candidate; here it is 'g'."
            )
    if not names or len(set(names)) < len(names):
        raise ValueError(f"names is {names}, expected at least one name, each once.")
    return names
