"""The border weights of the U-Net paper on numbered cells: the formula with numbers, the map, and what gaps need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from unet_demo.core.engine.subject import Key
from unet_demo.core.gallery import gallery
from unet_demo.core.last_layer import door
from unet_demo.core.last_layer.losses import (
    MOST_SIGMA_PX,
    Judged,
    balance,
    border_term,
    distances_of,
    judged,
    numbered_cells,
    thin_gap_px,
    thin_gaps,
    with_gaps,
)
from unet_demo.core.last_layer.quiz import about_losses
from unet_demo.core.last_layer.records import Field, Last
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.lesson import lesson_copy
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, sentences
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.net_switch import net_in_view
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.viz.kit.cards import WayCard, ways_drawing
from unet_demo.viz.kit.class_maps import scale_bar
from unet_demo.viz.kit.maps import picture_uri, sequential_rgb
from unet_demo.viz.kit.overlay import labels_rgb

SHOWN_PX = 400
SCENE, SCENE_TASK = "crowded", "nuclei"  # generated nuclei that lie close together, each with its number
SURE = 0.99  # how sure the made-up answers are
MOST_W0 = 20.0


@dataclass(frozen=True, eq=False)
class BorderView:
    """What the page keeps of a picture with numbered cells: `both` (H, W) is d1 + d2, 0 inside cells, inf far off.

    Gaps count as thin up to `gap_px`; `narrow` is a pixel of the narrowest one: row, column, d1, d2.
    """

    both: NDArray[np.float16]
    cells: int
    cells_uri: str
    gap_px: float
    narrow: tuple[int, int, float, float] | None


def scene() -> tuple[Picture, Last]:
    """The generated scene, and what the net for nuclei says of it. Raises Busy."""
    build = net_in_view() if choices.get("task") == SCENE_TASK else "unetpp"
    picture = remembered("last_scene", SCENE, lambda: lesson_copy(gallery.sample(SCENE).load()))
    return picture, door.last_of(SCENE_TASK, picture, build)


def own_cells() -> bool:
    """Whether the visitor's picture numbers its cells, and at least two of them."""
    labels = numbered_cells(TASKS[choices.get("task")], lesson_picture().truth)
    return labels is not None and bool(np.count_nonzero(np.unique(labels)) > 1)


@section("last.border")
def show_border(last: Last, mark: Key) -> None:
    """The question, the sliders with the formula, the map, and what four answers cost under every measure."""
    st.subheader(T("last.border.title"), anchor=False)
    own = own_cells()
    picture, answer = (lesson_picture(), last) if own else scene()
    zero = own and TASKS[choices.get("task")].object_is_zero
    if not own:
        st.caption(T("last.border.scene"))
    st.markdown(T("last.border.text"))
    view = remembered("last_border", mark if own else SCENE, lambda: _view(picture, own))
    both = view.both.astype(np.float32)
    inside, thin = both == 0, thin_gaps(both, view.gap_px)
    w0, sigma_px, flat = choices.get("w0"), choices.get("sigma"), balance(inside)
    weights = flat + border_term(both, w0, sigma_px)
    table = _table(both, thin, weights, 1 - answer.probability[0] if zero else answer.probability[0])
    asks = about_losses(table["truth"], table["filled"], table["blank"])
    if not show_ask(asks, "ask_last_loss", "last.ask"):
        st.caption(T("last.border.guess"))
        return
    row = st.container(horizontal=True, gap="large")
    row.slider("w₀", 0.0, MOST_W0, step=0.5, help=T("last.border.w0_help"), width=260, **choices.widget("w0"))
    row.slider(
        "σ", 1.0, MOST_SIGMA_PX, step=0.5, help=T("last.border.sigma_help"), width=260, **choices.widget("sigma")
    )
    _show_formula(view, w0, sigma_px, flat)
    _show_maps(view, weights, w0, sigma_px)
    _show_table(table, view, thin)


def _view(picture: Picture, own: bool) -> BorderView:
    numbered = numbered_cells(TASKS[choices.get("task") if own else SCENE_TASK], picture.truth)
    assert numbered is not None
    labels = with_gaps(numbered)
    found = distances_of(labels)
    both = found.nearest + found.second
    gap_px, narrow = thin_gap_px(both), None
    gaps = thin_gaps(both, gap_px)
    if gaps.any():
        row, col = np.unravel_index(int(np.where(gaps, both, np.inf).argmin()), both.shape)
        narrow = int(row), int(col), float(found.nearest[row, col]), float(found.second[row, col])
    uri = picture_uri(labels_rgb(labels), SHOWN_PX)
    return BorderView(both.astype(np.float16), found.cells, uri, gap_px, narrow)


