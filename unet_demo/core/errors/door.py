"""The door to the small programs that show an error: torch is loaded inside, every run goes through the engine."""

from __future__ import annotations

from unet_demo.core.engine import engine
from unet_demo.core.errors.trials import Trial

EARLY = ("trial_runs",)  # loaded with torch, ahead of visitors: see engine.boot


def outcomes(trial: Trial) -> tuple[str, str]:
    """What the failing program and the mended one print; see `trial_runs.outcomes`. Raises Busy as well."""
    engine.boot()
    from unet_demo.core.errors import trial_runs

    return engine.submit(lambda: trial_runs.outcomes(trial)).result()
