"""The playground in a real JupyterLab: each move is computed in the kernel and drawn rightly."""

import numpy as np
import pytest

from live_pages import ask_kernel, settle, show

START = "from lstm_teach import live\nview = live.playground()\nview"


@pytest.fixture(scope="module")
def lab_page(lab, tmp_path_factory):
    page = show(lab, tmp_path_factory.mktemp("playground"), START)
    yield page
    lab.close(page)


@pytest.fixture
def page(lab, lab_page):
    lab_page.get_by_role("button", name="remember", exact=True).click()
    answered(lab_page)
    yield lab_page
    assert lab.console_errors(lab_page) == []


def answered(page):
    """Wait until the kernel has answered the last move and it is drawn."""
    page.wait_for_function("() => !document.querySelector('.lt-view').dataset.waiting")
    settle(page)


def drawn(page, name) -> np.ndarray:
    """The values of a line, read back from where its points are in the SVG."""
    points = page.locator(f".lt-lines circle[data-name={name}]")
    ys = points.evaluate_all("all => all.map(circle => Number(circle.getAttribute('cy')))")
    ticks = page.locator(".lt-lines text.lt-left").evaluate_all(
        "all => all.map(tick => [tick.textContent, Number(tick.getAttribute('y'))])"
    )
    values, heights = zip(
        *((float(t.replace("\N{MINUS SIGN}", "-")), y) for t, y in ticks), strict=True
    )
    slope = (values[-1] - values[0]) / (heights[-1] - heights[0])
    return values[0] + slope * (np.array(ys) - heights[0])


def computed(page, name) -> np.ndarray:
    return np.array(eval(ask_kernel(page, f"print(view.trace.{name}[:, 0, 0].tolist())")))


def test_a_slider_moved_by_keyboard_draws_what_the_kernel_computes(page):
    slider = page.get_by_role("slider", name="f forget gate, held at")
    for key in ("PageDown", "PageDown", "ArrowLeft"):
        slider.press(key)
    answered(page)
    f = float(slider.input_value())
    assert 0.7 < f < 0.85
    np.testing.assert_allclose(computed(page, "c")[2:], f ** np.arange(18))
    for name in ("c", "h"):
        np.testing.assert_allclose(drawn(page, name), computed(page, name), atol=0.005)
    assert f"f = {f:.2f}" in page.locator(".lt-said").inner_text()
    assert slider.get_attribute("aria-valuetext") == f"{f:.2f}"


def test_bars_are_edited_by_keyboard(page):
    bar = page.get_by_role("slider", name="g at t = 2")
    bar.focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowUp", "ArrowUp", "ArrowRight", "Home"):
        page.keyboard.press(key)
    answered(page)
    np.testing.assert_allclose(computed(page, "g")[:6], [0, 0, 1, 0.3, -1, 0])
    np.testing.assert_allclose(drawn(page, "c"), computed(page, "c"), atol=0.005)
    assert page.locator(":focus").get_attribute("aria-valuetext") == "\N{MINUS SIGN}1.0"
    assert page.get_by_role("slider", name="g at t = 3").get_attribute("aria-valuenow") == "0.3"
    assert page.locator(".lt-words [data-name=t]").inner_text() == "4"
    page.keyboard.press("0")
    answered(page)
    assert computed(page, "g")[4] == 0


def test_bars_are_drawn_by_clicking_and_dragging(page):
    box = page.locator(".lt-inputs g[data-index='8']").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"]
    page.mouse.move(x, y + box["height"] * 0.5)
    page.mouse.down()
    page.mouse.move(x, y + box["height"] * 0.25, steps=3)
    page.mouse.up()
    answered(page)
    assert computed(page, "g")[8] == pytest.approx(0.5, abs=0.11)
    np.testing.assert_allclose(drawn(page, "c"), computed(page, "c"), atol=0.005)


def test_presets_are_buttons_that_set_everything(page):
    counter = page.get_by_role("button", name="counter", exact=True)
    counter.click()
    answered(page)
    assert counter.get_attribute("aria-pressed") == "true"
    np.testing.assert_allclose(drawn(page, "c"), computed(page, "c"), atol=0.02)
    assert computed(page, "c")[-1] == 4
    ticks = page.locator(".lt-lines text.lt-left").all_text_contents()
    assert "4" in ticks  # the axis has grown with what is drawn
    page.get_by_role("slider", name="i input gate, held at").press("ArrowLeft")
    answered(page)
    assert counter.get_attribute("aria-pressed") == "false"


def test_a_held_key_ends_on_the_last_value(page):
    slider = page.get_by_role("slider", name="o output gate, held at")
    slider.focus()
    for _ in range(60):
        page.keyboard.down("ArrowLeft")
    page.keyboard.up("ArrowLeft")
    answered(page)
    assert slider.input_value() == "0.4"
    np.testing.assert_allclose(computed(page, "o"), 0.4)
    np.testing.assert_allclose(drawn(page, "h"), computed(page, "h"), atol=0.005)


def test_an_error_in_the_kernel_is_a_sentence_in_the_view(page):
    ask_kernel(
        page,
        "from lstm_teach.live import memory; run = memory.run\n"
        "def broken(*_): raise ArithmeticError('one and one is three')\n"
        "memory.run = broken",
    )
    page.get_by_role("slider", name="f forget gate, held at").press("ArrowLeft")
    answered(page)
    assert page.get_by_role("alert").inner_text() == "ArithmeticError: one and one is three"
    ask_kernel(page, "memory.run = run")
    page.get_by_role("slider", name="f forget gate, held at").press("ArrowLeft")
    answered(page)
    assert page.get_by_role("alert").count() == 0 or not page.get_by_role("alert").inner_text()


def test_without_a_kernel_it_keeps_its_picture_and_says_so(lab_page):
    before = drawn(lab_page, "c")
    lab_page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    lab_page.get_by_role("slider", name="f forget gate, held at").press("PageDown")
    note = lab_page.locator(".lt-note")
    note.filter(has_text="The kernel does not answer").wait_for(timeout=10_000)
    np.testing.assert_array_equal(drawn(lab_page, "c"), before)
