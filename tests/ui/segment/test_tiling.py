"""What is said of tiles is what the code that cuts them does."""

from __future__ import annotations

from unet_demo.core.nets.fields import looks_of
from unet_demo.core.nets.grid import Node
from unet_demo.core.nets.tasks import NETS
from unet_demo.core.nets.weights import load_net
from unet_demo.core.pictures.tiles import tiles_of
from unet_demo.ui.segment.settings import DEEPEST, _tiling


def test_tiles_bring_along_and_share_what_is_said() -> None:
    told = _tiling()
    left, right = tiles_of(512, 1024)
    assert right.core.left - right.window.left == told["context"]
    assert left.window.right - right.window.left == told["shared"] == 192
    assert (told["far"], told["beyond"], told["step"], told["levels"]) == (107, 94, 16, 1)


def test_no_shipped_net_sees_farther() -> None:
    for net in NETS:
        architecture = load_net(net).architecture
        looks = looks_of(architecture, Node(0, architecture.depth))
        assert architecture.depth == DEEPEST
        assert max(max(look.before, look.after) for look in looks) == _tiling()["far"]
