"""Generated pictures of a street seen from a car, whose truth is known to the pixel, because we drew them.

A street is laid out in metres and painted back to front, picture and truth with the same outlines; then surfaces get
their grain and the camera its noise. Nothing is copied from any picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from math import pi

import numpy as np

from unet_demo.core.pictures.images import Picture, picture_of
from unet_demo.core.scenes.street.cars import Car, car_at, draw_car
from unet_demo.core.scenes.street.houses import House, draw_house, row_of_houses
from unet_demo.core.scenes.street.light import expose, paint_sky
from unet_demo.core.scenes.street.people import draw_cyclist, draw_pedestrian
from unet_demo.core.scenes.street.road import FAR_M, Shadow, cast_shadows, paint_ground
from unet_demo.core.scenes.street.roadside import (
    draw_bollard,
    draw_fence,
    draw_hedge,
    draw_lamp,
    draw_sign,
    draw_skyline,
    draw_traffic_light,
    draw_tree,
)
from unet_demo.core.scenes.street.view import SUPERSAMPLING, SURFACES, View, view_of
from unet_demo.core.scenes.texture import check_ranges


@dataclass
class _Plan:
    """Where kerbs and walls are (x in metres), and what is to be drawn there, each with its distance."""

    kerbs: tuple[float, float]
    walls: tuple[float, float]
    houses: list[House]
    things: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    shadows: list[Shadow] = field(default_factory=list)


def street(
    seed: int,
    cars: int,
    people: int,
    trees: int,
    light: float,
    noise: float,
    height: int = 360,
    width: int = 480,
) -> Picture:
    """A street with up to `cars` cars, `people` people and `trees` trees; the same arguments give the same pixels.

    `light` 0 is dusk under cloud, 1 bright sun; `noise` 0 is a clean camera, 1 a very poor one. Every fourth of the
    people rides a bicycle. Some of what is asked for may be hidden by what stands before it; bare crowns, wheels and
    railings count with what shows through them. Poles, signs and fences stand in every street. Pixels are uint8
    (H, W, 3); truth is uint16 (H, W): 0 sky, 1 building, 2 pole, 3 road, 4 pavement, 5 tree, 6 sign, 7 fence, 8 car,
    9 pedestrian, 10 bicyclist. Raises ValueError for arguments out of range.
    """
    check_ranges(
        {
            "cars": (cars, 0, 20),
            "people": (people, 0, 30),
            "trees": (trees, 0, 30),
            "light": (light, 0, 1),
            "noise": (noise, 0, 1),
            "height": (height, 96, 1440),
            "width": (width, 128, 1920),
        }
    )
    rng = np.random.default_rng(seed)
    view = view_of(height, width, light, rng)
    plan = _plan(view, rng)
    _add_furniture(plan, view, rng)
    _add_trees(plan, view, trees, rng)
    _add_cars(plan, view, cars, rng)
    _add_people(plan, view, people, rng)
    paint_sky(view, light, rng)
    draw_skyline(view, 0.9 * FAR_M, rng)
    paint_ground(view, plan.kerbs, rng)
    cast_shadows(view, plan.shadows)
    for _, draw in sorted(plan.things, key=lambda thing: -thing[0]):
        draw()
    pixels = expose(view, plan.walls, light, noise, rng)
    truth = np.asarray(view.truth)[::SUPERSAMPLING, ::SUPERSAMPLING] // SURFACES
    return picture_of(pixels, "", truth.astype(np.uint16))


def _plan(view: View, rng: np.random.Generator) -> _Plan:
    """Kerbs, and houses on both sides."""
    kerbs = (-float(rng.uniform(2.8, 4.6)), float(rng.uniform(4.6, 6.9)))
    walls = (kerbs[0] - float(rng.uniform(3, 6)), kerbs[1] + float(rng.uniform(3, 6)))
    plan = _Plan(kerbs, walls, [])
    for side, x in zip((-1, 1), walls, strict=True):
        gap = float(rng.choice([0.0, 0.1, 0.3]))
        plan.houses += row_of_houses(side, abs(x), float(rng.uniform(-6, 6)), 0.85 * FAR_M, gap, rng)
    for house in plan.houses:
        plan.things.append((house.z[1], partial(draw_house, view, house, rng)))
        plan.shadows.append(Shadow(house.x, house.z[0], 0, house.height_m, house.z[1] - house.z[0] + 0.5))
    return plan


def _somewhere(view: View, x: float, depth_m: float, rng: np.random.Generator) -> float:
    """A distance at which something at x is in the picture, nearer ones more likely."""
    return float(1.1 * view.nearest_z(x) + 0.5 + depth_m * rng.random() ** 1.4)


def _add_furniture(plan: _Plan, view: View, rng: np.random.Generator) -> None:
    """Lamp posts, signs, traffic lights, bollards near the kerbs; fences and hedges before the houses."""
    for kerb, wall in zip(plan.kerbs, plan.walls, strict=True):
        out = float(np.sign(kerb))
        edge = kerb + 0.45 * out
        first, step = _somewhere(view, edge, 12, rng), float(rng.uniform(16, 30))
        for z in (first + step * k for k in range(2)):
            plan.things.append((z, partial(draw_lamp, view, edge, z, rng)))
            plan.shadows.append(Shadow(edge, z, 0.2, 3))
        for _ in range(int(rng.integers(1, 3))):
            z, x = _somewhere(view, edge, 20, rng), edge + float(rng.uniform(0, 0.6)) * out
            draw = draw_traffic_light if rng.random() < 0.25 else draw_sign
            plan.things.append((z, partial(draw, view, x, z, rng)))
            plan.shadows.append(Shadow(x, z, 0.15, 2))
        if rng.random() < 0.25:
            first = _somewhere(view, edge, 6, rng)
            for z in (first + 1.6 * k for k in range(int(rng.integers(3, 8)))):
                plan.things.append((z, partial(draw_bollard, view, edge, z)))
        if rng.random() < 0.8:
            at = edge if rng.random() < 0.5 else wall - 0.3 * out
            start = view.nearest_z(at) + float(rng.uniform(-2, 8))
            stretch = (start, start + float(rng.uniform(6, 16)))
            plan.things.append((stretch[1], partial(draw_fence, view, at, stretch, rng)))
        if rng.random() < 0.3:
            start = view.nearest_z(wall) + float(rng.uniform(-4, 15))
            stretch = (start, start + float(rng.uniform(5, 14)))
            hedge = partial(draw_hedge, view, wall - 0.5 * out, stretch, float(rng.uniform(1, 2)), rng)
            plan.things.append((stretch[1], hedge))


def _add_trees(plan: _Plan, view: View, trees: int, rng: np.random.Generator) -> None:
    """Trees at the edge of the pavement or in the gardens."""
    bare = float(rng.choice([0.1, 0.4, 0.9]))
    for _ in range(trees):
        side = int(rng.integers(2))
        kerb, wall, out = plan.kerbs[side], plan.walls[side], (-1, 1)[side]
        x = kerb + 0.9 * out if rng.random() < 0.5 else wall + float(rng.uniform(-0.6, 1.5)) * out
        z, height_m = 4 + _somewhere(view, x, 34, rng), float(rng.uniform(5, 9))
        draw = partial(draw_tree, view, x, z, height_m, bool(rng.random() < bare), rng)
        plan.things.append((z, draw))
        plan.shadows.append(Shadow(x, z, 0.28 * height_m, 0.65 * height_m))


def _add_cars(plan: _Plan, view: View, cars: int, rng: np.random.Generator) -> None:
    """Cars ahead, oncoming, and parked at the kerbs; no two in one place."""
    left, right = plan.kerbs
    lanes = [(0.0, False, 11.0), (min(right - 1.3, max(3.3, right / 2 + 0.6)), True, 8.0)]
    if left < -3.8:
        lanes.append((left + 1.05, False, 6.0))
    if right > 6.0:
        lanes.append((right - 1.05, bool(rng.random() < 0.5), 7.0))
    placed: list[Car] = []
    for _ in range(cars):
        x, oncoming, first = lanes[rng.integers(len(lanes))]
        z = max(first, view.nearest_z(x) - 1) + 34 * float(rng.random()) ** 1.5
        car = car_at(x + float(rng.uniform(-0.15, 0.15)), z, oncoming, rng)
        if all(abs(car.x - other.x) > 1.8 or abs(z - other.z) > 5.2 for other in placed):
            placed.append(car)
    for car in placed:
        plan.things.append((car.z + 2, partial(draw_car, view, car)))
        plan.shadows += [Shadow(car.x, car.z + at, 0.95, 1.4) for at in (0.8, 1.6, 2.4, 3.2)]


def _add_people(plan: _Plan, view: View, people: int, rng: np.random.Generator) -> None:
    """People on the pavements, some crossing; cyclists on the road, clear of parked cars."""
    for number in range(people):
        side = int(rng.integers(2))
        kerb, wall, out = plan.kerbs[side], plan.walls[side], (-1, 1)[side]
        along = 0.0 if rng.random() < 0.5 else pi
        if number % 4 == 3:
            x = (-1.9 if side == 0 else kerb - 1.9) if abs(kerb) > 3.8 else kerb - 0.7 * out
            z = max(10.0, _somewhere(view, x, 18, rng))
            bearing = (0.0 if side == 0 else pi) + float(rng.uniform(-0.7, 0.7))
            plan.things.append((z, partial(draw_cyclist, view, x, z, bearing, rng)))
        else:
            x = kerb + out * float(rng.uniform(0.5, abs(wall - kerb) - 0.5))
            if crossing := rng.random() < 0.12:
                x = float(rng.uniform(plan.kerbs[0], plan.kerbs[1]))
            z = max(7.0, _somewhere(view, x, 15, rng))
            bearing = pi / 2 * out if crossing else along + float(rng.uniform(-0.5, 0.5))
            plan.things.append((z, partial(draw_pedestrian, view, x, z, bearing, rng)))
        plan.shadows.append(Shadow(x, z, 0.3, 1.6))
