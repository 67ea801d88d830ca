"""Touching nuclei come apart, whole ones stay whole, and a component is cut alone as in any picture."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.scoring import watershed
from unet_demo.core.scoring.instances import HOLE_PX, SMALLEST_PX, separate, sizes, table
from unet_demo.core.scoring.watershed import Pieces, basins, coded, joined, squared_distance

Mask = NDArray[np.bool_]


def disk(height: int, width: int, row: float, col: float, radius: float) -> Mask:
    down, right = np.mgrid[:height, :width]
    inside: Mask = (down - row) ** 2 + (right - col) ** 2 <= radius**2
    return inside


def blobs(seed: int, height: int = 90, width: int = 120, count: int = 30) -> Mask:
    rng = np.random.default_rng(seed)
    mask = np.zeros((height, width), bool)
    for _ in range(count):
        mask |= disk(height, width, rng.uniform(0, height), rng.uniform(0, width), rng.uniform(2, 13))
    return mask ^ (rng.random(mask.shape) < 0.01)


def test_two_overlapping_disks_are_cut_in_the_middle() -> None:
    mask = disk(60, 80, 30, 28, 13) | disk(60, 80, 30, 50, 13)
    labels = separate(mask)
    assert labels.max() == 2
    assert np.array_equal(labels > 0, mask)
    assert (labels[:, :38][mask[:, :38]] == 1).all()
    assert (labels[:, 41:][mask[:, 41:]] == 2).all()
    assert abs(int(np.diff(sizes(labels))[0])) <= 30  # the cut runs through the neck


@pytest.mark.parametrize(
    "mask",
    [
        disk(40, 40, 20, 20, 12),
        disk(80, 80, 40, 40, 30) & ~disk(80, 80, 40, 40, 22),  # a ring
        np.pad(np.abs(np.subtract(*np.mgrid[:60, :60])) <= 5, 4),  # a slanted bar
        disk(40, 40, 0, 20, 12),  # cut off by the edge
        disk(60, 60, 30, 30, 20) & ~disk(60, 60, 28, 24, 3) & ~disk(60, 60, 33, 36, 3),  # pinholes
        np.ones((50, 30), bool),
        np.ones((300, 400), bool),  # wider than the farthest distance that is told apart
    ],
)
def test_what_is_one_stays_one(mask: Mask) -> None:
    labels = separate(mask)
    assert labels.dtype == np.int32
    assert np.array_equal(labels, mask.astype(np.int32))


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (37, 1), (64, 64)])
def test_nothing_gives_nothing(shape: tuple[int, int]) -> None:
    labels = separate(np.zeros(shape, bool))
    assert labels.shape == shape
    assert not labels.any()
    assert len(table(labels)) == len(sizes(labels)) == 0


def test_specks_are_left_out_and_the_smallest_size_counts() -> None:
    mask = np.zeros((40, 60), bool)
    mask[3, 3] = True
    mask[10:15, 10:15] = True  # 25 pixels
    mask[30:34, 30:36] = True  # 24
    assert SMALLEST_PX == 25
    assert separate(mask).max() == 1
    assert separate(mask)[12, 12] == 1
    assert separate(mask, smallest_px=24).max() == 2
    assert separate(mask, smallest_px=1).max() == 3


def test_numbers_follow_the_first_pixel_in_reading_order() -> None:
    labels = separate(blobs(3))
    firsts = [int(np.flatnonzero(labels.ravel() == label)[0]) for label in range(1, labels.max() + 1)]
    assert len(firsts) > 5
    assert firsts == sorted(firsts)


@pytest.mark.parametrize("seed", range(12))
def test_a_component_alone_is_cut_as_in_the_picture(seed: int) -> None:
    mask = blobs(seed)
    whole = separate(mask, hole_px=0)
    components, count = ndimage.label(mask, np.ones((3, 3)))
    assert count > 1
    for place, window in enumerate(ndimage.find_objects(components), start=1):
        alone = components[window] == place
        margins = [(int(side.start > 0), int(side.stop < size)) for side, size in zip(window, mask.shape, strict=True)]
        cut = separate(np.pad(alone, margins), hole_px=0)
        inner = cut[tuple(np.s_[before : before + n] for (before, _), n in zip(margins, alone.shape, strict=True))]
        there = np.where(alone, whole[window], 0)
        assert _renumbered(there).tolist() == inner.tolist()


def _renumbered(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Labels without gaps, their order kept."""
    return np.searchsorted(np.unique(np.append(labels, 0)), labels).astype(np.int32)


@pytest.mark.parametrize("seed", range(4))
def test_bands_change_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    mask = blobs(seed)
    whole, rows = separate(mask), table(separate(mask))
    for pixels in (1, 7 * mask.shape[1]):
        monkeypatch.setattr(watershed, "BAND_PX", pixels)
        assert np.array_equal(separate(mask), whole)
        assert np.array_equal(table(whole), rows)


