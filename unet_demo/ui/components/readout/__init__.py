"""The readout: what a run says in figures, in a table of the depths, and in the sizes of its nuclei.

One element instead of twenty: it is sent again whenever a control is let go, and each element costs its own message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from unet_demo.viz.kit import style
from unet_demo.viz.kit.drawing import Drawing

_FOLDER = Path(__file__).parent
_readout = st.components.v2.component(
    "unet_readout",
    js=(_FOLDER / "readout.js").read_text(encoding="utf-8"),
    css=style.component_css() + "\n" + (_FOLDER / "readout.css").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Figure:
    """One figure: `id` for tests and styles, its name and value, a remark beside it, and what it means."""

    id: str
    name: str
    value: str
    beside: str = ""
    help: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of text, head first; row `now` (1 is the first under the head) is the one in view."""

    title: str
    rows: Sequence[Sequence[str]]
    now: int
    note: str


def show_readout(
    key: str,
    figures: Sequence[Figure],
    remark: str,
    table: Table,
    sizes: tuple[str, Drawing] | None,
    words: Sequence[str],
) -> None:
    """Show all of it. `sizes` is a title and its drawing, None while nothing is counted.

    `words`: what stands above the explanations of the figures, and above the table twin of the drawing. Only the
    drawing goes into the page as markup, everything else as text.
    """
    drawn = sizes and {"title": sizes[0], "markup": sizes[1].markup, "alt": sizes[1].alt, "rows": sizes[1].rows}
    meaning, twin = words
    _readout(
        key=key,
        data={
            "figures": [asdict(figure) for figure in figures],
            "remark": remark,
            "table": asdict(table),
            "sizes": drawn,
            "meaning": meaning,
            "twin": twin,
        },
    )
