"""The section as a script: examples at once, headers and refusals as the browser sends them, in every language."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch
from community_nets import STYLES, Wish, header_of, resnet_decoder
from safetensors.torch import save, save_file
from scripts import codes, opened, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.clinic.checkpoint.header import header_of as checked
from unet_demo.core.clinic.checkpoint.header import sent_by
from unet_demo.core.clinic.checkpoint.records import Header
from unet_demo.core.clinic.checkpoint.refusal import REASONS, HeaderError
from unet_demo.core.engine import engine
from unet_demo.core.nets.grid import Architecture, params_at
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.paper import PAPER
from unet_demo.core.pruning.onnx_export import onnx_of
from unet_demo.core.pruning.take_home import pruned_weights
from unet_demo.ui.clinic import checkpoint, checkpoint_fit
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.picture_name import as_text
from unet_demo.ui.frame.prose import catalogue

NET = Architecture("unetpp", 3, (4, 8, 16), 1)
TEXT = catalogue("en")


def script() -> None:
    from unet_demo.ui.clinic.checkpoint import show_checkpoint
    from unet_demo.ui.frame import choices

    choices.sync()
    show_checkpoint()


def page(view: object = None, **query: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=60)
    if view is not None:
        app.session_state["_checkpoint"] = view
    return opened(app, **query)


@pytest.fixture(autouse=True)
def links(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What the links to The U carry, as text: a script that stands alone knows no other page."""
    shown: list[dict[str, str]] = []

    def link(room: str, label: str, width: str, about: dict[str, Any]) -> None:
        assert room == "unet"
        shown.append(choices.texts_of(about))

    monkeypatch.setattr(checkpoint_fit, "show_room_link", link)
    return shown


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_paper_is_in_view_before_anything_is_brought(lang: str) -> None:
    said = texts(page(lang=lang))
    told = catalogue(lang)
    assert told["checkpoint.net.unet"].format(poolings=4, convs=23) in said
    assert f"{params_at(PAPER.architecture, 4):,}" in said
    assert "| 0 | 64 | 2 | 4 | 1 |" in said
    assert "| 4 | 1024 | 1 | 2 | 0 |" in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_our_own_net_loads_and_can_be_drawn(lang: str, links: list[dict[str, str]]) -> None:
    app = page(lang=lang)
    app.button(key="checkpoint_ours").click().run()
    assert not app.exception
    assert catalogue(lang)["checkpoint.fits.loads"] in texts(app)
    assert {"net": "unetpp", "levels": "4", "first": "16", "grow": "double"}.items() <= links[-1].items()
    app.button_group(key="checkpoint_build").set_value("unet").run()
    assert not app.exception
    assert any("Error(s) in loading state_dict for GridNet" in code for code in codes(app))


def test_a_pruned_file_is_known_as_such(links: list[dict[str, str]]) -> None:
    app = page(checked(sent_by(pruned_weights(GridNet(NET), 2, {}))))
    assert TEXT["checkpoint.fits.own_pruned"] in texts(app)
    assert {"net": "unetpp", "levels": "2", "first": "4"}.items() <= links[-1].items()


def test_onnx_says_from_what_to_what() -> None:
    header = checked(sent_by(onnx_of(GridNet(NET), 2)))
    said = texts(page(header))
    assert header.graph is not None
    for end in (*header.graph.inputs, *header.graph.outputs):
        assert f"{as_text(end.name)} {'×'.join(as_text(str(dim)) for dim in end.dims or ())}" in said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("style", STYLES)
def test_nets_of_others_are_told(style: str, lang: str) -> None:
    app = page(header_of(STYLES[style][0](Wish((4, 8, 16), 3, 2)), "model."), lang=lang)
    assert "model\\." in texts(app)
    assert len(codes(app)) == 1


