"""The skips to scale: frames as large as the maps, and what is cut off stays a question while it is one."""

from __future__ import annotations

import re

import pytest

from unet_demo.core.nets.paper import paper_like
from unet_demo.core.skips.crops import cuts_of
from unet_demo.viz.skips.crops import SCALE, crop_drawing

NODES = [f"X({row},0)" for row in range(4)]
WORDS = {
    "whole": "{node}: {skip}",
    "used": "used {used}",
    "cut": "cut {cut}",
    "uncut": "uncut",
    "asked": "how much?",
    "skip": "<skip>",
    "cropped": "<cropped>",
}
SQUARE = r'<rect class="(kept|used)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"'


@pytest.mark.parametrize("kernel", [1, 3, 5])
@pytest.mark.parametrize("padded", [True, False])
def test_frames_are_to_scale_and_the_used_part_is_in_the_middle(kernel: int, padded: bool) -> None:
    cuts = cuts_of(paper_like(kernel, padded))
    drawn = crop_drawing(cuts, NODES, WORDS)
    found = [(name, *map(float, rest)) for name, *rest in re.findall(SQUARE, drawn.partition("<ul>")[0])]
    expected: list[tuple[str, float, float, float, float]] = []
    for cut in cuts:
        expected.append(("kept", 0, 0, SCALE * cut.skip_px, SCALE * cut.skip_px))
        expected.append(("used", SCALE * cut.cut_px, SCALE * cut.cut_px, SCALE * cut.used_px, SCALE * cut.used_px))
    for (name, *numbers), (kind, *wanted) in zip(found, expected, strict=True):
        assert name == kind
        assert numbers == pytest.approx(wanted, abs=0.06)
    told = [f"cut {cut.cut_px}" if cut.cut_px else "uncut" for cut in cuts]
    assert re.findall(r'<span class="cut">([^<]+)<', drawn) == told
    assert all(f"{node}: {cut.skip_px}" in drawn for node, cut in zip(NODES, cuts, strict=True))


def test_while_it_is_asked_nothing_is_given_away() -> None:
    cuts = cuts_of(paper_like(3, False))
    drawn = crop_drawing(cuts, NODES, WORDS, asked=True)
    assert drawn.count("how much?") == 4
    assert 'class="used"' not in drawn
    assert not re.search(r"\b(88|392)\b", drawn)


def test_words_are_text_never_markup() -> None:
    assert "&lt;skip&gt;" in crop_drawing(cuts_of(paper_like(3, False)), NODES, WORDS)
