"""People of a generated street, on foot and on bicycles: jointed figures of rods with round ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np

from unet_demo.core.scenes.street.view import BICYCLIST, PEDESTRIAN, PLAIN, Colour, Point, View

CLOTHES: tuple[Colour, ...] = (
    (34, 36, 44),
    (48, 54, 82),
    (84, 32, 36),
    (64, 64, 66),
    (92, 80, 64),
    (36, 58, 54),
    (110, 44, 34),
)
TROUSERS: tuple[Colour, ...] = ((32, 34, 46), (42, 42, 44), (60, 64, 84), (70, 62, 52))
SKIN: tuple[Colour, ...] = ((206, 160, 132), (174, 126, 98), (120, 82, 62))
HAIR: tuple[Colour, ...] = ((42, 32, 26), (86, 62, 40), (28, 26, 26), (152, 122, 82))
SHOES: Colour = (28, 26, 26)
VEST: Colour = (196, 204, 60)
HELMET: Colour = (206, 206, 202)


@dataclass(frozen=True)
class _Body:
    """Where a figure stands, which way it goes (0 away from the camera, pi / 2 to the right) and how tall it is."""

    x: float
    z: float
    bearing: float
    height_m: float
    kind: int

    def joint(self, right: float, up: float, ahead: float) -> Point:
        """A point given in shares of the height, beside, above and before the feet."""
        c, s, h = cos(self.bearing), sin(self.bearing), self.height_m
        return self.x + h * (right * c + ahead * s), h * up, self.z + h * (ahead * c - right * s)


def _pick(colours: Sequence[Colour], rng: np.random.Generator) -> Colour:
    return colours[int(rng.integers(len(colours)))]


def draw_pedestrian(view: View, x: float, z: float, bearing: float, rng: np.random.Generator) -> None:
    """A walking person: far arm and leg first, then the near ones, coat, head."""
    body = _Body(x, z, bearing, float(rng.uniform(1.58, 1.9)), PEDESTRIAN)
    coat, trousers, skin = _pick(CLOTHES, rng), _pick(TROUSERS, rng), _pick(SKIN, rng)
    h, stride, hem = body.height_m, float(rng.uniform(0.05, 0.15)), float(rng.choice([0.47, 0.47, 0.36]))
    near = 1 if sin(bearing) < 0 else -1  # which of its sides is turned to the camera
    for side, swing in ((-near, stride), (near, -stride)):
        knee, foot = body.joint(0.05 * side, 0.28, 0.6 * swing + 0.02), body.joint(0.055 * side, 0.035, swing - 0.02)
        view.limb(body.joint(0.05 * side, 0.5, 0), knee, (0.052 * h, 0.04 * h), trousers, PEDESTRIAN, 1.5)
        view.limb(knee, foot, (0.04 * h, 0.028 * h), trousers, PEDESTRIAN, 1.5)
        view.limb(foot, body.joint(0.06 * side, 0.02, swing + 0.05), (0.026 * h, 0.02 * h), SHOES, PEDESTRIAN, 1)
        if side != near:
            _arm(view, body, side, -swing, coat, skin)
    for across in (-0.045, 0.045):
        view.limb(
            body.joint(across, hem, 0), body.joint(1.5 * across, 0.77, 0), (0.068 * h, 0.062 * h), coat, PEDESTRIAN, 1.5
        )
    if rng.random() < 0.35:  # a bag on the back
        bag = _pick(CLOTHES, rng)
        view.limb(body.joint(0, 0.6, -0.08), body.joint(0, 0.74, -0.08), (0.075 * h, 0.07 * h), bag, PEDESTRIAN, 1)
    _arm(view, body, near, stride, coat, skin)
    _head(view, body, body.joint(0, 0.93, 0.01), skin, _pick(HAIR, rng))


def _arm(view: View, body: _Body, side: int, swing: float, coat: Colour, skin: Colour) -> None:
    h = body.height_m
    dark = (0.85 * coat[0], 0.85 * coat[1], 0.85 * coat[2])
    elbow, hand = body.joint(0.135 * side, 0.62, 0.5 * swing - 0.02), body.joint(0.14 * side, 0.48, 1.1 * swing + 0.03)
    view.limb(body.joint(0.11 * side, 0.79, 0), elbow, (0.036 * h, 0.03 * h), dark, body.kind, 1)
    view.limb(elbow, hand, (0.03 * h, 0.024 * h), dark, body.kind, 1)
    view.limb(hand, hand, (0.024 * h, 0.024 * h), skin, body.kind, 1)


def _head(view: View, body: _Body, head: Point, skin: Colour, hair: Colour) -> None:
    """Neck, face and hair; from behind there is hair only."""
    h = body.height_m
    view.limb((head[0], head[1] - 0.09 * h, head[2]), head, (0.03 * h, 0.03 * h), skin, body.kind, 1)
    away = cos(body.bearing) > 0.5
    view.limb(
        (head[0], head[1] - 0.012 * h, head[2]), head, (0.048 * h, 0.055 * h), hair if away else skin, body.kind, 2
    )
    if not away:
        back = head[0] - 0.015 * h * sin(body.bearing)
        view.limb(
            (back, head[1] + 0.03 * h, head[2]), (back, head[1] + 0.03 * h, head[2]), (0.05 * h,) * 2, hair, body.kind
        )


def draw_cyclist(view: View, x: float, z: float, bearing: float, rng: np.random.Generator) -> None:
    """A person on a bicycle; a wheel's disc counts as a whole, spokes and what shows between them."""
    body = _Body(x, z, bearing, 1.0, BICYCLIST)
    frame = _pick(((150, 40, 40), (40, 60, 120), (44, 46, 48), (190, 190, 186)), rng)
    coat, trousers, skin = _pick((*CLOTHES, VEST, VEST), rng), _pick(TROUSERS, rng), _pick(SKIN, rng)
    far_first = (0.52, -0.52) if cos(bearing) > 0 else (-0.52, 0.52)
    _wheel(view, body, far_first[0])
    crank, saddle, head_tube = body.joint(0, 0.3, -0.02), body.joint(0, 0.88, -0.18), body.joint(0, 0.86, 0.38)
    rear, front, bars = body.joint(0, 0.34, -0.52), body.joint(0, 0.34, 0.52), body.joint(0, 1.0, 0.36)
    for start, end in (
        (rear, crank),
        (rear, saddle),
        (crank, saddle),
        (crank, head_tube),
        (saddle, head_tube),
        (front, bars),
    ):
        view.limb(start, end, (0.025, 0.025), frame, BICYCLIST, 1)
    _wheel(view, body, far_first[1])
    view.limb(body.joint(-0.28, 1.02, 0.34), body.joint(0.28, 1.02, 0.34), (0.02, 0.02), SHOES, BICYCLIST, 1)
    phase = float(rng.uniform(0, 2 * pi))
    near = 1 if sin(bearing) < 0 else -1
    hip, neck = body.joint(0, 0.96, -0.16), body.joint(0, 1.47, 0.12)
    for side in (-near, near):
        turn = phase + (pi if side == near else 0)
        foot = body.joint(0.12 * side, 0.3 + 0.16 * sin(turn), -0.02 + 0.16 * cos(turn))
        knee = body.joint(0.13 * side, 0.68 + 0.1 * sin(turn), 0.2 + 0.06 * cos(turn))
        shoulder, hand = body.joint(0.19 * side, 1.4, 0.1), body.joint(0.24 * side, 1.05, 0.36)
        elbow = body.joint(0.25 * side, 1.18, 0.16)
        if side == near:
            for across in (-0.09, 0.09):
                low, high = body.joint(across, 1.0, -0.15), body.joint(1.2 * across, 1.36, 0.08)
                view.limb(low, high, (0.125, 0.115), coat, BICYCLIST, 1.5)
        view.limb(body.joint(0.09 * side, 0.95, -0.14), knee, (0.09, 0.07), trousers, BICYCLIST, 1.5)
        view.limb(knee, foot, (0.065, 0.045), trousers, BICYCLIST, 1.5)
        view.limb(foot, body.joint(0.12 * side, 0.28 + 0.16 * sin(turn), 0.12), (0.045, 0.035), SHOES, BICYCLIST, 1)
        view.limb(shoulder, elbow, (0.06, 0.05), coat, BICYCLIST, 1)
        view.limb(elbow, hand, (0.05, 0.04), coat, BICYCLIST, 1)
    view.limb(hip, hip, (0.15, 0.15), trousers, BICYCLIST, 1)
    head = (neck[0], neck[1] + 0.2, neck[2])
    rider = _Body(x, z, bearing, 1.75, BICYCLIST)
    _head(view, rider, head, skin, HELMET if rng.random() < 0.5 else _pick(HAIR, rng))


def _wheel(view: View, body: _Body, ahead: float) -> None:
    """Tyre, rim and spokes; seen from behind little more than the tyre's tread."""
    hub = body.joint(0, 0.34, ahead)
    rim = [body.joint(0, 0.34 + 0.34 * sin(k * pi / 10), ahead + 0.34 * cos(k * pi / 10)) for k in range(20)]
    view.claim([view.at(p) for p in rim], BICYCLIST, PLAIN)
    for k in range(0, 20, 2):
        view.limb(hub, rim[k], (0.006, 0.006), (120, 122, 124), BICYCLIST, 0.5)
    for a, b in zip(rim, [*rim[1:], rim[0]], strict=True):
        view.limb(a, b, (0.028, 0.028), (24, 24, 26), BICYCLIST, 1)
