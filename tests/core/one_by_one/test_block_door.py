"""Blocks that run on a real map, and what PyTorch says of those that cannot."""

from __future__ import annotations

import numpy as np
import pytest

from unet_demo.core.concatenate import door as concatenate_door
from unet_demo.core.nets.grid import Node
from unet_demo.core.one_by_one.blocks import door
from unet_demo.core.one_by_one.blocks.door import attention_of, gates_of, is_light, place_maps, ran, tried
from unet_demo.core.one_by_one.blocks.steps import Form
from unet_demo.core.one_by_one.blocks.zoo import ROOM, block_of
from unet_demo.core.pictures.images import Picture, picture_of


@pytest.fixture(scope="module")
def picture() -> Picture:
    rows, cols = np.indices((64, 96))
    round_ones = (np.hypot(rows - 30, cols - 30) < 12) | (np.hypot(rows - 40, cols - 70) < 9)
    return picture_of(np.repeat((40 + 180 * round_ones).astype(np.uint8)[..., None], 3, axis=2), "two discs")


@pytest.mark.parametrize(
    ("form", "where", "said"),
    [
        (Form("small", 64, 3, 8, 8), "forward", "expected weight to be at least 1 at dimension 0"),
        (Form("inception", 64, 8, 8, 8), "forward", "got weight of size [0, 64, 1, 1]"),
        (Form("cbam", 14, 14, 8, 8, 16), "forward", "got weight of size [0, 14, 1, 1]"),
        (Form("separable", 64, 128, 8, 8, groups=3), "build", "ValueError: in_channels must be divisible by groups"),
        (Form("basic", 64, 128, 8, 8, shortcut="identity"), "forward", "size of tensor a (128) must match"),
    ],
)
def test_pytorch_says_why(form: Form, where: str, said: str) -> None:
    found = tried(block_of(form))
    assert (found.where, said in found.error) == (where, True)
    assert any("zero-element" in each for each in found.warned) == (block_of(form).failures[0].trouble == "zero")


def test_what_runs_has_no_error() -> None:
    with pytest.raises(ValueError, match="its error was asked for"):
        tried(block_of(Form("small", 64, 64, 8, 8)))


@pytest.mark.parametrize("kind", ROOM)
def test_blocks_run_on_the_maps_of_a_picture(picture: Picture, kind: str) -> None:
    form = Form(kind, 48, 48, picture.height >> 2, picture.width >> 2)  # type: ignore[arg-type]
    found, block = ran("nuclei", picture, "unet", 2, form), block_of(form)
    assert found.shapes == {step.id: step.shape for step in block.steps}
    assert found.latency_ms > 0 < found.plain_ms
    assert found.before.shape == found.after.shape == (form.height, form.width)
    assert np.isfinite(found.after).all()


def test_too_much_work_and_other_sides_are_refused(picture: Picture) -> None:
    assert not is_light(Form("double", 1024, 1024, 64, 64))
    with pytest.raises(ValueError, match="choose fewer channels"):
        ran("nuclei", picture, "unet", 0, Form("double", 1024, 1024, 64, 96))
    with pytest.raises(ValueError, match="give the map's sides"):
        ran("nuclei", picture, "unet", 1, Form("double", 8, 8, 64, 96))


def test_attention_is_between_0_and_1_and_of_the_maps_it_got(picture: Picture) -> None:
    maps = place_maps("nuclei", picture, "unet", "join")
    one = attention_of(maps, 8, 0)
    assert one.maps.shape == (32, 64, 96)
    assert np.array_equal(maps[:16], place_maps("nuclei", picture, "unet", "0_0"))
    joined = np.concatenate(
        [part for _, _, part in concatenate_door.joined("nuclei", picture, "unet", Node(0, 4)).parts]
    )
    assert np.abs(maps - joined).max() < 0.02 * np.abs(joined).max()  # maps are kept in half precision
    assert len(one.channel) == 32
    assert all(0 < weight < 1 for weight in one.channel)
    assert one.spatial.shape == one.mean.shape == one.top.shape == (64, 96)
    assert 0 < one.spatial.min() <= one.spatial.max() < 1
    again, other = (attention_of(maps, 8, seed) for seed in (0, 1))
    assert one.channel == again.channel != other.channel
    with pytest.raises(ValueError, match="lower r"):
        attention_of(maps, 33, 0)


def test_no_hidden_unit_is_an_error_in_one_way_and_silence_in_the_others(picture: Picture) -> None:
    conv, linear, biased = gates_of("nuclei", picture, "unet", 14, 16)
    assert "expected weight to be at least 1" in conv.error
    assert any("zero-element" in each for each in conv.warned)
    for gate in (linear, biased):
        assert not gate.error
        assert gate.is_constant
        assert set(gate.weights) == {0.5}
    assert all(len(gate.weights) == 14 and not gate.is_constant for gate in gates_of("nuclei", picture, "unet", 14, 2))
    assert (conv.way, linear.way, biased.way) == door.WAYS
