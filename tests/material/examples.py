"""How many examples a test under hypothesis draws."""

from __future__ import annotations

from hypothesis import settings

PROFILES = {"quick": 100, "proof": 1000}  # examples where a test asks for none; tests/conftest.py declares them


def examples(count: int) -> settings:
    """So many examples, and as many times more as the profile in use has more than the quick one."""
    return settings(max_examples=count * settings().max_examples // PROFILES["quick"])
