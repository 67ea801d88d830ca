"""The blocks of the page on 1x1 convolutions, each written once, as operations; everything shown of them follows.

Counts are those of convolutions with bias and without normalisation layers, which fold into the convolution before
them; inside CBAM there are no biases, as it is usually counted: 2C²/r + 98 with a 7x7 window. Sources: the double 3x3
of Ronneberger et al. 2015; the residual blocks of He et al. 2015; the small block of LPRNet's code; Szegedy et al.
2014 (the shares are those of their block 3a); Howard et al. 2017 for the separable one; Woo et al. 2018 for CBAM.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from unet_demo.core.one_by_one.blocks.steps import DIVIDE, Block, Builder, Form, Kind

ROOM: tuple[Kind, ...] = ("double", "basic", "bottleneck", "small", "inception", "separable", "cbam")
SIDE_BY_SIDE: tuple[Kind, ...] = ("single", "double", "basic", "bottleneck", "small", "inception", "separable")
RESIDUAL: tuple[Kind, ...] = ("basic", "bottleneck")
DIVIDED: tuple[Kind, ...] = ("bottleneck", "small", "cbam", "attended")  # blocks with a divisor to choose
ALONG: Mapping[Kind, Kind] = MappingProxyType({"small": "single", "separable": "single"})  # what a block stands in for
FEWEST_HIDDEN = 4  # units that a remedy leaves CBAM's MLP, where it can
WINDOW = 7  # side of CBAM's spatial convolution


@dataclass(frozen=True)
class Preset:
    """Numbers from a paper or from a trap: channels in and out, divisor and groups as `Form` takes them."""

    id: str
    into: int
    out: int
    divide: int = 0
    groups: int = 0
    shortcut: str = "auto"


PRESETS: Mapping[Kind, tuple[Preset, ...]] = MappingProxyType(
    {
        "double": (Preset("unet_top", 64, 64),),
        "basic": (Preset("resnet18", 64, 64), Preset("trap_add", 64, 128, shortcut="identity")),
        "bottleneck": (Preset("resnet50", 256, 256), Preset("trap_zero", 64, 3)),
        "small": (Preset("lprnet", 64, 128), Preset("trap_zero", 64, 3)),
        "inception": (Preset("googlenet", 192, 256), Preset("trap_zero", 64, 8)),
        "separable": (Preset("mobilenet", 64, 128), Preset("trap_groups", 64, 128, groups=3)),
        "cbam": (Preset("cbam_usual", 256, 256), Preset("trap_hidden", 14, 14, divide=16)),
    }
)


def block_of(form: Form) -> Block:
    """The block that the controls ask for; where it cannot run, its `failures` say so."""
    builder = Builder(form)
    _MAKERS[form.kind](builder)
    if form.relu_after and builder.steps[builder.last].op != "relu":
        builder.relu(builder.last)
    return Block(form, tuple(builder.steps.values()))


def plain_of(form: Form) -> Block:
    """The plain 3x3 block with the same channels that a block stands in for: one convolution, or two."""
    return block_of(Form(ALONG.get(form.kind, "double"), form.into, form.out, form.height, form.width))


def stands_in(form: Form) -> bool:
    """Whether a block can take the place of a plain one, and is not that one itself."""
    return form.kind not in ("double", "cbam")


def beside(form: Form) -> tuple[Block, ...]:
    """Every block with these channels and this map, each with its usual divisor and groups; the chosen one as it is."""
    return tuple(
        block_of(form if kind == form.kind else Form(kind, form.into, form.out, form.height, form.width))
        for kind in SIDE_BY_SIDE
    )


def remedy_of(block: Block) -> dict[str, int | str]:
    """Which field of the form to set to what, so that its first failure is gone; nothing where there is none."""
    if not block.failures:
        return {}
    form, trouble = block.form, block.failures[0].trouble
    if trouble == "add":
        return {"shortcut": "auto"}
    if trouble == "groups":
        there = [count for count in range(1, form.into + 1) if form.into % count == 0]
        return {"groups": min(there, key=lambda count: (abs(count - form.groups), -count))}
    if form.kind == "inception":
        return {"out": 16}
    if form.kind in ("cbam", "attended"):
        channels = form.into if form.kind == "cbam" else form.out
        fitting = [by for by in range(2, channels) if channels % by == 0 and channels // by >= FEWEST_HIDDEN]
        return {"divide": max(fitting, default=1)}
    return {"divide": DIVIDE} if form.out >= DIVIDE else {"out": form.by}


def narrow_pair(form: Form) -> Block:
    """Two 3x3 convolutions in a bottleneck's narrow channels: He et al. call its complexity similar."""
    narrow = max(1, form.out // form.by)
    return block_of(replace(form, kind="double", into=narrow, out=narrow))


def in_points(block: Block) -> int:
    """Weights of a block that stand in 1x1 convolutions, one on the shortcut among them."""
    return sum(step.weights for step in block.steps if step.op == "conv" and step.kernel == (1, 1))


def five_by_five(block: Block) -> tuple[int, int]:
    """Weights of an inception block's 5x5 branch: (with its 1x1 before, without)."""
    reduce, five = (block.by_id[id] for id in ("conv4", "conv5"))
    return reduce.weights + five.weights, 25 * block.form.into * five.out


def _stack(count: int) -> Callable[[Builder], None]:
    def make(b: Builder) -> None:
        for _ in range(count):
            b.relu(b.conv(b.last, b.form.out, (3, 3)))

    return make


def _basic(b: Builder) -> None:
    _leave_room(b)
    inner = b.relu(b.conv("input", b.form.out, (3, 3)))
    b.relu(_with_shortcut(b, b.conv(inner, b.form.out, (3, 3))))


def _bottleneck(b: Builder) -> None:
    _leave_room(b)
    middle = b.form.out // b.form.by
    narrow = b.relu(b.conv("input", middle))
    narrow = b.relu(b.conv(narrow, middle, (3, 3)))
    b.relu(_with_shortcut(b, b.conv(narrow, b.form.out)))


def _projects(form: Form) -> bool:
    return form.shortcut == "auto" and form.into != form.out


def _leave_room(b: Builder) -> None:
    """Where the shortcut is a convolution, the body stands in the first of two paths."""
    b.branch = (0, 2) if _projects(b.form) else (0, 1)


def _with_shortcut(b: Builder, body: str) -> str:
    """The input added to what the body gives: as it is, or by a 1x1 convolution where the channels differ."""
    side = "input"
    if _projects(b.form):
        b.branch = (1, 2)
        side = b.conv("input", b.form.out)
    b.branch = (0, 1)
    return body if b.form.shortcut == "none" else b.meet("add", (body, side))


def _small(b: Builder) -> None:
    middle = b.form.out // b.form.by
    x = b.relu(b.conv("input", middle))
    x = b.relu(b.conv(x, middle, (3, 1)))
    x = b.relu(b.conv(x, middle, (1, 3)))
    b.conv(x, b.form.out)


def _inception(b: Builder) -> None:
    """Four paths; each wide window has a 1x1 before it. Shares of block 3a: 64, 128, 32, 32 of 256 channels."""
    out = b.form.out
    three, five, pooled = out // 2, out // 8, out // 8
    b.branch = (0, 4)
    paths = [b.relu(b.conv("input", out - three - five - pooled))]
    b.branch = (1, 4)
    paths.append(b.relu(b.conv(b.relu(b.conv("input", 3 * out // 8)), three, (3, 3))))
    b.branch = (2, 4)
    paths.append(b.relu(b.conv(b.relu(b.conv("input", out // 16)), five, (5, 5))))
    b.branch = (3, 4)
    paths.append(b.relu(b.conv(b.pool("input"), pooled)))
    b.branch = (0, 1)
    b.cat(tuple(paths))


def _separable(b: Builder) -> None:
    into = b.form.into
    deep = b.relu(b.conv("input", into, (3, 3), b.form.groups or into))
    b.relu(b.conv(deep, b.form.out))


def _cbam(b: Builder) -> None:
    """Channel attention, then spatial attention, on whatever comes last; the two pooled vectors share one MLP."""
    x = b.last
    channels = b.steps[x].out
    gate = b.sigmoid(b.meet("add", _squeezed(b, x, channels)))
    x = b.meet("times", (x, gate))
    b.branch = (0, 2)
    mean = b.over_channels("mean", x)
    b.branch = (1, 2)
    top = b.over_channels("top", x)
    b.branch = (0, 1)
    place = b.sigmoid(b.conv(b.cat((mean, top)), 1, (WINDOW, WINDOW), bias=False))
    b.meet("times", (x, place))


def _squeezed(b: Builder, x: str, channels: int) -> tuple[str, str]:
    hidden = channels // b.form.by
    b.branch = (0, 2)
    down = b.conv(b.over_map("avg", x), hidden, bias=False)
    up = b.conv(b.relu(down), channels, bias=False)
    b.branch = (1, 2)
    again = b.relu(b.conv(b.over_map("max", x), hidden, bias=False, shares=down))
    other = b.conv(again, channels, bias=False, shares=up)
    b.branch = (0, 1)
    return up, other


def _attended(b: Builder) -> None:
    _stack(2)(b)
    _cbam(b)


_MAKERS: Mapping[Kind, Callable[[Builder], None]] = MappingProxyType(
    {
        "single": _stack(1),
        "double": _stack(2),
        "triple": _stack(3),
        "basic": _basic,
        "bottleneck": _bottleneck,
        "small": _small,
        "inception": _inception,
        "separable": _separable,
        "cbam": _cbam,
        "attended": _attended,
    }
)
