"""Pictures to look at first: generated scenes with exact truth, and photographs that come inside scikit-image.

Nothing is downloaded. Titles, notes, sources and licences in words are the prose ids `gallery.<id>.*`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from unet_demo.core.gallery.orders import MARK, read_order, scene_of
from unet_demo.core.gallery.outlined import cat, cat_far, photo, without_cat
from unet_demo.core.pictures.images import Picture
from unet_demo.core.scenes.membranes import membranes
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.scenes.street.street import street


@dataclass(frozen=True)
class Sample:
    """One picture of a task's gallery. `load()` makes it anew each time, in well under a second: callers cache it."""

    id: str
    task: str
    kind: Literal["scene", "photo"]
    licence: str
    source: str
    load: Callable[[], Picture]


def _scene(id: str, make: Callable[[], Picture], task: str = "nuclei") -> Sample:
    return Sample(id, task, "scene", "MIT", "unet_demo", make)


def _skimage(id: str, name: str, licence: str, task: str = "nuclei") -> Sample:
    return Sample(id, task, "photo", licence, f"skimage.data.{name}", partial(photo, name))


SAMPLES: tuple[Sample, ...] = (
    _scene("big", partial(nuclei, 11, 30, 0.15, 0.08, "fluorescence", 3)),
    _scene("sparse", partial(nuclei, 26, 13, 0.3, 0.07, "fluorescence", 23)),
    _scene("crowded", partial(nuclei, 75, 12, 0.3, 0.1, "fluorescence", 43)),
    _scene("dim", partial(nuclei, 26, 11, 0.2, 0.72, "fluorescence", 7)),
    _scene("smear", partial(nuclei, 42, 13, 0.25, 0.06, "smear", 62)),
    _scene("tissue", partial(nuclei, 95, 14, 0.2, 0.06, "histology", 8, height=384, width=512)),
    _skimage("ihc", "immunohistochemistry", "No known copyright restrictions"),
    _skimage("cell", "cell", "CC0-1.0"),
    _skimage("coins", "coins", "No known copyright restrictions"),
    _skimage("hubble", "hubble_deep_field", "Public domain"),
    _skimage("chelsea", "chelsea", "CC0-1.0"),
    _scene("membranes", partial(membranes, 30, 5, 0.2, 1.0, 4), "membranes"),
    _scene("membranes_thin", partial(membranes, 55, 3.5, 0.15, 0.7, 9), "membranes"),
    _scene("membranes_blurred", partial(membranes, 30, 5, 0.35, 2.2, 2), "membranes"),
    _skimage("brick", "brick", "CC0-1.0", "membranes"),
    _scene("street", partial(street, 3, 5, 6, 5, 0.8, 0.1), "street"),
    _scene("street_busy", partial(street, 11, 9, 16, 3, 0.9, 0.1), "street"),
    _scene("street_dusk", partial(street, 7, 4, 5, 6, 0.05, 0.5), "street"),
    _skimage("rocket", "rocket", "Public domain", "street"),
    Sample("cat_far", "cats", "photo", "CC0-1.0", "skimage.data.chelsea", cat_far),
    Sample("cat", "cats", "photo", "CC0-1.0", "skimage.data.chelsea", cat),
    Sample("astronaut", "cats", "photo", "Public domain", "skimage.data.astronaut", partial(without_cat, "astronaut")),
    Sample("coffee", "cats", "photo", "CC0-1.0", "skimage.data.coffee", partial(without_cat, "coffee")),
)


FAILURES = ("ihc", "hubble", "chelsea")  # where the net for nuclei is wrong; why is said by segment.fails.<id>


def samples_of(task: str) -> tuple[Sample, ...]:
    """The gallery of a task, the picture shown unasked first.

    On that one the nets score in the order in which they do on many pictures (tests/core/gallery/test_defaults.py).
    """
    return tuple(sample for sample in SAMPLES if sample.task == task)


def sample(id: str) -> Sample:
    """The sample of that id, or the scene drawn to order that the id spells. Raises KeyError naming what there is."""
    if MARK in id:
        try:
            return Sample(id, read_order(id)[0], "scene", "MIT", "unet_demo", scene_of(id))
        except ValueError as error:
            raise KeyError(str(error)) from error
    for candidate in SAMPLES:
        if candidate.id == id:
            return candidate
    raise KeyError(
        f"Got gallery picture {id!r}; one of {', '.join(s.id for s in SAMPLES)} is needed; choose one of them."
    )
