"""Generated electron micrographs of neural tissue whose truth is known to the pixel, because we drew them.

Cell sections first (a Voronoi map of unequal, bent cells), then what a thin stained section shows of them: dark
membranes, grainy cytoplasm, and organelles that are dark too but no cell border. Nothing is copied from any picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from unet_demo.core.pictures.images import Picture, picture_of
from unet_demo.core.scenes.texture import Field, check_ranges, clouds, tilt

Labels = NDArray[np.int32]
MEMBRANE, CELL = 0, 1
TRIES = 40  # places tried for one cell; the roomiest is taken
FILLED = 0.8  # share of the picture that the cells' ellipses would cover, had they stayed apart
SPREAD = 0.68  # deviation of the logarithm of the cell radii: a few large cells, many small ones
CYTOPLASM, STAIN = 156.0, 105.0  # grey value of a typical cell, and how much a membrane takes away from it
MITOCHONDRION_PX = (8.0, 26.0)  # short half-axis
VESICLE_PX = (1.6, 4.4)  # radius


@dataclass(frozen=True)
class _Ellipse:
    row: float
    col: float
    radius: float  # of the circle of the same area
    stretch: float  # long half-axis / radius
    turn: float

    def distance(self, rows: Field, cols: Field) -> Field:
        """About how many pixels a point lies outside (negative: inside), rows and cols of any shape."""
        down, right = rows - np.float32(self.row), cols - np.float32(self.col)
        cos, sin = np.float32(np.cos(self.turn)), np.float32(np.sin(self.turn))
        along, across = (cos * right + sin * down) / self.stretch, (cos * down - sin * right) * self.stretch
        return np.asarray(np.sqrt(along * along + across * across) - self.radius, np.float32)


def membranes(
    cells: int,
    thickness_px: float,
    noise: float,
    blur: float,
    seed: int,
    height: int = 256,
    width: int = 256,
) -> Picture:
    """An electron micrograph of `cells` cell sections with exact truth; the same arguments give the same pixels.

    `thickness_px` is the mean width of a membrane (5 at 4 nm per pixel), `noise` 0 is a clean detector, 1 a very poor
    one, `blur` the defocus in pixels. Pixels are uint8 (H, W); truth is uint16 (H, W): 0 membrane, 1 cell.
    Raises ValueError for arguments out of range.
    """
    check_ranges(
        {
            "cells": (cells, 1, 400),
            "thickness_px": (thickness_px, 1, 20),
            "noise": (noise, 0, 1),
            "blur": (blur, 0, 8),
            "height": (height, 16, 2048),
            "width": (width, 16, 2048),
        }
    )
    rng = np.random.default_rng(seed)
    sections = _sections(cells, rng, height, width)
    slant = clouds(rng, height, width, 14)
    depth = _depth(sections, thickness_px, slant)
    density = _cytoplasm(sections, rng)
    _add_organelles(density, depth, rng)
    _add_membranes(density, depth, slant, thickness_px, rng)
    pixels = _expose(density, noise, blur, rng)
    truth = np.where(depth > 0, CELL, MEMBRANE).astype(np.uint16)
    return picture_of(np.clip(np.rint(pixels), 0, 255).astype(np.uint8), "", truth)


def _sections(cells: int, rng: np.random.Generator, height: int, width: int) -> Labels:
    """Which cell each pixel belongs to (H, W), 0..cells-1: the nearest ellipse, seen through bent coordinates."""
    mean_px = float(np.sqrt(height * width / cells / np.pi))
    rows, cols = np.mgrid[:height, :width].astype(np.float32)
    for size, reach in ((1.2 * mean_px, 0.22 * mean_px), (0.5 * mean_px, 0.09 * mean_px), (7.0, 0.8)):
        rows, cols = (axis + np.float32(reach) * clouds(rng, height, width, size) for axis in (rows, cols))
    nearest = np.full((height, width), np.inf, np.float32)
    labels = np.zeros((height, width), np.int32)
    for label, ellipse in enumerate(_ellipses(cells, rng, height, width)):
        distance = ellipse.distance(rows, cols)
        labels[distance < nearest] = label
        np.minimum(nearest, distance, out=nearest)
    return labels


def _ellipses(cells: int, rng: np.random.Generator, height: int, width: int) -> list[_Ellipse]:
    """`cells` ellipses of very unequal size, the large ones placed first, each where the most room is left."""
    radii = np.sort(np.exp(SPREAD * rng.standard_normal(cells)))[::-1]
    radii *= np.sqrt(FILLED * height * width / np.pi / (radii**2).sum())
    placed = np.empty((0, 3))  # row, col, radius
    for radius in radii:
        tries = rng.uniform((0, 0), (height, width), (TRIES, 2))
        gaps = np.hypot(*(tries[:, None, axis] - placed[None, :, axis] for axis in (0, 1))) - placed[:, 2] - radius
        room = gaps.min(axis=1, initial=np.inf)
        spot = int((room >= 0).argmax()) if (room >= 0).any() else int(room.argmax())
        placed = np.vstack([placed, [*tries[spot], radius]])
    lean = rng.uniform(0, np.pi)  # neighbours tend to run the same way
    return [
        _Ellipse(row, col, radius, float(rng.uniform(1, 1.55)), float(lean + 0.5 * rng.standard_normal()))
        for row, col, radius in placed
    ]


def _depth(sections: Labels, thickness_px: float, slant: Field) -> Field:
    """How deep a pixel lies inside its cell (H, W), in pixels: 0 on the inner face of the membrane, less within it.

    Membranes are wider where `slant` (H, W), mean 0, deviation 1, is high: there the cut meets them obliquely.
    """
    same = np.ones(sections.shape, bool)
    same[:, :-1] &= sections[:, 1:] == sections[:, :-1]
    same[:-1] &= sections[1:] == sections[:-1]
    if same.all():
        return np.full(sections.shape, max(sections.shape), np.float32)
    from_border = ndimage.gaussian_filter(ndimage.distance_transform_edt(same).astype(np.float32), 1.4)
    return np.asarray(from_border - 0.7 - thickness_px / 2 * np.exp(np.clip(0.28 * slant, -0.3, 0.9)), np.float32)


def _cytoplasm(sections: Labels, rng: np.random.Generator) -> Field:
    """Stain outside membranes (H, W), 0 typical, 1 as dark as a membrane: a tone for each cell, grains, filaments."""
    height, width = sections.shape
    tone = np.clip(0.09 * rng.standard_normal(int(sections.max()) + 1), -0.15, 0.3).astype(np.float32)
    coarse, fine = clouds(rng, height, width, 2.2), clouds(rng, height, width, 1.1)
    crowd = np.clip(0.13 + 0.08 * clouds(rng, height, width, 14), 0.03, 0.3)  # ribosomes and filaments come in patches
    grains = crowd * (coarse + np.maximum(coarse - 1, 0)) + 0.15 * fine
    return np.asarray(tone[sections] + grains + 0.07 * clouds(rng, height, width, 22), np.float32)


def _add_organelles(density: Field, depth: Field, rng: np.random.Generator) -> None:
    """Mitochondria and vesicles wherever a cell is deep enough; each keeps clear of the membrane and of the others."""
    room = depth.copy()
    area = density.size
    for _ in range(rng.poisson(area / 22000) + 1):
        _add_mitochondrion(density, room, rng)
    crowd = clouds(rng, density.shape[0], density.shape[1], 20)
    spots = np.argwhere((room > VESICLE_PX[0]) & (crowd + 0.5 * rng.standard_normal(crowd.shape) > 0.2))
    for row, col in spots[rng.permutation(len(spots))[: area // 350]]:
        radius = float(rng.uniform(*VESICLE_PX))
        ellipse = _Ellipse(row, col, radius, float(rng.uniform(1, 1.25)), float(rng.uniform(0, np.pi)))
        if room[row, col] > radius:
            _add_vesicle(density, room, ellipse, rng)


def _box(ellipse: _Ellipse, reach: float, shape: tuple[int, ...]) -> tuple[tuple[slice, slice], Field, Field]:
    """The part of a (H, W) picture within `reach` of an ellipse's centre, and its rows (h, 1) and columns (1, w)."""
    top, left = max(0, int(ellipse.row - reach)), max(0, int(ellipse.col - reach))
    bottom, right = min(shape[0], int(ellipse.row + reach) + 2), min(shape[1], int(ellipse.col + reach) + 2)
    rows, cols = np.ogrid[top:bottom, left:right]
    return np.s_[top:bottom, left:right], rows.astype(np.float32), cols.astype(np.float32)


