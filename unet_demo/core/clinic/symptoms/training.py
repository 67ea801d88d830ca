"""Trains the small net of a symptom, and keeps the loss as a log would have it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from unet_demo.core.clinic.symptoms.accidents import Accident
from unet_demo.core.clinic.symptoms.records import LogLine
from unet_demo.core.clinic.symptoms.scenes import discs_among_squares
from unet_demo.core.training.losses import rate_at

STEPS, BATCH, EPOCH = 240, 4, 10  # EPOCH: updates between two lines of the log
TRAIN, TEST, SEED = 384, 16, 0


@dataclass(frozen=True, eq=False)
class Trained:
    """A net after its training: what it was trained on, what it is tested on, each (pictures, masks), and its log."""

    net: nn.Module
    accident: Accident
    train: tuple[Tensor, Tensor]
    test: tuple[Tensor, Tensor]
    log: tuple[LogLine, ...]

    def probability(self, pictures: Tensor, training: bool = False) -> Tensor:
        """What is shown of pictures: (B, 1, H, W) -> (B, 1, H, W), in eval(), or in train() of a copy."""
        net = copy.deepcopy(self.net) if training else self.net
        with torch.no_grad():
            return self.accident.show(net.train(training)(pictures))


def trained(accident: Accident, updates: int = STEPS, seed: int = SEED) -> Trained:
    """The first `updates` of a training of STEPS, from a fixed seed."""
    torch.manual_seed(seed)
    train, test = material(accident, TRAIN, seed), material(Accident(picture=accident.picture), TEST, seed + 1)
    net = accident.net().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    for part in net.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.momentum = accident.momentum
    log, run = [], _run(net, accident, train, seed)
    for epoch in range(updates // EPOCH):
        losses = [next(run) for _ in range(EPOCH)]
        log.append(LogLine(epoch + 1, float(np.mean(losses)), *validated(net, accident, test)))
    return Trained(net, accident, train, test, tuple(log))


def material(accident: Accident, count: int, seed: int) -> tuple[Tensor, Tensor]:
    """`count` pictures and masks as training gets them, (count, 1, 64, 64) each."""
    pictures, masks = (torch.from_numpy(part)[:, None] for part in discs_among_squares(count, seed))
    return accident.picture(pictures), accident.label(pictures, masks)


def validated(net: nn.Module, accident: Accident, test: tuple[Tensor, Tensor]) -> tuple[float, float]:
    """Loss and Dice in eval() on pictures that were not trained on."""
    pictures, masks = test
    with torch.no_grad():
        logits = net.eval()(pictures)
        found = (accident.show(logits) > 0.5).float()
        dice = (2 * (found * masks).sum() + 1) / (found.sum() + masks.sum() + 1)
        return accident.loss(logits, masks).item(), dice.item()


def _run(net: nn.Module, accident: Accident, train: tuple[Tensor, Tensor], seed: int) -> Iterator[float]:
    """The loss of each update."""
    pictures, masks = train
    optimiser, rng = torch.optim.Adam(net.parameters()), np.random.default_rng(seed)
    for step in range(STEPS):
        first = step * BATCH % TRAIN
        batch = np.arange(first, first + BATCH) if accident.in_order else rng.integers(0, TRAIN, BATCH)
        optimiser.param_groups[0]["lr"] = rate_at(step, STEPS, accident.rate)
        loss = accident.loss(net.train()(pictures[batch]), masks[batch])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        yield loss.item()
