"""What the commands that train, score and average take, without loading torch: their help is there at once."""

from __future__ import annotations

import argparse
from pathlib import Path

from unet_demo.core.nets.cards import FOLDER
from unet_demo.core.nets.tasks import BUILDS, TASKS
from unet_demo.home import IS_CHECKOUT

OUT = FOLDER if IS_CHECKOUT else Path()  # where what is made is written: never into an installed package
CHECKPOINTS = Path("checkpoints")
TRAIN = """Train a net for one of the tasks: train --task street --data DIR

Seeded, resumable after a kill, checkpoints written atomically."""
STUDY = """Run a small study: narrow nets on generated scenes, ten seeds, a minute a net; only a card is kept."""
EVALUATE = """Score stored weights on a labelled folder: evaluate --task street --data DIR --split val

One class: means over pictures at threshold 0.5, at the picture's own size, one head, no test-time augmentation.
Several: mean IoU from one confusion table pooled over all pictures, pixels without a class left out."""
AVERAGE = """Average the weights of two trained nets: average ONE OTHER --name street-unetpp

Only nets near each other can be averaged: of one architecture, the second trained on from the first."""


def device_of(options: argparse.Namespace) -> str:
    """The device asked for; else "cuda" where torch sees one, "cpu" where it does not."""
    import torch

    asked: str | None = options.device
    return asked or ("cuda" if torch.cuda.is_available() else "cpu")


def train_parser(prog: str = "python -m unet_demo.core.train") -> argparse.ArgumentParser:
    """What training takes."""
    parser = _parser(prog, TRAIN)
    parser.add_argument("--task", choices=tuple(TASKS), default="nuclei")
    parser.add_argument("--build", choices=tuple(BUILDS), default="unetpp", help="how the net is built and supervised")
    parser.add_argument("--data", type=Path, help="folder with train/images and train/labels")
    parser.add_argument("--study", help="a small study on generated scenes in place of a task; needs no --data")
    parser.add_argument("--name", help="of the weights file and of the checkpoint; TASK-BUILD unless given")
    parser.add_argument("--steps", type=int, help="updates; the task's own schedule unless given, as for the next five")
    parser.add_argument("--batch", type=int)
    parser.add_argument("--side", type=int, help="side of a crop in pixels, divisible by 16")
    parser.add_argument("--rate", type=float, help="peak learning rate")
    parser.add_argument("--augment", type=float, help="how far crops stray in size and colour, 0 to 1")
    parser.add_argument("--scenes", type=float, help="share of crops from generated scenes, 0 to 1")
    parser.add_argument("--widths", type=int, nargs="+", default=[16, 32, 64, 128, 256])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--store", choices=("float32", "float16"), default="float32", help="numbers in the file")
    parser.add_argument("--start", type=Path, help="checkpoint of a finished run to start from, with a new schedule")
    parser.add_argument("--device", help='"cuda" where there is one, else "cpu"')
    parser.add_argument("--save-every", type=int, default=100)
    parser.add_argument("--checkpoints", type=Path, default=CHECKPOINTS)
    parser.add_argument("--out", type=Path, default=OUT)
    return parser


def study_parser(prog: str = "python -m unet_demo study") -> argparse.ArgumentParser:
    """What a study takes; its card goes where `train_parser` sends weights, into studies/."""
    stored = sorted(path.name.removesuffix(".card.json") for path in (FOLDER / "studies").glob("*.card.json"))
    parser = _parser(prog, STUDY)
    parser.add_argument("study", help=f"one of: {', '.join(stored)}")
    parser.add_argument("--steps", type=int, help="updates of every net; those of the stored study unless given")
    return parser


def evaluate_parser(prog: str = "python -m unet_demo.core.evaluate") -> argparse.ArgumentParser:
    """What scoring takes."""
    parser = _parser(prog, EVALUATE)
    parser.add_argument("--task", choices=tuple(TASKS), default="nuclei")
    parser.add_argument(
        "--all", action="store_true", help="every net of the app; DIR then holds a folder for each task"
    )
    parser.add_argument("--data", type=Path, help="folder with SPLIT/images and SPLIT/labels")
    parser.add_argument("--split", default="val", help="val; scenes (generated) and outlined need no --data")
    parser.add_argument("--weights", type=Path, help="a file; TASK-unetpp of the app unless given")
    parser.add_argument("--device", help='"cuda" where there is one, else "cpu"')
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--card", action="store_true", help="also store the scores in the card beside the weights")
    return parser


def average_parser(prog: str = "python -m unet_demo.core.average") -> argparse.ArgumentParser:
    """What averaging takes."""
    parser = _parser(prog, AVERAGE)
    parser.add_argument("files", type=Path, nargs=2, help="weights files that the training command wrote")
    parser.add_argument("--name", required=True, help="of the file that is written")
    parser.add_argument("--out", type=Path, default=OUT)
    return parser


def _parser(prog: str, about: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=prog, description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
