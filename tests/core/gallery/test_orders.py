"""Scenes drawn to order: their ids carry all of it, and nothing that no form could have made is drawn."""

from __future__ import annotations

import pytest

from unet_demo.core.gallery.gallery import sample
from unet_demo.core.gallery.orders import ORDERS, order_id, read_order, scene_of
from unet_demo.core.nets.tasks import TASKS, target_of
from unet_demo.core.scenes.nuclei import nuclei


@pytest.mark.parametrize("task", ORDERS)
def test_an_id_carries_the_whole_order(task: str) -> None:
    order = ORDERS[task]
    asked = {dial.name: dial.start for dial in order.dials} | ({"stain": "smear"} if order.stains else {}) | {"seed": 7}
    id = order_id(task, asked)
    assert read_order(id) == (task, asked)
    assert sample(id).task == task
    scene = sample(id).load()
    assert scene.key == scene_of(id)().key
    assert scene.truth is not None
    assert target_of(TASKS[task], scene.truth).any()


def test_an_order_is_what_the_generator_makes_of_it() -> None:
    made = scene_of("nuclei~20~9~0.25~0.05~histology~3")()
    assert made.key == nuclei(20, 9, 0.25, 0.05, "histology", 3).key


@pytest.mark.parametrize("task", ORDERS)
def test_both_ends_of_every_dial_can_be_drawn(task: str) -> None:
    order = ORDERS[task]
    for end in ("low", "high"):
        asked = {dial.name: getattr(dial, end) for dial in order.dials}
        asked |= ({"stain": "fluorescence"} if order.stains else {}) | {"seed": 0}
        assert scene_of(order_id(task, asked))().pixels.size


@pytest.mark.parametrize(
    "id",
    [
        "nuclei~",
        "nuclei~20~9~0.25~0.05~histology",
        "nuclei~20~9~0.25~0.05~histology~3~4",
        "nuclei~9999~9~0.25~0.05~histology~3",
        "nuclei~20~9~nan~0.05~histology~3",
        "nuclei~20~9~0.25~0.05~velvet~3",
        "nuclei~20.5~9~0.25~0.05~histology~3",
        "nuclei~20~9~0.25~0.05~histology~-1",
        "cats~1",
        "~~~~~",
    ],
)
def test_what_no_form_could_have_made_is_refused(id: str) -> None:
    with pytest.raises(ValueError, match="."):
        read_order(id)
    with pytest.raises(KeyError):
        sample(id)
