"""The browser helper that the tests of the live views stand on."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import browser

WIDGET = """\
import anywidget

class Named(anywidget.AnyWidget):
    _esm = '''
    export default { render({ el }) {
      el.innerHTML = "<input type=range max=10 value=3 aria-label='time step'><output>3</output>";
      const [slider, said] = el.children;
      slider.oninput = () => { said.textContent = slider.value; };
      slider.onkeydown = (event) => event.stopPropagation();
    } }'''

Named()"""


@pytest.fixture
def stored(tmp_path):
    """A function that stores code cells as a notebook below a title."""

    def store(*sources):
        nb = new_notebook(cells=[new_markdown_cell("# T"), *map(new_code_cell, sources)])
        nb.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        nbformat.write(nb, tmp_path / "try.ipynb")
        return tmp_path / "try.ipynb"

    return store


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_widget_runs_in_a_real_page_of_that_theme(lab, stored, theme):
    path = stored(WIDGET, "1 + 1")
    before = path.read_bytes()
    page = lab.open(path, theme=theme, width=900, height=600)
    lab.run_all(page)
    page.get_by_role("slider", name="time step").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("output").text_content() == "4"
    assert page.evaluate("innerWidth") == 900
    assert (
        page.locator("body").get_attribute("data-jp-theme-light") == str(theme == "light").lower()
    )
    assert lab.console_errors(page) == []
    assert path.read_bytes() == before
    lab.close(page)


def test_what_goes_wrong_is_noticed(lab, stored):
    script = (
        "from IPython.display import HTML\nHTML('<script>throw Error(\"in the page\")</script>')"
    )
    page = lab.open(stored(script))
    lab.run_all(page)
    assert any("in the page" in text for text in lab.console_errors(page))
    lab.close(page)
    page = lab.open(stored("x = 1", "1 / 0"))
    with pytest.raises(AssertionError, match="ZeroDivisionError: division by zero"):
        lab.run_all(page)
    lab.close(page)


def test_without_chromium_a_test_is_skipped_and_where_ci_is_set_it_fails(monkeypatch):
    monkeypatch.setenv("LSTM_TEACH_CHROMIUM", "no-such-browser")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no Chromium found"):
        browser.chromium_or_skip()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="must run where CI is set"):
        browser.chromium_or_skip()


def test_chromium_is_the_one_named_and_else_the_first_on_the_path(monkeypatch, tmp_path):
    for name in ("google-chrome", "chromium", "mine"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("LSTM_TEACH_CHROMIUM", raising=False)
    assert browser.find_chromium() == str(tmp_path / "chromium")
    monkeypatch.setenv("LSTM_TEACH_CHROMIUM", str(tmp_path / "mine"))
    assert browser.find_chromium() == str(tmp_path / "mine")
