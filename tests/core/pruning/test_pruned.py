"""Pruning: what runs is counted where it runs, what is held is not computed again, shallower heads do not change."""

from __future__ import annotations

from functools import partial

import pytest
import torch

from unet_demo.core.engine import engine
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.nets.grid import Architecture, Node, macs_at, params_at
from unet_demo.core.nets.model import GridNet
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.core.pruning import door
from unet_demo.core.pruning.pruned import deepened, differences, gradient_change, held_bytes, timed_in_turn

NET = Architecture("unetpp", 3, (4, 6, 8, 10, 12), 1)
IMAGE = torch.rand(1, 3, 32, 48, generator=torch.Generator().manual_seed(0))


def net() -> GridNet:
    torch.manual_seed(0)
    return GridNet(NET).eval().requires_grad_(False)


@pytest.mark.parametrize(("depth", "blocks"), [(1, 3), (2, 6), (3, 10), (4, 15)])
def test_a_fresh_run_runs_only_what_the_head_needs(depth: int, blocks: int) -> None:
    _, _, ran = deepened(net(), IMAGE, depth, {})
    assert len(ran) == blocks
    assert all(node.diagonal <= depth for node in ran)


def test_a_deeper_depth_computes_only_the_missing_diagonals() -> None:
    model, done = net(), dict[Node, torch.Tensor]()
    counts = []
    for depth in (1, 3, 2, 4, 4, 1):
        logits, done, ran = deepened(model, IMAGE, depth, done)
        counts.append(len(ran))
        assert torch.equal(logits, model(IMAGE, depth))
    assert counts == [3, 7, 0, 5, 0, 0]


def test_shallower_heads_do_not_change_when_the_net_is_pruned() -> None:
    assert differences(net(), IMAGE) == {1: 0.0, 2: 0.0, 3: 0.0, 4: 0.0}


def test_training_gradients_do_change() -> None:
    model, target = net(), (torch.rand(1, 32, 48) > 0.5).byte()
    cosine, change = gradient_change(model, IMAGE, target)
    assert -1 <= cosine < 1
    assert change > 0.001
    assert not any(each.requires_grad for each in model.parameters())


def test_memory_is_that_of_the_activations() -> None:
    done = net().nodes(IMAGE, 3)
    assert held_bytes(NET, 3, 32, 48) == sum(each.numel() * 4 for each in done.values())


def test_ways_take_turns() -> None:
    order: list[str] = []

    def way(name: str) -> torch.Tensor:
        order.append(name)
        return torch.zeros(1)

    ways = {name: partial(way, name) for name in "ab"}
    assert set(timed_in_turn(ways, 3)) == {"a", "b"}
    assert order == list("ababab")


@pytest.fixture(scope="module")
def scene() -> Picture:
    engine.boot()
    return lesson_copy(sample("smear").load())


def test_the_door_keeps_what_it_computed(scene: Picture) -> None:
    door.forget("nuclei", scene)
    found = [door.pruned_at("nuclei", scene, depth) for depth in (2, 4, 1, door.MEAN)]
    assert [len(each.ran) for each in found] == [6, 9, 0, 0]
    assert [each.fresh for each in found] == [6, 15, 3, 15]
    model = engine.model_of("nuclei")
    assert [each.params for each in found[:3]] == [params_at(model.architecture, depth) for depth in (2, 4, 1)]
    assert found[1].macs == macs_at(model.architecture, 4, scene.height, scene.width)
    assert all(each.score is not None for each in found)
    door.forget("nuclei", scene)
    assert len(door.pruned_at("nuclei", scene, 3).ran) == 10


def test_only_a_few_pictures_are_held() -> None:
    for number in range(door.KEPT + 2):
        door.pruned_at("nuclei", lesson_copy(sample(f"nuclei~{20 + number}~12~0.3~0.15~fluorescence~3").load()), 1)
    assert len(door._held) <= door.KEPT


def test_both_codes_give_the_same_mask(scene: Picture) -> None:
    trap = door.trap_of("nuclei", scene)
    assert trap.same
    assert (trap.full_blocks, trap.pruned_blocks) == (15, 6)
    assert trap.full_ms > 0 < trap.pruned_ms


def test_the_proof_for_a_picture(scene: Picture) -> None:
    proof = door.proof_of("nuclei", scene)
    assert set(proof.apart.values()) == {0.0}
    assert proof.truth
    assert (len(proof.trained), len(proof.begun)) == (1, 3)
    for cosine, change in (*proof.trained, *proof.begun):
        assert -1 <= cosine < 1
        assert change > 0
