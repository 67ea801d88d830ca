"""What holds for every test: a page may not fail quietly, and REQUIRE_BROWSER=1 asks for a Chromium.

REQUIRE_BROWSER=1 turns "no browser test ran" into a failure: a green run then means that a Chromium was there.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from unet_demo.ui.frame import section

_ran_in_browser: list[str] = []


# AppTest asks every installed package for components at its first run; the answer does not change
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


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


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed and "browser" in report.keywords:
        _ran_in_browser.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    needed = os.environ.get("REQUIRE_BROWSER") == "1" and not session.config.option.collectonly
    if needed and not _ran_in_browser and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print("\nREQUIRE_BROWSER=1, but no browser test passed.")
