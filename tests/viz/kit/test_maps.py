"""Small pictures of numbers: the sheet of all channels, a thumbnail, the field of influence."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from unet_demo.viz.kit import style
from unet_demo.viz.kit.maps import TILE_PX, field_rgb, half_radius, map_uri, picture_uri, sequential_rgb, sheet_of


def opened(uri: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))


@pytest.mark.parametrize(("count", "height", "width"), [(1, 16, 16), (5, 48, 64), (16, 256, 192), (256, 16, 16)])
def test_a_sheet_holds_every_channel(count: int, height: int, width: int) -> None:
    rng = np.random.default_rng(0)
    maps = rng.random((count, height, width), np.float32) * np.arange(1, count + 1, dtype=np.float32)[:, None, None]
    sheet = sheet_of(maps)
    assert max(sheet.tile) <= TILE_PX
    image = opened(sheet.uri)
    assert image.size == (sheet.columns * sheet.tile[0], -(-count // sheet.columns) * sheet.tile[1])
    assert sheet.highs == pytest.approx(maps.max(axis=(1, 2)).tolist(), rel=1e-3)
    assert sheet.means == pytest.approx(maps.mean(axis=(1, 2)).tolist(), rel=1e-3)


def test_a_tile_shows_its_own_channel_stretched() -> None:
    maps = np.zeros((4, 32, 32), np.float32)
    maps[3, :, 16:] = 7
    sheet = sheet_of(maps)
    grey = np.asarray(opened(sheet.uri).convert("L")).astype(int)
    tile = grey[32:64, 32:64]
    assert tile[:, 2:12].mean() < 12
    assert tile[:, 20:30].mean() > 243
    assert grey[:32].max() < 12
    assert (sheet.lows[3], sheet.highs[3]) == (0, 7)


def test_a_thumbnail_runs_from_the_darkest_to_the_lightest_colour() -> None:
    ramp = np.tile(np.linspace(-3, 5, 64, dtype=np.float32), (8, 1))
    pixels = np.asarray(opened(map_uri(ramp))).astype(int)
    first, last = (np.array(style.rgb_of(style.sequential_stops()[at][1])) for at in (0, -1))
    assert np.abs(pixels[:, 0].mean(axis=0) - first).max() < 12
    assert np.abs(pixels[:, -1].mean(axis=0) - last).max() < 12
    assert opened(map_uri(np.ones((4, 4), np.float32))).size == (4, 4)


def test_a_picture_is_shrunk_never_enlarged() -> None:
    assert opened(picture_uri(np.zeros((300, 150, 3), np.uint8), 100)).size == (50, 100)
    assert opened(picture_uri(np.zeros((3, 5, 3), np.uint8), 100)).size == (5, 3)


def test_light_falls_where_influence_is() -> None:
    picture, influence = np.full((40, 60, 3), 200, np.uint8), np.zeros((40, 60), np.float32)
    influence[10, 20] = 2
    lit = field_rgb(picture, influence, (-5, 30, 5, 90)).astype(int)
    assert lit[10, 20].tolist() == sequential_rgb(np.array([[255]], np.uint8))[0, 0].tolist()
    assert lit[20, 30].tolist() == [84, 84, 84]
    assert lit[30, 20].tolist() == list(style.rgb_of("mask_edge"))
    assert (field_rgb(picture, np.zeros_like(influence), (0, 1, 0, 1))[20, 30] == 84).all()


def test_half_of_the_influence_lies_within_its_radius() -> None:
    influence = np.zeros((21, 21), np.float32)
    influence[10, 10], influence[10, 15] = 4, 3
    assert half_radius(influence, 10, 10) == 0
    influence[10, 15] = 5
    assert half_radius(influence, 10, 10) == 5
    assert half_radius(np.zeros((4, 4), np.float32), 1, 1) == 0
