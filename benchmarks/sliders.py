"""How fast the live views follow a key: each beside the naive version of the same picture.

    python benchmarks/sliders.py [--moves 60] [--only gate] [--memory]

One run, one table, in a real JupyterLab in a headless Chromium. A key is pressed on a slider; the
clock runs from the browser's own time stamp of that key to the frame after the picture changed.
Then keys come 30 times a second for three seconds. Naive: `ipywidgets.interact` around a matplotlib
figure that is drawn anew. Only the ratios carry over to other machines.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

from slider_cases import CASES, Case

from browser import CHROMIUM_FLAGS, Lab, LabServer, find_chromium
from live_pages import HELLO, ask_kernel, notebook

REPEAT_HZ, HOLD_SECONDS, MEMORY_MOVES = 30, 3, 1000

# Notes for each key when it was pressed and when the frame with its change had been painted.
WATCH = """selector => {
    const state = globalThis.watched = {pressed: null, times: [], paints: 0, last: 0};
    addEventListener('keydown', e => { state.pressed ??= e.timeStamp; }, true);
    let pending = false;
    const painted = () => {
        pending = false;
        state.last = performance.now();
        state.paints += 1;
        if (state.pressed !== null) state.times.push(state.last - state.pressed);
        state.pressed = null;
    };
    const changed = records => {
        // `interact` removes the old picture first; what counts is the new one.
        const outputs = selector === '.widget-output';
        if (pending || outputs && !records.some(r => r.addedNodes.length)) return;
        pending = true;
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = painted;
            channel.port2.postMessage(0);
        });
    };
    const options = {subtree: true, childList: true, attributes: true, characterData: true};
    for (const node of document.querySelectorAll(selector))
        new MutationObserver(changed).observe(node, options);
}"""


def measure(lab: Lab, folder: Path, case: Case, moves: int, memory: bool) -> dict:
    """Open the case in a page of its own, press keys, and return its numbers."""
    traffic = []
    page = lab.open(notebook(folder, *case.cells))
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    for event in ("Network.webSocketFrameSent", "Network.webSocketFrameReceived"):
        client.on(event, lambda e: traffic.append(size_of(e["response"])))
    lab.run_all(page)
    page.wait_for_selector(case.slider, timeout=30_000)
    page.wait_for_timeout(1500)
    page.locator(case.slider).first.scroll_into_view_if_needed()
    page.locator(case.slider).first.focus()
    page.evaluate(WATCH, case.picture)
    times, sent = press_and_wait(page, moves, traffic)
    rate, settled = hold(page)
    found = {
        "median": statistics.median(times),
        "p95": sorted(times)[int(0.95 * (len(times) - 1))],
        "rate": rate,
        "settled": settled,
        "kilobytes": sent / moves / 1000,
    }
    if memory:
        found["memory"] = growth(page, client)
    lab.close(page)
    return found


def size_of(frame: dict) -> int:
    """Bytes of a WebSocket frame: binary ones come as base64."""
    data = frame["payloadData"]
    return len(data) * 3 // 4 if frame["opcode"] == 2 else len(data)


def press(page, k: int) -> None:
    page.keyboard.press("ArrowLeft" if k % 2 else "ArrowRight")


def press_and_wait(page, moves: int, traffic: list) -> tuple[list[float], int]:
    """One key after the other, each once the one before is painted; the first five warm up."""
    for k in range(moves + 5):
        if k == 5:
            page.wait_for_timeout(500)
            page.evaluate("watched.times.length = 0")
            before = len(traffic)
        page.evaluate("watched.pressed = null")
        done = page.evaluate("watched.paints")
        press(page, k)
        page.wait_for_function("done => watched.paints > done", arg=done, polling=20)
        page.wait_for_timeout(60)  # a picture may come in two parts
    page.wait_for_timeout(500)
    return page.evaluate("watched.times"), sum(traffic[before:])


def hold(page) -> tuple[float, float]:
    """Updates a second at 30 keys a second, and the time from the last key to the last paint."""
    page.evaluate("watched.paints = 0")
    start = time.perf_counter()
    for k in range(REPEAT_HZ * HOLD_SECONDS):
        press(page, k)
        time.sleep(max(0, start + (k + 1) / REPEAT_HZ - time.perf_counter()))
    end = page.evaluate("performance.now()")
    rate = page.evaluate("watched.paints") / (time.perf_counter() - start)
    page.wait_for_timeout(2500)
    return rate, max(0.0, page.evaluate("watched.last") - end)


def growth(page, client) -> tuple[float, float, int]:
    """What 1,000 moves leave behind: kernel MB, browser MB, nodes of the page."""
    before = memory_of(page, client)
    for k in range(MEMORY_MOVES):
        press(page, k)
    page.wait_for_timeout(2000)
    return tuple(now - then for now, then in zip(memory_of(page, client), before, strict=True))


def memory_of(page, client) -> tuple[float, float, int]:
    kernel = ask_kernel(
        page, "import gc, psutil; gc.collect(); print(psutil.Process().memory_info().rss / 1e6)"
    )
    client.send("HeapProfiler.collectGarbage")
    heap = client.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    return float(kernel), heap, client.send("Memory.getDOMCounters")["nodes"]


def first_view(lab: Lab, folder: Path) -> tuple[float, int]:
    """Seconds from running the cell to the explorer on screen, and bytes of its state."""
    page = lab.open(notebook(folder, HELLO, "view = live.explore_training(history)\nview"))
    page.evaluate(
        """async () => {
            jupyterapp.shell.currentWidget.content.activeCellIndex = 0;
            await jupyterapp.commands.execute('notebook:run-cell');
            jupyterapp.shell.currentWidget.content.activeCellIndex = 1;
        }"""
    )
    seconds = page.evaluate(
        """async () => {
            const start = performance.now();
            const ran = jupyterapp.commands.execute('notebook:run-cell');
            while (!document.querySelector('.lt-column')?.style.width)
                await new Promise(requestAnimationFrame);
            return (performance.now() - start) / 1000;
        }"""
    )
    code = """import json
