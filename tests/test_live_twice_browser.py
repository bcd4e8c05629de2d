"""Every live view shown twice, each slider of it by keyboard, and what is left without a kernel."""

import pytest

from live_pages import HELLO, VIEWS, ask_kernel, settle, show, wait_for_views

FIRST = "from IPython.display import display\nviews = [{}]\nfor view in views:\n    display(view)"
AGAIN = "for view in views:\n    display(view)"
COMPUTED = {"playground", "sampling", "interventions", "wiring"}  # partly, in the kernel
GONE = "The kernel does not answer"


@pytest.fixture(scope="module")
def lab_page(lab, tmp_path_factory):
    """All views in one cell, and again in the next."""
    cell = FIRST.format(", ".join(VIEWS.values()))
    page = show(lab, tmp_path_factory.mktemp("twice"), HELLO, cell, AGAIN)
    page.set_viewport_size({"width": 1280, "height": 8000})  # JupyterLab draws what is in sight
    wait_for_views(page, 2 * len(VIEWS))
    settle(page)
    yield page
    lab.close(page)


@pytest.fixture
def page(lab, lab_page):
    yield lab_page
    assert lab.console_errors(lab_page) == []


def both(page, name):
    """The two places that show one view."""
    k = list(VIEWS).index(name)
    return page.locator(".lt-view").nth(k), page.locator(".lt-view").nth(k + len(VIEWS))


def drawn(view) -> str:
    """What a view shows as text and lines; heatmaps say their cells in labels."""
    return view.evaluate(
        """view => {
            const texts = [...view.children].filter(e => !e.matches('.lt-live'));
            const marks = [...view.querySelectorAll('[aria-label], path, circle, rect')];
            const said = e => ['aria-label', 'd', 'cx', 'y'].map(name => e.getAttribute(name));
            return texts.map(e => e.innerText).join() + marks.map(e => said(e).join()).join();
        }"""
    )


@pytest.mark.parametrize("name", VIEWS)
def test_each_slider_moves_by_keyboard_and_both_places_follow(page, name):
    here, there = both(page, name)
    sliders = here.locator(".lt-slider")
    for k in range(sliders.count()):
        slider, other = sliders.nth(k), there.locator(".lt-slider").nth(k)
        handle, value = slider.locator("input"), slider.locator(".lt-value")
        handle.press("Home")
        settle(page)
        first = drawn(here)
        handle.press("ArrowRight")
        settle(page)
        said = handle.get_attribute("aria-valuetext")
        assert handle.input_value() == "1" and said == value.inner_text()
        assert drawn(here) != first
        assert other.locator("input").get_attribute("aria-valuetext") == said
        assert drawn(there) == drawn(here)
        slider.locator(".lt-back").press("Enter")
        settle(page)
        assert handle.input_value() == "0" and drawn(here) == first
        slider.locator(".lt-next").press("Space")
        settle(page)
        assert handle.get_attribute("aria-valuetext") == said
        handle.press("End")
        assert handle.input_value() == handle.get_attribute("max")


def test_what_the_kernel_computes_is_drawn_in_both_places(page):
    for name, button in (("playground", "counter"), ("sampling", "Draw again")):
        here, there = both(page, name)
        before = drawn(here)
        here.get_by_role("button", name=button, exact=True).press("Enter")
        page.wait_for_function(
            "view => !view.dataset.waiting", arg=here.element_handle(), timeout=20_000
        )
        settle(page)
        assert drawn(here) != before
        assert drawn(there) == drawn(here)


def test_every_control_can_be_reached_by_keyboard(page):
    unreachable = page.locator(".lt-view").evaluate_all(
        """views => views.flatMap(view => [...view.querySelectorAll(
            'button, input, select, summary, [role=button], [role=application], svg:has([role])')]
            .filter(e => !e.disabled && e.tabIndex < 0 && !e.querySelector('[tabindex="0"]'))
            .map(e => e.outerHTML.slice(0, 150)))"""
    )
    assert unreachable == []


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_play_respects_who_wants_less_motion(page, motion):
    page.emulate_media(reduced_motion=motion)
    waits = page.evaluate(
        """() => {
            const waits = [], usual = globalThis.setInterval;
            globalThis.setInterval = (action, wait) => usual(action, waits[waits.push(wait) - 1]);
            for (const play of document.querySelectorAll('.lt-play:not([disabled])')) {
                play.click();
                play.click();
            }
            globalThis.setInterval = usual;
            return waits;
        }"""
    )
    page.emulate_media(reduced_motion="no-preference")
    assert len(waits) > len(VIEWS)
    assert min(waits) >= 1500 if motion == "reduce" else max(waits) < 1500


def test_an_error_of_the_sampling_kernel_is_a_sentence_in_its_view(page):
    here, there = both(page, "sampling")
    ask_kernel(
        page,
        "generate = model.generate\n"
        "def broken(*_): raise ArithmeticError('one and one is three')\n"
        "model.generate = broken",
    )
    before = here.locator(".lt-text").inner_text()
    here.get_by_role("button", name="Draw again").click()
    error = "ArithmeticError: one and one is three"
    for place in (here, there):
        place.get_by_role("alert").filter(has_text=error).wait_for()
    assert here.locator(".lt-text").inner_text() == before
    ask_kernel(page, "model.generate = generate")
    here.get_by_role("button", name="Draw again").click()
    page.wait_for_function("view => !view.dataset.waiting", arg=here.element_handle())
    assert here.locator(".lt-error").inner_text() == ""


def test_without_a_kernel_every_view_keeps_what_it_shows_and_says_so_where_it_needs_one(lab_page):
    # Last. Without the check of the console: ipywidgets itself writes there that nobody hears it.
    before = {name: drawn(both(lab_page, name)[0]) for name in VIEWS}
    lab_page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    settle(lab_page)
    for name in VIEWS:
        here, _ = both(lab_page, name)
        assert drawn(here) == before[name], name
        assert here.locator(".lt-note").inner_text() == "", name
    for name in VIEWS:
        here, _ = both(lab_page, name)
        for slider in here.locator(".lt-slider input").all():
            seen = []
            for key in ("Home", "End"):
                slider.press(key)
                settle(lab_page)
                seen.append(drawn(here))
            assert seen[0] != seen[1], name
    both(lab_page, "playground")[0].get_by_role("button", name="forget").click()
    both(lab_page, "sampling")[0].get_by_role("button", name="Draw again").click()
    for name in ("playground", "sampling"):
        note = both(lab_page, name)[0].locator(".lt-note")
        note.filter(has_text=GONE).wait_for(timeout=10_000)
    for name in VIEWS.keys() - COMPUTED:
        assert both(lab_page, name)[0].locator(".lt-note").inner_text() == "", name
