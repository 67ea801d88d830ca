"""Tiles cover a picture once, lie on the grid of 16, and give what a single pass gives."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.engine.passes import one_pass, tensor_of
from unet_demo.core.nets.model import UNetPlusPlus, fold
from unet_demo.core.pictures.normalise import levels_of
from unet_demo.core.pictures.tiles import (
    CONTEXT_PX,
    ROUNDING_LEVELS,
    Border,
    Box,
    cut,
    needs_tiles,
    tiles_of,
    whole,
)
from unet_demo.core.scenes.membranes import membranes
from unet_demo.core.scenes.nuclei import nuclei


@given(st.integers(1, 400), st.integers(1, 400), st.sampled_from([16, 64, 128]), st.sampled_from(["single", "mirror"]))
@examples(150)
def test_cores_cover_every_pixel_once_and_windows_lie_on_the_grid(
    height: int, width: int, core_px: int, border: Border
) -> None:
    seen = np.zeros((height, width), int)
    for tile in tiles_of(height, width, border, core_px):
        core, window = tile.core, tile.window
        seen[core.top : core.bottom, core.left : core.right] += 1
        assert window.top % 16 == window.left % 16 == window.bottom % 16 == window.right % 16 == 0
        end_row, end_col = -(-height // 16) * 16, -(-width // 16) * 16
        for low, high, at, to, end in (
            (window.top, window.bottom, core.top, core.bottom, end_row),
            (window.left, window.right, core.left, core.right, end_col),
        ):
            reaches_up = at - low >= CONTEXT_PX
            reaches_down = high - to >= CONTEXT_PX
            if border == "mirror":
                assert reaches_up
                assert reaches_down
            else:
                assert reaches_up or low == 0
                assert reaches_down or high == end
    assert (seen == 1).all()


def test_cut_mirrors_what_lies_outside() -> None:
    row = np.arange(4, dtype=np.uint8)[None]
    assert cut(row, Box(0, 1, -3, 9)).tolist() == [[2, 1, 0, 0, 1, 2, 3, 3, 2, 1, 0, 0]]
    assert cut(np.full((1, 1), 7, np.uint8), Box(-2, 14, 0, 16)).tolist() == [[7] * 16] * 16


def test_cut_inside_is_the_picture_itself() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (40, 50, 3), np.uint8)
    assert np.array_equal(cut(pixels, Box(3, 20, 5, 50)), pixels[3:20, 5:50])


def test_core_must_fit_the_grid() -> None:
    with pytest.raises(ValueError, match="core_px is 100; a multiple of 16 is needed; use 112"):
        tiles_of(300, 300, core_px=100)


def test_only_large_pictures_need_tiles() -> None:
    assert not needs_tiles(768, 768)
    assert needs_tiles(769, 768)
    assert not needs_tiles(1, 5000)


@pytest.mark.parametrize("border", ["single", "mirror"])
@pytest.mark.parametrize("size", [(330, 421), (256, 512)])
def test_tiles_equal_the_single_pass(size: tuple[int, int], border: Border) -> None:
    """Random weights see farthest; every head, border included, up to rounding of the last 8-bit level."""
    torch.manual_seed(1)
    model = fold(UNetPlusPlus(widths=(4, 6, 8, 10, 12), norm=True).eval())
    pixels = np.random.default_rng(1).integers(0, 4000, size, np.uint16)
    levels = levels_of(pixels)
    height, width = size
    single = one_pass(model, pixels, levels, whole(height, width, border), 4).maps[0]
    pieces = np.zeros_like(single)
    for tile in tiles_of(height, width, border, core_px=128):
        core = tile.core
        piece = one_pass(model, pixels, levels, tile, 4).maps[0]
        pieces[:, core.top : core.bottom, core.left : core.right] = piece
    assert np.abs(single.astype(int) - pieces).max() <= 1
    assert np.ptp(single.astype(int)) > 0


@pytest.mark.parametrize(("task", "border"), [("nuclei", "single"), ("membranes", "mirror")])
def test_the_trained_nets_leave_no_seam(task: str, border: Border) -> None:
    """Whole tiles of the app, every head, all pixels: the levels differ by rounding, and the mask hardly ever."""
    shape = {"height": 528, "width": 700}  # a tile of 512, and narrow ones beside and below it
    scene = (
        membranes(150, 5, 0.2, 1.0, 4, **shape)
        if task == "membranes"
        else nuclei(250, 12, 0.3, 0.1, "smear", 5, **shape)
    )
    model = engine.model_of(task)
    single = one_pass(model, scene.pixels, scene.levels, whole(528, 700, border), 4).maps[0].astype(int)
    parts, pieces = tiles_of(528, 700, border), np.zeros_like(single)
    for tile in parts:
        core = tile.core
        piece = one_pass(model, scene.pixels, scene.levels, tile, 4).maps[0]
        pieces[:, core.top : core.bottom, core.left : core.right] = piece
    assert len(parts) == 4
    assert np.abs(single - pieces).max() <= ROUNDING_LEVELS
    assert np.count_nonzero((single >= 128) != (pieces >= 128)) <= 1e-5 * single.size
    assert 0 < np.count_nonzero(single[3] >= 128) < single[3].size


def far_sighted(pixels: NDArray[np.uint8]) -> UNetPlusPlus:
    """A net whose every weight is positive, so that nothing far away is cancelled, its heads spread over all levels."""
    torch.manual_seed(1)
    model = UNetPlusPlus(widths=(2, 2, 2, 2, 2)).eval().requires_grad_(False)
    for name, parameter in model.named_parameters():
        parameter.abs_() if name.endswith("weight") else parameter.zero_()
    image = tensor_of(cut(pixels, whole(*pixels.shape).window), levels_of(pixels), model)
    nodes = model.nodes(image, 4)
    for depth, head in ((d, model.heads[str(d)]) for d in (1, 2, 3, 4)):
        logits = model.head(depth, nodes)
        assert isinstance(head, torch.nn.Conv2d)
        assert head.bias is not None
        head.weight.mul_(4 / logits.std())
        assert head.bias is not None
        head.bias.sub_(4 * logits.mean() / logits.std())
    return model


def test_the_overlap_is_needed_so_the_comparison_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.random.default_rng(1).integers(0, 255, (256, 384), np.uint8)
    pixels[:, 200:] //= 3
    model, levels = far_sighted(pixels), levels_of(pixels)

    def stitched() -> NDArray[np.uint8]:
        out = np.zeros((4, 256, 384), np.uint8)
        for tile in tiles_of(256, 384, core_px=128):
            c = tile.core
            out[:, c.top : c.bottom, c.left : c.right] = one_pass(model, pixels, levels, tile, 4).maps[0]
        return out

    single = one_pass(model, pixels, levels, whole(256, 384), 4).maps[0].astype(int)
    assert np.abs(single - stitched()).max() <= 1
    monkeypatch.setattr("unet_demo.core.pictures.tiles.CONTEXT_PX", 32)
    assert np.abs(single - stitched()).max() > 1