def test_long_paths_through_many_bands_reach_their_peak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watershed, "FARTHEST_PX", 3)  # one wide plateau, climbed towards its first pixel
    mask = np.ones((700, 90), bool)
    mask[:, 45] = np.arange(700) > 640  # two halves that meet at the foot only
    whole, pieces = basins(squared_distance(mask))
    monkeypatch.setattr(watershed, "BAND_PX", 90)
    banded, again = basins(squared_distance(mask))
    assert np.array_equal(whole, banded)
    assert pieces.areas.tolist() == again.areas.tolist()
    assert pieces.areas.sum() == np.count_nonzero(mask)


@pytest.mark.parametrize("seed", range(4))
def test_distances_are_exact(seed: int) -> None:
    mask = blobs(seed, 200, 150, 40)
    exact = np.rint(ndimage.distance_transform_edt(mask) ** 2)
    assert np.array_equal(squared_distance(mask), np.minimum(exact, watershed.FARTHEST_PX**2))


def test_distances_stop_where_they_say() -> None:
    mask = np.ones((400, 420), bool)
    mask[200, 210] = False
    exact = np.rint(ndimage.distance_transform_edt(mask) ** 2)
    assert exact.max() > watershed.FARTHEST_PX**2
    assert np.array_equal(squared_distance(mask), np.minimum(exact, watershed.FARTHEST_PX**2))


@pytest.mark.parametrize("seed", range(6))
def test_joining_equals_lowering_the_water_one_pass_at_a_time(seed: int) -> None:
    pieces = basins(squared_distance(blobs(seed)))[1]
    into = joined(pieces, 0.1, 0.7, 0)
    assert _flooded(pieces, 0.1, 0.7) == len(np.unique(into))
    assert len(np.unique(into)) < pieces.peaks.size


def _flooded(pieces: Pieces, share: float, slack_px: float) -> int:
    """How many peaks stand out, found the slow way: passes from the highest down, merging trees of peaks."""
    count = pieces.peaks.size
    owner = list(range(count))

    def top_of(peak: int) -> int:
        while owner[peak] != peak:
            peak = owner[peak]
        return peak

    def rank(peak: int) -> tuple[int, int]:
        return int(pieces.peaks[peak]), -peak

    standing = set(range(count))
    decoded = [((code >> 14) // count, (code >> 14) % count, code & 16383) for code in pieces.passes.tolist()]
    for one, other, height in sorted(decoded, key=lambda each: -each[2]):
        low, high = sorted((top_of(one), top_of(other)), key=rank)
        if low == high:
            continue
        if pieces.peaks[low] ** 0.5 - height**0.5 <= share * pieces.peaks[low] ** 0.5 + slack_px:
            standing.discard(low)
        owner[low] = high
    return len(standing)


def test_passes_keep_their_highest() -> None:
    a, b = np.array([2, 0, 2], np.int32), np.array([0, 2, 1], np.int32)
    codes = watershed.highest(coded(a, b, np.array([5, 9, 4]), 3))
    assert codes.tolist() == coded(np.array([0, 1], np.int32), np.array([2, 2], np.int32), np.array([9, 4]), 3).tolist()


def test_small_pieces_join_what_they_touch() -> None:
    mask = disk(60, 60, 30, 24, 15) | disk(60, 60, 30, 44, 6)
    apart = separate(mask, smallest_px=1)
    assert 60 < sizes(apart)[1] < 150
    assert len(sizes(apart)) == 2
    assert np.array_equal(separate(mask, smallest_px=150), mask.astype(np.int32))


def test_holes_stay_holes_in_the_labels() -> None:
    mask = disk(60, 60, 30, 30, 20) & ~disk(60, 60, 30, 30, 4)
    assert 0 < np.count_nonzero(~mask[26:35, 26:35]) <= HOLE_PX
    assert np.array_equal(separate(mask) > 0, mask)


@pytest.mark.parametrize("stain", ["fluorescence", "histology"])
def test_scenes_with_gaps_are_counted_exactly(stain: str) -> None:
    truth = nuclei(25, 9.0, 0.0, 0.0, stain, seed=4).truth  # type: ignore[arg-type]
    assert truth is not None
    found = separate(truth > 0)
    assert found.max() == truth.max()


def test_the_table_says_where_each_nucleus_lies() -> None:
    labels = np.zeros((20, 30), np.int32)
    labels[2:6, 3:9] = 1
    labels[10:20, 12] = 2
    rows = table(labels)
    assert rows["label"].tolist() == [1, 2]
    assert rows["area_px"].tolist() == [24, 10] == sizes(labels).tolist()
    assert rows["centroid_x_px"].tolist() == [5.5, 12.0]
    assert rows["centroid_y_px"].tolist() == [3.5, 14.5]
    assert rows["equivalent_diameter_px"] == pytest.approx([5.52791, 3.56825], abs=1e-5)
    boxes = [rows[name].tolist() for name in ("left_px", "top_px", "width_px", "height_px")]
    assert boxes == [[3, 12], [2, 10], [6, 1], [4, 10]]
    assert rows["touches_edge"].tolist() == [False, True]


def test_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"uint8 of shape \(4, 4\).*boolean \(H, W\).*threshold"):
        separate(np.zeros((4, 4), np.uint8))