def _table(both: Field, thin: NDArray[np.bool_], weights: Field, probability: Field) -> dict[str, Judged]:
    """The net's answer, and three made up: the truth, the truth with its thin gaps painted over, nothing at all."""
    inside = both == 0
    masks = {"truth": inside, "filled": inside | thin, "blank": np.zeros_like(inside)}
    made_up = {name: np.where(mask, SURE, 1 - SURE).astype(np.float32) for name, mask in masks.items()}
    return {name: judged(each, inside, weights) for name, each in {"net": probability, **made_up}.items()}


def _show_formula(view: BorderView, w0: float, sigma_px: float, flat: Field) -> None:
    """Equation 2 with the numbers of a pixel in the narrowest gap."""
    st.latex(r"w=w_c+w_0\exp\!\left(-\frac{(d_1+d_2)^2}{2\sigma^2}\right)")
    if view.narrow is None:
        st.caption(T("last.border.no_gap", gap=f"{view.gap_px:g}"))
        return
    row, col, d1, d2 = view.narrow
    class_weight = float(flat[row, col])
    term = w0 * float(np.exp(-((d1 + d2) ** 2) / (2 * sigma_px**2)))
    power = rf"-\frac{{({d1:.1f}+{d2:.1f})^2}}{{2\cdot{sigma_px:g}^2}}"
    st.latex(rf"w={class_weight:.2f}+{w0:g}\exp\!\left({power}\right)")
    st.latex(rf"={class_weight:.2f}+{term:.2f}={class_weight + term:.2f}")
    st.caption(T("last.border.numbers", row=row, col=col))


def _show_maps(view: BorderView, weights: Field, w0: float, sigma_px: float) -> None:
    high = float(weights.max())
    one, two = st.columns(2, gap="medium")
    one.markdown(f"**{T('last.border.cells')}**")
    one.image(view.cells_uri, width="stretch", alt=T("last.border.cells_alt", cells=view.cells))
    two.markdown(f"**{T('last.border.map')}**")
    drawn = picture_uri(sequential_rgb((255 * weights / high).astype(np.uint8)), SHOWN_PX)
    sizes = {"high": f"{high:.1f}", "w0": f"{w0:g}", "sigma": f"{sigma_px:g}"}
    two.image(drawn, width="stretch", alt=T("last.border.map_alt", **sizes))
    with two:
        show_drawing(scale_bar("0", f"{high:.2f}"), T("last.border.scale"), "last_border_scale")


def _show_table(table: Mapping[str, Judged], view: BorderView, gaps: NDArray[np.bool_]) -> None:
    """Four answers under every measure, and what that says of thin gaps."""
    heads = [T(f"last.border.col_{name}") for name in ("accuracy", "dice", "entropy", "weighted", "pieces")]
    cards = []
    for name, each in table.items():
        figures = (each.dice_loss, each.cross_entropy, each.weighted)
        cells = (f"{each.accuracy:.1%}", *(f"{value:.3f}" for value in figures), str(each.pieces))
        cards.append(WayCard(T(f"last.border.{name}"), cells, name == "net"))
    words = {"layer": T("last.border.col_answer"), "alt": T("last.border.cards_alt")}
    drawn = ways_drawing(cards, heads, words)
    show_drawing(drawn.markup, drawn.alt, "last_border_cards", drawn.rows, T("word.as_table"))
    truth, filled = table["truth"], table["filled"]
    if gaps.any():
        values = {
            "gap": f"{view.gap_px:g}",
            "share": f"{gaps.mean():.1%}",
            "cells": truth.pieces,
            "left": filled.pieces,
            "dice": f"{filled.dice_loss - truth.dice_loss:.3f}",
            "plain": f"{filled.cross_entropy / truth.cross_entropy:.1f}",
            "weighted": f"{filled.weighted / truth.weighted:.1f}",
        }
        harder = filled.weighted / truth.weighted > filled.cross_entropy / truth.cross_entropy
        pressed = T(f"last.border.{'pressed' if harder else 'not_pressed'}")
        st.markdown(sentences(T("last.border.read", **values), pressed))
    st.caption(T("last.border.how", sure=f"{SURE:.0%}"))
    show_code("code_border_term", "core/last_layer/losses.py", "border_term", "distances_of", "with_gaps")
