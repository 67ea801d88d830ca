"""The main job without a browser: python -m unet_demo segment PICTURE --depth 2 -o mask.png"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from unet_demo.core.engine import engine
from unet_demo.core.engine.run import MEAN
from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.pictures.images import PictureError, read_picture
from unet_demo.core.scoring import downloads


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status: 0, or 2 with one sentence on stderr."""
    parser = argparse.ArgumentParser(prog="python -m unet_demo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    segment = commands.add_parser("segment", help="write the mask of a picture as PNG (0 and 255)")
    segment.add_argument("picture", type=Path)
    segment.add_argument("--depth", default="4", choices=["1", "2", "3", "4", MEAN], help="head L1..L4, or their mean")
    segment.add_argument("--threshold", type=float, default=0.5, help="probability from which a pixel counts, 0..1")
    segment.add_argument("--page", type=int, default=0, help="page of a TIFF, from 0")
    segment.add_argument("--device", default="cpu", help='"cpu", "cuda:0", "mps" …')
    segment.add_argument("-o", "--output", type=Path, default=Path("mask.png"))
    options = parser.parse_args(argv)
    if not 0 < options.threshold < 1:
        print(f"Threshold is {options.threshold}; it must lie between 0 and 1; try 0.5.", file=sys.stderr)
        return 2
    try:
        picture = read_picture(options.picture.read_bytes(), options.picture.name, options.page)
        deepest = 4 if options.depth == MEAN else int(options.depth)
        run = engine.run("nuclei", picture, deepest, device=options.device, on_progress=_show if _tty() else None)
        mask = run.mask(options.depth, options.threshold)
        options.output.write_bytes(downloads.mask_png(mask))
    except (OSError, PictureError, WeightsError, engine.BootError) as error:
        print(error, file=sys.stderr)
        return 2
    height, width = mask.shape
    share, took = f"{mask.mean():.1%} foreground", f"{run.blocks} blocks, {run.latency_ms:.0f} ms"
    print(f"{options.output}: {width}x{height}, {share}, {took}")
    return 0


def _tty() -> bool:
    return sys.stderr.isatty()


def _show(share: float) -> None:
    print(f"\r{share:.0%}", end="\n" if share == 1 else "", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
