"""The cell diagram computes what the cell computes, grows by one part, and can be read."""

import dataclasses
import io
import itertools

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch
from matplotlib.text import Text
from PIL import Image

from drawn import assert_nothing_is_cut_off_or_covered, drawn_texts, texts
from lstm_teach import figures, palette
from lstm_teach.cells import stacked
from lstm_teach.figures.cell import wire_values
from lstm_teach.figures.cell_parts import NODES, STAGES, corners, parts
from refusal import assert_refused
from strategies import make_case

TRACE = stacked.run(*make_case(T=3, B=2, H=4).run).with_tokens("hel")


def inside(point, node) -> bool:
    return (
        abs(point[0] - node.x) <= node.width / 2 + 1e-9
        and abs(point[1] - node.y) <= node.height / 2 + 1e-9
    )


def on_wire(point, wire) -> bool:
    """Does a point lie on one of the (straight) pieces of a wire?"""
    return any(
        min(x0, x1) <= point[0] <= max(x0, x1) and min(y0, y1) <= point[1] <= max(y0, y1)
        for (x0, y0), (x1, y1) in itertools.pairwise(corners(wire))
    )


def what_flows(upto, values, peephole=False) -> dict:
    """Follow the wires as a reader does, by where they start and end, and compute each node."""
    nodes, wires = parts(upto, peephole)
    wires = [wire for wire in wires if not wire.dashed]
    carried = {name: values[name] for name in ("c_prev", "h_prev")}
    carried |= {gate: values[gate] for gate in "figo"}  # what a gate makes of [h_prev, x]
    operate = {"×": np.multiply, "+": np.add, "tanh": np.tanh}
    flows = {}
    for _ in range(12):
        for wire in wires:
            start = corners(wire)[0]
            source = [name for name, node in nodes.items() if inside(start, node)]
            if not source:  # begins on another wire, and carries what that one carries
                source = [w.name for w in wires if w is not wire and on_wire(start, w)]
                source = [name for name in source if name in flows and name == wire.name]
                if source:
                    flows[wire.name] = flows[source[0]]
            elif source[0] in carried:
                flows[wire.name] = carried[source[0]]
        for name, node in nodes.items():
            into = {w.name for w in wires if inside(corners(w)[-1], node)} & set(flows)
            wanted = 1 if node.text == "tanh" else 2
            if node.kind == "operation" and len(into) == wanted:
                carried[name] = operate[node.text](*(flows[n] for n in sorted(into)))
    return flows


def test_the_wires_compute_the_cell():
    """c = f * c_prev + i * g and h = o * tanh(c), read off the drawing itself."""
    for t, unit in ((0, 0), (1, 3), (2, 2)):
        values = wire_values(TRACE, t, unit)
        flows = what_flows("h", values)
        for name in ("f * c_prev", "i * g", "c", "tanh(c)", "h"):
            assert flows[name] == pytest.approx(values[name]), name
        assert flows["c"] == pytest.approx(TRACE.c[t, 0, unit])
        assert flows["h"] == pytest.approx(TRACE.h[t, 0, unit])


def test_every_wire_joins_what_it_should():
    _, wires = parts("h", peephole=True)
    for wire in wires:
        places = corners(wire)
        for (x0, y0), (x1, y1) in itertools.pairwise(places):
            assert (x0 == x1) != (y0 == y1), f"{wire.name} has a slanted piece"
        for end in (0, -1):
            if isinstance(wire.path[end], str):
                assert inside(places[end], NODES[wire.path[end]]), wire.name
    gates = {wire.path[-1] for wire in wires if wire.name == "[h_prev, x]"}
    assert gates == set("figo"), "h_prev and x reach every gate"
    x, h_prev = (next(w for w in wires if w.name == name) for name in ("x", "h_prev"))
    joined = corners(x)[-1]
    assert joined == corners(h_prev)[-1]
    assert {corners(w)[0] for w in wires if w.name == "[h_prev, x]"} == {joined}


def test_peepholes_are_those_of_2000():
    """c_prev is seen by i and f, and the new c (behind the +) by o. Dashed."""
    _, wires = parts("h", peephole=True)
    dashed = [wire for wire in wires if wire.dashed]
    assert {(wire.name, wire.path[-1]) for wire in dashed} == {
        ("c_prev", "f"),
        ("c_prev", "i"),
        ("c", "o"),
    }
    for wire in dashed:
        same = [w for w in wires if w.name == wire.name and w is not wire]
        assert any(on_wire(corners(wire)[0], w) for w in same), "it begins on its own wire"
    for stage, count in zip(STAGES, (1, 2, 2, 2, 3, 3), strict=True):
        picture = figures.cell_diagram(stage, peephole=True)
        lines = [a for a in picture.findobj(FancyArrowPatch) if a.get_linestyle() != "-"]
        assert len([a for a in lines if a.get_label().startswith("wire")]) == count, stage
        assert "peepholes" in texts(picture) and "peepholes" in picture.alt
    assert "peepholes" not in texts(figures.cell_diagram())


