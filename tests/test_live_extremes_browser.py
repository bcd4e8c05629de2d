"""The live views at their extremes, in a real JupyterLab: NaN, one of everything, odd labels."""

import pytest

from live_pages import ask_kernel, pixels, readout, settle, show, wait_for_views

LONG, ARABIC = "a-very-long-token-label-indeed", "\N{ARABIC LETTER SEEN}\N{ARABIC LETTER LAM}"
FIRST = f"""import numpy as np, torch
from dataclasses import replace
from IPython.display import display
from lstm_teach import live, models, tasks, training
from lstm_teach.cells import stacked
from lstm_teach.weights import LSTMWeights

def run(T, B, D, H, tokens=None):
    rng = np.random.default_rng(0)
    weights = LSTMWeights.random(D, H, rng)
    trace = stacked.run(weights, rng.normal(size=(T, B, D)))
    return weights, trace.with_tokens(tokens) if tokens else trace

def history(trace):
    text = "".join(map(str, trace.labels))
    task = tasks.Task(text, ("a", "b"), trace.xs, np.zeros((trace.T, trace.B), dtype=int))
    shares = np.full((1, trace.T, trace.B, 2), np.nan)
    return training.History(task, np.array([np.nan]), (0,), (trace,), shares)

weights, trace = run(3, 2, 2, 4, tokens=({LONG!r}, {ARABIC!r}, " "))
f, c = trace.f.copy(), trace.c.copy()
f[1, 1, 2] = c[1, 1, 2] = np.nan
broken = replace(trace, f=f, c=c)
one_weights, one = run(1, 1, 1, 1)
arabic = tasks.next_character("\N{ARABIC LETTER SEEN}\N{ARABIC LETTER LAM}\N{ARABIC LETTER ALEF}")
torch.manual_seed(0)
model = models.CharModel(len(arabic.vocab), 1)"""
VIEWS = {
    "cell": "live.explore_cell(broken, weights, sequence=1)",
    "training": "live.explore_training(history(broken), sequence=1)",
    "one cell": "live.explore_cell(one, one_weights)",
    "one epoch": "live.explore_training(history(one))",
    "one input": "live.playground(inputs=[1])",
    "one character": "live.explore_sampling(model, arabic, length=1)",
    "one step back": "live.explore_highway(T=2, H=1, D=1)",
    "flat gate": "live.gate(0, 0, 0.0)",
}
SHOW = "views = [{}]\nfor view in views:\n    display(view)".format(", ".join(VIEWS.values()))
CORNERS = """plot => {
    const canvas = plot.querySelector('.lt-plot canvas');
    const [T, H] = [Number(plot.dataset.steps), Number(plot.dataset.units)];
    const alpha = (t, unit) => canvas.getContext('2d').getImageData(
        Math.floor((t + 0.5) / T * canvas.width), Math.floor((unit + 0.2) / H * canvas.height),
        1, 1).data[3];
    return Array.from({length: H}, (_, unit) => Array.from({length: T}, (_, t) => alpha(t, unit)));
}"""


@pytest.fixture(scope="module")
def lab_page(lab, tmp_path_factory):
    page = show(lab, tmp_path_factory.mktemp("extremes"), FIRST, SHOW, width=900)
    wait_for_views(page, len(VIEWS))
    page.evaluate("jupyterapp.shell.collapseLeft()")
    settle(page)
    yield page
    lab.close(page)


@pytest.fixture
def page(lab, lab_page):
    yield lab_page
    assert lab.console_errors(lab_page) == []


def one(page, name):
    return page.locator(".lt-view").nth(list(VIEWS).index(name))


@pytest.mark.parametrize("name", ["cell", "training"])
def test_nan_is_an_empty_cell_with_a_cross_and_is_said(page, name):
    view = one(page, name)
    for gate in "fc":
        heatmap = view.locator(f".lt-heatmap[data-name={gate}]")
        filled = [[alpha == 255 for alpha in row] for row in heatmap.evaluate(CORNERS)]
        assert filled == [[(t, unit) != (1, 2) for t in range(3)] for unit in range(4)]
        assert pixels(view, gate)[2, 1, 3] > 0  # the lines of the cross meet in the middle
        assert "1 are NaN" in heatmap.get_by_role("img").get_attribute("aria-label")
    index = list(VIEWS).index(name)
    ask_kernel(page, f"views[{index}].t, views[{index}].unit = 1, 2")
    page.wait_for_timeout(300)
    said = readout(view)
    assert (said["f"], said["c"]) == ("NaN", "NaN") and said["i"] != "NaN"


def test_nan_in_a_gate_has_no_colour_in_the_diagram(page):
    ask_kernel(page, "views[0].t, views[0].unit = 1, 2")
    page.wait_for_timeout(300)
    gate = one(page, "cell").locator(".lt-node[data-name=f]")
    assert gate.locator(".lt-open").evaluate("e => e.style.fill") == "none"
    assert "NaN" in gate.text_content()
    assert gate.get_attribute("aria-label") == "f, forget gate: NaN"
    open_gate = one(page, "cell").locator(".lt-node[data-name=i] .lt-open")
    assert open_gate.evaluate("e => e.style.fill").startswith("rgb(")
    assert "NaN" in one(page, "cell").locator(".lt-equation[data-name=c]").inner_text()


def test_nan_as_share_and_loss_is_said(page):
    view = one(page, "training")
    assert set(view.locator(".lt-share").all_inner_texts()) <= {"NaN", "NaN \u25c2 target"}
    assert "NaN" in view.locator(".lt-lines .lt-now").inner_text()
    assert view.locator(".lt-lines circle").evaluate("e => e.style.display") == "none"


def test_long_and_right_to_left_labels_stay_in_their_view(page):
    for name in ("cell", "training"):
        view = one(page, name)
        edge = view.bounding_box()["x"] + view.bounding_box()["width"] + 1
        texts = view.locator(".lt-columns bdi, .lt-value, .lt-where, .lt-wirename, .lt-sentence")
        for text in texts.all():
            box = text.bounding_box()
            assert box is None or box["x"] + box["width"] <= edge, text.inner_text()
    heatmap = one(page, "cell").locator(".lt-heatmap").first
    labels = heatmap.locator(".lt-columns bdi:not(.lt-now)")
    assert any(ARABIC in text for text in labels.all_inner_texts())
    assert labels.first.get_attribute("title").startswith(LONG[:13])
    boxes = sorted((box["x"], box["width"]) for box in (e.bounding_box() for e in labels.all()))
    for (x, width), (after, _) in zip(boxes, boxes[1:], strict=False):
        assert x + width <= after + 1, "labels cover one another"


@pytest.mark.parametrize("name", [name for name in VIEWS if name.startswith("one")])
def test_one_of_everything_is_drawn_and_its_sliders_rest(page, name):
    view = one(page, name)
    view.scroll_into_view_if_needed()
    settle(page)
    for slider in view.locator(".lt-slider").all():
        single = slider.locator("input").get_attribute("max") == "0"
        states = [control.is_disabled() for control in slider.locator("button, input").all()]
        assert states == [single] * 4
    assert "NaN" not in view.locator(".lt-readout, .lt-words").all_inner_texts()
    assert view.locator(".lt-error").inner_text() == ""
    text = view.inner_text()
    assert "undefined" not in text and "{" not in text
    attributes = view.locator("svg *").evaluate_all(
        "all => all.flatMap(e => [...e.attributes].map(a => a.value)).join(' ')"
    )
    assert "NaN" not in attributes and "Infinity" not in attributes
