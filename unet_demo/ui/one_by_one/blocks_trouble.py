"""A block that PyTorch refuses: what it got, what it needs, PyTorch's own words, and the remedy at a click."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from unet_demo.core.one_by_one.blocks import door
from unet_demo.core.one_by_one.blocks.steps import Block
from unet_demo.core.one_by_one.blocks.zoo import remedy_of
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ready import is_ready

Remedy = dict[str, int | str]


def show_trouble(block: Block, key: str, on_mend: Callable[[Remedy], None], remedy: Remedy | None = None) -> None:
    """Nothing for a block that runs. `on_mend` gets the remedy, `remedy_of`'s unless given, at a click."""
    if not block.failures:
        return
    step, remedy = block.failures[0], remedy or remedy_of(block)
    with st.container(border=True, key=f"{key}_trouble"):
        st.markdown(f"✕ **{T(f'blocks.trouble.{_kind(block)}_title')}**")
        st.markdown(T(f"blocks.trouble.{_kind(block)}", **_values(block)))
        _show_words(block, key)
        (field, value), *_ = remedy.items()
        st.button(
            T(f"blocks.trouble.mend_{field}", value=value),
            key=f"{key}_mend_{step.id}",
            icon=":material/build:",
            on_click=partial(callback(on_mend), remedy),
        )


def _kind(block: Block) -> str:
    """Which words explain it: the trouble, and for missing channels where they are missing."""
    trouble = block.failures[0].trouble
    if trouble != "zero":
        return trouble
    return {"cbam": "hidden", "attended": "hidden", "inception": "path"}.get(block.form.kind, "zero")


def _values(block: Block) -> dict[str, str]:
    form, step = block.form, block.failures[0]
    before = [str(shape[0]) for shape in block.met(step)]
    values = {
        "groups": {"groups": str(step.groups), "channels": before[0]},
        "zero": {"out": str(form.out), "by": str(form.by)},
        "hidden": {"channels": str(form.into if form.kind == "cbam" else form.out), "by": str(form.by)},
        "path": {"out": str(form.out)},
        "add": {"body": before[0], "side": before[-1]},
    }
    return values[_kind(block)]


@section("blocks")
def _show_words(block: Block, key: str) -> None:
    if not is_ready():
        return
    found = remembered(f"{key}_tried", block.form, lambda: door.tried(block))
    st.caption(T(f"blocks.trouble.{found.where}{'_warned' if found.warned else ''}"))
    st.code("\n".join((*found.warned, found.error)), language=None, wrap_lines=True)
