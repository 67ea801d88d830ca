"""What a component leaves behind when its page is left: nothing but what belongs to the tab."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from served import SLOW_MS, serving

MATERIAL = Path(__file__).parents[1] / "material"
OF_THE_TAB = [f"listener {name}" for name in ("change", "click", "keydown", "pointerdown", "popstate")]
ROOMS = {"map": 1, "maps": 1, "threshold": 1, "viewer": 2}
SEATED = """(rooms) => rooms.map((name) => {
    const room = window[Symbol.for(`unet-demo.room.${name}`)];
    return [room?.seats.size ?? 0, room?.wishes.size ?? 0];
})"""
FACES = (
    ".bar .play", ".place svg", ".grid .map", ".stack .tile", ".both .plot", ".strip button", ".spot img",
    ".drawing svg", ".checkpoint .zone", ".readout dl", ".viewer .kinds",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("every") / "log.txt"
    with serving(str(MATERIAL / "every_component.py"), log) as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    thrown: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(path=MATERIAL / "left_behind.js")
    page = context.new_page()
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.goto(address, timeout=SLOW_MS)
    yield page
    context.close()
    assert thrown == []


def until(page: Page, script: str, expected: Any, given: Any = None) -> None:
    """Wait for what a script returns; wait_for_function is not allowed to on a page of ours."""
    for _ in range(100):
        if page.evaluate(script, given) == expected:
            break
        page.wait_for_timeout(50)
    assert page.evaluate(script, given) == expected


def test_nothing_is_left_behind(page: Page) -> None:
    switch = page.get_by_test_id("stCheckbox").filter(has_text="shown")
    for _ in range(3):
        switch.click()
        for face in FACES:
            expect(page.locator(face).first).to_be_visible()
        for viewer in ("one", "several"):
            facts = page.locator(f".viewer[data-viewer-id={viewer}]")
            expect(facts).to_have_attribute("data-mask-pixels", re.compile(r"\d"))
        page.locator(".bar .play").click()
        held = page.evaluate("leftBehind()")
        assert held.count("observer ResizeObserver") == 3  # of two viewers and a map
        assert held.count("clock setInterval") == 1
        until(page, SEATED, [[count, count] for count in ROOMS.values()], list(ROOMS))
        page.get_by_role("button", name="seek").click()  # looks for something that never comes
        page.locator(".spot").press("ArrowLeft")
        switch.click()
        expect(page.locator(".viewer, .bar, .strip, .readout")).to_have_count(0)
        until(page, "leftBehind()", OF_THE_TAB)
        until(page, SEATED, [[0, 0]] * len(ROOMS), list(ROOMS))


def test_what_was_brought_into_view_is_not_held_there_on_another_page(page: Page) -> None:
    switch = page.get_by_test_id("stCheckbox").filter(has_text="shown")
    switch.click()
    page.get_by_role("button", name="find").click()
    until(page, "leftBehind().includes('listener wheel')", True)
    switch.locator("input").evaluate("it => it.click()")  # a pointer or a key would end it
    expect(page.locator(".viewer, .bar, .strip, .readout")).to_have_count(0)
    until(page, "leftBehind()", OF_THE_TAB)
