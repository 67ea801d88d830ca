"""The JavaScript modules of the components in a real Chromium, each by itself, and their functions with many cases."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Page, Route

from unet_demo.ui import components

FOLDER = Path(components.__file__).parent
ORIGIN = "http://components.test"
CALL = """async (text) => {
    const { file, name, cases } = JSON.parse(text);
    const module = await import(file);
    const given = (it) => Array.isArray(it) ? it.map(given) : it?.bytes ? Uint8Array.from(it.bytes)
        : it && typeof it === "object" ? Object.fromEntries(Object.entries(it).map(([k, v]) => [k, given(v)])) : it;
    const found = cases.map((arguments_) => module[name](...arguments_.map(given)));
    return JSON.stringify(found, (_, it) => ArrayBuffer.isView(it) ? Array.from(it) : it);
}"""


@contextmanager
def modules_in(browser: Browser) -> Iterator[Page]:
    """An empty page that can import the modules by their path, as "/viewer/counts.js"; none may throw."""
    thrown: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.route(f"{ORIGIN}/**", _answer)
    page.goto(ORIGIN)
    yield page
    context.close()
    assert thrown == []


def called(page: Page, file: str, name: str, cases: Iterable[tuple[Any, ...]]) -> list[Any]:
    """What the function `name` of a module returns for each case, its arguments; arrays of bytes are handed on flat."""
    prepared = [[_given(each) for each in case] for case in cases]
    found: list[Any] = json.loads(page.evaluate(CALL, json.dumps({"file": file, "name": name, "cases": prepared})))
    return found


def _given(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return {"bytes": value.ravel().tolist()}
    if isinstance(value, dict):
        return {name: _given(each) for name, each in value.items()}
    return [_given(each) for each in value] if isinstance(value, list | tuple) else value


def _answer(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN).lstrip("/")
    if not path:
        route.fulfill(content_type="text/html", body="<!doctype html><title>modules</title>")
    elif (FOLDER / path).is_file():
        route.fulfill(content_type="text/javascript", body=(FOLDER / path).read_text(encoding="utf-8"))
    else:
        route.fulfill(status=404, body="")
