"""What a visitor feels on the Segment page, measured in Chromium: frames, figures, new pictures, a cold start.

    python -m benchmarks.browser [--rounds 20] [--cold 3] [--url URL] [--json]

The server is started here, as `make app` starts it; with --url a running one is used and the cold start left out.
All pictures have 256x256 pixels. Times are taken inside the page, on its own clock: from the event that a hand causes
to the frame in which the answer is on screen. `sent` counts the websocket bytes that leave the browser meanwhile.
Over 250 lines: one visit, from its first hand to its last, with what each hand is timed by.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import statistics
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.load import server, warm_up
from unet_demo.core.gallery import gallery
from unet_demo.core.scenes import nuclei

SIDE_PX, LONG_MS = 256, 20_000
NAMES = ("chromium", "chromium-browser", "google-chrome")
TARGETS_MS = {"redraw": 16, "figures": 100, "picture": 400, "cold": 3000}
WIDTHS = (5, 9, 8, 8, 8, 8)
RECORDER = Path(__file__).with_suffix(".js")


@dataclass
class Visit:
    """One page with the recorder in it; `sent` grows with every websocket frame that leaves the browser."""

    page: Page
    sent: list[int] = field(default_factory=list)

    def ask(self, script: str, *given: Any) -> Any:
        return self.page.evaluate(script, *given)

    def time_of(self, promise: str) -> float:
        """The moment at which a promise of the recorder is kept, in ms on the page's clock."""
        late = f"new Promise((_, give_up) => setTimeout(() => give_up('{promise}: no answer'), {LONG_MS}))"
        return float(self.ask(f"() => Promise.race([bench.{promise}, {late}])"))

    def slider(self, name: str) -> tuple[float, float, float]:
        """Left end, length and middle of a slider of the viewer in pixels of the page."""
        range_ = self.page.locator(f".viewer .slider[data-control={name}] input")
        range_.scroll_into_view_if_needed()
        box = range_.bounding_box()
        if box is None:
            raise RuntimeError(f"The viewer has no slider {name}; the page has to show a mask first.")
        return box["x"], box["width"], box["y"] + box["height"] / 2

    def picture_key(self) -> str:
        return str(self.page.locator(".viewer").first.get_attribute("data-picture-key"))


def chromium() -> str | None:
    """The machine's own browser; None leaves the choice to Playwright."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def visit(browser: Browser, url: str) -> Visit:
    """Open Segment in a context of its own, and the recorder before anything else runs."""
    page = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}).new_page()
    page.add_init_script(path=RECORDER)
    visitor = Visit(page)
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: visitor.sent.append(len(frame))))
    page.goto(f"{url}/segment?lang=en", wait_until="commit")
    return visitor


def rest(visitor: Visit) -> None:
    """Wait until nothing polls any more: the times per depth are measured, the script stands still."""
    visitor.page.get_by_role("button", name="Measure again").wait_for(timeout=2 * LONG_MS)
    visitor.page.wait_for_timeout(500)


def dragging(visitor: Visit, name: str, rounds: int) -> dict[str, Any]:
    """Redraws and frames while a slider of the viewer is dragged to and fro, and what is sent meanwhile."""
    left, length, middle = visitor.slider(name)
    mouse = visitor.page.mouse
    mouse.move(left + length / 2, middle)
    mouse.down()
    before = sum(visitor.sent)
    visitor.ask("() => bench.frames()")
    for turn in range(rounds):
        mouse.move(left + length * (0.15 if turn % 2 else 0.85), middle, steps=12)
    redraws, gaps = visitor.ask("() => bench.redraws()")
    sent = sum(visitor.sent) - before
    mouse.up()
    visitor.page.wait_for_timeout(500)
    return {"redraw": redraws, "frame gap": gaps, "sent": sent}


def stepping(visitor: Visit, rounds: int) -> dict[str, Any]:
    """Redraws while the depth is stepped through with the arrow keys; each step is a choice and so is told."""
    visitor.page.locator(".viewer .depths [data-name='1']").click()
    visitor.page.wait_for_timeout(500)
    visitor.ask("() => bench.frames()")
    for _ in range(rounds):
        visitor.page.keyboard.press("ArrowDown")
        visitor.page.wait_for_timeout(60)
    redraws, gaps = visitor.ask("() => bench.redraws()")
    visitor.page.locator(".viewer .depths [data-name='4']").click()
    visitor.page.wait_for_timeout(500)
    return {"redraw": redraws, "frame gap": gaps}


def letting_go(visitor: Visit, rounds: int) -> list[float]:
    """From pointerup on the viewer's threshold to new figures on screen."""
    left, length, middle = visitor.slider("threshold")
    mouse, taken = visitor.page.mouse, []
    mouse.move(left + length / 2, middle)
    for turn in range(rounds):
        mouse.down()
        mouse.move(left + length * (0.75 if turn % 2 else 0.2), middle, steps=4)  # never where it was
        visitor.ask("() => bench.expect('pointerup')")
        mouse.up()
        taken.append(answered(visitor))
    return taken


def native_keys(visitor: Visit, rounds: int) -> list[float]:
    """From a key on the native threshold slider to new figures on screen."""
    label = visitor.page.get_by_test_id("stWidgetLabel").get_by_text("Threshold", exact=True)
    native = visitor.page.get_by_test_id("stMain").get_by_test_id("stSlider").filter(has=label).locator("input")
    native.focus()
    taken = []
    for turn in range(rounds):
        visitor.ask("() => bench.expect('keydown')")
        visitor.page.keyboard.press("Home" if turn % 2 else "End")
        taken.append(answered(visitor))
    return taken


