"""`unet-demo train`, `study`, `evaluate`, `average`: doors to core/training; torch is loaded after the options."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module

from unet_demo.core.training import options


def train(argv: Sequence[str], prog: str) -> int:
    """Train a net, or run a study; returns the exit status."""
    return _through("train", options.train_parser(prog), argv)


def study(argv: Sequence[str], prog: str) -> int:
    """Run a study; returns the exit status."""
    options.study_parser(prog).parse_args(argv)
    return train(["--study", *argv], prog)


def evaluate(argv: Sequence[str], prog: str) -> int:
    """Score a net; returns the exit status."""
    return _through("evaluate", options.evaluate_parser(prog), argv)


def average(argv: Sequence[str], prog: str) -> int:
    """Average two nets; returns the exit status."""
    return _through("average", options.average_parser(prog), argv)


def _through(door: str, parser: argparse.ArgumentParser, argv: Sequence[str]) -> int:
    """Help and wrong options end here, before the module behind the door is loaded."""
    parser.parse_args(argv)
    status: int = import_module(f"unet_demo.core.{door}").main(argv, parser.prog)
    return status
