"""explore_units in a real JupyterLab: mouse and keyboard select, and what it says of units."""

import numpy as np
import pytest
from matplotlib import colormaps

from live_pages import ask_kernel, settle, show, text_of
from lstm_teach import palette
from lstm_teach.cells import stacked
from lstm_teach.weights import LSTMWeights

TEXT = "the cat sat on the mat and the hat"
SETUP = f"""import numpy as np
from lstm_teach import live
from lstm_teach.cells import stacked
from lstm_teach.weights import LSTMWeights
rng = np.random.default_rng(0)
weights = LSTMWeights.random(3, 12, rng, scale=6)
trace = stacked.run(weights, rng.normal(size=({len(TEXT)}, 1, 3))).with_tokens({TEXT!r})"""


@pytest.fixture(scope="module")
def trace():
    """The same that SETUP computes in the notebook's kernel."""
    rng = np.random.default_rng(0)
    weights = LSTMWeights.random(3, 12, rng, scale=6)
    return stacked.run(weights, rng.normal(size=(len(TEXT), 1, 3))).with_tokens(TEXT)


@pytest.fixture(scope="module")
def lab_page(lab, tmp_path_factory):
    page = show(
        lab, tmp_path_factory.mktemp("units"), SETUP, "view = live.explore_units(trace)\nview"
    )
    yield page
    lab.close(page)


@pytest.fixture
def page(lab, lab_page):
    ask_kernel(lab_page, "view.span, view.t, view.unit, view.quantity = (0, 3), 0, 0, 'h'")
    lab_page.wait_for_timeout(200)
    settle(lab_page)
    yield lab_page
    assert lab.console_errors(lab_page) == []


def means(values, span):
    inside = np.zeros(len(values), dtype=bool)
    inside[slice(*span)] = True
    return values[inside].mean(axis=0), values[~inside].mean(axis=0)


def firing(values, span, unit):
    """(T,) bool: nearer to the mean inside than to the mean outside."""
    inside, outside = (mean[unit] for mean in means(values, span))
    return abs(values[:, unit] - inside) < abs(values[:, unit] - outside)


def marked(page, name) -> list[int]:
    """The steps whose letters have this class."""
    return [int(k) for k in page.locator(f".lt-tokens .{name}").evaluate_all(
        "all => all.map(one => one.dataset.step)"
    )]  # fmt: skip


def expect(page, values, span, unit, name="h"):
    """Colours, lines and the ranking are those of the trace."""
    drawn = page.locator(".lt-tokens [data-step]").evaluate_all(
        "all => all.map(one => one.style.background.match(/\\d+/g).slice(0, 3).map(Number))"
    )
    chosen = palette.GATE_MAP if name in "ifo" else palette.STATE_MAP
    part = (values[:, unit] - chosen.low) / (chosen.high - chosen.low)
    np.testing.assert_allclose(drawn, 255 * colormaps[chosen.light](part)[:, :3], atol=5)
    assert marked(page, "lt-in") == list(range(*span))
    assert marked(page, "lt-fires") == list(np.flatnonzero(firing(values, span, unit)))
    inside, outside = means(values, span)
    order = np.argsort(-abs(inside - outside), kind="stable")[:8]
    if unit not in order:
        order[-1] = unit
    rows = [row.split("\t") for row in page.locator(".lt-ranking tbody tr").all_inner_texts()]
    for row, k in zip(rows, order, strict=True):
        numbers = (inside[k], outside[k], inside[k] - outside[k])
        assert [part.strip() for part in row[:4]] == [f"unit {k}", *map(text_of, numbers)]
        elsewhere = firing(values, span, k)
        elsewhere[slice(*span)] = False
        count = f"{elsewhere.sum()} of {len(values) - span[1] + span[0]} steps"
        assert row[4].strip() == (count if elsewhere.any() else "nowhere else")


def test_it_starts_with_the_first_word(page, trace):
    expect(page, trace.h[:, 0], (0, 3), 0)


