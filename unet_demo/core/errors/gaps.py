"""Which mistake two different sizes of one axis speak of: their gap, their parity, their ratio."""

from __future__ import annotations

from unet_demo.core.errors.records import Cause, cause
from unet_demo.core.errors.trials import Trial, trial

PAD = (
    "out = net(x)",
    "height, width = x.shape[-2:]\n"
    "x = F.pad(x, [n for side in reversed(x.shape[2:]) for n in (0, -side % 16)])\n"
    "out = net(x)[..., :height, :width]",
)
LINES = {  # library -> kind of gap -> lines before and after
    "torch": {
        "odd": PAD,
        "rounded": PAD,
        "output_padding": (
            "nn.ConvTranspose2d(cin, cout, 3, stride=2, padding=1)",
            "nn.ConvTranspose2d(cin, cout, 3, stride=2, padding=1, output_padding=1)",
        ),
        "level": (
            "torch.cat([skips[level], up], dim=1)",
            "torch.cat([skips[level], F.interpolate(up, size=skips[level].shape[-2:])], dim=1)",
        ),
        "gap": (
            "torch.cat([skip, up], dim=1)",
            "up = F.interpolate(up, size=skip.shape[2:])\ntorch.cat([skip, up], dim=1)",
        ),
    },
    "keras": {
        "odd": (
            "inputs = Input((height, width, 3))",
            "inputs = Input((height + -height % 16, width + -width % 16, 3))",
        ),
        "output_padding": ("Conv2DTranspose(n, 3, strides=2)", 'Conv2DTranspose(n, 3, strides=2, padding="same")'),
        "level": (
            "Concatenate()([skips[i], x])",
            "Concatenate()([skips[-1 - i], x])  # the last one saved comes first",
        ),
        "crop": ("Concatenate()([skip, x])", "Concatenate()([Cropping2D({cut})(skip), x])"),
        "gap": ("Concatenate()([skip, x])", "x = Resizing(*skip.shape[1:3])(x)\nConcatenate()([skip, x])"),
    },
    "onnx": {
        "odd": (
            'session.run(None, {"image": x})',
            "h, w = x.shape[-2:]\nx = np.pad(x, [(0, 0), (0, 0), (0, -h % 16), (0, -w % 16)])\n"
            'session.run(None, {"image": x})[0][..., :h, :w]',
        ),
    },
    "numpy": {"gap": ("np.concatenate([a, b], axis=0)", "print(a.shape, b.shape)  # before the call")},
}


UNPADDED = (16, 40, 88, 184, 376)  # pixels that one to five poolings with pairs of 3x3 take off a side of the picture


def kinds_of(first: int, second: int) -> tuple[str, ...]:
    """What a gap can come from, the likeliest first: odd, output_padding, rounded, level, crop, gap."""
    small, large = sorted((first, second))
    gap = large - small
    if gap == 1:
        if large % 2:
            return ("odd",)
        return ("output_padding", "rounded") if first > second else ("rounded", "output_padding")
    if gap < 4:
        return ("odd_deep",)
    if small and large % small == 0 and (large // small) & (large // small - 1) == 0:
        return ("level", "crop") if gap % 4 == 0 else ("level",)
    if gap % 4 == 0 and large < 2 * small:  # two borders of a map that is then doubled
        return ("crop", "gap")
    return ("gap",)


def causes_of(first: int, second: int, library: str = "torch", axis: int | None = None) -> tuple[Cause, ...]:
    """The causes of two sizes at a join, in the lines of a library."""
    library = "keras" if library == "tensorflow" else library
    kinds = kinds_of(first, second)
    if library == "onnx":
        return (_cause("fixed", first, second, library, axis),)
    if library == "keras" and "rounded" in kinds:  # its "same" rounds up
        kinds = kinds[::-1] if kinds[0] == "output_padding" else kinds
    return tuple(_cause(kind, first, second, library, axis) for kind in kinds)


def _cause(kind: str, first: int, second: int, library: str, axis: int | None) -> Cause:
    small, large = sorted((first, second))
    lines = LINES[library]
    shown = {"odd_deep": "odd", "rounded": "odd"}.get(kind, kind)
    if kind == "crop" and library == "torch":
        before, after = "torch.cat([skip, up], dim=1)", _crop(small, large, 3 if axis == 4 else 2)
    else:
        before, after = lines.get(shown) or next(iter(lines.values()))
    after = after.replace("{cut}", str((large - small) // 2))
    values = {"small": small, "large": large, "gap": large - small}
    return cause(f"cat_{kind}", before, after, _trial(kind, small, large), **values)


def _crop(small: int, large: int, axes: int) -> str:
    cut = (large - small) // 2
    return f"skip = skip[..., {', '.join([f'{cut}:{cut + small}'] * axes)}]\ntorch.cat([skip, up], dim=1)"


def _trial(kind: str, small: int, large: int) -> Trial | None:
    cut = (large - small) // 2
    if large < 2 or small < 1:
        return None
    made = {
        "odd": ("odd", large),
        "rounded": ("rounded", small),
        "output_padding": ("output_padding", large),
        "crop": ("crop", large, small, cut, cut + small),
    }
    if kind == "fixed" and large % 2 and large - small == 1:
        kind = "odd"
    name, *sizes = made.get(kind, ("resize", large, small))
    return trial(str(name), *(int(size) for size in sizes))


def crop_lines(name: str, small: int, large: int) -> str:
    """The line that cuts the middle of a map named so out of (…, large, large)."""
    cut = (large - small) // 2
    return f"{name} = {name}[..., {cut}:{cut + small}, {cut}:{cut + small}]"


def collate(first: int, second: int) -> Cause:
    """Pictures of several sizes in one batch."""
    return cause(
        "collate_sizes",
        "transform = transforms.ToTensor()",
        "transform = transforms.Compose([transforms.Resize((256, 256)), transforms.ToTensor()])",
        first=first,
        second=second,
    )


def collate_colours() -> Cause:
    """Grey and colour pictures in one batch."""
    return cause("collate_colours", "Image.open(path)", 'Image.open(path).convert("RGB")')
