"""A scene drawn to order: a form of sliders for the task, and the id of the scene that it asks for."""

from __future__ import annotations

from typing import Any, get_args

import streamlit as st

from unet_demo.core.gallery.orders import MOST_SEED, ORDERS, Dial, order_id, read_order
from unet_demo.core.scenes.nuclei import Stain
from unet_demo.ui.frame.prose import T


def ask_for_scene(task: str, now: str | None) -> str | None:
    """Show the form of a task, standing as the scene `now` was asked for; the id of a new one once it is sent."""
    order = ORDERS[task]
    _stand_as(task, now)
    asked: dict[str, Any] = {}
    with st.form(f"scene_{task}", border=False):
        columns = st.columns(3)
        for index, dial in enumerate(order.dials):
            asked[dial.name] = _slider(columns[index // 2], task, dial)
        if order.stains:
            asked["stain"] = columns[2].selectbox(
                T("segment.scene.stain"),
                get_args(Stain),
                format_func=lambda code: T(f"segment.scene.stains.{code}"),
                key=f"scene_{task}_stain",
            )
        seed = columns[2].number_input(T("segment.scene.seed"), 0, MOST_SEED, key=f"scene_{task}_seed")
        asked["seed"] = int(seed)
        sent = st.form_submit_button(
            T("segment.scene.draw"), type="primary", icon=":material/brush:", key=f"scene_{task}_draw"
        )
    return order_id(task, asked) if sent else None


def _stand_as(task: str, now: str | None) -> None:
    """Set the controls before they are drawn: from the scene in view when it is another than before, else as left."""
    first = {f"scene_{task}_{dial.name}": _kind(dial)(dial.start) for dial in ORDERS[task].dials}
    for key, value in {**first, f"scene_{task}_seed": 1}.items():
        st.session_state.setdefault(key, value)
    if now and st.session_state.get("_scene_shown") != now:
        st.session_state["_scene_shown"] = now
        for name, value in read_order(now)[1].items():
            st.session_state[f"scene_{task}_{name}"] = value


def _slider(column: Any, task: str, dial: Dial) -> float:
    """Whole numbers where the step is one, so that a count is a count."""
    low, high, step = (_kind(dial)(each) for each in (dial.low, dial.high, dial.step))
    key = f"scene_{task}_{dial.name}"
    value: float = column.slider(T(f"segment.scene.{dial.name}"), low, high, step=step, key=key)
    return value


def _kind(dial: Dial) -> type[int] | type[float]:
    return int if dial.step == 1 else float
