"""Numbers that are no numbers: in the gradient, in the loss, in what comes in."""

from __future__ import annotations

import re

from unet_demo.core.errors.records import Cause, Family, Parts, cause, wording

WORDINGS = (
    wording(
        "anomaly",
        "returned nan values",
        r"Function '?(?P<function>\w{3,60})'? returned nan values in its \d+(?:th|st|nd|rd)? output",
    ),
    wording("input", "contains NaN", r"Input (?:\w{1,10} )?contains NaN"),
    wording("input", "contains infinity", r"Input (?:\w{1,10} )?contains infinity or a value too large"),
    wording("whole", "float NaN to integer", r"cannot convert float NaN to integer"),
    wording(
        "loss",
        "nan",
        r"(?<!val_)(?<!dice_)\b(?:[Ll]oss|LOSS|(?!val_|dice_)\w{2,12}_loss)\b"
        r"(?:(?: is| =|=|:)\s?| )\s?(?:tensor\()?nan\b",
    ),
    wording("loss", "nan", r"Loss is nan, stopping training"),
)
_ROOTS = {
    "Sqrt": ("torch.sqrt(x)", "torch.sqrt(x + 1e-8)"),
    "Log": ("torch.log(p)", "torch.log(p.clamp_min(1e-7))"),
    "Pow": ("x ** 0.5", "(x + 1e-8) ** 0.5"),
    "Div": ("2 * inter / (p.sum() + t.sum())", "(2 * inter + 1) / (p.sum() + t.sum() + 1)"),
    "Norm": ("x.norm()", "(x.square().sum() + 1e-8).sqrt()"),
}


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    rate = cause(
        "nan_rate", "optimizer = Adam(net.parameters(), lr=1e-2)", "optimizer = Adam(net.parameters(), lr=1e-4)"
    )
    came = cause("nan_input", "out = net(image)", "assert torch.isfinite(image).all()\nout = net(image)")
    if kind == "anomaly":
        function = parts.text("function")
        name = next((name for name in _ROOTS if re.match(rf"{name}(?:1p|2|10)?Backward", function)), "")
        return (cause("nan_function", *_ROOTS[name], function=function),) if name else (rate, came)
    return (came,) if kind in ("input", "whole") else (rate, came, cause("nan_dice", *_ROOTS["Div"]))


FAMILY = Family("nan", WORDINGS, _explain)
