"""Blocks as data: what papers and code print, and that every count, shape and window is that of a module that runs."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import get_args

import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as some

from unet_demo.core.one_by_one.blocks.nets import BlockNet, seeded
from unet_demo.core.one_by_one.blocks.steps import Block, Form, Kind, Shortcut, Step
from unet_demo.core.one_by_one.blocks.zoo import (
    PRESETS,
    ROOM,
    beside,
    block_of,
    five_by_five,
    in_points,
    narrow_pair,
    plain_of,
    remedy_of,
)

KINDS = get_args(Kind)
CHANNELS = some.integers(1, 40)
FORMS = some.builds(
    Form,
    kind=some.sampled_from(KINDS),
    into=CHANNELS,
    out=CHANNELS,
    height=some.integers(1, 9),
    width=some.integers(1, 9),
    divide=some.integers(0, 20),
    groups=some.integers(0, 8),
    shortcut=some.sampled_from(get_args(Shortcut)),
    relu_after=some.booleans(),
)


def form(kind: Kind, into: int, out: int, height: int = 8, width: int = 6, divide: int = 0) -> Form:
    return Form(kind, into, out, height, width, divide)


def built(block: Block) -> BlockNet:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Initializing zero-element tensors")
        return BlockNet(block)


@pytest.mark.parametrize(
    ("kind", "into", "out", "weights", "params"),
    [
        ("bottleneck", 256, 256, 69_632, 70_016),
        ("double", 256, 256, 1_179_648, 1_180_160),
        ("small", 64, 128, 12_288, 12_512),
        ("single", 64, 128, 73_728, 73_856),
        ("small", 256, 256, 57_344, 57_792),
        ("single", 256, 256, 589_824, 590_080),
        ("inception", 192, 256, 163_328, 163_696),
        ("separable", 64, 128, 9 * 64 + 64 * 128, 10 * 64 + 65 * 128),
        ("cbam", 64, 64, 2 * 64 * 4 + 98, 2 * 64 * 4 + 98),
    ],
)
def test_counts_that_are_printed_elsewhere(kind: Kind, into: int, out: int, weights: int, params: int) -> None:
    block = block_of(form(kind, into, out))
    assert (block.weights, block.params) == (weights, params)


def test_what_a_1x1_saves() -> None:
    narrow = block_of(form("bottleneck", 256, 256))
    assert f"{plain_of(narrow.form).weights / narrow.weights:.1f}" == "16.9"
    assert narrow_pair(narrow.form).weights == 73_728
    small = block_of(form("small", 64, 128))
    assert f"{plain_of(small.form).params / small.params:.1f}" == "5.9"
    assert five_by_five(block_of(form("inception", 192, 256))) == (15_872, 153_600)


@given(FORMS)
@examples(250)
def test_counts_and_shapes_are_those_of_a_module_that_runs(wanted: Form) -> None:
    block = block_of(wanted)
    if not block.is_buildable:
        with pytest.raises(ValueError, match="divisible by groups"):
            built(block)
        return
    net = built(block)
    assert sum(each.numel() for each in net.parameters()) == block.params
    assert sum(each.numel() for name, each in net.named_parameters() if name.endswith("weight")) == block.weights
    x = torch.rand(2, wanted.into, wanted.height, wanted.width)
    if block.failures:
        with pytest.raises(RuntimeError, match="expected weight to be at least 1|must match the size"):
            net(x)
        return
    done = net.walk(x)
    assert {id: tuple(each.shape[1:]) for id, each in done.items()} == {step.id: step.shape for step in block.steps}
    assert block.macs == sum(counted(net, block, step) for step in block.steps)


def counted(net: BlockNet, block: Block, step: Step) -> int:
    """Multiply-accumulates of one step, from the module's own weight and the shape it gives."""
    if step.op != "conv":
        return 0
    assert step.shape is not None
    weight = net.layers[step.shares or step.id].weight
    assert isinstance(weight, torch.Tensor)
    return weight.numel() * step.shape[1] * step.shape[2]


