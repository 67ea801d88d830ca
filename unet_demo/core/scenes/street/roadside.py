"""What stands beside the road of a generated street: trees, hedges, lamp posts, traffic lights, signs, fences."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from unet_demo.core.scenes.street.view import (
    BUILDING,
    FENCE,
    LACE,
    PLAIN,
    POLE,
    ROUGH,
    SIGN,
    TREE,
    Colour,
    Point,
    View,
    box,
    wall,
)

BARK: Colour = (74, 62, 50)
LEAVES: tuple[Colour, ...] = ((98, 118, 58), (78, 102, 58), (118, 124, 66), (70, 90, 56), (124, 110, 66))
POSTS: tuple[Colour, ...] = ((96, 100, 102), (60, 66, 64), (46, 48, 50), (120, 122, 120))
BLOTS = [  # outlines of one unit of radius, for leaves and twigs
    [(float(r * np.cos(t)), float(r * np.sin(t))) for r, t in zip(radii, np.arange(8) * np.pi / 4, strict=True)]
    for radii in np.random.default_rng(0).uniform(0.65, 1.2, (48, 8))
]
WHITE: Colour = (232, 232, 228)
RED: Colour = (190, 34, 36)


def draw_tree(view: View, x: float, z: float, height_m: float, bare: bool, rng: np.random.Generator) -> None:
    """A trunk that forks, and a crown: clumps of leaves, or twigs through which the background shows."""
    fork = height_m * float(rng.uniform(0.22, 0.32))
    thick = 0.02 * height_m
    crown = height_m * float(rng.uniform(0.26, 0.34))
    tips = _branches((x, fork, z), pi / 2, height_m * 0.2, thick, (5 if z < 24 else 4) if bare else 3, rng)
    if bare:
        for _, end, _ in tips:
            if end[1] > 0.4 * height_m:
                view.claim(_blot(view, end, height_m * float(rng.uniform(0.035, 0.075)), rng), TREE, LACE)
    view.limb((x, 0, z), (x, fork, z), (1.25 * thick, thick), BARK, TREE, 2)
    for start, end, radius in tips:
        view.limb(start, end, (radius, 0.65 * radius), BARK, TREE, 0.6)
    if not bare:
        _leaves(view, (x, height_m - crown, z), crown, LEAVES[rng.integers(len(LEAVES))], rng)


def _branches(
    start: Point, bearing: float, length: float, thick: float, depth: int, rng: np.random.Generator
) -> list[tuple[Point, Point, float]]:
    """Forks of forks as start, end, radius; `bearing` in radians, pi / 2 is upward, where all of them strive."""
    forks = []
    for side in (-1, 1) if depth < 4 else (-1, 0.1, 1):
        turn = bearing + side * float(rng.uniform(0.25, 0.6))
        turn += 0.2 * (pi / 2 - turn)
        reach = length * float(rng.uniform(0.7, 1.1))
        end = (start[0] + reach * cos(turn), start[1] + reach * sin(turn), start[2])
        forks.append((start, end, 0.62 * thick))
        if depth > 1:
            forks += _branches(end, turn, 0.82 * length, 0.6 * thick, depth - 1, rng)
    return forks


def _within(centre: Point, radii: tuple[float, float], rng: np.random.Generator) -> Point:
    """A random point of an ellipse that faces the camera."""
    angle, reach = 2 * pi * float(rng.random()), float(rng.random()) ** 0.5
    return centre[0] + reach * radii[0] * cos(angle), centre[1] + reach * radii[1] * sin(angle), centre[2]


def _blot(view: View, centre: Point, radius_m: float, rng: np.random.Generator) -> list[tuple[float, float]]:
    """A ragged round outline in canvas pixels."""
    col, row = view.at(centre)
    radius = view.size(radius_m, centre[2])
    return [(col + radius * right, row + radius * down) for right, down in BLOTS[int(len(BLOTS) * rng.random())]]


def _leaves(view: View, centre: Point, crown: float, leaf: Colour, rng: np.random.Generator) -> None:
    """Clumps from the dark inside of a crown to its lit top, smaller and smaller."""
    toward = 0.5 if view.sun[0] > 0 else -0.5
    lobes = [_within(centre, (0.62 * crown, 0.7 * crown), rng) for _ in range(9)]
    for size, count, shade in ((0.3, 2, 0.55), (0.2, 4, 0.75), (0.13, 6, 0.95), (0.075, 8, 1.15), (0.045, 8, 1.3)):
        if view.size(crown * size, centre[2]) < 2.5:
            break  # smaller than a pixel
        for lobe in lobes:
            for _ in range(count):
                spot = _within(lobe, ((0.48 - size) * crown, (0.48 - size) * crown), rng)
                up = (spot[1] - lobe[1] + toward * (spot[0] - lobe[0])) / crown
                tone = shade * (0.9 + 0.7 * up) * (0.85 + 0.3 * float(rng.random()))
                colour = view.lit((leaf[0] * tone, leaf[1] * tone, leaf[2] * tone), (0, 0.5, -0.2), centre[2])
                view.fill(_blot(view, spot, crown * size, rng), colour, TREE, ROUGH)


def draw_hedge(view: View, x: float, z: tuple[float, float], height_m: float, rng: np.random.Generator) -> None:
    """Bushes along the road."""
    leaf = LEAVES[rng.integers(len(LEAVES))]
    for at in np.arange(z[1], max(z[0], 2.0), -0.5):
        for level, shade in ((0.35, 0.55), (0.7, 0.8), (0.95, 1.1)):
            tone = shade * float(rng.uniform(0.75, 1.2))
            spot = (x + float(rng.uniform(-0.2, 0.2)), level * height_m, float(at))
            colour = view.lit((leaf[0] * tone, leaf[1] * tone, leaf[2] * tone), (0, 0.4, -0.3), float(at))
            view.fill(_blot(view, spot, 0.38 * height_m, rng), colour, TREE, ROUGH)


def draw_lamp(view: View, x: float, z: float, rng: np.random.Generator) -> None:
    """A lamp post whose arm reaches over the road."""
    colour = POSTS[rng.integers(len(POSTS))]
    height_m = float(rng.uniform(5.5, 8))
    arm = x - np.sign(x) * float(rng.uniform(0.8, 1.6))
    view.limb((x, height_m, z), (arm, height_m + 0.35, z), (0.05, 0.05), colour, POLE, 1.4)
    view.limb((arm, height_m + 0.3, z), (arm - np.sign(x) * 0.55, height_m + 0.33, z), (0.08, 0.1), colour, POLE, 1.6)
    view.limb((x, 0, z), (x, height_m, z), (0.06, 0.04), colour, POLE, 1.6)
    view.limb((x, 0, z), (x, 1.2, z), (0.08, 0.07), colour, POLE, 2)


def draw_bollard(view: View, x: float, z: float) -> None:
    """A short black post with a pale band."""
    view.limb((x, 0, z), (x, 1.0, z), (0.1, 0.09), (44, 44, 46), POLE, 2)
    view.paint(box((x - 0.09, x + 0.09), (0.78, 0.88), z), (210, 206, 190))


def draw_traffic_light(view: View, x: float, z: float, rng: np.random.Generator) -> None:
    """A signal head (class sign) on a post (class pole)."""
    view.limb((x, 0, z), (x, 2.4, z), (0.08, 0.08), POSTS[rng.integers(len(POSTS))], POLE, 2)
    view.face(box((x - 0.3, x + 0.3), (2.2, 3.5), z), (214, 212, 206), SIGN)
    view.face(box((x - 0.26, x + 0.26), (2.24, 3.46), z), (26, 28, 28), SIGN)
    lit = int(rng.integers(3))
    for lamp, colour in enumerate(((250, 60, 50), (255, 180, 60), (70, 240, 150))):
        level = 3.22 - 0.38 * lamp
        glow: Colour = colour if lamp == lit else (58, 50, 48)
        view.limb((x, level, z), (x, level, z), (0.14, 0.14), glow, SIGN, 1)


def draw_sign(view: View, x: float, z: float, rng: np.random.Generator) -> None:
    """A traffic sign or a direction board on a post."""
    kind = rng.choice(["ring", "blue", "triangle", "board", "board", "panel"])
    post = POSTS[rng.integers(len(POSTS))]
    if kind == "board":
        _board(view, x, z, post, rng)
        return
    level, size = float(rng.uniform(2.2, 2.7)), float(rng.uniform(0.4, 0.55))
    view.limb((x, 0, z), (x, level + size, z), (0.06, 0.06), post, POLE, 2)
    if kind == "triangle":
        for inset, colour in ((0.0, RED), (0.24, WHITE)):
            reach = size * (1.25 - 1.5 * inset)
            peak = [(x - reach, level - reach * 0.6, z), (x + reach, level - reach * 0.6, z), (x, level + reach, z)]
            view.face(peak, colour, SIGN)
        view.paint(box((x - 0.05, x + 0.05), (level - 0.12, level + 0.2), z), (30, 30, 30))
        return
    if kind == "panel":
        colour = (WHITE, (36, 76, 150), (226, 178, 40))[rng.integers(3)]
        view.face(box((x - 0.8 * size, x + 0.8 * size), (level - size, level + 1.2 * size), z), colour, SIGN)
        dark = (40, 42, 60) if colour[0] > 100 else WHITE
        for line in range(3):
            low = level - 0.7 * size + 0.55 * size * line
            view.paint(box((x - 0.55 * size, x + 0.5 * size), (low, low + 0.22 * size), z), dark)
        return
    outer, inner = (RED, WHITE) if kind == "ring" else ((36, 76, 160), (52, 96, 180))
    view.face(_disc(x, level, size, z), outer, SIGN)
    view.paint(_disc(x, level, 0.72 * size, z), inner)
    mark = (30, 30, 32) if kind == "ring" else WHITE
    view.paint(box((x - 0.4 * size, x - 0.08 * size), (level - 0.35 * size, level + 0.35 * size), z), mark)
    view.paint(box((x + 0.08 * size, x + 0.4 * size), (level - 0.35 * size, level + 0.35 * size), z), mark)


def _disc(x: float, y: float, radius_m: float, z: float) -> list[Point]:
    return [(x + radius_m * cos(k * pi / 10), y + radius_m * sin(k * pi / 10), z) for k in range(20)]


def _board(view: View, x: float, z: float, post: Colour, rng: np.random.Generator) -> None:
    """A board with lines of writing on two posts."""
    half, low, high = float(rng.uniform(0.6, 1.0)), 1.9, float(rng.uniform(2.9, 3.5))
    for leg in (x - 0.7 * half, x + 0.7 * half):
        view.limb((leg, 0, z), (leg, high, z), (0.06, 0.06), post, POLE, 2.2)
    back = ((24, 92, 66), (34, 70, 140), WHITE, (150, 40, 42))[rng.integers(4)]
    ink: Colour = (34, 36, 40) if back == WHITE else WHITE
    view.face(box((x - half, x + half), (low, high), z), ink, SIGN)
    view.face(box((x - half + 0.05, x + half - 0.05), (low + 0.05, high - 0.05), z), back, SIGN)
    for level in np.arange(low + 0.2, high - 0.25, 0.36):
        at = x - half + 0.2
        while at < x + half * float(rng.uniform(0.3, 0.8)):
            step = float(rng.uniform(0.1, 0.3))
            view.paint(box((at, at + step), (float(level), float(level) + 0.17), z), ink)
            at += step + 0.07


def draw_fence(view: View, x: float, z: tuple[float, float], rng: np.random.Generator) -> None:
    """Railings in front of a low wall, or boards; all that lies within its outline counts as fence."""
    near, far = max(z[0], 1.5), z[1]
    facing = (-float(np.sign(x)), 0.0, 0.0)
    top = float(rng.uniform(1.0, 1.5))
    if rng.random() < 0.4:
        board = ((128, 100, 70), (104, 88, 72), (150, 128, 98))[rng.integers(3)]
        view.face(wall(x, (0, top + 0.3), (near, far)), board, FENCE, facing, PLAIN)
        for at in np.arange(near, far, 0.16 if near < 14 else 0.4):
            tone = float(rng.uniform(0.7, 1.1))
            slat = (board[0] * tone, board[1] * tone, board[2] * tone)
            view.paint(wall(x, (0.05, top + 0.28), (float(at), float(at) + 0.12)), slat, facing)
        return
    iron = ((36, 40, 40), (44, 62, 54), (190, 190, 186))[rng.integers(3)]
    stone = (104, 98, 90) if iron[0] < 100 else (84, 92, 66)
    view.face(wall(x, (0, top), (near, far)), stone, FENCE, facing, ROUGH)
    view.face(wall(x, (0, 0.3), (near, far)), (134, 122, 106), FENCE, facing, ROUGH)
    for at in np.arange(near, far, 0.22 if near < 18 else 0.5):
        view.paint(wall(x, (0.3, top), (float(at), float(at) + 0.06)), iron, facing)
    for level in (0.4, top - 0.12):
        view.paint(wall(x, (level, level + 0.07), (near, far)), iron, facing)


def draw_skyline(view: View, z: float, rng: np.random.Generator) -> None:
    """Far trees and roofs at the end of the road."""
    x = -0.75 * z
    while x < 0.75 * z:
        step = float(rng.uniform(5, 12))
        high = float(rng.uniform(4, 8))
        if rng.random() < 0.3:
            house = [*box((x, x + step), (0, 0.7 * high), z)[:3], (x + step / 2, high, z), (x, 0.7 * high, z)]
            view.face(house, (132, 118, 102), BUILDING, (0, 0, -1), ROUGH)
        else:
            for _ in range(12):
                spot = _within((x + step / 2, 0.4 * high, z), (0.7 * step, 0.55 * high), rng)
                colour = view.lit((70, 76, 56), (0, 0.3, -0.3), z)
                view.fill(_blot(view, spot, 0.25 * high, rng), colour, TREE, PLAIN)
        x += step
