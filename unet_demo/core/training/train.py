"""Train a net for one of the tasks: python -m unet_demo.core.train --task street --data DIR

Seeded, resumable after a kill (every step draws its crops from (seed, step) alone), checkpoints written atomically.
Loss: for each head 0.5 * cross-entropy + (1 - soft Dice), averaged over heads (Zhou et al. 2018, equation 2).
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.model import GridNet, fold, norms_of
from unet_demo.core.nets.tasks import BUILDS, TASKS, VOID
from unet_demo.core.nets.weights import save_model
from unet_demo.core.training.checkpoints import load_checkpoint, save_checkpoint, start_from
from unet_demo.core.training.data import (
    DataError,
    Example,
    at_working_size,
    batch_of,
    class_weights,
    load_examples,
    scenes_of,
)
from unet_demo.core.training.losses import class_loss_of, loss_of, rate_at
from unet_demo.core.training.options import OUT, device_of, train_parser

SETTINGS = (
    "task",
    "build",
    "seed",
    "steps",
    "batch",
    "side",
    "rate",
    "widths",
    "augment",
    "scenes",
)  # decide the result


def agreement(logits: Tensor, target: Tensor) -> float:
    """What the progress line shows: IoU of the object in this batch, or the share of known pixels that are right."""
    if logits.shape[1] > 1:
        known = target != VOID
        return ((logits.argmax(dim=1) == target) & known).sum().item() / max(1, int(known.sum()))
    mask, truth = logits[:, 0] >= 0, target > 0
    return (mask & truth).sum().item() / max(1, int((mask | truth).sum()))


def train_step(
    model: GridNet,
    image: Tensor,
    target: Tensor,
    optimiser: torch.optim.Optimizer,
    weights: Tensor | None = None,
    depths: Sequence[int] | None = None,
) -> tuple[float, float]:
    """One update on one batch, every head supervised unless `depths` names a few; returns (loss, agreement)."""
    depths = depths or model.architecture.head_depths
    autocast = torch.autocast(image.device.type, torch.bfloat16, enabled=image.device.type == "cuda")
    with autocast:
        nodes = model.nodes(image, max(depths))
        logits = [model.head(depth, nodes).float() for depth in depths]
    losses = [loss_of(each, target) if weights is None else class_loss_of(each, target, weights) for each in logits]
    loss = torch.stack(losses).mean()
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    optimiser.step()
    return loss.item(), agreement(logits[-1].detach(), target)


def train(options: argparse.Namespace, examples: Sequence[Example]) -> tuple[GridNet, str]:
    """Run (or go on with) a whole schedule; returns the unfolded model and the settings that decided it, as JSON."""
    torch.manual_seed(options.seed)
    task, build = TASKS[options.task], BUILDS[options.build]
    model = GridNet(Architecture(build.kind, 3, tuple(options.widths), task.outputs, build.join), norm=True)
    model.to(device=options.device, memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=1e-4)
    checkpoint = options.checkpoints / f"{options.name}.safetensors"
    settings = {name: getattr(options, name) for name in SETTINGS}
    if options.start:
        settings["start"] = start_from(options.start, model)  # another run's settings, and how far it had come
    made_by = json.dumps(settings)
    first = load_checkpoint(checkpoint, model, optimiser, made_by)
    scenes = [at_working_size(each, task) for each in scenes_of(task)] if options.scenes else []
    many = task.outputs > 1
    weights = torch.from_numpy(class_weights(examples, task.outputs)).to(options.device) if many else None
    depths = model.architecture.head_depths[-1:] if build.last_head_only else None
    started, shown_iou, shown_loss = time.monotonic(), 0.0, 0.0
    for step in range(first, options.steps):
        rng = np.random.default_rng((options.seed, step))
        image, target = (
            torch.from_numpy(a).to(options.device)
            for a in batch_of(examples, rng, options.batch, options.side, options.augment, task, scenes, options.scenes)
        )
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, options.steps, options.rate)
        channels_last = image.contiguous(memory_format=torch.channels_last)
        loss, score = train_step(model, channels_last, target, optimiser, weights, depths)
        blend = 0.98 if step > first else 0.0
        shown_loss, shown_iou = blend * shown_loss + (1 - blend) * loss, blend * shown_iou + (1 - blend) * score
        done = step + 1 - first
        left_s = (time.monotonic() - started) / done * (options.steps - step - 1)
        show_progress(step + 1, options.steps, shown_loss, shown_iou, left_s)
        if (step + 1) % options.save_every == 0 or step + 1 == options.steps:
            save_checkpoint(checkpoint, model, optimiser, step + 1, made_by)
    return model, made_by


def show_progress(step: int, steps: int, loss: float, score: float, left_s: float) -> None:
    """One line: bar, step, loss and IoU (running means over training batches), minutes left; rare off a terminal."""
    tty = sys.stderr.isatty()
    if not tty and step % 50 and step != steps:
        return
    filled = 30 * step // steps
    bar = "█" * filled + "·" * (30 - filled)
    line = f"{bar} {step}/{steps}  loss {loss:.3f}  IoU {score:.3f}  {left_s / 60:.1f} min left"
    print(("\r" if tty else "") + line, end="" if tty and step != steps else "\n", file=sys.stderr, flush=True)


def study(name: str, steps: int | None, out: Path = OUT) -> int:
    """Run one study, its card in out/studies growing net by net; returns the exit status."""
    from unet_demo.core.training import studies  # it trains with this module's own loss
    from unet_demo.core.training.study_table import STUDIES

    if name not in STUDIES:
        print(f"Got study {name!r}; one of {', '.join(STUDIES)} is needed; choose one.", file=sys.stderr)
        return 2
    studies.run_study(name, steps or studies.STEPS, folder=out / "studies")
    print(out / "studies" / f"{name}.card.json")
    return 0


def main(argv: Sequence[str] | None = None, prog: str = "python -m unet_demo.core.train") -> int:
    """Command line; returns the exit status."""
    parser = train_parser(prog)
    options = parser.parse_args(argv)
    options.device = device_of(options)
    if options.study:
        return study(options.study, options.steps, options.out)
    if options.data is None:
        parser.error(f"--data is needed; {TASKS[options.task].layout}")
    options.name = options.name or f"{options.task}-{options.build}"
    for name, value in asdict(TASKS[options.task].schedule).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    try:
        task = TASKS[options.task]
        examples = [at_working_size(each, task) for each in load_examples(options.data, "train", task)]
        model, made_by = train(options, examples)
    except DataError as error:
        print(error, file=sys.stderr)
        return 2
    given = sys.argv[1:] if argv is None else list(argv)
    command = "python -m unet_demo.core.train " + shlex.join(given).replace(str(options.data), "DIR")
    about = {"command": command, "settings": made_by, "torch": torch.__version__}
    stored = getattr(torch, options.store)
    model.cpu()
    save_model(fold(model), options.out / f"{options.name}.safetensors", about, stored, norms_of(model))
    print(options.out / f"{options.name}.safetensors")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
