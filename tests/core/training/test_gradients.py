"""Gradients block by block: torch's own, frozen nets left as they are, and no more said than was measured."""

from __future__ import annotations

import copy
import string
from typing import get_args

import numpy as np
import pytest
import torch
from nets import block_of

from unet_demo.core.engine import engine, part
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.nets import tasks
from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.model import Block, GridNet
from unet_demo.core.nets.plan import key_of
from unet_demo.core.pictures.images import picture_of
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.skips import gradient_door
from unet_demo.core.skips.gradient_door import KINDS, gradients_of
from unet_demo.core.skips.gradient_findings import findings, smallest, trained_findings
from unet_demo.core.skips.records import Flows
from unet_demo.core.training import flow as training_flow
from unet_demo.core.training import gradients
from unet_demo.core.training.flow import Flow, Start, counted_by_he
from unet_demo.core.training.losses import loss_of
from unet_demo.ui.frame.prose import catalogue

SMALL = nuclei(9, 7, 0.2, 0.05, "fluorescence", 4, height=48, width=64)


def small_net(kind: str = "concat") -> GridNet:
    torch.manual_seed(0)
    return GridNet(Architecture("unet", 3, (4, 6, 8), 1, gradients.JOINS[kind])).requires_grad_(False)


def seen(net: GridNet) -> tuple[torch.Tensor, torch.Tensor]:
    where = part.middle_of(SMALL)
    target, truth = part.target_in(SMALL, where, "nuclei", net)
    assert truth
    return part.image_in(SMALL, where, net), target


@pytest.mark.parametrize("kind", ["concat", "none", "add"])
def test_gradients_are_those_of_an_ordinary_backward_pass(kind: str) -> None:
    net = small_net(kind)
    image, target = seen(net)
    loss, found = gradients.gradients_in(net, image, target)
    other = copy.deepcopy(net).requires_grad_(True)
    again = loss_of(other(image, 2), target)
    again.backward()  # type: ignore[no-untyped-call]
    assert loss == pytest.approx(again.item())
    for node, value in zip(net.architecture.nodes, found, strict=True):
        block = other.blocks[key_of(node)]
        assert isinstance(block, Block)
        both = torch.cat([each.weight.grad.flatten() for each in (block.conv1, block.conv2)])  # type: ignore[union-attr]
        assert value == pytest.approx(float(both.square().mean().sqrt()), rel=1e-4)


def test_a_frozen_net_stays_frozen_and_unchanged() -> None:
    net = small_net()
    before = {name: each.clone() for name, each in net.named_parameters()}
    gradients.gradients_in(net, *seen(net))
    for name, each in net.named_parameters():
        assert torch.equal(each, before[name])
        assert each.grad is None
        assert not each.requires_grad