EXPECTED = {
    "f": ({"c_prev", "h_prev", "x", "f", "keep"}, {"f", "f * c_prev"}),
    "i": ({"i"}, {"i"}),
    "g": ({"g", "write"}, {"g", "i * g"}),
    "c": ({"add", "c"}, set()),
    "o": ({"o"}, {"o"}),
    "h": ({"tanh", "show", "h"}, {"tanh(c)"}),
}


def test_the_diagram_grows_by_one_part():
    nodes, names = set(), set()
    for stage in STAGES:
        picture = figures.cell_diagram(stage)
        labels = {str(a.get_label()) for a in picture.findobj()}
        nodes |= EXPECTED[stage][0]
        names |= EXPECTED[stage][1]
        assert {label[5:] for label in labels if label.startswith("node ")} == nodes, stage
        assert {label[5:] for label in labels if label.startswith("name ")} == names, stage
        gates = {name for name in "figo" if palette.NAMES[name] in texts(picture)}
        assert gates == nodes & set("figo"), stage


@pytest.mark.parametrize("trace", [None, TRACE])
@pytest.mark.parametrize("upto", STAGES)
def test_what_is_there_stays_where_it_is(upto, trace):
    """Slides can be turned without a jump."""
    here = {t.get_label(): t.get_position() for t in drawn_texts(figures.cell_diagram(upto, trace))}
    whole = {t.get_label(): t.get_position() for t in drawn_texts(figures.cell_diagram("h", trace))}
    kept = {label for label in here if label.split(" ")[0] in ("node", "name", "shape", "value")}
    assert kept and all(here[label] == whole[label] for label in kept)


def test_without_a_trace_every_wire_has_its_shape():
    picture = figures.cell_diagram()
    shapes = {
        str(t.get_label())[6:]: t.get_text()
        for t in drawn_texts(picture)
        if str(t.get_label()).startswith("shape ")
    }
    assert shapes.pop("x") == "(B, D)"
    assert shapes.pop("[h_prev, x]") == "[h_prev, x]   (B, H + D)"
    names = {"c_prev", "h_prev", "f", "i", "g", "o", "f * c_prev", "i * g", "c", "tanh(c)", "h"}
    assert set(shapes) == names and set(shapes.values()) == {"(B, H)"}


def test_with_a_trace_the_numbers_stand_on_the_wires():
    picture = figures.cell_diagram("h", TRACE, t=1, unit=3, sequence=1)
    written = set(texts(picture))
    for name in "figo":
        assert f"{name} = {getattr(TRACE, name)[1, 1, 3]:.2f}".replace("-", "−") in written
    for name in ("h", "c", "h_prev", "c_prev"):
        value = f"{getattr(TRACE, name)[1, 1, 3]:.2f}".replace("-", "−")
        assert texts(picture, f"value {name}") == [value]
    assert "unit 3 at step 1, 'e'" in written and texts(picture, "value x") == ["'e'"]
    equation = " ".join(texts(picture, "equation"))
    f, c_prev, i, g, c = (
        f"{getattr(TRACE, n)[1, 1, 3]:.2f}".replace("-", "−")
        for n in ("f", "c_prev", "i", "g", "c")
    )
    assert f"c = f * c_prev + i * g = {f} * {c_prev} + {i} * {g} = {c}" in equation


def test_without_tokens_the_input_stands_as_numbers():
    trace = dataclasses.replace(TRACE, tokens=None)
    picture = figures.cell_diagram("h", trace, t=1, unit=3, sequence=1)
    shown = ", ".join(f"{value:.2f}".replace("-", "−") for value in trace.xs[1, 1])
    assert texts(picture, "where") == ["unit 3 at step 1"]
    assert trace.D <= 4 and texts(picture, "value x") == [shown]
    assert_nothing_is_cut_off_or_covered(picture)
    many = stacked.run(*make_case(T=1, B=1, H=2, D=5).run)
    assert texts(figures.cell_diagram("h", many), "value x") == ["5 numbers"]


