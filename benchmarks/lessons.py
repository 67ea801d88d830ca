"""What a visitor feels on the lesson pages, measured in Chromium: from a click to the panel or drawing that answers.

    python -m benchmarks.lessons [--rounds 12] [--room NAME ...] [--url URL] [--json]
    python -m benchmarks.lessons --crowd 30        memory: so many visitors on The U, each with a picture of their own

The server is started here, as `make app` starts it; with --url a running one is used. Times are taken inside the page,
from the click to the frame after the answer stands; bytes are those that the websocket brings to the browser.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import chromium
from benchmarks.load import resident_mb, server, warm_up
from benchmarks.visitor import Visitor

LONG_MS = 20_000
DEEP = """
window.deep = (selector, from = document) => {
  const found = from.querySelector(selector);
  if (found) return found;
  for (const each of from.querySelectorAll('*')) {
    const inner = each.shadowRoot && window.deep(selector, each.shadowRoot);
    if (inner) return inner;
  }
  return null;
};
window.took = async (act, done, limit) => {
  const start = performance.now();
  act();
  while (!done()) {
    if (performance.now() - start > limit) throw new Error('no answer');
    await new Promise(requestAnimationFrame);
  }
  await new Promise(requestAnimationFrame);
  return performance.now() - start;
};
"""


class Visit:
    """One page, and the bytes its websocket has received."""

    def __init__(self, page: Page) -> None:
        self.page, self.bytes = page, 0
        page.add_init_script(DEEP)
        page.on("websocket", lambda socket: socket.on("framereceived", self._count))

    def _count(self, frame: str | bytes) -> None:
        self.bytes += len(frame)

    def took(self, act: str, done: str) -> tuple[float, int]:
        """(ms, bytes) from running `act` until `done` holds, both JavaScript expressions."""
        before = self.bytes
        ms = float(self.page.evaluate(f"() => took(() => {act}, () => {done}, {LONG_MS})"))
        self.page.wait_for_timeout(700)
        return ms, self.bytes - before


def the_u(visit: Visit, url: str, rounds: int) -> dict[str, list[tuple[float, int]]]:
    """First paint, choosing nodes, choosing pixels on a map and on the picture."""
    page = visit.page
    page.goto(f"{url}/unet?lang=en&net=unetpp", wait_until="commit")
    page.locator(".grid[data-node='0_4']").wait_for(timeout=60_000)
    page.wait_for_timeout(2500)
    found: dict[str, list[tuple[float, int]]] = {"The U, first load": [(0.0, visit.bytes)], "node": [], "pixel": []}
    nodes = ["0_0", "1_3", "2_1", "3_0", "4_0", "0_2", "1_1", "2_2", "0_3", "3_1", "1_0", "0_1", "2_0", "1_2", "0_4"]
    for key in (nodes * 3)[:rounds]:
        click = f"deep('[data-node=\"{key}\"]').dispatchEvent(new MouseEvent('click', {{bubbles: true}}))"
        found["node"].append(visit.took(click, f"deep('.grid[data-node=\"{key}\"]')"))
    for turn in range(rounds):
        way = "ArrowRight" if turn % 4 < 2 else "ArrowDown"
        press = f"deep('.spot').dispatchEvent(new KeyboardEvent('keydown', {{key: '{way}', shiftKey: true}}))"
        page.evaluate("() => (window.before = deep('.spot img').src)")
        found["pixel"].append(visit.took(press, "deep('.spot img').src !== before"))
    return found


async def crowd(url: str, visitors: int, rounds: int) -> list[float]:
    """Everybody opens The U with another picture and looks into one node after another; seconds of each step."""
    took: list[float] = []

    async def guest(number: int) -> None:
        picture = f"nuclei~{20 + number}~12~0.3~0.15~fluorescence~{number}"
        async with Visitor(url, "unet", source=f"127.1.0.{1 + number % 200}") as visitor:
            for turn in range(rounds):
                node = ("0_4", "1_2", "2_1", "0_0", "3_1", "1_3")[(turn + number) % 6]
                visitor.query = f"lang=en&net=unetpp&picture={picture}&place={node}.conv2.1.5.5"
                started = time.perf_counter()
                await visitor.rerun()
                took.append(time.perf_counter() - started)
                if not any(each.kind == "bidi_component" for each in visitor.elements.values()):
                    raise RuntimeError("The page shows no map; look at the server's log.")
                await asyncio.sleep(2)

    await asyncio.gather(*(guest(number) for number in range(visitors)))
    return took


def measure_crowd(asked: argparse.Namespace) -> None:
    """Print the server's memory before, with and after a crowd, and how long the steps took."""
    with server(asked.url) as (url, pid):
        asyncio.run(warm_up(url))
        before = resident_mb(pid)
        for number in range(3):
            took = asyncio.run(crowd(url, asked.crowd, asked.rounds))
            p50, p95 = (1000 * statistics.quantiles(took, n=20, method="inclusive")[at] for at in (9, 18))
            print(f"round {number + 1}: {asked.crowd} visitors, {len(took)} steps, p50 {p50:.0f} ms, p95 {p95:.0f} ms")
            print(f"memory: {before} MB before, {resident_mb(pid)} MB now", flush=True)


def press(text: str) -> str:
    """JavaScript that clicks the button with this text."""
    return f"[...document.querySelectorAll('button')].find((each) => each.innerText.includes('{text}')).click()"


def says(text: str) -> str:
    """JavaScript that is true once the page holds this text."""
    return f"document.querySelector('[data-testid=stMain]').innerText.includes('{text}')"


