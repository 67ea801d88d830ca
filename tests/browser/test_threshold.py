"""The threshold component in a real browser, alone: dragging, keys, mistakes, the way to Python and back, a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from served import SLOW_MS, serving

SCRIPT = """
import numpy as np
import streamlit as st

from unet_demo.core.scoring.calibration import thresholds_of
from unet_demo.ui.components.threshold import grey_uri, show_threshold_plot

names = ("label", "probability", "pixels", "dice", "mistakes", "right", "missed", "wrong", "mask_key", "picture")
words = {name: name for name in names} | {"mask": "{threshold} {pixels}/{total} {share}", "best": "{threshold} {dice}"}
levels = np.repeat(np.arange(256, dtype=np.uint8)[None], 64, axis=0)
truth = levels >= 100
st.session_state.setdefault("threshold", 0.5)

def take(value):
    st.session_state.threshold = value
    st.session_state.heard = st.session_state.get("heard", 0) + 1

@st.fragment
def plot():
    scores = thresholds_of(levels, truth)
    uri = grey_uri(levels)
    seen = grey_uri((255 * truth).astype(np.uint8))
    show_threshold_plot(uri, uri, scores, st.session_state.threshold, words, take, seen, "plot")
    st.markdown(f"heard {st.session_state.get('heard', 0)}: {st.session_state.threshold:g}")
    st.button("reset", on_click=lambda: st.session_state.update(threshold=0.25))

plot()
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that shows the component and nothing else."""
    folder = tmp_path_factory.mktemp("threshold")
    script = folder / "plot_alone.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with serving(str(script), folder / "log.txt") as address:
        yield address


@pytest.fixture
def shown(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """`shown(width)` -> a page with the plot; no script may have thrown."""
    thrown: list[str] = []
    contexts: list[Any] = []

    def show(width: int = 1280, **how: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **how)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.goto(address)
        expect(page.locator(".told")).to_have_text("0.50 8,192/16,384 50.0 % · Dice 0.901 · IoU 0.821", timeout=SLOW_MS)
        return page

    yield show
    for context in contexts:
        context.close()
    assert thrown == []


def painted(page: Page, x: int, y: int = 8) -> list[int]:
    """One pixel of the mask as red, green, blue, opacity."""
    canvas = page.locator("canvas.over")
    found: list[int] = canvas.evaluate("(c, [x, y]) => [...c.getContext('2d').getImageData(x, y, 1, 1).data]", [x, y])
    return found


def test_keys_move_the_mask_at_once_and_python_hears_the_last(shown: Callable[..., Page]) -> None:
    page = shown()
    assert painted(page, 200)[3] > 0
    assert painted(page, 120)[3] == 0
    slider = page.get_by_role("slider", name="label")
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".told")).to_contain_text("0.40 ")
    assert painted(page, 120)[3] > 0
    expect(page.get_by_text(": 0.4", exact=False)).to_be_visible()
    expect(page.locator(".told")).to_contain_text("0.40 ")  # older echoes have not moved it back
    assert "IoU" in (slider.get_attribute("aria-valuetext") or "")
    page.keyboard.press("Home")
    expect(page.locator(".told")).to_contain_text("0.01 ")
    expect(page.get_by_text(": 0.01", exact=False)).to_be_visible()


def test_the_line_is_dragged_without_the_server(shown: Callable[..., Page]) -> None:
    page = shown()
    box = page.locator(".plot").bounding_box()
    assert box is not None
    y = box["y"] + 40
    page.mouse.move(box["x"] + 0.5 * box["width"], y)
    page.mouse.down()
    for share in (0.6, 0.7, 0.8):
        page.mouse.move(box["x"] + share * box["width"], y)
        expect(page.locator(".told")).to_contain_text(f"{share:.2f} ")
    assert page.get_by_text("heard 0").is_visible()
    page.mouse.up()
    expect(page.get_by_text("heard 1: 0.8")).to_be_visible()
    page.mouse.move(box["x"] - 300, y)  # let go: it no longer follows
    expect(page.locator(".told")).to_contain_text("0.80 ")


def test_python_may_move_it_too(shown: Callable[..., Page]) -> None:
    page = shown()
    page.get_by_role("button", name="reset").click()
    expect(page.locator(".told")).to_contain_text("0.25 ")
    assert painted(page, 80)[3] > 0


def test_mistakes_are_told_apart_without_hue(shown: Callable[..., Page]) -> None:
    page = shown()
    page.get_by_label("mistakes").check()
    missed = {tuple(painted(page, x, y)[:3]) for x in range(100, 128) for y in (8, 9)}
    assert len(missed) == 2  # stripes
    assert painted(page, 60)[3] == 0
    expect(page.locator(".legend")).to_have_text("rightmissedwrong")
    page.get_by_label("mistakes").uncheck()
    expect(page.locator(".legend")).to_have_text("mask_key")


def test_a_phone_loses_nothing(shown: Callable[..., Page]) -> None:
    page = shown(width=390, color_scheme="dark")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in (".stage", ".plot", ".told", "input.range"):
        box = page.locator(name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
