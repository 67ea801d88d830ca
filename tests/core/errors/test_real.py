"""Nets broken on purpose: what torch really says of it is read as what was broken.

`--hypothesis-profile=proof` draws ten times as many; the test marked proof draws 2,000 over all ways of breaking.
"""

from __future__ import annotations

import contextlib
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import given, settings
from hypothesis import strategies as some
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import default_collate

from unet_demo.core.errors.read import read_error
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.model import GridNet

Kind = Literal["unet", "unetpp"]
KINDS: tuple[Kind, ...] = ("unet", "unetpp")


@dataclass(frozen=True)
class Draw:
    """What one example is about: the net, the sides and the batch of its picture, and a few free numbers."""

    kind: Kind
    colours: int
    depth: int
    first: int
    classes: int
    height: int
    width: int
    batch: int
    a: int
    b: int

    @property
    def net(self) -> GridNet:
        return GridNet(Architecture(self.kind, self.colours, self.widths, self.classes), norm=False).eval()

    @property
    def widths(self) -> tuple[int, ...]:
        return tuple(self.first * 2**row for row in range(self.depth + 1))

    @property
    def image(self) -> Tensor:
        return torch.zeros(self.batch, self.colours, self.height, self.width)

    def run(self, image: Any) -> object:
        return self.net(image, self.depth)


@some.composite
def draws(draw: some.DrawFn) -> Draw:
    depth = draw(some.integers(1, 3))
    sides = some.integers(1, 4).map(lambda times: times * 2**depth)
    return Draw(
        draw(some.sampled_from(KINDS)),
        draw(some.sampled_from([1, 3])),
        depth,
        draw(some.sampled_from([8, 16])),
        draw(some.integers(1, 5)),
        draw(sides),
        draw(sides),
        draw(some.integers(1, 4)),
        draw(some.integers(0, 9)),
        draw(some.integers(0, 9)),
    )


