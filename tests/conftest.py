"""REQUIRE_BROWSER=1 turns "no browser test ran" into a failure: a green run then means that a Chromium was there."""

from __future__ import annotations

import os

import pytest

_ran_in_browser: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed and "browser" in report.keywords:
        _ran_in_browser.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    needed = os.environ.get("REQUIRE_BROWSER") == "1" and not session.config.option.collectonly
    if needed and not _ran_in_browser and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print("\nREQUIRE_BROWSER=1, but no browser test passed.")
