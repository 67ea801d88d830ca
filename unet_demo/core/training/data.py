"""Training pictures: a folder of pairs, checked before the first step, and the crops cut from them.

Layout: DIR/<split>/images/NAME.* beside DIR/<split>/labels/NAME.png; what the labels mean stands in the task's row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from unet_demo.core.gallery.generated import drawn
from unet_demo.core.nets.tasks import UNKNOWN, VOID, Task, target_of
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.input_size import shrunk, working_size
from unet_demo.core.pictures.normalise import levels_of, normalise

SCENES = 96  # generated scenes in the pool that a run mixes in
NAMED = 5  # offending files named in one message


class DataError(ValueError):
    """The folder cannot be trained or scored on; the message says got / need / do."""


@dataclass(frozen=True)
class Example:
    """One normalised picture: `image` uint8 (H, W, 3), `label` uint16 (H, W), `target` uint8 (H, W) as in tasks."""

    name: str
    image: NDArray[np.uint8]
    label: NDArray[np.uint16]
    target: NDArray[np.uint8]


def pairs_of(folder: Path, split: str, task: Task) -> list[tuple[Path, Path]]:
    """(picture, label) paths of one split, by name. Raises DataError when it is missing, empty or has lone files."""
    images, labels = folder / split / "images", folder / split / "labels"
    if not images.is_dir() or not labels.is_dir():
        raise DataError(
            f"Got {folder} without {split}/images and {split}/labels; the task {task.id} needs "
            f"{split}/images/NAME.* beside {split}/labels/NAME.png; {task.layout}."
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


def load_examples(folder: Path, split: str, task: Task) -> list[Example]:
    """All pictures of a split, decoded and normalised.

    Raises DataError naming the first files that cannot be read, or whose label has another size or foreign numbers.
    """
    examples: list[Example] = []
    unreadable, unequal, foreign = [], [], []
    for picture_path, label_path in pairs_of(folder, split, task):
        try:
            pixels, label = _read(picture_path, colours=True), labels_of(label_path, task)
        except OSError:
            unreadable.append(picture_path.name)
            continue
        if pixels.shape[:2] != label.shape:
            unequal.append(picture_path.name)
            continue
        try:
            examples.append(Example(picture_path.stem, _stretched(pixels), label, target_of(task, label)))
        except ValueError as error:
            foreign.append(f"{label_path.name} with {error}")
    _refuse(unreadable, f"files in {split} that are no whole picture", "every pair must be readable")
    _refuse(unequal, f"pictures in {split} whose label has another size", "both must have the same height and width")
    _refuse(foreign, f"labels in {split} outside the classes of {task.id}", task.layout)
    return examples


def at_working_size(example: Example, task: Task) -> Example:
    """The example as the net is to look at it: picture and target shrunk together where the task asks for it."""
    size = working_size(task.side_px, *example.target.shape)
    if size == example.target.shape:
        return example
    if task.outputs > 1:
        target = np.asarray(Image.fromarray(example.target).resize(size[::-1], Image.Resampling.NEAREST))
    else:
        target = (shrunk(example.target * np.uint8(255), size) >= 128).astype(np.uint8)
    label = target.astype(np.uint16)
    return Example(example.name, shrunk(example.image, size), label, target)


def scenes_of(task: Task, count: int = SCENES, first: int = 1000) -> list[Example]:
    """Generated scenes number `first` and following as examples. Raises KeyError for a task that has none."""
    return [example_of(drawn(task.id, number), task) for number in range(first, first + count)]


def example_of(picture: Picture, task: Task) -> Example:
    """A picture with truth as an example. Raises ValueError without truth, or for labels outside the classes."""
    if picture.truth is None:
        raise ValueError(f"Got {picture.name!r} without truth; an example needs it; give one with truth.")
    return Example(picture.name, _stretched(picture.pixels), picture.truth, target_of(task, picture.truth))


def _read(path: Path, colours: bool) -> NDArray[np.generic]:
    with Image.open(path) as file:
        return np.asarray(file if not colours or file.mode in ("L", "RGB", "I;16") else file.convert("RGB"))


def labels_of(path: Path, task: Task) -> NDArray[np.uint16]:
    """(H, W) the labels of a file to train on: of a task of one class every number but 0 is an object.

    Raises OSError for a file that is no whole picture.
    """
    labels: NDArray[np.uint16] = _read(path, colours=False).astype(np.uint16)
    return labels if task.labels else np.minimum(labels, UNKNOWN - 1)


def _stretched(pixels: NDArray[np.generic]) -> NDArray[np.uint8]:
    stretched: NDArray[np.uint8] = np.rint(normalise(pixels, levels_of(pixels)) * 255).astype(np.uint8)
    return stretched


def _refuse(files: Sequence[str], what: str, need: str) -> None:
    if files:
        raise DataError(f"Got {len(files)} {what} (first: {', '.join(files[:NAMED])}); {need}; mend or remove them.")


def batch_of(
    examples: Sequence[Example],
    rng: np.random.Generator,
    size: int,
    side_px: int,
    strength: float,
    task: Task,
    scenes: Sequence[Example] = (),
    share: float = 0.0,
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Random augmented crops: images (size, 3, side, side) in [0, 1] and targets (size, side, side).

    `strength` scales how far size and colours stray and how often: 0 leaves crops, turns and flips alone.
    About `share` of the crops come from `scenes`.
    """
    crops = []
    for _ in range(size):
        source = scenes if share and rng.random() < share else examples
        crops.append(_crop_with_objects(source, rng, side_px, strength, task))
    images = np.stack([recolour(image, rng, strength, task.stains) for image, _ in crops]).transpose(0, 3, 1, 2)
    return np.ascontiguousarray(images), np.stack([target for _, target in crops])


