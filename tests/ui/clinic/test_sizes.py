"""The clinic's shape doctor as a script: a case by link, the paper's crops, what its links carry."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from scripts import codes, opened, page_of, texts
from streamlit.testing.v1 import AppTest

from unet_demo.ui.frame.prose import catalogue

TEXT = catalogue("en")


@pytest.fixture
def page() -> AppTest:
    return page_of("clinic")


def test_the_doctors_link_stands_alone(page: AppTest) -> None:
    app = opened(page, bring="sizes", h="360", w="480", levels="4")
    assert "| 3 | 45×60 → 45×60 → 45×60 | 44×60 | ✗ 45≠44 |" in texts(app)
    assert any("Expected size 45 but got size 44" in code for code in codes(app))
    app.button(key="doctor_pad").click().run()
    assert TEXT["sizes.good"] in texts(app)
    assert app.query_params["h"] in ("368", ["368"])


@pytest.mark.parametrize(
    ("query", "carried"),
    [
        ({}, {"h": "360", "w": "480", "levels": "4", "pad": "padded"}),
        (
            {"h": "97", "w": "130", "levels": "3", "zeros": "0"},
            {"h": "97", "w": "130", "levels": "3", "pad": "unpadded"},
        ),
    ],
)
def test_see_it_drawn_carries_the_case_on_screen_and_nothing_else(
    page: AppTest, query: dict[str, str], carried: dict[str, str]
) -> None:
    app = opened(page, bring="sizes", depth="2", **query)
    link = next(each for each in app.get("page_link") if each.proto.query_string)
    assert link.proto.page == "unet"
    always = {"net": "unet", "first": "16", "grow": "double", "up": "transposed", "fit": "as_is"}
    assert dict(parse_qsl(link.proto.query_string)) == always | carried


def test_the_paper_crops_88_40_16_4(page: AppTest) -> None:
    app = opened(page, bring="sizes")
    app.button(key="case_paper").click().run()
    assert not app.exception
    for cut in (88, 40, 16, 4):
        assert TEXT["sizes.crop"].format(cut=cut) in texts(app)
    assert TEXT["sizes.out"].format(height=388, width=388) in texts(app)
