"""The photographs outlined by us: the cat's outline lies on the cat, the others hold none."""

from __future__ import annotations

import numpy as np
import pytest

from unet_demo.core.gallery.outlined import CHELSEA, FAR, WITHOUT, cat, cat_far, outlined


def test_the_outline_covers_the_eyes_and_leaves_the_wall_out() -> None:
    picture = cat()
    assert picture.truth is not None
    for x, y in ((170, 115), (318, 135), (255, 245), (60, 280)):  # both eyes, the nose, the neck
        assert picture.truth[y, x] == 1
    for x, y in ((10, 50), (430, 60), (420, 250)):
        assert picture.truth[y, x] == 0
    assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in CHELSEA)


def test_further_away_it_is_the_same_cat_only_smaller() -> None:
    near, far = cat(), cat_far()
    assert near.truth is not None
    assert far.truth is not None
    assert far.pixels.shape == near.pixels.shape
    assert far.truth.mean() == pytest.approx(FAR**2 * near.truth.mean(), rel=0.02)
    assert not far.truth[[0, -1]].any()
    assert not far.truth[:, [0, -1]].any()
    on_cat = far.pixels[far.truth > 0].mean(axis=0)
    np.testing.assert_allclose(on_cat, near.pixels[near.truth > 0].mean(axis=0), atol=3)


def test_fur_and_wall_differ_on_the_two_sides_of_the_outline() -> None:
    picture = cat()
    assert picture.truth is not None
    inside = picture.truth > 0
    red, blue = (picture.pixels[..., band].astype(float) for band in (0, 2))
    assert np.median((red - blue)[inside]) > 1.5 * np.median((red - blue)[~inside])


def test_photographs_without_a_cat_say_so() -> None:
    named = {each.name: each for each in outlined()}
    assert tuple(named) == ("chelsea", *WITHOUT)
    for name in WITHOUT:
        truth = named[name].truth
        assert truth is not None
        assert not truth.any()
        assert truth.shape == named[name].pixels.shape[:2]
