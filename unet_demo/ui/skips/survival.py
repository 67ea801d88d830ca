"""How much of the picture comes back without a skip: from means, from a trained net's maps, and from copying nets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from unet_demo.core.engine import engine
from unet_demo.core.engine.quiet import Timed
from unet_demo.core.engine.subject import Subject
from unet_demo.core.nets.tasks import has_net
from unet_demo.core.skips import gradient_door, records
from unet_demo.core.skips.survival_findings import NEARER, against_means, below, costs_db, nearer, said_of_rows
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.ask import choose, may_see, show_question, show_verdict
from unet_demo.ui.lesson.moments import once
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.skips.autoencoder import show_autoencoder
from unet_demo.viz.kit.maps import picture_uri

CROP_PX, SCALE = 128, 2
Copy = tuple[str, float]  # picture as a data URI, dB


@dataclass(frozen=True)
class Means:
    """The picture and its copies without a net, small enough for a session."""

    own: str
    squares: tuple[Copy, ...]
    bilinear: tuple[Copy, ...]
    sides_px: tuple[int, ...]


@dataclass(frozen=True)
class Rows:
    """What each row gives back, small enough for a session."""

    copies: tuple[Copy, ...]
    channels: tuple[int, ...]
    flat_db: float
    fitted: int
    took: Timed

    @property
    def db(self) -> tuple[float, ...]:
        return tuple(db for _, db in self.copies)


@st.fragment
@section("survival")
def show_survival() -> None:
    """Copies without a net at once; the net's own after a prediction; and what an autoencoder would be."""
    picture = lesson_picture()
    st.header(T("survival.title"), anchor=False)
    st.markdown(T("survival.text"))
    st.caption(T("survival.psnr", height=picture.height, width=picture.width))
    if not is_ready():
        return
    means = _means()
    _show_means(means)
    if _show_question(means):
        _show_rows(means)
        net = engine.architecture_of(choices.get("task"), _build())
        show_autoencoder(net, picture.height, picture.width, db_text(_rows().db[-1]))


def _build() -> str:
    """The net in view where the task has it trained, else UNet++."""
    task, net = choices.get("task"), choices.get("net")
    return net if has_net(task, net) else "unetpp"


