"""The controls of a block: which one, its channels, the map it gets, its divisor, groups and shortcut."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from unet_demo.core.one_by_one.blocks.steps import Form
from unet_demo.core.one_by_one.blocks.zoo import DIVIDED, PRESETS, RESIDUAL, ROOM, Preset
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import callback
from unet_demo.ui.lesson.picture_and_net import lesson_picture

OWN = ("block_by", "block_groups", "shortcut")
MOST, ROWS = 2048, (0, 1, 2, 3, 4)


def form_in_view() -> Form:
    """The block that the choices ask for, with the map's sides of the visitor's picture at the chosen row."""
    picture, row = lesson_picture(), choices.get("block_row")
    kind, into = choices.get("block"), choices.get("block_in")
    out = into if kind == "cbam" else choices.get("block_out")
    return Form(
        kind,
        into,
        out,
        picture.height >> row,
        picture.width >> row,
        choices.get("block_by") if kind in DIVIDED else 0,
        choices.get("block_groups") if kind == "separable" else 0,
        choices.get("shortcut") if kind in RESIDUAL else "auto",
    )


def show_form() -> Form:
    """All controls that apply to the chosen block, and what they come to."""
    key = "choice_block"
    st.session_state[key] = choices.get("block")
    st.pills(
        T("word.block"),
        ROOM,
        format_func=lambda kind: T(f"blocks.name.{kind}"),
        required=True,
        key=key,
        on_change=_take_block,
        args=(key,),
    )
    form = form_in_view()
    st.markdown(T(f"blocks.what.{form.kind}"))
    one, two, three = st.columns(3, gap="medium")
    one.number_input(T("blocks.into"), 1, MOST, step=1, **choices.widget("block_in"))
    if form.kind != "cbam":
        two.number_input(T("blocks.out"), 1, MOST, step=1, **choices.widget("block_out"))
    if form.kind in DIVIDED:
        help = T(f"blocks.divide_help_{'cbam' if form.kind == 'cbam' else 'middle'}")
        _show_number(three, "block_by", T("blocks.divide"), form.by, Form(form.kind, 1, 1, 1, 1).by, help)
    if form.kind == "separable":
        help = T("blocks.groups_help")
        _show_number(three, "block_groups", T("blocks.groups"), form.groups or form.into, form.into, help)
    if form.kind in RESIDUAL:
        st.segmented_control(
            T("blocks.shortcut.label"),
            ("auto", "identity", "none"),
            format_func=lambda how: T(f"blocks.shortcut.{how}"),
            required=True,
            help=T("blocks.shortcut.help"),
            **choices.widget("shortcut"),
        )
    picture = lesson_picture()
    st.pills(
        T("blocks.row"),
        ROWS,
        format_func=lambda at: f"{at} · {picture.height >> at}×{picture.width >> at}",
        required=True,
        help=T("blocks.row_help"),
        **choices.widget("block_row"),
    )
    _show_presets(form)
    return form


def _show_presets(form: Form) -> None:
    """Numbers from the papers, and those that break the block."""
    with st.container(horizontal=True, gap="small"):
        for preset in PRESETS[form.kind]:
            trap = preset.id.startswith("trap_")
            st.button(
                T(f"blocks.preset.{preset.id}", into=preset.into, out=preset.out, groups=preset.groups),
                key=f"preset_{form.kind}_{preset.id}",
                icon=":material/bolt:" if trap else ":material/history_edu:",
                on_click=partial(_take_preset, preset),
            )


def _show_number(place: DeltaGenerator, name: str, label: str, value: int, usual: int, help: str) -> None:
    key = f"own_{name}"
    st.session_state[key] = value
    place.number_input(label, 1, MOST, step=1, key=key, help=help, on_change=_take_number, args=(name, key, usual))


@callback
def _take_number(name: str, key: str, usual: int) -> None:
    """The usual number is no choice: it follows the block and its channels."""
    value = st.session_state[key]
    if value is not None:
        choices.put_all(**{name: None if value == usual else value})


@callback
def _take_block(key: str) -> None:
    """Another block has a divisor, groups and a shortcut of its own."""
    kind = st.session_state[key]
    if kind is not None:
        choices.put_all(block=kind, **dict.fromkeys(OWN))


@callback
def _take_preset(preset: Preset) -> None:
    choices.put_all(
        block_in=preset.into,
        block_out=preset.out,
        block_by=preset.divide,
        block_groups=preset.groups,
        shortcut=preset.shortcut,
    )


def take_remedy(remedy: dict[str, int | str]) -> None:
    """Set what `block_zoo.remedy_of` says."""
    names = {"out": "block_out", "divide": "block_by", "groups": "block_groups", "shortcut": "shortcut"}
    choices.put_all(**{names[field]: value for field, value in remedy.items()})
