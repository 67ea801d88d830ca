"""The losses that nets are trained with, and the learning rate over a training."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.tasks import VOID


def loss_of(logits: Tensor, target: Tensor) -> Tensor:
    """0.5 * binary cross-entropy + 1 - soft Dice over the batch: logits (B, 1, H, W), target (B, H, W) -> scalar.

    Pixels of VOID count in neither.
    """
    void = target[:, None] == VOID
    if void.any():
        logits, target = logits[~void], target[target != VOID]
        return loss_of(logits[None, None, None], target[None, None]) if len(target) else logits.sum() * 0
    truth = target[:, None].float()
    probability = torch.sigmoid(logits)
    overlap = 2 * (probability * truth).sum() + 1
    soft_dice = overlap / (probability.sum() + truth.sum() + 1)
    return 0.5 * F.binary_cross_entropy_with_logits(logits, truth) + 1 - soft_dice


def class_loss_of(logits: Tensor, target: Tensor, weights: Tensor) -> Tensor:
    """The same for classes: weighted cross-entropy, Dice averaged over classes; pixels of VOID count in neither.

    logits (B, K, H, W), target (B, H, W), weights (K,) -> scalar; 0, which moves nothing, where all is VOID.
    """
    known = (target != VOID)[:, None]
    if not known.any():
        return logits.sum() * 0
    entropy = F.cross_entropy(logits, target.long(), weights, ignore_index=VOID)
    probability = logits.softmax(dim=1) * known
    truth = F.one_hot(target.long().clamp(max=len(weights) - 1), len(weights)).permute(0, 3, 1, 2) * known
    overlap = 2 * (probability * truth).sum((0, 2, 3)) + 1
    soft_dice = overlap / (probability.sum((0, 2, 3)) + truth.sum((0, 2, 3)) + 1)
    return 0.5 * entropy + 1 - soft_dice.mean()


def rate_at(step: int, steps: int, peak: float) -> float:
    """Learning rate: linear warm-up over the first 4 %, then a cosine down to zero."""
    warm = max(1, steps // 25)
    if step < warm:
        return peak * (step + 1) / warm
    return peak * 0.5 * (1 + float(np.cos(np.pi * (step - warm) / max(1, steps - warm))))


def head_losses(model: GridNet, image: Tensor, target: Tensor, depths: tuple[int, ...]) -> list[Tensor]:
    """The training loss of each of these heads, one pass for all: image (1, C, H, W), target (1, H, W) -> scalars."""
    done, classes = model.nodes(image, max(depths)), model.architecture.classes
    found = [model.head(depth, done) for depth in depths]
    if classes == 1:
        return [loss_of(each, target) for each in found]
    return [class_loss_of(each, target, torch.ones(classes)) for each in found]
