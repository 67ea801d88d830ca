"""Feature maps as small pictures: one for a node on the drawing, a sheet of all its channels, a field of influence."""

from __future__ import annotations

import base64
import io
import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from unet_demo.viz.kit import style

TILE_PX = 112  # longest side of one channel on the sheet
THUMB_PX = 72


@dataclass(frozen=True)
class Sheet:
    """All channels of a node side by side in one grey picture, each stretched from its own least to its own largest.

    `tile` is (width, height) in pixels, `columns` tiles stand in a row; `lows`, `highs`, `means` hold one number each.
    """

    uri: str
    tile: tuple[int, int]
    columns: int
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    means: tuple[float, ...]


def sheet_of(maps: NDArray[np.float32]) -> Sheet:
    """(C, H, W) activations -> their sheet; maps larger than TILE_PX are shrunk by averaging."""
    count, height, width = maps.shape
    lows, highs = maps.min(axis=(1, 2)), maps.max(axis=(1, 2))
    span = np.where(highs > lows, highs - lows, 1)
    grey = ((maps - lows[:, None, None]) / span[:, None, None] * 255).astype(np.uint8)
    scale = min(1.0, TILE_PX / max(height, width))
    tile = max(1, round(width * scale)), max(1, round(height * scale))
    columns = math.ceil(math.sqrt(count))
    sheet = Image.new("L", (columns * tile[0], math.ceil(count / columns) * tile[1]))
    for index, each in enumerate(grey):
        small = Image.fromarray(each).resize(tile, Image.Resampling.BOX)
        sheet.paste(small, (index % columns * tile[0], index // columns * tile[1]))
    numbers = (tuple(float(f"{value:.4g}") for value in values) for values in (lows, highs, maps.mean(axis=(1, 2))))
    return Sheet(_uri(sheet, "WEBP", 80), tile, columns, *numbers)


def map_uri(values: NDArray[np.floating]) -> str:
    """(H, W) amounts as a small picture in the sequential colours, the least darkest."""
    low, high = float(values.min()), float(values.max())
    share = (values - low) / (high - low) if high > low else np.zeros_like(values)
    return _small_uri(sequential_rgb((share * 255).astype(np.uint8)))


def picture_uri(rgb: NDArray[np.uint8], longest_px: int = 0) -> str:
    """(H, W, 3) as a JPEG data URI, shrunk to `longest_px` (THUMB_PX unless given)."""
    return _small_uri(rgb, longest_px or THUMB_PX)


def field_rgb(
    picture: NDArray[np.uint8], influence: NDArray[np.float32], box: tuple[int, int, int, int]
) -> NDArray[np.uint8]:
    """The picture darkened, light where its pixels count (cube root of the share of the largest), the box framed.

    `picture` (H, W, 3), `influence` (H, W) >= 0, `box` (top, bottom, left, right) with ends included, maybe outside.
    """
    grey = picture.mean(axis=2, keepdims=True) * 0.42
    most = float(influence.max())
    light = np.cbrt(influence / most)[..., None] if most > 0 else np.zeros((*influence.shape, 1), np.float32)
    lit = sequential_rgb((255 * (0.35 + 0.65 * light[..., 0])).astype(np.uint8))
    mixed = Image.fromarray((grey * (1 - light) + lit * light).astype(np.uint8))
    top, bottom, left, right = box
    ImageDraw.Draw(mixed).rectangle((left, top, right, bottom), outline=style.rgb_of("mask_edge"))
    return np.asarray(mixed)


def half_radius(influence: NDArray[np.float32], row: float, col: float) -> float:
    """Radius in pixels around (row, col) that holds half of all influence; 0 where there is none."""
    total = float(influence.sum())
    if total <= 0:
        return 0.0
    rows, cols = np.indices(influence.shape)
    distance = np.hypot(rows - row, cols - col).ravel()
    order = np.argsort(distance)
    reached = int(np.searchsorted(np.cumsum(influence.ravel()[order]), total / 2))
    return float(distance[order[min(reached, len(order) - 1)]])


def sequential_rgb(levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(H, W) of 0..255 -> (H, W, 3) in the sequential colours."""
    return _table()[levels]


@cache
def _table() -> NDArray[np.uint8]:
    stops = style.sequential_stops()
    places = [255 * place for place, _ in stops]
    channels = [np.interp(np.arange(256), places, [style.rgb_of(colour)[c] for _, colour in stops]) for c in range(3)]
    table: NDArray[np.uint8] = np.stack(channels, axis=1).round().astype(np.uint8)
    return table


def _small_uri(rgb: NDArray[np.uint8], longest_px: int = THUMB_PX) -> str:
    image = Image.fromarray(rgb)
    image.thumbnail((longest_px, longest_px), Image.Resampling.BOX)
    return _uri(image, "JPEG", 82)


def _uri(image: Image.Image, kind: str, quality: int) -> str:
    file = io.BytesIO()
    image.save(file, kind, quality=quality)
    return f"data:image/{kind.lower()};base64," + base64.b64encode(file.getvalue()).decode()
