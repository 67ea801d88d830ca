"""Segment: the visitor's picture, its mask at every depth, and what each depth costs."""

from __future__ import annotations

import streamlit as st

from unet_demo.ui.frame import choices, visit
from unet_demo.ui.frame.frame import open_page
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section
from unet_demo.ui.segment.result import show_result
from unet_demo.ui.segment.settings import show_settings
from unet_demo.ui.segment.source import show_failures, show_gallery, show_source, show_task
from unet_demo.ui.segment.waiting import show_about, show_wait

open_page("segment")
st.title(T("segment.title"), anchor=False)
with section("section.task"):
    show_task()
st.markdown(T(f"tasks.{choices.get('task')}.promise"))
place, outcome = None, None
# what comes and goes above keeps a place of its own, so that the viewer never moves and is never two
with st.container(), section("section.source"):
    place = show_source()
with section("section.mask"):
    outcome = visit.outcome_or_trouble()
if outcome:
    with st.container():
        show_wait(outcome)
    show_result(outcome)
with section("section.gallery"):
    show_gallery(place)
if outcome:
    show_about(outcome)
with section("segment.fails"):
    show_failures()
if outcome and not outcome.trouble:
    show_settings(outcome)
