"""The wheel, built and installed into an empty environment: what lands there, and that it segments and serves.

What it depends on is not fetched again: a .pth file of the new environment names the folder where the tests' own
packages lie. It comes after the environment's own folder in the search path, and this checkout is in neither.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import sync_playwright

from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.home import HOUSE
from unet_demo.ui.server.guard import HEADERS
from unet_demo.viz.kit.style import LIGHT, rgb_of

pytestmark = pytest.mark.slow("a wheel is built, installed and served")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
WAIT_S = 120


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built as `pip install .` builds it, by the backend that stands in requirements-dev.txt."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(HOUSE))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new virtual environment with nothing in it but the wheel."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=os.name == "posix")
    pip("--python", str(folder / "bin" / "python"), "install", "--no-deps", "--no-index", str(wheel))
    return folder


@pytest.fixture(scope="module")
def landed(environment: Path) -> list[str]:
    """The names in the new site-packages before it can see any other package; from then on it can."""
    (packages,) = (environment / "lib").glob("python*/site-packages")
    names = sorted(path.name for path in packages.iterdir())
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    return names


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """An empty folder to stand in, and a home without settings."""
    (tmp_path / "home").mkdir()
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def surroundings(here: Path) -> dict[str, str]:
    """Environment variables as somebody has them who knows nothing of this checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STREAMLIT"))}
    return {**kept, "HOME": str(here.parent / "home")}


def test_only_the_package_lands_beside_others(landed: list[str], wheel: Path) -> None:
    about = "-".join(wheel.name.split("-")[:2]) + ".dist-info"
    assert landed == sorted(["unet_demo", about])


def test_all_that_runs_and_no_leftovers_are_packed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name.removeprefix("unet_demo/") for name in archive.namelist() if name.startswith("unet_demo/")}
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True).stdout.splitlines()
    tracked = [name for name in listed if (HOUSE / name).is_file()]
    top = ("app.py", "asgi.py", "pages/", "assets/", ".streamlit/")
    wanted = {name.removeprefix("unet_demo/") for name in tracked if name.startswith("unet_demo/")}
    wanted |= {f"house/{name}" for name in tracked if name.startswith(top)}
    assert packed == wanted


def test_it_segments_from_an_empty_folder(environment: Path, landed: list[str], elsewhere: Path) -> None:
    scene = nuclei(20, 10, 0.1, 0.1, "fluorescence", 1, 100, 130)
    assert scene.truth is not None
    Image.fromarray(scene.pixels).save(elsewhere / "cells.png")
    command = [str(environment / "bin" / "unet-demo"), "segment", "cells.png", "--depth", "2"]
    done = subprocess.run(
        command, cwd=elsewhere, env=surroundings(elsewhere), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("mask.png: 130x100, ")
    mask = np.asarray(Image.open(elsewhere / "mask.png")) > 0
    truth = scene.truth > 0
    assert (mask & truth).sum() / (mask | truth).sum() > 0.5  # a net ran, and it was the trained one


def test_what_is_made_lands_where_one_stands(environment: Path, landed: list[str], elsewhere: Path) -> None:
    command = [
        str(environment / "bin" / "python"),
        "-c",
        "from unet_demo.core.training.options import OUT; print(OUT.resolve())",
    ]
    done = subprocess.run(
        command, cwd=elsewhere, env=surroundings(elsewhere), capture_output=True, text=True, check=False
    )
    assert Path(done.stdout.strip()) == elsewhere.resolve(), done.stderr


@pytest.fixture
def port(environment: Path, landed: list[str], elsewhere: Path) -> Iterator[int]:
    """Where `unet-demo app` answers, started from an empty folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = int(probe.getsockname()[1])
    command = [str(environment / "bin" / "unet-demo"), "app", "--port", str(number), "--server.address", "127.0.0.1"]
    log = elsewhere.parent / "log.txt"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=elsewhere, env=surroundings(elsewhere), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            until = time.monotonic() + WAIT_S
            while answer(number, "GET", "/_stcore/health")[0] != 200:
                assert server.poll() is None, log.read_text(errors="replace")
                assert time.monotonic() < until, log.read_text(errors="replace")
                time.sleep(0.2)
            yield number
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(WAIT_S)
    assert log.read_text().splitlines() == [f"http://localhost:{number}"]
    assert list(elsewhere.iterdir()) == []


def answer(port: int, method: str, path: str) -> tuple[int, dict[str, str]]:
    """(status, headers) of a request without a body and without its length; (0, {}) where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT_S)
    try:
        connection.putrequest(method, path)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}
    except ConnectionError:
        return 0, {}
    finally:
        connection.close()


def test_the_app_opens_segment_with_its_theme_and_its_limits(port: int) -> None:
    if BROWSER is None:
        pytest.fail("No browser found; install it with: apt-get install chromium")
    status, _ = answer(port, "PUT", "/_stcore/upload_file/somebody/something")
    assert status == 411  # the guard speaks, not Streamlit
    _, headers = answer(port, "GET", "/segment")
    assert {name.decode(): value.decode() for name, value in HEADERS}.items() <= headers.items()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_context(locale="en-US", color_scheme="light").new_page()
        page.goto(f"http://127.0.0.1:{port}/segment")
        page.get_by_role("heading", level=1, name="Segment a picture").wait_for(timeout=1000 * WAIT_S)
        page.get_by_text("Cell nuclei", exact=True).wait_for(timeout=1000 * WAIT_S)
        ground = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
        assert ground == f"rgb{rgb_of(LIGHT['background'])}"
        assert "Segment" in page.title()
        chromium.close()
