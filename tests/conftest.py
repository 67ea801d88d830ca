"""What holds for every test: a page may not fail quietly, a browser is asked for by name, and slow tests say why.

REQUIRE_BROWSER=1 turns "no browser test ran" into a failure: a green run then means that a Chromium was there.
Tests under `hypothesis` draw a few examples each; `--hypothesis-profile=proof` draws ten times as many.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from examples import PROFILES
from hypothesis import HealthCheck, settings
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from unet_demo.ui.frame import section
from unet_demo.ui.server import preload

SLOW_S = 15.0  # from here on a test names its reason: @pytest.mark.slow("…")
PROOF = Path(__file__).parent / "proof"

_begun_s = time.monotonic()
_ran_in_browser: list[str] = []
_slow: dict[str, float] = {}

for _name, _count in PROFILES.items():
    settings.register_profile(
        _name, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=_count
    )
settings.load_profile("quick")

# AppTest asks every installed package for components at its first run; the answer does not change
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

# Pages start this in their process; here it would take its time out of other tests. Browser tests have it for real.
preload._begun.set()


def _wait_for_script(runner: LocalScriptRunner, timeout: float = 3) -> None:
    """Wait for the end of the script's thread; AppTest would ask a thousand times a second."""
    thread = runner._script_thread
    assert thread is not None
    thread.join(timeout)
    if not runner.script_stopped():
        runner.request_stop()
        runner.join()
        raise RuntimeError(f"The script ran for more than {timeout} s")


local_script_runner.require_widgets_deltas = _wait_for_script


@pytest.fixture(autouse=True)
def _no_section_fails(request: pytest.FixtureRequest) -> Iterator[None]:
    """The frame around a section turns an exception into a sentence; here it is a failure all the same.

    A test that asks for `caplog` looks at the log itself.
    """
    if "caplog" in request.fixturenames:
        yield
        return
    faults: list[str] = []
    listener = logging.Handler(logging.ERROR)
    listener.addFilter(lambda record: bool(record.exc_info))  # a net that is missing is a line without one
    listener.emit = lambda record: faults.append(logging.Formatter().format(record))  # type: ignore[method-assign]
    logger = logging.getLogger("unet_demo")
    section._references.clear()
    logger.addHandler(listener)
    yield
    logger.removeHandler(listener)
    assert not faults, "\n".join(faults)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--budget-s", type=float, default=0.0, help="begin no further test after so many seconds")


def pytest_runtest_setup(item: pytest.Item) -> None:
    budget_s = item.config.getoption("--budget-s")
    if budget_s and time.monotonic() - _begun_s > budget_s:
        pytest.skip("out of time: make test runs it")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if PROOF in item.path.parents:
            item.add_marker(pytest.mark.proof)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Kept where the results come together: with several processes, in the one that started the others."""
    if report.when == "call" and report.passed and "browser" in report.keywords:
        _ran_in_browser.append(report.nodeid)
    if "slow" not in report.keywords:
        _slow[report.nodeid] = _slow.get(report.nodeid, 0.0) + report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Which slow tests do not say why. Told, never a failure: a busy machine is slow too."""
    unexplained = {id: s for id, s in _slow.items() if s > SLOW_S}
    if unexplained:
        terminalreporter.section(f"over {SLOW_S:.0f} s without a reason (mark it slow, or make it quick)")
        for id, s in sorted(unexplained.items(), key=lambda each: -each[1]):
            terminalreporter.line(f"{s:6.1f} s  {id}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    config = session.config
    needed = os.environ.get("REQUIRE_BROWSER") == "1" and not config.option.collectonly
    if needed and not hasattr(config, "workerinput") and not _ran_in_browser and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print("\nREQUIRE_BROWSER=1, but no browser test passed.")
