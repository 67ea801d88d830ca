"""What a card tells of a training."""

from __future__ import annotations

import json

from unet_demo.core.nets.cards import load_card, steps_of
from unet_demo.core.nets.tasks import NETS


def test_all_stages_of_a_training_count() -> None:
    first = {"steps": 3600}
    second = {"steps": 1100, "start": json.dumps(first)}
    third = {
        "steps": 1600,
        "start": {"made_by": json.dumps({"steps": 900, "start": json.dumps(second)}), "step": "240"},
    }
    assert steps_of(first) == 3600
    assert steps_of(second) == 4700
    assert steps_of(third) == 1600 + 240 + 4700


def test_every_stored_net_tells_its_steps() -> None:
    for net in NETS:
        assert steps_of(json.loads(load_card(net.file).trained_by["settings"])) > 500
