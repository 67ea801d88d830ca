"""Lost pixels are striped, new ones plain, the rest is the grey picture; signed maps have a neutral 0."""

from __future__ import annotations

import numpy as np
import pytest

from unet_demo.viz.kit import style
from unet_demo.viz.kit.changes import changes_rgb, signed_rgb


def test_lost_and_new_can_be_told_apart_without_hue() -> None:
    picture = np.full((24, 24, 3), 200, np.uint8)
    before, after = np.zeros((24, 24), np.uint8), np.zeros((24, 24), np.uint8)
    before[:12, :12], after[12:, 12:] = 1, 1
    shown = changes_rgb(picture, before, after)
    lost, new = shown[:12, :12].reshape(-1, 3), shown[12:, 12:].reshape(-1, 3)
    assert len(np.unique(lost, axis=0)) == 2
    assert {tuple(map(int, each)) for each in np.unique(new, axis=0)} == {style.rgb_of("added")}
    assert np.unique(shown[:12, 12:]).size == 1
    with pytest.raises(ValueError, match="one size"):
        changes_rgb(picture, before[:5], after)


def test_signed_colours_are_centred() -> None:
    shown = signed_rgb(np.array([[-1.0, 0.0, 1.0, 9.0]]), 1.0)
    assert tuple(shown[0, 1]) == style.rgb_of(style.diverging_stops()[2][1])
    assert (shown[0, 2] == shown[0, 3]).all()
    assert not (shown[0, 0] == shown[0, 2]).all()
