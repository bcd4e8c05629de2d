"""explore_interventions in a real JupyterLab: keyboard and mouse clamp, to the right numbers."""

import numpy as np
import pytest
import torch

from live_pages import HELLO, ask_kernel, colours, pixels, settle, show, text_of
from lstm_teach import interventions, models, tasks, training

VIEW = "view = live.explore_interventions(model, task)\nview"


@pytest.fixture(scope="module")
def model():
    """The model that HELLO trains in the notebook's kernel."""
    torch.manual_seed(0)
    model = models.CharModel(4, 8)
    training.fit(model, tasks.hello(), progress=False)
    return model


@pytest.fixture(scope="module")
def lab_page(lab, tmp_path_factory):
    page = show(lab, tmp_path_factory.mktemp("interventions"), HELLO, VIEW)
    yield page
    lab.close(page)


@pytest.fixture
def page(lab, lab_page):
    ask_kernel(lab_page, "view.reset(); view.t = view.unit = 0")
    ask_kernel(lab_page, "view.quantity, view.reach, view.value = 'c', 'cell', 0")
    lab_page.wait_for_timeout(200)
    yield lab_page
    assert lab.console_errors(lab_page) == []


def run(model, *edits):
    return interventions.run(model.cell.to_weights(), tasks.hello().xs, edits)


def answered(page):
    """Wait until the kernel has answered the last click and it is drawn."""
    page.wait_for_function("() => !document.querySelector('.lt-view').dataset.waiting")
    settle(page)


def walk(page, *keys):
    plot(page).focus()
    for key in keys:
        page.keyboard.press(key)
    answered(page)


def click(page, part, x, y):
    """Click into a part of the heatmap with clamps, at this share of its width and height."""
    box = page.locator(".lt-heatmap").nth(1).locator(part).bounding_box()
    page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
    answered(page)
    page.mouse.move(0, 0)
    settle(page)


def plot(page, k=1):
    """The heatmap of the run with clamps is the second of three."""
    return page.get_by_role("application").nth(k)


def drawn(page, k) -> np.ndarray:
    """The colours of the k-th heatmap, (H, T, 4)."""
    page.evaluate(
        """k => document.querySelectorAll('.lt-heatmap').forEach(
            (map, j) => map.dataset.name = j === k ? 'read' : 'other')""",
        k,
    )
    return pixels(page, "read")


def expect(page, model, trace, name="c"):
    """Heatmap, bars and verdicts are those of this trace, beside the untouched one."""
    untouched = run(model)
    limit = max(1, *(np.abs(one.c).max() for one in (trace, untouched)))
    for k, one in enumerate((untouched, trace)):
        wanted = colours(name, getattr(one, name)[:, 0], "light", limit)
        np.testing.assert_allclose(drawn(page, k), wanted, atol=3)
    rows = []
    for one in (untouched, trace):
        with torch.no_grad():
            logits = model.head(torch.from_numpy(one.h[:, 0].copy())).double()
        rows.append(logits.softmax(-1).numpy())
    t = int(ask_kernel(page, "print(view.t)"))
    for side, shares in zip(("was", "is"), rows, strict=True):
        widths = page.locator(f".lt-two .lt-{side}").evaluate_all(
            "bars => bars.map(bar => parseFloat(bar.style.width))"
        )
        np.testing.assert_allclose(widths, 100 * shares[t], atol=1e-2)
    for row, shares in zip((1, 2), rows, strict=True):
        cells = page.locator(f".lt-verdicts tr:nth-child({row + 1}) td").all_inner_texts()
        assert "".join(cells) == "".join("ehlo"[k] for k in shares.argmax(-1))


def test_it_starts_untouched(page, model):
    expect(page, model, run(model))
    assert page.locator(".lt-said").inner_text().endswith("so both runs are the same.")


