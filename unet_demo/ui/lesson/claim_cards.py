"""What the web says: each claim is voted on first, then its experiment runs and the verdict is shown."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from unet_demo.core.engine.quiet import Timed
from unet_demo.core.lessons.claim import VERDICTS, Claim
from unet_demo.core.lessons.claims import claims_of, timed_run
from unet_demo.ui.frame.prose import T, punctuated
from unet_demo.ui.frame.section import section
from unet_demo.ui.lesson.moments import once
from unet_demo.ui.lesson.told import in_words

_FOUND = "_claims_found"


@section("claims")
def show_claims(room: str) -> None:
    """All claims of a page, each a fragment of its own: voting on one runs nothing else again."""
    st.header(T("claims.title"), anchor=False)
    st.markdown(T("claims.text"))
    for claim in claims_of(room):
        _show_claim(claim)


@st.fragment
@section("claims")
def _show_claim(claim: Claim) -> None:
    with st.container(border=True, key=f"claim_{claim.id}"):
        st.markdown(f"**{T(f'claims.{claim.id}.claim')}**")
        vote = st.pills(
            T("claims.vote"),
            VERDICTS,
            format_func=lambda code: T(f"claims.{code}"),
            key=f"vote_{claim.id}",
            label_visibility="collapsed",
        )
        if vote is None:
            return
        figures, took = _figures(claim)
        verdict = T(f"claims.{claim.verdict}")
        if vote == claim.verdict:
            st.success(T("claims.agree", verdict=verdict), icon=":material/check_circle:")
        else:
            st.warning(T("claims.differ", vote=T(f"claims.{vote}"), verdict=verdict), icon=":material/lightbulb:")
        st.markdown(T(f"claims.{claim.id}.why"))
        shows = punctuated(T(f"claims.{claim.id}.shows", **in_words(figures)))
        st.markdown(shows + once(not figures.get("disturbed")))
        if figures.get("untrained"):
            st.caption(T("claims.untrained"))
        if claim.stored:
            st.caption(T("word.stored", command=figures["command"]))
        else:
            st.caption(T("claims.live", s=f"{took.ms / 1000:.1f}") + once(took.quiet))


def _figures(claim: Claim) -> tuple[Mapping[str, object], Timed]:
    """What the experiment found and how long it took, run once a session. Raises as `claims.run`."""
    kept: dict[str, tuple[Mapping[str, object], Timed]] = st.session_state.setdefault(_FOUND, {})
    if claim.id not in kept:
        kept[claim.id] = timed_run(claim)
    return kept[claim.id]
