"""What every live view has to do: be accessible, in both themes, shown twice, large and closed.

axe-core (https://github.com/dequelabs/axe-core) is the judge of accessibility; npm.py fetches it.
"""

import pytest

import npm
from browser import npm_or_skip
from live_pages import HELLO, VIEWS, ask_kernel, pixels, press, settle, show, wait_for_views

CELL = "from IPython.display import display\nviews = [{}]\nfor view in views:\n    display(view)"


@pytest.fixture(scope="module")
def axe():
    """axe-core's script."""
    with npm_or_skip():
        [script] = npm.files("axe-core", "axe.min.js").values()
    return script.decode()


@pytest.fixture(scope="module", params=["light", "dark"])
def lab_page(lab, tmp_path_factory, request):
    """All views in one cell, in both themes."""
    cell = CELL.format(", ".join(VIEWS.values()))
    page = show(lab, tmp_path_factory.mktemp("all"), HELLO, cell, theme=request.param)
    wait_for_views(page, len(VIEWS))
    yield page
    lab.close(page)


@pytest.fixture
def page(lab, lab_page):
    yield lab_page
    assert lab.console_errors(lab_page) == []


def test_axe_finds_no_serious_violation(page, axe):
    for details in page.locator(".lt-view summary").all():
        details.click()
    settle(page)
    # axe measures contrast only where it can see: JupyterLab's body has no height of its own.
    page.add_style_tag(content="html, body { height: 100% }")
    page.set_viewport_size({"width": 1280, "height": 6000})
    settle(page)
    page.evaluate(axe)
    found = page.evaluate("axe.run('.lt-view')")
    serious = [
        f"{v['id']}: {node['html'][:160]}: {node['failureSummary']}"
        for v in found["violations"]
        for node in v["nodes"]
        if v["impact"] in ("serious", "critical")
    ]
    assert not serious, "\n".join(serious)
    looked_at = {rule["id"]: len(rule["nodes"]) for rule in found["passes"]}
    assert looked_at["color-contrast"] > 250 and looked_at["label"] > 10, looked_at


def test_every_control_has_a_name(page):
    nameless = page.locator(".lt-view :is(input, button, [role=slider])").evaluate_all(
        """all => all.filter(e => !(e.getAttribute('aria-label') || e.labels?.length
            || e.textContent.trim())).map(e => e.outerHTML)"""
    )
    assert nameless == []


@pytest.mark.parametrize("width", [1280, 700])
def test_no_text_is_small(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    settle(page)
    small = page.locator(".lt-view *").evaluate_all(
        """all => all.filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
            && e.getClientRects().length).map(e => {
                const svg = e.ownerSVGElement;
                const scale = svg ? svg.getScreenCTM().a : 1;
                return [scale * parseFloat(getComputedStyle(e).fontSize), e.outerHTML];
            }).filter(([size]) => size < 12.99)"""
    )
    assert small == []


@pytest.mark.parametrize("width", [1280, 700])
def test_nothing_is_cut_off_at_the_side(page, width):
    """700 px are half a projector, with the file browser closed."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("jupyterapp.shell.collapseLeft()")
    for scale in (1, 1.5):
        ask_kernel(page, f"live.presenter({scale > 1})")
        page.wait_for_timeout(400)
        wide = page.locator(".lt-view").evaluate_all(
            """views => views.flatMap(view => {
                const edge = view.getBoundingClientRect().right + 1;
                return [...view.querySelectorAll('*')].filter(e => !e.closest('.lt-live')
                    && e.getBoundingClientRect().right > edge).map(e => e.outerHTML.slice(0, 150));
            })"""
        )
        assert wide == [], f"at {width} px, scale {scale}"


def test_presenter_scales_what_is_shown_and_what_comes(page):
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    ask_kernel(page, "live.presenter(True)")
    page.wait_for_timeout(400)
    assert page.locator(".lt-view").first.evaluate(size) == 21
    assert ask_kernel(page, "print(live.gate().scale)") == "1.5"
    ask_kernel(page, "live.presenter(False)")
    page.wait_for_timeout(400)
    assert page.locator(".lt-view").first.evaluate(size) == 14


def test_closed_views_leave_what_they_showed_last(page):
    press(page, "temperature", "End")
    text = page.locator(".lt-text").inner_text()
    before = pixels(page, "c")
    ask_kernel(page, "for view in views: view.close()")
    page.wait_for_timeout(700)
    assert page.locator(".lt-view").count() == len(VIEWS)
    assert page.locator(".lt-view").last.is_visible()
    notes = page.locator(".lt-note").all_inner_texts()
    assert all(note.startswith("This view is closed") for note in notes)
    assert page.locator(".lt-text").inner_text() == text
    assert (pixels(page, "c") == before).all() and before.any()
    assert page.locator(".lt-view :is(input, button):not([disabled])").count() == 0