def answered(visitor: Visit) -> float:
    took = visitor.time_of("answered") - visitor.time_of("hand")
    visitor.page.wait_for_timeout(300)
    return took


def choosing(visitor: Visit) -> list[float]:
    """From a click in the gallery to the painted mask, for every 256x256 picture that nobody has asked for yet."""
    taken = []
    for sample in gallery.samples_of("nuclei")[1:]:
        if sample.load().pixels.shape[:2] == (SIDE_PX, SIDE_PX):
            button = visitor.page.locator(f"button[data-id={sample.id}]")
            taken.append(painted(visitor, "click", button.click))
    return taken


def uploading(visitor: Visit, rounds: int) -> list[float]:
    """From the chosen file to the painted mask; every file is a new picture."""
    visitor.page.get_by_test_id("stButtonGroup").get_by_role("radio", name="Upload", exact=True).click()
    field_ = visitor.page.locator(".st-key-upload input[type=file]")
    field_.wait_for(state="attached")
    taken = []
    for seed in range(rounds):
        file: Any = {"name": f"{seed}.png", "mimeType": "image/png", "buffer": scene(seed)}
        taken.append(painted(visitor, "change", partial(field_.set_input_files, file)))
    return taken


def scene(seed: int) -> bytes:
    target = BytesIO()
    Image.fromarray(nuclei.nuclei(30, 12, 0.2, 0.15, "fluorescence", 1000 + seed).pixels).save(target, "PNG")
    return target.getvalue()


def painted(visitor: Visit, kind: str, act: Callable[[], None]) -> float:
    visitor.ask("([kind, key]) => bench.expect(kind, key)", [kind, visitor.picture_key()])
    act()
    took = visitor.time_of("painted") - visitor.time_of("hand")
    rest(visitor)
    return took


def cold_start(browser: Browser) -> tuple[float, float]:
    """ms from opening a link to (the picture, its mask), with a server that has just begun to answer."""
    with server(None) as (url, _):
        visitor = visit(browser, url)
        mask = visitor.time_of("painted")
        picture = visitor.ask(f"() => Promise.race([bench.pictured, {mask}])")
        visitor.page.context.close()
    return float(picture), mask


def warm(browser: Browser, url: str, rounds: int) -> dict[str, Any]:
    """Everything but the cold start, on one page after another of one server."""
    visitor = visit(browser, url)
    found: dict[str, Any] = {"warm, mask": [visitor.time_of("painted")]}
    rest(visitor)
    for name in ("threshold", "overlay"):
        drag = dragging(visitor, name, rounds)
        found |= {f"redraw, {name}": drag["redraw"], f"frame gap, {name}": drag["frame gap"]}
        found[f"bytes sent, {name}"] = drag["sent"]
    steps = stepping(visitor, rounds)
    found |= {"redraw, depth": steps["redraw"], "frame gap, depth": steps["frame gap"]}
    found["figures, viewer"] = letting_go(visitor, rounds)
    found["figures, native key"] = native_keys(visitor, rounds)
    found["picture, gallery"] = choosing(visitor)
    found["picture, upload"] = uploading(visitor, rounds)
    visitor.page.context.close()
    return found


def row(name: str, values: list[float]) -> dict[str, Any]:
    """Median, tenth and ninetieth percentile and the worst, in ms, beside the target."""
    cuts = statistics.quantiles(values, n=10, method="inclusive") if len(values) > 1 else values * 9
    figures = {"median": cuts[4], "p10": cuts[0], "p90": cuts[8], "max": max(values)}
    return {
        "n": len(values),
        **{k: round(v, 1) for k, v in figures.items()},
        "target": TARGETS_MS.get(name.split(",")[0]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--cold", type=int, default=3, help="cold starts, each of a new server")
    parser.add_argument("--url", help="a server that runs already")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found: dict[str, Any] = {}
    with sync_playwright() as playwright, ExitStack() as stack:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        if not asked.url and asked.cold:
            starts = [cold_start(browser) for _ in range(asked.cold)]
            found |= {"cold, picture": [it[0] for it in starts], "cold, mask": [it[1] for it in starts]}
        url, _ = stack.enter_context(server(asked.url))
        with ThreadPoolExecutor(1) as beside:  # Playwright's own loop runs in this thread
            beside.submit(asyncio.run, warm_up(url)).result()
        found |= warm(browser, url, asked.rounds)
        browser.close()
    rows = {
        name: row(name, values) if isinstance(values, list) else {"bytes": values} for name, values in found.items()
    }
    if asked.json:
        print(json.dumps(rows))
        return
    print(f"{'ms':24}{'n':>5}{'median':>9}{'p10':>8}{'p90':>8}{'max':>8}{'target':>8}")
    for name, it in rows.items():
        cells = [it.get(k) for k in ("n", "median", "p10", "p90", "max", "target")] if "n" in it else [it["bytes"]]
        print(f"{name:24}" + "".join(f"{'' if c is None else c:>{w}}" for c, w in zip(cells, WIDTHS, strict=False)))


if __name__ == "__main__":
    main()
