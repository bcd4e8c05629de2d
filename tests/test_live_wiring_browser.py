"""Wire it in a real JupyterLab: by keyboard and mouse, each move is judged and drawn rightly."""

import numpy as np
import pytest

from live_pages import ask_kernel, settle, show
from lstm_teach import handwired

START = "from lstm_teach import live\nview = live.wire_it('latch')\nview"
PUZZLE = handwired.puzzle("latch")


@pytest.fixture(scope="module")
def lab_page(lab, tmp_path_factory):
    page = show(lab, tmp_path_factory.mktemp("wiring"), START, height=1200)
    yield page
    lab.close(page)


@pytest.fixture
def page(lab, lab_page):
    lab_page.get_by_role("button", name="Start again").click()
    answered(lab_page)
    row(lab_page, 0).click(position={"x": 5, "y": 5})
    yield lab_page
    assert lab.console_errors(lab_page) == []


def answered(page):
    """Wait until the kernel has answered the last move and it is drawn."""
    page.wait_for_function("() => !document.querySelector('.lt-view').dataset.waiting")
    settle(page)


def row(page, b):
    return page.locator(".lt-sequence").nth(b)


def turn(page, name, to):
    """Move a slider by keyboard only, from 0."""
    slider = page.get_by_role("slider", name=name, exact=True)
    if abs(to) == 20:
        slider.press("End" if to > 0 else "Home")
    else:
        slider.focus()
        for _ in range(round(abs(to) / 0.5)):
            page.keyboard.press("ArrowRight" if to > 0 else "ArrowLeft")
    answered(page)


SOLUTION = {
    "i input gate, W_x": 20,
    "i input gate, b": -10,
    "f forget gate, W_x": 20,
    "f forget gate, b": 10,
    "g candidate, b": 20,
}


def kernel(page, expression):
    values = ask_kernel(page, f"print(({expression}).tolist())")
    return np.array(eval(values))


def drawn(page, name) -> np.ndarray:
    """The values of c or h, read back from where its points are in the SVG."""
    plot = page.locator(".lt-lines").nth(0 if name in "ch" else 1)
    points = plot.locator(f"circle[data-name={name}]")
    ys = points.evaluate_all("all => all.map(circle => Number(circle.getAttribute('cy')))")
    values, heights = ticks(plot)
    return values[0] + slope(values, heights) * (np.array(ys) - heights[0])


def ticks(plot):
    found = plot.locator("text.lt-left").evaluate_all(
        "all => all.map(tick => [tick.textContent, Number(tick.getAttribute('y'))])"
    )
    return zip(*((float(t.replace("\N{MINUS SIGN}", "-")), y) for t, y in found), strict=True)


def slope(values, heights):
    return (values[-1] - values[0]) / (heights[-1] - heights[0])


def lights(page) -> np.ndarray:
    """(B, T) as drawn: the sign in each box, which has to agree with its colour's attribute."""
    boxes = page.locator(".lt-sequence:visible .lt-light")
    found = boxes.evaluate_all("all => all.map(b => [b.lastChild.textContent, b.dataset.right])")
    assert all((sign == "✓") == (right == "true") for sign, right in found)
    return np.array([sign == "✓" for sign, _ in found]).reshape(-1, PUZZLE.longest)


def expect(page, b=0):
    """Lights, lines, bands and words are what the kernel has."""
    right = kernel(page, "view.right").astype(bool)
    shown = lights(page)
    np.testing.assert_array_equal(shown, right.T[: len(shown)])
    for name in "chifgo":
        wanted = kernel(page, f"view.trace.{name}[:, {b}, 0]")
        np.testing.assert_allclose(drawn(page, name), wanted, atol=0.01, err_msg=name)
    verdicts = page.locator(".lt-sequence:visible .lt-verdict").all_inner_texts()
    for text, marks in zip(verdicts, shown, strict=True):
        assert text == ("right" if marks.all() else f"wrong at t = {marks.argmin()}")


def test_sliders_moved_by_keyboard_solve_the_puzzle_and_everything_drawn_agrees(page):
    assert page.locator(".lt-sequence:visible").count() == 5
    expect(page)
    for name, value in SOLUTION.items():
        turn(page, name, value)
        slider = page.get_by_role("slider", name=name, exact=True)
        assert float(slider.input_value()) == value
        assert slider.get_attribute("aria-valuetext") == f"{value:.1f}".replace("-", "−")
        expect(page)
    assert lights(page).all()
    assert "All 5 sequences are right" in page.locator(".lt-said").inner_text()
    page.get_by_role("button", name="Check", exact=True).press("Enter")
    answered(page)
    assert "Solved: c is right at every step of all 19,683" in page.locator(".lt-said").inner_text()
    assert ask_kernel(page, "print(view.judgement.passed)") == "True"


def test_a_row_and_a_step_are_chosen_with_mouse_and_keyboard(page):
    turn(page, "g candidate, b", 20)
    second = row(page, 1)
    second.focus()
    page.keyboard.press("Enter")
    settle(page)
    assert second.get_attribute("aria-pressed") == "true"
    expect(page, b=1)
    labels = page.locator(".lt-lines").first.locator("text.lt-tick:not(.lt-left)")
    assert labels.all_text_contents() == list(PUZZLE.shown[1])
    row(page, 3).locator(".lt-light").nth(4).click()
    settle(page)
    assert ask_kernel(page, "print(view.b, view.t)") == "3 4"
    expect(page, b=3)
    words = page.locator(".lt-words").inner_text()
    c = kernel(page, "view.trace.c[4, 3, 0]")
    assert "At t = 4:" in words.replace("\N{NO-BREAK SPACE}", " ")
    assert page.locator(".lt-words [data-name=c]").first.inner_text() == f"{c:.2f}"
    assert page.locator(".lt-words [data-name=z_g]").inner_text() == "20.00"
    wanted = page.locator(".lt-wish").inner_text()
    assert wanted == "wanted: c 0.9 or more"


