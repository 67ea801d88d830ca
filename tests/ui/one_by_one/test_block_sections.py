"""The three sections on blocks as a script: questions first, every block and trap, remedies, links, both languages."""

from __future__ import annotations

from typing import Any

import pytest
from scripts import TIMEOUT_S, codes, pills, shown
from scripts import texts as lines
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.one_by_one.blocks import door
from unet_demo.core.one_by_one.blocks.unet import IN_NET
from unet_demo.core.one_by_one.blocks.zoo import PRESETS, ROOM
from unet_demo.ui.frame.prose import catalogue

TEXT = catalogue("en")


def blocks_alone() -> None:
    from unet_demo.ui.frame import choices
    from unet_demo.ui.one_by_one.blocks import show_blocks

    choices.sync()
    show_blocks()


def cbam_alone() -> None:
    from unet_demo.ui.frame import choices
    from unet_demo.ui.one_by_one.attention import show_cbam

    choices.sync()
    show_cbam()


def net_alone() -> None:
    from unet_demo.ui.frame import choices
    from unet_demo.ui.one_by_one.blocks_unet import show_block_unet

    choices.sync()
    show_block_unet()


def opened(section: Any, seen: str = "", **query: str) -> AppTest:
    engine.boot()
    app = AppTest.from_function(section, default_timeout=TIMEOUT_S)
    for name, text in query.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    if seen:
        app.button(key=f"{seen}_show").click().run()
        assert not app.exception
    return app


def texts(app: AppTest) -> str:
    return "\n".join([lines(app), *codes(app)])


def test_figures_wait_for_a_guess() -> None:
    app = opened(blocks_alone)
    assert "69,632" not in texts(app)
    pills(app, "ask_blocks_0").set_value("4.0").run()
    assert TEXT["blocks.ask.m_quarter"] in texts(app)
    assert "| 69,632 | 1,179,648 |" in texts(app)
    assert "16.9 times fewer" in texts(app)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"block": "separable", "block_in": "16", "block_out": "8"}, "and of the work, 47% are the 1×1"),
        ({"block": "separable", "block_in": "32", "block_out": "64"}, "and of the work, 88% are the 1×1"),
        ({"block": "bottleneck"}, "69,632 weights, is about what two 3×3 in its 64 narrow channels alone would cost"),
        ({"block": "bottleneck"}, "Of its own, 32,768 (47%) stand in 1×1 convolutions"),
        ({"block": "bottleneck", "block_by": "16"}, "10,496 weights, 2.3 times what two 3×3 in its 16 narrow channels"),
    ],
)
def test_what_is_said_of_a_block_follows_its_channels(query: dict[str, str], said: str) -> None:
    assert said in texts(opened(blocks_alone, "ask_blocks", **query))


def test_every_block_and_every_preset_is_shown() -> None:
    app = opened(blocks_alone, "ask_blocks")
    for kind in ROOM:
        pills(app, "choice_block").set_value(kind).run()
        assert not app.exception
        assert TEXT[f"blocks.what.{kind}"] in texts(app)
        for preset in PRESETS[kind]:
            app.button(key=f"preset_{kind}_{preset.id}").click().run()
            assert not app.exception
            assert ("✕ **" in texts(app)) == preset.id.startswith("trap_")


@pytest.mark.parametrize(
    ("query", "said", "remedy"),
    [
        ({"block": "small", "block_out": "3"}, "expected weight to be at least 1", "block_out"),
        ({"block": "bottleneck", "block_out": "8", "block_by": "9"}, "Initializing zero-element", "block_by"),
        ({"block": "inception", "block_out": "9"}, "expected weight to be at least 1", "block_out"),
        ({"block": "separable", "block_in": "64", "block_groups": "3"}, "must be divisible by groups", "block_groups"),
        ({"block": "cbam", "block_in": "14"}, "[0, 14, 1, 1]", "block_by"),
        ({"block": "basic", "block_in": "8", "shortcut": "identity"}, "size of tensor a (256)", "shortcut"),
    ],
)
def test_a_trap_is_explained_and_mended_at_a_click(query: dict[str, str], said: str, remedy: str) -> None:
    app = opened(blocks_alone, **query)
    assert said in texts(app)
    next(each for each in app.button if str(each.key).startswith("block_mend_")).click().run()
    assert not app.exception
    assert "✕ **" not in texts(app)
    assert app.query_params.get(remedy) != query.get(remedy, "")