class OldNet(nn.Module):
    """A step of a U-Net as learners write it: down, up, join, convolve; `how` says what is wrong with it."""

    def __init__(self, width: int, how: str = "", dim: int = 1, padding: int = 1) -> None:
        super().__init__()
        self.how, self.dim = how, dim
        self.conv1 = nn.Conv2d(width, width, 3, padding=padding)
        self.conv2 = nn.Conv2d(width, 2 * width, 3, padding=padding)
        self.halve = nn.Conv2d(width, width, 3, stride=2, padding=1) if how == "rounded" else nn.MaxPool2d(2)
        wide = {"transposed": 4 * width}.get(how, 2 * width)
        above = 2 * width if how == "channels" else width
        self.up: nn.Module = nn.ConvTranspose2d(wide, above, 2, stride=2)
        if how == "output_padding":
            self.up = nn.ConvTranspose2d(wide, above, 3, stride=2, padding=1)
        self.out = nn.Conv2d(width if how == "not_widened" else width + above, width, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        skip = self.conv1(x)
        up = self.up(self.conv2(self.halve(skip)))
        if self.how == "level":
            skip = self.halve(skip)
        joined = up if self.how == "forgot" else torch.cat([skip, up], dim=self.dim)
        result: Tensor = self.out(joined)
        return result


Broken = tuple[Callable[[], object], set[str]]
BREAKS: dict[str, Callable[[Draw], Broken]] = {}


def way(function: Callable[[Draw], Broken]) -> Callable[[Draw], Broken]:
    BREAKS[function.__name__] = function
    return function


@way
def odd_side(d: Draw) -> Broken:
    extra = 1 + d.a % (2**d.depth - 1) if d.depth > 1 else 1
    tall, wide = (extra, 0) if d.b % 2 else (d.b % 3 and extra, extra)
    image = torch.zeros(d.batch, d.colours, d.height + int(tall), d.width + wide)
    return lambda: d.run(image), {"cat_odd"}


@way
def other_colours(d: Draw) -> Broken:
    got = next(n for n in (1 + d.a % 4, 3, 1) if n != d.colours)
    image = torch.zeros(d.batch, got, 16, 24)
    known = {
        (3, 1): "first_grey",
        (1, 3): "first_colour",
        (1, 4): "first_colour",
        (3, 4): "first_alpha",
        (1, 2): "first_alpha",
    }
    return lambda: d.run(image), {known.get((d.colours, got), "first_layer")}


@way
def many_channels(d: Draw) -> Broken:
    """An odd number: eight channels and a batch of one are worded like eight grey pictures without channels."""
    return lambda: d.run(torch.zeros(d.batch, 5 + 2 * d.a, 16, 24)), {"first_layer"}


@way
def channels_last(d: Draw) -> Broken:
    return lambda: d.run(torch.zeros(d.batch, 8 + d.height, 8 + d.width, d.colours)), {"channels_last"}


@way
def no_batch(d: Draw) -> Broken:
    square = replace(d, width=d.height)
    return lambda: square.run(square.image[0]), {"rank_batch_join"}


@way
def no_batch_and_batch_norm(d: Draw) -> Broken:
    net = GridNet(Architecture(d.kind, d.colours, d.widths, d.classes), norm=True)
    return lambda: net(d.image[0], d.depth), {"rank_batch"}


@way
def two_axes(d: Draw) -> Broken:
    return lambda: d.run(torch.zeros(d.height, d.width)), {"rank_two"}


@way
def five_axes(d: Draw) -> Broken:
    return lambda: d.run(torch.zeros(d.batch, 1, d.colours, d.height, d.width)), {"rank_extra"}


@way
def volume(d: Draw) -> Broken:
    return lambda: d.run(torch.zeros(d.batch, d.colours, 8 + d.a, d.height, d.width)), {"rank_volume"}


@way
def double_image(d: Draw) -> Broken:
    return lambda: d.run(d.image.double()), {"type_double"}


@way
def byte_image(d: Draw) -> Broken:
    return lambda: d.run(d.image.byte()), {"type_bytes"}


@way
def whole_image(d: Draw) -> Broken:
    return lambda: d.run(d.image.long()), {"type_whole"}


@way
def half_image(d: Draw) -> Broken:
    return lambda: d.run(d.image.half()), {"half"}


@way
def half_net(d: Draw) -> Broken:
    return lambda: d.net.half()(d.image, d.depth), {"half"}


@way
def numpy_image(d: Draw) -> Broken:
    return lambda: d.run(np.zeros((1, d.colours, 16, 16), np.float32)), {"numpy_tensor"}


@way
def whole_batch(d: Draw) -> Broken:
    return lambda: d.run([d.image, d.image]), {"outputs_batch"}


@way
def unpadded(d: Draw) -> Broken:
    side = 24 + 2 * d.a
    up = 2 * ((side - 2) // 2 - 2)
    cause = "cat_level" if (side - 2) == 2 * up else "cat_crop"
    return lambda: OldNet(d.first, padding=0)(torch.zeros(d.batch, d.first, side, side)), {cause}


@way
def no_output_padding(d: Draw) -> Broken:
    side = 2 * (d.a + 3)
    return lambda: OldNet(d.first, "output_padding")(torch.zeros(d.batch, d.first, side, side)), {"cat_output_padding"}


@way
def rounded_up(d: Draw) -> Broken:
    side = 2 * (d.a + 5) + 1
    return lambda: OldNet(d.first, "rounded")(torch.zeros(d.batch, d.first, side, side)), {"cat_rounded"}


@way
def odd_in_one_step(d: Draw) -> Broken:
    side = 2 * (d.a + 5) + 1
    return lambda: OldNet(d.first)(torch.zeros(d.batch, d.first, side, side)), {"cat_odd"}


@way
def wrong_level(d: Draw) -> Broken:
    side = 4 * (d.a + 3)
    return lambda: OldNet(d.first, "level")(torch.zeros(d.batch, d.first, side, side)), {"cat_level"}


@way
def forgotten_join(d: Draw) -> Broken:
    return lambda: OldNet(d.first, "forgot")(torch.zeros(d.batch, d.first, 16, 24)), {"conv_forgot_cat"}


@way
def not_widened(d: Draw) -> Broken:
    return lambda: OldNet(d.first, "not_widened")(torch.zeros(d.batch, d.first, 16, 24)), {"conv_not_widened"}


@way
def wrong_transposed(d: Draw) -> Broken:
    return lambda: OldNet(d.first, "transposed")(torch.zeros(d.batch, d.first, 16, 24)), {"transposed_in"}


@way
def joined_along_batch(d: Draw) -> Broken:
    return lambda: OldNet(d.first, "channels", dim=0)(torch.zeros(d.batch, d.first, 16, 24)), {"cat_forgot_dim"}


@way
def joined_along_a_side(d: Draw) -> Broken:
    dim = 2 + d.a % 2
    return lambda: OldNet(d.first, "channels", dim=dim)(torch.zeros(d.batch, d.first, 16, 16)), {"cat_wrong_dim"}


@way
def joined_along_a_side_of_alike(d: Draw) -> Broken:
    dim = 2 + d.a % 2
    return lambda: OldNet(d.first, dim=dim)(torch.zeros(2 + d.batch, d.first, 16, 16)), {"conv_wrong_dim"}


@way
def joined_too_far(d: Draw) -> Broken:
    return lambda: OldNet(d.first, dim=4 + d.a)(torch.zeros(d.batch, d.first, 16, 16)), {"dim_range"}


@way
def too_small(d: Draw) -> Broken:
    return lambda: OldNet(d.first)(torch.zeros(d.batch, d.first, 1, 1)), {"small_pool"}


@way
def too_small_for_a_window(d: Draw) -> Broken:
    return lambda: OldNet(d.first, padding=0)(torch.zeros(d.batch, d.first, 1 + d.a % 2, 2)), {"small_window"}


@way
def one_value(d: Draw) -> Broken:
    return lambda: nn.BatchNorm2d(d.first).train()(torch.zeros(1, d.first, 1, 1)), {"norm_one"}


@way
def mask_without_channels(d: Draw) -> Broken:
    out, mask = torch.zeros(d.batch, 1, d.height, d.width), torch.zeros(d.batch, d.height, d.width)
    loss = F.binary_cross_entropy_with_logits if d.a % 2 else F.binary_cross_entropy
    return lambda: loss(out, mask), {"target_axis"}


@way
def mask_with_channels(d: Draw) -> Broken:
    out = torch.zeros(d.batch, 2 + d.a, d.height, d.width)
    return lambda: F.cross_entropy(out, torch.zeros(d.batch, 1, d.height, d.width).long()), {"target_squeeze"}


@way
def mask_larger(d: Draw) -> Broken:
    out, mask = torch.zeros(d.batch, 2, d.height, d.width), torch.zeros(d.batch, 2 * d.height, 2 * d.width).long()
    return lambda: F.cross_entropy(out, mask), {"add_scale"}


@way
def unpadded_output(d: Draw) -> Broken:
    side = 90 + 2 * d.a
    out, mask = torch.zeros(d.batch, 1, side, side), torch.zeros(d.batch, 1, side + 40, side + 40)
    return (lambda: out * mask) if d.b % 2 else (lambda: F.binary_cross_entropy_with_logits(out, mask)), {
        "add_unpadded"
    }


@way
def one_hot_mask(d: Draw) -> Broken:
    shape = (d.batch, 2 + d.a, d.height, d.width)
    return lambda: F.cross_entropy(torch.zeros(shape), torch.zeros(shape).long()), {"target_one_hot"}


@way
def label_beyond(d: Draw) -> Broken:
    classes, label = 2 + d.a, 2 + d.a + d.b
    mask = torch.full((d.batch, 8, 8), label)
    return lambda: F.cross_entropy(torch.zeros(d.batch, classes, 8, 8), mask), {"label_count"}


@way
def label_of_a_picture(d: Draw) -> Broken:
    mask = torch.full((d.batch, 8, 8), 255)
    return lambda: F.cross_entropy(torch.zeros(d.batch, 2 + d.a, 8, 8), mask), {"label_255"}


@way
def label_of_one_channel(d: Draw) -> Broken:
    return lambda: F.cross_entropy(torch.zeros(d.batch, 1, 8, 8), torch.ones(d.batch, 8, 8).long()), {
        "label_one_channel"
    }


@way
def logits_as_probability(d: Draw) -> Broken:
    return lambda: F.binary_cross_entropy(torch.full((d.batch, 1, 8, 8), 2.0 + d.a), torch.ones(d.batch, 1, 8, 8)), {
        "bce_logits"
    }


@way
def mask_of_a_picture(d: Draw) -> Broken:
    out = torch.full((d.batch, 1, 8, 8), 0.5)
    return lambda: F.binary_cross_entropy(out, torch.full_like(out, 255)), {"mask_255"}


@way
def float_labels(d: Draw) -> Broken:
    types = (torch.float32, torch.int32, torch.int16, torch.uint8)
    mask = torch.zeros(d.batch, 8, 8).to(types[d.a % 2] if d.b % 2 else types[2 + d.a % 2])
    return lambda: F.cross_entropy(torch.zeros(d.batch, 2, 8, 8), mask), {"type_label"}


@way
def whole_mask(d: Draw) -> Broken:
    out = torch.zeros(d.batch, 1, 8, 8)
    loss = F.binary_cross_entropy_with_logits if d.a % 2 else F.binary_cross_entropy
    return lambda: loss(out, out.long()), {"type_mask"}


@way
def several_outputs(d: Draw) -> Broken:
    outputs: Any = [torch.zeros(d.batch, 2, 8, 8)] * 3
    mask = torch.zeros(d.batch, 8, 8).long()
    calls = (
        lambda: F.cross_entropy(outputs, mask),
        lambda: torch.sigmoid(outputs),
        lambda: F.binary_cross_entropy_with_logits(outputs, mask),
    )
    return calls[d.a % 3], {"outputs_list"}


@way
def dict_of_outputs(d: Draw) -> Broken:
    outputs: Any = OrderedDict(out=torch.zeros(d.batch, 2, 8, 8))
    return lambda: torch.sigmoid(outputs), {"outputs_dict"}


@way
def list_in_a_list(d: Draw) -> Broken:
    mixed: Any = [[d.image], d.image]
    return lambda: torch.cat(mixed, dim=1), {"cat_nested"}


@way
def tensors_one_by_one(d: Draw) -> Broken:
    cat: Any = torch.cat
    return lambda: cat(d.image, d.image), {"cat_signature"}


@way
def prefixed(d: Draw) -> Broken:
    saved = {("module." if d.a % 2 else "_orig_mod.") + name: value for name, value in d.net.state_dict().items()}
    return lambda: d.net.load_state_dict(saved), {"stored_prefix"}


@way
def wrapped(d: Draw) -> Broken:
    return lambda: nn.ModuleDict({"module": d.net}).load_state_dict(d.net.state_dict()), {"stored_lacks_prefix"}


@way
def checkpoint_of_everything(d: Draw) -> Broken:
    saved = {"epoch": d.a, "state_dict": d.net.state_dict(), "optimizer": {}}
    return lambda: d.net.load_state_dict(saved), {"stored_nested"}


@way
def other_classes(d: Draw) -> Broken:
    other = replace(d, classes=d.classes + 1 + d.a)
    return lambda: d.net.load_state_dict(other.net.state_dict()), {"stored_classes"}


@way
def other_input(d: Draw) -> Broken:
    other = replace(d, colours=4 - d.colours)
    return lambda: d.net.load_state_dict(other.net.state_dict()), {"stored_input"}


@way
def other_widths(d: Draw) -> Broken:
    return lambda: replace(d, first=24).net.load_state_dict(d.net.state_dict()), {"stored_widths"}


@way
def pictures_of_several_sizes(d: Draw) -> Broken:
    pair = [torch.zeros(3, d.height, d.width), torch.zeros(3, d.height + 1 + d.a, d.width + d.b)]
    return (lambda: default_collate(pair)) if d.a % 2 else (lambda: torch.stack(pair)), {"collate_sizes"}


@way
def pictures_of_several_kinds(d: Draw) -> Broken:
    return lambda: default_collate([torch.zeros(3, 8, 8), torch.zeros((1, 4)[d.a % 2], 8, 8)]), {"collate_colours"}


@way
def added_channels(d: Draw) -> Broken:
    return lambda: torch.zeros(1, 8 + 8 * d.a, 8, 8) + torch.zeros(1, 88 + 8 * d.b, 8, 8), {"add_channels"}


@way
def numpy_arrays(d: Draw) -> Broken:
    side = 2 * d.a + 11
    return lambda: np.concatenate([np.zeros((1, 2, side, 8)), np.zeros((1, 2, side - 1, 8))], axis=1), {"cat_odd"}


@way
def reversed_array(d: Draw) -> Broken:
    return lambda: torch.from_numpy(np.zeros((d.height, d.width, 3))[..., ::-1]), {"numpy_stride"}


@way
def nan_gradient(d: Draw) -> Broken:
    def back() -> None:
        x = torch.zeros(3, requires_grad=True)
        with torch.autograd.set_detect_anomaly(True, check_nan=True):
            (torch.sqrt(x) * 0).sum().backward()  # type: ignore[no-untyped-call]

    return back, {"nan_function"}


def said_by(call: Callable[[], object]) -> str:
    """The whole traceback of a call that fails, as its author would paste it."""
    with contextlib.suppress(AssertionError):
        try:
            call()
        except Exception:
            return traceback.format_exc()
    raise AssertionError("this was meant to fail")


def check(name: str, d: Draw) -> None:
    """The whole traceback is read as what was broken; of its last line alone nothing else may be said."""
    call, causes = BREAKS[name](d)
    text = said_by(call)
    reading = read_error(text)
    assert reading is not None, text
    assert reading.causes, text
    assert reading.causes[0].id in causes, (reading.causes[0].id, causes, text[-600:])
    last = read_error(text.splitlines()[-1])
    if last is not None and last.causes and name != "whole_image":  # which old versions say of labels, word by word
        assert last.causes[0].id in causes, (last.causes[0].id, causes, text[-600:])


@pytest.mark.parametrize("name", BREAKS)
@pytest.mark.filterwarnings("ignore")
def test_what_was_broken_is_what_is_read(name: str) -> None:
    @examples(10)
    @given(draws())
    def hold(d: Draw) -> None:
        check(name, d)

    hold()


@pytest.mark.proof
@pytest.mark.slow("builds 2,000 nets and breaks each")
@pytest.mark.filterwarnings("ignore")
@settings(max_examples=2000)
@given(some.sampled_from(sorted(BREAKS)), draws())
def test_two_thousand_broken_nets(name: str, d: Draw) -> None:
    check(name, d)


@examples(20)
@given(draws())
def test_a_picture_without_batch_is_among_the_causes_whatever_its_sides(d: Draw) -> None:
    reading = read_error(said_by(lambda: d.run(d.image[0])))
    assert reading is not None
    assert "rank_batch_join" in [cause.id for cause in reading.causes] or d.width > d.height


shapes = some.lists(some.integers(0, 12), min_size=1, max_size=5)


@examples(200)
@given(shapes, shapes, some.integers(-6, 6))
def test_every_join_that_fails_is_recognised(first: list[int], second: list[int], dim: int) -> None:
    said = ""
    try:
        torch.cat([torch.zeros(first), torch.zeros(second)], dim=dim)
    except (RuntimeError, IndexError) as error:
        said = str(error)
    reading = read_error(said)
    assert (reading.family if reading else "") == ("join" if said else "")
