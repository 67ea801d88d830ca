"""Photographs that come inside scikit-image, with the cat outlined by us: no generator draws one. Truth in pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from unet_demo.core.pictures.images import Picture, picture_of

TASKS_OUTLINED = ("cats",)
WITHOUT = ("astronaut", "coffee")  # nothing of a cat is in them: every pixel marked is a wrong one
FAR, BLUR_PX = 0.35, 40
CHELSEA = (
    (35, 0), (32, 45), (33, 85), (28, 112), (0, 130), (0, 300), (270, 300), (300, 268), (312, 250), (318, 220),
    (338, 195), (355, 168), (362, 140), (358, 112), (352, 88), (360, 68), (378, 42), (400, 0),
)  # (x, y) along the fur, whiskers left out  # fmt: skip


def photo(name: str) -> Picture:
    """A picture of `skimage.data`, read from the installed package; its truth is not known."""
    from skimage import data  # only when a photograph is asked for

    return picture_of(np.asarray(getattr(data, name)()), name)


def cat() -> Picture:
    """The cat of scikit-image, with what is cat as truth."""
    picture = photo("chelsea")
    return picture_of(picture.pixels, picture.name, chelsea_truth(picture.height, picture.width))


def cat_far() -> Picture:
    """The same cat, smaller: the photograph at FAR of its size in the middle of a blurred copy; with its truth."""
    near = cat()
    assert near.truth is not None
    size = round(near.width * FAR), round(near.height * FAR)
    place = (near.width - size[0]) // 2, (near.height - size[1]) // 2
    photograph, truth = Image.fromarray(near.pixels), Image.new("L", (near.width, near.height))
    ground = photograph.filter(ImageFilter.GaussianBlur(BLUR_PX))
    ground.paste(photograph.resize(size, Image.Resampling.LANCZOS), place)
    truth.paste(Image.fromarray(near.truth.astype(np.uint8)).resize(size, Image.Resampling.NEAREST), place)
    return picture_of(np.asarray(ground), near.name, np.asarray(truth, np.uint16))


def chelsea_truth(height: int, width: int) -> NDArray[np.uint16]:
    """(H, W), 1 on the cat: the outline filled. Exact to two or three pixels, as a hand is."""
    drawn = Image.new("L", (width, height))
    ImageDraw.Draw(drawn).polygon(CHELSEA, fill=1)
    return np.asarray(drawn, np.uint16)


def without_cat(name: str) -> Picture:
    """A photograph of WITHOUT, whose truth is therefore empty."""
    picture = photo(name)
    return picture_of(picture.pixels, name, np.zeros((picture.height, picture.width), np.uint16))


def outlined() -> list[Picture]:
    """The cat, and photographs without one, each with its truth."""
    return [cat(), *(without_cat(name) for name in WITHOUT)]
