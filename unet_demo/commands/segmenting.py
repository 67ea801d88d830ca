"""`unet-demo segment PICTURE --depth 2 -o mask.png`: the main job without a browser, for one picture or many."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from unet_demo.commands.segment_answer import Asked, answer_of, summary_of
from unet_demo.commands.segment_places import FORMATS, check_apart, format_of, outputs_of, pictures_in, write
from unet_demo.core.engine import engine
from unet_demo.core.engine.run import MEAN, Run
from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.nets.grid import needed
from unet_demo.core.nets.tasks import BUILDS, TASKS, net_of
from unet_demo.core.pictures.images import read_picture

DEPTHS = ("1", "2", "3", "4", MEAN)
BAR = 24  # characters of the progress bar


def main(argv: Sequence[str], prog: str) -> int:
    """Command line; returns the exit status: 0, or 2 with a sentence on stderr for everything that went wrong."""
    options = _parser(prog).parse_args(argv)
    try:
        pictures, outputs, asked = _plan(options)
        _check_net(options)
    except (ValueError, KeyError, WeightsError, engine.BootError) as error:
        return _refused(error.args[0] if isinstance(error, KeyError) else error)
    failures = 0
    for number, (picture, output) in enumerate(zip(pictures, outputs, strict=True)):
        bar = _bar(number, len(pictures), picture.name) if sys.stderr.isatty() else None
        if told := _one(picture, output, asked, options, bar):
            _refused(told if len(pictures) == 1 else f"{picture}: {told}")
            failures += 1
    if failures and len(pictures) > 1:
        total = len(pictures)
        _refused(f"Got {failures} of {total} pictures that were not segmented; see above why; all others are done.")
    return 2 if failures else 0


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description="Write what a net says of pictures.")
    add = parser.add_argument
    add("pictures", type=Path, nargs="+", help="files, and folders: the pictures in them, not those in folders below")
    add("--task", default="nuclei", choices=tuple(TASKS), help="what is looked for")
    add("--build", default="unetpp", choices=tuple(BUILDS), help="which of the nets trained for it")
    add("--depth", default="4", choices=DEPTHS, help="head L1..L4, or their mean")
    add("--threshold", type=float, default=0.5, help="probability from which a pixel counts, 0..1")
    add("--page", type=int, help="page or channel of a file, from 1; without it the first")
    add("--device", default="cpu", help='"cpu", "cuda:0", "mps" …')
    formats = (
        "png: 0 and 255, or of several classes each pixel's class number; tiff: 16-bit numbers of objects or classes; "
        "csv, json: a row for each object or class. Without it, by the name of -o"
    )
    add("--format", choices=tuple(FORMATS), help=formats)
    add("-o", "--output", type=Path, help="a file for one picture (mask.png), a folder for several (masks), made anew")
    return parser


def _plan(options: argparse.Namespace) -> tuple[list[Path], list[Path], Asked]:
    """Pictures, where their answers go, and what is asked. Raises ValueError for what cannot be meant."""
    if not 0 < options.threshold < 1:
        raise ValueError(f"Threshold is {options.threshold}; it must lie between 0 and 1; try 0.5.")
    several = len(options.pictures) > 1 or options.pictures[0].is_dir()
    pictures = pictures_in(options.pictures)
    into = several or (options.output is not None and options.output.is_dir())
    format = format_of(None if into else options.output, options.format)
    outputs = outputs_of(pictures, options.output, format, several)
    check_apart(pictures, outputs)
    return pictures, outputs, Asked(options.depth, options.threshold, format)


def _check_net(options: argparse.Namespace) -> None:
    """Raises ValueError for a device that is not there or a depth without a head, KeyError for no such net."""
    net_of(options.task, options.build)
    devices = engine.devices()
    if not any(options.device in (device, device.partition(":")[0]) for device in devices):
        raise ValueError(f"Device is {options.device}; this machine has {', '.join(devices)}; choose one of them.")
    if options.depth != MEAN:
        needed(engine.architecture_of(options.task, options.build), int(options.depth))


def _one(
    picture: Path, output: Path, asked: Asked, options: argparse.Namespace, bar: Callable[[float], None] | None
) -> str:
    """One picture read, run and written, and its line said; "", or a sentence of why not."""
    try:
        run = _run(picture, options, bar)
        write(output, answer_of(run, asked, picture.name, options.page or 1))
    except OSError as error:
        return f"Got {picture}: {error.strerror}; a picture file or a folder is needed; check the name."
    except (ValueError, WeightsError) as error:
        return str(error)
    except (MemoryError, RuntimeError) as error:  # torch says with the second that memory ran out
        reason = str(error).partition("\n")[0] or "memory ran out"
        return f"Got {picture}, of which the net made nothing: {reason}; free memory is needed; try a smaller picture."
    print(f"{output}: {summary_of(run, asked)}", flush=True)
    return ""


def _run(path: Path, options: argparse.Namespace, bar: Callable[[float], None] | None) -> Run:
    """Raises what reading and running raise. Says which page is taken where none was chosen."""
    page = 1 if options.page is None else options.page
    picture = read_picture(path.read_bytes(), path.name, page - 1)
    if options.page is None and picture.pages > 1:
        print(f"{path}: page 1 of {picture.pages}; --page N takes another.", file=sys.stderr)
    deepest = 4 if options.depth == MEAN else int(options.depth)
    return engine.run(options.task, picture, deepest, build=options.build, device=options.device, on_progress=bar)


def _bar(number: int, pictures: int, name: str) -> Callable[[float], None]:
    """Draws how much of all pictures is done; the line is wiped when this picture is."""

    def draw(share: float) -> None:
        done = (number + share) / pictures
        line = f"[{'#' * round(BAR * done):<{BAR}}] {number + 1}/{pictures} {done:.0%} {name}"
        end = f"\r{' ' * len(line)}\r" if share == 1 else ""
        print(f"\r{line}{end}", end="", file=sys.stderr, flush=True)

    return draw


def _refused(told: object) -> int:
    """A sentence on stderr, and the exit status that goes with it."""
    print(told, file=sys.stderr)
    return 2
