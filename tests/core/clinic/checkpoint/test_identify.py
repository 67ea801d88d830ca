"""Nets of many namings, depths and widths are told from their headers; what shapes leave open is left open."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
import torch
from community_nets import (
    STYLES,
    Named,
    Wish,
    conv,
    grid_names,
    header_of,
    inc_outc,
    inc_outc_bilinear,
    resnet_decoder,
    stages,
)  # fmt: skip
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from unet_demo.core.clinic.checkpoint.header import read_header
from unet_demo.core.clinic.checkpoint.identify import Identity, Rung, identified
from unet_demo.core.clinic.checkpoint.readings import MOST_READINGS
from unet_demo.core.clinic.checkpoint.records import TENSORS, Header, Tensor
from unet_demo.core.nets.cards import FOLDER
from unet_demo.core.nets.grid import Architecture, Join, Kind, params_at
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.paper import PAPER
from unet_demo.core.nets.plan import widths_of
from unet_demo.core.pruning.onnx_export import onnx_of

CLASSIC = Wish((64, 128, 256, 512, 1024), 3, 2)


def of_model(model: nn.Module, prefix: str = "") -> Header:
    shapes = {f"{prefix}{name}": tuple(value.shape) for name, value in model.state_dict().items()}
    return Header("safetensors", 10**9, tuple(Tensor(name, "F32", shape) for name, shape in sorted(shapes.items())), {})


def built(net: Architecture, norm: bool = False) -> GridNet:
    with torch.device("meta"):
        return GridNet(net, norm)


def seen(layers: Iterable[Named], prefix: str = "") -> Identity:
    return identified(header_of(layers, prefix))


@pytest.mark.parametrize("prefix", ["", "module.", "state_dict.model.", "_orig_mod.net.0."])
@pytest.mark.parametrize("style", STYLES)
def test_the_classic_widths_are_told_in_every_style(style: str, prefix: str) -> None:
    make, kind, rise = STYLES[style]
    identity = seen(make(CLASSIC), prefix)
    assert (identity.family, identity.kind, identity.widths) == ("grid", kind, CLASSIC.widths)
    assert (identity.in_channels, identity.classes, identity.join) == (3, 2, "concat")
    assert identity.told(lambda reading: reading.frame.rise) == rise
    assert identity.told(lambda reading: reading.frame.convs) == 2
    assert identity.prefix == prefix


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    depth = draw(st.integers(1, 5))
    if draw(st.booleans()):
        widths = widths_of(draw(st.integers(4, 70)), depth, draw(st.booleans()))
    else:
        widths = tuple(draw(st.lists(st.integers(2, 90), min_size=depth + 1, max_size=depth + 1)))
    return Wish(widths, draw(st.integers(1, 13)), draw(st.integers(1, 21)))


@pytest.mark.parametrize("style", STYLES)
@given(wish=wishes())
def test_of_any_widths_the_net_is_among_the_readings(style: str, wish: Wish) -> None:
    make, kind, rise = STYLES[style]
    identity = seen(make(wish))
    wanted = (kind if wish.depth > 1 else "unet", wish.widths, rise, "concat", wish.in_channels, wish.classes)
    read = [
        (each.frame.kind, each.widths, each.frame.rise, each.frame.join, each.in_channels, each.classes)
        for each in identity.readings
    ]
    assert wanted in read
    told = (identity.kind, identity.widths, identity.in_channels, identity.classes)
    true = (wanted[0], wish.widths, wish.in_channels, wish.classes)
    assert all(one in (None, other) for one, other in zip(told, true, strict=True))


@pytest.mark.parametrize("kind", ["unet", "unetpp"])
@given(first=st.integers(5, 64), depth=st.integers(1, 5), channels=st.integers(1, 4), norm=st.booleans())
def test_doubled_widths_leave_nothing_open(kind: Kind, first: int, depth: int, channels: int, norm: bool) -> None:
    net = Architecture(kind, channels, widths_of(first, depth), 7)
    model = built(net, norm)
    identity = identified(of_model(model))
    assert (identity.widths, identity.in_channels, identity.classes) == (net.widths, channels, 7)
    assert identity.kind == ("unet" if depth == 1 else kind)
    assert (identity.norm, identity.bias) == (("batch", "none") if norm else ("none", "all"))
    assert identity.told(lambda reading: reading.heads) == len(net.head_depths)
    assert identity.params == sum(each.numel() for each in model.parameters())


@pytest.mark.parametrize("join", ["add", "none"])
def test_adding_and_leaving_out_look_alike_in_weights_and_not_in_operations(join: Join) -> None:
    model = GridNet(Architecture("unet", 3, (8, 16, 32), 1, join))
    identity = identified(of_model(model))
    assert (identity.kind, identity.widths, identity.join) == ("unet", (8, 16, 32), None)
    assert identity.told(lambda reading: reading.frame.join) == "plain"


def test_our_own_files_are_told() -> None:
    for path in sorted(FOLDER.glob("*.safetensors")):
        with path.open("rb") as file:
            identity = identified(read_header(file))
        net = Architecture(identity.kind or "unet", 3, (16, 32, 64, 128, 256), identity.classes or 0)
        joins = {"add": "add", "noskips": "none"}
        build = path.stem.partition("-")[2]
        assert identity.kind == ("unetpp" if build.startswith(("unetpp", "lasthead")) else "unet")
        assert identity.join == (None if build in joins else "concat")
        if build not in joins:
            assert identity.params == params_at(net, 4, len(net.head_depths))


@pytest.mark.parametrize("kind", ["unet", "unetpp"])
def test_the_same_net_as_onnx(kind: Kind) -> None:
    net = Architecture(kind, 1, (4, 8, 16), 3)
    header = read_header(onnx_of(GridNet(net), 2))
    identity = identified(header)
    assert (identity.kind, identity.widths, identity.in_channels, identity.classes) == (kind, net.widths, 1, 3)
    assert identity.join == "concat"
    assert identity.told(lambda reading: reading.heads) == 1


def test_the_paper_is_told_with_all_its_parameters() -> None:
    identity = identified(of_model(built(PAPER.architecture)))
    assert identity.widths == PAPER.architecture.widths
    assert identity.params == params_at(PAPER.architecture, 4)


def test_blocks_that_taper_are_told() -> None:
    identity = seen(inc_outc_bilinear(CLASSIC))
    assert identity.widths == (64, 128, 256, 512, 512)
    assert identity.told(lambda reading: reading.frame.rise) == "tapered"


def test_a_head_in_every_row_is_counted() -> None:
    assert seen(stages(CLASSIC)).told(lambda reading: reading.heads) == 4
    assert seen(grid_names(CLASSIC)).told(lambda reading: reading.heads) == 4
    assert seen(grid_names(CLASSIC, deep=False)).told(lambda reading: reading.heads) == 1


def test_norms_are_told_by_their_tensors() -> None:
    assert seen(stages(CLASSIC)).norm == "affine"
    assert seen(inc_outc(CLASSIC)).norm == "batch"
    assert seen(layer for layer in inc_outc(CLASSIC) if not isinstance(layer[1], nn.BatchNorm2d)).norm == "none"


def test_what_is_more_than_a_u_net_is_named() -> None:
    assert seen(STYLES["attention"][0](CLASSIC)).more == ("attention",)
    assert seen(STYLES["residual"][0](CLASSIC)).more == ("residual",)
    assert seen(inc_outc(CLASSIC)).more == ()


def test_another_encoder_leaves_the_decoder() -> None:
    identity = seen(resnet_decoder(Wish((), 3, 4)), "model.")
    assert (identity.family, identity.in_channels, identity.classes, identity.more) == ("decoder", 3, 4, ("residual",))
    assert identity.rungs == (
        Rung(512, 256, 256), Rung(256, 128, 128), Rung(128, 64, 64), Rung(64, 64, 32), Rung(32, 0, 16),
    )  # fmt: skip


def test_what_is_no_u_net_is_not_called_one() -> None:
    chain = [(f"features.{row}", conv(before, after)) for row, (before, after) in enumerate([(3, 64), (64, 128)])]
    assert seen([*chain, ("classifier", nn.Linear(128, 10, device="meta"))]).family == "other"
    assert seen([]).family == "other"
    missing = [layer for layer in inc_outc(CLASSIC) if layer[0] != "down2.maxpool_conv.1.double_conv.3"]
    assert seen(missing).family == "other"


def test_many_layers_that_fit_nothing_come_to_an_end() -> None:
    """Every pair of many widths, which could be walked in more ways than there is time for."""
    layers = [(f"c{a}.{b}", conv(a, b)) for a in range(2, 14) for b in range(2, 14)][:36]
    assert seen([*layers, ("out", conv(2, 1, 1))]).family == "other"


def test_of_more_readings_than_are_looked_at_nothing_is_told() -> None:
    layers = [(f"c{number}", conv(8, 8)) for number in range(45)]
    identity = seen([*layers, *((f"o{number}", conv(8, number, 1)) for number in range(1, 200))])
    assert identity.family == "grid"
    assert len(identity.readings) <= MOST_READINGS
    told = (identity.kind, identity.widths, identity.in_channels, identity.classes, identity.join)
    assert told == (None,) * 5


def test_the_largest_header_comes_to_an_end() -> None:
    shapes = [(64 + number % 7, 64 + number % 5, 3, 3) for number in range(TENSORS)]
    tensors = tuple(Tensor(f"decoder.{number}.weight", "F32", shape) for number, shape in enumerate(shapes))
    assert identified(Header("safetensors", 10**9, tensors, {})).convs == TENSORS


@given(
    st.lists(
        st.tuples(
            st.text(alphabet="abu.0_1", max_size=9).map(lambda name: f"{name}.weight"),
            st.lists(st.integers(0, 9), max_size=5).map(tuple),
        ),
        max_size=30,
    )
)
def test_no_header_raises(parts: list[tuple[str, tuple[int, ...]]]) -> None:
    tensors = tuple(Tensor(name, "F32", shape) for name, shape in parts)
    assert identified(Header("safetensors", 10, tensors, {})).params == sum(tensor.numbers for tensor in tensors)
