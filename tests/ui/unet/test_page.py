"""The page The U as a script: links, a net of one's own, a size that does not fit, a number down to the picture."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scripts import forget_all, opened, page_of, pills, texts, with_own
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import activations, engine
from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Architecture, in_channels_of
from unet_demo.core.nets.plan import plan_of
from unet_demo.core.pictures.images import picture_of
from unet_demo.core.pictures.lesson import lesson_size
from unet_demo.ui.frame.prose import catalogue
from unet_demo.ui.unet.question import question_of

TEXT = catalogue("en")


@pytest.fixture
def page() -> AppTest:
    return page_of("unet")


def data_of(app: AppTest, component: str) -> dict[str, Any]:
    found = [
        json.loads(each.proto.json) for each in app.get("bidi_component") if each.proto.component_name == component
    ]
    assert len(found) == 1
    result: dict[str, Any] = found[0]
    return result


def place_of(app: AppTest) -> str:
    value = app.query_params.get("place", "")
    return value if isinstance(value, str) else value[-1]


def test_a_first_visit_is_live(page: AppTest) -> None:
    app = opened(page)
    net = data_of(app, "unet_map")
    assert [step["id"] for step in net["steps"]][:3] == ["image", "0_0.conv1", "0_0.conv2"]
    assert net["markup"].count("<image") == 9 + 2
    assert len(data_of(app, "unet_maps")["means"]) == 16
    assert TEXT["unet.pixel.agrees"] in texts(app)
    assert "net" not in app.query_params


def test_what_a_number_sees_is_said_for_its_own_place(page: AppTest) -> None:
    app = opened(page, net="unetpp", place="0_4.head.0.112.125")  # places 1 and 14 of 16
    assert TEXT["unet.field.text"].split("{")[0] in texts(app)
    assert "188×204 pixels: it reaches 94 up, 93 down, 107 to the left and 96 to the right" in texts(app)
    assert "it is 188 pixels at 4 of the 16 places and 204 at 12, and at most 107 on one side" in texts(app)
    drawn = [json.loads(each.proto.json) for each in app.get("bidi_component")]
    looks = next(each for each in drawn if "At place 14" in str(each.get("alt")))
    assert looks["alt"].endswith("reaches 107 pixels to the left and 96 to the right.")
    assert len(looks["rows"]) == 17


def test_a_number_of_the_encoder_is_centred_and_has_no_such_drawing(page: AppTest) -> None:
    app = opened(page, net="unetpp", place="1_0.conv2.0.20.20")
    assert "14×14 pixels: it reaches 6 up, 6 down, 6 to the left and 6 to the right" in texts(app)
    assert TEXT["unet.looks.title"] not in texts(app)


def test_unetpp_at_a_depth_has_that_depths_nodes(page: AppTest) -> None:
    app = opened(page, net="unetpp", depth="2")
    assert data_of(app, "unet_map")["markup"].count("data-node=") == 6
    assert app.selectbox(key="node_choice").options == ["X(0,0)", "X(1,0)", "X(0,1)", "X(2,0)", "X(1,1)", "X(0,2)"]


def test_choosing_a_node_opens_it_and_is_in_the_link(page: AppTest) -> None:
    app = opened(page, net="unetpp")
    app.selectbox(key="node_choice").set_value("2_1").run()
    assert not app.exception
    assert place_of(app).startswith("2_1.conv2.")
    assert len(data_of(app, "unet_maps")["means"]) == 64
    assert data_of(app, "unet_map_remote")["wish"] == "2_1"


def test_a_number_leads_step_by_step_to_the_picture(page: AppTest) -> None:
    app = opened(page, net="unetpp", depth="3")
    stages = []
    for _ in range(40):
        stages.append(place_of(app).split(".")[1] if place_of(app) else "head")
        assert TEXT["unet.pixel.agrees"] in texts(app)
        assert TEXT["unet.pixel.differs"] not in texts(app)
        deeper = [button for button in app.button if button.key == "deeper_0"]
        if not deeper:
            break
        deeper[0].click().run()
        assert not app.exception
    assert stages[:3] == ["head", "conv2", "conv1"]
    assert place_of(app).startswith("0_0.conv1")
    assert TEXT["unet.pixel.term_image_0"] in json.dumps(
        [json.loads(each.proto.json) for each in app.get("bidi_component")], ensure_ascii=False
    )


def test_a_size_that_does_not_fit_is_shown_explained_and_cured(page: AppTest) -> None:
    app = opened(page, h="97", w="130")
    assert app.code[0].value == (
        "RuntimeError: Sizes of tensors must match except in dimension 1. "
        "Expected size 65 but got size 64 for tensor number 1 in the list."
    )
    assert "65≠64" in texts(app)
    assert [button.label for button in app.button if str(button.key).startswith("cure_")] == [
        "Pad to 112×144",
        "Crop to 96×128",
        "Resize to 96×128",
    ]
    app.button(key="cure_pad").click().run()
    assert not app.exception
    assert app.success[0].value.startswith("Cured: the picture of 97×130 is padded to 112×144")
    assert list(app.code) == []
    app.button(key="undo").click().run()
    assert app.code[0].value.startswith("RuntimeError")


def test_the_paper_is_one_click_away_and_so_is_the_way_back(page: AppTest) -> None:
    app = opened(page)
    app.button(key="paper").click().run()
    assert not app.exception
    assert "31,030,658" in texts(app)
    assert "64×568² → 64×392²" in data_of(app, "unet_map")["markup"]
    assert TEXT["unet.drawing_short"] in texts(app)
    app.button(key="back_to_trained").click().run()
    assert "1,941,105" in texts(app)
    assert "h" not in app.query_params


def test_too_small_and_odd_sizes_without_padding(page: AppTest) -> None:
    app = opened(page, pad="unpadded", h="40", w="40")
    assert app.code[0].value.startswith("RuntimeError: Calculated padded input size")
    app = opened(page, pad="unpadded", h="190", w="190")
    assert TEXT["unet.fail.uneven"].partition("{node}")[2][:30] in texts(app)


@pytest.mark.parametrize("place", ["0_4.conv2.99.1.1", "4_1.head.0.1.1", "0_4.up.1.999.1", "1_0.up.0.1.1", "<b>"])
def test_a_place_that_is_not_there_falls_back_to_the_mask(page: AppTest, place: str) -> None:
    app = opened(page, place=place)
    assert data_of(app, "unet_map_remote")["wish"] == "0_4"
    assert TEXT["unet.pixel.stage_head"].format(head="L4") in texts(app)


def test_a_task_without_a_plain_u_net_says_so_and_unetpp_is_live(page: AppTest) -> None:
    app = opened(page, task="membranes")
    assert TEXT["unet.untrained"] in texts(app)
    app.segmented_control(key="choice_net").set_value("unetpp").run()
    assert not app.exception
    assert TEXT["unet.pixel.agrees"] in texts(app)


def test_chinese_has_every_word(page: AppTest) -> None:
    app = opened(page, lang="zh", net="unetpp", place="0_4.conv1.3.100.100")
    zh = catalogue("zh")
    assert app.title[0].value == zh["frame.rooms.unet.name"]
    assert zh["unet.pixel.agrees"] in texts(app)
    assert "torch.cat(dim=1)" in json.dumps(data_of(app, "unet_map")["steps"])


def test_a_busy_engine_leaves_the_drawing(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise engine.Busy

    forget_all()
    monkeypatch.setattr(activations, "opened", busy)
    app = opened(page)
    assert TEXT["unet.busy"] in texts(app)
    assert data_of(app, "unet_map")["markup"].count("data-node=") == 9


def test_a_wrong_answer_is_met_by_its_mistake_and_the_right_one_by_the_sum(page: AppTest) -> None:
    app = opened(page, net="unetpp")
    plan = plan_of(Design(Architecture("unetpp", 3, (16, 32, 64, 128, 256), 1), 256, 256))
    for number in range(1, 9):
        asked = question_of(plan, number)
        wrong = next(guess for guess in asked.answers if guess != asked.answer)
        pills(app, f"answer_{number}_").set_value(wrong).run()
        assert not app.exception
        assert f"= {asked.answer}" in app.warning[0].value
        pills(app, f"answer_{number}_").set_value(asked.answer).run()
        assert f"= {asked.answer}." in app.success[0].value
        app.button(key="another").click().run()
        assert not app.exception


@pytest.mark.parametrize("kind", ["unet", "unetpp"])
@pytest.mark.parametrize("widths", [(16, 32, 64, 128, 256), (20, 20, 20), (1, 2), (64, 128, 256, 512, 1024)])
def test_questions_are_true_to_the_net(kind: Any, widths: tuple[int, ...]) -> None:
    net = Architecture(kind, 3, widths, 1)
    plan = plan_of(Design(net, 512, 512))
    for seed in range(30):
        asked = question_of(plan, seed)
        assert asked.answer == in_channels_of(net, asked.node) == sum(asked.addends)
        assert asked.answers[asked.answer] == "right"
        assert len(asked.answers) >= 2
        assert list(asked.answers.values()).count("right") == 1


@pytest.mark.parametrize("room", ["unet", "concatenate"])
@pytest.mark.parametrize("size", [(1, 1), (333, 250), (1, 900), (2000, 2400)])
def test_any_picture_of_ones_own_is_opened(room: str, size: tuple[int, int]) -> None:
    own = picture_of(np.random.default_rng(0).integers(0, 255, size, np.uint8), "mine")
    app = with_own(page_of(room), own, net="unetpp").run()
    assert not app.exception
    height, width = lesson_size(*size)
    assert f"{height}×{width}" in texts(app)
