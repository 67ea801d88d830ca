"""A file of this app's own layout brought whole, and run on the visitor's picture."""

from __future__ import annotations

import hashlib

import streamlit as st

from unet_demo.core.clinic.checkpoint.refusal import HeaderError
from unet_demo.core.clinic.checkpoint.whole_door import NotRun, Ran, ran_on
from unet_demo.core.pictures.images import display_copy
from unet_demo.ui.clinic.files import bring_files
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.ready import is_ready
from unet_demo.viz.kit.maps import picture_uri
from unet_demo.viz.kit.overlay import overlay_rgb

SHOWN_PX = 384


def show_whole() -> None:
    """The field, and the answer of the net that was brought to the picture in view."""
    st.markdown(T("checkpoint.whole.text"))
    held = bring_files("checkpoint_whole", T("checkpoint.whole.field"), T("checkpoint.whole.help"))
    if not held or not is_ready():
        return
    data, picture = held[0].data, lesson_picture()
    try:
        key = hashlib.sha256(data).hexdigest(), picture.key
        ran = remembered("checkpoint_whole", key, lambda: ran_on(data, picture))
    except HeaderError:
        st.error(T("checkpoint.whole.header"), icon=":material/block:")
    except NotRun as error:
        values = {name: f"{value:,}" for name, value in error.values.items()}
        st.error(T(f"checkpoint.whole.not_{error.reason}", **values), icon=":material/block:")
    else:
        _show_answer(ran)


def _show_answer(ran: Ran) -> None:
    """The picture under one class: the object, or of several the one that is chosen."""
    chosen = 1
    if ran.net.classes > 1:
        chosen = st.number_input(
            T("checkpoint.whole.class"), 0, ran.net.classes - 1, value=1, step=1, key="checkpoint_class", width=160
        )
    label = ran.label == chosen
    share = f"{label.mean():.1%}"
    said = T("checkpoint.whole.said", share=share, height=label.shape[0], width=label.shape[1])
    shown = overlay_rgb(display_copy(lesson_picture(), max(label.shape)), label.astype("uint8"), 0.7)
    uri = picture_uri(shown, SHOWN_PX)
    show_drawing(f'<img src="{uri}" width="{SHOWN_PX}" style="max-width:100%" alt="">', said, "checkpoint_answer")
    st.markdown(said)
