"""What a tab keeps: the last thing of each slot, found again by an equal key and by nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.plan import plan_of
from unet_demo.core.pictures.images import picture_of
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.session_cache import forget, is_kept, remembered
from unet_demo.ui.frame.tabs import Tab
from unet_demo.ui.lesson.picture_and_net import Sight


@pytest.fixture(autouse=True)
def _tab(monkeypatch: pytest.MonkeyPatch) -> None:
    tab = Tab()
    monkeypatch.setattr(choices, "tab", lambda: tab)


def test_a_thing_is_made_anew_when_its_key_is_another() -> None:
    made = list[str]()

    def make() -> int:
        made.append("made")
        return len(made)

    key = "nuclei", ("a", 1)
    assert [remembered("slot", each, make) for each in (key, ("nuclei", ("a", 1)), ("nuclei", ("a", 2)), key)] == [
        1, 1, 2, 3,
    ]  # fmt: skip
    assert remembered("other", key, make) == 4
    assert is_kept("slot", key)
    assert not is_kept("slot", ("nuclei", ("a", 2)))
    forget("slot")
    forget("slot")
    assert not is_kept("slot", key)
    assert is_kept("other", key)


def test_nothing_is_a_thing_too() -> None:
    made = list[None]()
    for _ in range(2):
        remembered("slot", None, lambda: made.append(None))
    assert len(made) == 1


def test_a_drawing_of_an_untrained_net_is_another_for_another_picture() -> None:
    plan = plan_of(Design(Architecture("unet", 3, (4, 8), 1), 16, 16))
    one, two = (picture_of(np.full((16, 16), grey, np.uint8)) for grey in (1, 2))
    assert Sight(plan, one, None).key == Sight(plan, replace(one), None).key
    assert (
        len({Sight(plan, one, None).key, Sight(plan, two, None).key, Sight(replace(plan, depth=2), one, None).key}) == 3
    )
