"""A net that is brought whole says what it says at home; what is not ours, too large or not finite is refused."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import torch
from community_nets import STYLES, Wish
from safetensors.torch import load_file, save

from unet_demo.core.clinic.checkpoint.refusal import HeaderError
from unet_demo.core.clinic.checkpoint.whole_door import MOST_PARAMS, NotRun, check, ran_on
from unet_demo.core.engine.passes import label_of, tensor_of
from unet_demo.core.nets.cards import FOLDER
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.model import GridNet, fold
from unet_demo.core.nets.tasks import net_of
from unet_demo.core.nets.weights import load_net
from unet_demo.core.pictures.images import Picture, picture_of
from unet_demo.core.pruning.take_home import pruned_weights


@pytest.fixture
def picture() -> Picture:
    return picture_of(np.random.default_rng(3).integers(0, 256, (50, 37, 3), np.uint8), "noise", None)


def of_size(side: int) -> Picture:
    return picture_of(np.random.default_rng(4).integers(0, 256, (side, side, 3), np.uint8), "noise", None)


@pytest.mark.parametrize("build", ["unetpp", "unet", "add", "noskips"])
def test_a_stored_net_says_the_same(build: str) -> None:
    picture, model = of_size(64), load_net(net_of("nuclei", build))
    with torch.inference_mode():
        logits = model(tensor_of(picture.pixels, picture.levels, model), 4)
    ran = ran_on((FOLDER / net_of("nuclei", build).file).read_bytes(), picture)
    assert ran.net == model.architecture
    assert np.array_equal(ran.label, label_of(logits))


@pytest.mark.parametrize("norm", [False, True])
def test_any_size_and_any_form_of_ours_is_run(picture: Picture, norm: bool) -> None:
    torch.manual_seed(0)
    model = GridNet(Architecture("unet", 3, (4, 8, 16), 5), norm)
    ran = ran_on(save(dict(model.state_dict())), picture)
    assert ran.label.shape == (50, 37)
    side = of_size(32)
    with torch.inference_mode():
        logits = fold(model)(tensor_of(side.pixels, side.levels, model), 2)
    assert np.array_equal(ran_on(save(dict(model.state_dict())), side).label, label_of(logits))


def test_a_pruned_file_says_what_its_head_says() -> None:
    torch.manual_seed(1)
    model, side = GridNet(Architecture("unetpp", 3, (4, 8, 16, 32), 2)), of_size(32)
    with torch.inference_mode():
        logits = model(tensor_of(side.pixels, side.levels, model), 2)
    ran = ran_on(pruned_weights(model, 2, {}), side)
    assert ran.net.depth == 2
    assert np.array_equal(ran.label, label_of(logits))


def refused(data: bytes, picture: Picture) -> str:
    with pytest.raises(NotRun) as caught:
        ran_on(data, picture)
    return caught.value.reason


def test_what_is_not_run_says_why(picture: Picture) -> None:
    others = {
        f"{name}.{part}": torch.zeros(value.shape)
        for name, layer in STYLES["inc_outc"][0](Wish((4, 8)))
        for part, value in layer.state_dict().items()
    }
    assert refused(save(others), picture) == "layout"
    grey = GridNet(Architecture("unet", 1, (4, 8), 1)).state_dict()
    assert refused(save(dict(grey)), picture) == "channels"
    spoilt = {
        name: value * float("nan") for name, value in GridNet(Architecture("unet", 3, (4, 8), 1)).state_dict().items()
    }
    assert refused(save(spoilt), picture) == "numbers"
    with pytest.raises(HeaderError):
        ran_on(pickle.dumps([1, 2, 3]), picture)


@pytest.mark.parametrize(
    ("net", "reason"),
    [
        (Architecture("unet", 3, (64, 128, 256, 512, 1024), 1), "params"),
        (Architecture("unetpp", 3, (90, 90, 90, 90, 90), 1), "macs"),
    ],
)
def test_a_large_net_is_refused_before_it_is_loaded(net: Architecture, reason: str) -> None:
    with pytest.raises(NotRun) as caught:
        check(net, 256, 256)
    assert caught.value.reason == reason
    assert caught.value.values["got"] > caught.value.values["most"]
    check(Architecture("unetpp", 3, (16, 32, 64, 128, 256), 1), 256, 256)
    assert MOST_PARAMS < 31_000_000


def test_the_file_is_the_one_that_safetensors_reads(picture: Picture) -> None:
    stored = load_file(FOLDER / net_of("nuclei", "unet").file)
    assert np.array_equal(
        ran_on(save(stored), picture).label,
        ran_on((FOLDER / net_of("nuclei", "unet").file).read_bytes(), picture).label,
    )
