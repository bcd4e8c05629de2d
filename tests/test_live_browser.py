"""explore_training in a real JupyterLab: the keyboard moves it, and to the right numbers."""

import pytest

from live_pages import (
    HELLO,
    ask_kernel,
    expect,
    hello,
    press,
    readout,
    settle,
    show,
    text_of,
)
from lstm_teach.trace import GATES_AND_STATES

VIEW = "view = live.explore_training(history)\nview"


@pytest.fixture(scope="module")
def history():
    return hello()[2]


@pytest.fixture(scope="module")
def lab_page(lab, tmp_path_factory):
    page = show(lab, tmp_path_factory.mktemp("training"), HELLO, VIEW)
    yield page
    lab.close(page)


@pytest.fixture
def page(lab, lab_page):
    """One page for all tests, its sliders put back first; no test may write to the console."""
    ask_kernel(lab_page, "view.t, view.epoch, view.unit = 0, 200, 0")
    settle(lab_page)
    yield lab_page
    assert lab.console_errors(lab_page) == []


def test_keyboard_moves_both_sliders_to_the_right_numbers(page, history):
    expect(page, history, t=0, epoch=200)
    press(page, "time step", "ArrowRight", 2)
    expect(page, history, t=2, epoch=200)
    press(page, "epoch", "ArrowLeft", 3)
    expect(page, history, t=2, epoch=170)
    press(page, "epoch", "Home")
    press(page, "time step", "End")
    expect(page, history, t=3, epoch=0)
    page.wait_for_timeout(300)  # the model tells the kernel in its own time
    assert ask_kernel(page, "print(view.t, view.epoch)") == "3 0"


def test_sliders_and_buttons_have_names_and_say_real_units(page):
    step = page.get_by_role("slider", name="time step", exact=True)
    epoch = page.get_by_role("slider", name="epoch", exact=True)
    assert step.get_attribute("aria-valuetext") == "t = 0, 'h', step 1 of 4"
    assert epoch.get_attribute("aria-valuetext") == "epoch 200, loss 0.0000"
    for name in ("play time step", "play epoch", "one step on", "one snapshot back"):
        assert page.get_by_role("button", name=name, exact=True).count() == 1
    heatmap = page.get_by_role("application").nth(1)
    assert heatmap.get_attribute("aria-label").startswith("f, forget gate: unit 0, t = 0, 'h'")
    assert "8 units by 4 steps" in heatmap.get_by_role("img").get_attribute("aria-label")


def test_play_walks_to_the_end_and_stops(page):
    play = page.get_by_role("button", name="play time step")
    play.click()
    assert play.get_attribute("aria-pressed") == "true"
    page.wait_for_selector("[aria-label='play time step'][aria-pressed=false]", timeout=20_000)
    step = page.get_by_role("slider", name="time step", exact=True)
    assert step.get_attribute("aria-valuetext") == "t = 3, 'l', step 4 of 4"


def test_who_wants_less_motion_gets_slower_steps(page):
    page.emulate_media(reduced_motion="reduce")
    play = page.get_by_role("button", name="play time step")
    play.click()
    page.wait_for_timeout(1000)  # one step without the setting
    step = page.get_by_role("slider", name="time step", exact=True)
    assert step.get_attribute("aria-valuetext").startswith("t = 0")
    page.wait_for_function("document.querySelector('input[data-axis=t]').value === '1'")
    play.click()
    assert play.get_attribute("aria-pressed") == "false"
    page.emulate_media(reduced_motion="no-preference")


def test_keys_stay_in_the_view(page):
    count = "jupyterapp.shell.currentWidget.content.widgets.length"
    before = page.evaluate(count)
    press(page, "time step", "b")
    press(page, "time step", "ArrowDown")
    assert page.evaluate(count) == before


def test_pointing_and_choosing_a_cell(page, history):
    plot = page.get_by_role("application").nth(4)  # c
    box = plot.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.9)
    settle(page)
    trace = history.traces[-1]
    assert readout(page)["c"] == text_of(trace.c[2, 0, 7])
    page.mouse.move(0, 0)
    settle(page)
    assert readout(page)["c"] == text_of(trace.c[0, 0, 0])
    plot.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    settle(page)
    expect(page, history, t=1, epoch=200, unit=2)
    assert text_of(trace.c[1, 0, 2]) in plot.get_attribute("aria-label")


def test_numbers_as_a_table(page, history):
    page.get_by_text("All numbers of this step").click()
    press(page, "time step", "ArrowRight")
    cells = page.locator(".lt-table td").all_inner_texts()
    trace = history.traces[-1]
    wanted = [text_of(getattr(trace, n)[1, 0, u], 4) for u in range(8) for n in GATES_AND_STATES]
    assert cells == wanted


def test_python_moves_the_sliders(page, history):
    ask_kernel(page, "view.t, view.epoch = 1, 35")
    page.wait_for_selector("[aria-valuetext^='epoch 35']")
    settle(page)
    expect(page, history, t=1, epoch=35)
    said = ask_kernel(page, "try: view.epoch = 51\nexcept ValueError as e: print(e)")
    assert said.startswith("epoch is 51, expected one of 71 values")


def test_running_the_cell_again_closes_the_view_before(page):
    code = "import ipywidgets.widgets.widget as w; print(len(w._instances))"
    before = ask_kernel(page, code)
    for _ in range(3):
        page.evaluate(
            """async () => {
                const {content} = jupyterapp.shell.currentWidget;
                content.activeCellIndex = 1;
                await jupyterapp.commands.execute('notebook:run-cell');
            }"""
        )
    page.wait_for_selector(".lt-view")
    assert ask_kernel(page, code) == before
    assert page.locator(".lt-view").count() == 1


def test_in_the_dark_theme_it_has_the_colours_of_the_dark(page, history):
    # Last, and once: JupyterLab itself stumbles over its style sheets when themes change quickly.
    assert page.locator(".lt-view").get_attribute("data-theme") == "light"
    page.evaluate(
        "jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
    )
    page.wait_for_selector(".lt-view[data-theme=dark]")
    settle(page)
    expect(page, history, t=0, epoch=200, theme="dark")


def test_it_outlives_its_kernel(lab_page, history):
    # Without the check of the console: ipywidgets itself writes there that nobody hears it.
    page = lab_page
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    press(page, "epoch", "Home")
    press(page, "time step", "End")
    expect(page, history, t=3, epoch=0, theme="dark")
    press(page, "time step", "Home")
    expect(page, history, t=0, epoch=0, theme="dark")
    assert page.locator(".lt-note").inner_text() == ""
