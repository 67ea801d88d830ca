"""Masks to try first: the same drawn truth, kept in the ways that go wrong most often."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

HEIGHT, WIDTH = 96, 128
_BLOBS = ((30, 34, 18, 14), (62, 82, 22, 16), (24, 100, 10, 12))  # row, column, half height and half width of each, px


def drawn() -> NDArray[np.uint8]:
    """(96, 128) labels: 0 and three ellipses 1, 2, 3, none of which touches the border."""
    rows, cols = np.mgrid[:HEIGHT, :WIDTH]
    labels = np.zeros((HEIGHT, WIDTH), np.uint8)
    for number, (row, col, tall, wide) in enumerate(_BLOBS, 1):
        labels[((rows - row) / tall) ** 2 + ((cols - col) / wide) ** 2 < 1] = number
    return labels


def sample(name: str) -> bytes:
    """The file of a sample. Raises KeyError for a name that is not in SAMPLES."""
    return SAMPLES[name]()


def _file(image: Image.Image | NDArray[Any], format: str = "PNG", **options: Any) -> bytes:
    target = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(target, format, **options)
    return target.getvalue()


def _white() -> NDArray[np.uint8]:
    return (drawn() > 0).astype(np.uint8) * np.uint8(255)


def _palette() -> Image.Image:
    labels = drawn()
    image = Image.fromarray(np.where(labels == 3, 1, labels).astype(np.uint8), "P")  # two classes in three pieces
    image.putpalette([0, 0, 0, 70, 130, 210, 210, 140, 40])
    return image


def _smooth() -> Image.Image:
    small = Image.fromarray(_white()).resize((WIDTH // 2, HEIGHT // 2), Image.Resampling.BILINEAR)
    return small.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)


def _transparent() -> NDArray[np.uint8]:
    white = _white()
    return np.stack([white, white, white, white], axis=2)


def _with_void() -> NDArray[np.uint8]:
    """Classes 0 to 3 with a rim of 255 around each object."""
    labels = drawn()
    edge = np.zeros(labels.shape, np.bool_)
    edge[1:] |= labels[1:] != labels[:-1]
    edge[:, 1:] |= labels[:, 1:] != labels[:, :-1]
    return np.where(edge, 255, labels).astype(np.uint8)


SAMPLES: Mapping[str, Callable[[], bytes]] = MappingProxyType(
    {
        "binary": lambda: _file(_white()),
        "jpeg": lambda: _file(_white(), "JPEG", quality=60),
        "palette": lambda: _file(_palette()),
        "one_two": lambda: _file((drawn() > 0).astype(np.uint8) + 1),
        "smooth": lambda: _file(_smooth()),
        "rgba": lambda: _file(_transparent()),
        "void": lambda: _file(_with_void()),
    }
)
