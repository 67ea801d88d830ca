"""The camera of a generated street: shapes in metres become polygons in the picture and, with the same outline, truth.

Metres: x to the right of the camera, y up from the road, z ahead. Both canvases are drawn at twice the size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, exp, hypot, pi, sin

import numpy as np
from PIL import Image, ImageDraw

SKY, BUILDING, POLE, ROAD, PAVEMENT, TREE, SIGN, FENCE, CAR, PEDESTRIAN, BICYCLIST = range(11)
PLAIN, ROUGH, LACE = 0, 1, 2  # surface of a pixel: smooth, with the grain of its class, or seen through (twigs)
SURFACES = 4  # truth canvas holds class * SURFACES + surface
SUPERSAMPLING = 2
NEAR_M = 0.6  # nothing nearer is drawn
Point = tuple[float, float, float]
Colour = tuple[float, float, float]


@dataclass(frozen=True)
class View:
    """A camera `height_m` above a road that bends by `bend` * z^2 metres to the right, and the light it sees by.

    `sun` is the direction to the sun (x, y, z), its length the share of light that is direct (0 = overcast).
    """

    height: int
    width: int
    focal_px: float
    vanishing: tuple[float, float]  # row, col of the point where the straight road would end
    height_m: float
    bend: float
    sun: Point
    haze: Colour
    visibility_m: float
    picture: Image.Image
    truth: Image.Image
    _ink: ImageDraw.ImageDraw
    _claim: ImageDraw.ImageDraw

    def at(self, point: Point) -> tuple[float, float]:
        """Column and row on the canvases of a point ahead of the camera."""
        x, y, z = point
        scale = self.focal_px / z
        row, col = self.vanishing
        return (
            SUPERSAMPLING * (col + scale * (x + self.bend * z * z)),
            SUPERSAMPLING * (row + scale * (self.height_m - y)),
        )

    def size(self, metres: float, z: float) -> float:
        """Canvas pixels that `metres` take at distance z."""
        return SUPERSAMPLING * self.focal_px * metres / z

    def nearest_z(self, x: float) -> float:
        """The distance at which something at x enters the picture."""
        _, col = self.vanishing
        return abs(x) * self.focal_px / ((col if x < 0 else self.width - col) - 8)

    def lit(self, colour: Colour, normal: Point, z: float) -> tuple[int, int, int]:
        """A surface's colour as seen from z metres: light from the sky and the sun, then haze."""
        nx, ny, nz = normal
        sx, sy, sz = self.sun
        clear = exp(-z / self.visibility_m)
        light = clear * (0.66 + 0.16 * ny + 0.7 * max(0.0, nx * sx + ny * sy + nz * sz))
        red, green, blue = self.haze
        return (
            min(255, int(light * colour[0] + (1 - clear) * red)),
            min(255, int(light * colour[1] + (1 - clear) * green)),
            min(255, int(light * colour[2] + (1 - clear) * blue)),
        )

    def face(
        self, points: Sequence[Point], colour: Colour, kind: int, normal: Point = (0, 0, -1), surface: int = PLAIN
    ) -> None:
        """Fill a flat polygon in both canvases."""
        flat = self.outline(points)
        if len(flat) > 2:
            z = max(NEAR_M, sum(p[2] for p in points) / len(points))
            self.fill(flat, self.lit(colour, normal, z), kind, surface)

    def paint(self, points: Sequence[Point], colour: Colour, normal: Point = (0, 0, -1)) -> None:
        """Fill a flat polygon in the picture only: detail that lies within what is already there."""
        flat = self.outline(points)
        if len(flat) > 2:
            self._ink.polygon(flat, self.lit(colour, normal, max(NEAR_M, points[0][2])))

    def fill(self, flat: Sequence[tuple[float, float]], colour: tuple[int, int, int], kind: int, surface: int) -> None:
        """Fill a polygon given in canvas pixels."""
        self._ink.polygon(flat, colour)
        self._claim.polygon(flat, kind * SURFACES + surface)

    def claim(self, flat: Sequence[tuple[float, float]], kind: int, surface: int) -> None:
        """Give a polygon in canvas pixels to a class without painting it; LACE is painted by `street` at the end."""
        self._claim.polygon(flat, kind * SURFACES + surface)

    def limb(
        self,
        start: Point,
        end: Point,
        radii_m: tuple[float, float],
        colour: Colour,
        kind: int,
        least_px: float = 1.0,
        normal: Point = (0, 0, -1),
    ) -> None:
        """A rod with round ends and a lit side; `least_px` is its least width in the finished picture."""
        z = max(NEAR_M, (start[2] + end[2]) / 2)
        if min(start[2], end[2]) < NEAR_M:
            return
        a, b = self.at(start), self.at(end)
        ra, rb = (max(self.size(r, z), least_px * SUPERSAMPLING / 2) for r in radii_m)
        self.fill(_capsule(a, b, ra, rb), self.lit(colour, normal, z), kind, PLAIN)
        if max(ra, rb) > 3.5:
            shift = -0.3 if self.sun[0] < 0 else 0.3
            a, b = (a[0] + shift * ra, a[1]), (b[0] + shift * rb, b[1])
            bright = (min(255, 1.25 * colour[0] + 8), min(255, 1.25 * colour[1] + 8), min(255, 1.25 * colour[2] + 8))
            self._ink.polygon(_capsule(a, b, 0.55 * ra, 0.55 * rb), self.lit(bright, normal, z))

    def outline(self, points: Sequence[Point]) -> list[tuple[float, float]]:
        """Canvas pixels of a polygon, without what comes too near."""
        if min([p[2] for p in points]) >= NEAR_M:
            return [self.at(p) for p in points]
        kept: list[Point] = []
        for (x0, y0, z0), (x1, y1, z1) in zip(points, [*points[1:], points[0]], strict=True):
            if z0 >= NEAR_M:
                kept.append((x0, y0, z0))
            if (z0 >= NEAR_M) != (z1 >= NEAR_M):
                t = (NEAR_M - z0) / (z1 - z0)
                kept.append((x0 + t * (x1 - x0), y0 + t * (y1 - y0), NEAR_M))
        return [self.at(p) for p in kept]


