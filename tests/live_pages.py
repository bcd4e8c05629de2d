"""What the browser tests of the live views share: notebooks made here, and reading a page back."""

import nbformat
import numpy as np
import pytest
import torch
from matplotlib import colormaps

from lstm_teach import models, palette, tasks, training
from lstm_teach.trace import GATES_AND_STATES

HELLO = """import torch
from lstm_teach import live, models, tasks, training
torch.manual_seed(0)
task = tasks.hello()
model = models.CharModel(4, 8)
history = training.fit(model, task, progress=False)"""

# Every live view, after HELLO.
VIEWS = {
    "training": "live.explore_training(history)",
    "cell": "live.explore_cell(history.traces[-1], model.cell.to_weights())",
    "playground": "live.playground('latch')",
    "sampling": "live.explore_sampling(model, task)",
    "gate": "live.gate()",
    "highway": "live.explore_highway()",
    "interventions": "live.explore_interventions(model, task)",
    "units": "live.explore_units(history.traces[-1])",
    "wiring": "live.wire_it('latch')",
}


def hello():
    """(task, model, history) of the same training that HELLO runs in the notebook's kernel."""
    torch.manual_seed(0)
    task, model = tasks.hello(), models.CharModel(4, 8)
    return task, model, training.fit(model, task, progress=False)


def sent(view) -> dict[str, np.ndarray]:
    """The arrays in a view's buffer, cut as its spec says."""
    numbers = np.frombuffer(view.data, "<f4")
    return {
        name: numbers[part["start"] :][: int(np.prod(part["shape"]))].reshape(part["shape"])
        for name, part in view.spec["arrays"].items()
    }


def notebook(folder, *sources):
    """The path of a new notebook with these code cells."""
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    nb.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    path = folder / "live.ipynb"
    nbformat.write(nb, path)
    return path


def show(lab, folder, *sources, **window):
    """A page with these cells run and the first live view on it."""
    page = lab.open(notebook(folder, *sources), **window)
    lab.run_all(page)
    page.wait_for_selector(".lt-view", timeout=20_000)
    lab.show_cell(page, len(sources) - 1)
    settle(page)
    return page


def settle(page):
    """Wait until what was asked for is drawn: two frames."""
    page.evaluate("() => new Promise(d => requestAnimationFrame(() => requestAnimationFrame(d)))")


def wait_for_views(page, count):
    """Wait until the page shows so many views."""
    page.wait_for_function("n => document.querySelectorAll('.lt-view').length === n", arg=count)


def press(place, name, key, times=1):
    """Focus a slider by its name, on a page or in one view of it, and press a key on it."""
    slider = place.get_by_role("slider", name=name, exact=True)
    slider.focus()
    for _ in range(times):
        slider.page.keyboard.press(key)
    settle(slider.page)


def ask_kernel(page, code) -> str:
    """What `code` prints in the notebook's kernel."""
    return page.evaluate(
        """async code => {
            const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const future = kernel.requestExecute({code, store_history: false});
            let text = '';
            future.onIOPub = ({header, content}) => {
                if (header.msg_type === 'stream') text += content.text;
                if (header.msg_type === 'error') text += content.evalue;
            };
            await future.done;
            return text.trim();
        }""",
        code,
    )


def readout(place) -> dict[str, str]:
    """The numbers of the line under the heatmaps: {"i": "0.98", ...}."""
    items = place.locator(".lt-readout .lt-item")
    return {
        items.nth(k).get_attribute("data-name"): items.nth(k).inner_text().split()[-1]
        for k in range(items.count())
    }


def pixels(place, name) -> np.ndarray:
    """(H, T, 4): the colour in the middle of each cell of one heatmap, red, green, blue, alpha."""
    found = place.locator(f'.lt-heatmap[data-name="{name}"]').first.evaluate(
        """plot => {
            const [T, H] = [Number(plot.dataset.steps), Number(plot.dataset.units)];
            const canvas = plot.querySelector('.lt-plot canvas');
            const context = canvas.getContext('2d');
            const at = (k, n, length) => Math.floor((k + 0.5) / n * length);
            return Array.from({length: H}, (_, unit) => Array.from({length: T}, (_, t) =>
                Array.from(context.getImageData(at(t, T, canvas.width), at(unit, H, canvas.height),
                    1, 1).data)));
        }"""
    )
    return np.array(found)


def colours(name, values, theme, limit) -> np.ndarray:
    """(H, T, 4): the colours that (T, H) values of a gate or state must have."""
    chosen = palette.GATE_MAP if name in "ifo" else palette.STATE_MAP
    low, high = (-limit, limit) if name == "c" else (chosen.low, chosen.high)
    part = np.clip((values.T - low) / (high - low), 0, 1)
    return np.round(255 * colormaps[getattr(chosen, theme)](part))


def text_of(value, digits=2) -> str:
    """A number as the views write it: a real minus sign, never -0.00."""
    text = f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}")
    return text if any(c in "123456789" for c in text) else text.lstrip("\N{MINUS SIGN}")


def expect(place, history, t, epoch, unit=0, theme="light"):
    """Everything that explore_training draws is what the history has at this place."""
    k = history.epochs.index(epoch)
    trace, limit = history.traces[k], max(np.abs(tr.c).max() for tr in history.traces)
    assert readout(place) == {n: text_of(getattr(trace, n)[t, 0, unit]) for n in GATES_AND_STATES}
    for name in GATES_AND_STATES:
        wanted = colours(name, getattr(trace, name)[:, 0], theme, limit)
        np.testing.assert_allclose(pixels(place, name), wanted, atol=3, err_msg=name)
    shares = history.probabilities[k, t, 0]
    rows = place.locator(".lt-bars li")
    assert rows.locator(".lt-label").all_inner_texts() == list("ehlo")
    widths = rows.evaluate_all(
        "rows => rows.map(r => parseFloat(r.querySelector('.lt-bar > span').style.width))"
    )
    np.testing.assert_allclose(widths, 100 * shares, atol=1e-3)
    targets = ["target" in text for text in rows.all_inner_texts()]
    assert targets == [v == history.task.targets[t, 0] for v in range(4)]
    loss = float(place.locator(".lt-lines .lt-now").first.inner_text().split()[0].replace("−", "-"))
    assert loss == pytest.approx(history.losses[epoch], rel=0.5, abs=5e-5)
