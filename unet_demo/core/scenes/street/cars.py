"""What drives and parks in a generated street: cars, seen from behind and from the front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

import numpy as np

from unet_demo.core.scenes.street.view import CAR, Colour, Point, View

PAINTS: tuple[Colour, ...] = (
    (46, 50, 60),
    (34, 36, 40),
    (150, 156, 162),
    (196, 198, 198),
    (130, 28, 32),
    (36, 58, 112),
    (92, 98, 106),
    (40, 72, 62),
)
TYRE: Colour = (22, 22, 24)
PANE: Colour = (40, 46, 54)

# Outline of a car from its tail to its nose: metres from the tail, height, half width, and what follows up to the next.
Station = tuple[float, float, float, str]
HATCHBACK: tuple[Station, ...] = (
    (0.16, 0.24, 0.82, "bumper"),
    (0.0, 0.56, 0.85, "tail"),
    (0.12, 0.97, 0.83, "screen"),
    (0.55, 1.42, 0.62, "roof"),
    (1.9, 1.48, 0.62, "screen"),
    (2.75, 1.0, 0.8, "bonnet"),
    (3.72, 0.82, 0.79, "nose"),
    (3.95, 0.5, 0.82, "bumper"),
    (3.82, 0.22, 0.8, ""),
)
SALOON: tuple[Station, ...] = (
    (0.16, 0.24, 0.85, "bumper"),
    (0.0, 0.56, 0.88, "tail"),
    (0.1, 0.98, 0.84, "boot"),
    (0.62, 1.02, 0.82, "screen"),
    (1.35, 1.41, 0.62, "roof"),
    (2.4, 1.44, 0.62, "screen"),
    (3.25, 1.0, 0.82, "bonnet"),
    (4.28, 0.82, 0.8, "nose"),
    (4.5, 0.5, 0.85, "bumper"),
    (4.36, 0.22, 0.83, ""),
)
VAN: tuple[Station, ...] = (
    (0.12, 0.3, 0.9, "bumper"),
    (0.0, 0.6, 0.92, "tail"),
    (0.04, 1.12, 0.92, "screen"),
    (0.2, 1.95, 0.82, "roof"),
    (3.1, 2.0, 0.82, "screen"),
    (3.9, 1.18, 0.86, "bonnet"),
    (4.45, 0.98, 0.86, "nose"),
    (4.6, 0.58, 0.9, "bumper"),
    (4.5, 0.28, 0.88, ""),
)
SHAPES = (HATCHBACK, SALOON, VAN)
ROUNDING_M = 0.11  # how far from a corner of the outline its rounding starts


@dataclass(frozen=True)
class Car:
    """A car whose middle axis is at x, its near end at z; from behind, or coming towards the camera."""

    x: float
    z: float
    shape: int  # of SHAPES
    paint: Colour
    oncoming: bool
    size: float = 1.0

    @property
    def length_m(self) -> float:
        return SHAPES[self.shape][-2][0] * self.size


def car_at(x: float, z: float, oncoming: bool, rng: np.random.Generator) -> Car:
    """A car of random make and paint."""
    shape = int(rng.choice([0, 0, 1, 1, 2]))
    paint = PAINTS[rng.integers(len(PAINTS))]
    return Car(x, z, shape, paint, oncoming, float(rng.uniform(0.97, 1.1)))


def draw_car(view: View, car: Car) -> None:
    """Wheels, the side that can be seen, then the end that faces the camera, all with their details."""
    corners = SHAPES[car.shape]
    if car.oncoming:
        parts = [part for *_, part in corners[-2::-1]] + [""]
        corners = tuple(
            (car.length_m / car.size - s, y, h, part)
            for (s, y, h, _), part in zip(reversed(corners), parts, strict=True)
        )
    corners = tuple((s * car.size, y * car.size, h * car.size, part) for s, y, h, part in corners)
    half = max(h for _, _, h, _ in corners)
    side = -1 if car.x - half > 0 else 1 if car.x + half < 0 else 0
    _underside(view, car, half)
    if side:
        _side(view, car, corners, side)
    _panels(view, car, _rounded(corners))


def _rounded(corners: Sequence[Station]) -> list[Station]:
    """The outline with two stations in place of each corner; what lies between the two is body."""
    result = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        for other, part in ((before, "body"), (after, corner[3])):
            share = min(0.4, ROUNDING_M / hypot(other[0] - corner[0], other[1] - corner[1]))
            here, there = np.array(corner[:3]), np.array(other[:3])
            s, y, h = (here + share * (there - here)).tolist()
            result.append((s, y, h, part))
    return [*result, corners[-1]]


def _underside(view: View, car: Car, half: float) -> None:
    """Dark under the car, and the tyres at its near end."""
    z = car.z + 0.5
    for left in (-half + 0.08, half - 0.3):
        view.face(
            [(car.x + left + dx, y, z) for dx, y in ((0, 0), (0.22, 0), (0.22, 0.4), (0, 0.4))], TYRE, CAR, (0, 0, -1)
        )
    low, high = 0.16, 0.42
    corners = ((-half + 0.1, low), (half - 0.1, low), (half - 0.1, high), (-half + 0.1, high))
    view.face([(car.x + dx, y, z + 0.1) for dx, y in corners], (18, 18, 20), CAR)


def _side(view: View, car: Car, corners: Sequence[Station], side: int) -> None:
    """The long side: body with a bright shoulder and a shaded sill, glass between the pillars, wheels."""
    facing = (float(side), 0.05, 0.0)
    half = corners[1][2]

    def place(points: Sequence[tuple[float, float]], x: float = half) -> list[Point]:
        return [(car.x + side * x, y, car.z + s) for s, y in points]

    outline = _rounded(corners)
    first = next(k for k, corner in enumerate(corners) if corner[3] == "screen")
    cabin = corners[first : first + 4]
    belt = max(cabin[0][1], cabin[3][1])
    lower = [(s, min(y, belt)) for s, y, _, _ in outline]
    view.face(place(lower), car.paint, CAR, facing)
    view.face([(car.x + side * h, y, car.z + s) for s, y, h, _ in cabin], car.paint, CAR, (0.8 * side, 0.4, 0))
    start, end = corners[1][0], corners[-2][0]
    for low, high, tone in ((0.24, 0.42, 0.5), (0.42, 0.56, 0.82), (0.78, 0.9, 1.25)):
        band = [(start + 0.12, low), (end - 0.12, low), (end - 0.12, high), (start + 0.12, high)]
        view.paint(place(band), _shade(car.paint, tone), facing)
    if car.shape != 2:
        _side_glass(view, car, cabin, side)
    for axle in (0.19, 0.8):
        at = (axle if not car.oncoming else 1 - axle) * car.length_m
        for radius, colour in ((0.39, (14, 14, 15)), (0.33, TYRE), (0.21, (128, 130, 132)), (0.09, (60, 60, 62))):
            rim = [(at + radius * cos(t * pi / 9), max(0.0, 0.32 + radius * sin(t * pi / 9))) for t in range(18)]
            view.face(place(rim, half + 0.012), colour, CAR, facing)


def _side_glass(view: View, car: Car, cabin: Sequence[Station], side: int) -> None:
    """Side windows, brighter towards the roof where they mirror the sky, and the pillar between them."""
    s, y, h = (sum(float(c[k]) for c in cabin) / 4 for k in range(3))
    pane = [(s + 0.84 * (c[0] - s), y + 0.76 * (c[1] - y) + 0.02, h + 0.76 * (c[2] - h)) for c in cabin]
    facing = (0.5 * side, 0.5, 0.0)

    def place(points: Sequence[tuple[float, float, float]]) -> list[Point]:
        return [(car.x + side * x, up, car.z + along) for along, up, x in points]

    view.paint(place(pane), PANE, facing)
    middle = [tuple(0.5 * (pane[a][k] + pane[b][k]) for k in range(3)) for a, b in ((2, 3), (0, 1))]
    view.paint(place([pane[1], pane[2], *((m[0], m[1], m[2]) for m in middle)]), (92, 102, 112), facing)
    at = (pane[1][0] + pane[2][0]) / 2
    low, high = pane[0], pane[1]
    post = [(at - 0.05, *low[1:]), (at + 0.05, *low[1:]), (at + 0.05, *high[1:]), (at - 0.05, *high[1:])]
    view.paint(place(post), _shade(car.paint, 0.55), facing)


def _shade(colour: Colour, tone: float) -> Colour:
    return min(255.0, tone * colour[0]), min(255.0, tone * colour[1]), min(255.0, tone * colour[2])


def _panels(view: View, car: Car, outline: Sequence[Station]) -> None:
    """Panels across the car, far to near, that face the camera: bumper, tail or nose, screen, roof."""
    for (s0, y0, h0, part), (s1, y1, h1, _) in reversed(list(zip(outline, outline[1:], strict=False))):
        panel = [
            (car.x - h0, y0, car.z + s0),
            (car.x + h0, y0, car.z + s0),
            (car.x + h1, y1, car.z + s1),
            (car.x - h1, y1, car.z + s1),
        ]
        if not _faces_camera(view, panel):
            continue
        length = max(1e-6, hypot(y1 - y0, s1 - s0))
        normal = (0.0, (s1 - s0) / length, (y0 - y1) / length)
        view.face(panel, car.paint, CAR, normal)
        if part == "screen":
            _screen(view, panel, normal)
        elif part == "bumper":
            view.paint(_on(panel, 0, 1, 0, 0.5), (44, 44, 46), normal)
        elif part in ("tail", "nose"):
            _end(view, car, panel, normal)


def _screen(view: View, panel: Sequence[Point], normal: Point) -> None:
    """Dark glass that mirrors the sky towards its top, head rests behind it."""
    view.paint(_on(panel, 0.06, 0.94, 0.1, 0.92), PANE, normal)
    view.paint(_on(panel, 0.08, 0.92, 0.55, 0.9), (78, 88, 98), normal)
    for left in (0.2, 0.62):
        view.paint(_on(panel, left, left + 0.16, 0.12, 0.5), (24, 26, 30), normal)
    view.paint(_on(panel, 0.5, 0.62, 0.1, 0.9), (60, 68, 76), normal)


def _end(view: View, car: Car, panel: Sequence[Point], normal: Point) -> None:
    """Lamps, number plate and the lines of a tailgate or grille."""
    shade = _shade(car.paint, 0.7)
    for low, tone in ((0.0, 0.8), (0.12, 0.9), (0.6, 1.08), (0.8, 1.2)):
        view.paint(_on(panel, 0.0, 1.0, low, 1.0), _shade(car.paint, tone), normal)
    if car.oncoming:
        view.paint(_on(panel, 0.27, 0.73, 0.2, 0.8), (26, 28, 30), normal)
        lamp, plate, height = (226, 228, 224), (222, 222, 214), (0.25, 0.95)
    else:
        view.paint(_on(panel, 0.2, 0.8, 0.9, 0.97), shade, normal)
        lamp, plate, height = (176, 26, 26), (218, 186, 54), (0.35, 0.98)
    for left, right in ((0.01, 0.19), (0.81, 0.99)):
        view.paint(_on(panel, left, right, *height), lamp, normal)
        inner = (250, 250, 244) if car.oncoming else (226, 96, 60)
        view.paint(_on(panel, left + 0.04, right - 0.05, 0.5, 0.72), inner, normal)
    view.paint(_on(panel, 0.35, 0.65, 0.32, 0.58), plate, normal)
    view.paint(_on(panel, 0.38, 0.62, 0.4, 0.5), (60, 56, 40), normal)


def _on(panel: Sequence[Point], left: float, right: float, low: float, high: float) -> list[Point]:
    """A rectangle on a panel, in shares of its width and height."""

    def spot(across: float, up: float) -> Point:
        x, y, z = (
            (1 - up) * ((1 - across) * panel[0][k] + across * panel[1][k])
            + up * ((1 - across) * panel[3][k] + across * panel[2][k])
            for k in range(3)
        )
        return x, y, z

    return [spot(left, low), spot(right, low), spot(right, high), spot(left, high)]


def _faces_camera(view: View, panel: Sequence[Point]) -> bool:
    """Whether a panel, given counter-clockwise as seen from outside, turns towards the camera."""
    if min(p[2] for p in panel) < 0.6:
        return False
    a, b, c = (view.at(p) for p in panel[:3])
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) < 0
