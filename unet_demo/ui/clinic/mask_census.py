"""The census of a mask in words: what the file is, what its values are, and what they speak for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from unet_demo.core.clinic.mask.differences import Apart, differences
from unet_demo.core.clinic.mask.look import Look
from unet_demo.core.pictures.census import Census, Value
from unet_demo.core.pictures.judgements import Judgement
from unet_demo.ui.frame.picture_name import as_text
from unet_demo.ui.frame.prose import T, words_of
from unet_demo.ui.lesson.spine import folded
from unet_demo.ui.lesson.table import md_table

MOST_ROWS = 24  # values that stand in the table; the rest is told as how many there are


def show_census(look: Look) -> None:
    """What the numbers are, what else to know of them, and the facts of the file; its values folded."""
    census = look.census
    first, *others = census.judgements
    st.markdown(f"**{_judged(first)}**")
    if others:
        st.markdown("\n".join(f"- {_judged(each)}" for each in others))
    st.markdown(md_table(words_of("mask.facts.", FACTS).values(), [_facts(census)], align="l" * len(FACTS)))
    values = [_value_row(value) for value in census.values[:MOST_ROWS]]
    more = census.distinct - len(values)
    folded(T("mask.values.title"), "mask_values", lambda: _show_values(values, more))


FACTS = ("format", "size", "mode", "numbers", "samples", "distinct", "range")


def _facts(census: Census) -> list[str]:
    return [
        census.format,
        f"{census.width} × {census.height}",
        census.mode or "–",
        census.dtype,
        f"{census.samples} × {census.bits} bit",
        f"{census.distinct:,}",
        f"{number_text(census.low)} … {number_text(census.high)}" if not _coloured(census) else "–",
    ]


def _coloured(census: Census) -> bool:
    return census.kind in ("table", "one_hot", "colours")


def number_text(number: float) -> str:
    """A value of a mask: whole numbers without a point."""
    return f"{number:.0f}" if number == int(number) else f"{number:.4g}"


def value_text(value: Value, coloured: bool) -> str:
    """What a value is called: its colour where that alone stands in the file, else its number."""
    if coloured and value.colour:
        return "({}, {}, {})".format(*value.colour)
    return number_text(value.number)


def _value_row(value: Value) -> list[str]:
    colour = "–" if value.colour is None else "`#{:02X}{:02X}{:02X}`".format(*value.colour)
    number = "–" if value.colour is not None and value.number > 255 else number_text(value.number)
    return [number, colour, f"{value.pixels:,}", f"{value.share:.1%}"]


def _show_values(rows: Sequence[Sequence[str]], more: int) -> None:
    if rows:
        st.markdown(md_table(words_of("mask.values.", ("value", "colour", "pixels", "share")).values(), rows))
    if more:
        st.caption(T("mask.values.more", count=f"{more:,}"))


def _judged(judgement: Judgement) -> str:
    """A judgement as a sentence with its evidence; names of tables in the visitor's language."""
    values = dict(judgement.values)
    if table := values.get("table"):
        values["table"] = T(f"mask.tables.{table}")
        if judgement.id == "palette" and table == "none":
            return T("mask.judged.palette_free", count=values["count"])
    return T(f"mask.judged.{judgement.id}", **values)


def show_apart(named: Sequence[tuple[str, Census]]) -> None:
    """What several masks do not have in common, a row each."""
    st.subheader(T("mask.apart.title"), anchor=False)
    rows = differences([census for _, census in named])
    if all(row.is_alike for row in rows):
        st.success(T("mask.apart.alike", count=len(rows)), icon=":material/check:")
        return
    st.markdown(T("mask.apart.text"))
    told = [_apart_row(name, census, row) for (name, census), row in zip(named, rows, strict=True)]
    st.markdown(md_table(words_of("mask.apart.", APART).values(), told, align="l" * len(APART)))


APART = ("file", "kind", "layout", "size", "alone", "lacks")


def _apart_row(name: str, census: Census, row: Apart) -> list[str]:
    return [
        as_text(name),
        _marked(T(f"mask.kinds.{census.kind}"), row.kind),
        _marked(f"{census.mode or census.dtype} {census.bits} bit", row.mode),
        _marked(f"{census.width} × {census.height}", row.size),
        ", ".join(map(number_text, row.alone)) or "–",
        ", ".join(map(number_text, row.lacks)) or "–",
    ]


def _marked(text: str, differs: bool) -> str:
    return f"**{text}** ≠" if differs else text
