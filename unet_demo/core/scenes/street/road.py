"""The ground of a generated street: asphalt with its marks, kerbs and pavements, and the shadows that fall on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from unet_demo.core.scenes.street.view import (
    NEAR_M,
    PAVEMENT,
    ROAD,
    ROUGH,
    SUPERSAMPLING,
    Colour,
    Point,
    View,
    ground,
    wall,
)

FAR_M = 170.0
SIDE_M = 60.0  # how far the ground reaches to both sides
KERB_M = 0.12
UP: Point = (0.0, 1.0, 0.0)
ASPHALT: Colour = (100, 101, 105)
SLABS: Colour = (116, 110, 104)
KERB: Colour = (150, 146, 138)
MARK: Colour = (214, 214, 208)
YELLOW: Colour = (186, 162, 74)


@dataclass(frozen=True)
class Shadow:
    """What keeps light from the ground: a disc of `radius_m` at `height_m`, or a wall of `length_m` along the road."""

    x: float
    z: float
    radius_m: float
    height_m: float
    length_m: float = 0.0


def paint_ground(view: View, kerbs: tuple[float, float], rng: np.random.Generator) -> None:
    """Road between the kerbs, pavement beyond them, and marks on the road."""
    tone = float(rng.uniform(0.85, 1.12))
    edges = np.geomspace(NEAR_M, FAR_M, 36)[::-1].tolist()
    left, right = kerbs
    for far, near in zip(edges[:-1], edges[1:], strict=True):
        z = (near, far)
        _flat(view, (left, right), z, ASPHALT, ROAD, tone)
        for kerb, outer in ((left, -SIDE_M), (right, SIDE_M)):
            _flat(view, (kerb, outer), z, SLABS, PAVEMENT, 1, KERB_M)
            view.face(wall(kerb, (0, KERB_M), z), KERB, PAVEMENT, (-float(np.sign(kerb)), 0.2, 0))
            _flat(view, (kerb, kerb + 0.18 * float(np.sign(kerb))), z, KERB, PAVEMENT, 1, KERB_M)
            _flat(view, (kerb, kerb - 0.3 * float(np.sign(kerb))), z, ASPHALT, ROAD, 0.82 * tone)
    _mend(view, kerbs, tone, rng)
    _marks(view, kerbs, rng)


def _flat(
    view: View,
    x: tuple[float, float],
    z: tuple[float, float],
    colour: Colour,
    kind: int,
    tone: float,
    y: float = 0.0,
) -> None:
    view.face(ground(x, z, y), (tone * colour[0], tone * colour[1], tone * colour[2]), kind, UP, ROUGH)


def _mend(view: View, kerbs: tuple[float, float], tone: float, rng: np.random.Generator) -> None:
    """Patches of newer asphalt and iron covers."""
    for _ in range(int(rng.integers(1, 5))):
        x, z = float(rng.uniform(kerbs[0] + 0.5, kerbs[1] - 2)), float(rng.uniform(4, 26))
        size = (float(rng.uniform(0.5, 1.8)), float(rng.uniform(1, 7)))
        _flat(view, (x, x + size[0]), (z, z + size[1]), ASPHALT, ROAD, tone * float(rng.choice([0.8, 0.88, 1.1])))
    for _ in range(int(rng.integers(0, 3))):
        x, z = float(rng.uniform(kerbs[0] + 0.5, kerbs[1] - 1)), float(rng.uniform(4, 20))
        _flat(view, (x, x + 0.6), (z, z + 0.6), (62, 58, 54), ROAD, 1)


def _marks(view: View, kerbs: tuple[float, float], rng: np.random.Generator) -> None:
    """Lane lines, yellow lines at the kerbs, now and then a crossing, an arrow, a stop line."""
    wear = float(rng.uniform(0.72, 1.05))
    middle = max(1.7, (kerbs[0] + kerbs[1]) / 2)
    dash, gap = float(rng.uniform(2, 4)), float(rng.uniform(2, 6))
    for z in np.arange(float(rng.uniform(0, 4)), 90, dash + gap).tolist():
        _flat(view, (middle - 0.06, middle + 0.06), (z, z + dash), MARK, ROAD, wear)
    lines = rng.choice(["yellow", "white", "none"])
    if lines != "none":
        for kerb in kerbs:
            inward = -float(np.sign(kerb))
            for off in (0.35, 0.6) if lines == "yellow" else (0.5,):
                for z in np.arange(1, 80, 4).tolist():
                    x = kerb + off * inward
                    colour = YELLOW if lines == "yellow" else MARK
                    _flat(view, (x - 0.05, x + 0.05), (z, z + 4.05), colour, ROAD, wear)
    if rng.random() < 0.25:
        z = float(rng.uniform(9, 22))
        for x in np.arange(kerbs[0] + 0.4, kerbs[1] - 0.6, 1.2).tolist():
            _flat(view, (x, x + 0.6), (z, z + 3), MARK, ROAD, wear)
    elif rng.random() < 0.4:
        z = float(rng.uniform(7, 13))
        shaft = ground((-0.09, 0.09), (z, z + 2.2))
        head = [(-0.4, 0.0, z + 2.2), (0.4, 0.0, z + 2.2), (0.0, 0.0, z + 3.8)]
        for shape in (shaft, head):
            view.face(shape, (wear * MARK[0], wear * MARK[1], wear * MARK[2]), ROAD, UP, ROUGH)
    elif rng.random() < 0.4:
        z = float(rng.uniform(8, 18))
        _flat(view, (kerbs[0] + 0.5, middle), (z, z + 0.3), MARK, ROAD, wear)


def cast_shadows(view: View, shadows: Sequence[Shadow]) -> None:
    """Darken the ground under and, when the sun shines, beside what stands on it."""
    sx, sy, sz = view.sun
    canvas = Image.new("L", (view.width, view.height), 255)
    ink = ImageDraw.Draw(canvas)
    if sy > 0.05:
        depth = int(255 * (1 - min(0.5, 0.9 * (sx * sx + sy * sy + sz * sz) ** 0.5)))
        for shadow in shadows:
            dx, dz = (float(np.clip(-shadow.height_m * s / sy, -16, 16)) for s in (sx, sz))
            foot = (shadow.x, shadow.z)
            if shadow.length_m:
                far = (shadow.x, shadow.z + shadow.length_m)
                shape = [foot, far, (far[0] + dx, far[1] + dz), (foot[0] + dx, foot[1] + dz)]
                _darken(view, ink, shape, depth)
            else:
                reach = 1.0 if shadow.height_m > 4 else 0.5
                _darken(view, ink, _disc(shadow.x + reach * dx, shadow.z + reach * dz, shadow.radius_m), depth)
                if reach == 1.0:
                    stem = [(shadow.x - 0.12, shadow.z), (shadow.x + 0.12, shadow.z)]
                    stem += [(x + dx, z + dz) for x, z in reversed(stem)]
                    _darken(view, ink, stem, depth)
    for shadow in shadows:
        if not shadow.length_m:
            under = min(shadow.radius_m, 0.4) if shadow.height_m > 1.6 else shadow.radius_m
            _darken(view, ink, _disc(shadow.x, shadow.z, 1.15 * under), 120)
            _darken(view, ink, _disc(shadow.x, shadow.z, 0.85 * under), 70)
    soft = canvas.filter(ImageFilter.GaussianBlur(1.3)).resize(view.picture.size, Image.Resampling.BILINEAR)
    view.picture.paste(ImageChops.multiply(view.picture, Image.merge("RGB", (soft, soft, soft))))


def _darken(view: View, ink: ImageDraw.ImageDraw, outline: Sequence[tuple[float, float]], tone: int) -> None:
    flat = [(col / SUPERSAMPLING, row / SUPERSAMPLING) for col, row in view.outline([(x, 0.0, z) for x, z in outline])]
    if len(flat) > 2:
        ink.polygon(flat, tone)


def _disc(x: float, z: float, radius_m: float) -> list[tuple[float, float]]:
    return [(x + radius_m * cos(k * pi / 8), z + radius_m * sin(k * pi / 8)) for k in range(16)]
