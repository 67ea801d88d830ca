"""The drawing of what a value sees: bars to scale on one piece of the picture, the open place full."""

from __future__ import annotations

import re

import pytest

from unet_demo.core.nets.fields import Look, looks_of, squares_seen
from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.viz.unet import looks_drawing

NET = Architecture("unetpp", 3, (2, 2, 2, 2, 2), 1)
WORDS = {"alt": "alt", "before": "<left>", "after": "right", "own": "own", "place": "place", "side": "side"}
BAR = re.compile(r'<rect class="(here|other)" x="([\d.]+)%" y="[\d.]+" width="([\d.]+)%"')
OWN = re.compile(r'<rect class="own" x="([\d.]+)%"')


@pytest.mark.parametrize("node", [Node(0, 4), Node(0, 1), Node(2, 2), Node(1, 3)], ids=str)
def test_bars_lie_where_the_pixels_lie(node: Node) -> None:
    looks = looks_of(NET, node)
    drawn = looks_drawing(looks, 1, WORDS)
    bars, own = BAR.findall(drawn.markup), [float(x) for x in OWN.findall(drawn.markup)]
    assert [name for name, *_ in bars] == ["here" if at == 1 else "other" for at in range(len(looks))]
    low = min(at * look.own - look.before for at, look in enumerate(looks))
    whole = max((at + 1) * look.own + look.after for at, look in enumerate(looks)) - low
    for at, (look, (_, x, width)) in enumerate(zip(looks, bars, strict=True)):
        assert float(x) == pytest.approx(100 * (at * look.own - look.before - low) / whole, abs=0.02)
        assert float(width) == pytest.approx(100 * look.side / whole, abs=0.02)
        assert own[at] == pytest.approx(100 * (at * look.own - low) / whole, abs=0.02)


def test_the_table_twin_has_every_place_of_l4() -> None:
    rows = looks_drawing(looks_of(NET, Node(0, 4)), 0, WORDS).rows
    assert rows[0] == ["place", "<left>", "right", "side"]
    assert rows[1] == ["1", "94", "93", "188"]
    assert rows[3] == ["3", "96", "107", "204"]
    assert len(rows) == 17


def test_words_are_text_never_markup() -> None:
    assert "&lt;left&gt;" in looks_drawing(looks_of(NET, Node(0, 1)), 0, WORDS).markup


@pytest.mark.parametrize(("look", "places", "squares"), [
    (Look(94, 93), 16, (8, 30)), (Look(96, 107), 16, (9, 30)), (Look(8, 9), 2, (7, 2)), (Look(46, 45), 8, (8, 14)),
])  # fmt: skip
def test_what_it_sees_is_squares_and_a_rim(look: Look, places: int, squares: tuple[int, int]) -> None:
    assert squares_seen(look, places) == squares
    assert squares[0] * places + 2 * squares[1] == look.side
