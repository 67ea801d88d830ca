"""Houses of a generated street: facades along the road with floors of windows, shops, roofs and chimneys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unet_demo.core.scenes.street.view import BUILDING, ROUGH, Colour, Point, View, box, wall

WALLS: tuple[Colour, ...] = (
    (186, 166, 124),  # yellow brick
    (172, 150, 112),
    (150, 92, 70),  # red brick
    (134, 78, 60),
    (206, 200, 188),  # render
    (188, 180, 164),  # stone
    (146, 142, 138),  # concrete
    (120, 104, 88),
)
FASCIAS: tuple[Colour, ...] = ((40, 62, 110), (128, 34, 34), (32, 82, 60), (40, 40, 44), (190, 150, 50), (96, 50, 90))
ROOFS: tuple[Colour, ...] = ((84, 86, 94), (112, 72, 58), (98, 92, 86))
GLASS: Colour = (44, 50, 58)
FRONT: Point = (0, 0, -1)
FULL_DETAIL_M = 34.0  # farther houses are drawn with fewer strokes


@dataclass(frozen=True)
class House:
    """A house whose facade runs along the road at x from z[0] to z[1]; side is -1 left of the road, 1 right of it."""

    side: int
    x: float
    z: tuple[float, float]
    floors: int
    floor_m: float
    colour: Colour
    trim: Colour
    roof: Colour | None  # None: flat, behind a parapet
    shop: Colour | None
    bands: bool  # windows in one band per floor

    @property
    def height_m(self) -> float:
        return self.floors * self.floor_m + 0.5


def row_of_houses(side: int, x: float, start: float, end: float, gap: float, rng: np.random.Generator) -> list[House]:
    """Houses from z = start to end; `gap` is the chance of an empty plot."""
    houses = []
    z, tall = start, int(rng.integers(2, 5))
    while z < end:
        length = float(rng.uniform(6, 15))
        if rng.random() >= gap:
            houses.append(_house(side, x + float(rng.uniform(0, 0.8)), (z, z + length), tall, rng))
        z += length
    return houses


def _house(side: int, x: float, z: tuple[float, float], tall: int, rng: np.random.Generator) -> House:
    tint, tone = rng.uniform(-8, 8, 3), rng.uniform(0.8, 1.08)
    base = WALLS[rng.integers(len(WALLS))]
    colour = tuple(float(np.clip(tone * c + t, 30, 235)) for c, t in zip(base, tint, strict=True))
    floors = int(np.clip(tall + rng.integers(-1, 2), 2, 5))
    bands = bool(rng.random() < 0.2)
    return House(
        side,
        side * x,
        z,
        floors,
        float(rng.uniform(2.7, 3.5)),
        (colour[0], colour[1], colour[2]),
        (222, 216, 204) if rng.random() < 0.7 else (96, 86, 78),
        None if bands or rng.random() < 0.35 else ROOFS[rng.integers(len(ROOFS))],
        FASCIAS[rng.integers(len(FASCIAS))] if rng.random() < 0.5 else None,
        bands,
    )


def draw_house(view: View, house: House, rng: np.random.Generator) -> None:
    """Paint a house: its end wall, roof, facade, then what is on the facade."""
    near, far = house.z
    if far < view.nearest_z(house.x):
        return
    top, back = house.height_m, house.x + 9 * house.side
    facing = (-float(house.side), 0.0, 0.0)
    if house.roof is None:
        view.face(box((house.x, back), (0, top), near), house.colour, BUILDING, FRONT, ROUGH)
    else:
        middle = (house.x + back) / 2
        gable = [*box((house.x, back), (0, top), near)[:3], (middle, top + 2.8, near), (house.x, top, near)]
        view.face(gable, house.colour, BUILDING, FRONT, ROUGH)
        eaves = house.x - 0.35 * house.side
        slope = [(eaves, top - 0.1, near), (eaves, top - 0.1, far), (middle, top + 2.8, far), (middle, top + 2.8, near)]
        for z in rng.uniform(near + 0.5, far - 0.5, 1 + int(rng.integers(0, 2))):
            chimney = wall(middle, (top + 2, top + 4.1), (float(z) - 0.5, float(z) + 0.5))
            view.face(chimney, (118, 82, 68), BUILDING, facing, ROUGH)
        view.face(slope, house.roof, BUILDING, (-0.5 * house.side, 0.85, 0), ROUGH)
    view.face(wall(house.x, (0, top), house.z), house.colour, BUILDING, facing, ROUGH)
    _trim(view, house, facing)
    first = 0
    if house.shop is not None:
        _shop(view, house, house.shop, facing, rng)
        first = 1
    for floor in range(first, house.floors):
        _windows(view, house, floor, facing, rng)


def _trim(view: View, house: House, facing: Point) -> None:
    """Cornice or parapet, a course above the ground floor, and the plinth."""
    top = house.height_m
    if house.roof is None:
        view.paint(wall(house.x, (top - 0.3, top), house.z), house.trim, facing)
    else:
        view.paint(wall(house.x, (top - 0.22, top), house.z), (60, 58, 58), facing)
    level = house.floor_m + 0.1
    view.paint(wall(house.x, (level, level + 0.16), house.z), house.trim, facing)
    view.paint(wall(house.x, (0, 0.45), house.z), (92, 88, 84), facing)
    if house.z[0] < FULL_DETAIL_M and house.z[0] > 0:
        view.paint(wall(house.x, (0, top), (house.z[0], house.z[0] + 0.12)), (52, 52, 54), facing)  # a downpipe


def _windows(view: View, house: House, floor: int, facing: Point, rng: np.random.Generator) -> None:
    """One floor of windows: surround, glass with what it mirrors, bars, sill; a door on the ground floor."""
    near, far = house.z
    low = floor * house.floor_m + (0.95 if floor == 0 else 0.85)
    high = low + min(1.75, house.floor_m - 1.15)
    if house.bands:
        _glass(view, house, (near + 0.4, far - 0.4), (low, high), facing, rng)
        return
    bays = max(2, round((far - near) / 2.7))
    pitch = (far - near) / bays
    for bay in range(bays):
        start = near + pitch * (bay + 0.5) - 0.6
        if start + 1.2 < 1:
            continue
        if floor == 0 and bay == bays // 2:
            door = (float(rng.uniform(30, 120)), float(rng.uniform(24, 70)), float(rng.uniform(24, 70)))
            view.paint(wall(house.x, (0, 2.6), (start - 0.1, start + 1.2)), house.trim, facing)
            view.paint(wall(house.x, (0, 2.15), (start + 0.05, start + 1.05)), door, facing)
            continue
        _glass(view, house, (start, start + 1.2), (low, high), facing, rng)


def _glass(
    view: View,
    house: House,
    z: tuple[float, float],
    y: tuple[float, float],
    facing: Point,
    rng: np.random.Generator,
) -> None:
    """A window: dark glass, lighter where it mirrors the sky or a curtain hangs, with frame and bars when near."""
    detailed = z[0] < FULL_DETAIL_M
    if detailed:
        view.paint(wall(house.x, (y[0] - 0.14, y[1] + 0.14), (z[0] - 0.12, z[1] + 0.12)), house.trim, facing)
        view.paint(wall(house.x, (y[0] - 0.24, y[0] - 0.12), (z[0] - 0.2, z[1] + 0.2)), (200, 196, 186), (0, 1, 0))
    gleam = float(rng.uniform(0.7, 1.5))
    view.paint(wall(house.x, y, z), (gleam * GLASS[0], gleam * GLASS[1], gleam * GLASS[2]), facing)
    if z[0] > 2 * FULL_DETAIL_M:
        return
    split = y[0] + (y[1] - y[0]) * float(rng.uniform(0.45, 0.8))
    mirrored = float(rng.uniform(1.4, 3.0))
    view.paint(wall(house.x, (split, y[1]), z), (mirrored * 42, mirrored * 48, mirrored * 54), facing)
    if not detailed:
        return
    step = 0.6 if z[1] - z[0] < 2 else 1.6
    for bar in np.arange(z[0] + step, z[1] - 0.2, step):
        view.paint(wall(house.x, y, (float(bar) - 0.035, float(bar) + 0.035)), house.trim, facing)
    middle = (y[0] + y[1]) / 2
    view.paint(wall(house.x, (middle - 0.035, middle + 0.035), z), house.trim, facing)


def _shop(view: View, house: House, fascia: Colour, facing: Point, rng: np.random.Generator) -> None:
    """A shop front: fascia board with letters, large panes with goods behind them, a door, sometimes an awning."""
    near, far = house.z
    top = house.floor_m - 0.1
    view.paint(wall(house.x, (0.0, top), (near + 0.2, far - 0.2)), (fascia[0] * 0.6, fascia[1] * 0.6, fascia[2] * 0.6))
    view.paint(wall(house.x, (top - 0.75, top), (near + 0.15, far - 0.15)), fascia, facing)
    panes = max(2, round((far - near) / 2.4))
    pitch = (far - near - 0.6) / panes
    for pane in range(panes):
        z0 = near + 0.3 + pane * pitch
        if z0 + pitch < 1:
            continue
        z = (z0 + 0.1, z0 + pitch - 0.1)
        floor = 0.15 if pane == panes // 2 else 0.6
        view.paint(wall(house.x, (floor, top - 0.85), z), (52, 54, 58), facing)
        for _ in range(4 if z0 < FULL_DETAIL_M else 1):  # goods and lamps behind the pane
            at, size = float(rng.uniform(z[0], z[1] - 0.5)), float(rng.uniform(0.2, 0.5))
            low = float(rng.uniform(floor, top - 1.4))
            tone = rng.uniform(40, 190, 3)
            goods: Colour = (float(tone[0]), float(tone[1]), float(tone[2]))
            view.paint(wall(house.x, (low, low + size), (at, at + size)), goods, facing)
    if near < FULL_DETAIL_M:
        start = near + (far - near) * 0.25
        for letter in range(int(rng.integers(4, 9))):
            z0 = start + 0.42 * letter
            if 1 < z0 < far - 0.6:
                view.paint(wall(house.x, (top - 0.56, top - 0.2), (z0, z0 + 0.24)), (232, 226, 208), facing)
    if rng.random() < 0.3:
        out = house.x - 1.1 * house.side
        awning = [(house.x, top, near + 0.3), (house.x, top, far - 0.3), (out, top - 0.6, far - 0.3)]
        view.face([*awning, (out, top - 0.6, near + 0.3)], fascia, BUILDING, (0, 0.8, 0))
