"""What "a U-Net is a kind of autoencoder" gets right and wrong, in figures; and two nets that were trained to copy."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.nets.grid import Architecture
from unet_demo.core.skips import gradient_door
from unet_demo.core.skips.survival_findings import crowd, verdict_of
from unet_demo.ui.frame.prose import T
from unet_demo.ui.lesson.table import md_table


def show_autoencoder(net: Architecture, height: int, width: int, deep: str) -> None:
    """Shape, target and bottleneck of a net on a picture of this size; `deep` is what its deepest map gives, in dB."""
    middle, values, crossing = crowd(net, height, width)
    st.subheader(T("survival.like.title"), anchor=False)
    st.markdown(T("survival.like.text"))
    points = (
        T("survival.like.shape", middle=f"{middle:,}", values=f"{values:,}", share=f"{middle / values:.0%}"),
        T("survival.like.target", deep=deep),
        T("survival.like.bypass", crossing=f"{crossing:,}", times=f"{crossing / middle:.0f}"),
    )
    st.markdown("\n".join(f"- {point}" for point in points))
    _show_copying()


def _show_copying() -> None:
    """The stored study, or that there is none yet."""
    card = gradient_door.copying()
    if card is None:
        st.markdown(T("survival.like.missing"))
        return
    st.markdown(T("survival.like.copy", steps=card.steps, seeds=len(card.skips)))
    rows = []
    for name, errors in (("skips", card.skips), ("none", card.none)):
        levels = [255 * each for each in (sum(errors) / len(errors), min(errors), max(errors))]
        mean, low, high = (f"{each:.1f}" for each in levels)
        spread = T("word.spread", mean=mean, low=low, high=high)
        rows.append((T(f"survival.like.copy_{name}"), spread))
    st.markdown(md_table((T("survival.like.copy_net"), T("survival.like.copy_error")), rows, left=2))
    id, factor = verdict_of(card.skips, card.none)
    if id == "same":
        st.markdown(T("survival.like.verdict_same"))
    else:
        st.markdown(T(f"survival.like.verdict_{id}", factor=f"{factor:.1f}"))
    st.caption(T("word.stored", command=card.command))
