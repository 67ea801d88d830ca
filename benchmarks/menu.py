"""What it costs to carry a picture through the menu, and how soon a reload finds it again, measured in Chromium.

    python -m benchmarks.menu --before CHECKOUT [--rounds 12] [--json]

Two servers, each started as `make app` does: this tree, with an uploaded picture in view and with one of the gallery,
and another checkout of this repository (CHECKOUT, say a `git worktree` of an earlier commit), with a picture of the
gallery; all of 256x256 pixels.
Each round follows the menu from Segment to The U, the Pruning lab and back, once at either, in turn. A step lasts from
the click to the frame in which the new page's own drawing stands; `done` to the end of its script. After that the page
with the upload is loaded anew: from its heading to the frame in which the picture's name stands there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
from collections import defaultdict
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from benchmarks.browser import chromium
from benchmarks.lessons import DEEP
from benchmarks.load import server, warm_up
from unet_demo.core.scenes import nuclei

LONG_MS = 30_000
STEPS = {  # page -> the words of its link in the menu, and what stands there when it is drawn
    "unet": ("The U", "deep('.grid[data-node]')"),
    "pruning": ("Pruning lab", "deep('[class*=st-key-choice_depth]')"),
    "segment": ("Segment", "deep('.viewer[data-viewer-id=segment][data-mask-pixels]')"),
}
MENU = "[...document.querySelectorAll('[data-testid=stSidebar] a')]"
LINK = MENU + ".find(it => it.innerText.trim().endsWith('{name}')).click()"
HERE = "location.pathname.endsWith('/{page}') && "
DONE = "document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')"


def opened(page: Page, url: str) -> Page:
    """Segment with its mask."""
    page.add_init_script(DEEP)
    page.goto(f"{url}/segment?lang=en", wait_until="commit")
    until(page, STEPS["segment"][1])
    page.wait_for_timeout(3000)
    return page


def until(page: Page, holds: str) -> None:
    """Wait for an expression of JavaScript."""
    for _ in range(LONG_MS // 50):
        if page.evaluate(f"() => Boolean(window.deep && {holds})"):
            return
        page.wait_for_timeout(50)
    raise TimeoutError(f"{holds} did not come.")


def bring(page: Page) -> None:
    """Upload a scene of the gallery's size and wait for its mask."""
    before = page.evaluate(f"() => {STEPS['segment'][1]}.dataset.pictureKey")
    page.get_by_role("radio", name="Upload", exact=True).click()
    data = BytesIO()
    Image.fromarray(nuclei.nuclei(45, 12.0, 0.3, 0.15, "fluorescence", 7).pixels).save(data, "PNG")
    file = {"name": "mine.png", "mimeType": "image/png", "buffer": data.getvalue()}
    page.locator("[class*=st-key-upload] input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    until(page, f"{STEPS['segment'][1]}?.dataset.pictureKey !== '{before}'")
    page.wait_for_timeout(3000)


def step(page: Page, name: str) -> tuple[float, float]:
    """(ms to the drawing, ms to the end of the script) of one step through the menu."""
    words, there = STEPS[name]
    click, here = LINK.format(name=words), HERE.format(page=name)
    took = f"const drawn = await took(() => {click}, () => {here}{there}, {LONG_MS})"
    start = "const start = performance.now()"
    end = f"await took(() => {{}}, () => {DONE}, {LONG_MS}); return [drawn, performance.now() - start]"
    drawn, done = page.evaluate(f"async () => {{ {start}; {took}; {end}; }}")
    page.wait_for_timeout(1500)
    return float(drawn), float(done)


def reload(page: Page) -> float:
    """ms from the page's heading to the uploaded picture's name, both as they are painted."""
    page.add_init_script("""
      window.seen = {};
      const look = () => {
        for (const [name, there] of [['heading', document.querySelector('h1')],
            ['picture', document.querySelector('.u-in-view')?.innerText.includes('mine.png')]])
          if (there) window.seen[name] ??= performance.now();
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    """)
    page.reload(wait_until="commit")
    until(page, "window.seen.picture && window.seen.heading")
    seen = page.evaluate("() => window.seen")
    page.wait_for_timeout(2500)
    return float(seen["picture"]) - float(seen["heading"])


def measured(before: Path, rounds: int) -> dict[str, list[float]]:
    """Milliseconds by what was done."""
    found: dict[str, list[float]] = defaultdict(list)
    with ExitStack() as stack:
        urls = {"upload, now": stack.enter_context(server(None))[0]}
        urls["gallery, before"] = stack.enter_context(server(None, before))[0]
        for url in urls.values():
            asyncio.run(warm_up(url))
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"]
        )
        size: ViewportSize = {"width": 1280, "height": 900}
        urls["gallery, now"] = urls["upload, now"]
        pages = {name: opened(browser.new_page(viewport=size), url) for name, url in urls.items()}
        bring(pages["upload, now"])
        for turn in range(rounds + 1):
            for who in sorted(pages, reverse=bool(turn % 2)):
                for name in STEPS:
                    drawn, done = step(pages[who], name)
                    if turn:  # the first round opens every page for the first time
                        found[f"{name}: {who}"].append(drawn)
                        found[f"{name}, done: {who}"].append(done)
        for _ in range(rounds):
            found["reload, heading to picture"].append(reload(pages["upload, now"]))
        browser.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", type=Path, required=True, help="another checkout, with its own .venv or this one's")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measured(given.before.resolve(), given.rounds)
    if given.json:
        print(json.dumps(found))
        return
    print(f"{'ms':36} {'median':>8} {'p90':>8} {'least':>8} {'most':>8}")
    for name, times in sorted(found.items()):
        p90 = statistics.quantiles(times, n=10)[-1] if len(times) > 1 else times[0]
        print(f"{name:36} {statistics.median(times):8.0f} {p90:8.0f} {min(times):8.0f} {max(times):8.0f}")


if __name__ == "__main__":
    main()
