"""Drawings of blocks: a box for every operation, a shape on every edge, an hourglass where there is one."""

from __future__ import annotations

import re
from typing import get_args
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from unet_demo.core.one_by_one.blocks.steps import Form, Kind
from unet_demo.core.one_by_one.blocks.unet import IN_NET, unet_with
from unet_demo.core.one_by_one.blocks.zoo import block_of
from unet_demo.viz.one_by_one.attention import attention_rgb
from unet_demo.viz.one_by_one.block_net import WORDS as NET_WORDS
from unet_demo.viz.one_by_one.block_net import amount, block_net_drawing, windows_of
from unet_demo.viz.one_by_one.blocks import WORDS, block_drawing, shape_text

MARKS = {name: f"<{name}> & so" for name in WORDS} | {"groups": "{groups} groups"}
NET_MARKS = {name: f"<{name}>" for name in NET_WORDS}
FORMS = [Form(kind, 32, 64, 24, 32) for kind in get_args(Kind)]
FORMS += [Form("basic", 32, 64, 24, 32, shortcut="identity"), Form("small", 32, 3, 24, 32)]
FORMS += [Form("separable", 32, 64, 24, 32, groups=3), Form("cbam", 14, 14, 24, 32, 16), Form("basic", 32, 32, 8, 8)]


def svg_of(markup: str) -> ET.Element:
    found = re.search(r'<svg class="(?:block|unet)".*?</svg>', markup, re.DOTALL)
    assert found
    return ET.fromstring(found.group(0))


def texts(root: ET.Element) -> list[str]:
    return [each.text or "" for each in root.iter("text")]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.kind}-{form.out}-{form.shortcut}")
def test_every_operation_and_every_edge_is_there(form: Form) -> None:
    block = block_of(form)
    root = svg_of(block_drawing(block, MARKS))
    written = texts(root)
    for step in block.steps:
        if step.op == "conv" and not step.shares and not step.trouble:
            assert f"{step.weights:,}" in written
    edges = [block.by_id[source] for step in block.steps for source in step.sources] + [block.steps[-1]]
    wanted = sorted(shape_text(source.shape) for source in edges if source.shape is not None)
    assert sorted(text for text in written if re.fullmatch(r"\d+×(\d+²|\d+×\d+)", text)) == wanted
    assert ("✕" in "".join(written)) == bool(block.failures)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.kind}-{form.out}-{form.shortcut}")
def test_nothing_stands_outside(form: Form) -> None:
    root = svg_of(block_drawing(block_of(form), MARKS))
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for rect in root.iter("rect"):
        x, y, wide, high = (float(rect.attrib[name]) for name in ("x", "y", "width", "height"))
        assert x >= 0 <= y
        assert x + wide <= width
        assert y + high <= height
    for text in root.iter("text"):
        x, length = float(text.attrib["x"]), 6.6 * len(text.text or "")
        start = x if text.attrib["text-anchor"] == "start" else x - length / 2
        assert start >= -2
        assert start + length <= width + 6


def test_before_the_question_no_weight_is_told() -> None:
    block = block_of(Form("bottleneck", 256, 256, 32, 32))
    assert "16,384" in block_drawing(block, MARKS)
    assert "16,384" not in block_drawing(block, MARKS, counted=False)


def test_an_identity_passes_by_and_a_missing_one_does_not() -> None:
    for shortcut, arcs in (("auto", 1), ("none", 0)):
        markup = block_drawing(block_of(Form("basic", 32, 32, 8, 8, shortcut=shortcut)), MARKS)  # type: ignore[arg-type]
        assert len([each for each in svg_of(markup).iter("path") if each.attrib.get("class") == "edge by"]) == arcs
        assert ("&lt;bypass&gt;" in markup) == bool(arcs)


def test_a_convolution_is_as_wide_as_its_channels() -> None:
    root = svg_of(block_drawing(block_of(Form("bottleneck", 256, 256, 32, 32)), MARKS))
    first = next(each.attrib["d"] for each in root.iter("path") if each.attrib["d"].endswith("z"))
    left, right, low, high = (float(number) for number in re.findall(r"[MHL](-?[\d.]+)", first))
    assert right - left > 2 * (low - high) > 0  # 256 channels above, 64 below


@pytest.mark.parametrize("kind", IN_NET)
@pytest.mark.parametrize("first", [8, 16])
def test_the_u_has_a_card_for_every_node(kind: Kind, first: int) -> None:
    whole = unet_with(kind, "plain", 192, 256, first)
    root = svg_of(block_net_drawing(whole, NET_MARKS))
    written = texts(root)
    for part in whole.nodes:
        assert any(str(part.node) in text for text in written)
        assert windows_of(part) in written
        assert part.block.failures or amount(part.params) in written
    assert float(root.attrib["viewBox"].split()[2]) <= 360  # a phone
    assert len(bars(root)) == 2 * (len(whole.nodes) - len(whole.failures))
    assert not bars(svg_of(block_net_drawing(whole, NET_MARKS, counted=False)))


def bars(root: ET.Element) -> list[ET.Element]:
    return [rect for rect in root.iter("rect") if rect.attrib.get("class") != "card"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1 k"),
        (37_400, "37.4 k"),
        (999_700, "1000 k"),
        (1_179_648, "1.18 M"),
        (3_032_481_792, "3.03 G"),
    ],
)
def test_amounts_are_short(number: int, text: str) -> None:
    assert amount(number) == text


def test_attention_lies_over_the_picture() -> None:
    picture = np.full((8, 12, 3), 100, np.uint8)
    weights = np.array([[0.2, 0.3], [0.3, 0.6]], np.float32)
    shown = attention_rgb(picture, np.kron(weights, np.ones((2, 3), np.float32)))
    assert shown.shape == picture.shape
    assert not np.array_equal(shown[0, 0], shown[-1, -1])
    assert (attention_rgb(picture, np.full((8, 12), 0.5, np.float32)).std(axis=(0, 1)) == 0).all()
    with pytest.raises(ValueError, match="give the picture"):
        attention_rgb(picture, np.zeros((3, 5), np.float32))
