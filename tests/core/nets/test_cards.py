"""What a card tells of a training."""

from __future__ import annotations

import json
from typing import Any

from unet_demo.core.nets.cards import load_card, steps_of
from unet_demo.core.nets.tasks import NETS
from unet_demo.home import ASSETS


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


def commands_in(stored: Any) -> list[str]:
    """Every "command" at any depth of a stored record."""
    if isinstance(stored, list):
        return [command for each in stored for command in commands_in(each)]
    if not isinstance(stored, dict):
        return []
    own = [stored["command"]] if "command" in stored else []
    return own + [command for each in stored.values() for command in commands_in(each)]


def test_whatever_is_stored_has_the_command_that_made_it() -> None:
    files = [*(ASSETS / "weights").rglob("*.card.json"), *(ASSETS / "records").glob("*.json")]
    assert len(files) > 20
    for file in files:
        commands = commands_in(json.loads(file.read_text(encoding="utf-8")))
        assert commands, file.name
        assert all("python -m " in command for command in commands), file.name
