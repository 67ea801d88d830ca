"""U-Net and UNet++ you can see through: the app, and what it does without a browser."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

# command: its module, the function there, and what it does
COMMANDS: Mapping[str, tuple[str, str, str]] = {
    "app": ("commands.serving", "main", "start the app"),
    "segment": ("commands.segmenting", "main", "write the mask of a picture as PNG"),
    "doctor": ("ui.clinic.terminal", "main", "read an error, masks or a log, and name the line to change"),
    "train": ("commands.training", "train", "train a net for one of the tasks"),
    "study": ("commands.training", "study", "train narrow nets that differ in one thing"),
    "evaluate": ("commands.training", "evaluate", "score a net on a labelled folder"),
    "average": ("commands.training", "average", "write the mean of two trained nets"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status. Each command has options of its own and loads only what it needs."""
    given = sys.argv[1:] if argv is None else list(argv)
    prog = "unet-demo" if Path(sys.argv[0]).stem == "unet-demo" else "python -m unet_demo"
    parser = argparse.ArgumentParser(prog=prog, description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, _, does) in COMMANDS.items():
        commands.add_parser(name, help=does, add_help=False)
    command = parser.parse_args(given[:1]).command
    module, function, _ = COMMANDS[command]
    run: Callable[[Sequence[str], str], int] = getattr(import_module(f"unet_demo.{module}"), function)
    return run(given[1:], f"{prog} {command}")


if __name__ == "__main__":
    raise SystemExit(main())
