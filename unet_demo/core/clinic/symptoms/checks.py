"""What to look at for each symptom, in the order in which it pays: a line to run, and when its output is suspicious.

A line is Python on torch tensors, run behind BENCH. `tells` is Python on the `value` that it gives; a test runs every
line on the nets that were made for the record. No torch in here.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BENCH = (
    "image, mask = next(iter(loader))  # (B, 1, H, W), as training gets them",
    "logits = net.eval()(image)        # what your net returns",
    "probability = logits.sigmoid()    # what you show and threshold: put your own line here",
    "loss_fn = F.binary_cross_entropy_with_logits  # and your own loss",
)
FIRST = "conv, norm = net.down[0].layers[:2]  # a first convolution and its batch normalisation"
_PLACES = "for y in range(-6, 7) for x in range(-6, 7))[1:]"


@dataclass(frozen=True)
class Check:
    """One look: its id, the line, and the condition on `value` under which it points at the cause.

    `here` says whether it does so for the net of the record; on the healthy net none does.
    """

    id: str
    line: str
    tells: str
    here: bool = True
    also: str = ""  # a line that has to run before


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "black": (
        Check("surest", "probability.max().item()", "value < 0.1"),
        Check("top", "mask.max().item()", "value < 1"),
        Check("share", "(mask > 0).float().mean().item()", "value < 0.01", here=False),
    ),
    "white": (
        Check("least", "probability.min().item()", "value > 0.5"),
        Check("softmax", "torch.equal(probability, logits.softmax(1))", "value is True"),
        Check(
            "gradient",
            "sum(g.abs().sum().item() for g in torch.autograd.grad(loss_fn(net(image), mask), net.parameters()))",
            "value == 0",
        ),
        Check("scale", "image.max().item()", "value > 2", here=False),
    ),
    "grey": (
        Check("spread", "probability.std().item()", "value < 0.1"),
        Check("pairs", "(image[mask > 0.5].mean() - image[mask <= 0.5].mean()).item()", "abs(value) < 0.1"),
        Check("twice", "probability.min().item()", "value >= 0.5", here=False),
    ),
    "shifted": (
        Check("labels", f"max(((image * mask.roll((y, x), (2, 3))).sum().item(), y, x) {_PLACES}", "value != (0, 0)"),
        Check(
            "net",
            f"max(((probability * mask.roll((y, x), (2, 3))).sum().item(), y, x) {_PLACES}",
            "value != (0, 0)",
            here=False,
        ),
        Check("sizes", "[tuple(part.shape[2:]) for part in (image, mask, probability)]", "len(set(value)) > 1", False),
    ),
    "blocky": (
        Check(
            "blocks",
            "(F.max_pool2d(probability, 4) == -F.max_pool2d(-probability, 4)).float().mean().item()",
            "value == 1",
        ),
        Check("stride", "image.shape[-1] / logits.shape[-1]", "value > 1"),
        Check(
            "smooth",
            'F.interpolate(logits, image.shape[2:], mode="bilinear").gt(0).ne(probability > 0.5).float().mean().item()',
            "value > 0.001",
        ),
    ),
    "holes": (
        Check("levels", "((probability > 0.3).sum() / (probability > 0.5).sum()).item()", "value > 2", here=False),
        Check(
            "closed",
            "((-F.max_pool2d(-F.max_pool2d(mask, 3, 1, 1), 3, 1, 1) > mask).sum() / mask.sum()).item()",
            "value > 0.05",
        ),
        Check("values", "mask.unique().numel()", "value > 2", here=False),
    ),
    "eval": (
        Check(
            "modes",
            "(copy.deepcopy(net).train()(image).sigmoid() - net.eval()(image).sigmoid()).abs().mean().item()",
            "value > 0.05",
        ),
        Check(
            "running",
            "((conv(image).mean((0, 2, 3)) - norm.running_mean) / norm.running_var.sqrt()).abs().max().item()",
            "value > 1",
            also=FIRST,
        ),
        Check("dropout", "sum(isinstance(part, nn.Dropout) for part in net.modules())", "value > 0", here=False),
    ),
    "same": (
        Check("apart", "(probability[0] - probability[1]).abs().max().item()", "value < 1e-6"),
        Check("input", "(image[0] - image[1]).abs().max().item()", "value == 0"),
        Check("cast", "image.unique().numel()", "value < 3"),
    ),
    "nan": (
        Check("data", "image.isfinite().all().item()", "value is False", here=False),
        Check("weights", "sum(part.isnan().any().item() for part in net.parameters())", "value > 0"),
        Check("loss", "loss_fn(torch.full_like(mask, 30.0), mask).isnan().item()", "value is True"),
    ),
}
SYMPTOMS = tuple(CHECKS)
CAUSES: Mapping[str, tuple[str, ...]] = {  # what makes each of them, in accidents.py
    "black": ("divided_again",),
    "white": ("over_one_channel",),
    "grey": ("of_others",),
    "shifted": ("shifted",),
    "blocky": ("CoarseNet", "enlarged"),
    "holes": ("picked_by_wand",),
    "eval": ("two_kinds",),
    "same": ("cast",),
    "nan": ("own_entropy",),
}


def points(check: Check, printed: str) -> bool:
    """Whether what a line printed points at the cause. Raises ValueError for what is no value in Python."""
    return bool(value_of(check.tells, {"value": ast.literal_eval(printed)}))


def value_of(line: str, names: Mapping[str, Any]) -> Any:
    """The value of one of our own lines, with these names."""
    return eval(compile(line, "<check>", "eval"), dict(names))
