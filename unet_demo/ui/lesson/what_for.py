"""What a score was measured on, what that part of the set was used for, and the score on a part that was held back."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.nets.cards import load_card
from unet_demo.core.nets.tasks import TASKS, net_of
from unet_demo.ui.frame.prose import T, sentences


def show_what_for(task: str, build: str = "unetpp") -> None:
    """Below a score on val: how near val is to the training pictures, and what is known beyond it."""
    net = net_of(task, build)
    card = load_card(net.file)
    said = T(f"lesson.val.{task}", pictures=card.on("val").pictures)
    held = card.held_back
    if held is None or held.sha256 != net.sha256:
        st.caption(sentences(said, T("lesson.val.unknown")))
        return
    score = TASKS[task].score
    on_val = card.on("val").heads[-1].scores[score]
    figures = {"score": T(f"rule.score.{score}"), "held": f"{held.scores[score]:.3g}", "val": f"{on_val:.3g}"}
    st.caption(sentences(said, T("lesson.val.held_back", pictures=held.pictures, date=held.date, **figures)))
