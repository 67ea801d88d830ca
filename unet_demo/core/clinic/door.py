"""The door to programs that are run for the clinic: torch is loaded inside, and every run goes through the engine."""

from __future__ import annotations

from unet_demo.core.clinic.errors.trials import Trial
from unet_demo.core.engine import engine

EARLY = ("trial_runs",)  # loaded with torch, ahead of visitors: see engine.boot


def outcomes(trial: Trial) -> tuple[str, str]:
    """What the failing program and the mended one print; see `trial_runs.outcomes`. Raises Busy as well."""
    engine.boot()
    from unet_demo.core.clinic import trial_runs

    return engine.submit(lambda: trial_runs.outcomes(trial)).result()