def _crop_with_objects(
    examples: Sequence[Example], rng: np.random.Generator, side_px: int, strength: float, task: Task
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """A crop of a random picture, drawn again up to eight times while it is nearly empty.

    Of several classes every second crop is to hold one that is drawn first, each as likely: rare ones are seen too.
    """
    example = examples[int(rng.integers(len(examples)))]
    seeks = task.outputs > 1 and rng.random() < 0.5
    sought = int(rng.integers(task.outputs)) if seeks else 1
    for _ in range(8):
        image, target = _crop(example, rng, side_px, strength, task)
        if task.outputs > 1:
            if not seeks or np.count_nonzero(target == sought) > 8:
                break
            example = examples[int(rng.integers(len(examples)))]
        elif target.mean() > 0.01 or rng.random() < 0.1:
            break
    return image, target


def _crop(
    example: Example, rng: np.random.Generator, side_px: int, strength: float, task: Task
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """A square cut at a random scale, flipped, turned, resized to `side_px`; small pictures are mirrored outwards."""
    cut = round(side_px / np.exp(strength * rng.uniform(np.log(0.6), np.log(1.6))))
    height, width = example.target.shape
    row = int(rng.integers(max(1, height - cut + 1)))
    col = int(rng.integers(max(1, width - cut + 1)))
    image = example.image[row : row + cut, col : col + cut]
    target = example.target[row : row + cut, col : col + cut]
    if image.shape[:2] != (cut, cut):
        gap = ((0, cut - image.shape[0]), (0, cut - image.shape[1]))
        image, target = np.pad(image, (*gap, (0, 0)), "symmetric"), np.pad(target, gap, "symmetric")
    turns, flip = int(rng.integers(4)), bool(rng.integers(2))
    if task.turns:
        image, target = np.rot90(image, turns), np.rot90(target, turns)
    if flip:
        image, target = image[:, ::-1], target[:, ::-1]
    sized = (side_px, side_px)
    resized = Image.fromarray(np.ascontiguousarray(image)).resize(sized, Image.Resampling.BILINEAR)
    pixels = as_float32(np.asarray(resized, np.float32) / 255)
    if task.outputs > 1:
        chosen = Image.fromarray(np.ascontiguousarray(target)).resize(sized, Image.Resampling.NEAREST)
        return pixels, np.asarray(chosen)
    share = Image.fromarray(np.ascontiguousarray(target * 255)).resize(sized, Image.Resampling.BILINEAR)
    return pixels, (np.asarray(share) >= 128).astype(np.uint8)


def class_weights(examples: Sequence[Example], classes: int) -> NDArray[np.float32]:
    """(classes,) 1 / sqrt of each class's share of the known pixels, scaled to a mean of 1: rare ones weigh more."""
    counts = sum(np.bincount(each.target.ravel(), minlength=VOID + 1)[:classes] for each in examples)
    rarity = 1 / np.sqrt(np.maximum(counts, 1))
    return as_float32(rarity / rarity.mean())


def recolour(
    image: NDArray[np.float32], rng: np.random.Generator, strength: float = 1.0, stains: bool = True
) -> NDArray[np.float32]:
    """(H, W, 3) in [0, 1] with brightness, contrast, gamma, tint and noise changed, sometimes blurred.

    With `stains` any colour will do: some crops are inverted, or their channels change places.
    """
    if stains and rng.random() < 0.08 * strength:
        image = 1 - image
    if stains and rng.random() < 0.15 * strength:
        image = image[..., rng.permutation(3)]
    if rng.random() < 0.3 * strength:
        image = image * rng.uniform(0.5 if stains else 0.8, 1.2, 3).astype(np.float32)
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