def test_bands_are_where_c_is_wanted(page):
    turn(page, "g candidate, b", 20)
    plot = page.locator(".lt-lines").first
    bands = plot.locator(".lt-band").evaluate_all(
        "all => all.map(b => ['y', 'height'].map(n => Number(b.getAttribute(n))))"
    )
    values, heights = ticks(plot)
    per_pixel, edge = slope(values, heights), None
    for (low, high), (y, height) in zip(PUZZLE.wanted(PUZZLE.shown[0]), bands, strict=True):
        bottom = values[0] + per_pixel * (y + height - heights[0])
        top = values[0] + per_pixel * (y - heights[0])
        assert bottom == pytest.approx(low, abs=0.01)
        if np.isfinite(high):
            assert top == pytest.approx(high, abs=0.01)
        else:
            assert top > low + 0.1 and edge in (None, y)  # up to the edge of the plot
            edge = y


def test_check_explains_and_shows_what_it_found_in_a_row_of_its_own(page):
    turn(page, "g candidate, b", 20)
    page.get_by_role("button", name="Check", exact=True).click()
    answered(page)
    said = page.locator(".lt-said").inner_text()
    assert said.startswith(
        "Not yet: After 'S' c is 0.50; it has to be 0.9 or more. Your input gate"
    )
    assert page.locator(".lt-sequence:visible").count() == 6
    assert page.get_by_text("Found by Check:").is_visible()
    last = row(page, 5)
    assert last.get_attribute("aria-pressed") == "true"
    assert last.get_attribute("aria-label").startswith("sequence S S S S")
    assert "found by Check, wrong at t = 0" in last.get_attribute("aria-label")
    expect(page, b=5)
    turn(page, "i input gate, b", 20)
    assert "Right so far:" in page.locator(".lt-said").inner_text()


def test_hints_come_one_by_one(page):
    button = page.get_by_role("button", name="Hint")
    for k, hint in enumerate(PUZZLE.hints, 1):
        button.press("Space")
        settle(page)
        items = page.locator(".lt-hints li").all_inner_texts()
        assert len(items) == k and items[-1] == hint
        assert f"Hint ({k} of {len(PUZZLE.hints)} shown)" in button.inner_text()
    assert button.is_disabled()
    assert ask_kernel(page, "print(view.hints)") == str(len(PUZZLE.hints))


def test_start_again_puts_the_numbers_back(page):
    turn(page, "o output gate, W_h", -3)
    assert kernel(page, "view.weights.W_h[:, 0]").tolist() == [0, 0, 0, -3]
    page.get_by_role("button", name="Start again").press("Enter")
    answered(page)
    assert not kernel(page, "view.weights.W_h[:, 0]").any()
    slider = page.get_by_role("slider", name="o output gate, W_h", exact=True)
    assert slider.input_value() == "0"


def test_play_lights_the_symbols_as_they_pass(page):
    play = page.get_by_role("button", name="play time step")
    for box in (0, 8):
        row(page, 0).locator(".lt-light").nth(box).click()
    first = row(page, 0).locator(".lt-light")
    dark = "n => document.querySelectorAll('.lt-sequence')[0].querySelectorAll(`[data-right='']`)"
    play.click()
    page.wait_for_function(f"n => ({dark})(n).length === 6", arg=0, timeout=5000)
    assert first.nth(2).get_attribute("data-right") in ("true", "false")
    page.wait_for_function(f"n => ({dark})(n).length === 0", arg=0, timeout=10_000)
    page.wait_for_function("() => document.querySelector('.lt-play').ariaPressed === 'false'")
    expect(page)


def test_a_held_key_ends_on_the_last_value(page):
    slider = page.get_by_role("slider", name="g candidate, b", exact=True)
    slider.focus()
    for _ in range(30):
        page.keyboard.down("ArrowRight")
    page.keyboard.up("ArrowRight")
    answered(page)
    assert slider.input_value() == "15"
    expect(page)


def test_dark_at_700_pixels(lab, tmp_path):
    page = show(lab, tmp_path, START, theme="dark", width=700, height=1200)
    page.evaluate("jupyterapp.shell.collapseLeft()")
    settle(page)
    turn(page, "g candidate, W_x", 20)
    expect(page)
    colours = page.locator(".lt-verdict").evaluate_all(
        "all => all.map(v => getComputedStyle(v).color)"
    )
    assert "rgb(255, 178, 122)" in colours  # the dark theme's own colour for what is wrong
    edge = page.locator(".lt-view").evaluate("v => v.getBoundingClientRect().right")
    rights = page.locator(".lt-sequence").evaluate_all(
        "all => all.map(s => s.getBoundingClientRect().right)"
    )
    assert max(rights) <= edge + 1
    assert lab.console_errors(page) == []
    lab.close(page)


def test_without_a_kernel_it_keeps_its_picture_and_says_so(lab_page):
    before = drawn(lab_page, "c")
    lab_page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    lab_page.get_by_role("slider", name="f forget gate, b", exact=True).press("PageDown")
    note = lab_page.locator(".lt-note")
    note.filter(has_text="The kernel does not answer").wait_for(timeout=10_000)
    np.testing.assert_array_equal(drawn(lab_page, "c"), before)
