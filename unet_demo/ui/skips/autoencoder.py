"""What "a U-Net is a kind of autoencoder" gets right and wrong, in figures; and two nets that were trained to copy."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.lessons.told import told_lower
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.scoring.compare import studied
from unet_demo.core.skips.survival_findings import crowd
from unet_demo.ui.frame.prose import T
from unet_demo.ui.lesson.table import md_table
from unet_demo.ui.lesson.told import told_text


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
    """The stored study of nets that learn to copy, or that there is none yet."""
    nets, command = studied("copying")
    said = told_lower(nets["skips"], nets["none"], "copy") if nets.keys() >= {"skips", "none"} else None
    if said is None:
        st.markdown(T("survival.like.missing"))
        return
    st.markdown(T("survival.like.copy", steps=nets["skips"].steps, seeds=len(nets["skips"].seeds)))
    rows = []
    for name in ("skips", "none"):
        errors = nets[name].scores
        mean, low, high = (f"{255 * each:.1f}" for each in (nets[name].mean, min(errors), max(errors)))
        spread = T("word.spread", mean=mean, low=low, high=high)
        rows.append((T(f"survival.like.copy_{name}"), spread))
    st.markdown(md_table((T("survival.like.copy_net"), T("survival.like.copy_error")), rows, left=2))
    st.markdown(told_text(said))
    st.caption(T("word.stored", command=command))
