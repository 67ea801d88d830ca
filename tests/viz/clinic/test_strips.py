"""A strip holds every map whole, each pixel as a square, with clear gaps between."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image

from unet_demo.viz.clinic.strips import GAP_PX, SCALE, strip_uri


def test_every_pixel_is_a_square_of_its_grey_and_gaps_are_clear() -> None:
    maps = np.random.default_rng(0).random((3, 4, 5), np.float32)
    head, _, text = strip_uri(maps).partition(",")
    assert head == "data:image/png;base64"
    strip = np.asarray(Image.open(io.BytesIO(base64.b64decode(text))))
    assert strip.shape == (4 * SCALE, 3 * 5 * SCALE + 2 * GAP_PX, 2)
    for number, drawn in enumerate(maps):
        left = number * (5 * SCALE + GAP_PX)
        for row in range(SCALE):
            tile = strip[row::SCALE, left : left + 5 * SCALE : SCALE]
            assert np.array_equal(tile[..., 0], (255 * drawn).round())
            assert (tile[..., 1] == 255).all()
    assert (strip[:, 5 * SCALE : 5 * SCALE + GAP_PX, 1] == 0).all()


def test_a_mask_is_black_and_white() -> None:
    strip = Image.open(io.BytesIO(base64.b64decode(strip_uri(np.eye(2, dtype=bool)[None]).partition(",")[2])))
    assert set(np.asarray(strip)[..., 0].ravel().tolist()) == {0, 255}
