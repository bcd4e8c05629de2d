"""What `wire_it` shows, as its front end takes it."""

from .. import palette
from ..handwired import Puzzle
from ..handwired.judge import Tests
from ..layouts import GATES
from .panels import axis, label_width, line

MOST, STEP = 20.0, 0.5  # of each slider
NUMBERS = {"x": "W_x", "h": "W_h", "b": "b"}


def spec_of(puzzle: Puzzle, start: dict, tests: Tests) -> dict:
    """The spec of a WiringView: its axes, and its panels from top to bottom."""
    T, B = tests.low.shape
    axes = {
        "t": axis(list(range(T)), "t = {}"),
        "b": axis(list(range(B)), "sequence {}"),
        "hints": axis(list(range(len(puzzle.hints) + 1)), "{} hints"),
    }
    time_slider = {"kind": "place", "axis": "t", "label": "time step", "unit": "step"}
    time_slider["milliseconds"] = 500
    right = {"kind": "stack", "panels": [_sequences(puzzle), *_plots(puzzle, axes)]}
    return {
        "label": f"Wire it by hand: {puzzle.name}",
        "axes": axes,
        "sliders": [],
        "rows": [
            {"columns": "1fr", "panels": [_task(puzzle, start)]},
            {"columns": "1fr", "panels": [time_slider]},
            {"columns": "minmax(14em, 4fr) 9fr", "panels": [_sliders(), right]},
            {"columns": "1fr", "panels": [_arithmetic()]},
        ],
    }


def _task(puzzle: Puzzle, start: dict) -> dict:
    return {
        "kind": "task",
        "task": puzzle.task.replace("-", "\N{MINUS SIGN}"),
        "inputs": f"What goes in: {puzzle.inputs}.",
        "hints": list(puzzle.hints),
        "start": start,
    }


def _sliders() -> dict:
    range_ = {"min": -MOST, "max": MOST, "step": STEP}
    shared = {"numbers": NUMBERS, "range": range_}
    rows = [{"name": name, "title": palette.NAMES[name]} | shared for name in GATES]
    return {"kind": "wires", "rows": rows}


def _sequences(puzzle: Puzzle) -> dict:
    return {"kind": "sequences", "title": "Is c right?", "texts": list(puzzle.shown)}


def _plots(puzzle: Puzzle, axes: dict) -> list[dict]:
    """The gates, and c and h with what is wanted behind them, for the chosen sequence."""
    shared = {
        "kind": "wanted", "at": ["b"], "x": "t", "tokens": True, "points": True, "digits": 2,
        "wide": label_width(axes["t"]["short"]), "limits": [-1, 1], "texts": list(puzzle.shown),
    }  # fmt: skip
    gates = {
        "title": "The gates",
        "series": [line(n) for n in GATES],
        "height": 8,
        "readout": "t = {t}: i {i}, f {f}, g {g}, o {o}",
    }
    states = {
        "title": "c and h, and in the bands what c should be",
        "series": [line("c"), line("h")],
        "bands": ["low", "high"],
        "xlabel": "symbols of the chosen sequence",
        "height": 13,
        "readout": "t = {t}: c {c}, h {h}",
    }
    return [shared | states, shared | gates]


def _arithmetic() -> dict:
    """Every number of the chosen step. Lines break between the parts, and not within one."""
    nbsp = "\N{NO-BREAK SPACE}"
    wide, narrow = f"{nbsp}{nbsp} ", " "
    sums = [f"{n} {{z_{n}}}" for n in GATES]
    squashed = [f"{n} = {'tanh' if n == 'g' else 'σ'}(z) = {{{n}}}" for n in GATES]
    lines = (
        (wide, "At t = {t}:", "x = {x},", "h_prev = {h_prev}."),
        (wide, "z = W_x × x + W_h × h_prev + b:", *sums),
        (wide, *squashed),
        (narrow, "c = f × c_prev + i × g", "= {f} × {c_prev} + {i} × {g}", "= {c}"),
        (narrow, "h = o × tanh(c)", "= {o} × tanh({c})", "= {h}"),
    )
    texts = [between.join(p.replace(" ", nbsp) for p in parts) for between, *parts in lines]
    names = [*(f"z_{n}" for n in GATES), *GATES, "c", "c_prev", "h", "h_prev"]
    at = ["b", "t"]
    values = [{"name": n, "array": n, "at": at, "colour": n[-1 if "z" in n else 0]} for n in names]
    return {
        "kind": "words",
        "template": "\n".join(texts),
        "values": [*values, {"name": "x", "array": "x", "at": at, "digits": 0}],
    }
