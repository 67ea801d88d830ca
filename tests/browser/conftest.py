"""A server of our own on a free port, and pages of a real Chromium that may throw nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from served import SLOW_MS, serving, settle

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
ARGS += ["--disable-component-update", "--disable-sync"]
ARGS += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]  # a camera for those who ask for one


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; without one the test is skipped, or fails where REQUIRE_BROWSER=1."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "No browser found; install it with: apt-get install chromium"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, started through asgi.py as `make app` does."""
    with serving("asgi.py", tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def context_of(browser: Browser) -> Callable[..., BrowserContext]:
    """`context_of(locale=…)` -> the one context made so: what Chromium has compiled once is there for the next page."""

    @cache
    def made(width: int, **how: Any) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": 844}, **how)
        context.set_default_navigation_timeout(SLOW_MS)
        return context

    return made


def leave(context: BrowserContext) -> None:
    """Close every tab as if the visitor had never come: a tab's storage goes with it, the rest is cleared."""
    context.set_offline(False)
    for page in context.pages:
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
        page.close()
    context.clear_cookies()
    context.clear_permissions()


@pytest.fixture
def open_in(context_of: Callable[..., BrowserContext], server: str) -> Iterator[Callable[..., Page]]:
    """`open_in(path, lang, scheme, width)` -> a tab that has finished its first run; no script may have thrown."""
    thrown: list[str] = []
    used: list[BrowserContext] = []

    def open_page(path: str = "/", lang: str = "en-US", scheme: Any = "light", width: int = 1280) -> Page:
        context = context_of(width, locale=lang, color_scheme=scheme)
        used.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.goto(server + path)
        settle(page)
        return page

    yield open_page
    for context in used:
        leave(context)
    assert thrown == []


@pytest.fixture
def page(open_in: Callable[..., Page]) -> Page:
    """The front page in English, light, on a desk."""
    return open_in()
