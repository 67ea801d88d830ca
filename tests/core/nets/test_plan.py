"""The plan against real forward passes: every shape, every count, and PyTorch's own word where sizes part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as some
from nets import block_of

from unet_demo.core.nets import grid
from unet_demo.core.nets.design import Design, Fit
from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.plan import Plan, key_of, plan_of, widths_of
from unet_demo.core.nets.plan_net import error_of, layers_of, run_plan
from unet_demo.core.nets.sides import cures, suitable, suited

PAPER = Architecture("unet", 1, (64, 128, 256, 512, 1024), 2)
OURS = Architecture("unetpp", 3, (16, 32, 64, 128, 256), 1)


def design(net: Architecture, height: int, width: int | None = None, **more: object) -> Design:
    return Design(net, height, width or height, **more)  # type: ignore[arg-type]


def shape(plan: Plan, id: str) -> str:
    channels, height, width = plan.by_id[id].shape or (0, 0, 0)
    assert height == width
    return f"{channels}x{height}"


def test_the_papers_own_table_of_572_to_388() -> None:
    plan = plan_of(design(PAPER, 572, padding=0))
    down = [[shape(plan, f"{row}_0.conv{n}") for n in (1, 2)] for row in range(5)]
    assert down == [
        ["64x570", "64x568"],
        ["128x282", "128x280"],
        ["256x138", "256x136"],
        ["512x66", "512x64"],
        ["1024x30", "1024x28"],
    ]
    assert [shape(plan, f"{row}_0.pool") for row in (1, 2, 3, 4)] == ["64x284", "128x140", "256x68", "512x32"]
    ups = ["3_1", "2_2", "1_3", "0_4"]
    assert [shape(plan, f"{key}.up") for key in ups] == ["512x56", "256x104", "128x200", "64x392"]
    assert [shape(plan, f"{key}.cat") for key in ups] == ["1024x56", "512x104", "256x200", "128x392"]
    assert [plan.by_id[f"{key}.crop0"].cut for key in reversed(ups)] == [(88, 88), (40, 40), (16, 16), (4, 4)]
    assert [shape(plan, f"{key}.conv2") for key in ups] == ["512x52", "256x100", "128x196", "64x388"]
    assert plan.answer == (2, 388, 388)
    assert sum(step.params for step in plan.steps) == 31_030_658
    assert round(sum(step.macs for step in plan.steps) / 1e9, 1) == 150.4


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_the_plan_counts_what_the_grid_counts(depth: int) -> None:
    plan = plan_of(design(OURS, 256, 192), depth)
    assert sum(step.params for step in plan.steps) == grid.params_at(OURS, depth)
    assert sum(step.macs for step in plan.steps) == grid.macs_at(OURS, depth, 256, 192)
    for node in grid.needed(OURS, depth):
        assert plan.output(node).shape == grid.shape_of(OURS, node, 256, 192)
        assert sum(step.params for step in plan.of(node)) == grid.params_of(OURS, node)
        assert sum(step.macs for step in plan.of(node)) == grid.macs_of(OURS, node, 256, 192)


@torch.inference_mode()
def test_the_plan_gives_what_the_trained_kind_of_net_gives() -> None:
    net = GridNet(Architecture("unetpp", 3, (4, 6, 8), 2)).eval()
    plan, image = plan_of(design(net.architecture, 24, 20)), torch.rand(1, 3, 24, 20)
    layers = layers_of(plan)
    for node in net.architecture.nodes:
        block, key = block_of(net, key_of(node)), key_of(node)
        layers[f"{key}.conv1"], layers[f"{key}.conv2"] = block.conv1, block.conv2
        if node.col:
            layers[f"{key}.up"] = net.ups[key]
    layers["L2.head"] = net.heads["2"]
    done, nodes = run_plan(plan, image, layers), net.nodes(image, 2)
    for node, value in nodes.items():
        assert torch.allclose(done[f"{key_of(node)}.conv2"], value, atol=1e-6)
    assert torch.allclose(done["L2.head"], net(image, 2), atol=1e-6)


nets = some.builds(
    Architecture,
    some.sampled_from(["unet", "unetpp"]),
    some.sampled_from([1, 3]),
    some.lists(some.integers(1, 9), min_size=2, max_size=5).map(tuple),
    some.sampled_from([1, 4]),
    some.sampled_from(["concat", "concat", "none"]),
)
designs = some.builds(
    Design,
    nets,
    some.integers(1, 230),
    some.integers(1, 230),
    some.sampled_from(["transposed", "bilinear", "nearest"]),
    some.sampled_from([1, 1, 0, 2]),
    some.just("as_is"),
    some.sampled_from([3, 3, 1, 5]),
    some.sampled_from([2, 2, 3]),
)


@examples(80)
@given(designs)
def test_every_shape_is_what_torch_gives_and_every_failure_is_torchs(given_design: Design) -> None:
    plan = plan_of(given_design)
    image = torch.empty(
        1, given_design.architecture.in_channels, given_design.height, given_design.width, device="meta"
    )
    if plan.failures:
        with pytest.raises(RuntimeError) as caught:
            run_plan(plan, image)
        told = error_of(plan, plan.failures[0]) or ""
        assert told.startswith("RuntimeError: ")
        assert told.partition(": ")[2][:30] == str(caught.value)[:30]  # with "meta" only the sizes are worded otherwise
        return
    done = run_plan(plan, image)
    assert {id: tuple(tensor.shape[1:]) for id, tensor in done.items()} == {s.id: s.shape for s in plan.steps}
    layers = layers_of(plan, "meta")
    counted = {step.id: step.params for step in plan.steps if step.params}
    assert counted == {id: sum(p.numel() for p in layer.parameters()) for id, layer in layers.items()}


@examples(30)
@given(designs, some.sampled_from(["pad", "crop", "resize"]))
def test_a_cure_cures(sick: Design, fit: Fit) -> None:
    found = cures(sick)
    if fit not in found:
        return
    height, width = found[fit]
    if fit == "pad":
        assert (height, width) >= (sick.height, sick.width)
    if fit == "crop":
        assert height <= sick.height
        assert width <= sick.width
    cured = replace(sick, fit=fit)
    plan = plan_of(cured)
    assert not plan.failures
    image = torch.empty(1, sick.architecture.in_channels, sick.height, sick.width, device="meta")
    done = run_plan(plan, image)
    assert {id: tuple(tensor.shape[1:]) for id, tensor in done.items()} == {s.id: s.shape for s in plan.steps}
    if sick.padded and fit != "crop":
        assert plan.answer == (sick.architecture.classes, sick.height, sick.width)


@pytest.mark.parametrize(
    ("height", "width", "where", "sizes"),
    [
        (97, 128, "0_4.cat", (97, 96)),
        (97, 130, "1_3.cat", (65, 64)),
        (360, 480, "3_1.cat", (45, 44)),
        (250, 250, "3_1.cat", (31, 30)),
        (388, 388, "2_2.cat", (97, 96)),
    ],
)
def test_where_the_sizes_part(height: int, width: int, where: str, sizes: tuple[int, int]) -> None:
    plan = plan_of(design(Architecture("unet", 3, (16, 32, 64, 128, 256), 1), height, width))
    first = plan.failures[0]
    assert first.id == where
    expected = f"Expected size {sizes[0]} but got size {sizes[1]} for tensor number 1 in the list"
    assert expected in (error_of(plan, first) or "")


def test_legal_sides_of_the_unpadded_net_without_a_dropped_row() -> None:
    even = [side for side in range(150, 260) if not plan_of(design(PAPER, side, padding=0)).uneven]
    legal = [side for side in even if suitable(design(PAPER, side, padding=0), side)]
    assert legal == [188, 204, 220, 236, 252]


@pytest.mark.parametrize(
    ("fit", "side", "suits"),
    [("pad", 97, 112), ("crop", 97, 96), ("resize", 97, 96), ("resize", 111, 112), ("pad", 3, 16)],
)
def test_the_nearest_suitable_side(fit: str, side: int, suits: int) -> None:
    assert suited(design(OURS, side), side, fit) == suits  # type: ignore[arg-type]


def test_what_cannot_be_cropped_to_fit_has_no_side() -> None:
    assert suited(design(OURS, 7), 7, "crop") is None


@pytest.mark.parametrize(("height", "width"), [(0, 5), (-3, 5), (5, 4097)])
def test_sides_out_of_reach_are_refused(height: int, width: int) -> None:
    with pytest.raises(ValueError, match="sides of 1 to 4096"):
        plan_of(design(OURS, height, width))


def test_an_error_is_asked_of_a_failing_step_only() -> None:
    plan = plan_of(design(OURS, 64))
    with pytest.raises(ValueError, match="runs"):
        error_of(plan, plan.by_id["0_1.cat"])


def test_widths_of_rows() -> None:
    assert widths_of(16, 4) == (16, 32, 64, 128, 256)
    assert widths_of(20, 3, doubling=False) == (20, 20, 20, 20)


@pytest.mark.parametrize("build", [lambda: plan_of(design(OURS, 97, 130)), lambda: plan_of(design(OURS, 64), 2)])
def test_steps_come_in_an_order_in_which_they_can_run(build: Callable[[], Plan]) -> None:
    seen: set[str] = set()
    for step in build().steps:
        assert seen.issuperset(step.sources)
        seen.add(step.id)
    assert {step.node for step in build().steps if step.node} >= {Node(0, 0), Node(1, 0)}
