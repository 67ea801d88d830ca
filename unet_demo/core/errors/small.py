"""Maps that have become too small: for a window, a pooling, a mirrored border, or a batch norm."""

from __future__ import annotations

from unet_demo.core.errors.records import Cause, Family, Parts, cause, wording
from unet_demo.core.errors.trials import trial

WORDINGS = (
    wording(
        "window",
        "Calculated padded input size per channel",
        r"Calculated padded input size per channel: "
        r"\((?P<padded>[\d x]{1,40})\)\. Kernel size: \((?P<kernel>[\d x]{1,40})\)",
    ),
    wording(
        "pool",
        "Output size is too small",
        r"Given input size: \((?P<input>[\dx]{1,40})\)\. Calculated output size: "
        r"\((?P<pooled>[\dx-]{1,40})\)",
    ),
    wording(
        "border",
        "Padding size should be less than",
        r"Padding size should be less than the corresponding input "
        r"dimension, but got: padding \((?P<zeros>[\d, ]{1,20})\) at dimension (?P<axis>\d) of input",
    ),
    wording(
        "window",
        "Negative dimension size",
        r"Negative dimension size caused by subtracting (?P<kernel>\d+) from "
        r"(?P<padded>\d+)",
    ),
    wording("keras", "Computed output size would be", r"Computed output size would be (?:zero or )?negative"),
    wording(
        "norm",
        "more than 1 value per channel",
        r"Expected more than 1 value per channel when training, got input size "
        r"(?:torch\.Size\()?\[(?P<input>[\d, ]{1,60})\]",
    ),
    wording(
        "instance",
        "more than 1 spatial element",
        r"Expected more than 1 spatial element when training, got input size "
        r"(?:torch\.Size\()?\[(?P<input>[\d, ]{1,60})\]",
    ),
)
_FEWER = "UNet(levels=4)", "UNet(levels=3)  # or a picture of more pixels"


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    if kind == "norm":
        return _norm((parts.shape("input") or (0, 0))[:2])
    if kind in ("pool", "instance", "border"):
        return (cause("small_pool", *_FEWER, trial("pool") if kind == "pool" else None),)
    side, window = min(parts.shape("padded") or (0,)), max(parts.shape("kernel") or (0,))
    made = trial("window", side, window) if window == 3 and 0 < side < window else None
    lines = (f"nn.Conv2d(cin, cout, {window})", f"nn.Conv2d(cin, cout, {window}, padding={window // 2})")
    return (cause("small_window", *(lines if window % 2 else _FEWER), made),)


def _norm(shape: tuple[int, ...]) -> tuple[Cause, ...]:
    made = trial("norm", shape[1]) if len(shape) > 1 else None
    loader = "DataLoader(data, batch_size=8)", "DataLoader(data, batch_size=8, drop_last=True)"
    return (
        cause("norm_one", *loader),
        cause("norm_eval", "out = net(image)", "net.eval()\nout = net(image)", made),
        cause("small_pool", *_FEWER),
    )


FAMILY = Family("small", WORDINGS, _explain)
