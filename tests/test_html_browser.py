"""An exported page in a real Chromium with the network cut: its sliders move the picture."""

import functools
import http.server
import threading

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from browser import npm_or_skip
from live_pages import HELLO, expect, hello, press, sent, settle, text_of
from lstm_teach import live
from make_html import build
from pages import write_assets

TITLE = r"""# A page

$$f = \sigma\big(\underbrace{x}_{(B,\,D)}\;\underbrace{W_{xf}^{\top}}_{(D,\,H)}\big)$$

where $f$ is the forget gate."""
# ipywidgets' own bar brings style sheets that know of no dark page
BAR = "import ipywidgets\nipywidgets.IntProgress(value=5, description='half')"
LOST = """lost = live.explore_interventions(model, task)
lost.clamp("c", 0.0, step=2)
lost"""
VIEWS = {
    "training": "live.explore_training(history)",
    "playground": "live.playground(inputs=[1, 0, 0, 0], f=0.5)",
    "gate": "live.gate()",
    "cell": "live.explore_cell(history.traces[-1], model.cell.to_weights())",
    "sampling": "live.explore_sampling(model, task)",
    "highway": "live.explore_highway(T=30, H=8, D=4)",
    "interventions": LOST,
    "units": "live.explore_units(history.traces[-1], span=(0, 1))",
}
PREDICTION = """from lstm_teach import exercises
exercises.predict('Which?', {'this': 'No: it is that.', 'that': 'Yes, that.'})"""
PAGE = "00_page.html"


@pytest.fixture(scope="module")
def folder(tmp_path_factory, chromium):
    """A small notebook, run and built as `make html` builds it."""
    folder = tmp_path_factory.mktemp("html")
    with npm_or_skip():
        write_assets(folder)
    source = tmp_path_factory.mktemp("notebooks") / "00_page.ipynb"
    cells = [
        new_markdown_cell(TITLE),
        *map(new_code_cell, (HELLO, BAR, *VIEWS.values(), PREDICTION)),
    ]
    nbformat.write(new_notebook(cells=cells), source)
    build(source, folder)
    return folder


@pytest.fixture(scope="module")
def trained():
    return hello()


@pytest.fixture(scope="module")
def history(trained):
    return trained[2]


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
        for k in range(len(VIEWS)):
            page.locator(".lt-view").nth(k).wait_for(timeout=20_000)
        settle(page)
        return page

    yield open_page
    context.close()
    assert elsewhere == []
    assert errors == []


def one(page, name):
    """One of the views."""
    return page.locator(".lt-view").nth(list(VIEWS).index(name))


def numbers(view) -> dict[str, str]:
    """The numbers in a view's sentence, by name."""
    found = view.locator(".lt-words b")
    return {b.get_attribute("data-name"): b.inner_text() for b in found.all()}


def test_sliders_move_to_the_right_numbers_without_a_kernel(opened, history):
    view = one(opened(), "training")
    expect(view, history, t=0, epoch=200)
    press(view, "time step", "ArrowRight", 2)
    expect(view, history, t=2, epoch=200)
    press(view, "epoch", "ArrowLeft", 3)
    expect(view, history, t=2, epoch=170)
    press(view, "epoch", "Home")
    press(view, "time step", "End")
    expect(view, history, t=3, epoch=0)


