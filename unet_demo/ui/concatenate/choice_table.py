"""What the Concatenate room remembers, as frame/choice_table.py takes it."""

from __future__ import annotations

from collections.abc import Mapping

from unet_demo.ui.frame.choice import Choice
from unet_demo.ui.frame.choice_texts import read_node, whole


def read_shape(text: str) -> str:
    """A shape as workbench.read_shape takes it, written "1,64,8,8"."""
    from unet_demo.core.concatenate.workbench import read_shape

    return ",".join(map(str, read_shape(text)))


CHOICES: Mapping[str, Choice] = {
    "join": Choice(read_node, lambda: "0_4", quiet=True),
    "a": Choice(read_shape, lambda: "1,64,64,64", quiet=True),
    "b": Choice(read_shape, lambda: "1,64,64,64", quiet=True),
    "dim": Choice(whole(-5, 4), lambda: 1, quiet=True),
}