def view_of(height: int, width: int, light: float, rng: np.random.Generator) -> View:
    """A camera for a picture of `height` x `width`: where it looks, how the road bends, where the sun stands."""
    scale = width / 480
    size = (SUPERSAMPLING * width, SUPERSAMPLING * height)
    picture, truth = Image.new("RGB", size), Image.new("L", size, SKY * SURFACES)
    direct = float(np.clip(1.6 * light - 0.4, 0, 1) * rng.uniform(0.7, 1))
    bearing, climb = rng.choice([-1, 1]) * rng.uniform(0.4, 2.3), rng.uniform(0.5, 1.0)
    sun = (direct * cos(climb) * sin(bearing), direct * sin(climb), direct * cos(climb) * cos(bearing))
    warm = 12 * direct
    return View(
        height,
        width,
        500 * scale * float(rng.uniform(0.92, 1.1)),
        (height * float(rng.uniform(0.5, 0.56)), width / 2 + 45 * scale * float(rng.uniform(-1, 1))),
        float(rng.uniform(1.35, 1.6)),
        float(np.clip(rng.normal(0, 0.0006), -0.0012, 0.0012)),
        sun,
        (205 + warm, 208 + warm / 2, 214 - warm / 2),
        float(rng.uniform(160, 420)),
        picture,
        truth,
        ImageDraw.Draw(picture),
        ImageDraw.Draw(truth),
    )


def box(x: tuple[float, float], y: tuple[float, float], z: float) -> list[Point]:
    """An upright rectangle that faces the camera."""
    return [(x[0], y[0], z), (x[1], y[0], z), (x[1], y[1], z), (x[0], y[1], z)]


def wall(x: float, y: tuple[float, float], z: tuple[float, float]) -> list[Point]:
    """An upright rectangle along the road."""
    return [(x, y[0], z[0]), (x, y[0], z[1]), (x, y[1], z[1]), (x, y[1], z[0])]


def ground(x: tuple[float, float], z: tuple[float, float], y: float = 0.0) -> list[Point]:
    """A rectangle that lies flat."""
    return [(x[0], y, z[0]), (x[1], y, z[0]), (x[1], y, z[1]), (x[0], y, z[1])]


def _capsule(a: tuple[float, float], b: tuple[float, float], ra: float, rb: float) -> list[tuple[float, float]]:
    """Outline of two discs and what lies between them."""
    if hypot(b[0] - a[0], b[1] - a[1]) < 0.1:
        b = (b[0], b[1] + 0.1)
    across = atan2(b[1] - a[1], b[0] - a[0]) + pi / 2
    steps = 5 if max(ra, rb) > 3 else 2
    arc = [across + pi * k / steps for k in range(steps + 1)]
    return [(a[0] + ra * cos(t), a[1] + ra * sin(t)) for t in arc] + [
        (b[0] - rb * cos(t), b[1] - rb * sin(t)) for t in arc
    ]
