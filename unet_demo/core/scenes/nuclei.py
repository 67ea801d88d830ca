"""Generated pictures of nuclei whose truth is known to the pixel, because we drew them.

Shapes first (labels and how much stain each pixel holds), then what a microscope makes of them: a glow on black,
or light that the stain takes away (Beer-Lambert law). Nothing is copied from any picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from unet_demo.core.pictures.images import Picture, picture_of
from unet_demo.core.scenes.texture import Field, clouds

Stain = Literal["fluorescence", "histology", "smear"]
TRIES = 80  # places tried for one nucleus before the scene is taken to be full
WOBBLE = 0.08  # how far an outline leaves its ellipse, as a share of the radius
SHINE_THROUGH = 0.35  # share of a covered nucleus that is still seen


@dataclass(frozen=True)
class _Look:
    """How nuclei of one stain differ in shape and density."""

    roundness: tuple[float, float]  # short axis / long axis
    amount: tuple[float, float]  # stain, 1 = typical
    texture: float
    rim: float  # stain gained (or lost) from centre to outline


_LOOKS: dict[str, _Look] = {
    "fluorescence": _Look((0.62, 0.98), (0.5, 1.15), 0.13, -0.18),
    "histology": _Look((0.42, 0.9), (0.55, 1.25), 0.2, 0.3),
    "smear": _Look((0.75, 1.0), (0.6, 1.35), 0.17, 0.12),
}


def _rgb(red: float, green: float, blue: float) -> Field:
    return np.array([red, green, blue], np.float32)


# Optical density of one unit of stain in red, green, blue, and the colour of the light that nothing has dimmed.
_HAEMATOXYLIN, _TISSUE = _rgb(0.62, 1.2, 0.1), _rgb(0.14, 0.26, 0.03)
_GIEMSA, _PLASMA = _rgb(0.62, 1.35, 0.42), _rgb(0.06, 0.05, 0.12)
_LAMP_TISSUE, _LAMP_SMEAR = _rgb(212, 206, 214), _rgb(214, 217, 209)


def nuclei(
    count: int,
    radius_px: float,
    overlap: float,
    noise: float,
    stain: Stain,
    seed: int,
    height: int = 256,
    width: int = 256,
) -> Picture:
    """A picture of up to `count` nuclei with exact truth; the same arguments give the same pixels.

    `radius_px` is the mean long half-axis; `overlap` 0 keeps nuclei apart, 1 lets them lie on one another;
    `noise` 0 is a clean camera, 1 a very poor one. Fluorescence gives uint8 (H, W), the other stains (H, W, 3).
    Later nuclei lie on top; truth counts what can be seen: labels 1..n without gaps, n = truth.max().
    Fewer than `count` are drawn when there is no room left. Raises ValueError for arguments out of range.
    """
    _check(count, radius_px, overlap, noise, stain, height, width)
    rng = np.random.default_rng(seed)
    labels, density = _draw(count, radius_px, overlap, _LOOKS[stain], rng, height, width)
    expose = {"fluorescence": _glow, "histology": _tissue, "smear": _smear}[stain]
    pixels = expose(density, noise, rng)
    _, renumbered = np.unique(np.append(labels.ravel(), 0), return_inverse=True)
    truth = renumbered[:-1].reshape(labels.shape).astype(np.uint16)
    return picture_of(np.clip(np.rint(pixels), 0, 255).astype(np.uint8), "", truth)


def _check(count: int, radius_px: float, overlap: float, noise: float, stain: str, height: int, width: int) -> None:
    if stain not in get_args(Stain):
        raise ValueError(f"Stain is {stain!r}; one of {', '.join(get_args(Stain))} is needed; choose one of them.")
    limits = {
        "count": (count, 0, 5000),
        "radius_px": (radius_px, 2, 200),
        "overlap": (overlap, 0, 1),
        "noise": (noise, 0, 1),
        "height": (height, 16, 4096),
        "width": (width, 16, 4096),
    }
    for name, (value, low, high) in limits.items():
        if not low <= value <= high:
            raise ValueError(f"{name} is {value}; a scene needs {low} to {high}; choose a value in between.")


def _draw(
    count: int, radius_px: float, overlap: float, look: _Look, rng: np.random.Generator, height: int, width: int
) -> tuple[NDArray[np.uint16], Field]:
    """Labels (H, W) with the gaps that hidden nuclei leave, and stain per pixel (H, W), 0 outside."""
    labels = np.zeros((height, width), np.uint16)
    density = np.zeros((height, width), np.float32)
    chromatin = clouds(rng, height, width, max(1.0, radius_px / 9)) + 0.7 * clouds(rng, height, width, radius_px / 3)
    placed = np.empty((0, 3))  # row, col, reach
    for label in range(1, count + 1):
        long_px = radius_px * rng.uniform(0.75, 1.25)
        spot = _free_spot(placed, long_px * (1 + WOBBLE) + 1, overlap, rng, height, width)
        if spot is None:
            break
        placed = np.vstack([placed, spot])
        _stamp(label, spot, long_px, look, rng, labels, density, chromatin)
    return labels, density


def _free_spot(
    placed: NDArray[np.float64], reach: float, overlap: float, rng: np.random.Generator, height: int, width: int
) -> NDArray[np.float64] | None:
    """A centre (row, col, reach) far enough from all others, or None when none of the tries is."""
    tries = rng.uniform((0, 0), (height, width), (TRIES, 2))
    gaps = np.hypot(tries[:, None, 0] - placed[None, :, 0], tries[:, None, 1] - placed[None, :, 1])
    free = (gaps >= (1 - overlap) * (placed[:, 2] + reach)).all(axis=1)
    return np.array([*tries[free.argmax()], reach]) if free.any() else None


def _stamp(
    label: int,
    spot: NDArray[np.float64],
    long_px: float,
    look: _Look,
    rng: np.random.Generator,
    labels: NDArray[np.uint16],
    density: Field,
    chromatin: Field,
) -> None:
    """Draw one nucleus over what is there: its label where the outline says inside, its stain with a soft edge."""
    row, col, reach = spot
    top, left = max(0, int(row - reach) - 1), max(0, int(col - reach) - 1)
    box = np.s_[top : int(row + reach) + 3, left : int(col + reach) + 3]
    rows, cols = np.ogrid[box]
    down, right = np.float32(rows[: labels[box].shape[0]] - row), np.float32(cols[:, : labels[box].shape[1]] - col)
    turn, short_px = rng.uniform(0, np.pi), long_px * rng.uniform(*look.roundness)
    along, across = np.cos(turn) * right + np.sin(turn) * down, np.cos(turn) * down - np.sin(turn) * right
    angle = np.arctan2(across / short_px, along / long_px)
    waves = sum(
        rng.uniform(0, WOBBLE / 2) * np.cos(k * angle + rng.uniform(0, 2 * np.pi)) for k in (2, 3)
    )  # outline / ellipse - 1
    radius = np.hypot(along / long_px, across / short_px) / (1 + waves)  # 1 on the outline
    cover = np.clip((1 - radius) * short_px / 2 + 0.5, 0, 1)
    amount = rng.uniform(*look.amount)
    stain = amount * (1 + look.texture * chromatin[box] + look.rim * (np.minimum(radius, 1) ** 2 - 0.5))
    density[box] += cover * (np.maximum(stain, 0.1) - (1 - SHINE_THROUGH) * density[box])
    labels[box][radius < 1] = label


def _glow(density: Field, noise: float, rng: np.random.Generator) -> Field:
    """Fluorescence: light on black, a haze around the nuclei, uneven lamp, blur of the lens, photons counted."""
    height, width = density.shape
    haze = ndimage.gaussian_filter(density, 12, mode="nearest")
    lamp = 1 + 0.22 * _slope(rng, height, width)
    light = lamp * (0.045 + 0.07 * haze + ndimage.gaussian_filter(density, 0.9)) * (1 - 0.6 * noise)
    photons = 2500 * (1 - noise) ** 3 + 18
    counted = rng.poisson(light * photons).astype(np.float32) / np.float32(photons)
    read = rng.standard_normal(density.shape, np.float32) * np.float32(0.002 + 0.035 * noise)
    return np.asarray(8 + 150 * (counted + read), np.float32)


def _tissue(density: Field, noise: float, rng: np.random.Generator) -> Field:
    """Haematoxylin-stained tissue: dark blue-purple nuclei on lilac with fine wavy fibres."""
    height, width = density.shape
    blurred = ndimage.gaussian_filter(density, 0.8)
    halo = ndimage.gaussian_filter(density, 4)
    fibres = _fibres(rng, height, width) * np.maximum(0.2, 1 - blurred)  # nuclei hide them
    ground = 1 + 0.25 * _slope(rng, height, width) + 0.1 * fibres + 0.12 * clouds(rng, height, width, 14)
    optical = (ground + 0.35 * halo)[..., None] * _TISSUE + (0.9 * blurred)[..., None] * _HAEMATOXYLIN
    return _camera(_LAMP_TISSUE * np.exp(-optical), noise, rng)


def _smear(density: Field, noise: float, rng: np.random.Generator) -> Field:
    """A Giemsa-stained smear: magenta-purple nuclei on pale grey, with ghosts of unstained red cells."""
    height, width = density.shape
    cloud = clouds(rng, height, width, 7)
    ghosts = np.clip(1.5 * cloud - 1.2, 0, 0.9) + 0.06 * clouds(rng, height, width, 1.2)
    plasma = ndimage.gaussian_filter(density, 3)
    optical = (ghosts + 0.5 * plasma)[..., None] * _PLASMA
    optical = optical + (0.9 * ndimage.gaussian_filter(density, 0.9))[..., None] * _GIEMSA
    shade = 1 + 0.05 * _slope(rng, height, width)
    return _camera(_LAMP_SMEAR * shade[..., None] * np.exp(-optical), noise, rng)


def _camera(light: Field, noise: float, rng: np.random.Generator) -> Field:
    """(H, W, 3) with the grain of a colour camera: mostly shared by the channels, stronger in bright places."""
    shared = rng.standard_normal(light.shape[:2], np.float32)[..., None]
    own = rng.standard_normal(light.shape, np.float32)
    return light + np.sqrt(light / 255) * np.float32(1 + 16 * noise) * (0.8 * shared + 0.6 * own)


def _slope(rng: np.random.Generator, height: int, width: int) -> Field:
    """Uneven lamp: a tilted, slightly curved plane (H, W) within about -1..1."""
    down, right = np.ogrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    tilt = rng.uniform(-0.7, 0.7, 2)
    return np.asarray(tilt[0] * down + tilt[1] * right - 0.3 * (down**2 + right**2), np.float32)


def _fibres(rng: np.random.Generator, height: int, width: int) -> Field:
    """Fine streaks (H, W) that wander around one direction, mean about 0, deviation 1; the pattern wraps unseen."""
    side = 256
    streaks = ndimage.gaussian_filter(rng.standard_normal((side, side), np.float32), (1.2, 7), mode="wrap")
    streaks /= streaks.std()
    rows, cols = np.ogrid[:height, :width]
    turn = rng.uniform(0, np.pi)
    along = np.cos(turn) * cols + np.sin(turn) * rows
    across = np.cos(turn) * rows - np.sin(turn) * cols + 5 * clouds(rng, height, width, 24)
    return np.asarray(ndimage.map_coordinates(streaks, [across, along], order=1, mode="grid-wrap"), np.float32)