def concatenate(visit: Visit, url: str, rounds: int) -> dict[str, list[tuple[float, int]]]:
    """First paint, and presets of the bench."""
    page, before = visit.page, visit.bytes
    page.goto(f"{url}/concatenate?lang=en", wait_until="commit")
    page.locator(".stack.result .tile").first.wait_for(timeout=60_000)
    page.wait_for_timeout(2500)
    found: dict[str, list[tuple[float, int]]] = {
        "Concatenate, first load": [(0.0, visit.bytes - before)],
        "bench": [],
    }
    bench = (("one pixel off", "Read word by word"), ("2×2×2, the classic", "PyTorch gives 4×2×2"))
    for turn in range(rounds):
        text, answer = bench[turn % 2]
        found["bench"].append(visit.took(press(text), says(answer)))
    return found


def clinic(visit: Visit, url: str, rounds: int) -> dict[str, list[tuple[float, int]]]:
    """First paint, and cases of the shape doctor."""
    page, before = visit.page, visit.bytes
    page.goto(f"{url}/clinic?bring=sizes&lang=en", wait_until="commit")
    page.get_by_text("45≠44").first.wait_for(timeout=60_000)
    found: dict[str, list[tuple[float, int]]] = {"Clinic, first load": [(0.0, visit.bytes - before)], "doctor": []}
    doctor = (("97×130", "65≠64"), ("572, unpadded", "Out comes 388×388"))
    for turn in range(rounds):
        text, answer = doctor[turn % 2]
        found["doctor"].append(visit.took(press(text), says(answer)))
    return found


def skips(visit: Visit, url: str, rounds: int) -> dict[str, list[tuple[float, int]]]:
    """First paint, and one bridge after another burnt and mended."""
    page, before = visit.page, visit.bytes
    page.goto(f"{url}/skips?lang=en&net=unet", wait_until="commit")
    page.get_by_text("0 of 9 blocks").wait_for(timeout=60_000)
    page.wait_for_timeout(4000)
    found: dict[str, list[tuple[float, int]]] = {"Skips, first load": [(0.0, visit.bytes - before)], "bridge": []}
    ways = (("Burn the top one", "1 of 9 blocks"), ("All on", "0 of 9 blocks"), ("Burn all but", "4 of 9 blocks"))
    for turn in range(rounds):
        text, answer = ways[turn % 3]
        found["bridge"].append(visit.took(press(text), says(answer)))
    return found


def pruning(visit: Visit, url: str, rounds: int) -> dict[str, list[tuple[float, int]]]:
    """First paint, and the depth moved back and forth: a deeper pass already holds the shallower heads."""
    page, before = visit.page, visit.bytes
    page.goto(f"{url}/pruning?lang=en&depth=4", wait_until="commit")
    page.get_by_text("Answer: L4").wait_for(timeout=60_000)
    page.wait_for_timeout(6000)
    found: dict[str, list[tuple[float, int]]] = {"Pruning, first load": [(0.0, visit.bytes - before)], "depth": []}
    for turn in range(rounds):
        depth = (2, 3, 1, 4)[turn % 4]
        found["depth"].append(visit.took(press(f"L{depth}"), says(f"Answer: L{depth}")))
    return found


def blocks(visit: Visit, url: str, rounds: int) -> dict[str, list[tuple[float, int]]]:
    """First paint of 1×1 convolution, one block after another, one pixel after another."""
    page, before = visit.page, visit.bytes
    page.goto(f"{url}/one_by_one?lang=en", wait_until="commit")
    page.get_by_text("The bottleneck").first.wait_for(timeout=60_000)
    page.wait_for_timeout(6000)
    found: dict[str, list[tuple[float, int]]] = {"1x1, first load": [(0.0, visit.bytes - before)], "block": []}
    ways = (("ResNet basic", "The basic residual block"), ("ResNet bottleneck", "The bottleneck"))
    for turn in range(rounds):
        text, answer = ways[turn % 2]
        found["block"].append(visit.took(press(text), says(answer)))
    return found


ROOMS = {each.__name__: each for each in (the_u, concatenate, clinic, skips, pruning, blocks)}


def row(values: list[tuple[float, int]]) -> dict[str, Any]:
    """Median and ninetieth percentile in ms, largest number of bytes."""
    times = [ms for ms, _ in values]
    cuts = statistics.quantiles(times, n=10, method="inclusive") if len(times) > 1 else times * 9
    return {
        "n": len(values),
        "median": round(cuts[4], 1),
        "p90": round(cuts[8], 1),
        "max": round(max(times), 1),
        "KB": round(max(sent for _, sent in values) / 1000, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--room", nargs="+", choices=list(ROOMS), default=list(ROOMS))
    parser.add_argument("--url", help="a server that runs already")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--crowd", type=int, default=0)
    asked = parser.parse_args()
    if asked.crowd:
        measure_crowd(asked)
        return
    with sync_playwright() as playwright, ExitStack() as stack:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        url, _ = stack.enter_context(server(asked.url))
        with ThreadPoolExecutor(1) as beside:  # Playwright's own loop runs in this thread
            beside.submit(asyncio.run, warm_up(url)).result()
        page = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900}).new_page()
        visit = Visit(page)
        found = {name: values for room in asked.room for name, values in ROOMS[room](visit, url, asked.rounds).items()}
        rows = {name: row(values) for name, values in found.items()}
        browser.close()
    if asked.json:
        print(json.dumps(rows))
        return
    print(f"{'':24}{'n':>4}{'median ms':>11}{'p90':>8}{'max':>8}{'KB':>8}")
    for name, it in rows.items():
        print(f"{name:24}{it['n']:>4}{it['median']:>11}{it['p90']:>8}{it['max']:>8}{it['KB']:>8}")


if __name__ == "__main__":
    main()
