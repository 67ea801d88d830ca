"""What a loss makes of a mask: the type and shape it takes, the two lines that get there, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from unet_demo.core.clinic.mask.look import Look, Made, made_of
from unet_demo.core.clinic.mask.targets import LOSSES, MOST_TOLD, Recipe, recipe_of, ways_of
from unet_demo.core.engine import engine
from unet_demo.core.pictures.colour_tables import LEFT_OUT
from unet_demo.ui.clinic.mask_census import number_text, value_text
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame.prose import T, words_of
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.table import md_table
from unet_demo.viz.clinic.mask import Panel, mask_drawing, values_panel


def show_target(look: Look, data: bytes, key: str) -> None:
    """The choice of the loss and of what the numbers mean, the two lines, and the mask before and after them."""
    ways = ways_of(look.census)
    if not ways:
        _draw(look, None, None)
        st.warning(T("mask.target.none"), icon=":material/block:")
        return
    with st.container(horizontal=True, gap="medium"):
        loss = _choose("mask_loss", "loss", LOSSES)
        way = _choose("mask_way", "way", ways) if len(ways) > 1 else ways[0]
    recipe = recipe_of(look.census, loss, way)
    if recipe is None:
        return
    made = remembered("mask_made", (key, loss, way), lambda: engine.submit(partial(made_of, recipe, data)).result())
    _draw(look, recipe, made)
    st.markdown(T("mask.target.lines"))
    st.code("\n".join(recipe.lines), language="python", wrap_lines=True)
    st.caption(T("mask.target.imports"))
    _show_recipe(recipe, made)


def _choose(key: str, name: str, options: Sequence[str]) -> str:
    if st.session_state.get(key) not in options:
        st.session_state[key] = options[0]
    chosen: str | None = st.segmented_control(
        T(f"mask.{name}.label"), options, format_func=lambda id: T(f"mask.{name}.{id}"), key=key, required=True
    )
    return chosen or options[0]


def _show_recipe(recipe: Recipe, made: Made) -> None:
    """What the loss takes, and what the lines gave when they ran here."""
    names = ("dtype", "shape", "classes", "ignore")
    ignore = T("mask.target.nothing") if recipe.ignore_index is None else f"`ignore_index={recipe.ignore_index}`"
    if recipe.has_known:
        ignore = "`known`"
    cells = [f"`{recipe.dtype}`", f"`{recipe.shape}`", str(recipe.classes), ignore]
    st.markdown(md_table(words_of("mask.target.", names).values(), [cells], align="llll"))
    values = ", ".join(map(number_text, made.values))
    more = " …" if len(made.values) == MOST_TOLD else ""
    shapes = {"before_shape": str(made.before_shape), "shape": str(made.shape)}
    types = {"before_dtype": made.before_dtype, "dtype": made.dtype}
    st.markdown(T("mask.target.ran", values=f"{values}{more}", **shapes, **types))
    st.markdown(T(f"mask.target.{recipe.loss}", classes=recipe.classes))
    if recipe.has_known:
        st.markdown(T("mask.target.known"))
    if made.step > 1:
        st.caption(T("mask.target.step", step=made.step))


def _draw(look: Look, recipe: Recipe | None, made: Made | None) -> None:
    """The file as a viewer shows it, its values, and the target."""
    census = look.census
    coloured = census.kind in ("table", "one_hot", "colours")
    panels = [Panel(look.seen, T("mask.drawing.seen"))]
    listed = () if census.kind == "alpha_mask" else census.values
    names = [f"{value_text(value, coloured)} · {value.share:.1%}" for value in listed]
    void = float(LEFT_OUT) if census.kind == "void" else None
    panels.append(values_panel(look.tones, [value.number for value in listed], names, T("mask.drawing.values"), void))
    if recipe is not None and made is not None:
        panels.append(_target_panel(recipe, made))
    alt = T("mask.drawing.alt", kind=T(f"mask.kinds.{census.kind}"), distinct=f"{census.distinct:,}")
    drawing = mask_drawing(panels, {"alt": alt, **words_of("mask.drawing.", ("panel", "value"))})
    show_drawing(drawing.markup, drawing.alt, "mask_drawing", drawing.rows, T("word.as_table"))


def _target_panel(recipe: Recipe, made: Made) -> Panel:
    numbers = sorted(set(made.label.ravel().tolist()))
    names = [T("mask.drawing.left_out") if number == LEFT_OUT else str(number) for number in numbers]
    has_void = recipe.ignore_index is not None or recipe.has_known
    return values_panel(made.label, numbers, names, T("mask.drawing.target"), float(LEFT_OUT) if has_void else None)
