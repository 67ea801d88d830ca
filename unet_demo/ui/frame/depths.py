"""What every readout says of a depth: its name, and how many nodes a run of it alone needs."""

from __future__ import annotations

from unet_demo.core.engine import engine
from unet_demo.core.engine.run import MEAN, Run
from unet_demo.core.nets.grid import needed
from unet_demo.ui.frame.prose import T


def depth_name(code: str) -> str:
    """ "L3", or the word for the mean of all heads."""
    return T("word.mean") if code == MEAN else f"L{code}"


def nodes_run(run: Run, depth: str) -> int:
    """Nodes that a fresh run of this depth alone would need; the mean needs them all."""
    architecture = engine.architecture_of(run.task, run.build)
    return len(needed(architecture, run.heads[-1] if depth == MEAN else int(depth)))
