"""What the web says: each claim is voted on first, then its experiment runs and the verdict is shown."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from unet_demo.core import engine
from unet_demo.core.claims import VERDICTS, Claim, claims_of, timed_run
from unet_demo.core.quiet import Timed
from unet_demo.ui.moments import once
from unet_demo.ui.prose import T

_FOUND = "_claims_found"


def show_claims(room: str) -> None:
    """All claims of a page, each a fragment of its own: voting on one runs nothing else again."""
    st.header(T("claims.title"), anchor=False)
    st.markdown(T("claims.text"))
    for claim in claims_of(room):
        _show_claim(claim)


@st.fragment
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
        found = _figures(claim)
        if found is None:
            st.warning(T("claims.busy"), icon=":material/hourglass_top:")
            return
        figures, took = found
        verdict = T(f"claims.{claim.verdict}")
        if vote == claim.verdict:
            st.success(T("claims.agree", verdict=verdict), icon=":material/check_circle:")
        else:
            st.warning(T("claims.differ", vote=T(f"claims.{vote}"), verdict=verdict), icon=":material/lightbulb:")
        st.markdown(T(f"claims.{claim.id}.why"))
        st.markdown(T(f"claims.{claim.id}.shows", **figures) + once(not figures.get("disturbed")))
        if figures.get("untrained"):
            st.caption(T("claims.untrained"))
        if claim.stored:
            st.caption(T("claims.stored", command=figures["command"]))
        else:
            st.caption(T("claims.live", s=f"{took.ms / 1000:.1f}") + once(took.quiet))


def _figures(claim: Claim) -> tuple[Mapping[str, object], Timed] | None:
    """What the experiment found and how long it took, run once a session; None when everybody is computing."""
    kept: dict[str, tuple[Mapping[str, object], Timed]] = st.session_state.setdefault(_FOUND, {})
    if claim.id not in kept:
        try:
            kept[claim.id] = timed_run(claim)
        except engine.Busy:
            return None
    return kept[claim.id]