def test_a_choice_for_the_last_layer_that_differs_is_told() -> None:
    header = header_of(STYLES["inc_outc"][0](Wish((4, 8, 16), 1, 5)))
    said = texts(page(header, classes="2", channels="3"))
    assert TEXT["checkpoint.fits.last_in"].format(got=1, wanted=3) in said
    assert TEXT["checkpoint.fits.last_out"].format(got=5, wanted=2) in said
    fits = texts(page(header, classes="5", channels="1"))
    good = TEXT["checkpoint.fits.last_good"].format(channels=1, classes=5)
    assert LANGUAGES["en"].fitting(good) in fits


@pytest.mark.parametrize("lang", LANGUAGES)
def test_another_encoder_and_no_net_at_all(lang: str) -> None:
    app = page(header_of(resnet_decoder(Wish((), 3, 4))), lang=lang)
    assert "| 1 | 512 | 256 | 256 |" in texts(app)
    assert "| 5 | 32 | – | 16 |" in texts(app)
    nothing = page(Header("safetensors", 10, (), {}), lang=lang)
    assert catalogue(lang)["checkpoint.net.none"] in texts(nothing)


def values_of(reason: str) -> dict[str, Any]:
    return {
        name: "`<b>*x*</b>`" if name in ("name", "dtype") else 7 for name in re.findall(r"{(\w+)}", REASONS[reason])
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reason", REASONS)
def test_every_refusal_has_its_sentence_and_names_stand_as_text(reason: str, lang: str) -> None:
    app = page(HeaderError(reason, **values_of(reason)), lang=lang)
    (said,) = [each.value for each in app.error]
    assert "`<b>" not in said
    assert len(codes(app)) == (reason == "pickle")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lines_for_a_pickle_convert_one(lang: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    weights = {"a.weight": torch.arange(6.0).reshape(2, 3).T}
    torch.save({**weights, "twin": weights["a.weight"]}, "checkpoint.pth")
    exec(compile(catalogue(lang)["checkpoint.wrong.convert"], "convert", "exec"), {})
    with open("checkpoint.safetensors", "rb") as file:
        header = checked(sent_by(file))
    assert {each.name: each.shape for each in header.tensors} == {"a.weight": (3, 2), "twin": (3, 2)}
    with pytest.raises(RuntimeError):  # without `clone` two names for one tensor are refused
        save_file({**weights, "twin": weights["a.weight"]}, "other.safetensors")


BROKEN = [None, 3, {}, {"wrong": "x"}, {"format": "onnx"}, {"wrong": "cut", "values": {"got": 1}}]


@pytest.mark.parametrize("sent", BROKEN)
def test_what_is_sent_never_breaks_the_page(sent: object, monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {}
    monkeypatch.setattr("unet_demo.ui.clinic.checkpoint.st.session_state", state)
    checkpoint._take(sent)
    assert [type(value) for value in state.values()] == ([] if sent is None else [HeaderError])


def whole() -> None:
    from unet_demo.ui.clinic.checkpoint_whole import show_whole
    from unet_demo.ui.frame import choices

    choices.sync()
    show_whole()


def brought(data: bytes, lang: str = "en") -> AppTest:
    engine.boot()
    app = opened(AppTest.from_function(whole, default_timeout=60), lang=lang)
    app.file_uploader[0].set_value([("<b>net</b>.safetensors", data, "")]).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_whole_file_is_run_on_the_picture_in_view(lang: str) -> None:
    torch.manual_seed(0)
    net = GridNet(Architecture("unet", 3, (4, 8, 16), 3))
    app = brought(save(dict(net.state_dict())), lang)
    shares = []
    for number in range(3):
        app.number_input(key="checkpoint_class").set_value(number).run()
        shares += re.findall(r"([\d.]+)%", texts(app))
    assert sum(map(float, shares)) == pytest.approx(100, abs=0.2)
    assert not app.error


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_whole_file_that_is_not_run_says_why(lang: str) -> None:
    grey = GridNet(Architecture("unet", 1, (4, 8), 1)).state_dict()
    (said,) = [each.value for each in brought(save(dict(grey)), lang).error]
    assert "1" in said
    assert [each.value for each in brought(b"\x80\x04 a pickle", lang).error] == [
        catalogue(lang)["checkpoint.whole.header"]
    ]
