"""What the 1x1 room remembers, as frame/choice_table.py takes it."""

from __future__ import annotations

from collections.abc import Mapping

from unet_demo.core.one_by_one.blocks.unet import FIRSTS, IN_NET
from unet_demo.core.one_by_one.blocks.zoo import ROOM
from unet_demo.ui.frame.choice import Choice
from unet_demo.ui.frame.choice_texts import one_of, read_node, whole


def read_point(text: str) -> str:
    """A 1x1 operation: "head", or the node that an up-convolution leads to, "0_4"."""
    return text if text == "head" else read_node(text)


CHOICES: Mapping[str, Choice] = {
    "point": Choice(read_point, lambda: "head", quiet=True),
    "tap": Choice(whole(0, 3), lambda: 0, quiet=True),
    "out": Choice(whole(0, 511), lambda: 0, quiet=True),
    "c_in": Choice(whole(1, 512), lambda: 256, quiet=True),
    "c_out": Choice(whole(1, 512), lambda: 64, quiet=True),
    "stack": Choice(read_node, lambda: "0_4", quiet=True),
    "lift": Choice(one_of(lambda: ("random", "copies", "steps", "trained")), lambda: "random", quiet=True),
    "drawn": Choice(whole(0, 99), lambda: 0, quiet=True),
    "keep": Choice(whole(1, 512), lambda: 4, quiet=True),
    "block": Choice(one_of(lambda: ROOM), lambda: "bottleneck", quiet=True),
    "block_in": Choice(whole(1, 2048), lambda: 256, quiet=True),
    "block_out": Choice(whole(1, 2048), lambda: 256, quiet=True),
    "block_row": Choice(whole(0, 4), lambda: 3, quiet=True),
    "block_by": Choice(whole(0, 2048), lambda: 0, quiet=True),
    "block_groups": Choice(whole(0, 2048), lambda: 0, quiet=True),
    "shortcut": Choice(one_of(lambda: ("auto", "identity", "none")), lambda: "auto", quiet=True),
    "cbam_at": Choice(one_of(lambda: ("0_0", "2_0", "join")), lambda: "0_0", quiet=True),
    "cbam_by": Choice(whole(1, 256), lambda: 4, quiet=True),
    "cbam_seed": Choice(whole(0, 2), lambda: 0, quiet=True),
    "trap_by": Choice(whole(1, 16), lambda: 16, quiet=True),
    "net_block": Choice(one_of(lambda: IN_NET), lambda: "double", quiet=True),
    "encoder": Choice(one_of(lambda: ("plain", "vgg")), lambda: "plain", quiet=True),
    "width": Choice(one_of(lambda: tuple(map(str, FIRSTS))), lambda: "16", quiet=True),
}
