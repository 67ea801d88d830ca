"""Maps that are added, multiplied or compared, and do not fit: torch, NumPy, Keras and TensorFlow."""

from __future__ import annotations

from unet_demo.core.errors import gaps
from unet_demo.core.errors.records import Cause, Family, Parts, Shape, cause, wording
from unet_demo.core.errors.trials import trial

_SHAPE = r"[\[(](?P<{}>[^\[\]()]{{0,80}})[\])]"
_FIRST, _SECOND = _SHAPE.format("shape_first"), _SHAPE.format("shape_second")
WORDINGS = (
    wording(
        "sizes",
        "The size of tensor a (",
        r"The size of tensor a \((?P<first>\d+)\) must match the size of tensor b "
        r"\((?P<second>\d+)\) at non-singleton dimension (?P<axis>\d+)",
    ),
    wording(
        "grey",
        "match the broadcast shape",
        r"output with shape \[(?P<shape_first>[\d, ]{1,60})\] doesn't match the "
        r"broadcast shape \[(?P<shape_second>[\d, ]{1,60})\]",
    ),
    wording(
        "shapes",
        "could not be broadcast together",
        r"operands could not be broadcast together with shapes? " + _FIRST + ",? ?" + _SECOND,
    ),
    wording(
        "shapes",
        "perands could not be broadcast together",
        r"Operands could not be broadcast together with shapes " + _FIRST + " " + _SECOND,
    ),
    wording("shapes", "Incompatible shapes: [", r"Incompatible shapes: " + _FIRST + r" vs\. " + _SECOND),
    wording(
        "shapes",
        "nputs have incompatible shapes",
        r"[Ii]nputs have incompatible shapes\. Received shapes " + _FIRST + " and " + _SECOND,
    ),
)


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    shapes = parts.shape("shape_first"), parts.shape("shape_second")
    if kind == "sizes":
        first, second, axis = (parts.number(name) for name in ("first", "second", "axis"))
        assert first is not None
        assert second is not None
        return _sizes(first, second, axis or 0)
    if shapes[0] is None or shapes[1] is None:
        return ()
    return _grey(shapes[0], shapes[1]) if kind == "grey" else _shapes(shapes[0], shapes[1])


def _sizes(first: int, second: int, axis: int) -> tuple[Cause, ...]:
    if axis == 0:
        return (_alpha(second),) if first in (2, 4) and second in (1, 3) else ()
    if axis == 1:
        return _second_axis(first, second)
    if min(first, second) <= 4 and max(first, second) >= 16:
        return ()  # channels against a side: which of the two is in the wrong place, this does not tell
    return _sides(first, second)


def _alpha(channels: int) -> Cause:
    return cause("norm_alpha", "Image.open(path)", f'Image.open(path).convert("{"RGB" if channels == 3 else "L"}")')


def _second_axis(first: int, second: int) -> tuple[Cause, ...]:
    """Axis 1: channels of two maps, or a mask that lacks its channel axis, so that its batch stands there."""
    channels = cause(
        "add_channels",
        "out = skip + up",
        f"self.fit = nn.Conv2d({second}, {first}, 1)\nout = skip + self.fit(up)",
        trial("sum", first, second),
        first=first,
        second=second,
    )
    if min(first, second) >= 8 and first % 8 == second % 8 == 0:
        return (channels,)
    axis = cause("loss_axis", "loss = dice(logits, mask)", "loss = dice(logits, mask.unsqueeze(1))")
    return (axis, channels)


def _sides(first: int, second: int) -> tuple[Cause, ...]:
    """Height or width: an answer against its mask, or two maps of a net."""
    small, large = sorted((first, second))
    kind = gaps.kinds_of(first, second)[0]
    values = {"small": small, "large": large}
    if kind == "level":
        return (_scale(small, large),)
    if kind == "crop" and large - small not in gaps.UNPADDED:
        return (_scale(small, large),)
    if kind == "crop":
        cut = (large - small) // 2
        name = "mask" if second > first else "skip"
        line = gaps.crop_lines(name, small, large)
        made = trial("crop_mask", small, large, cut, cut + small)
        return (cause("add_unpadded", f"{name}  # {large} pixels wide", line, made, **values), _scale(small, large))
    if kind in ("odd", "odd_deep", "output_padding", "rounded"):
        return gaps.causes_of(first, second)
    return (_scale(small, large),)


def _scale(small: int, large: int) -> Cause:
    lines = "loss = criterion(out, mask)", "out = F.interpolate(out, size=mask.shape[-2:])\nloss = criterion(out, mask)"
    return cause("add_scale", *lines, trial("scale", small, large), small=small, large=large)


def _grey(output: Shape, wanted: Shape) -> tuple[Cause, ...]:
    if output[0] == 1 and wanted[0] == 3 and output[1:] == wanted[1:]:
        return (
            cause(
                "norm_grey",
                "transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])",
                "transforms.Normalize([0.5], [0.5])",
            ),
        )
    return ()


def _shapes(first: Shape, second: Shape) -> tuple[Cause, ...]:
    """Two whole shapes, aligned from their ends as broadcasting does."""
    if max(len(first), len(second)) < 2 or (len(first) == len(second) == 2 and min(*first, *second) < 16):
        return ()  # lists of numbers, not maps
    if len(first) == len(second) == 3 and (first[1], first[0], *first[2:]) == second:
        return ()  # height and width exchanged, or the axes of something else
    if len(second) == 1 and first[-1:] == (4,) and second == (3,):
        return (_alpha(3),)
    if len(first) == len(second) >= 3 and first != second and _exchanged(first, second):
        return (
            cause(
                "axes_order", "a + b", "a + np.moveaxis(b, -1, -3)" if second[-1] <= 4 else "np.moveaxis(a, -1, -3) + b"
            ),
        )
    if len(first) == len(second) + 1 and first[: len(second)] == second:
        return (cause("add_axis", "a * b", "a * b[..., None]"),)
    pairs = list(zip(first[::-1], second[::-1], strict=False))
    differing = [(a, b) for a, b in pairs if a != b and 1 not in (a, b) and -1 not in (a, b)]
    if not differing:
        return ()
    if len(first) == len(second) >= 3 and pairs[0] in differing and len(differing) == 1:
        return (
            cause(
                "add_channels",
                "out = skip + up",
                "out = skip + Conv2D(skip.shape[-1], 1)(up)",
                first=differing[0][0],
                second=differing[0][1],
            ),
        )
    return _sides(*differing[-1]) if len(first) == len(second) else ()


def _exchanged(first: Shape, second: Shape) -> bool:
    """Whether one has its channels in front of height and width, and the other, otherwise alike, behind them."""
    ways = (first, second), (second, first)
    return any((*one[:-3], *one[-2:], one[-3]) == other and one[-3] <= 4 for one, other in ways)


FAMILY = Family("added", WORDINGS, _explain)
