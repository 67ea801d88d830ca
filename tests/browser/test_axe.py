"""axe on every page, light and dark: nothing of ours may stand in anybody's way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_findings import findings
from playwright.sync_api import Page, expect
from segment_room import SLOW_MS, SegmentRoom

Open = Callable[..., Page]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_front_page_stands_in_nobodys_way(open_in: Open, scheme: str) -> None:
    page = open_in("/", scheme=scheme)
    expect(page.locator(".u-cost")).to_be_visible(timeout=SLOW_MS)
    expect(page.locator(".viewer[data-viewer-id=front][data-mask-pixels]")).to_be_visible(timeout=SLOW_MS)  # painted
    assert findings(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_segment_stands_in_nobodys_way(open_in: Open, scheme: str) -> None:
    room = SegmentRoom(open_in("/segment", scheme=scheme))
    room.has_mask()
    assert findings(room.page) == []
    room.source("upload")
    expect(room.uploader()).to_be_attached()
    room.viewer.locator(".views [data-name=difference]").click()
    room.shows(view="difference")
    assert findings(room.page) == []
