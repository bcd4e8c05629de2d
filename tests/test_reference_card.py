"""The reference card: A4, complete, right, and legible without colours."""

import io
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
import torch
from matplotlib.text import Text
from PIL import Image

import make_card
from drawn import assert_nothing_is_cut_off_or_covered, drawn_texts, texts
from lstm_teach import figures, palette
from lstm_teach.cells import plain
from lstm_teach.figures.card import example
from lstm_teach.figures.picture import house_style
from refusal import assert_refused

WEIGHTS, TRACE = example()


@pytest.fixture(scope="module")
def card():
    return figures.reference_card()


@pytest.fixture(scope="module")
def files(card, tmp_path_factory) -> dict[str, bytes]:
    """The card as PDF and SVG."""
    folder = tmp_path_factory.mktemp("card")
    for kind in ("pdf", "svg"):
        card.save(folder / f"card.{kind}")
    return {kind: (folder / f"card.{kind}").read_bytes() for kind in ("pdf", "svg")}


def svg_texts(files) -> list[str]:
    root = ElementTree.fromstring(files["svg"])
    return ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]


def test_it_is_one_a4_page(files):
    width, height = 8.27 * 72, 11.69 * 72
    boxes = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", files["pdf"])
    assert [tuple(map(float, box)) for box in boxes] == [pytest.approx((width, height))]
    root = ElementTree.fromstring(files["svg"])
    size = [float(root.get(side).removesuffix("pt")) for side in ("width", "height")]
    assert size == pytest.approx([width, height], abs=0.01)


def test_every_symbol_operation_and_name_is_on_it(files):
    """As text, so that it can be searched and read aloud."""
    page = svg_texts(files)
    for symbol in ("c_prev", "h_prev", "x", "c", "h", "f", "i", "g", "o"):
        assert symbol in page, symbol
    for wire in ("f * c_prev", "i * g", "tanh(c)"):
        assert wire in page, wire
    for gate in "ifgo":
        assert palette.NAMES[gate] in page
    for operation in ("keep", "write", "add", "show", "sigmoid", "tanh"):
        assert operation in page, operation
    for shape in ("(B, H)", "(B, D)", "(4H, D)", "(4H, H)", "(4H,)", "[h_prev, x]   (B, H + D)"):
        assert shape in page, shape
    for equation in ("c = f * c_prev + i * g", "h = o * tanh(c)"):
        assert equation in page, equation
    module = torch.nn.LSTM(2, 2)
    for name, parameter in module.named_parameters():
        ours = {"weight_ih_l0": "W_x", "weight_hh_l0": "W_h", "bias_ih_l0": "b_x"}.get(name, "b_h")
        assert page[page.index(name) - 1] == ours, "in one row of the table"
        letters = {8: "4H", 2: "D" if name == "weight_ih_l0" else "H"}
        shape = ", ".join(letters[size] for size in parameter.shape)
        assert page[page.index(name) + 1].rstrip(",)") == f"({shape}", name


def evaluate(sum_of_products: str) -> float:
    """0.6*0.3 + 0.5*−1.0 + 0.1: what a learner would type into a calculator."""
    terms = sum_of_products.replace("−", "-").split(" + ")
    return sum(float(np.prod([float(factor) for factor in term.split("*")])) for term in terms)


def test_the_example_can_be_checked_by_hand(card):
    """Each sum gives its result, each result the next; and the last ones are the cell's."""
    lines = {line.split(" = ")[0]: line for line in texts(card) if line.count(" = ") >= 2}
    steps = {name: line for name, line in lines.items() if name in ("c", "h") or name[:2] == "z_"}
    assert len(steps) == 6
    for name, line in steps.items():
        *_, terms, result = line.split(" = ")
        exact = name.startswith("z")
        assert evaluate(terms) == pytest.approx(
            float(result.replace("−", "-")), abs=1e-9 if exact else 2e-3
        ), line
    squash = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh}
    found = 0
    for line in texts(card):
        if match := re.fullmatch(r"([ifgo]) = (\w+)\((−?[\d.]+)\) = (−?[\d.]+)", line):
            gate, function, z, result = match.groups()
            assert steps[f"z_{gate}"].endswith(f" = {z}")
            value = squash[function](float(z.replace("−", "-")))
            assert value == pytest.approx(float(result.replace("−", "-")), abs=5e-4)
            found += 1
    assert found == 4


