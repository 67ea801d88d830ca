"""Shapes of U-Nets as people name them: layers made by torch, their names written out, no numbers in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import torch
from torch import nn

from unet_demo.core.clinic.checkpoint.records import Header, Tensor

Named = tuple[str, nn.Module]


@dataclass(frozen=True)
class Wish:
    """A U-Net to be named: `widths` by row, `bias` of its convolutions."""

    widths: tuple[int, ...]
    in_channels: int = 3
    classes: int = 1

    @property
    def depth(self) -> int:
        return len(self.widths) - 1


def header_of(layers: Iterable[Named], prefix: str = "") -> Header:
    """The header of a file with these layers, in the order of their names as the safetensors package writes them."""
    shapes = {
        f"{prefix}{name}.{part}": (value.dtype, tuple(value.shape))
        for name, layer in layers
        for part, value in layer.state_dict().items()
    }
    kinds = {torch.float32: "F32", torch.int64: "I64"}
    tensors = tuple(Tensor(name, kinds[dtype], shape) for name, (dtype, shape) in sorted(shapes.items()))
    return Header("safetensors", 8 + sum(tensor.bytes for tensor in tensors), tensors, {})


def conv(inputs: int, outputs: int, kernel: int = 3, bias: bool = True) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, kernel, bias=bias, device="meta")


def turned(inputs: int, outputs: int, bias: bool = True) -> nn.ConvTranspose2d:
    return nn.ConvTranspose2d(inputs, outputs, 2, stride=2, bias=bias, device="meta")


def norm(width: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(width, device="meta")


def double_conv(at: str, inputs: int, mid: int, outputs: int) -> Iterator[Named]:
    """As "inc.double_conv.0": convolutions without bias, each with a normalisation behind it."""
    for number, (before, after) in enumerate(((inputs, mid), (mid, outputs))):
        yield f"{at}.double_conv.{3 * number}", conv(before, after, bias=False)
        yield f"{at}.double_conv.{3 * number + 1}", norm(after)


def inc_outc(wish: Wish) -> Iterator[Named]:
    """inc, down1 …, up1 with a transposed convolution, outc."""
    w, d = wish.widths, wish.depth
    yield from double_conv("inc", wish.in_channels, w[0], w[0])
    for row in range(1, d + 1):
        yield from double_conv(f"down{row}.maxpool_conv.1", w[row - 1], w[row], w[row])
    for row in reversed(range(d)):
        yield f"up{d - row}.up", turned(w[row + 1], w[row])
        yield from double_conv(f"up{d - row}.conv", 2 * w[row], w[row], w[row])
    yield "outc.conv", conv(w[0], wish.classes, 1)


def inc_outc_bilinear(wish: Wish) -> Iterator[Named]:
    """The same without layers that enlarge: the lowest row is as wide as the one above it, and blocks taper."""
    w, d = (*wish.widths[:-1], wish.widths[-2]), wish.depth
    yield from double_conv("inc", wish.in_channels, w[0], w[0])
    for row in range(1, d + 1):
        yield from double_conv(f"down{row}.maxpool_conv.1", w[row - 1], w[row], w[row])
    below = w[-1]
    for row in reversed(range(d)):
        joined, given = w[row] + below, w[max(row - 1, 0)]
        yield from double_conv(f"up{d - row}.conv", joined, joined // 2, given)
        below = given
    yield "outc.conv", conv(w[0], wish.classes, 1)


def encoder_decoder(wish: Wish) -> Iterator[Named]:
    """encoder1.enc1conv1 …, upconv4, decoder4.dec4conv1, conv."""
    w, d = wish.widths, wish.depth

    def block(at: str, short: str, inputs: int, width: int) -> Iterator[Named]:
        for number, before in ((1, inputs), (2, width)):
            yield f"{at}.{short}conv{number}", conv(before, width, bias=False)
            yield f"{at}.{short}norm{number}", norm(width)

    for row in range(d):
        yield from block(f"encoder{row + 1}", f"enc{row + 1}", w[row - 1] if row else wish.in_channels, w[row])
    yield from block("bottleneck", "bottleneck", w[d - 1], w[d])
    for row in reversed(range(d)):
        yield f"upconv{row + 1}", turned(w[row + 1], w[row])
        yield from block(f"decoder{row + 1}", f"dec{row + 1}", 2 * w[row], w[row])
    yield "conv", conv(w[0], wish.classes, 1)


def dconv(wish: Wish) -> Iterator[Named]:
    """dconv_down1.0 …, dconv_up3.0, conv_last: resized without a layer of its own, with biases, unnormalised."""
    w, d = wish.widths, wish.depth

    def block(at: str, inputs: int, width: int) -> Iterator[Named]:
        yield f"{at}.0", conv(inputs, width)
        yield f"{at}.2", conv(width, width)

    for row in range(d + 1):
        yield from block(f"dconv_down{row + 1}", w[row - 1] if row else wish.in_channels, w[row])
    for row in reversed(range(d)):
        yield from block(f"dconv_up{row + 1}", w[row] + w[row + 1], w[row])
    yield "conv_last", conv(w[0], wish.classes, 1)


def grid_names(wish: Wish, deep: bool = True) -> Iterator[Named]:
    """conv0_0.conv1 … conv0_4.bn2, final1 … final4: UNet++, resized without a layer of its own."""
    w, d = wish.widths, wish.depth
    for row in range(d + 1):
        for col in range(d + 1 - row):
            inputs = col * w[row] + w[row + 1] if col else w[row - 1] if row else wish.in_channels
            for number, before in ((1, inputs), (2, w[row])):
                yield f"conv{row}_{col}.conv{number}", conv(before, w[row])
                yield f"conv{row}_{col}.bn{number}", norm(w[row])
    for head in range(1, d + 1) if deep else (d,):
        yield f"final{head}" if deep else "final", conv(w[0], wish.classes, 1)


def stages(wish: Wish) -> Iterator[Named]:
    """encoder.stages.0.0.convs.0.conv …, decoder.transpconvs, decoder.seg_layers: with a head in every row."""
    w, d = wish.widths, wish.depth

    def block(at: str, inputs: int, width: int) -> Iterator[Named]:
        for number, before in enumerate((inputs, width)):
            layers = conv(before, width), nn.InstanceNorm2d(width, affine=True, device="meta")
            for name, place, layer in zip(("conv", "norm"), (0, 1), layers, strict=True):
                yield f"{at}.convs.{number}.{name}", layer
                yield f"{at}.convs.{number}.all_modules.{place}", layer

    for row in range(d + 1):
        for root in ("encoder", "decoder.encoder"):
            yield from block(f"{root}.stages.{row}.0", w[row - 1] if row else wish.in_channels, w[row])
    for place, row in enumerate(reversed(range(d))):
        yield from block(f"decoder.stages.{place}", 2 * w[row], w[row])
        yield f"decoder.transpconvs.{place}", turned(w[row + 1], w[row])
        yield f"decoder.seg_layers.{place}", conv(w[row], wish.classes, 1)


def attention(wish: Wish) -> Iterator[Named]:
    """Resized with a convolution behind it, and gates of 1x1 convolutions on the skips."""
    w, d = wish.widths, wish.depth
    for row in range(d + 1):
        yield from _plain(f"Conv{row + 1}.conv", w[row - 1] if row else wish.in_channels, w[row])
    for row in reversed(range(d)):
        yield f"Up{row + 2}.up.1", conv(w[row + 1], w[row])
        yield f"Up{row + 2}.up.2", norm(w[row])
        mid = max(1, w[row] // 2)
        for name, inputs, outputs in (("W_g.0", w[row], mid), ("W_x.0", w[row], mid), ("psi.0", mid, 1)):
            yield f"Att{row + 2}.{name}", conv(inputs, outputs, 1)
        yield from _plain(f"Up_conv{row + 2}.conv", 2 * w[row], w[row])
    yield "Conv_1x1", conv(w[0], wish.classes, 1)


def _plain(at: str, inputs: int, width: int) -> Iterator[Named]:
    for number, before in ((0, inputs), (3, width)):
        yield f"{at}.{number}", conv(before, width)
        yield f"{at}.{number + 1}", norm(width)


def residual(wish: Wish) -> Iterator[Named]:
    """A U-Net whose blocks have a shortcut of 1x1."""
    for name, layer in inc_outc(wish):
        yield name, layer
        if name.endswith("double_conv.0"):
            assert isinstance(layer, nn.Conv2d)
            yield name.replace("double_conv.0", "shortcut"), conv(layer.in_channels, layer.out_channels, 1)


def resnet_decoder(wish: Wish) -> Iterator[Named]:
    """encoder.layer1.0.conv1 … of a ResNet-34, decoder.blocks.0.conv1.0, segmentation_head.0; `widths` is not asked."""
    yield "encoder.conv1", nn.Conv2d(wish.in_channels, 64, 7, bias=False, device="meta")
    yield "encoder.bn1", norm(64)
    before = 64
    for layer, (width, count) in enumerate(((64, 3), (128, 4), (256, 6), (512, 3)), 1):
        for number in range(count):
            at = f"encoder.layer{layer}.{number}"
            if before != width:
                yield f"{at}.downsample.0", conv(before, width, 1, bias=False)
                yield f"{at}.downsample.1", norm(width)
            for part, inputs in ((1, before), (2, width)):
                yield f"{at}.conv{part}", conv(inputs, width, bias=False)
                yield f"{at}.bn{part}", norm(width)
            before = width
    for number, (inputs, width) in enumerate(((768, 256), (384, 128), (192, 64), (128, 32), (32, 16))):
        for part, taken in ((1, inputs), (2, width)):
            yield f"decoder.blocks.{number}.conv{part}.0", conv(taken, width, bias=False)
            yield f"decoder.blocks.{number}.conv{part}.1", norm(width)
    yield "segmentation_head.0", conv(16, wish.classes)


STYLES: dict[str, tuple[Callable[[Wish], Iterator[Named]], str, str]] = {
    "inc_outc": (inc_outc, "unet", "transposed"),
    "encoder_decoder": (encoder_decoder, "unet", "transposed"),
    "dconv": (dconv, "unet", "resize"),
    "grid_names": (grid_names, "unetpp", "resize"),
    "stages": (stages, "unet", "transposed"),
    "attention": (attention, "unet", "conv"),
    "residual": (residual, "unet", "transposed"),
}
