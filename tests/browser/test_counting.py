"""What the browser counts, against the plainest way to count it in Python, on many maps that nobody has chosen.

The numbers of a run are fixed. `make proof` takes far more of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from modules import called, modules_in
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page

Map = NDArray[np.uint8]
Case = tuple[Any, ...]
Draw = np.random.Generator

SOME, MANY = 60, 3000
LEVELS = range(257)
LOWEST, HIGHEST = 3, 253  # 0.01 and 0.99, as levels
CHOSEN = range(LOWEST, HIGHEST + 1)
VOID = 255
SIZES = ((1, 1), (1, 9), (9, 1), (2, 2), (3, 5), (8, 8), (13, 11), (7, 31), (0, 4))
rounds = pytest.mark.parametrize("rounds", [SOME, pytest.param(MANY, marks=pytest.mark.proof)])


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with modules_in(browser) as page:
        yield page


def a_size(draw: Draw) -> tuple[int, int]:
    fixed = SIZES[draw.integers(len(SIZES))]
    height, width = fixed if draw.random() < 0.5 else draw.integers(1, 25, 2)
    return int(height), int(width)


def a_map(draw: Draw, size: tuple[int, int], top: int = 256) -> Map:
    """(h, w) below `top`: noise, a few values, the values at which something changes, areas, or one value alone."""
    kinds: list[Callable[[], Any]] = [
        lambda: draw.integers(0, top, size),
        lambda: draw.choice(draw.integers(0, top, 3), size),
        lambda: draw.choice([0, 1, 2, 3, 4, 127, 128, 252, 253, 254, 255], size) % top,
        lambda: _areas(draw, size, top),
        lambda: _areas(draw, size, top),
        lambda: np.full(size, draw.integers(0, top)),
        lambda: np.full(size, draw.choice([0, top - 1])),
    ]
    made: Map = kinds[draw.integers(len(kinds))]().astype(np.uint8)
    return made


def _areas(draw: Draw, size: tuple[int, int], top: int) -> NDArray[Any]:
    side = int(draw.integers(2, 10))
    coarse = draw.integers(0, top, (size[0] // side + 1, size[1] // side + 1))
    return coarse.repeat(side, 0).repeat(side, 1)[: size[0], : size[1]]


def maps(draw: Draw, count: int, top: int = 256) -> list[Map]:
    """Maps of one size; now and then two are the same."""
    size = a_size(draw)
    made = [a_map(draw, size, top) for _ in range(count)]
    return [made[0] if k and draw.random() < 0.1 else each for k, each in enumerate(made)]


def flat_pairs(values: Map, width: int) -> list[tuple[int, int]]:
    """(i, j) of each pixel of a list of rows with the next one and the one below."""
    count = values.size
    return [(i, j) for i in range(count) for j in (i + 1, i + width) if j < count]


def parted(one: int, other: int) -> bool:
    """Whether some threshold that can be chosen lies between two values."""
    return any((one >= level) != (other >= level) for level in CHOSEN)


def mean_case(draw: Draw) -> tuple[Case, Any]:
    heads = maps(draw, 4)
    total = np.sum([head.astype(int) for head in heads], axis=0)
    return (heads,), np.floor(total / 4 + 0.5).astype(int).ravel().tolist()


def spread_case(draw: Draw) -> tuple[Case, Any]:
    heads = maps(draw, 4)
    return (heads,), np.ptp(np.stack(heads).astype(int), axis=0).ravel().tolist()


def pixels_case(draw: Draw) -> tuple[Case, Any]:
    (only,) = maps(draw, 1)
    return (only,), [np.count_nonzero(only >= level) for level in LEVELS]


def difference_case(draw: Draw) -> tuple[Case, Any]:
    one, other = maps(draw, 2)
    pairs = [(one >= level, other >= level) for level in LEVELS]
    added = [int(np.count_nonzero(here & ~there)) for here, there in pairs]
    removed = [int(np.count_nonzero(there & ~here)) for here, there in pairs]
    return (one, other), {"added": [*added, 0], "removed": [*removed, 0]}


def borders_case(draw: Draw) -> tuple[Case, Any]:
    (only,) = maps(draw, 1)
    values = only.ravel().tolist()
    at = {i for i, j in flat_pairs(only, only.shape[1]) if parted(values[i], values[j])}
    return (only, only.shape[1]), sorted(at)


def contested_case(draw: Draw) -> tuple[Case, Any]:
    one, other = maps(draw, 2)
    pairs = zip(one.ravel().tolist(), other.ravel().tolist(), strict=True)
    return (one, other), [i for i, pair in enumerate(pairs) if parted(*pair)]


def kinds_of(draw: Draw) -> int:
    return int(draw.choice([2, 3, 11, 255]))


def class_pixels_case(draw: Draw) -> tuple[Case, Any]:
    kinds = kinds_of(draw)
    label = a_map(draw, a_size(draw), kinds)
    confidence = a_map(draw, (label.shape[0], label.shape[1]))
    pixels = [int(np.count_nonzero(label == kind)) for kind in range(kinds)]
    sure = [float(((confidence[label == kind] + 0.5) / 256).sum()) for kind in range(kinds)]
    return (label, confidence, kinds), [pixels, pytest.approx(sure, abs=1e-9)]


def class_difference_case(draw: Draw) -> tuple[Case, Any]:
    kinds = kinds_of(draw)
    one, other = maps(draw, 2, kinds)
    changed = one != other
    added = [int(np.count_nonzero(changed & (one == kind))) for kind in range(kinds)]
    removed = [int(np.count_nonzero(changed & (other == kind))) for kind in range(kinds)]
    return (one, other, kinds), {"total": int(np.count_nonzero(changed)), "added": added, "removed": removed}


def answers_case(draw: Draw) -> tuple[Case, Any]:
    heads = maps(draw, 4, kinds_of(draw))
    columns = zip(*(head.ravel().tolist() for head in heads), strict=True)
    return (heads,), [len(set(column)) - 1 for column in columns]


def seams_case(draw: Draw) -> tuple[Case, Any]:
    """A truth too, with what is unknown in it: anything from nothing to all."""
    (truth,) = maps(draw, 1, kinds_of(draw))
    truth = np.where(draw.random(truth.shape) < draw.choice([0, 0.2, 1]), VOID, truth).astype(np.uint8)
    height, width = truth.shape

    def apart(one: int, other: int) -> bool:
        return one != other and VOID not in (one, other)

    at = []
    for y in range(height):
        for x in range(width):
            right = x + 1 < width and apart(truth[y, x], truth[y, x + 1])
            below = y + 1 < height and apart(truth[y, x], truth[y + 1, x])
            at += [y * width + x] if right or below else []
    return (truth, width), at


def unequal_case(draw: Draw) -> tuple[Case, Any]:
    one, other = maps(draw, 2, kinds_of(draw))
    return (one, other), np.flatnonzero(one != other).tolist()


def room_of(label: Map) -> NDArray[np.int64]:
    """(h, w): how many king's moves lead from a pixel to the nearest of another class or out of the picture."""
    height, width = label.shape
    room = np.zeros(label.shape, np.int64)
    for y in range(height):
        for x in range(width):
            rows, cols = np.nonzero(label != label[y, x])
            steps = np.maximum(abs(rows - y), abs(cols - x))
            room[y, x] = min([y + 1, x + 1, height - y, width - x, *steps.tolist()])
    return room


