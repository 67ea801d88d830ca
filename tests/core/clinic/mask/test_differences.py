"""What several masks do not have in common."""

from __future__ import annotations

import numpy as np
from masks import GREY
from pictures import file_of

from unet_demo.core.clinic.mask.differences import differences
from unet_demo.core.pictures.census import census


def test_a_value_that_one_mask_has_alone_is_missing_in_the_others() -> None:
    other = GREY.copy()
    other[:4] = 7
    one, two, three = differences([census(file_of(each)) for each in (GREY, other, GREY)])
    assert (one.lacks, two.lacks, three.lacks) == ((7,), (), (7,))
    assert (one.alone, two.alone, three.alone) == ((), (7,), ())
    assert (one.kind, two.kind) == (False, True)


def test_layout_and_size_are_compared_with_the_first() -> None:
    _, deep, wide = differences(
        [census(file_of(each)) for each in (GREY, GREY.astype(np.uint16), np.tile(GREY, (1, 2)))]
    )
    assert (deep.mode, deep.size, wide.mode, wide.size) == (True, False, False, True)


def test_one_mask_and_equal_masks_are_alike() -> None:
    assert differences([census(file_of(GREY))])[0].is_alike
    assert all(each.is_alike for each in differences([census(file_of(GREY))] * 3))
    many = census(file_of(np.arange(4096, dtype=np.uint16).reshape(64, 64)))
    assert not differences([many, many])[0].lacks
