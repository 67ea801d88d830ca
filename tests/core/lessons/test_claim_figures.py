"""Figures of single claims, held against what can be worked out another way."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from unet_demo.core.concatenate.claims import pooled_psnr_db
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.lessons.claim import Figures
from unet_demo.core.lessons.claim_records import study_of
from unet_demo.core.lessons.claims import CLAIMS, run
from unet_demo.core.lessons.trained import SCENES

figures = cache(lambda id: run(CLAIMS[id]))


def found(id: str) -> Figures:
    return figures(id)


def pairs(text: object) -> list[tuple[float, float]]:
    """ "1.0 → 2.0 · 3.0 → 4.0" as numbers."""
    before_after = [each.split(" → ") for each in str(text).split(" · ")]
    return [(float(before), float(after)) for before, after in before_after]


def test_the_generated_scenes_are_those_that_the_texts_name_in_this_order() -> None:
    assert SCENES == ("big", "sparse", "crowded", "dim", "smear", "tissue")
    assert all(sample(each).load().truth is not None for each in SCENES)


@pytest.mark.parametrize(("kind", "db"), [("max", 3.01), ("mean", 6.02)])
def test_psnr_of_a_pooled_picture_by_hand(kind: str, db: float) -> None:
    """Half black, half white: the largest is wrong by 255 at every other pixel, the mean by 127.5 at all of them."""
    assert pooled_psnr_db(np.array([[0.0, 255.0], [255.0, 0.0]]), 2, kind) == pytest.approx(db, abs=0.005)


@pytest.mark.parametrize("kind", ["max", "mean"])
def test_four_poolings_are_one_over_sixteen(kind: str) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (32, 48)).astype(np.float64)
    small, pool = torch.from_numpy(picture)[None, None], F.max_pool2d if kind == "max" else F.avg_pool2d
    for _ in range(4):
        small = pool(small, 2)
    back = F.interpolate(small, scale_factor=16, mode="nearest")[0, 0].numpy()
    expected = 10 * np.log10(255**2 / ((picture - back) ** 2).mean())
    assert pooled_psnr_db(picture, 16, kind) == pytest.approx(float(expected))


def test_claim_31_compares_each_pooling_with_itself() -> None:
    assert [found("c31")[id] for id in ("max_once", "max_four", "mean_once", "mean_four")] == [
        "24.6", "11.1", "28.5", "18.6",
    ]  # fmt: skip


def test_claims_7_and_25_look_at_one_scene() -> None:
    one, two = found("c7"), found("c25")
    assert (one["skip_detail"], one["up_detail"]) == (two["first"], two["below"])


def test_claim_8_has_a_case_for_and_one_against() -> None:
    figures = found("c8")
    assert (figures["touched"], figures["later"], figures["channels"]) == (4, 8, 8)


def test_claims_6_and_12_say_what_the_deepest_skip_brings_alone() -> None:
    mean = {id: net.mean for id, net in study_of("one_skip")[0].items()}
    gained = (mean["deepest"] - mean["none"]) / (mean["all"] - mean["none"])
    assert found("c12")["deepest_share"] == round(100 * gained)
    assert 0.5 < gained < 1  # "more than half of it"
    assert found("c6")["deepest"] == f"{mean['deepest']:.3f}"


def test_claim_13_robs_the_net_on_every_scene() -> None:
    figures = found("c13")
    assert figures["scenes"] == len(SCENES)
    assert float(str(figures["robbed"])) < 0.05


def test_claim_32_counts_what_it_lists() -> None:
    figures = found("c32")
    near, far = pairs(figures["near"]), pairs(figures["far"])
    assert len(near) == len(far) == figures["scenes"] == len(SCENES)
    assert all(after > before for before, after in near)
    assert figures["doubled"] == sum(after > 2 * before for before, after in near)
    assert figures["as_good"] == sum(after <= before for before, after in far)
    before, after = far[SCENES.index("tissue")]
    assert after > 2 * before


def test_claim_68_counts_what_the_map_holds() -> None:
    figures = found("c68")
    assert (figures["numbers"], figures["numbers_stride"]) == (f"{128 * 56 * 56:,}", f"{128 * 28 * 28:,}")
