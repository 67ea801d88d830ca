"""A layer that gets another number of channels than it was built for: the first, a transposed, one behind a join."""

from __future__ import annotations

from unet_demo.core.errors.channel_wordings import WORDINGS
from unet_demo.core.errors.keras_channels import COLOURS, keras_first, keras_inner, keras_shape
from unet_demo.core.errors.records import Cause, Family, Parts, Shape, cause
from unet_demo.core.errors.trials import trial

MOST_JOINED = 5  # maps at a node of UNet++ with four poolings


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    if kind == "keras_shape":
        return keras_shape(parts.shape("shape_first") or (), parts.shape("shape_second") or ())
    if kind == "onnx":
        return _onnx(parts)
    need, got, shape = parts.number("need"), parts.number("got"), parts.shape("input") or ()
    assert need is not None
    if kind == "keras":
        return keras_first(need, got) if got is not None and need <= COLOURS else keras_inner(need, shape)
    assert got is not None
    if kind == "linear":
        return (
            ()
            if got < 8 or (parts.number("rows") or 0) > 4096
            else (
                cause(
                    "linear_in",
                    f"nn.Linear({need}, {parts.number('columns')})",
                    f"nn.Linear({got}, {parts.number('columns')})",
                    trial("linear", need, got),
                    need=need,
                    got=got,
                ),
            )
        )
    if kind == "norm":
        return (cause("norm_channels", f"nn.BatchNorm2d({need})", f"nn.BatchNorm2d({got})", need=need, got=got),)
    weight = parts.shape("weight") or ()
    if len(weight) == 3 and shape and shape[-1] == need:
        return ()  # a signal with its channels last
    if kind == "transposed":
        return _transposed(weight, need, got)
    if (parts.number("groups") or 1) > 1 or not shape:
        return (_widen("conv_other", weight, need, got),)
    return _first(need, got, shape) if need <= COLOURS else _inner(weight, need, got, shape)


def _transposed(weight: Shape, need: int, got: int) -> tuple[Cause, ...]:
    out = weight[1] if len(weight) > 1 else got
    window = weight[2] if len(weight) > 2 else 2
    line = "nn.ConvTranspose{}d({}, {}, {}, stride=2)"
    axes = max(1, len(weight) - 2)
    if need < out and got == out:
        return (
            cause(
                "transposed_swapped",
                line.format(axes, need, out, window),
                line.format(axes, out, need, window),
                need=need,
                got=got,
            ),
        )
    lines = line.format(axes, need, out, window), line.format(axes, got, out, window)
    return (cause("transposed_in", *lines, trial("transposed", need, got), need=need, got=got),)


def _first(need: int, got: int, shape: Shape) -> tuple[Cause, ...]:
    """The layer takes a picture: 1 to 4 channels."""
    if len(shape) >= 4 and got > COLOURS and shape[-1] <= COLOURS:
        return (_permute(shape, need),)
    if len(shape) == 4 and got > COLOURS and (_is_a_batch(need, got, shape) or need in shape[2:3]):
        return ()  # pictures without their channel axis, or with it in the middle
    values = {"need": need, "got": got}
    widen = cause(
        "first_layer",
        f"nn.Conv2d({need}, n, 3, padding=1)",
        f"nn.Conv2d({got}, n, 3, padding=1)",
        trial("first", need, got),
        **values,
    )
    if len(shape) == 5:  # of a volume: no colours, but its channel axis may be missing
        lacks = cause("rank_channels", "out = net(x)", "out = net(x[:, None])", axes=4, needed=5)
        return (lacks, widen) if shape[0] == 1 else (widen,)
    if got == need + 1 and need in (1, 3):
        kind = "RGB" if need == 3 else "L"
        return (
            cause(
                "first_alpha",
                "Image.open(path)",
                f'Image.open(path).convert("{kind}")',
                trial("alpha", need, got),
                **values,
            ),
            widen,
        )
    if got == 1:
        return (
            cause(
                "first_grey", "Image.open(path)", 'Image.open(path).convert("RGB")', trial("grey", need, got), **values
            ),
            widen,
        )
    if need == 1 and got in (3, 4):
        return (
            cause(
                "first_colour",
                "Image.open(path)",
                'Image.open(path).convert("L")',
                trial("colour", need, got),
                **values,
            ),
            widen,
        )
    return (widen,)