def test_the_keyboard_selects(page, trace):
    page.locator(".lt-tokens").focus()
    for key in ["ArrowRight"] * 8 + ["Shift+ArrowRight"] * 2:
        page.keyboard.press(key)
    settle(page)
    expect(page, trace.h[:, 0], (8, 11), 0)
    page.keyboard.press("ArrowRight")  # moves on, and keeps the selection
    page.keyboard.press("Shift+End")
    settle(page)
    expect(page, trace.h[:, 0], (11, len(TEXT)), 0)
    page.keyboard.press("Home")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_timeout(300)
    expect(page, trace.h[:, 0], (0, 5), 0)
    assert ask_kernel(page, "print(view.span, view.t)") == "(0, 5) 4"


def test_the_mouse_selects(page, trace):
    first, last = (page.locator(f".lt-tokens [data-step='{k}']").bounding_box() for k in (17, 12))
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + last["height"] / 2, steps=4)
    page.mouse.up()
    page.mouse.move(0, 0)
    settle(page)
    expect(page, trace.h[:, 0], (12, 18), 0)


def test_units_and_quantities_are_chosen(page, trace):
    page.get_by_role("button", name="f, forget gate").click()
    f = trace.f[:, 0]
    best = int(np.argmax(abs(np.subtract(*means(f, (0, 3))))))
    page.get_by_role("button", name=f"unit {best}", exact=True).click()
    settle(page)
    expect(page, f, (0, 3), best, "f")
    other = next(
        k for k in range(12) if k not in np.argsort(-abs(np.subtract(*means(f, (0, 3)))))[:8]
    )
    ask_kernel(page, f"view.unit = {other}")
    page.wait_for_timeout(200)
    expect(page, f, (0, 3), other, "f")
    page.get_by_role("button", name="tanh(c), cell state as h sees it").click()
    settle(page)
    expect(page, np.tanh(trace.c[:, 0]), (0, 3), other, "tanh(c)")


def test_every_letter_says_its_number(page, trace):
    page.locator(".lt-tokens").focus()
    for t in range(1, 4):
        page.keyboard.press("ArrowRight")
        settle(page)
        value = text_of(trace.h[t, 0, 0])
        assert f"step {t + 1} of {len(TEXT)}: h of unit 0 is {value}" in page.locator(
            ".lt-tokens"
        ).get_attribute("aria-label")
    page.locator(".lt-tokens [data-step='9']").hover()
    settle(page)
    said = page.locator(".lt-passage .lt-beside").inner_text()
    assert said.startswith(f"t = 9, 'a', step 10 of {len(TEXT)}: h of unit 0 is ")
    page.mouse.move(0, 0)


def test_other_spans_are_listed_and_take_the_cursor_there(page, trace):
    on = firing(trace.h[:, 0], (0, 3), 0)
    on[:3] = False
    starts = [t for t in range(len(TEXT)) if on[t] and not on[t - 1]]
    buttons = page.locator(".lt-elsewhere button")
    assert [f"t = {t}" in text for t, text in zip(starts, buttons.all_inner_texts(), strict=True)]
    assert f"It fires in {len(starts)} other spans." in page.locator(".lt-elsewhere").inner_text()
    buttons.nth(1).click()
    settle(page)
    assert marked(page, "lt-here") == [starts[1]]


def test_the_whole_text_leaves_nothing_to_compare(page):
    page.locator(".lt-tokens").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    settle(page)
    assert "nothing is left outside" in page.locator(".lt-elsewhere").inner_text()
    assert marked(page, "lt-fires") == []


def test_keys_stay_in_the_view(page):
    count = "jupyterapp.shell.currentWidget.content.widgets.length"
    before = page.evaluate(count)
    page.locator(".lt-tokens").focus()
    for key in ("b", "a", "Shift+ArrowDown", "d", "d", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate(count) == before


def test_it_outlives_its_kernel(lab_page, trace):
    lab_page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    lab_page.locator(".lt-tokens").focus()
    lab_page.keyboard.press("Home")
    for _ in range(3):
        lab_page.keyboard.press("Shift+ArrowRight")
    settle(lab_page)
    expect(lab_page, trace.h[:, 0], (0, 4), 0)
    assert lab_page.locator(".lt-note").inner_text() == ""