@pytest.mark.parametrize("kind", KINDS)
def test_windows_are_those_that_a_gradient_reaches(kind: Kind) -> None:
    block = block_of(Form(kind, 16, 16, 15, 15))
    net = BlockNet(block).double()
    for weight in net.parameters():
        torch.nn.init.constant_(weight, 0.01)  # nothing may die at a ReLU
    x = torch.rand(1, 16, 15, 15, dtype=torch.double).requires_grad_()
    net(x)[0, :, 7, 7].sum().backward()
    assert x.grad is not None
    rows, cols = torch.nonzero(x.grad[0].abs().sum(0) > 0, as_tuple=True)
    reached = int(rows.max() - rows.min()) + 1, int(cols.max() - cols.min()) + 1
    assert reached == ((15, 15) if block.sees is None else block.sees)


@pytest.mark.parametrize("kind", ROOM)
def test_presets_run_and_traps_do_not(kind: Kind) -> None:
    assert len({each.id for each in PRESETS[kind]}) == len(PRESETS[kind])
    for each in PRESETS[kind]:
        shortcut: Shortcut = "identity" if each.shortcut == "identity" else "auto"
        block = block_of(Form(kind, each.into, each.out, 16, 16, each.divide, each.groups, shortcut))
        assert bool(block.failures) == each.id.startswith("trap_")


@given(FORMS)
@examples(300)
def test_every_failure_has_a_remedy(wanted: Form) -> None:
    for _ in range(3):  # a divisor first, then perhaps the shortcut
        remedy = remedy_of(block_of(wanted))
        wanted = replace(wanted, **remedy)  # type: ignore[arg-type]
    assert not block_of(wanted).failures
    assert remedy_of(block_of(wanted)) == {}


def test_the_trap_of_14_channels_is_mended_by_r_2() -> None:
    assert remedy_of(block_of(form("cbam", 14, 14, divide=16))) == {"divide": 2}


def test_one_channel_is_stretched_to_all_by_an_identity_shortcut() -> None:
    assert not block_of(replace(form("basic", 1, 8), shortcut="identity")).failures
    assert block_of(replace(form("basic", 2, 8), shortcut="identity")).failures[0].trouble == "add"


def test_without_its_identity_a_bottleneck_keeps_its_channels() -> None:
    whole, bare = (block_of(replace(form("bottleneck", 64, 64), shortcut=how)) for how in ("auto", "none"))
    assert whole.weights == bare.weights
    assert [step.shape for step in whole.steps if step.op == "conv"] == [s.shape for s in bare.steps if s.op == "conv"]


def test_blocks_beside_each_other_have_the_same_ends() -> None:
    chosen = form("bottleneck", 48, 96, divide=8)
    found = beside(chosen)
    assert {(block.form.into, block.form.out) for block in found} == {(48, 96)}
    assert next(block for block in found if block.form.kind == "bottleneck").form == chosen


def test_a_seed_fixes_the_weights_and_nothing_else() -> None:
    block, before = block_of(form("cbam", 32, 32)), torch.get_rng_state()
    one, other = seeded(block, 3), seeded(block, 3)
    assert not any(each.is_meta for each in one.parameters())
    assert torch.equal(before, torch.get_rng_state())
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))
    assert not torch.equal(next(seeded(block, 4).parameters()), next(one.parameters()))


@pytest.mark.parametrize("wrong", [{"into": 0}, {"width": 0}, {"divide": -1}, {"kind": "none"}, {"shortcut": "all"}])
def test_numbers_that_are_none_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="needed"):
        replace(form("double", 4, 4), **wrong)  # type: ignore[arg-type]


def test_weights_in_1x1_convolutions_are_those_of_torchs_layers() -> None:
    for form in (Form("bottleneck", 256, 256, 8, 8), Form("bottleneck", 64, 128, 8, 8), Form("separable", 16, 8, 8, 8)):
        block = block_of(form)
        layers = [each for each in BlockNet(block).modules() if isinstance(each, torch.nn.Conv2d)]
        assert in_points(block) == sum(each.weight.numel() for each in layers if each.kernel_size == (1, 1))