def test_the_keyboard_walks_and_clamps_and_takes_back(page, model):
    walk(page, "ArrowRight", "ArrowRight", *["ArrowDown"] * 5, "Enter")
    expect(page, model, run(model, interventions.zero("c", 5, 2)))
    untouched = text_of(run(model).c[2, 0, 5])
    label = f"c, clamped: unit 5, t = 2, 'l', step 3 of 4: untouched {untouched}, now 0.00, held"
    assert plot(page).get_attribute("aria-label") == label
    assert (
        f"c is {untouched} untouched and 0.00 now, held by you"
        in page.locator(".lt-beside").inner_text()
    )
    assert (
        "c of unit 5 is the first to differ, at t = 2 'l'" in page.locator(".lt-said").inner_text()
    )
    assert page.locator(".lt-heldmark").count() == 1
    walk(page, "ArrowUp", " ")
    expect(page, model, run(model, interventions.zero("c", [4, 5], 2)))
    walk(page, "Backspace")
    expect(page, model, run(model, interventions.zero("c", 5, 2)))
    walk(page, "ArrowDown", "Enter")  # the same cell at the same value: let go
    expect(page, model, run(model))
    walk(page, "u")
    expect(page, model, run(model, interventions.zero("c", 5, 2)))
    assert ask_kernel(page, "print(view.edits)") == "[(0, Edit(clamp c to 0.0, units 5, steps 2))]"


def test_a_click_clamps_where_it_is(page, model):
    click(page, ".lt-plot", 0.4, 0.95)
    expect(page, model, run(model, interventions.zero("c", 7, 1)))
    page.locator(".lt-clamps button").click()
    answered(page)
    expect(page, model, run(model))


def test_labels_are_handles_of_whole_rows_and_columns(page, model):
    click(page, ".lt-columns", 0.6, 0.5)
    expect(page, model, run(model, interventions.zero("c", steps=2)))
    page.get_by_role("button", name="Undo").click()
    click(page, ".lt-rows", 0.5, 0.6)
    expect(page, model, run(model, interventions.zero("c", units=4)))
    assert page.get_by_role("button", name="its unit, every step").get_attribute(
        "aria-pressed"
    ) == "true"  # fmt: skip


def test_another_quantity_value_and_reach(page, model):
    page.get_by_role("button", name="f, forget gate").click()
    assert page.get_by_role("button", name="−1", exact=True).is_disabled()
    page.locator(".lt-choice").get_by_role("button", name="1", exact=True).click()
    page.get_by_role("button", name="every cell").click()
    button = page.locator(".lt-go")
    assert button.inner_text() == "Hold f of every unit at every step at 1.00"
    button.click()
    answered(page)
    expect(page, model, run(model, interventions.clamp("f", 1.0)), "f")
    assert button.inner_text() == "Let go of f of every unit at every step"
    slider = page.get_by_role("slider", name="value to hold it at")
    slider.focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    answered(page)
    assert slider.get_attribute("aria-valuetext") == "0.70"
    expect(page, model, run(model, interventions.clamp("f", 0.7)), "f")
    page.get_by_role("button", name="Undo").click()  # a drag is one step
    answered(page)
    expect(page, model, run(model), "f")


def test_reset_lets_go_of_everything(page, model):
    walk(page, "Enter", "ArrowRight", "Enter", "ArrowDown", "Enter")
    assert page.locator(".lt-clamps button").count() == 3
    page.get_by_role("button", name="Reset").click()
    answered(page)
    expect(page, model, run(model))
    assert page.locator(".lt-clamps button").count() == 0
    assert page.get_by_role("button", name="Undo").is_disabled()


def test_choosing_a_step_in_the_verdicts(page, model):
    page.locator(".lt-verdicts td[data-step='3']").first.click()
    settle(page)
    page.wait_for_timeout(200)
    expect(page, model, run(model))
    assert ask_kernel(page, "print(view.t)") == "3"


def test_keys_stay_in_the_view(page):
    count = "jupyterapp.shell.currentWidget.content.widgets.length"
    before = page.evaluate(count)
    walk(page, "b", "a", "Enter", "u", "d", "d")
    assert page.evaluate(count) == before


def test_an_error_in_the_kernel_is_a_sentence_in_the_view(page, model):
    ask_kernel(
        page,
        "from lstm_teach.live import effects; told = effects.sentence\n"
        "def broken(*_): raise ArithmeticError('one and one is three')\n"
        "effects.sentence = broken",
    )
    walk(page, "Enter")
    assert page.get_by_role("alert").inner_text() == "ArithmeticError: one and one is three"
    ask_kernel(page, "effects.sentence = told")
    walk(page, "ArrowRight", "Enter")
    assert page.get_by_role("alert").count() == 0 or not page.get_by_role("alert").inner_text()


def test_without_a_kernel_it_keeps_its_picture_and_says_so(lab_page):
    before = drawn(lab_page, 1)
    lab_page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    plot(lab_page).press("Enter")
    note = lab_page.locator(".lt-note")
    note.filter(has_text="The kernel does not answer").wait_for(timeout=10_000)
    np.testing.assert_array_equal(drawn(lab_page, 1), before)
