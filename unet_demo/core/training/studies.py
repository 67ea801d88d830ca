"""Small studies for the lessons: narrow nets on generated nuclei, three seeds, minutes each; only a card is kept.

python -m unet_demo.core.train --study NAME. Each study changes one thing and leaves the rest alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from unet_demo.core.nets.cards import FOLDER
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.scoring.metrics import iou
from unet_demo.core.training.losses import loss_of, rate_at
from unet_demo.core.training.study_nets import StudyChain, StudyGrid, StudyUNet

SIDE_PX, TRAIN, TEST = 64, 192, 64  # small scenes of small nuclei: a border is a large part of them
SEEDS, STEPS, BATCH, RATE = (0, 1, 2), 400, 16, 3e-3
STUDIES_FOLDER = FOLDER / "studies"


@dataclass(frozen=True)
class Study:
    """`variants` by id, each a function that builds the net; `score` says what is measured on scenes never seen.

    `copies`: the net learns to give its input back. `seconds`: stop by the clock in place of the number of steps; by
    the processor's clock, which stands still while another program has the processor.
    """

    score: str  # "iou", or "error": mean absolute error of the copy, or "train_loss": what the training itself reached
    variants: Mapping[str, Callable[[], nn.Module]]
    copies: bool = False
    seconds: float | None = None


@dataclass(frozen=True)
class Row:
    """One net of a study: its score, parameters, what its training took, and how much reaches its first layer."""

    variant: str
    seed: int
    score: float
    params: int
    steps: int
    seconds: float
    train_loss: float
    first_gradient: float  # mean absolute gradient of the first layer's weights over the first 20 steps


STUDIES: Mapping[str, Study] = MappingProxyType(
    {
        "upsampling": Study(
            "iou",
            {
                "transposed": lambda: StudyUNet(up="transposed"),
                "bilinear": lambda: StudyUNet(up="bilinear"),
                "nearest": lambda: StudyUNet(up="nearest"),
            },
        ),
        "widths": Study(
            "iou",
            {
                "doubling": lambda: StudyUNet((8, 16, 32, 64)),
                "constant": lambda: StudyUNet((20, 20, 20, 20)),
            },
        ),
        "one_skip": Study(
            "iou",
            {
                "all": lambda: StudyUNet(skips=(0, 1, 2)),
                "top": lambda: StudyUNet(skips=(0,)),
                "deepest": lambda: StudyUNet(skips=(2,)),
                "none": lambda: StudyUNet(skips=()),
            },
        ),
        "last_layer": Study(
            "iou",
            {
                "conv1x1": lambda: StudyUNet(last="conv1x1"),
                "transposed": lambda: StudyUNet(last="transposed"),
            },
        ),
        "activation": Study(
            "iou",
            {
                "relu": lambda: StudyUNet(norm=False),
                "sigmoid": lambda: StudyUNet(norm=False, activation="sigmoid"),
            },
        ),
        "copying": Study(
            "error",
            {"skips": lambda: StudyUNet(skips=(0, 1, 2)), "none": lambda: StudyUNet(skips=())},
            copies=True,
        ),
        "degradation": Study(
            "train_loss",
            {
                "plain_4": lambda: StudyChain(4, shortcuts=False),
                "plain_24": lambda: StudyChain(24, shortcuts=False),
                "residual_24": lambda: StudyChain(24, shortcuts=True),
            },
        ),
        "equal_time": Study(
            "iou",
            {
                "unet": lambda: StudyGrid("unet", (3,)),
                "unetpp": lambda: StudyGrid("unetpp", (1, 2, 3)),
                "unetpp_last": lambda: StudyGrid("unetpp", (3,)),
            },
            seconds=30.0,
        ),
    }
)


@cache
def pictures() -> tuple[Tensor, Tensor]:
    """(TRAIN + TEST, 1, 64, 64) scenes in [0, 1] and their masks (TRAIN + TEST, 64, 64), the same on every machine."""
    images, masks = [], []
    for seed in range(TRAIN + TEST):
        scene = nuclei(16, 5.5, 0.25, 0.45, "fluorescence", 5000 + seed, SIDE_PX, SIDE_PX)
        assert scene.truth is not None
        images.append(scene.pixels.astype(np.float32) / max(1, int(scene.pixels.max())))
        masks.append((scene.truth > 0).astype(np.uint8))
    return torch.from_numpy(np.stack(images))[:, None], torch.from_numpy(np.stack(masks))


def run_study(name: str, steps: int = STEPS, seeds: tuple[int, ...] = SEEDS) -> list[Row]:
    """Train every variant with every seed, in turn, a line for each. Raises KeyError for an unknown study."""
    study, rows = STUDIES[name], []
    for seed in seeds:
        for variant, build in study.variants.items():
            torch.manual_seed(seed)
            rows.append(_train(study, variant, build(), seed, steps))
            print(f"{name} {variant} seed {seed}: {rows[-1].score:.4f} in {rows[-1].seconds:.0f} s", flush=True)
    return rows


def _train(study: Study, variant: str, net: nn.Module, seed: int, steps: int) -> Row:
    images, masks = pictures()
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-4)
    rng = np.random.default_rng(seed)
    started, worked, step, share = time.perf_counter(), time.process_time(), 0, 0.0
    losses, gradients = [], []
    net.train()
    while share < 1:
        for group in optimiser.param_groups:
            group["lr"] = rate_at(int(share * 1000), 1000, RATE)
        chosen = torch.from_numpy(rng.integers(0, TRAIN, BATCH))
        answers = answers_of(net, images[chosen])
        loss = torch.stack([_loss(study, answer, images[chosen], masks[chosen]) for answer in answers]).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        if step < 20:
            first = next(net.parameters()).grad
            gradients.append(0.0 if first is None else float(first.abs().mean()))
        losses.append(loss.item())
        step += 1
        share = (time.process_time() - worked) / study.seconds if study.seconds else step / steps
    seconds = time.perf_counter() - started
    reached = float(np.mean(losses[-20:]))
    score = reached if study.score == "train_loss" else _score(study, net.eval())
    params = sum(each.numel() for each in net.parameters())
    return Row(variant, seed, score, params, step, round(seconds, 1), reached, float(np.mean(gradients)))


def answers_of(net: nn.Module, images: Tensor) -> list[Tensor]:
    """(B, 1, H, W) of every head that the loss sees, the one that is scored last."""
    return net.answers(images) if isinstance(net, StudyGrid) else [net(images)]


def _loss(study: Study, answer: Tensor, images: Tensor, masks: Tensor) -> Tensor:
    return F.mse_loss(answer, images) if study.copies else loss_of(answer, masks)


def _score(study: Study, net: nn.Module) -> float:
    """On the scenes that training never saw: mean IoU at 0.5, or the mean absolute error of the copy."""
    images, masks = (each[TRAIN:] for each in pictures())
    with torch.inference_mode():
        answer = answers_of(net, images)[-1]
    if study.copies:
        return float((answer - images).abs().mean())
    return float(np.mean([iou(a.numpy() >= 0, m.numpy() > 0) for a, m in zip(answer[:, 0], masks, strict=True)]))


def store_study(name: str, rows: list[Row], folder: Path = STUDIES_FOLDER) -> Path:
    """Write the card of a study; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.card.json"
    card = {
        "study": name,
        "command": f"python -m unet_demo.core.train --study {name}",
        "score": STUDIES[name].score,
        "pictures": TEST,
        "torch": torch.__version__,
        "rows": [asdict(row) for row in rows],
    }
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return path
