"""`unet-demo segment PICTURE --depth 2 -o mask.png`: the main job without a browser."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from unet_demo.core.engine import engine
from unet_demo.core.engine.run import MEAN, Run
from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.nets.tasks import BUILDS, TASKS, net_of
from unet_demo.core.pictures.images import Picture, PictureError, read_picture
from unet_demo.core.scoring import downloads

DEPTHS = ("1", "2", "3", "4", MEAN)


def main(argv: Sequence[str], prog: str) -> int:
    """Command line; returns the exit status: 0, or 2 with one sentence on stderr."""
    options = _parser(prog).parse_args(argv)
    if not 0 < options.threshold < 1:
        print(f"Threshold is {options.threshold}; it must lie between 0 and 1; try 0.5.", file=sys.stderr)
        return 2
    try:
        run = _run(options)
        options.output.write_bytes(_answer(run, options))
    except (OSError, PictureError, WeightsError, engine.BootError, ValueError, KeyError) as error:
        print(error.args[0] if isinstance(error, KeyError) else error, file=sys.stderr)
        return 2
    height, width = run.size
    took = f"{run.blocks} blocks, {run.latency_ms:.0f} ms"
    print(f"{options.output}: {width}x{height}, {_shares(run, options)}, {took}")
    return 0


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Write what a net says of a picture as PNG: 0 and 255; of streets each pixel's class number.",
    )
    parser.add_argument("picture", type=Path)
    parser.add_argument("--task", default="nuclei", choices=tuple(TASKS), help="what is looked for")
    parser.add_argument("--build", default="unetpp", choices=tuple(BUILDS), help="which of the nets trained for it")
    parser.add_argument("--depth", default="4", choices=DEPTHS, help="head L1..L4, or their mean")
    parser.add_argument("--threshold", type=float, default=0.5, help="probability from which a pixel counts, 0..1")
    parser.add_argument("--page", type=int, help="page or channel of a TIFF, from 1")
    parser.add_argument("--device", default="cpu", help='"cpu", "cuda:0", "mps" …')
    parser.add_argument("-o", "--output", type=Path, default=Path("mask.png"))
    return parser


def _run(options: argparse.Namespace) -> Run:
    """Raises what reading and running raise, ValueError for a device that is not there, KeyError for no such net."""
    net_of(options.task, options.build)
    picture = _picture(options)
    devices = engine.devices()
    if not any(each.partition(":")[0] == options.device or each == options.device for each in devices):
        raise ValueError(f"Device is {options.device}; this machine has {', '.join(devices)}; choose one of them.")
    deepest = 4 if options.depth == MEAN else int(options.depth)
    shown = _show if sys.stderr.isatty() else None
    return engine.run(options.task, picture, deepest, build=options.build, device=options.device, on_progress=shown)


def _picture(options: argparse.Namespace) -> Picture:
    """The page asked for, the first where none was; of a file with several that is said. Raises PictureError."""
    page = 1 if options.page is None else options.page
    picture = read_picture(options.picture.read_bytes(), options.picture.name, page - 1)
    if options.page is None and picture.pages > 1:
        print(f"{options.picture}: page 1 of {picture.pages}; --page N takes another.", file=sys.stderr)
    return picture


def _answer(run: Run, options: argparse.Namespace) -> bytes:
    """The picture that is written. Raises ValueError for a depth at which this net has no head."""
    if run.classes is None:
        return downloads.mask_png(run.mask(options.depth, options.threshold))
    return downloads.overlay_png(run.label(options.depth))


def _shares(run: Run, options: argparse.Namespace) -> str:
    """How much of the picture is what, in words: "12.3% foreground", or of every class that was chosen anywhere."""
    if run.classes is None:
        return f"{run.mask(options.depth, options.threshold).mean():.1%} foreground"
    rows = downloads.class_table(run.label(options.depth), TASKS[run.task].classes)
    return ", ".join(f"{row['percent']:.1f}% {row['name']}" for row in rows[rows["pixels"] > 0])


def _show(share: float) -> None:
    print(f"\r{share:.0%}", end="\n" if share == 1 else "", file=sys.stderr, flush=True)
