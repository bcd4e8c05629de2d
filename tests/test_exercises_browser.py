"""Notebook 04 in a real JupyterLab: the prediction by keyboard, and a second hint."""

from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "04_your_own_cell.ipynb"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_prediction_is_answered_by_keyboard(lab, theme, tmp_path):
    page = lab.open(NOTEBOOK, theme=theme)
    lab.run_all(page)
    right = page.get_by_role("button", name="all four")
    other = page.get_by_role("button", name="i, f and g, then o")
    reply = page.get_by_role("status").filter(has_text=".")
    assert "product" not in " ".join(reply.all_text_contents())
    right.focus()
    page.keyboard.press("Space")
    reply.filter(has_text="Yes. All four look at x and h_prev only.").wait_for()
    page.keyboard.press("Tab")
    assert other.evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")
    reply.filter(has_text="That is the cell with peepholes").wait_for()
    pressed = [button.get_attribute("aria-pressed") for button in (other, right)]
    assert pressed == ["true", "false"]
    page.screenshot(path=tmp_path / f"prediction-{theme}.png")
    assert lab.console_errors(page) == []
    lab.close(page)
