"""Fixtures for tests in a real browser. conftest.py above has the rules for notebooks."""

import hypothesis
import pytest

from browser import CHROMIUM_FLAGS, Lab, LabServer, chromium_or_skip

# The same examples in every run, on every machine. Examples differ in speed, so no deadline.
hypothesis.settings.register_profile(
    "lstm_teach", derandomize=True, deadline=None, max_examples=50, database=None
)
hypothesis.settings.load_profile("lstm_teach")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Chromium. Without one the test is skipped; where CI is set, it fails."""
    return chromium_or_skip()


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory, chromium):
    """A JupyterLab server for the whole run of this worker."""
    server = LabServer(tmp_path_factory.mktemp("jupyterlab"))
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def browser(chromium):
    """Chromium, driven by Playwright. Per module, because Playwright keeps an event loop running
    in this thread, which the notebook tests of the same worker must not meet."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lab(lab_server, browser):
    """The helper of browser.py."""
    return Lab(lab_server, browser)


def pytest_terminal_summary(terminalreporter):
    """For each exercise: wrong answers tried, caught, named, named as one that gives the same."""
    rows = sorted(
        value
        for report in terminalreporter.stats.get("passed", ())
        for name, value in report.user_properties
        if name == "exercises"
    )
    if not rows:
        return
    terminalreporter.section("wrong answers to the exercises")
    total = [sum(row[k] for row in rows) for k in range(1, 5)]
    terminalreporter.line(f"{'exercise':22}{'tried':>6}{'caught':>8}{'named':>7}{'same':>6}")
    for name, tried, caught, named, same in [*rows, ("all", *total)]:
        terminalreporter.line(f"{name:22}{tried:6}{caught:8}{named:7}{same:6}")
