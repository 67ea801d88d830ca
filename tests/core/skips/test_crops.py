"""What is cut off the skips: the paper's numbers, the reason for them, and nothing with padding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unet_demo.core.concatenate.claims import crops
from unet_demo.core.nets.paper import PAPER, paper_like
from unet_demo.core.nets.plan import plan_of
from unet_demo.core.skips.crops import chain_of, cuts_of, guesses, smallest

KERNELS = (1, 3, 5)


def test_the_paper_cuts_88_40_16_4() -> None:
    cuts = cuts_of(paper_like(3, False))
    assert paper_like(3, False).design == PAPER
    assert [(cut.skip_px, cut.used_px, cut.cut_px) for cut in cuts] == [
        (568, 392, 88),
        (280, 200, 40),
        (136, 104, 16),
        (64, 56, 4),
    ]
    assert ", ".join(str(cut.cut_px) for cut in cuts) == crops()["crops"]  # as the claim on the web is checked
    assert cuts[0].share == pytest.approx((392 / 568) ** 2)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("padded", [True, False])
def test_the_reason_gives_the_cuts(kernel: int, padded: bool) -> None:
    plan = paper_like(kernel, padded)
    assert not plan.failures
    assert not plan.uneven
    chain = chain_of(plan)
    assert all(2 * (convolutions + below) == cut for convolutions, below, cut in chain)
    assert [cut for _, _, cut in chain] == [cut.cut_px for cut in reversed(cuts_of(plan))]
    assert all(cut.skip_px - 2 * cut.cut_px == cut.used_px for cut in cuts_of(plan))
    assert all(cut.cut_px == 0 for cut in cuts_of(plan)) == (padded or kernel == 1)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("padded", [True, False])
def test_the_cuts_do_not_depend_on_the_picture(kernel: int, padded: bool) -> None:
    plan = paper_like(kernel, padded)
    least = smallest(plan.design)
    assert [cut.cut_px for cut in cuts_of(least)] == [cut.cut_px for cut in cuts_of(plan)]
    assert least.design.height <= plan.design.height


def test_the_smallest_picture_of_the_paper() -> None:
    least = smallest(PAPER)
    assert (least.design.height, (least.answer or (0, 0, 0))[1]) == (188, 4)


def test_every_guess_is_a_number_of_its_own() -> None:
    assert guesses() == {88: "right", 4: "deepest", 44: "half", 92: "whole", 176: "both"}


def test_sizes_that_part_are_refused() -> None:
    with pytest.raises(ValueError, match="Got 570 px"):
        cuts_of(plan_of(replace(PAPER, height=570, width=570, padding=1)))