def test_every_other_view_moves_to_the_right_numbers_too(opened, trained):
    page = opened()
    task, model, history = trained
    cell = one(page, "cell")
    press(cell, "time step", "End")
    press(cell, "unit", "ArrowRight", 2)
    c = cell.locator(".lt-equation[data-name=c] b").last
    assert c.inner_text() == text_of(history.traces[-1].c[3, 0, 2])

    gate = one(page, "gate")
    curve = gate.locator(".lt-curve[data-name=sigmoid]")
    before = curve.get_attribute("d")
    press(gate, "weight", "Home")
    press(gate, "bias", "ArrowRight", 3)
    assert curve.get_attribute("d") != before
    assert numbers(gate)["z"] == "\N{MINUS SIGN}2.00" and numbers(gate)["sigmoid"] == "0.12"

    sampling = one(page, "sampling")
    press(sampling, "temperature", "End")
    press(sampling, "character", "ArrowRight", 3)
    here = live.explore_sampling(model, task)
    assert sampling.locator(".lt-text bdi").inner_text() == here.texts[5.0]
    likeliest = f"{100 * sent(here)['shares'][-1, 3].max():.1f}"
    assert likeliest in sampling.locator(".lt-bars .lt-sentence").inner_text()

    highway = one(page, "highway")
    press(highway, "forget bias", "End")
    press(highway, "seed", "ArrowRight")
    kept = sent(live.explore_highway(T=30, H=8, D=4))["kept"][1, -1]
    assert (numbers(highway)["bias"], numbers(highway)["kept"]) == ("5.0", f"{kept:.2f}")

    held = one(page, "interventions")
    held.get_by_role("button", name="h, hidden state").click()
    held.locator(".lt-verdicts td[data-step='2']").first.click()
    settle(page)
    h = text_of(history.traces[-1].h[2, 0, 0])
    assert f"h is {h} untouched and 0.00 now" in held.locator(".lt-beside").inner_text()

    units = one(page, "units")
    for key in ("ArrowRight", "Shift+ArrowRight"):
        units.locator(".lt-tokens").press(key)
    settle(page)
    there = live.explore_units(history.traces[-1], span=(1, 3))
    row = units.locator(".lt-ranking tbody tr").first.inner_text().split()
    assert row[:2] == ["unit", str(there.ranking[0])]
    assert row[4] == text_of(there.contrasts[there.ranking[0]])


def test_a_prediction_replies_without_a_kernel(opened):
    page = opened()
    reply = page.locator(".lt-prediction [role=status]")
    assert reply.inner_text() == ""
    page.get_by_role("button", name="this", exact=True).press("Enter")
    assert reply.inner_text() == "No: it is that."
    page.get_by_role("button", name="that", exact=True).click()
    assert reply.inner_text() == "Yes, that."


def test_dark_pages_have_dark_views(opened, history):
    page = opened("dark")
    expect(one(page, "training"), history, t=0, epoch=200, theme="dark")
    light = "e => getComputedStyle(e).color.match(/[0-9.]+/g).slice(0, 3).every(v => v > 180)"
    for bright in (".lt-view", ".lt-prediction", ".widget-label", "main p"):
        assert page.locator(bright).first.evaluate(light), bright


def test_what_needs_a_kernel_shows_its_last_state_and_says_so(opened):
    page = opened()
    view = one(page, "playground")
    assert "No kernel runs behind this page" in view.locator(".lt-note").inner_text()
    notes = {name: one(page, name).locator(".lt-note").inner_text() for name in VIEWS}
    assert {name for name, note in notes.items() if note} == {
        "playground",
        "sampling",
        "interventions",
    }
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
    assert stills.count() == len(VIEWS)
    assert [still.is_visible() for still in stills.all()] == [False] * len(VIEWS)
    page.evaluate("document.querySelectorAll('.widget-subarea').forEach(e => e.remove())")
    assert [still.is_visible() for still in stills.all()] == [True] * len(VIEWS)
    assert stills.first.evaluate("e => e.complete && e.naturalWidth > 100")


def test_equations_are_set(opened):
    page = opened()
    assert page.locator(".katex").count() == 2 and page.locator(".katex-error").count() == 0
    braces = page.locator(".katex-display .katex-html svg")  # drawn in three parts each
    assert braces.count() == 6
    assert page.evaluate("document.fonts.check('16px KaTeX_Math')")
    assert "$" not in page.locator("main .jp-MarkdownCell").first.inner_text()
