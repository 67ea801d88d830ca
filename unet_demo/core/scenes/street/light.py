"""Sky of a generated street, the grain of its surfaces, and what a camera makes of it all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from unet_demo.core.scenes.street.view import (
    BUILDING,
    FENCE,
    LACE,
    PAVEMENT,
    ROAD,
    ROUGH,
    SKY,
    SUPERSAMPLING,
    SURFACES,
    TREE,
    Colour,
    View,
)
from unet_demo.core.scenes.texture import Field, clouds

Codes = NDArray[np.uint8]
TILE = 256  # texels of a grain tile, which repeats unseen
TWIGS = np.array([86, 76, 66], np.float32)
FADE_M = 22.0  # grain is averaged away by pixels this far off


def paint_sky(view: View, light: float, rng: np.random.Generator) -> None:
    """From horizon to zenith: grey cloud at dusk, white haze, or blue with white cloud when the sun shines."""
    height, width = view.height // 2, view.width // 2
    rise = np.linspace(1, 0, height, dtype=np.float32)[:, None]
    rise = np.clip((rise - 0.45) / 0.55, 0, 1) * np.ones((1, width), np.float32)
    cloud = 0.8 * clouds(rng, height, width, 36) + 0.45 * clouds(rng, height, width, 13)
    zenith: Colour
    horizon: Colour
    white: Colour
    if rng.random() < 0.2 + 0.4 * light and light > 0.4:
        cover = np.clip(0.5 * cloud + float(rng.uniform(-0.4, 0.5)), 0, 1)
        zenith, horizon, white = (132, 178, 232), (226, 238, 248), (255, 255, 255)
    else:
        cover = np.clip(0.5 + 0.5 * cloud, 0, 1)
        low = 100 + 150 * min(1.0, light / 0.55)
        pale, bright = min(255.0, low + 22), min(255.0, low + 34)
        zenith, horizon, white = (low, low + 2, low + 6), (pale, pale, pale), (bright, bright, bright)
    sky = np.empty((height, width, 3), np.float32)
    for band in range(3):
        clear = horizon[band] + (zenith[band] - horizon[band]) * rise**0.8
        sky[..., band] = clear + cover * (white[band] - clear)
    image = Image.fromarray(np.clip(sky, 0, 255).astype(np.uint8))
    view.picture.paste(image.resize(view.picture.size, Image.Resampling.BILINEAR))


def expose(view: View, walls: tuple[float, float], light: float, noise: float, rng: np.random.Generator) -> Codes:
    """The finished picture (H, W, 3) uint8: grain and twigs added, then exposure, lens and sensor."""
    full = np.asarray(view.truth)
    codes = full[::SUPERSAMPLING, ::SUPERSAMPLING]
    pixels = np.asarray(view.picture.reduce(SUPERSAMPLING)).astype(np.float32)
    pixels *= _grain(codes, view, walls, rng)[..., None]
    _add_twigs(pixels, codes, rng)
    sky = Image.fromarray((full == SKY * SURFACES).view(np.uint8) * 255).reduce(SUPERSAMPLING)
    share = np.asarray(sky).astype(np.float32)[..., None] / 255
    gain = 0.36 + 0.62 * light
    pixels *= gain + (1.05 - gain) * share
    down, right = np.ogrid[-1 : 1 : view.height * 1j, -1 : 1 : view.width * 1j]
    pixels *= np.asarray(1 - 0.07 * (down**2 + right**2), np.float32)[..., None]
    pixels *= np.asarray(rng.uniform(0.97, 1.03, 3), np.float32)
    speckle = rng.standard_normal(pixels.shape, np.float32)
    speckle += speckle.mean(axis=2, keepdims=True)  # the channels share part of it
    pixels += np.float32(0.4 + 11 * noise) * np.sqrt(pixels / 255 + np.float32(0.05)) * speckle
    return np.clip(np.rint(pixels), 0, 255).astype(np.uint8)


def _add_twigs(pixels: Field, codes: Codes, rng: np.random.Generator) -> None:
    """Draw fine branches over whatever shows through a bare crown."""
    lace = codes == TREE * SURFACES + LACE
    if not lace.any():
        return
    height, width = codes.shape
    ridges = np.minimum(np.abs(clouds(rng, height, width, 1.3)), np.abs(clouds(rng, height, width, 2.4)))
    cover = np.clip(0.8 - 1.5 * ridges, 0.14, 0.8)[lace][:, None]  # ridges of noise wander like twigs
    pixels[lace] += cover * (TWIGS - pixels[lace])


def _grain(codes: Codes, view: View, walls: tuple[float, float], rng: np.random.Generator) -> Field:
    """How much brighter or darker each pixel (H, W) is than its polygon: texture in perspective, each class its own."""
    height, width = codes.shape
    tile = rng.standard_normal((TILE, TILE)).astype(np.float32)
    soft = clouds(rng, TILE, TILE, 3)
    fine, coarse = clouds(rng, height, width, 1.2), clouds(rng, height, width, 3)
    factor = np.asarray(1 + 0.02 * fine, np.float32)
    top = int(np.clip(view.vanishing[0], 0, height - 2)) + 1
    x, z = _ground_metres(view, top)
    near = 1 / (1 + z / FADE_M)
    speckle = near * _sampled(tile, 50 * x, 50 * z)
    patches = 0.05 * _sampled(soft, 1.1 * x, 0.35 * z) + 0.03 * _sampled(soft, 7 * x, 0.6 * z)
    track = 0.035 * np.cos((2 * np.pi / 1.75) * x)  # wheels polish the lane
    joints = near * ((x % 0.75 < 0.05) | (z % 0.75 < 0.05))
    grains = [(ROAD, 0.1 * speckle + patches + track, top), (PAVEMENT, 0.08 * speckle + patches - 0.22 * joints, top)]
    z, y = _wall_metres(view, walls)
    near = 1 / (1 + z / FADE_M)
    bricks = near * (0.13 * _sampled(tile, 9 * z, 13.3 * y) - 0.16 * ((13.3 * y) % 1 < 0.22))
    bricks += 0.06 * _sampled(soft, 1.5 * z, 1.5 * y) + 0.03 * fine
    grains += [(BUILDING, bricks, 0), (FENCE, bricks, 0), (TREE, 0.22 * fine + 0.15 * coarse, 0)]
    for kind, grain, first in grains:
        rough = codes[first:] == kind * SURFACES + ROUGH
        factor[first:][rough] = 1 + grain[rough]
    return np.clip(factor, 0.3, 1.8)


def _ground_metres(view: View, top: int) -> tuple[Field, Field]:
    """x and z on the ground (H - top, W) of each pixel from row `top` on, were there nothing above it."""
    row, col = view.vanishing
    rows, cols = np.arange(top, view.height, dtype=np.float32)[:, None], np.arange(view.width, dtype=np.float32)[None]
    z = view.focal_px * view.height_m / np.maximum(rows - row, 1.0)
    x = (cols - col) * z / view.focal_px - view.bend * z * z
    return np.asarray(x, np.float32), np.asarray(z + 0 * x, np.float32)


def _wall_metres(view: View, walls: tuple[float, float]) -> tuple[Field, Field]:
    """z and y on the nearest wall (H, W) of each pixel, taking every house to stand in one line."""
    row, col = view.vanishing
    rows, cols = np.arange(view.height, dtype=np.float32)[:, None], np.arange(view.width, dtype=np.float32)[None]
    aside = np.where(cols < col, np.float32(-walls[0]), np.float32(walls[1]))
    z = view.focal_px * aside / np.maximum(np.abs(cols - col), 4.0)
    y = view.height_m - (rows - row) * z / view.focal_px
    return np.asarray(z + 0 * y, np.float32), np.asarray(y, np.float32)


def _sampled(tile: Field, across: Field, along: Field) -> Field:
    """The repeating tile at texel coordinates (H, W)."""
    return np.asarray(tile[across.astype(np.int32) & (TILE - 1), along.astype(np.int32) & (TILE - 1)], np.float32)
