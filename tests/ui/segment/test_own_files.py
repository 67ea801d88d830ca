"""A visitor's own file as a script sees it: pages and channels to choose from, refusals that stay, bits that went."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from pictures import file_of, ramp, stack_of, tiff_of
from scripts import opened, page_of
from streamlit.testing.v1 import AppTest

from unet_demo.core.pictures.images import read_picture
from unet_demo.core.pictures.previews import MOST_PREVIEWS, previews_of
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue
from unet_demo.ui.frame.tabs import Brought, Tab

CHANNELS = np.stack([ramp().astype(np.uint16) * 50 + at for at in range(2)])
MANY = MOST_PREVIEWS + 1


def with_file(data: bytes, name: str = "mine.tif") -> AppTest:
    """The page with this file in its upload field."""
    page = page_of("segment")
    page.run()
    page.segmented_control(key="source").set_value("upload").run()
    page.file_uploader(key="upload").upload(name, data).run()
    assert not page.exception
    return page


def with_brought(data: bytes, lang: str) -> AppTest:
    """The page after this file was taken, without its field being touched."""
    page, picture = page_of("segment"), read_picture(data, "mine.tif")
    brought = Brought(picture, data if picture.pages > 1 else b"")
    page.session_state["_tab"] = Tab(choices={"picture": None}, brought=brought, source="upload", kind="upload")
    return opened(page, lang=lang)


def strip_of(page: AppTest) -> dict[str, Any]:
    """What the strip of pages was given, {} where there is none."""
    mounted = [element.proto for element in page.get("bidi_component")]
    strips = [json.loads(proto.json) for proto in mounted if proto.component_name == "unet_demo_picker"]
    return strips[0] if strips else {}


def in_view(page: AppTest) -> str:
    return next(str(html.proto.body) for html in page.get("html") if "u-in-view" in str(html.proto.body))


def errors(page: AppTest) -> list[str]:
    return [str(element.value) for element in page.error]


def truths(page: AppTest) -> int:
    return sum(str(field.key).startswith("truth_") for field in page.file_uploader)


def numbers(page: AppTest) -> list[Any]:
    return [field for field in page.number_input if field.key == "page"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("planar", ["contig", "separate"])
def test_two_channels_are_offered_as_small_pictures(lang: str, planar: str) -> None:
    planes = CHANNELS if planar == "separate" else np.moveaxis(CHANNELS, 0, 2)
    page = with_brought(tiff_of(planes, photometric="minisblack", planarconfig=planar), lang)
    strip = strip_of(page)
    assert [item["id"] for item in strip["items"]] == ["1", "2"]
    assert strip["chosen"] == "1"
    assert strip["label"] == catalogue(lang)["segment.upload.page"].format(pages=2)
    assert all(item["image"].startswith("data:image/jpeg;base64,") for item in strip["items"])
    assert numbers(page) == []
    assert "1/2" in in_view(page)


def test_one_picture_offers_nothing() -> None:
    page = with_file(file_of(ramp()))
    assert strip_of(page) == {}
    assert numbers(page) == []
    assert truths(page) == 1


def test_many_pages_are_chosen_by_number_counted_from_one() -> None:
    page = with_file(stack_of(*(ramp(20 + at, 30) for at in range(MANY))))
    assert strip_of(page) == {}
    (field,) = numbers(page)
    assert (field.min, field.max, field.value) == (1, MANY, 1)
    field.set_value(MANY).run()
    assert not page.exception
    assert f"{MANY}/{MANY}" in in_view(page)
    assert f"{20 + MANY - 1}×30" in in_view(page)


def test_a_refused_page_is_named_and_another_can_be_taken() -> None:
    pages: list[Any] = [ramp(20, 30), np.ones((8, 8), np.complex64), *(ramp(9, 9) for _ in range(MANY))]
    page = with_file(stack_of(*pages))
    assert truths(page) == 1
    numbers(page)[0].set_value(2).run()
    (said,) = errors(page)
    assert "mine" in said
    assert "20×30" in in_view(page)
    assert truths(page) == 0  # no truth is asked for while the file named is not the one in view
    page.run()
    assert errors(page) == [said]
    numbers(page)[0].set_value(3).run()
    assert errors(page) == []
    assert "9×9" in in_view(page)
    assert truths(page) == 1


def test_a_refused_file_stays_refused_and_asks_for_no_truth() -> None:
    page = with_file(file_of(ramp()), name="good.png")
    page.file_uploader(key="upload").upload("bad.png", b"no picture").run()
    for _ in range(2):
        (said,) = errors(page)
        assert "bad" in said
        assert truths(page) == 0
        assert "good" in in_view(page)
        page.run()
    page.file_uploader(key="upload").upload("good.png", file_of(ramp(30, 40))).run()
    assert errors(page) == []
    assert truths(page) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bits_that_were_dropped_are_named_beside_the_picture(lang: str) -> None:
    sentence = catalogue(lang)["segment.bits_dropped"].format(stored=64, read=32)
    captions = [str(element.value) for element in with_brought(tiff_of(ramp() / 7), lang).caption]
    assert sentence in captions
    captions = [str(element.value) for element in with_brought(tiff_of(ramp().astype(np.float32)), lang).caption]
    assert not any(sentence in caption for caption in captions)


def test_small_pictures_are_made_where_they_cost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = stack_of(*(ramp(40, 60) for _ in range(MOST_PREVIEWS)))
    small = previews_of(stack, 30)
    assert [picture.shape for picture in small] == [(20, 30, 3)] * MOST_PREVIEWS
    assert previews_of(stack_of(*(ramp(4, 6) for _ in range(MANY))), 30) == []
    assert previews_of(file_of(ramp()), 30) == []
    assert previews_of(tiff_of(ramp()), 30) == []
    monkeypatch.setattr("unet_demo.core.pictures.previews.MAX_PIXELS", 40 * 60 * MOST_PREVIEWS - 1)
    assert previews_of(stack, 30) == []


def test_a_page_that_cannot_be_read_is_black_among_them() -> None:
    first, second = previews_of(stack_of(ramp(), np.ones((8, 8), np.complex64)), 30)
    assert first.any()
    assert not second.any()
