"""Peak memory of the whole server while a 6000x6000 picture is brought, segmented, counted and taken home.

    python -m benchmarks.memory [--side 6000] [--task street]
    python -m benchmarks.memory --nets

The server is started as `make app` starts it and a visitor in Chromium uploads a JPEG below the limit of 20 MB (a
picture of the task, drawn and repeated like wallpaper), waits for its answer, has nuclei counted and downloads every
file that the task offers.
Printed after every step: seconds, the server's resident memory and its highest so far, in GB of 10^9 bytes. With --nets
no server is started: every net of the app runs once, in turn, in this process.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import chromium
from benchmarks.load import server
from unet_demo.core.engine import engine
from unet_demo.core.gallery.gallery import samples_of
from unet_demo.core.nets.tasks import NETS, TASKS, tasks_there
from unet_demo.core.pictures.images import display_copy
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.ui.frame.prose import catalogue

LONG_MS = 20 * 60_000


def teller(pid: int) -> Callable[[str], None]:
    """A function that prints a step's name, the seconds since the last one, and the memory of a process."""
    started = time.perf_counter()

    def said(step: str) -> None:
        nonlocal started
        now, peak = memory_gb(pid)
        print(f"{step:<24} {time.perf_counter() - started:7.1f} s   {now:.2f} GB   peak {peak:.2f} GB", flush=True)
        started = time.perf_counter()

    return said


def wallpaper(side_px: int, task: str) -> bytes:
    """A square JPEG of `side_px` filled with a scene of many nuclei, or with the first gallery picture of the task."""
    if TASKS[task].counted:
        scene = nuclei(600, 13, 0.2, 0.1, "histology", 1, 1000, 1000).pixels
    else:
        scene = display_copy(samples_of(task)[0].load(), 1000)
    repeats = [-(-side_px // side) for side in scene.shape[:2]]
    pixels = np.tile(scene, (*repeats, 1))[:side_px, :side_px]
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=80)
    return file.getvalue()


def memory_gb(pid: int) -> tuple[float, float]:
    """(now, highest so far) resident memory of a process in GB."""
    status = Path(f"/proc/{pid}/status").read_text()
    now, peak = (int(re.findall(rf"{name}:\s+(\d+)", status)[0]) * 1024 / 1e9 for name in ("VmRSS", "VmHWM"))
    return now, peak


def each_net(said: Callable[[str], None]) -> None:
    """Run every net once on the first picture of its task; the engine keeps engine.MODELS_KEPT of them."""
    engine.boot()
    said("engine")
    for net in NETS:
        picture = samples_of(net.task)[0].load()
        engine.run(net.task, picture, engine.architecture_of(net.task, net.build).depth, build=net.build)
        said(f"{net.task} {net.build}")


def visit(page: Page, url: str, data: bytes, task: str, said: Callable[[str], None]) -> None:
    """Bring the picture, wait for its answer, have nuclei counted, take everything home."""
    words = catalogue("en")
    main = page.get_by_test_id("stMain")
    page.goto(f"{url}/segment?lang=en&task={task}")
    main.get_by_role("radio", name=words["segment.source.upload"], exact=True).click(timeout=LONG_MS)
    viewer = page.locator(".viewer[data-viewer-id=segment]")
    viewer.wait_for(timeout=LONG_MS)
    before = viewer.get_attribute("data-picture-key")
    said("page")
    file: Any = {"name": "wallpaper.jpg", "mimeType": "image/jpeg", "buffer": data}
    page.locator("[class*=st-key-upload] input[type=file]").set_input_files(file)
    other = f".viewer[data-viewer-id=segment]:not([data-picture-key='{before}'])"
    page.locator(f"{other}[data-heads='4']").wait_for(timeout=LONG_MS)
    said("segmented")
    if TASKS[task].counted:
        main.get_by_role("button", name=words["segment.figures.count_now"]).click(timeout=LONG_MS)
        page.locator(".readout [data-name=count]").wait_for(timeout=LONG_MS)
        said("counted")
    files = main.locator("[class*=st-key-download_]")
    files.first.wait_for(timeout=LONG_MS)
    for button in files.get_by_role("button").all():
        with page.expect_download(timeout=LONG_MS) as waiting:
            button.click(timeout=LONG_MS)
        size_kib = waiting.value.path().stat().st_size >> 10
        said(f"{waiting.value.suggested_filename}, {size_kib:,} KiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=6000)
    parser.add_argument("--nets", action="store_true", help="every net once in place of one huge picture")
    parser.add_argument("--task", choices=tasks_there(), default="nuclei")
    options = parser.parse_args()
    if options.nets:
        each_net(teller(os.getpid()))
        return
    data = wallpaper(options.side, options.task)
    with server(None) as (url, pid), sync_playwright() as playwright:
        assert pid is not None
        said = teller(pid)
        said("server")
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        visit(browser.new_page(locale="en-US"), url, data, options.task, said)
        browser.close()


if __name__ == "__main__":
    main()
