"""The small programs of `errors/trials.py`, really run: they are of our own writing, with whole numbers filled in."""

from __future__ import annotations

import torch

from unet_demo.core.errors.trials import ELEMENTS, Trial

PRINTED_CHARS = 1500


def outcomes(trial: Trial) -> tuple[str, str]:
    """What the failing program and the mended one print, an exception as Python prints its last line.

    Raises KeyError for a name that trials.BODIES lacks, ValueError for a program that would hold too much.
    """
    if trial.elements > ELEMENTS:
        raise ValueError(f"Got a program of {trial.elements} numbers; at most {ELEMENTS} are run; take smaller sides.")
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        return _printed(trial.broken), _printed(trial.mended)


def _printed(program: str) -> str:
    """Run a program by itself; what it prints is collected, so that nothing reaches the log."""
    lines: list[str] = []
    try:
        exec(compile(program, "program.py", "exec"), {"print": lambda *words: lines.append(" ".join(map(str, words)))})
    except Exception as error:
        lines.append(f"{type(error).__name__}: {error}")
    return "\n".join(lines)[:PRINTED_CHARS].strip()
