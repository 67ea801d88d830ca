"""Shows a chart that viz made: the Plotly figure, its description, and the same as a table beneath it."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from unet_demo.ui.components.drawing import show_table
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, punctuated
from unet_demo.viz.kit.charts import PNG, WIDEST_PX, Chart, config_of

Source = Literal["live", "stored"]


def show_chart(chart: Chart, key: str) -> None:
    """The figure with its sentence for those who cannot see it, and its table twin folded away.

    Grounds, words and grids are Streamlit's own template: they follow the theme without asking the server.
    """
    words = dict(zip(PNG, (T(f"chart.{name}") for name in ("png", "making", "made", "failed", "legend")), strict=True))
    config = config_of(chart, choices.get("lang"), words)
    st.plotly_chart(chart.figure, theme="streamlit", width=WIDEST_PX, key=key, config=config, alt=punctuated(chart.alt))
    show_table([chart.table.columns, *chart.table.rows], T("word.as_table"), f"{key}_table")


def source_word(source: Source) -> str:
    """What a point says of where it comes from: computed here for this picture, or from a stored result."""
    return T(f"chart.{source}")
