"""An exported page in a real Chromium with the network cut: its sliders move the picture."""

import functools
import http.server
import os
import threading

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import npm
from live_pages import HELLO, expect, hello_history, press, settle
from make_html import build
from pages import write_assets

TITLE = r"""# A page

$$f = \sigma\big(\underbrace{x}_{(B,\,D)}\;\underbrace{W_{xf}^{\top}}_{(D,\,H)}\big)$$

where $f$ is the forget gate."""
# ipywidgets' own bar brings style sheets that know of no dark page
BAR = "import ipywidgets\nipywidgets.IntProgress(value=5, description='half')"
VIEWS = (
    "live.explore_training(history)",
    "live.playground(inputs=[1, 0, 0, 0], f=0.5)",
    "live.gate()",  # its sliders are others than the explorer's, by name
)
PAGE = "00_page.html"


@pytest.fixture(scope="module")
def folder(tmp_path_factory, chromium):
    """A small notebook, run and built as `make html` builds it."""
    folder = tmp_path_factory.mktemp("html")
    try:
        write_assets(folder)
    except npm.Unavailable as reason:
        if os.environ.get("CI"):
            pytest.fail(f"{reason}. This test must run where CI is set.")
        pytest.skip(str(reason))
    source = tmp_path_factory.mktemp("notebooks") / "00_page.ipynb"
    cells = [new_markdown_cell(TITLE), *map(new_code_cell, (HELLO, BAR, *VIEWS))]
    nbformat.write(new_notebook(cells=cells), source)
    build(source, folder)
    return folder


@pytest.fixture(scope="module")
def history():
    return hello_history()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module", params=["file", "http"])
def site(request, folder):
    """The address of the folder: from disk, and from a plain server of static files."""
    if request.param == "file":
        yield folder.as_uri()
        return
    handler = functools.partial(QuietHandler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def opened(browser, site):
    """A function that opens the page. Nothing may be asked for elsewhere, and nothing go wrong."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    elsewhere, errors = [], []

    def only_here(route):
        if route.request.url.startswith((site, "data:", "blob:")):
            return route.continue_()
        elsewhere.append(route.request.url)
        return route.abort()

    context.route("**/*", only_here)
    page = context.new_page()
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))

    def open_page(theme="light"):
        page.emulate_media(color_scheme=theme)
        page.goto(f"{site}/{PAGE}")
        page.locator(".lt-view").nth(2).wait_for(timeout=20_000)
        settle(page)
        return page

    yield open_page
    context.close()
    assert elsewhere == []
    assert errors == []


def test_sliders_move_to_the_right_numbers_without_a_kernel(opened, history):
    page = opened()
    expect(page, history, t=0, epoch=200)
    press(page, "time step", "ArrowRight", 2)
    expect(page, history, t=2, epoch=200)
    press(page, "epoch", "ArrowLeft", 3)
    expect(page, history, t=2, epoch=170)
    press(page, "epoch", "Home")
    press(page, "time step", "End")
    expect(page, history, t=3, epoch=0)


def test_dark_pages_have_dark_views(opened, history):
    page = opened("dark")
    expect(page, history, t=0, epoch=200, theme="dark")
    light = "e => getComputedStyle(e).color.match(/[0-9.]+/g).slice(0, 3).every(v => v > 180)"
    for bright in (".lt-view", ".widget-label", "main p"):
        assert page.locator(bright).first.evaluate(light), bright


def test_what_needs_a_kernel_shows_its_last_state_and_says_so(opened):
    page = opened()
    view = page.locator(".lt-view").nth(1)
    assert "No kernel runs behind this page" in view.locator(".lt-note").inner_text()
    assert page.locator(".lt-note").first.inner_text() == ""  # the explorer needs none
    before = view.inner_text()
    assert "c 0.25" in before  # 1 offered at step 0, f = 0.5, seen at step 2
    slider = page.get_by_role("slider", name="f forget gate, held at")
    slider.press("ArrowLeft")
    settle(page)
    assert (slider.input_value(), view.inner_text()) == ("0.5", before)
    page.get_by_role("slider", name="g at t = 2").press("ArrowRight")
    settle(page)
    assert "c 0.13" in view.inner_text()  # time moves in the browser alone


def test_the_still_picture_stands_in_until_the_view_is_drawn(opened):
    page = opened()
    stills = page.locator("img.still")
    assert stills.count() == 3
    assert [stills.nth(k).is_visible() for k in range(3)] == [False] * 3
    page.evaluate("document.querySelectorAll('.widget-subarea').forEach(e => e.remove())")
    assert [stills.nth(k).is_visible() for k in range(3)] == [True] * 3
    assert stills.first.evaluate("e => e.complete && e.naturalWidth > 100")


def test_equations_are_set(opened):
    page = opened()
    assert page.locator(".katex").count() == 2 and page.locator(".katex-error").count() == 0
    braces = page.locator(".katex-display .katex-html svg")  # drawn in three parts each
    assert braces.count() == 6
    assert page.evaluate("document.fonts.check('16px KaTeX_Math')")
    assert "$" not in page.locator("main .jp-MarkdownCell").first.inner_text()
