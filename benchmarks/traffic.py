"""What a browser has to load: bytes over HTTP of a first and of a second visit, and over the websocket, by page.

    python -m benchmarks.traffic [--page NAME ...] [--encoding gzip] [--before CHECKOUT] [--files] [--url URL] [--json]

A page is named by its address, the front page by `front`; without --page they are all measured. The server is started
here, as `make app` does, with --before from another checkout of this repository; with --url a running one is used.
Every page has a browser context of its own: the first visit finds the HTTP cache empty, the second one opens the same
address in a new tab of the same context. Counted is what Chromium says that it has received, headers included, until
the script has run and nothing but short messages has come for a while. Brotli is waited for. --encoding has the browser
ask for another one: over plain HTTP browsers ask for gzip, except on this machine itself. --files lists the files.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit
from playwright.sync_api import Browser, BrowserContext, CDPSession, sync_playwright

from benchmarks.browser import chromium
from benchmarks.load import ROOT, server, warm_up

STILL_S, LONG_S, PATIENCE_S = 3.0, 60.0, 60.0
SMALL = 4096  # a page that watches something running keeps sending messages, but no long ones
TARGETS = {"front": 1_200_000, "any other": 3_000_000, "second": 20_000}
DONE = "() => !!document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')"
FILES = Path(streamlit.__file__).with_name("static")
PAGES = ("front", *sorted(path.stem for path in (ROOT / "pages").glob("*.py")))


@dataclass
class Traffic:
    """What one visit has brought: bytes by address over HTTP, and over the websocket."""

    http: dict[str, int] = field(default_factory=dict)
    websocket: int = 0
    last: float = field(default_factory=time.monotonic)
    names: dict[str, str] = field(default_factory=dict)

    def follow(self, session: CDPSession) -> None:
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)
        session.on("Network.webSocketFrameReceived", self._told)

    def _asked(self, event: dict[str, Any]) -> None:
        self.names[event["requestId"]] = event["request"]["url"]
        self.last = time.monotonic()

    def _came(self, event: dict[str, Any]) -> None:
        name = self.names.get(event["requestId"], "?")
        if name.startswith("http"):
            self.http[name] = self.http.get(name, 0) + round(event["encodedDataLength"])
            self.last = time.monotonic()

    def _told(self, event: dict[str, Any]) -> None:
        data, is_binary = event["response"]["payloadData"], event["response"]["opcode"] == 2
        self.websocket += len(data) * 3 // 4 if is_binary else len(data)
        if len(data) > SMALL:
            self.last = time.monotonic()


def visit(context: BrowserContext, address: str, encoding: str | None) -> Traffic:
    """Open a page in a tab of its own, wait until nothing comes any more, and close it."""
    page, traffic = context.new_page(), Traffic()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if encoding:
        session.send("Network.setAcceptedEncodings", {"encodings": [encoding]})
    traffic.follow(session)
    page.goto(address, wait_until="commit")
    until = time.monotonic() + LONG_S
    while time.monotonic() < until:
        page.wait_for_timeout(200)
        if time.monotonic() - traffic.last > STILL_S and page.evaluate(DONE):
            page.close()
            return traffic
    raise TimeoutError(f"{address} did not come to rest within {LONG_S:.0f} s.")


def both_visits(browser: Browser, address: str, encoding: str | None) -> tuple[Traffic, Traffic]:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    first, second = (visit(context, address, encoding) for _ in range(2))
    context.close()
    return first, second


def wait_for_brotli(url: str) -> None:
    """Until every script is there as brotli, or for a minute none more has been."""
    waiting = [path.relative_to(FILES) for path in FILES.rglob("*.js") if path.stat().st_size > 4096]
    until = time.monotonic() + PATIENCE_S
    while waiting and time.monotonic() < until:
        left = [path for path in waiting if encoding_of(f"{url}/{path.as_posix()}") != "br"]
        if len(left) < len(waiting):
            waiting, until = left, time.monotonic() + PATIENCE_S
        time.sleep(1)


def encoding_of(address: str) -> str | None:
    request = urllib.request.Request(address, method="HEAD", headers={"Accept-Encoding": "br"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return str(answer.headers["Content-Encoding"])


def measured(given: argparse.Namespace) -> dict[str, tuple[Traffic, Traffic]]:
    """Both visits of each page."""
    with ExitStack() as stack:
        url, _ = stack.enter_context(server(given.url, given.before.resolve()))
        asyncio.run(warm_up(url))
        if not given.encoding and given.before == ROOT:
            wait_for_brotli(url)
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"]
        )
        found = {}
        for name in given.page:
            address = f"{url}/{'' if name == 'front' else name}?lang=en"
            found[name] = both_visits(browser, address, given.encoding)
        browser.close()
    return found


def show(found: dict[str, tuple[Traffic, Traffic]], with_files: bool) -> None:
    """A line for each page, and if asked for one for each file of its first visit."""
    print(f"{'KB (1,000 bytes)':20} {'first':>8} {'aim':>8} {'second':>8} {'aim':>8} {'websocket, both':>18}")
    for name, (first, second) in found.items():
        aim, aim_second = TARGETS.get(name, TARGETS["any other"]) / 1e3, TARGETS["second"] / 1e3
        http = f"{sum(first.http.values()) / 1e3:8.1f} {aim:8.0f} {sum(second.http.values()) / 1e3:8.1f}"
        print(f"{name:20} {http} {aim_second:8.0f} {first.websocket / 1e3:9.1f} {second.websocket / 1e3:8.1f}")
    for name, visits in found.items() if with_files else ():
        for which, each in zip(("first", "second"), visits, strict=True):
            for address, size in sorted(each.http.items(), key=lambda pair: -pair[1]):
                if size:
                    print(f"{name}, {which}: {size:9,} {address}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", nargs="+", choices=PAGES, default=PAGES)
    parser.add_argument("--encoding", choices=("gzip", "deflate"), help="what the browser asks for")
    parser.add_argument("--before", type=Path, default=ROOT, help="another checkout to start the server from")
    parser.add_argument("--files", action="store_true")
    parser.add_argument("--url", help="a server that runs already")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measured(given)
    if given.json:
        print(json.dumps({n: [{"http": v.http, "websocket": v.websocket} for v in both] for n, both in found.items()}))
    else:
        show(found, given.files)


if __name__ == "__main__":
    main()
