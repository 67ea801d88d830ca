"""Runs the checks of a symptom on the net that was made for it."""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import nn
from torch.nn import functional as F

from unet_demo.core.clinic.symptoms.checks import CHECKS, value_of
from unet_demo.core.clinic.symptoms.training import Trained

LOOKED_AT = 16  # the last training pictures


def names_of(net: Trained) -> dict[str, Any]:
    """What a line may name: those of checks.BENCH and FIRST, and torch's own modules."""
    image, mask = (part[-LOOKED_AT:] for part in net.train)
    with torch.no_grad():
        logits = net.net.eval()(image)
    modules = {"torch": torch, "nn": nn, "F": F, "copy": copy}
    first = net.net.get_submodule("down.0.layers")
    held = {"image": image, "mask": mask, "logits": logits, "probability": net.accident.show(logits), "net": net.net}
    return modules | held | {"loss_fn": net.accident.loss, "conv": first[0], "norm": first[1]}  # type: ignore[index]


def printed(symptom: str, net: Trained) -> dict[str, str]:
    """What every check of a symptom prints on a net, by the check's id: numbers with four digits."""
    names = names_of(net)
    return {check.id: short(value_of(check.line, names)) for check in CHECKS[symptom]}


def short(value: Any) -> str:
    """A value as Python prints it, a fraction with four digits."""
    return repr(float(f"{value:.4g}")) if isinstance(value, float) else repr(value)