def test_the_numbers_are_those_of_the_cell(card):
    """plain, another cell than the one that made them, gives every digit on the card."""
    step = plain.step(WEIGHTS, TRACE.xs[0], TRACE.h0, TRACE.c0)
    lines = texts(card)
    for name in "ifgoch":
        value = f"{getattr(step, name)[0][0]:.3f}".replace("-", "−")
        assert any(line.startswith(f"{name} = ") and line.endswith(f" = {value}") for line in lines)
    c, h = (f"{getattr(step, name)[0][1]:.3f}".replace("-", "−") for name in "ch")
    assert any(line.endswith(f"c = {c}, h = {h}") for line in lines), "unit 1"


def test_the_weights_stand_in_pytorchs_rows(card):
    """Read the table back by place; it is what nn.LSTM with these numbers holds."""
    page = card.axes[-1]
    label = re.compile(r"[ifgo] [01]")
    rows = {t.get_position()[1]: t.get_text() for t in page.texts if label.fullmatch(t.get_text())}
    assert [rows[y] for y in sorted(rows, reverse=True)] == "i 0,i 1,f 0,f 1,g 0,g 1,o 0,o 1".split(
        ","
    )
    module = WEIGHTS.to_torch()
    stored = [p.detach().numpy().reshape(8, -1) for p in module.parameters()]
    for k, y in enumerate(sorted(rows, reverse=True)):
        found = [t for t in page.texts if t.get_position()[1] == y and t.get_ha() == "right"]
        found = sorted(found, key=lambda t: t.get_position()[0])
        numbers = [float(t.get_text().replace("−", "-")) for t in found]
        np.testing.assert_array_equal(numbers, np.concatenate([part[k] for part in stored]))


def test_no_text_is_cut_off_or_covered(card):
    assert_nothing_is_cut_off_or_covered(card)
    for text in drawn_texts(card):
        assert text.get_fontsize() >= 7.5, "points on paper"
        right = Text.get_window_extent(text).x1 / card.dpi
        assert right <= 8.27 - 0.25, f"no printer reaches {text.get_text()!r}"


def test_it_is_legible_in_black_and_white(card):
    """Printed without colour, every text still has a contrast of 4.5 (WCAG 2.2)."""
    file = io.BytesIO()
    with house_style():
        card.savefig(file, format="png", dpi=300)
    grey = np.asarray(Image.open(file).convert("L"), dtype=float) / 255
    light = np.where(grey <= 0.04045, grey / 12.92, ((grey + 0.055) / 1.055) ** 2.4)
    for text in drawn_texts(card):
        box = Text.get_window_extent(text).extents * 300 / card.dpi
        x0, y0, x1, y1 = np.round(box).astype(int)
        around = light[len(light) - y1 : len(light) - y0, x0:x1]
        assert (around.max() + 0.05) / (around.min() + 0.05) >= 4.5, text.get_text()


def test_files_are_the_same_every_time_and_undated(files, tmp_path):
    make_card.main(tmp_path)
    for kind, stored in files.items():
        assert (tmp_path / f"lstm_card.{kind}").read_bytes() == stored, kind
        assert b"CreationDate" not in stored and b"dc:date" not in stored
        assert len(stored) < 100_000


def test_another_kind_of_file_is_refused(card, tmp_path):
    path = tmp_path / "card.jpg"
    assert_refused(card.save, ValueError, "path ends in '.jpg', expected .png, .svg", path=path)
    assert not path.exists()


def test_alt_text_has_the_equations_and_the_example(card):
    assert card.alt.startswith("The LSTM cell on one page.")
    assert "c = f * c_prev + i * g" in card.alt and "W_x is weight_ih_l0 in PyTorch" in card.alt
    assert f"= {TRACE.h[0, 0, 0]:.3f}" in card.alt
