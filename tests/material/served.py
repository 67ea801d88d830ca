"""A Streamlit script served on a free port, and the wait until a page of it has finished."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

HOUSE = Path(__file__).resolve().parents[2]
START_S = 60
SLOW_MS = 90_000  # a busy machine is no failure

expect.set_options(timeout=SLOW_MS)  # a busy machine is slow, not wrong


@contextmanager
def serving(script: str, log: Path) -> Iterator[str]:
    """The address of a Streamlit script, with our settings, while it runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=HOUSE, stdout=output, stderr=subprocess.STDOUT, env=environment)
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def settle(page: Page) -> None:
    """Wait until the script has run and the frame stands."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=SLOW_MS)
    page.wait_for_selector('[data-testid="stSidebar"] .u-brand', state="attached", timeout=SLOW_MS)


def until(page: Page, holds: str) -> None:
    """Wait for an expression to hold in the page (its security policy forbids Playwright's own way to ask)."""
    for _ in range(SLOW_MS // 100):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"Never held: {holds}")


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(address, timeout=1) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The server did not answer; its log says:\n{log.read_text(errors='replace')}")