def test_a_block_runs_on_the_pictures_maps() -> None:
    app = opened(blocks_alone, block="separable", block_in="16", block_out="16", block_row="4")
    app.button(key="block_run").click().run()
    assert not app.exception
    assert TEXT["blocks.run.agrees"].format(edges=5) in texts(app)
    assert "ms on this machine" in texts(app)
    heavy = opened(blocks_alone, block="double", block_in="1024", block_out="1024", block_row="0")
    assert not [each for each in heavy.button if each.key == "block_run"]
    assert "too much work" in texts(heavy)


def test_numbers_that_are_usual_leave_the_link() -> None:
    app = opened(blocks_alone, block="bottleneck")
    app.number_input(key="own_block_by").set_value(8).run()
    assert app.query_params["block_by"] in ("8", ["8"])
    app.number_input(key="own_block_by").set_value(4).run()
    assert "block_by" not in app.query_params
    pills(app, "choice_block").set_value("small").run()
    assert not app.exception


@pytest.mark.parametrize("place", ["0_0", "2_0", "join"])
def test_attention_on_real_maps(place: str) -> None:
    app = opened(cbam_alone, "ask_cbam", cbam_at=place, cbam_by="2")
    channels = {"0_0": 16, "2_0": 64, "join": 32}[place]
    assert f"{channels} channels, r = 2: {channels // 2} hidden units" in texts(app)
    assert TEXT["blocks.cbam.untrained"] in texts(app)
    assert "the weight is 0.5 for all 14 channels" in texts(app)
    assert "[0, 14, 1, 1]" in texts(app)
    app.button(key="trap_mend").click().run()
    assert "14 // 2 = **7**" in texts(app)
    assert "[0, 14, 1, 1]" not in texts(app)


def test_too_large_an_r_is_refused_with_a_remedy() -> None:
    app = opened(cbam_alone, cbam_at="0_0", cbam_by="32")
    assert TEXT["blocks.trouble.hidden_title"] in texts(app)
    next(each for each in app.button if str(each.key).startswith("cbam_mend_")).click().run()
    assert not app.exception
    assert TEXT["blocks.trouble.hidden_title"] not in texts(app)


@pytest.mark.parametrize("encoder", ["plain", "vgg"])
def test_every_block_goes_into_the_net(encoder: str) -> None:
    app = opened(net_alone, "ask_net", encoder=encoder)
    assert ("1,941,105" if encoder == "plain" else "25,854,657") in texts(app)
    for kind in IN_NET:
        pills(app, "choice_net_block").set_value(kind).run()
        assert not app.exception
        assert ("14,714,688" in texts(app)) == (encoder == "vgg")


def test_a_net_too_narrow_for_a_block_is_mended() -> None:
    app = opened(net_alone, net_block="inception", width="8")
    assert TEXT["blocks.trouble.path_title"] in texts(app)
    assert "X(0,0) · X(0,4)" in texts(app)
    next(each for each in app.button if str(each.key).startswith("net_mend_")).click().run()
    assert not app.exception
    assert TEXT["blocks.trouble.path_title"] not in texts(app)


@pytest.mark.parametrize("section", [blocks_alone, cbam_alone, net_alone])
def test_chinese_has_every_word(section: Any) -> None:
    app = opened(section, lang="zh")
    shown(app)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in texts(app))


def test_a_full_queue_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> Any:
        raise engine.Busy("full")

    monkeypatch.setattr(door, "place_maps", full)
    monkeypatch.setattr(door, "tried", full)
    assert catalogue("en")["section.busy"] in texts(opened(cbam_alone))
    assert catalogue("en")["section.busy"] in texts(opened(blocks_alone, block="small", block_out="3"))
