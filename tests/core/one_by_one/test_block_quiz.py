"""The questions about blocks: answers are counted, every wrong option has its mistake, words in both languages."""

from __future__ import annotations

import pytest
from questions import holds

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.one_by_one.blocks.quiz import about_blocks, about_cbam, about_net
from unet_demo.ui.frame.languages import LANGUAGES

EVERY = [*about_blocks(), *about_cbam(16, 4), *about_cbam(80, 16), *about_net(256, 256), *about_net(192, 96)]
SIZES = [(side, by) for side in (8, 16, 32, 64, 80, 128) for by in (1, 2, 4, 8, 16, 32) if by <= side]


def by_kind(asks: list[Ask]) -> dict[str, Ask]:
    return {ask.kind: ask for ask in asks}


@pytest.mark.parametrize("ask", EVERY, ids=lambda ask: f"{ask.kind}-{ask.answer}")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_can_be_asked_answered_and_explained(ask: Ask, lang: str) -> None:
    holds(ask, lang, "blocks.ask")


def test_the_answers() -> None:
    blocks = by_kind(about_blocks())
    assert {kind: ask.answer for kind, ask in blocks.items()} == {
        "fewer": "16.9",
        "window": "bottleneck",
        "lightest": "separable",
        "three": "forward",
    }
    net = by_kind(about_net(256, 256))
    assert (net["total"].answer, net["encoder"].answer) == ("7.2", "84%")
    assert net["encoder"].values["encoder"] == "14,714,688"


@pytest.mark.parametrize(("channels", "divide"), SIZES)
def test_what_cbam_adds(channels: int, divide: int) -> None:
    ask = by_kind(about_cbam(channels, divide))["adds"]
    assert ask.answer == f"{2 * channels * (channels // divide) + 98:,}"
    assert len(ask.options) >= 3
