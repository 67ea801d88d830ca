"""Odd and hostile files in a real browser: our sentence in the visitor's language, and the last good picture stays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pictures
import pytest
from pictures import blobs_mask, colours, file_of, ramp, stack_of
from playwright.sync_api import Page, expect
from proofs import first_now
from segment_room import SegmentRoom
from served import SLOW_MS
from tiffs import GREY_HEIC

from unet_demo.core.pictures import decode
from unet_demo.core.pictures.images import PictureError, picture_of, read_picture, read_truth
from unet_demo.ui.frame.languages import LANGUAGES

Open = Callable[..., Page]
HOSTILE = {  # neighbours are refused in different words, so that each sentence is waited for
    "empty": b"",
    "text": b"hello, world",
    "cut off": file_of(np.random.default_rng(1).integers(0, 255, (64, 64, 3)).astype(np.uint8))[:2000],
    "html": b"<html><script>throw 1</script></html>",
    "bomb": pictures.png_claiming(2**31 - 1, 2**31 - 1),
    "strips missing": pictures.tiff_with_missing_strips(),
    "huge tile": pictures.tiff_with_huge_tile(),
    "tiff bomb": pictures.tiff_bomb(),
}

ODD = {
    "16bit.png": file_of((ramp() * 200).astype(np.uint16)),
    "actually-a-jpeg.exe": file_of(colours(), "JPEG"),
    "one-pixel.png": file_of(ramp(1, 1)),
    "one-line.png": file_of(ramp(1, 5000)),
    "turned.jpg": pictures.rotated(6),
    "first-frame.gif": pictures.animation(),
    "phone.heic": GREY_HEIC,
}


@pytest.fixture
def room(open_in: Open) -> SegmentRoom:
    """Segment with the upload field and the visitor's own picture in view."""
    return with_own_picture(SegmentRoom(open_in("/segment")))


def with_own_picture(room: SegmentRoom) -> SegmentRoom:
    room.has_mask()
    room.source("upload")
    bring(room, file_of(ramp()))
    return room


def bring(room: SegmentRoom, data: bytes, name: str = "picture.png", page: int = 0) -> None:
    """Upload a good picture and wait for the viewer to show just that, with its mask."""
    room.bring(data, name)
    sees(room, data, page)


def sees(room: SegmentRoom, data: bytes, page: int = 0) -> None:
    key = read_picture(data, page=page).key
    expect(room.viewer).to_have_attribute("data-picture-key", key, timeout=SLOW_MS)
    room.has_mask()
    expect(room.alert).to_have_count(0)


@pytest.mark.parametrize("lang", first_now(*LANGUAGES))
@pytest.mark.slow("eight files are sent")
def test_refused_in_our_words_and_the_last_picture_stays(open_in: Open, lang: str) -> None:
    room = with_own_picture(SegmentRoom(open_in(f"/segment?lang={lang}"), lang))
    before = ""
    for name, data in HOSTILE.items():
        with pytest.raises(PictureError) as refused:
            read_picture(data)
        assert refused.value.code != before
        before = refused.value.code
        room.bring(data, f"{name}.png")
        sentence = room.says(f"errors.{refused.value.code}", **refused.value.values)
        expect(room.alert, f"{name}: {sentence}").to_contain_text(sentence, timeout=SLOW_MS)
        expect(room.page.get_by_test_id("stException")).to_have_count(0)
        room.shows(**{"picture-key": picture_of(ramp()).key, "heads": "4"})
    bring(room, file_of(colours()))


def test_what_is_too_big_is_refused_by_the_field_with_the_limit_of_its_label(room: SegmentRoom) -> None:
    """By Streamlit, before anything is sent: with the number that our own label and our own reader have."""
    limit = decode.MAX_BYTES >> 20
    field = room.page.locator("[class*=st-key-upload]")
    expect(field).to_contain_text(f"{limit} MB")
    room.bring(bytes(decode.MAX_BYTES + 1), "big.png")
    expect(field).to_contain_text(f"{limit}.0MB or smaller", timeout=SLOW_MS)
    room.shows(**{"picture-key": picture_of(ramp()).key, "heads": "4"})


def test_a_file_name_is_text(room: SegmentRoom) -> None:
    name = "<img src=x onerror=throw(1)>**bold**.png"
    bring(room, file_of(colours()), name)
    expect(room.main.get_by_test_id("stText").get_by_text(name, exact=True)).to_be_visible()
    assert room.main.locator("img[src=x]").count() == 0
    assert room.main.locator("strong").get_by_text("bold", exact=True).count() == 0


def test_odd_pictures_are_read(room: SegmentRoom) -> None:
    for name, data in ODD.items():
        bring(room, data, name)


def test_a_page_of_a_tiff_is_chosen(room: SegmentRoom) -> None:
    stack = stack_of(ramp(40, 50), ramp(64, 48), ramp(32, 32))
    bring(room, stack, "stack.tif")
    pages = room.keyed("page_picker").get_by_role("radio")
    expect(pages).to_have_count(3)
    pages.nth(1).click()
    sees(room, stack, 1)
    pages.nth(1).press("ArrowLeft")
    sees(room, stack, 0)


def test_many_pages_of_a_tiff_are_chosen_by_number(room: SegmentRoom) -> None:
    stack = stack_of(*(ramp(30 + at, 40) for at in range(13)))
    bring(room, stack, "stack.tif")
    page = room.keyed("page").get_by_role("spinbutton")
    page.fill("13")
    page.press("Enter")
    sees(room, stack, 12)


def test_a_truth_of_ones_own_gives_scores(room: SegmentRoom) -> None:
    no_scores = room.main.get_by_text(room.says("segment.figures.no_truth"))
    expect(no_scores).to_be_visible()
    room.keyed("truth_fold").locator("summary").click()
    wrong = file_of(ramp(5, 7))
    with pytest.raises(PictureError) as refused:
        read_truth(wrong, picture_of(ramp()))
    room.bring(wrong, "wrong.png", "truth")
    expect(room.alert).to_contain_text(room.says("errors.truth_size", **refused.value.values))
    expect(no_scores).to_be_visible()
    room.bring(file_of(blobs_mask()), "truth.png", "truth")
    expect(room.figure("iou")).to_be_visible(timeout=SLOW_MS)
    expect(room.beside_count()).to_contain_text("3")
    expect(room.alert).to_have_count(0)
    expect(no_scores).to_have_count(0)