@pytest.mark.parametrize(
    ("into", "out", "window_px", "stride", "transposed"),
    [(256, 128, 2, 2, True), (32, 16, 2, 2, True), (8, 8, 4, 2, True), (128, 64, 3, 1, False), (3, 16, 1, 1, False)],
)
def test_what_he_counts_is_what_torch_counts_and_what_is_added_is_what_a_layer_adds(
    into: int, out: int, window_px: int, stride: int, transposed: bool
) -> None:
    kind = torch.nn.ConvTranspose2d if transposed else torch.nn.Conv2d
    layer = kind(into, out, window_px, stride)
    counted, added = counted_by_he(into, out, window_px, stride, transposed)
    torch.nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=torch.Generator().manual_seed(0))
    assert torch.nn.init._calculate_correct_fan(layer.weight, "fan_in") == counted
    if layer.weight.numel() > 5000:
        assert float(layer.weight.detach().var()) == pytest.approx(2 / counted, rel=0.05)
    with torch.no_grad():
        torch.nn.init.ones_(layer.weight)
        torch.nn.init.zeros_(layer.bias)  # type: ignore[arg-type]
        answer = layer(torch.ones(1, into, 9, 9))
    assert float(answer.detach()[0, 0, answer.shape[2] // 2, answer.shape[3] // 2]) == added


def test_he_has_the_variance_that_it_promises_and_the_default_is_torchs() -> None:
    he, default = (gradients.begun("concat", start, 0).requires_grad_(False) for start in ("he", "default"))
    weight = block_of(he, "2_2").conv1.weight
    assert float(weight.var()) == pytest.approx(2 / weight[0].numel(), rel=0.05)
    assert not any(
        each.bias.any() for each in he.modules() if isinstance(each, torch.nn.Conv2d) and each.bias is not None
    )
    torch.manual_seed(1)
    own = GridNet(he.architecture).requires_grad_(False)
    for one, two in zip(own.parameters(), default.parameters(), strict=True):
        assert one.shape == two.shape
        if one.numel() > 500:
            assert float(one.abs().max()) == pytest.approx(float(two.abs().max()), rel=0.02)
            assert float(one.std()) == pytest.approx(float(two.std()), rel=0.1)


def test_sigmoids_change_nothing_but_the_activation() -> None:
    concat, sigmoid = gradients.begun("concat", "he", 3), gradients.begun("sigmoid", "he", 3)
    assert [name for name, _ in concat.named_parameters()] == [name for name, _ in sigmoid.named_parameters()]
    assert all(torch.equal(a, b) for a, b in zip(concat.parameters(), sigmoid.parameters(), strict=True))
    with torch.no_grad():
        maps = sigmoid.nodes(torch.rand(1, 3, 32, 32), 4)[Node(2, 0)]
    assert 0 < float(maps.min()) < float(maps.max()) < 1


@pytest.mark.parametrize(("height", "width", "kept"), [(256, 256, (96, 96)), (16, 80, (16, 80)), (208, 32, (96, 32))])
def test_the_middle_suits_four_poolings(height: int, width: int, kept: tuple[int, int]) -> None:
    picture = picture_of(np.zeros((height, width), np.uint8))
    rows, cols = part.middle_of(picture)
    assert (rows.stop - rows.start, cols.stop - cols.start) == kept
    assert abs(rows.start + rows.stop - height) <= 1
    assert picture.pixels[rows, cols].shape == kept


def test_without_truth_the_nets_own_mask_is_the_target() -> None:
    engine.boot()
    net, picture = engine.model_of("nuclei"), lesson_copy(sample("coins").load())
    where = part.middle_of(picture)
    target, truth = part.target_in(picture, where, "nuclei", net)
    assert not truth
    assert target.shape == (1, 96, 96)
    with torch.no_grad():
        logits = net(part.image_in(picture, where, net), 4)
    assert torch.equal(target[0].bool(), logits[0, 0] >= 0)


@pytest.fixture(scope="module")
def measured() -> dict[str, Flows]:
    picture = lesson_copy(sample("smear").load())
    return {start: gradients_of("nuclei", picture, start) for start in get_args(Start)}


def test_the_first_picture_tells_what_the_page_is_built_around(measured: dict[str, Flows]) -> None:
    he, default = measured["he"], measured["default"]
    assert [flow.kind for flow in he.begun] == list(KINDS)
    assert all(len(flow.values) == 6 and len(flow.middle) == 9 for flow in he.begun)
    assert smallest(he) == "sigmoid"
    assert smallest(default) == "none"
    assert findings(he)[-1][0] == "verdict_nothing_to_cure"
    assert findings(default, he)[-1][0] == "verdict_two_cures"
    assert "none_fades" in {id for id, _ in findings(default, he)}


def test_trained_nets_come_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    there = [kind for kind, build in gradient_door.BUILDS_OF.items() if tasks.has_net("nuclei", build)]
    found = gradients_of("nuclei", SMALL)
    assert [flow.kind for flow in found.trained] == there
    assert sorted([*there, *found.missing]) == sorted(gradient_door.BUILDS_OF)
    assert all(flow.trained and len(flow.values) == 1 for flow in found.trained)
    only = tuple(net for net in tasks.NETS if (net.task, net.build) in {("nuclei", "unet"), ("nuclei", "unetpp")})
    monkeypatch.setattr(tasks, "NETS", only)
    found = gradients_of("nuclei", SMALL)
    assert [flow.kind for flow in found.trained] == ["concat"]
    assert found.missing == ("none", "add")
    assert (found.height, found.width, found.truth) == (48, 64, True)


def flow(kind: str, first: float, deep: float = 1e-3, last: float = 1.0, spread: float = 1.0) -> Flow:
    nodes = (Node(0, 0), Node(1, 0), Node(0, 1))
    strays = (1 / spread, spread, 1.0) * 2 if kind == "concat" else (spread, 1.0, 1 / spread) * 2  # of six seeds
    return Flow(kind, False, nodes, tuple((first * by, deep * by, last) for by in strays), (1.0,) * 6)


def flows(concat: Flow, none: Flow, add: Flow, sigmoid: Flow, start: training_flow.Start = "he") -> Flows:
    return Flows(start, (concat, none, add, sigmoid), (), (), True, 96, 96)


def ids(found: Flows, other: Flows | None = None) -> list[str]:
    return [id for id, _ in findings(found, other)]


def test_more_is_said_only_where_the_rule_tells_them_apart() -> None:
    concat, sigmoid = flow("concat", 0.8, spread=2), flow("sigmoid", 1e-6)
    near = flows(concat, flow("none", 0.7, spread=2), flow("add", 0.9, spread=2), sigmoid)
    assert ids(near) == [
        "none_arrives", "skips_same", "add_same", "deep_same", "sigmoid_less", "verdict_nothing_to_cure",
    ]  # fmt: skip
    far = flows(concat, flow("none", 0.005, deep=1), flow("add", 30), flow("sigmoid", 0.1))
    assert ids(far) == [
        "none_fades", "skips_more", "add_more", "deep_less", "sigmoid_more", "verdict_skips_help",
    ]  # fmt: skip
    assert findings(far)[1][1]["factor"] == pytest.approx(160)
    strange = flows(flow("concat", 0.01), flow("none", 0.05), flow("add", 0.005), flow("sigmoid", 0.05))
    assert ids(strange) == [
        "none_between", "skips_less", "add_less", "deep_same", "sigmoid_same", "verdict_open",
    ]  # fmt: skip


def test_two_rules_are_compared_only_when_both_are_known() -> None:
    by = {kind: flow(kind, 0.8) for kind in KINDS}
    he = flows(by["concat"], by["none"], by["add"], by["sigmoid"])
    default = flows(by["concat"], flow("none", 1e-9), by["add"], by["sigmoid"], "default")
    assert "start_more" in ids(he, default)
    assert ids(default, he)[-1] == "verdict_two_cures"
    assert not [id for id in [*ids(default), *ids(default, default)] if id.startswith("start")]


def test_a_gradient_too_small_for_a_float_is_no_reason_to_fail() -> None:
    found = flows(flow("concat", 0.5), flow("none", 0.0, deep=0.0), flow("add", 0.5), flow("sigmoid", 0.0))
    assert "skips_more" in ids(found)
    assert findings(found)[1][1]["factor"] == float("inf")
    assert smallest(found) in ("none", "sigmoid")


def test_trained_nets_are_compared_by_shares() -> None:
    assert [id for id, _ in trained_findings([flow("concat", 2), flow("none", 0.001), flow("add", 0.05)])] == [
        "arrives", "fades", "between", "apart",
    ]  # fmt: skip
    assert [id for id, _ in trained_findings([flow("concat", 2), flow("none", 0.5)])][-1] == "alike"
    assert [id for id, _ in trained_findings([flow("none", 0.5)])] == ["arrives"]
    assert trained_findings([]) == []


def test_every_finding_has_its_words_and_they_get_their_figures(measured: dict[str, Flows]) -> None:
    text = catalogue("en")
    for found, room in [
        (findings(measured["default"], measured["he"]), "found"),
        (findings(measured["he"]), "found"),
        (trained_findings([flow("concat", 2), flow("none", 0.001), flow("add", 0.05)]), "trained"),
    ]:
        for id, values in found:
            wanted = {name for _, name, _, _ in string.Formatter().parse(text[f"gradients.{room}.{id}"]) if name}
            assert wanted <= set(values)
    for name in ("skips", "add", "deep", "sigmoid", "start"):
        assert all(f"gradients.found.{name}_{way}" in text for way in ("more", "less", "same"))
