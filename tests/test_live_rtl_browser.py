"""Views of words that run from right to left, in a real JupyterLab: what points left goes on."""

import numpy as np
import pytest

from live_pages import ask_kernel, colours, pixels, press, readout, settle, show, text_of
from lstm_teach.figures.direction import isolated

WORDS = "الأم", "في", "المطبخ", "تشرب"
GLOSS = {"الأم": "the mother", "في": "in", "المطبخ": "the kitchen", "تشرب": "she drinks"}
FIRST = f"""import numpy as np
from types import SimpleNamespace
from lstm_teach import live
from lstm_teach.cells import stacked
from lstm_teach.trace import Trace
from lstm_teach.weights import LSTMWeights
words, gloss = {WORDS!r}, {GLOSS!r}
rng = np.random.default_rng(0)
weights = LSTMWeights.random(3, 5, rng)
trace = stacked.run(weights, rng.standard_normal((4, 1, 3))).with_tokens(words)"""
CELL = "view = live.explore_cell(trace, weights, gloss=gloss)\nview"
TRAINING = """shares = np.random.default_rng(1).dirichlet(np.ones(4), (1, 4, 1))
task = SimpleNamespace(text=" ".join(words), vocab=words, targets=np.array([[1], [2], [3], [0]]))
history = SimpleNamespace(
    task=task, losses=np.array([1.0]), epochs=(0,), traces=(trace,), probabilities=shares)
training = live.explore_training(history, gloss=gloss)
training"""

HELD = """import torch
from lstm_teach import layers, models
torch.manual_seed(0)
model = models.CharLM(layers.LSTM(3, 5), 4)
held = live.explore_interventions(model, words, words)
held"""


@pytest.fixture(scope="module")
def trace():
    from lstm_teach.cells import stacked
    from lstm_teach.weights import LSTMWeights

    rng = np.random.default_rng(0)
    weights = LSTMWeights.random(3, 5, rng)
    return stacked.run(weights, rng.standard_normal((4, 1, 3))).with_tokens(WORDS)


@pytest.fixture(scope="module")
def lab_page(lab, tmp_path_factory):
    page = show(lab, tmp_path_factory.mktemp("rtl"), FIRST, CELL)
    yield page
    lab.close(page)


@pytest.fixture
def page(lab, lab_page):
    ask_kernel(lab_page, "view.t, view.unit = 0, 0")
    settle(lab_page)
    yield lab_page
    assert lab.console_errors(lab_page) == []


def expect(page, trace, t, unit):
    """The readout has the numbers of the step, and every cursor stands over its column."""
    wanted = {name: text_of(getattr(trace, name)[t, 0, unit]) for name in "ifgoch"}
    assert readout(page) == wanted
    for name in "ifgoch":
        plot = page.locator(f".lt-heatmap[data-name={name}] .lt-plot")
        box, cursor = plot.bounding_box(), plot.locator(".lt-column").bounding_box()
        from_the_left = (cursor["x"] + cursor["width"] / 2 - box["x"]) / box["width"] * trace.T
        assert from_the_left == pytest.approx(trace.T - t - 0.5, abs=0.15)


def test_the_first_step_is_the_column_at_the_right(page, trace):
    expect(page, trace, 0, 0)
    limit = max(1, np.abs(trace.c).max())
    for name in "ifgoch":
        wanted = colours(name, getattr(trace, name)[:, 0], "light", limit)
        np.testing.assert_allclose(pixels(page, name)[:, ::-1], wanted, atol=3, err_msg=name)


def test_words_stand_below_their_columns_and_units_beside_the_first_one(page):
    labels = page.locator(".lt-heatmap[data-name=c] .lt-columns bdi")
    shown = [labels.nth(k) for k in range(labels.count())]
    places = {label.inner_text(): label.bounding_box()["x"] for label in shown}
    ordered = [word for word in map(isolated, WORDS) if word in places]
    assert ordered[0] == isolated(WORDS[0]) and len(ordered) >= 2
    xs = [places[word] for word in ordered]
    assert xs == sorted(xs, reverse=True)
    unit = page.locator(".lt-heatmap[data-name=c] .lt-rows bdi").first.bounding_box()
    plot = page.locator(".lt-heatmap[data-name=c] .lt-plot").bounding_box()
    assert unit["x"] >= plot["x"] + plot["width"] - 1


