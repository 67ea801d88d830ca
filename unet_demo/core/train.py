"""Train a UNet++ with deep supervision: python -m unet_demo.core.train --data DIR

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
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from torch import Tensor
from torch.nn import functional as F

from unet_demo.core.cards import FOLDER
from unet_demo.core.data import DataError, Example, batch_of, load_examples
from unet_demo.core.model import GridNet, UNetPlusPlus, fold
from unet_demo.core.weights import save_model, save_tensors

CHECKPOINTS = Path("checkpoints")
SETTINGS = ("seed", "steps", "batch", "side", "rate", "widths", "augment")  # what decides the result


def loss_of(logits: Tensor, target: Tensor) -> Tensor:
    """0.5 * binary cross-entropy + 1 - soft Dice over the batch; logits and target (B, 1, H, W) -> scalar."""
    probability = torch.sigmoid(logits)
    overlap = 2 * (probability * target).sum() + 1
    soft_dice = overlap / (probability.sum() + target.sum() + 1)
    return 0.5 * F.binary_cross_entropy_with_logits(logits, target) + 1 - soft_dice


def train_step(model: GridNet, image: Tensor, target: Tensor, optimiser: torch.optim.Optimizer) -> tuple[float, float]:
    """One update on one batch with all heads supervised; returns (loss, IoU of the deepest head on this batch)."""
    depths = model.architecture.head_depths
    autocast = torch.autocast(image.device.type, torch.bfloat16, enabled=image.device.type == "cuda")
    with autocast:
        nodes = model.nodes(image, max(depths))
        logits = [model.head(depth, nodes).float() for depth in depths]
    loss = torch.stack([loss_of(each, target) for each in logits]).mean()
    optimiser.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    optimiser.step()
    mask, truth = logits[-1] >= 0, target > 0.5
    both, either = (mask & truth).sum(), (mask | truth).sum()
    return loss.item(), (both / either.clamp(min=1)).item()


def rate_at(step: int, steps: int, peak: float) -> float:
    """Learning rate: linear warm-up over the first 4 %, then a cosine down to zero."""
    warm = max(1, steps // 25)
    if step < warm:
        return peak * (step + 1) / warm
    return peak * 0.5 * (1 + float(np.cos(np.pi * (step - warm) / max(1, steps - warm))))


def save_checkpoint(path: Path, model: GridNet, optimiser: torch.optim.Optimizer, step: int, made_by: str) -> None:
    """Model, optimiser and step in one safetensors file; `made_by` guards against resuming another run."""
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    for index, slots in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{index}.{name}": value for name, value in slots.items()}
    save_tensors(tensors, path, {"step": str(step), "made_by": made_by})


def start_from(path: Path, model: GridNet) -> dict[str, str]:
    """Take the model alone of another run's checkpoint; returns its settings and step. Raises DataError."""
    if not path.exists():
        raise DataError(
            f"Got no checkpoint {path.name}; --start needs the checkpoint of a finished run; check --start."
        )
    with safe_open(path, framework="pt") as file:
        about: dict[str, str] = file.metadata()
        names = [name for name in file.keys() if name.startswith("model.")]
        model.load_state_dict({name.removeprefix("model."): file.get_tensor(name) for name in names})
    return {"made_by": about["made_by"], "step": about["step"]}


def load_checkpoint(path: Path, model: GridNet, optimiser: torch.optim.Optimizer, made_by: str) -> int:
    """Restore a checkpoint in place and return the next step, 0 without one. Raises DataError for another run's."""
    if not path.exists():
        return 0
    with safe_open(path, framework="pt") as file:
        about = file.metadata()
        if about.get("made_by") != made_by:
            raise DataError(
                f"Got {path.name} from another run ({about.get('made_by')}); this one is {made_by}; "
                "remove it or give another --name."
            )
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    model.load_state_dict({name[6:]: tensor for name, tensor in tensors.items() if name.startswith("model.")})
    state: dict[int, dict[str, Tensor]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimiser."):
            _, index, slot = name.split(".")
            state.setdefault(int(index), {})[slot] = tensor
    optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
    return int(about["step"])


def train(options: argparse.Namespace, examples: Sequence[Example]) -> tuple[GridNet, str]:
    """Run (or go on with) a whole schedule; returns the unfolded model and the settings that decided it, as JSON."""
    torch.manual_seed(options.seed)
    model = UNetPlusPlus(widths=tuple(options.widths), norm=True)
    model.to(device=options.device, memory_format=torch.channels_last).train()  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=1e-4)
    checkpoint = options.checkpoints / f"{options.name}.safetensors"
    settings = {name: getattr(options, name) for name in SETTINGS}
    if options.start:
        settings["start"] = start_from(options.start, model)  # another run's settings, and how far it had come
    made_by = json.dumps(settings)
    first = load_checkpoint(checkpoint, model, optimiser, made_by)
    started, shown_iou, shown_loss = time.monotonic(), 0.0, 0.0
    for step in range(first, options.steps):
        rng = np.random.default_rng((options.seed, step))
        image, target = (
            torch.from_numpy(a).to(options.device)
            for a in batch_of(examples, rng, options.batch, options.side, options.augment)
        )
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, options.steps, options.rate)
        loss, score = train_step(model, image.contiguous(memory_format=torch.channels_last), target, optimiser)
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


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m unet_demo.core.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/images and train/labels")
    parser.add_argument("--name", default="nuclei-unetpp", help="of the weights file and of the checkpoint")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--side", type=int, default=128, help="side of a crop in pixels, divisible by 16")
    parser.add_argument("--rate", type=float, default=2e-3, help="peak learning rate")
    parser.add_argument("--widths", type=int, nargs="+", default=[16, 32, 64, 128, 256])
    parser.add_argument("--augment", type=float, default=1.0, help="how far crops stray in size and colour, 0 to 1")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=Path, help="checkpoint of a finished run to start from, with a new schedule")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--save-every", type=int, default=100)
    parser.add_argument("--checkpoints", type=Path, default=CHECKPOINTS)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args(argv)
    try:
        examples = load_examples(options.data, "train")
        model, made_by = train(options, examples)
    except DataError as error:
        print(error, file=sys.stderr)
        return 2
    given = sys.argv[1:] if argv is None else list(argv)
    command = "python -m unet_demo.core.train " + shlex.join(given).replace(str(options.data), "DIR")
    about = {"command": command, "settings": made_by, "torch": torch.__version__}
    save_model(fold(model.cpu()), options.out / f"{options.name}.safetensors", about)
    print(options.out / f"{options.name}.safetensors")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
