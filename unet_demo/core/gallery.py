"""Pictures to look at first: generated scenes with exact truth, and photographs that come inside scikit-image.

Nothing is downloaded. Titles, notes, sources and licences in words are the prose ids `gallery.<id>.*`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np

from unet_demo.core.images import Picture, picture_of
from unet_demo.core.scenes import nuclei


@dataclass(frozen=True)
class Sample:
    """One picture of the gallery. `load()` makes it anew each time, in well under a second: callers cache it."""

    id: str
    kind: Literal["scene", "photo"]
    licence: str
    source: str
    load: Callable[[], Picture]


def _photo(name: str) -> Picture:
    """A picture of `skimage.data`, read from the installed package; its truth is not known."""
    from skimage import data  # only when a photograph is asked for

    return picture_of(np.asarray(getattr(data, name)()), name)


def _scene(id: str, make: Callable[[], Picture]) -> Sample:
    return Sample(id, "scene", "MIT", "unet_demo.core.scenes", make)


def _skimage(id: str, name: str, licence: str) -> Sample:
    return Sample(id, "photo", licence, f"skimage.data.{name}", partial(_photo, name))


SAMPLES: tuple[Sample, ...] = (
    _scene("smear", partial(nuclei, 42, 13, 0.25, 0.06, "smear", 62)),  # first, because depth matters here
    _scene("sparse", partial(nuclei, 26, 13, 0.3, 0.07, "fluorescence", 23)),
    _scene("crowded", partial(nuclei, 75, 12, 0.3, 0.1, "fluorescence", 43)),
    _scene("dim", partial(nuclei, 26, 11, 0.2, 0.72, "fluorescence", 7)),
    _scene("big", partial(nuclei, 11, 30, 0.15, 0.08, "fluorescence", 3)),
    _scene("tissue", partial(nuclei, 95, 14, 0.2, 0.06, "histology", 8, height=384, width=512)),
    _skimage("ihc", "immunohistochemistry", "No known copyright restrictions"),
    _skimage("cell", "cell", "CC0-1.0"),
    _skimage("coins", "coins", "No known copyright restrictions"),
    _skimage("hubble", "hubble_deep_field", "Public domain"),
    _skimage("chelsea", "chelsea", "CC0-1.0"),
)


def sample(id: str) -> Sample:
    """The sample of that id. Raises KeyError that names the ids there are."""
    for candidate in SAMPLES:
        if candidate.id == id:
            return candidate
    raise KeyError(
        f"Got gallery picture {id!r}; one of {', '.join(s.id for s in SAMPLES)} is needed; choose one of them."
    )
