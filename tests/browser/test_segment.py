"""The Segment page in a real browser: a mask without a click, controls that agree, figures that follow, files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pictures import file_of, truth_of
from PIL import Image
from playwright.sync_api import Page, expect
from scipy import ndimage
from segment_room import SOME_PIXELS, SegmentRoom
from served import SLOW_MS

from unet_demo.core.scenes import nuclei
from unet_demo.core.scoring.instances import SMALLEST_PX

Open = Callable[..., Page]
PIXELS = 256 * 256  # of the gallery's scenes


@pytest.fixture
def room(open_in: Open) -> SegmentRoom:
    """Segment, straight from a link, with its mask."""
    opened = SegmentRoom(open_in("/segment"))
    opened.has_mask()
    return opened


def large(height: int, width: int) -> bytes:
    """A picture that takes several tiles, as a file."""
    return file_of(nuclei.nuclei(200, 14, 0.1, 0.1, "fluorescence", 3, height, width).pixels)


def test_a_cold_link_shows_a_mask_without_a_click(room: SegmentRoom) -> None:
    expect(room.viewer).to_have_attribute("data-mask-pixels", SOME_PIXELS)
    expect(room.figure("count")).to_have_text("11", timeout=SLOW_MS)
    expect(room.alert).to_have_count(0)


def test_another_picture_of_the_gallery(room: SegmentRoom) -> None:
    key, mask = room.fact("picture-key"), room.fact("mask-pixels")
    room.sample("crowded").click()
    room.has_another_picture(key)
    assert room.fact("mask-pixels") != mask
    room.url_says(picture="crowded")
    expect(room.sample("crowded")).to_have_attribute("aria-checked", "true")


def test_depth_in_the_viewer_and_beside_it_agree(room: SegmentRoom) -> None:
    masks = {"4": room.fact("mask-pixels")}
    room.card("1").click()
    room.shows(depth="1")
    expect(room.native_depth("1")).to_be_checked()
    room.url_says(depth="1")
    masks["1"] = room.fact("mask-pixels")
    room.native_depth("mean").click()
    room.shows(depth="mean")
    room.url_says(depth="mean")
    masks["mean"] = room.fact("mask-pixels")
    assert len(set(masks.values())) == 3
    expect(room.card("mean")).to_have_attribute("aria-checked", "true")


def test_sliders_in_the_viewer_and_beside_it_agree(room: SegmentRoom) -> None:
    for name in ("threshold", "overlay"):
        agree(room, name)


def agree(room: SegmentRoom, name: str) -> None:
    room.drag(room.range(name), 0.8)
    room.page.mouse.up()
    value = room.range(name).input_value()
    assert abs(float(value) - 0.8) < 0.05
    expect(room.native_range(f"choice_{name}")).to_have_value(value)
    room.url_says(**{name: f"{float(value):g}"})
    room.native_range(f"choice_{name}").focus()
    room.page.keyboard.press("ArrowLeft")
    lower = float(value) - 0.01
    room.shows(**{name: f"{lower:.2f}"})
    room.url_says(**{name: f"{lower:g}"})
    expect(room.range(name)).to_have_value(f"{lower:g}")


def test_dragging_sends_nothing_until_the_pointer_lets_go(open_in: Open) -> None:
    page, sent = open_in("/segment"), []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    room = SegmentRoom(page)
    room.has_mask()
    expect(room.keyed("again_times")).to_be_visible(timeout=SLOW_MS)  # from here on nothing polls
    for name in ("threshold", "overlay"):
        before, mask = len(sent), room.fact("mask-pixels")
        room.drag(room.range(name), 0.9)
        expect(room.viewer).not_to_have_attribute(f"data-{name}", "0.50" if name == "threshold" else "0.60")
        if name == "threshold":
            assert int(room.fact("mask-pixels")) < int(mask)
        assert len(sent) == before
        page.mouse.up()
        expect(room.native_range(f"choice_{name}")).to_have_value(room.range(name).input_value())
        assert len(sent) > before


def test_figures_follow_the_threshold(room: SegmentRoom) -> None:
    many = room.count()
    room.range("threshold").focus()
    room.page.keyboard.press("End")
    room.shows(threshold="0.99")
    area = f"{int(room.fact('mask-pixels')) / PIXELS:.1%}"
    expect(room.figure("area")).to_have_text(area)
    expect(room.native_range("choice_threshold")).to_have_value("0.99")
    assert room.count() <= many
    room.page.keyboard.press("Home")
    room.shows(threshold="0.01")
    expect(room.figure("area")).to_have_text(f"{int(room.fact('mask-pixels')) / PIXELS:.1%}")
    expect(room.figure("area")).not_to_have_text(area)


def test_a_held_key_that_overtakes_its_own_runs_breaks_nothing(room: SegmentRoom) -> None:
    room.card("1").click()
    room.viewer.evaluate("it => { it.ours = true; }")
    for _ in range(40):
        room.page.keyboard.press("ArrowDown")
        room.page.wait_for_timeout(40)
    room.shows(depth="1")
    expect(room.native_depth("1")).to_be_checked()
    assert room.viewer.evaluate("it => it.ours")  # never drawn anew: that would lose the keyboard's place
    expect(room.page.get_by_role("dialog")).to_have_count(0)


def test_every_view_has_its_picture_and_sentence(room: SegmentRoom) -> None:
    room.card("1").click()
    seen = set()
    for view in ("mask", "probability", "uncertainty", "spread", "difference"):
        room.viewer.locator(f".views [data-name={view}]").click()
        room.shows(view=view)
        expect(room.viewer.locator(".explained")).to_have_text(room.says(f"viewer.view_{view}_help"))
        seen.add(room.viewer.locator("canvas.data").evaluate("it => it.toDataURL() + it.style.opacity"))
    assert len(seen) == 5


def test_the_wipe_moves(room: SegmentRoom) -> None:
    room.viewer.locator(".wipe").focus()
    room.page.keyboard.press("PageUp")
    room.shows(wipe="0.200")


def test_scores_only_where_the_truth_is_known(room: SegmentRoom) -> None:
    assert float(room.figure("iou").inner_text()) > 0.5
    assert float(room.figure("dice").inner_text()) > float(room.figure("iou").inner_text())
    key = room.fact("picture-key")
    room.sample("cell").click()
    room.has_another_picture(key)
    expect(room.main.get_by_text(room.says("segment.figures.no_truth"))).to_be_visible()
    expect(room.figure("dice")).to_have_count(0)


def test_a_scene_to_order_has_scores(room: SegmentRoom) -> None:
    key = room.fact("picture-key")
    room.source("scene")
    count = room.native_range("scene_nuclei_count")
    count.focus()
    for _ in range(3):
        room.page.keyboard.press("ArrowLeft")
    expect(count).to_have_value("42")
    room.press("scene_nuclei_draw")
    room.has_another_picture(key)
    true = int(truth_of(nuclei.nuclei(42, 12.0, 0.3, 0.15, "fluorescence", 1)).max())
    expect(room.beside_count()).to_contain_text(str(true))
    assert 0.5 < float(room.figure("iou").inner_text()) <= 1


def test_a_large_picture_goes_through_tiles(room: SegmentRoom) -> None:
    room.source("upload")
    room.bring(large(512, 1168), "large.png")
    expect(room.page.get_by_role("progressbar").first).to_be_visible(timeout=SLOW_MS)
    room.shows(heads="0")
    expect(room.viewer).to_have_attribute("data-mask-pixels", SOME_PIXELS, timeout=SLOW_MS)
    expect(room.main.get_by_text(room.says("segment.depths.note_tiles", blocks=45, tiles=3))).to_be_visible(
        timeout=SLOW_MS
    )
    mask = Image.open(io.BytesIO(downloaded(room, "mask")))
    assert mask.size == (1168, 512)


def test_stop_keeps_the_picture_and_start_again_goes_on(room: SegmentRoom) -> None:
    room.source("upload")
    room.bring(large(512, 4080), "larger.png")
    room.press("stop")
    expect(room.alert).to_contain_text(room.says("segment.tiles.stopped"), timeout=SLOW_MS)
    room.shows(heads="0")
    room.press("again")
    room.press("stop")
    expect(room.alert).to_contain_text(room.says("segment.tiles.stopped"), timeout=SLOW_MS)


def downloaded(room: SegmentRoom, name: str) -> bytes:
    with room.page.expect_download(timeout=SLOW_MS) as waiting:
        room.press(f"download_{name}")
    return waiting.value.path().read_bytes()


def pixels_of(data: bytes) -> NDArray[Any]:
    return np.asarray(Image.open(io.BytesIO(data)))


def test_what_is_taken_home_is_what_was_seen(room: SegmentRoom) -> None:
    room.card("2").click()
    room.url_says(depth="2")
    expect(room.native_depth("2")).to_be_checked()
    expect(room.figure("area")).to_have_text(f"{int(room.fact('mask-pixels')) / PIXELS:.1%}")
    mask = pixels_of(downloaded(room, "mask"))
    assert mask.shape == (256, 256)
    assert np.count_nonzero(mask) == int(room.fact("mask-pixels"))
    labels = pixels_of(downloaded(room, "labels"))
    assert labels.dtype.itemsize > 1
    assert labels.max() == room.count()
    left_out, pieces = ndimage.label((labels == 0) & (mask > 0), np.ones((3, 3)))
    assert not ((labels > 0) & (mask == 0)).any()
    assert pieces == 0 or np.bincount(left_out.ravel())[1:].max() < SMALLEST_PX
    assert pixels_of(downloaded(room, "overlay")).shape == (256, 256, 3)
    rows = list(csv.reader(io.StringIO(downloaded(room, "table").decode("utf-8-sig"))))
    assert len(rows) - 1 == room.count()
