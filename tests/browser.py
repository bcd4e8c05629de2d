"""A real JupyterLab in a real Chromium, for tests of the live views.

A test asks for the fixture `lab` (see conftest.py) and writes

    page = lab.open(notebook_path, theme="dark", width=1280, height=900)
    lab.run_all(page)                      # raises when a cell raised
    slider = page.get_by_role("slider", name="time step")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert lab.console_errors(page) == []

The notebook is copied first, so the stored one is never written. The server's folders are
temporary and it listens on a free local port; nothing of the user's own set-up is read.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import npm

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# The first line makes the browser work as root and without a screen; the second keeps it from
# calling home, which would show up as console errors where there is no network.
CHROMIUM_FLAGS = [
    *("--no-sandbox", "--headless=new", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-quic", "--no-first-run"),
]

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}

# No news, no update checks, no pop-ups over the page; otherwise JupyterLab as a learner gets it.
LAB_SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {
        "checkForUpdates": False,
        "doNotDisturbMode": True,
        "fetchNews": "false",
    }
}


def find_chromium() -> str | None:
    """Path of the Chromium to drive: LSTM_TEACH_CHROMIUM, else the first one on PATH, else None."""
    chosen = os.environ.get("LSTM_TEACH_CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def chromium_or_skip() -> str:
    """Path of the Chromium to drive. Without one the test is skipped; where CI is set, it fails."""
    path = find_chromium()
    if path is None:
        reason = (
            "no Chromium found: install one (Debian, Ubuntu: apt install chromium) or name it "
            "in LSTM_TEACH_CHROMIUM"
        )
        skip_but_not_in_ci(reason)
    return path


@contextmanager
def npm_or_skip():
    """What is done inside needs packages from npm: without them it is skipped like a browser."""
    try:
        yield
    except npm.Unavailable as reason:
        skip_but_not_in_ci(str(reason))


def skip_but_not_in_ci(reason: str) -> None:
    """Skip the test; where CI is set, let it fail."""
    if os.environ.get("CI"):
        pytest.fail(f"{reason}. Browser tests must run where CI is set.")
    pytest.skip(reason)


class LabServer:
    """One JupyterLab server on a free local port, its folders under `folder`."""

    def __init__(self, folder: Path):
        self.root = folder / "root"
        self.log = folder / "server.log"
        self.token = secrets.token_hex(16)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.root.mkdir(parents=True)
        self._write_settings(folder / "settings")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self._command(), env=self._environment(folder), stdout=log, stderr=log
            )

    def _write_settings(self, folder: Path) -> None:
        for name, values in LAB_SETTINGS.items():
            path = folder / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))

    def _command(self) -> list[str]:
        return [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={self.root}",
            f"--IdentityProvider.token={self.token}",
            "--ServerApp.jpserver_extensions={'lstm_teach.server': True}",  # as pip installs it
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        ]

    def _environment(self, folder: Path) -> dict[str, str]:
        places = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
        }
        return os.environ | {name: str(folder / sub) for name, sub in places.items()}

    def wait_until_ready(self, seconds: float = 60) -> None:
        """Return when the server answers; raise with the end of its log when it does not."""
        request = urllib.request.Request(
            f"{self.url}/api/status", headers={"Authorization": f"token {self.token}"}
        )
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                urllib.request.urlopen(request, timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(
            f"JupyterLab did not start. Its log ends:\n{self.log.read_text()[-2000:]}"
        )

    def stop(self) -> None:
        """Ask the server (and with it its kernels) to end; insist after ten seconds."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Lab:
    """Opens notebooks of one LabServer in a Playwright browser. Made by the fixture `lab`."""

    def __init__(self, server: LabServer, browser: Any):
        self.server = server
        self.browser = browser
        self._errors: dict[Any, list[str]] = {}

    def open(
        self, notebook: Path, theme: str = "light", width: int = 1280, height: int = 900
    ) -> Any:
        """A page (playwright.sync_api.Page) that shows a copy of `notebook`, its kernel ready.

        width, height: the window in CSS pixels. theme: "light" or "dark".
        """
        folder = f"{len(self._errors)}-{secrets.token_hex(4)}"
        (self.server.root / folder).mkdir()
        shutil.copy(notebook, self.server.root / folder)
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme
        )
        page = context.new_page()
        errors = self._errors[page] = []
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        path = f"{folder}/{Path(notebook).name}"
        page.goto(
            f"{self.server.url}/lab/workspaces/{folder}/tree/{path}?reset&token={self.server.token}"
        )
        page.wait_for_function(
            "path => globalThis.jupyterapp?.shell.currentWidget?.context?.path === path", arg=path
        )
        self._evaluate(
            page,
            """async theme => {
                await jupyterapp.shell.currentWidget.context.ready;
                await jupyterapp.shell.currentWidget.sessionContext.ready;
                await jupyterapp.commands.execute('apputils:change-theme', {theme});
            }""",
            THEMES[theme],
        )
        page.wait_for_selector(f"body[data-jp-theme-name='{THEMES[theme]}']", state="attached")
        return page

    def run_all(self, page: Any) -> None:
        """Run every cell and wait until all have run; AssertionError if one of them raised."""
        failed = self._evaluate(
            page,
            """async () => {
                const panel = jupyterapp.shell.currentWidget;
                await jupyterapp.commands.execute('notebook:run-all-cells');
                const errors = [];
                for (const cell of panel.content.widgets) {
                    if (cell.model.type !== 'code') continue;
                    if (cell.model.executionCount === null && cell.model.sharedModel.source.trim())
                        errors.push('not run: ' + cell.model.sharedModel.source);
                    for (const output of cell.model.outputs.toJSON())
                        if (output.output_type === 'error')
                            errors.push(output.ename + ': ' + output.evalue);
                }
                return errors;
            }""",
        )
        assert not failed, "cells failed in JupyterLab:\n" + "\n".join(failed)

    def _evaluate(self, page: Any, script: str, argument: Any = None, seconds: int = 180) -> Any:
        """page.evaluate waits for ever, as for a kernel that never starts; this one does not."""
        limited = f"""argument => Promise.race([
            ({script})(argument),
            new Promise((_, refuse) => setTimeout(
                () => refuse(new Error('JupyterLab did not answer within {seconds} s')),
                {1000 * seconds})),
        ])"""
        return page.evaluate(limited, argument)

    def show_cell(self, page: Any, index: int) -> None:
        """Scroll cell `index` (0 is the first) into view: JupyterLab draws no far-off cell."""
        page.evaluate(
            "index => jupyterapp.shell.currentWidget.content.scrollToItem(index, 'start')", index
        )

    def console_errors(self, page: Any) -> list[str]:
        """What the page has written to the browser's console as errors since it was opened."""
        return list(self._errors[page])

    def close(self, page: Any) -> None:
        """Close the page, and end its kernel."""
        page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        page.context.close()