def _add_mitochondrion(density: Field, room: Field, rng: np.random.Generator) -> None:
    """A dark oval with a thin darker envelope and bent parallel folds (cristae), if any cell has room for it."""
    low, high = MITOCHONDRION_PX
    spots = np.argwhere(room > low + 3)
    if not len(spots):
        return
    row, col = spots[rng.integers(len(spots))]
    short = min(high, float(room[row, col]) - 2) * rng.uniform(0.72, 0.95)
    stretch = float(np.sqrt(rng.uniform(1, 1.3)))
    ellipse = _Ellipse(row, col, short * stretch, stretch, float(rng.uniform(0, np.pi)))
    box, rows, cols = _box(ellipse, short * stretch**2 + 8, density.shape)
    height, width = density[box].shape
    bend = 1.1 * clouds(rng, height, width, 7)
    outside = ellipse.distance(rows + bend, cols + bend[::-1])
    turn = ellipse.turn + rng.normal(0, 0.4)
    across = np.cos(turn) * rows - np.sin(turn) * cols + 1.5 * bend
    folds = np.cos(across * (2 * np.pi / rng.uniform(5, 7.5))) * clouds(rng, height, width, 5)
    inner = rng.uniform(0.45, 0.75) + 0.28 * folds
    envelope = np.exp(-(((outside + 1.2) / 1.3) ** 2))
    cover = np.clip(0.5 - outside, 0, 1) * np.clip(room[box], 0, 1)
    density[box] += cover * (inner + 0.45 * envelope - 0.6 * density[box])
    room[box] = np.minimum(room[box], outside - 1)