def room_case(draw: Draw) -> tuple[Case, Any]:
    label = a_map(draw, a_size(draw), kinds_of(draw))
    return (label, label.shape[1]), room_of(label).ravel().tolist()


def spots_case(draw: Draw) -> tuple[Case, Any]:
    """In each of the cells the roomiest pixel of each class; of near ones of a class only the roomiest stays."""
    size = (int(draw.integers(1, 40)), int(draw.integers(1, 40)))
    label = a_map(draw, size, int(draw.choice([2, 3])))
    width, room = size[1], room_of(label)
    cell = max(1, -(-width // 8))
    best: dict[tuple[int, int, int], tuple[int, int]] = {}
    for y in range(size[0]):
        for x in range(width):
            name = (y // cell, x // cell, int(label[y, x]))
            if room[y, x] >= 3 and (name not in best or room[y, x] > room[best[name]]):
                best[name] = (y, x)
    spots: list[dict[str, int]] = []
    for y, x in sorted(best.values(), key=lambda at: -room[at]):
        kind = int(label[y, x])
        near = [np.hypot(each["x"] - x, each["y"] - y) < 0.35 * width for each in spots if each["kind"] == kind]
        if not any(near):
            spots.append({"kind": kind, "x": x, "y": y, "room": int(room[y, x])})
    return (label, width), spots


def bars_case(draw: Draw) -> tuple[Case, Any]:
    """64 bars of four levels each, from how many pixels reach each of the 256."""
    (only,) = maps(draw, 1)
    reach = [int(np.count_nonzero(only >= level)) for level in range(256)]
    return (reach,), np.bincount(only.ravel() // 4, minlength=64).tolist()


def decades_case(draw: Draw) -> tuple[Case, Any]:
    power = int(draw.integers(0, 9))
    most = max(0, 10**power + int(draw.integers(-1, 2)))
    counts = [0, most, int(draw.integers(0, most + 1))]
    return (counts,), next(decade for decade in range(1, 10) if 10**decade >= most)


COLOURS = {"inside": [1, 2, 3, 150], "edge": [4, 5, 6, 255], "wrong": [7, 8, 9, 255]}
COLOURS |= {"missed": [10, 11, 12, 255], "dark": [13, 14, 15, 255]}


def painted_case(draw: Draw) -> tuple[Case, Any]:
    (grey,) = maps(draw, 1)
    level = int(draw.integers(LOWEST, HIGHEST + 1))
    truth = draw.choice([0, 128, 255], grey.shape).astype(np.uint8) if draw.random() < 0.5 else None
    inside = np.pad(grey.astype(int) >= level, 1, constant_values=True)
    clear, glow = [0, 0, 0, 0], [255, 255, 255, 120]

    def colour(y: int, x: int) -> list[int]:
        mine = bool(inside[y + 1, x + 1])
        if truth is None:
            around = (inside[y, x + 1], inside[y + 2, x + 1], inside[y + 1, x], inside[y + 1, x + 2])
            return clear if not mine else COLOURS["inside" if all(around) else "edge"]
        if truth[y, x] == 128:
            return clear
        if mine:
            return glow if truth[y, x] == 255 else COLOURS["wrong"]
        stripe = "missed" if (x + y) // 3 % 2 else "dark"
        return COLOURS[stripe] if truth[y, x] == 255 else clear

    rgba = [value for y, x in np.ndindex(*grey.shape) for value in colour(y, x)]
    return ({"width": grey.shape[1], "grey": grey}, level, truth, COLOURS), rgba


TRIED: dict[tuple[str, str], Callable[[Draw], tuple[Case, Any]]] = {
    ("viewer/counts.js", "meanOf"): mean_case,
    ("viewer/counts.js", "spreadOf"): spread_case,
    ("viewer/counts.js", "pixelsByLevel"): pixels_case,
    ("viewer/counts.js", "differenceByLevel"): difference_case,
    ("viewer/counts.js", "bordersOf"): borders_case,
    ("viewer/counts.js", "contestedOf"): contested_case,
    ("viewer/class_maps.js", "pixelsByClass"): class_pixels_case,
    ("viewer/class_maps.js", "differenceByClass"): class_difference_case,
    ("viewer/class_maps.js", "answersOf"): answers_case,
    ("viewer/class_maps.js", "seamsOf"): seams_case,
    ("viewer/class_maps.js", "unequalOf"): unequal_case,
    ("viewer/class_maps.js", "roomAround"): room_case,
    ("viewer/class_maps.js", "spotsOf"): spots_case,
    ("threshold/plot.js", "barsOf"): bars_case,
    ("threshold/plot.js", "decadesOf"): decades_case,
    ("threshold/mask.js", "painted"): painted_case,
}


@rounds
@pytest.mark.parametrize(("file", "name"), TRIED, ids=[name for _, name in TRIED])
def test_the_browser_counts_as_python_does(page: Page, file: str, name: str, rounds: int) -> None:
    draws = np.random.default_rng(2024).spawn(rounds)
    cases, expected = zip(*(TRIED[file, name](draw) for draw in draws), strict=True)
    found = called(page, f"/{file}", name, cases)
    for case, one, other in zip(cases, found, expected, strict=True):
        assert one == other, case


def test_every_threshold_has_its_level(page: Page) -> None:
    thresholds = [step / 1000 for step in range(1001)]
    levels = called(page, "/shared/level.js", "levelOf", [(each,) for each in thresholds])
    assert levels == [int(np.floor(256 * each + 0.5)) for each in thresholds]
    assert levels[10] == LOWEST
    assert levels[990] == HIGHEST
