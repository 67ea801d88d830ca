"""Scores over several random seeds, as a chart with its table twin."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.scoring.compare import Compared
from unet_demo.ui.frame.prose import T, punctuated, words_of
from unet_demo.ui.lesson.chart import show_chart, source_word
from unet_demo.viz.kit.seeds import SeedRow, seeds_figure

HUES = {
    "unet": "encoder", "unetpp": "fused", "unetpp_equal": "fused", "unetpp_last": "head", "lasthead": "head",
    "noskips": "bottleneck", "none": "bottleneck", "add": "skip", "concat": "encoder",
}  # fmt: skip


def row_of(found: Compared, name: str) -> SeedRow:
    """A row of the chart: the build's scores by seed, in the colour that the build has everywhere."""
    return SeedRow(name, HUES[found.build], dict(zip(found.seeds, found.scores, strict=True)))


def show_seeds(rows: list[SeedRow], key: str) -> None:
    """The chart of these rows, which must hold a score at least."""
    read = punctuated("; ".join(f"{row.name}: {row.mean:.3f}" for row in rows))
    words = {"alt": T("beside.alt", rows=read), **words_of("beside.", ("net", "seed", "mean"))}
    show_chart(seeds_figure(rows, words | {"source": source_word("stored")}, key), key)
    st.caption(f"{T('beside.key')} {T('chart.scores_stored')}")
