"""Overlays colour what the mask says and nothing else; neighbours differ; doubt has its known values."""

from __future__ import annotations

import numpy as np
import pytest

from unet_demo.core.scoring import watershed
from unet_demo.viz.kit.overlay import classes_rgb, labels_rgb, overlay_rgb, spread
from unet_demo.viz.kit.style import CLASS_HUES, rgb_of

GREY = np.full((40, 50, 3), 90, np.uint8)


def squares() -> np.ndarray:
    """Two squares that touch along a column, and one apart."""
    labels = np.zeros((40, 50), np.int32)
    labels[5:15, 5:15], labels[5:15, 15:25], labels[25:35, 30:40] = 1, 2, 3
    return labels


def test_contours_lie_inside_and_between() -> None:
    labels = squares()
    painted = overlay_rgb(GREY, labels, 1.0)
    line = (painted == rgb_of("mask_edge")).all(axis=2)
    expected = np.zeros(labels.shape, bool)
    for window in (np.s_[5:15, 5:15], np.s_[5:15, 15:25], np.s_[25:35, 30:40]):
        expected[window] = True
        expected[window][1:-1, 1:-1] = False
    assert np.array_equal(line, expected)
    assert (painted[labels == 0] == 90).all()
    filled = painted[(labels > 0) & ~line]
    assert (filled == np.rint(0.25 * 90 + 0.75 * np.array(rgb_of("mask")))).all()


def test_a_mask_has_no_line_between_what_touches() -> None:
    painted = overlay_rgb(GREY, squares() > 0, 1.0)
    assert not (painted[6:14, 14:16] == rgb_of("mask_edge")).all(axis=2).any()
    assert (painted[5, 5:25] == rgb_of("mask_edge")).all()


def test_no_line_along_the_edge_of_the_picture() -> None:
    painted = overlay_rgb(GREY, np.ones(GREY.shape[:2], bool), 1.0)
    assert len(np.unique(painted.reshape(-1, 3), axis=0)) == 1


def test_strength_0_gives_the_picture_back() -> None:
    picture = np.random.default_rng(0).integers(0, 256, GREY.shape, np.uint8)
    before = picture.copy()
    assert np.array_equal(overlay_rgb(picture, squares(), 0.0), picture)
    overlay_rgb(picture, squares(), 0.8)
    assert np.array_equal(picture, before)


def test_large_pictures_get_wider_lines() -> None:
    mask = np.zeros((60, 3072), bool)
    mask[20:40, 100:200] = True
    line = (overlay_rgb(np.zeros((*mask.shape, 3), np.uint8), mask, 1.0) == rgb_of("mask_edge")).all(axis=2)
    assert np.flatnonzero(line[:, 150]).tolist() == [20, 21, 22, 37, 38, 39]


def test_bands_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = squares()
    picture = np.random.default_rng(1).integers(0, 256, GREY.shape, np.uint8)
    whole, toned = overlay_rgb(picture, labels, 0.4), labels_rgb(labels)
    monkeypatch.setattr(watershed, "BAND_PX", 150)
    assert np.array_equal(overlay_rgb(picture, labels, 0.4), whole)
    assert np.array_equal(labels_rgb(labels), toned)


@pytest.mark.parametrize(("picture", "strength"), [(GREY[:-1], 0.5), (GREY, 1.5), (GREY[..., 0], 0.5)])
def test_what_does_not_fit_is_refused(picture: np.ndarray, strength: float) -> None:
    with pytest.raises(ValueError, match=r"Got a picture of shape .* needed are \(H, W, 3\)"):
        overlay_rgb(picture, squares(), strength)


def test_neighbours_differ_in_lightness() -> None:
    labels = np.arange(1, 65, dtype=np.int32).reshape(8, 8).repeat(5, axis=0).repeat(5, axis=1)
    labels = np.pad(labels, 3)
    light = labels_rgb(labels).astype(np.float64) @ [0.2126, 0.7152, 0.0722]
    for down, right in ((0, 1), (1, 0), (1, 1)):
        one, other = labels[: -down or None, : -right or None], labels[down:, right:]
        step = np.abs(light[: -down or None, : -right or None] - light[down:, right:])
        assert (step[(one != other)] > 8).all()
    assert light[labels == 0].max() < light[labels > 0].min()


def test_spread_is_from_the_lowest_head_to_the_highest() -> None:
    heads = np.array([[[10, 0]], [[200, 0]], [[40, 255]]], np.uint8)
    assert spread(heads).tolist() == [[190, 255]]


def test_classes_are_mixed_into_the_picture_by_their_strength() -> None:
    picture = np.full((3, 4, 3), 100, np.uint8)
    label = np.array([[0, 1, 0, 1]] * 3, np.uint8)
    full = classes_rgb(picture, label, ("sky", "car"), 1.0)
    assert tuple(full[0, 0]) == rgb_of(CLASS_HUES["sky"])
    assert tuple(full[2, 3]) == rgb_of(CLASS_HUES["car"])
    assert np.array_equal(classes_rgb(picture, label, ("sky", "car"), 0.0), picture)
    half = classes_rgb(picture, label, ("sky", "car"), 0.5).astype(int)
    assert np.abs(half - (picture.astype(int) + full) / 2).max() <= 0.5
    with pytest.raises(ValueError, match="give the classes of this picture"):
        classes_rgb(picture, label[:2], ("sky", "car"), 0.5)
