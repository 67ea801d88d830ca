"""Training pictures: a folder of pairs, checked before the first step, and the crops cut from them.

Layout: DIR/<split>/images/NAME.* beside DIR/<split>/labels/NAME.png (0 is background, anything else is object).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from unet_demo.core.normalise import levels_of, normalise

NAMED = 5  # offending files named in one message


class DataError(ValueError):
    """The folder cannot be trained or scored on; the message says got / need / do."""


@dataclass(frozen=True)
class Example:
    """One picture, already normalised: `image` uint8 (H, W, 3), `label` uint16 (H, W)."""

    name: str
    image: NDArray[np.uint8]
    label: NDArray[np.uint16]


def pairs_of(folder: Path, split: str) -> list[tuple[Path, Path]]:
    """(picture, label) paths of one split, by name. Raises DataError when it is missing, empty or has lone files."""
    images, labels = folder / split / "images", folder / split / "labels"
    if not images.is_dir() or not labels.is_dir():
        raise DataError(
            f"Got {folder} without {split}/images and {split}/labels; training needs "
            f"{split}/images/NAME.png beside {split}/labels/NAME.png (0 = background); "
            "the nuclei set is public as BBBC038 (2018 Data Science Bowl, stage 1), to be laid out like this."
        )
    by_image = {path.stem: path for path in sorted(images.iterdir()) if path.is_file()}
    by_label = {path.stem: path for path in sorted(labels.iterdir()) if path.is_file()}
    lone = sorted(by_image.keys() ^ by_label.keys())
    if lone:
        raise DataError(
            f"Got {len(lone)} files without their partner in {split} (first: {', '.join(lone[:NAMED])}); "
            "every picture needs a label of the same name; add or remove them."
        )
    if not by_image:
        raise DataError(f"Got an empty {split}; at least one picture and its label are needed; check --data.")
    return [(by_image[stem], by_label[stem]) for stem in by_image]


def load_examples(folder: Path, split: str) -> list[Example]:
    """All pictures of a split, decoded and normalised. Raises DataError naming the first files of unequal size."""
    examples, unequal = [], []
    for picture_path, label_path in pairs_of(folder, split):
        with Image.open(picture_path) as picture, Image.open(label_path) as label_picture:
            pixels = np.asarray(picture if picture.mode in ("L", "RGB", "I;16") else picture.convert("RGB"))
            label = np.asarray(label_picture).astype(np.uint16)
        if pixels.shape[:2] != label.shape:
            unequal.append(picture_path.name)
            continue
        image = np.rint(normalise(pixels, levels_of(pixels)) * 255).astype(np.uint8)
        examples.append(Example(picture_path.stem, image, label))
    if unequal:
        raise DataError(
            f"Got {len(unequal)} pictures in {split} whose label has another size "
            f"(first: {', '.join(unequal[:NAMED])}); both must have the same height and width; mend or remove them."
        )
    return examples


def batch_of(
    examples: Sequence[Example], rng: np.random.Generator, size: int, side_px: int, strength: float = 1.0
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Random augmented crops: images (size, 3, side, side) in [0, 1] and targets (size, 1, side, side) of 0 and 1.

    `strength` scales how far size and colours stray and how often: 0 leaves crops, turns and flips alone.
    """
    crops = [_crop_with_objects(examples, rng, side_px, strength) for _ in range(size)]
    images = np.stack([recolour(image, rng, strength) for image, _ in crops]).transpose(0, 3, 1, 2)
    targets = np.stack([target for _, target in crops])[:, None]
    return np.ascontiguousarray(images), targets


def _crop_with_objects(
    examples: Sequence[Example], rng: np.random.Generator, side_px: int, strength: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A crop of a random picture; nearly empty ones are mostly drawn again, up to eight times."""
    example = examples[int(rng.integers(len(examples)))]
    for _ in range(8):
        image, target = _crop(example, rng, side_px, strength)
        if target.mean() > 0.01 or rng.random() < 0.1:
            break
    return image, target


def _crop(
    example: Example, rng: np.random.Generator, side_px: int, strength: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A square cut at a random scale, flipped, turned, resized to `side_px`; small pictures are mirrored outwards."""
    cut = round(side_px / np.exp(strength * rng.uniform(np.log(0.6), np.log(1.6))))
    height, width = example.label.shape
    row = int(rng.integers(max(1, height - cut + 1)))
    col = int(rng.integers(max(1, width - cut + 1)))
    image = example.image[row : row + cut, col : col + cut]
    target = (example.label[row : row + cut, col : col + cut] > 0).astype(np.uint8)
    if image.shape[:2] != (cut, cut):
        gap = ((0, cut - image.shape[0]), (0, cut - image.shape[1]))
        image, target = np.pad(image, (*gap, (0, 0)), "symmetric"), np.pad(target, gap, "symmetric")
    turns, flip = int(rng.integers(4)), bool(rng.integers(2))
    image, target = np.rot90(image, turns), np.rot90(target, turns)
    if flip:
        image, target = image[:, ::-1], target[:, ::-1]
    sized = (side_px, side_px)
    resized = Image.fromarray(np.ascontiguousarray(image)).resize(sized, Image.Resampling.BILINEAR)
    labels = Image.fromarray(np.ascontiguousarray(target * 255)).resize(sized, Image.Resampling.BILINEAR)
    return as_float32(np.asarray(resized, np.float32) / 255), as_float32(np.asarray(labels) >= 128)


def recolour(image: NDArray[np.float32], rng: np.random.Generator, strength: float = 1.0) -> NDArray[np.float32]:
    """(H, W, 3) in [0, 1] with brightness, contrast, gamma, tint and noise changed, sometimes inverted or blurred."""
    if rng.random() < 0.08 * strength:
        image = 1 - image
    if rng.random() < 0.15 * strength:
        image = image[..., rng.permutation(3)]
    if rng.random() < 0.3 * strength:
        image = image * rng.uniform(0.5, 1.2, 3).astype(np.float32)
    if rng.random() < 0.7 * strength:
        gamma = np.float32(np.exp(strength * rng.uniform(-0.45, 0.45)))
        gain = np.float32(1 + strength * rng.uniform(-0.25, 0.25))
        offset = np.float32(strength * rng.uniform(-0.12, 0.12))
        image = np.clip(image, 0, 1) ** gamma * gain + offset
    if rng.random() < 0.15 * strength:
        grey = np.clip(image, 0, 1) * 255
        half = max(8, round(image.shape[0] * rng.uniform(0.35, 0.8)))
        small = Image.fromarray(grey.astype(np.uint8)).resize((half, half), Image.Resampling.BILINEAR)
        image = as_float32(np.asarray(small.resize(image.shape[1::-1], Image.Resampling.BILINEAR), np.float32) / 255)
    if rng.random() < 0.3 * strength:
        noise = rng.standard_normal(image.shape[:2], np.float32)[..., None] * np.float32(rng.uniform(0, 0.08))
        image = image + noise
    return as_float32(np.clip(image, 0, 1))


def as_float32(values: NDArray[np.generic]) -> NDArray[np.float32]:
    """The same values as float32."""
    return values.astype(np.float32, copy=False)