def _uri(rgb: NDArray[np.uint8]) -> str:
    """The middle of a picture, each pixel as a square, so that small squares can be told apart."""
    top, left = (max(0, side - CROP_PX) // 2 for side in rgb.shape[:2])
    middle = rgb[top : top + CROP_PX, left : left + CROP_PX]
    return picture_uri(middle.repeat(SCALE, axis=0).repeat(SCALE, axis=1), SCALE * CROP_PX)


def _means() -> Means:
    picture = lesson_picture()

    def make() -> Means:
        found = gradient_door.halved(picture)
        return Means(
            _uri(records.seen_by_net(picture)),
            tuple((_uri(each.squares), each.squares_db) for each in found),
            tuple((_uri(each.bilinear), each.bilinear_db) for each in found),
            tuple(each.square_px for each in found),
        )

    return remembered("survival_means", picture.key, make)


def _rows() -> Rows:
    task, build, picture = choices.get("task"), _build(), lesson_picture()

    def make() -> Rows:
        found = gradient_door.read_back(task, picture, build)
        copies = tuple((_uri(each.copy), each.db) for each in found.rows)
        return Rows(copies, tuple(each.channels for each in found.rows), found.flat_db, found.fitted, found.took)

    return remembered("survival_rows", Subject(task, build, picture).key_without_truth, make)


def db_text(value: float) -> str:
    """One decimal; a copy without any error has no end."""
    return f"{value:.1f}" if value < float("inf") else "∞"


def _show_pictures(shown: Sequence[tuple[str, str, str]], width_px: int) -> None:
    """(data URI, name, alt) side by side, as many as there is room for."""
    row = st.container(horizontal=True, gap="small")
    for uri, name, alt in shown:
        cell = row.container(width=width_px, gap="xsmall")
        cell.image(uri, width="stretch", alt=alt)
        cell.caption(name)


def _show_means(means: Means) -> None:
    st.subheader(T("survival.means.title"), anchor=False)
    st.markdown(T("survival.means.text"))
    for kind, copies in (("squares", means.squares), ("bilinear", means.bilinear)):
        shown = [(means.own, T("survival.own"), T("survival.own_alt"))]
        for px, (uri, db) in zip(means.sides_px, copies, strict=True):
            alt = T("survival.means.alt" if kind == "squares" else "survival.means.bilinear_alt", px=px, db=db_text(db))
            name = f"{T(f'survival.means.{kind}', px=px)} · **{db_text(db)} dB**"
            shown.append((uri, name, alt))
        _show_pictures(shown, 160)
    cost = costs_db([db for _, db in means.squares])
    if cost is None:
        st.markdown(T("survival.means.exact"))
    else:
        st.markdown(T("survival.means.cost", low=f"{cost[0]:.1f}", high=f"{cost[1]:.1f}"))


def _show_question(means: Means) -> bool:
    """Mean colour or deepest map; whether it has been answered."""
    task, build = choices.get("task"), _build()
    net = engine.architecture_of(task, build)
    asked = {"px": 2**net.depth, "depth": net.depth, "channels": net.widths[-1]}
    with st.container(border=True, key="survival_question"):
        show_question(T("survival.ask.question", net=T(f"unet.net.{build}"), **asked))
        slot = f"survival_asked_{task}_{build}"
        given = choose(NEARER, slot, f"{task} {build}", lambda id: T(f"survival.ask.{id}"))
        seen = may_see("survival", given)
        if given is not None:
            map_db, mean_db = _rows().db[-1], means.squares[-1][1]
            answer = nearer(map_db, mean_db)
            why = T(f"survival.ask.why_{answer}", map=db_text(map_db), mean=db_text(mean_db))
            show_verdict(why, None if given == answer else T(f"survival.ask.m_{given}"))
    return seen


def _show_rows(means: Means) -> None:
    rows, build = _rows(), _build()
    st.subheader(T("survival.rows.title"), anchor=False)
    st.markdown(T("survival.rows.text", net=T(f"unet.net.{build}")))
    shown = [(means.own, T("survival.own"), T("survival.own_alt"))]
    for row, (uri, db) in enumerate(rows.copies):
        name = f"X({row},0) · **{db_text(db)} dB**"
        shown.append((uri, name, T("survival.rows.alt", row=row, db=db_text(db))))
    _show_pictures(shown, 134)
    means_db = [float("inf"), *(db for _, db in means.squares)]
    lines = []
    for row, (channels, db, mean_db) in enumerate(zip(rows.channels, rows.db, means_db, strict=True)):
        lines.append((f"X({row},0)", f"{channels} / {3 * 4**row}", db_text(db), db_text(mean_db)))
    st.markdown(md_table([T(f"survival.rows.col_{name}") for name in ("map", "numbers", "back", "mean")], lines))
    st.markdown("\n".join(f"- {text}" for text in _sentences(rows, means)))
    st.caption(T("survival.rows.how", fitted=rows.fitted, ms=f"{rows.took.ms:,.0f}") + once(rows.took.quiet))


def _sentences(rows: Rows, means: Means) -> list[str]:
    squares = [db for _, db in means.squares]
    by = against_means(rows.db, squares)
    values = {
        "behind": {},
        "ahead": {},
        "mixed": {f"{id}_rows": _named(by[id]) for id in NEARER},
        "falls": {"top": db_text(rows.db[0]), "deep": db_text(rows.db[-1]), "gap": db_text(rows.db[0] - rows.db[-1])},
        "stays": {"top": db_text(rows.db[0]), "deep": db_text(rows.db[-1])},
        "no_copy": {"top": db_text(rows.db[0]), "once": db_text(squares[0]), "channels": str(rows.channels[0])},
        "unlike": {"rows": _named(below(rows.db, rows.flat_db)), "flat": db_text(rows.flat_db)},
    }
    return [T(f"survival.rows.{id}", **values[id]) for id in said_of_rows(rows.db, squares, rows.flat_db)]


def _named(rows: Sequence[int]) -> str:
    return " · ".join(T("survival.rows.row", row=row) for row in rows) or T("survival.rows.no_rows")