def test_letters_of_the_equations_have_the_colours_of_their_gates():
    words = [t for t in drawn_texts(figures.cell_diagram()) if t.get_label() == "equation"]
    assert " ".join(t.get_text() for t in words if t.get_text()) == (
        "c = f * c_prev + i * g # (B, H) h = o * tanh(c) # (B, H)"
    )
    for text in words:
        name = text.get_text().replace("_prev", "").replace("tanh(c)", "c")
        if name in palette.LIGHT:
            assert text.get_color() == palette.LIGHT[name]


@pytest.mark.parametrize("peephole", [False, True])
@pytest.mark.parametrize("trace", [None, TRACE])
@pytest.mark.parametrize("upto", STAGES)
def test_no_text_is_covered(upto, trace, peephole):
    picture = figures.cell_diagram(upto, trace, peephole=peephole)
    assert_nothing_is_cut_off_or_covered(picture)
    to_pixels = picture.axes[0].transData.transform
    lines = [to_pixels(corners(wire)) for wire in parts(upto, peephole)[1]]
    for text in drawn_texts(picture):
        box = Text.get_window_extent(text).padded(-1)
        for line in lines:
            for (x0, y0), (x1, y1) in itertools.pairwise(line):
                beside = max(x0, x1) < box.x0 or min(x0, x1) > box.x1
                assert beside or max(y0, y1) < box.y0 or min(y0, y1) > box.y1, text.get_text()
        for node in (n for n in NODES.values() if n.kind == "operation" and n.text != "tanh"):
            (x, y), (edge, _) = to_pixels([(node.x, node.y), (node.x + node.width / 2, node.y)])
            nearest = np.clip(x, box.x0, box.x1), np.clip(y, box.y0, box.y1)
            assert np.hypot(*np.subtract(nearest, (x, y))) > edge - x, (text.get_text(), node.note)
        assert text.get_fontsize() * 100 / 72 >= 13, "13 pixels are readable"


def test_long_numbers_and_nan_still_fit():
    wild = {n: np.full_like(TRACE.c, -1.0) for n in "figoh"} | {"c": np.full_like(TRACE.c, -888.88)}
    trace = dataclasses.replace(TRACE, **wild)
    assert_nothing_is_cut_off_or_covered(figures.cell_diagram("h", trace, t=1))
    trace = dataclasses.replace(TRACE, f=np.full_like(TRACE.f, np.nan))
    picture = figures.cell_diagram("h", trace)
    assert "f = NaN" in texts(picture) and "f = NaN" in picture.alt


def test_alt_text_tells_the_story_so_far():
    text = figures.cell_diagram("g").alt
    assert "The candidate g is a tanh" in text and "output gate" not in text
    with_numbers = figures.cell_diagram("h", TRACE, t=1, unit=3).alt
    assert f"h = {TRACE.h[1, 0, 3]:.2f}" in with_numbers
    alts = {figures.cell_diagram("h", TRACE, t=t, unit=u).alt for t in range(3) for u in range(4)}
    assert len(alts) == 12


def test_png_is_small_and_the_same_every_time():
    png = figures.cell_diagram("h", TRACE).png()
    assert png == figures.cell_diagram("h", TRACE).png() and len(png) < 40_000
    assert Image.open(io.BytesIO(png)).width == 900


@pytest.mark.parametrize(
    "arguments, error, message",
    [
        ({"upto": "z"}, ValueError, "upto is 'z', expected one of 'f', 'i', 'g', 'c', 'o', 'h'"),
        ({"trace": TRACE.h}, TypeError, "trace is a ndarray, expected a Trace"),
        ({"trace": TRACE, "t": 3}, ValueError, "t is 3, expected 0 to 2. The trace has T = 3."),
        ({"trace": TRACE, "t": -1}, ValueError, "t is -1"),
        ({"trace": TRACE, "unit": 4}, ValueError, "unit is 4, expected 0 to 3"),
        ({"trace": TRACE, "unit": 0.0}, ValueError, "unit is 0.0"),
        ({"trace": TRACE, "sequence": 2}, ValueError, "sequence is 2, expected"),
    ],
)
def test_what_is_not_there_is_refused(arguments, error, message):
    assert_refused(figures.cell_diagram, error, message, **arguments)


def test_without_tokens_the_input_shows_its_numbers():
    trace = stacked.run(*make_case(T=2, D=3).run)
    picture = figures.cell_diagram("h", trace, t=1)
    numbers = ", ".join(f"{v:.2f}".replace("-", "−") for v in trace.xs[1, 0])
    assert texts(picture, "value x") == [numbers] and "unit 0 at step 1" in texts(picture)
    wide = stacked.run(*make_case(T=2, D=30).run)
    assert texts(figures.cell_diagram("h", wide), "value x") == ["30 numbers"]