from ipywidgets.widgets.widget import _remove_buffers
state, _, buffers = _remove_buffers(view.get_state())
print(len(json.dumps(state, default=str)) + sum(len(b) for b in buffers))"""
    size = int(ask_kernel(page, code))
    lab.close(page)
    return seconds, size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=60)
    parser.add_argument("--only", default="", help="rows with this in their name")
    parser.add_argument("--memory", action="store_true", help="also 1,000 moves of each view")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = LabServer(folder)
        try:
            server.wait_until_ready()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=find_chromium(), args=CHROMIUM_FLAGS
                )
                table(Lab(server, browser), folder, options)
        finally:
            server.stop()


def table(lab: Lab, folder: Path, options: argparse.Namespace) -> None:
    head = f"{'view':34} {'median':>9} {'p95':>9} {'updates/s':>10} {'KB/move':>8} {'settled':>9}"
    print(f"{head} {'naive/this':>11}")
    medians = {}
    wanted = [case for case in CASES if options.only in case.name]
    naives = {case.naive for case in wanted}
    for case in CASES:
        if case not in wanted and case.name not in naives:
            continue
        row = measure(lab, folder, case, options.moves, options.memory and case.naive is not None)
        medians[case.name] = row["median"]
        ratio = f"{medians[case.naive] / row['median']:.0f} x" if case.naive else ""
        print(
            f"{case.name:34} {row['median']:6.1f} ms {row['p95']:6.1f} ms {row['rate']:10.1f} "
            f"{row['kilobytes']:8.1f} {row['settled']:6.0f} ms {ratio:>11}",
            flush=True,
        )
        if "memory" in row:
            kernel, heap, nodes = row["memory"]
            print(f"    after {MEMORY_MOVES:,} moves: kernel {kernel:+.1f} MB, "
                  f"browser {heap:+.1f} MB, {nodes:+d} nodes", flush=True)  # fmt: skip
    seconds, size = first_view(lab, folder)
    print(f"\nexplore_training('hello'): {seconds:.2f} s from running its cell to the picture, "
          f"{size / 1000:.0f} KB sent")  # fmt: skip


if __name__ == "__main__":
    main()