def _add_vesicle(density: Field, room: Field, ellipse: _Ellipse, rng: np.random.Generator) -> None:
    """A small ring, or with a dark core a dense spot; later organelles keep off it."""
    box, rows, cols = _box(ellipse, 1.4 * ellipse.radius + 4, density.shape)
    outside = ellipse.distance(rows, cols)
    ring = np.exp(-((outside / 1.1) ** 2)) * rng.uniform(0.2, 0.6)
    core = np.clip(-outside / ellipse.radius, 0, 1) * rng.choice([-0.2, -0.1, 0.5], p=[0.45, 0.35, 0.2])
    density[box] += ring + core
    room[box] = np.minimum(room[box], outside - 1)


def _add_membranes(density: Field, depth: Field, slant: Field, thickness_px: float, rng: np.random.Generator) -> None:
    """Dark sheets: crisp where the cut meets them upright, pale and soft where it is oblique, here and there double."""
    height, width = density.shape
    half = np.float32(thickness_px / 2)
    crisp = np.exp(-((np.maximum(depth + half, 0) / (0.78 * half + 0.2)) ** 2))
    oblique = np.clip(0.7 * slant - 0.6, 0, 0.9)
    sheet = crisp + oblique * (0.85 * ndimage.gaussian_filter(crisp, 1.6) - crisp)
    middle = np.clip(1.3 - (depth + half) / 1.1, 0, 1)  # the hairline between two membranes
    twofold = np.clip(clouds(rng, height, width, 16) - 0.9, 0, 0.7) * min(1.0, thickness_px / 5)
    strength = np.clip(1 + 0.13 * clouds(rng, height, width, 9), 0.8, None)
    synapses = np.clip(1.5 * clouds(rng, height, width, 8) - 2.6, 0, 1.2) * np.exp(-np.maximum(depth, 0) / 5)
    density += strength * (sheet - twofold * middle) + 0.55 * synapses - 0.7 * sheet * density


def _expose(density: Field, noise: float, blur: float, rng: np.random.Generator) -> Field:
    """The detector's grey values (H, W): brightness and contrast drift, the lens blurs, electrons are counted."""
    height, width = density.shape
    light = CYTOPLASM + rng.normal(0, 6) + 14 * tilt(rng, height, width) + 7 * clouds(rng, height, width, 45)
    contrast = STAIN * (1 + 0.15 * tilt(rng, height, width))
    seen = light - contrast * (ndimage.gaussian_filter(density, blur) if blur else density)
    grain = ndimage.gaussian_filter(rng.standard_normal(density.shape, np.float32), 0.55)
    grain = 0.6 * grain / grain.std() + 0.8 * rng.standard_normal(density.shape, np.float32)
    return np.asarray(seen + grain * np.sqrt(np.clip(seen, 20, 255) / 140) * (2 + 42 * noise), np.float32)