def test_the_left_arrow_key_of_the_slider_goes_one_step_on(page, trace):
    press(page, "time step", "ArrowLeft", 2)
    expect(page, trace, 2, 0)
    press(page, "time step", "ArrowRight")
    expect(page, trace, 1, 0)
    press(page, "unit", "ArrowRight", 3)  # units have no direction of their own
    expect(page, trace, 1, 3)
    page.wait_for_timeout(300)
    assert ask_kernel(page, "print(view.t, view.unit)") == "1 3"


def test_buttons_and_heatmap_keys_go_where_they_point(page, trace):
    left = page.get_by_role("button", name="one step on")
    right = page.get_by_role("button", name="one step back")
    assert left.inner_text() == "◀" and right.inner_text() == "▶"
    assert left.bounding_box()["x"] < right.bounding_box()["x"]
    left.click()
    left.click()
    right.click()
    settle(page)
    expect(page, trace, 1, 0)
    page.locator(".lt-heatmap[data-name=f] .lt-plot").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    settle(page)
    expect(page, trace, 3, 1)


def test_a_click_chooses_the_step_below_the_pointer(page, trace):
    plot = page.locator(".lt-heatmap[data-name=h] .lt-plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 4.5 / 5)
    page.mouse.move(1, 1)
    settle(page)
    expect(page, trace, 2, 4)


def test_a_word_is_isolated_in_sentences_and_comes_with_its_meaning(page):
    slider = page.get_by_role("slider", name="time step", exact=True)
    said = f"t = 0, '{isolated('الأم')}', the mother, step 1 of 4"
    assert slider.get_attribute("aria-valuetext") == said
    assert said.partition(", step")[0] in page.locator(".lt-value").first.inner_text()


def test_bars_grow_from_the_right_beside_their_words(lab, tmp_path):
    page = show(lab, tmp_path, FIRST, TRAINING)
    rows = page.locator(".lt-bars li")
    assert sorted(rows.locator(".lt-label").all_inner_texts()) == sorted(
        f"{isolated(word)} {GLOSS[word]}" for word in WORDS
    )
    for k in range(4):
        row = rows.nth(k)
        label, bar, fill, share = (
            row.locator(name).bounding_box()
            for name in (".lt-label", ".lt-bar", ".lt-bar > span", ".lt-share")
        )
        assert share["x"] < bar["x"] < label["x"]
        assert fill["x"] + fill["width"] == pytest.approx(bar["x"] + bar["width"], abs=2)
    marked = [text for text in rows.locator(".lt-share").all_inner_texts() if "target" in text]
    assert len(marked) == 1 and marked[0].startswith("target ▸ ")
    assert isolated("الأم") in page.locator(".lt-sentence").inner_text()
    assert lab.console_errors(page) == []
    lab.close(page)


def test_what_is_held_is_hatched_over_its_own_step(lab, tmp_path):
    page = show(lab, tmp_path, FIRST, HELD)
    plot = page.locator(".lt-plot").nth(1)  # the run with clamps
    box = plot.bounding_box()
    page.mouse.click(box["x"] + 0.9 * box["width"], box["y"] + 0.5 * box["height"])
    page.wait_for_selector(".lt-heldmark")
    settle(page)
    mark = page.locator(".lt-heldmark").first.bounding_box()
    assert mark["x"] + mark["width"] == pytest.approx(box["x"] + box["width"], abs=2)
    assert mark["width"] == pytest.approx(box["width"] / 4, abs=2)
    page.wait_for_timeout(300)
    assert ask_kernel(page, "print(held.t, held.unit)") == "0 2"
    said = page.locator(".lt-said").inner_text()
    assert isolated("الأم") in said and "\\u2068" not in said
    assert lab.console_errors(page) == []
    lab.close(page)
