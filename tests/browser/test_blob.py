"""The viewer's blob as a real browser reads it: what Python packed, to the byte."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from modules import modules_in
from playwright.sync_api import Browser, Page

from unet_demo.ui.components.viewer import ClassLayer, Kind, pack
from unet_demo.viz.kit import style

READ = """async (text) => {
    const { contentOf, headerOf } = await import("/viewer/blob.js");
    const bytes = Uint8Array.from(atob(text), (it) => it.charCodeAt(0));
    const { header, bitmap, planes, truth } = await contentOf(bytes, headerOf(bytes));
    const size = [bitmap.height, bitmap.width];
    return { header, size, planes: planes.map((it) => [...it]), truth: truth && [...truth] };
}"""
KINDS = tuple(Kind(name, name.title(), colour) for name, colour in style.CLASS_HUES.items())
SIZES = [(1, 1), (1, 9), (9, 1), (7, 13), (97, 101)]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with modules_in(browser) as page:
        yield page


def read(page: Page, blob: bytes) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(READ, base64.b64encode(blob).decode())
    return found


@pytest.mark.parametrize("known", [False, True], ids=["no truth", "truth"])
@pytest.mark.parametrize(("height", "width"), SIZES)
def test_one_class(page: Page, height: int, width: int, known: bool) -> None:
    draw = np.random.default_rng(height * 100 + width)
    picture = draw.integers(0, 256, (height, width, 3), np.uint8)
    probability = draw.integers(0, 256, (4, height, width), np.uint8)
    truth = draw.random((height, width)) > 0.5 if known else None
    found = read(page, pack("v", picture, probability, {"viewer": "查看器"}, truth=truth))
    assert found["size"] == [height, width]
    assert found["header"]["words"] == {"viewer": "查看器"}
    np.testing.assert_array_equal(found["planes"], probability.reshape(4, -1))
    assert found["truth"] == (None if truth is None else (255 * truth).ravel().tolist())


@pytest.mark.parametrize("known", [False, True], ids=["no truth", "truth"])
@pytest.mark.parametrize(("height", "width"), SIZES)
def test_several_classes(page: Page, height: int, width: int, known: bool) -> None:
    draw = np.random.default_rng(height * 100 + width)
    picture = draw.integers(0, 256, (height, width, 3), np.uint8)
    maps = [draw.integers(0, top, (5, height, width), np.uint8) for top in (len(KINDS), 256, 256)]
    label, confidence, entropy = maps
    truth = draw.choice([0, 3, 255], (height, width)).astype(np.uint8) if known else None
    found = read(page, pack("v", picture, None, {}, truth=truth, classes=ClassLayer(maps[0], maps[1], maps[2], KINDS)))
    np.testing.assert_array_equal(found["planes"], np.concatenate(maps).reshape(15, -1))
    assert found["truth"] == (None if truth is None else truth.ravel().tolist())
    assert [kind["id"] for kind in found["header"]["classes"]] == [kind.id for kind in KINDS]


def test_while_computing_there_is_only_the_picture(page: Page) -> None:
    found = read(page, pack("v", np.zeros((20, 30, 3), np.uint8), None, {}))
    assert found["size"] == [20, 30]
    assert found["planes"] == []
    assert found["truth"] is None
