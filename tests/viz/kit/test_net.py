"""The drawing of a net says what its plan says: every step, every shape, sums of widths, and where it breaks."""

from __future__ import annotations

import re
from typing import Any

import pytest

from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.plan import Plan, key_of, plan_of
from unet_demo.viz.kit.marks import clash, origin_of, short
from unet_demo.viz.kit.net import net_drawing

WIDTHS = (16, 32, 64, 128, 256)
U = Architecture("unet", 3, WIDTHS, 1)
PP = Architecture("unetpp", 3, WIDTHS, 11)
PLANS = {
    "u": plan_of(Design(U, 256, 256)),
    "pp": plan_of(Design(PP, 192, 256)),
    "pruned": plan_of(Design(PP, 256, 256), 2),
    "paper": plan_of(Design(Architecture("unet", 1, (64, 128, 256, 512, 1024), 2), 572, 572, padding=0)),
    "bilinear": plan_of(Design(U, 64, 64, up="bilinear")),
    "add": plan_of(Design(Architecture("unet", 3, WIDTHS, 1, "add"), 64, 64)),
    "none": plan_of(Design(Architecture("unet", 3, WIDTHS, 1, "none"), 64, 64)),
    "padded": plan_of(Design(PP, 97, 130, fit="pad")),
    "broken": plan_of(Design(PP, 97, 130)),
    "constant": plan_of(Design(Architecture("unetpp", 3, (20,) * 6, 1), 64, 64)),
}
plans = pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())


def drawn(plan: Plan) -> str:
    return net_drawing(plan, {}, {}, "left out").markup


def steps_drawn(markup: str) -> set[str]:
    return {id for group in re.findall(r'data-steps="([^"]*)"', markup) for id in group.split()}


@plans
def test_every_operation_has_its_mark(plan: Plan) -> None:
    assert steps_drawn(drawn(plan)) == {step.id for step in plan.steps}


@plans
def test_every_node_can_be_chosen_and_the_others_are_outlines(plan: Plan) -> None:
    markup, nodes = drawn(plan), plan.design.architecture.nodes
    there = [key_of(node) for node in nodes if plan.of(node)]
    assert re.findall(r'data-node="(\d_\d)"', markup) == there
    assert markup.count('class="ghost"') == len(nodes) - len(there)


@plans
def test_every_link_carries_its_shape(plan: Plan) -> None:
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawn(plan))
    for step in plan.steps:
        if step.op in ("pool", "up", "head") or step.id.endswith("conv2"):
            assert any(short(step.shape) in text for text in texts), step.id
        if step.op == "crop" and step.shape is not None:
            assert any(text.endswith(f"{step.shape[1]}²") for text in texts)
            assert f"✂ {step.cut[0]}" in texts


def test_the_papers_figures_stand_on_the_drawing() -> None:
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawn(PLANS["paper"]))
    assert {"1×572²", "64×568² → 64×392²", "✂ 88", "✂ 40", "✂ 16", "✂ 4", "1024×28²", "2×388²", "570", "30"} <= set(
        texts
    )


@pytest.mark.parametrize("node", [Node(0, 2), Node(1, 3), Node(0, 4)])
def test_a_concatenation_is_as_wide_as_its_parts_together(node: Node) -> None:
    markup = drawn(PLANS["pp"])
    group = re.search(rf'data-node="{key_of(node)}".*?data-steps="{key_of(node)}.cat">(.*?)</g>', markup)
    assert group
    boxes = [(float(x), float(w)) for x, w in re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', group[1])]
    assert len(boxes) == node.col + 1
    assert len({width for _, width in boxes}) == 1
    for (x, width), (following, _) in zip(boxes, boxes[1:], strict=False):
        assert following == pytest.approx(x + width, abs=0.15)
    assert "--u-upsampled" in group[1].rpartition("<rect")[2]


def test_where_sizes_part_the_slab_is_torn_and_what_follows_is_faint() -> None:
    markup = drawn(PLANS["broken"])
    assert 'class="part bad" data-steps="1_1.cat"' in markup
    assert 'class="part bad" data-steps="0_1.cat"' in markup
    assert 'class="part never" data-steps="0_1.conv1"' in markup
    assert "97≠96" in markup
    assert "65≠64" in markup


@plans
def test_nothing_is_drawn_outside_the_frame(plan: Plan) -> None:
    picture = net_drawing(plan, {}, {}, "")
    xs = [float(x) for x in re.findall(r'(?:rect|text|image)[^>]* x="(-?[\d.]+)"', picture.markup)]
    ys = [float(y) for y in re.findall(r'(?:rect|text|image)[^>]* y="(-?[\d.]+)"', picture.markup)]
    assert min(xs) >= 0
    assert max(xs) <= picture.width
    assert min(ys) >= 0
    assert max(ys) <= picture.height


def test_pictures_and_names_go_where_they_belong() -> None:
    plan = PLANS["pruned"]
    names = {Node(0, 1): 'X(0,1) <takes> "two"'}
    markup = net_drawing(plan, names, {"0_1.conv2": "data:a", "image": "data:b", "L2.squash": "data:c"}).markup
    assert 'aria-label="X(0,1) &lt;takes&gt; &quot;two&quot;"' in markup
    assert [markup.count(f'href="data:{name}"') for name in "abc"] == [1, 1, 1]


def test_words_for_shapes() -> None:
    assert (short((16, 8, 8)), short((16, 8, 9)), short((16, 8, 9), channels=False), short(None)) == (
        "16×8²",
        "16×8×9",
        "8×9",
        "✕",
    )
    assert clash([(1, 97, 130), (1, 96, 128)]) == "97≠96 130≠128"
    assert [origin_of(PLANS["u"], node) for node in (Node(0, 0), Node(4, 0), Node(0, 4))] == [
        "encoder",
        "bottleneck",
        "fused",
    ]


ODD = (1, 2, 3, 8, 16, 17, 60, 97, 100, 184, 188, 200)


@pytest.mark.parametrize("fit", ["as_is", "pad", "crop", "resize"])
@pytest.mark.parametrize("padding", [0, 1])
@pytest.mark.parametrize("kind", ["unet", "unetpp"])
def test_every_size_is_drawn_with_or_without_an_answer(kind: Any, padding: int, fit: Any) -> None:
    for levels in (1, 2, 4, 5):
        net = Architecture(kind, 3, (3,) * (levels + 1), 2)
        sizes = [*zip(ODD, ODD, strict=True), (1, 4096), (4096, 1), (1, 200), (200, 3)]
        for height, width in sizes:
            plan = plan_of(Design(net, height, width, padding=padding, fit=fit))
            markup = drawn(plan)
            assert steps_drawn(markup) == {step.id for step in plan.steps}
            assert not re.search(r"\b(nan|inf|None)\b", markup)
            assert (markup.count(' bad"') > 0) == bool(plan.failures)
