"""explore_cell in a real JupyterLab: one slider moves equations, diagram and heatmaps."""

import pytest
import torch

from live_pages import HELLO, ask_kernel, colours, press, readout, settle, show, text_of
from lstm_teach import models, tasks, training

VIEW = "view = live.explore_cell(history.traces[-1], model.cell.to_weights())\nview"


@pytest.fixture(scope="module")
def trace():
    torch.manual_seed(0)
    task = tasks.hello()
    return training.fit(models.CharModel(4, 8), task, progress=False).traces[-1]


@pytest.fixture(scope="module")
def lab_page(lab, tmp_path_factory):
    page = show(lab, tmp_path_factory.mktemp("cell"), HELLO, VIEW)
    yield page
    lab.close(page)


@pytest.fixture
def page(lab, lab_page):
    ask_kernel(lab_page, "view.t, view.unit, view.part = 0, 0, 'c'")
    settle(lab_page)
    yield lab_page
    assert lab.console_errors(lab_page) == []


def expect(page, trace, t, unit):
    """Equations, gates of the diagram and readout all have the numbers of the trace."""
    values = {name: text_of(getattr(trace, name)[t, 0, unit]) for name in "ifgoch"}
    values["c_prev"] = text_of(trace.c_prev[t, 0, unit])
    for name in "figcoh":
        line = page.locator(f".lt-equation[data-name={name}]")
        for number in line.locator("b[data-value]").all():
            asked = number.get_attribute("data-value")
            if asked in values:
                assert number.inner_text() == values[asked], (name, asked)
        assert line.inner_text().endswith(f"=\N{NO-BREAK SPACE}{values[name]}")
    for name in "ifgo":
        gate = page.locator(f".lt-node[data-name={name}]")
        assert gate.get_attribute("aria-label").endswith(f": {values[name]}")
        assert values[name] in gate.text_content()
    assert readout(page) == {name: values[name] for name in "ifgoch"}


def lit(page) -> set[str]:
    """What is lit up: {"button c", "g c", "div c"} for equation, diagram and heatmap of c."""
    names = "all => all.map(e => `${e.localName} ${e.dataset.name}`)"
    return set(page.locator(".lt-lit").evaluate_all(names))


# Pairs in the diagram that lie on one another: texts, and texts with arrow tips or operations.
COVERED = """() => {
    const all = selector => [...document.querySelectorAll(`.lt-diagram ${selector}`)]
        .map(e => [e, e.getBoundingClientRect()]);
    const texts = all('text').filter(([e]) => e.textContent);
    const others = [...texts, ...all('path.lt-tip'), ...all('.lt-operation')];
    const found = [];
    for (const [e, a] of texts) for (const [other, b] of others) {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // Boxes of text have some air above and below the letters.
        if (e !== other && e.parentNode !== other.parentNode && wide > 1 && high > 4)
            found.push(`${e.textContent} on ${other.textContent || other.outerHTML}`);
    }
    return found;
}"""


@pytest.mark.parametrize("width", [700, 820, 1000, 1400])
def test_no_number_of_the_diagram_lies_on_another_thing(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("jupyterapp.shell.collapseLeft()")
    ask_kernel(page, "view.t, view.unit = 2, 1")  # all numbers with a minus are at their longest
    for scale in (1.5, 1):
        ask_kernel(page, f"live.presenter(True, {scale})")
        page.wait_for_function(
            "size => getComputedStyle(document.querySelector('.lt-view')).fontSize === size",
            arg=f"{14 * scale:g}px",
        )
        settle(page)
        assert page.evaluate(COVERED) == [], f"at {width} px, scale {scale}"


def test_both_sliders_move_everything(page, trace):
    expect(page, trace, 0, 0)
    press(page, "time step", "ArrowRight", 3)
    expect(page, trace, 3, 0)
    press(page, "unit", "End")
    expect(page, trace, 3, 7)
    page.wait_for_timeout(300)
    assert ask_kernel(page, "print(view.t, view.unit)") == "3 7"


def test_gates_are_coloured_by_how_open_they_are(page, trace):
    press(page, "time step", "ArrowRight", 2)
    for name in "ifgo":
        fill = page.locator(f".lt-node[data-name={name}] .lt-open").evaluate("e => e.style.fill")
        drawn = [int(part) for part in fill.strip("rgb()").split(",")]
        wanted = colours(name, getattr(trace, name)[2:3, 0, :1], "light", 1)[0, 0, :3]
        assert drawn == pytest.approx(wanted.tolist(), abs=3), name


def test_pointing_at_a_part_lights_it_up_everywhere(page):
    assert {"button c", "div c"} <= lit(page)
    for target, name in ((".lt-node", "f"), (".lt-equation", "o"), (".lt-heatmap", "g")):
        page.locator(f"{target}[data-name={name}]").hover()
        settle(page)
        found = lit(page)
        assert {f"button {name}", f"g {name}", f"div {name}"} <= found
        assert {entry.split()[1] for entry in found} == {name}
        assert f'gate("{name}")' in page.locator(".lt-code code").inner_text()
    page.mouse.move(1, 1)
    settle(page)
    assert {entry.split()[1] for entry in lit(page)} == {"c"}


def test_a_part_is_lit_by_focus_and_chosen_by_keyboard(page):
    page.locator(".lt-heatmap[data-name=h] .lt-plot").focus()
    settle(page)
    assert {"button h", "div h"} <= lit(page)
    gate = page.get_by_role("button", name="i, input gate")
    gate.focus()
    settle(page)
    assert {"button i", "g i", "div i"} <= lit(page)
    page.keyboard.press("Enter")
    page.get_by_role("slider", name="unit", exact=True).focus()
    settle(page)
    assert gate.get_attribute("aria-pressed") == "true"
    assert "button i" in lit(page)
    page.wait_for_timeout(300)
    assert ask_kernel(page, "print(view.part)") == "i"


def test_clicking_a_cell_of_a_heatmap_chooses_step_and_unit(page, trace):
    plot = page.locator(".lt-heatmap[data-name=h] .lt-plot")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 5.5 / 8)
    page.mouse.move(1, 1)
    settle(page)
    expect(page, trace, 2, 5)
