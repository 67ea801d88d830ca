"""A plan run in torch, operation by operation: it holds the shapes to the truth and gives PyTorch's own error text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from unet_demo.core.nets.plan import Plan, Shape, Step


def layers_of(plan: Plan, device: str = "cpu") -> dict[str, nn.Module]:
    """The layer of every step that has weights and gets its input, by step id."""
    return {step.id: _layer_of(plan, step, device) for step in plan.steps if step.params and plan.met(step)}


def _layer_of(plan: Plan, step: Step, device: str) -> nn.Module:
    channels, net = plan.met(step)[0][0], plan.design.architecture
    if step.node is None:
        return nn.Conv2d(channels, net.classes, 1, device=device)
    width = net.widths[step.node.row]
    if step.op == "up" and plan.design.up == "transposed":
        return nn.ConvTranspose2d(channels, width, plan.design.pool, stride=plan.design.pool, device=device)
    if step.op == "up":
        return nn.Conv2d(channels, width, 3, padding=1, device=device)
    return nn.Conv2d(channels, width, plan.design.kernel, padding=plan.design.padding, device=device)


@torch.no_grad()
def run_plan(plan: Plan, image: Tensor, layers: Mapping[str, nn.Module] | None = None) -> dict[str, Tensor]:
    """Every step's output (1, C, H, W) by id, for an image (1, C, H, W). Raises torch's own error where sizes part.

    With an image on the device "meta" only shapes are computed: no memory is needed.
    """
    layers = layers_of(plan, image.device.type) if layers is None else layers
    done: dict[str, Tensor] = {}
    for step in plan.steps:
        received = [done[source] for source in step.sources]
        done[step.id] = image if step.op == "image" else _run(plan, step, received, layers.get(step.id))
    return done


def _run(plan: Plan, step: Step, received: list[Tensor], layer: nn.Module | None) -> Tensor:
    x = received[0]
    height, width = (step.shape or (0, *x.shape[-2:]))[1:]
    mode = "nearest" if plan.design.up == "nearest" else "bilinear"
    ways: dict[str, Callable[[], Tensor]] = {
        "fit": lambda: _fitted(x, height, width, plan.design.fit),
        "unfit": lambda: _unfitted(x, height, width, plan.design.fit),
        "pool": lambda: F.max_pool2d(x, plan.design.pool),
        "resize": lambda: F.interpolate(x, scale_factor=plan.design.pool, mode=mode),
        "crop": lambda: x[..., step.cut[0] : step.cut[0] + height, step.cut[1] : step.cut[1] + width],
        "cat": lambda: torch.cat(received, dim=1),
        "add": lambda: torch.stack(received).sum(dim=0),
        "squash": lambda: torch.sigmoid(x) if x.shape[1] == 1 else x.softmax(dim=1),
    }
    if layer is None:
        return ways[step.op]()
    y: Tensor = layer(x)
    return F.relu(y) if step.op == "conv" else y


def _fitted(x: Tensor, height: int, width: int, fit: str) -> Tensor:
    if fit == "resize":
        return F.interpolate(x, (height, width), mode="bilinear")
    if fit == "crop":
        top, left = (x.shape[-2] - height) // 2, (x.shape[-1] - width) // 2
        return x[..., top : top + height, left : left + width]
    return F.pad(x, (0, width - x.shape[-1], 0, height - x.shape[-2]))


def _unfitted(x: Tensor, height: int, width: int, fit: str) -> Tensor:
    return F.interpolate(x, (height, width), mode="bilinear") if fit == "resize" else x[..., :height, :width]


def error_of(plan: Plan, step: Step) -> str | None:
    """What PyTorch says when this step, one of `plan.failures`, is really tried: "RuntimeError: Sizes of …".

    None for a picture that cannot be brought to a size that suits, or back: there is no call that could fail. The
    tensors are views of a single number, so that no size needs memory. Raises ValueError for a step that runs.
    """
    if step in plan.failures and step.op in ("fit", "unfit"):
        return None
    received = [_view(shape) for shape in plan.met(step)]
    try:
        _run(plan, step, received, _layer_of(plan, step, "cpu") if step.params else None)
    except (RuntimeError, IndexError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    raise ValueError(f"Step {step.id} runs; its error was asked for; choose one of the plan's failures.")


def _view(shape: Shape) -> Tensor:
    return torch.zeros(1).expand(1, *shape)
