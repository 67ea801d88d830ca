"""The table of families, in the order in which a part of a text is tried against them."""

from __future__ import annotations

from unet_demo.core.errors import (
    added,
    batch,
    channels,
    device,
    dtypes,
    join,
    memory,
    nan,
    outputs,
    ranges,
    rank,
    small,
    stored,
    target,
)

FAMILIES = tuple(
    module.FAMILY
    for module in (
        join,
        added,
        channels,
        rank,
        small,
        batch,
        target,
        ranges,
        dtypes,
        device,
        outputs,
        stored,
        memory,
        nan,
    )
)
