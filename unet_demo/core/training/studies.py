"""Small studies for the lessons: narrow nets on generated nuclei, ten seeds, a minute a net; only a card is kept.

python -m unet_demo.core.train --study NAME. Each study changes one thing and leaves the rest alone. A card grows net by
net, so a study that was stopped goes on where it stood; what another study has trained already is taken from its card.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass, fields, replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from unet_demo.core.nets.cards import FOLDER
from unet_demo.core.nets.grid import macs_at
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.scoring.metrics import iou
from unet_demo.core.training.losses import loss_of, rate_at
from unet_demo.core.training.study_nets import StudyGrid
from unet_demo.core.training.study_table import STUDIES, Build, Study

SIDE_PX, TRAIN, TEST = 64, 192, 64  # small scenes of small nuclei: a border is a large part of them
SEEDS, STEPS, BATCH, RATE = tuple(range(10)), 400, 16, 3e-3
EARLY = 20  # updates whose gradients are averaged
STUDIES_FOLDER = FOLDER / "studies"


@dataclass(frozen=True)
class Row:
    """One net of a study: its score and that of each picture, its parameters, and what its training took."""

    variant: str
    seed: int
    score: float
    pictures: tuple[float, ...]  # the score of each scene that training never saw; none for a training loss
    params: int
    steps: int
    seconds: float
    train_loss: float
    first_gradient: float  # mean absolute gradient of the first layer's weights over the first updates
    last_gradient: float  # of the last 3x3 convolution's weights
    net: str  # how the net is built and for how long it is trained: equal texts are equal nets
    head: int = -1  # its place among those that the loss sees


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


def run_study(
    name: str, steps: int = STEPS, seeds: tuple[int, ...] = SEEDS, folder: Path = STUDIES_FOLDER
) -> list[Row]:
    """Train what the cards in `folder` lack, net by net, a line and a new card for each; returns all rows.

    Raises KeyError for an unknown study.
    """
    study = STUDIES[name]
    done = {(row.net, row.seed, row.head): row for row in stored_rows(folder)}
    rows: list[Row] = []
    for seed in seeds:
        for variant, build in study.variants.items():
            updates = updates_of(study, build, steps)
            net = net_of(study, build, updates)
            heads = {variant: -1} | {head: at for head, trained, at in study.heads if trained == variant}
            if not all((net, seed, at) in done for at in heads.values()):
                done |= {(net, seed, row.head): row for row in train_one(study, build, seed, updates, net)}
            rows += [replace(done[net, seed, at], variant=head) for head, at in heads.items()]
            store_study(name, rows, folder)
            print(f"{name} {variant} seed {seed}: {rows[-1].score:.4f} in {rows[-1].seconds:.0f} s", flush=True)
    return rows


def stored_rows(folder: Path) -> list[Row]:
    """The rows of all cards in a folder; those of an older form are left out, and trained anew."""
    names = {each.name for each in fields(Row)}
    cards = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.card.json")))
    stored = (row for card in cards for row in card["rows"] if row.keys() == names)
    return [Row(**row | {"pictures": tuple(row["pictures"])}) for row in stored]


def net_of(study: Study, build: Build, updates: int) -> str:
    """How a net is built and trained, as a text."""
    assert isinstance(build, partial)
    given = ", ".join([*map(str, build.args), *(f"{name}={value}" for name, value in build.keywords.items())])
    return f"{build.func.__name__}({given}), {updates} updates{', copying' if study.copies else ''}"


def updates_of(study: Study, build: Build, steps: int) -> int:
    """How often a net is updated: `steps` times, or as often as the study's multiply-accumulates allow."""
    if study.macs is None:
        return steps
    net = build()
    assert isinstance(net, StudyGrid)
    return int(
        study.macs // (BATCH * macs_at(net.architecture, net.supervised[-1], SIDE_PX, SIDE_PX, len(net.supervised)))
    )


def train_one(study: Study, build: Build, seed: int, steps: int, name: str) -> list[Row]:
    """Train one net and score it: a row for every head that the loss sees, and one, with head -1, for the last."""
    images, masks = pictures()
    torch.manual_seed(seed)
    net = build().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-4)
    rng = np.random.default_rng(seed)
    ends = [each.weight for each in net.modules() if isinstance(each, nn.Conv2d) and each.kernel_size == (3, 3)]
    started, losses, gradients = time.perf_counter(), [], []
    net.train()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, steps, RATE)
        chosen = torch.from_numpy(rng.integers(0, TRAIN, BATCH))
        outputs = answers_of(net, images[chosen].contiguous(memory_format=torch.channels_last))
        loss = torch.stack([_loss(study, output, images[chosen], masks[chosen]) for output in outputs]).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        if step < EARLY:
            gradients.append([0.0 if end.grad is None else float(end.grad.abs().mean()) for end in (ends[0], ends[-1])])
        losses.append(loss.item())
    seconds, reached = round(time.perf_counter() - started, 1), float(np.mean(losses[-EARLY:]))
    first, last = np.mean(gradients, axis=0).tolist()
    params = sum(each.numel() for each in net.parameters())
    scored = {-1: ()} if study.score == "train_loss" else scores_of(study, net.eval())
    return [
        Row(
            "",
            seed,
            float(np.mean(each)) if each else reached,
            each,
            params,
            steps,
            seconds,
            reached,
            first,
            last,
            name,
            head,
        )
        for head, each in scored.items()
    ]


def scores_of(study: Study, net: nn.Module) -> dict[int, tuple[float, ...]]:
    """Of every head that the loss sees, by place, the last one as -1 too: the score of each scene never trained on.

    IoU at 0.5, or the mean absolute error of the copy; to the sixth decimal, which is what a card keeps.
    """
    images, masks = (each[TRAIN:] for each in pictures())
    with torch.inference_mode():
        outputs = answers_of(net, images)  # (TEST, 1, H, W) each
    if study.copies:
        scored = [(output - images).abs().mean((1, 2, 3)).tolist() for output in outputs]
    else:
        pairs = [zip(output[:, 0], masks, strict=True) for output in outputs]
        scored = [[iou(logits.numpy() >= 0, mask.numpy() > 0) for logits, mask in pair] for pair in pairs]
    kept = [tuple(round(float(each), 6) for each in scores) for scores in scored]
    return dict(enumerate(kept)) | {-1: kept[-1]}


def answers_of(net: nn.Module, images: Tensor) -> list[Tensor]:
    """(B, 1, H, W) of every head that the loss sees, the one that is scored last."""
    return net.answers(images) if isinstance(net, StudyGrid) else [net(images)]


def _loss(study: Study, output: Tensor, images: Tensor, masks: Tensor) -> Tensor:
    return F.mse_loss(output, images) if study.copies else loss_of(output, masks)


def store_study(name: str, rows: list[Row], folder: Path = STUDIES_FOLDER) -> Path:
    """Write the card of a study, whole or not at all; returns its path."""
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
    beside = path.with_suffix(".part")
    beside.write_text(
        json.dumps(card, indent=None, separators=(",", ":")).replace('{"variant"', '\n{"variant"') + "\n",
        encoding="utf-8",
    )
    os.replace(beside, path)
    return path
