"""Generated pictures with exact truth for every task that has them: material to train on, and to score against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from unet_demo.core.pictures.images import Picture
from unet_demo.core.scenes.membranes import membranes
from unet_demo.core.scenes.nuclei import Stain, nuclei
from unet_demo.core.scenes.street.street import street

_STAINS: tuple[Stain, ...] = ("fluorescence", "fluorescence", "histology", "smear")


def drawn(task: str, seed: int) -> Picture:
    """Scene number `seed` of a task: what can be chosen is chosen at random, but the same for the same number.

    Raises KeyError for a task without generated scenes.
    """
    return _DRAWN[task](np.random.default_rng((20261, seed)), seed)


def _nuclei(rng: np.random.Generator, seed: int) -> Picture:
    stain = _STAINS[seed % len(_STAINS)]
    radius = float(rng.uniform(8, 18))
    count = int(rng.uniform(0.12, 0.45) * 256 * 256 / (np.pi * radius * radius * 0.75))
    return nuclei(count, radius, float(rng.uniform(0, 0.4)), float(rng.uniform(0.02, 0.3)), stain, seed)


def _membranes(rng: np.random.Generator, seed: int) -> Picture:
    return membranes(
        int(rng.integers(20, 42)), float(rng.uniform(4, 6.5)), float(rng.uniform(0.1, 0.35)),
        float(rng.uniform(0.6, 1.5)), seed,
    )  # fmt: skip


def _street(rng: np.random.Generator, seed: int) -> Picture:
    return street(
        seed, int(rng.integers(2, 8)), int(rng.integers(2, 10)), int(rng.integers(2, 8)),
        float(rng.uniform(0.45, 1)), float(rng.uniform(0.05, 0.2)),
    )  # fmt: skip


_DRAWN: Mapping[str, Callable[[np.random.Generator, int], Picture]] = MappingProxyType(
    {"nuclei": _nuclei, "membranes": _membranes, "street": _street}
)
TASKS_DRAWN = tuple(_DRAWN)