def _is_a_batch(need: int, got: int, shape: Shape) -> bool:
    """Whether grey pictures came as (batch, height, width), which torch takes for one picture of so many channels."""
    return need == 1 == shape[0] and got & (got - 1) == 0


def _permute(shape: Shape, need: int) -> Cause:
    order = ", ".join(map(str, (0, len(shape) - 1, *range(1, len(shape) - 1))))
    made = trial("last_axis", need) if shape[-1] == need and len(shape) == 4 else None
    return cause("channels_last", "out = net(x)", f"out = net(x.permute({order}))", made, got=shape[1], last=shape[-1])


def _inner(weight: Shape, need: int, got: int, shape: Shape) -> tuple[Cause, ...]:
    if got <= COLOURS and need % 8:
        return ()  # a layer for other bands, or for two pictures at once
    if got <= COLOURS:
        return (_widen("conv_picture", weight, need, got),)
    if len(shape) == 4 and need % got and shape[1] == shape[2] != shape[3] == need:
        return (_permute(shape, need),)
    if need % got == 0 and need // got <= MOST_JOINED:
        return _unjoined(weight, need, got, shape)
    return (_widen("conv_not_widened" if got > need else "conv_sum", weight, need, got),)


def _unjoined(weight: Shape, need: int, got: int, shape: Shape) -> tuple[Cause, ...]:
    """A simple share of the channels: nothing was joined, or along another axis, which the sides may tell."""
    times, (height, width) = need // got, (*shape[2:4], 0, 0)[:2]
    values = {"need": need, "got": got}
    call = "torch.cat([skip, up], dim={})"
    forgot = cause(
        "conv_forgot_cat",
        "x = self.conv(up)",
        "x = self.conv(torch.cat([skip, up], dim=1))",
        trial("forgot_cat", need, got) if times == 2 else None,
        **values,
    )
    less = forgot if times == 2 else _widen("conv_sum", weight, need, got)
    batchless = cause("rank_batch_join", "out = net(image)", "out = net(image[None])", **values)
    if width == times * height:
        return (cause("conv_wrong_dim", call.format(3), call.format(1), **values), less)
    along = batchless if shape[0] == 1 else cause("conv_wrong_dim", call.format(2), call.format(1), **values)
    if height == times * width:
        return (along, less)
    return (less, along) if height and height % times == 0 else (less,)


def _widen(id: str, weight: Shape, need: int, got: int) -> Cause:
    out, window = (*weight[:1], *weight[2:3]) if len(weight) > 2 else (need, 3)
    line = "nn.Conv{}d({}, {}, {})"
    axes = max(1, len(weight) - 2)
    lines = line.format(axes, need, out, window), line.format(axes, got, out, window)
    return cause(id, *lines, trial("widen", need, got), need=need, got=got, gap=abs(need - got))


def _onnx(parts: Parts) -> tuple[Cause, ...]:
    axis, got, need = (parts.number(name) for name in ("axis", "got_size", "need_size"))
    assert got is not None
    assert need is not None
    if axis == 0:
        return (
            cause(
                "fixed_batch",
                'session.run(None, {"image": x})',
                '[session.run(None, {"image": one[None]}) for one in x]',
                need=need,
                got=got,
            ),
        )
    if axis == 1:
        last = cause(
            "channels_last",
            'session.run(None, {"image": x})',
            'session.run(None, {"image": x.transpose(0, 3, 1, 2)})',
            got=got,
            last=need,
        )
        return (last,) if got > COLOURS else _first(need, got, ())
    return (
        cause(
            "fixed_size",
            "torch.onnx.export(net, x, path)",
            'torch.onnx.export(net, x, path, dynamic_axes={"image": {0: "batch", 2: "height", 3: "width"}})',
            need=need,
            got=got,
        ),
    )


FAMILY = Family("channels", WORDINGS, _explain)
