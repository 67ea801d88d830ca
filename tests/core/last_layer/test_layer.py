"""The last layer: its numbers are the net's own, the identities hold, counts are those of modules really built."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from nets import louder
from torch import nn

from unet_demo.core.engine import engine, passes
from unet_demo.core.engine.run import to_levels
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.last_layer import door, records
from unet_demo.core.last_layer import layer as last_layer_layer
from unet_demo.core.last_layer.records import Last
from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.model import GridNet
from unet_demo.core.pictures.images import Picture, picture_of
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.scenes.nuclei import nuclei

CLASSES = 11


@pytest.fixture(autouse=True)
def _empty() -> None:
    door._kept.clear()


@pytest.fixture
def street(monkeypatch: pytest.MonkeyPatch) -> GridNet:
    """A small net of random weights with eleven classes in place of every trained one; its last layers speak up."""
    torch.manual_seed(0)
    model = GridNet(Architecture("unetpp", 3, (4, 4, 4, 4, 4), CLASSES)).eval().requires_grad_(False)
    louder(model, 40)
    monkeypatch.setattr(engine, "model_of", lambda *_, **__: model)
    return model


def picture(height: int = 48, width: int = 64) -> Picture:
    return picture_of(np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8))


def random_last(channels: int, classes: int, height: int, width: int, seed: int = 0) -> Last:
    rng = torch.Generator().manual_seed(seed)
    head = nn.Conv2d(channels, classes, 1).requires_grad_(False)
    features = torch.rand(1, channels, height, width, generator=rng)
    assert head.bias is not None
    parts = (features[0], head(features)[0], head.weight[:, :, 0, 0], head.bias)
    return Last(Node(0, 4), *(each.numpy() for each in parts))


@pytest.mark.parametrize("build", ["unet", "unetpp"])
def test_what_is_taken_apart_is_what_the_net_says(build: str) -> None:
    shown = lesson_copy(sample("smear").load())
    last, run = door.last_of("nuclei", shown, build), engine.run("nuclei", shown, build=build)
    assert last.node == Node(0, 4)
    apart = np.abs(to_levels(last.probability[0]).astype(int) - run.at("4"))
    assert apart.max() <= 1
    assert (apart > 0).mean() < 0.001
    assert np.array_equal(last.levels, to_levels(last.probability[0]))
    same = door.identities_of("nuclei", shown, build)
    for row, col in ((0, 0), (100, 37), (255, 255)):
        pixel = records.pixel_of(last, row, col, same.twin)
        assert pixel.sums == pytest.approx(pixel.logits, abs=1e-4)
        assert pixel.probability[0] == pytest.approx(torch.sigmoid(torch.tensor(pixel.logits[0])).item(), abs=1e-6)
        assert pixel.two is not None
        assert pixel.two[1] - pixel.two[0] == pytest.approx(float(pixel.logits[0]), abs=1e-4)
    with pytest.raises(IndexError, match="inside 256x256"):
        records.pixel_of(last, 256, 0)


def test_two_channels_and_a_softmax_are_one_channel_and_a_sigmoid() -> None:
    same = door.identities_of("nuclei", nuclei(9, 9, 0.2, 0.05, "smear", 1, 96, 64), "unet")
    assert same.pair_gap < 1e-5
    assert same.changed_px == 0
    assert same.lone == (1.0, 1.0)
    assert same.sum_gap == 0


@given(channels=st.integers(1, 40), seed=st.integers(0, 999))
@examples(25)
def test_any_head_of_one_channel_has_a_twin_of_two(channels: int, seed: int) -> None:
    last = random_last(channels, 1, 6, 9, seed)
    twin = last_layer_layer.twin_of(torch.from_numpy(last.weight), torch.from_numpy(last.bias), seed)
    two = twin(torch.from_numpy(last.features)[None])
    assert sum(each.numel() for each in twin.parameters()) == 2 * channels + 2
    assert torch.allclose(two.softmax(1)[0, 1], torch.sigmoid(torch.from_numpy(last.logits[0])), atol=1e-5)


def test_several_classes(street: GridNet) -> None:
    shown = picture()
    last = door.last_of("street", shown, "unetpp")
    assert last.logits.shape == (CLASSES, 48, 64)
    *_, own = passes.logits_of(street, shown.pixels, shown.levels)
    assert np.abs(last.logits - own).max() < 1e-4
    assert np.abs(last.probability - torch.from_numpy(own).softmax(0).numpy()).max() < 1e-5
    assert np.array_equal(last.label, last.probability.argmax(axis=0))
    same = door.identities_of("street", shown, "unetpp")
    assert max(same.sum_gap, same.shift_gap, same.pair_gap) < 1e-5
    assert same.changed_px == 0
    assert same.twin is None
    pixel = records.pixel_of(last, 3, 5)
    assert pixel.two is None
    assert pixel.products.shape == (CLASSES, 4)
    assert pixel.sums == pytest.approx(pixel.logits, abs=1e-3)
    ways = {way.id: way for way in door.ways_of("street", shown, "unetpp")}
    assert ways["conv"].changed_px == ways["tconv1"].changed_px == 0
    assert ways["pooled"].label is not None
    assert ways["pooled"].params == 4 * 4 * CLASSES + CLASSES


def test_a_look_is_kept_for_a_while_and_only_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door._kept, "most", 2)
    pictures = [nuclei(3, 9, 0.2, 0.05, "fluorescence", seed, height=16, width=16) for seed in range(3)]
    first = door.last_of("nuclei", pictures[0], "unet")
    assert door.last_of("nuclei", pictures[0], "unet") is first
    for each in pictures[1:]:
        door.last_of("nuclei", each, "unet")
    assert len(door._kept) == 2
    assert door.last_of("nuclei", pictures[0], "unet") is not first
    monkeypatch.setattr(door._kept, "keep_s", -1.0)
    door._kept.sweep()
    assert not door._kept


@given(channels=st.integers(1, 12), classes=st.integers(1, 5), rows=st.integers(1, 8), cols=st.integers(1, 8))
@examples(25)
def test_every_layer_in_the_last_place_is_counted_as_built(channels: int, classes: int, rows: int, cols: int) -> None:
    last = random_last(channels, classes, 2 * rows, 2 * cols)
    ways = {way.id: way for way in last_layer_layer.ways_of(last)}
    height, width = last.size
    assert ways["conv"].params == ways["tconv1"].params == channels * classes + classes
    assert ways["tconv2"].params == ways["pooled"].params == 4 * channels * classes + classes
    assert ways["tconv3"].params == 9 * channels * classes + classes
    assert ways["conv"].macs == ways["pooled"].macs == height * width * channels * classes
    assert ways["tconv2"].macs == 4 * ways["conv"].macs
    assert ways["tconv2"].shape == ways["tconv3"].shape == (1, classes, 2 * height, 2 * width)
    for id in ("conv", "tconv1"):
        assert ways[id].shape == (1, classes, height, width)
        assert ways[id].apart == pytest.approx(0, abs=1e-4)
    assert ways["tconv2"].label is None
    assert ways["tconv3"].apart is None


def test_windows_overlap_where_the_step_does_not_divide_them() -> None:
    found = {way.id: way.overlaps for way in last_layer_layer.ways_of(random_last(3, 1, 8, 8))}
    assert found == {"conv": (1,), "tconv1": (1,), "tconv2": (1,), "tconv3": (4, 2, 1), "pooled": (1,)}


def test_no_other_weights_of_the_pooled_layer_come_nearer() -> None:
    last = random_last(3, 2, 16, 20, 5)
    layer = last_layer_layer.layer_of("pooled", last).requires_grad_(False)
    features, logits = torch.from_numpy(last.features)[None], torch.from_numpy(last.logits)[None]
    best = ((layer(features) - logits) ** 2).mean()
    for each in layer.parameters():
        for sign in (-1, 1):
            moved = sign * 0.01 * torch.randn(each.shape, generator=torch.Generator().manual_seed(1))
            each.add_(moved)
            assert ((layer(features) - logits) ** 2).mean() > best
            each.sub_(moved)


@given(inputs=st.integers(1, 300), outputs=st.integers(1, 300))
@examples(25)
def test_a_fully_connected_layer_is_counted_on_the_module(inputs: int, outputs: int) -> None:
    real = nn.Linear(inputs, outputs)
    found = door.dense_of(inputs, outputs)
    assert found.params == sum(each.numel() for each in real.parameters()) == inputs * outputs + outputs
    with pytest.raises(RuntimeError) as caught:
        real(torch.zeros(1, inputs + 1))
    assert door.dense_error(inputs, outputs, inputs + 1) == f"RuntimeError: {caught.value}"


def test_the_papers_scores_would_need_ninety_thousand_million_weights() -> None:
    numbers = 388 * 388 * 2
    found = door.dense_of(numbers, numbers)
    assert found.params == numbers**2 + numbers == 90_654_284_832
    assert found.bytes == 4 * found.params
    with pytest.raises(ValueError, match="another count"):
        door.dense_error(4, 4, 4)
