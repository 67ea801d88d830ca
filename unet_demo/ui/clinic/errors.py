"""Paste an error: what it says word by word, its likely cause, the line to change, and a program that fails alike."""

from __future__ import annotations

from functools import partial

import streamlit as st

from unet_demo.core.errors.read import read_error
from unet_demo.ui.components.paste import show_paste
from unet_demo.ui.components.reveal import reveal, show_reveal
from unet_demo.ui.frame.prose import T, unfilled
from unet_demo.ui.frame.section import callback, section
from unet_demo.ui.lesson.error_read import show_reading

ANSWER = "error_answer"  # the key of what a read error is answered with
READ = "_error_read"  # (count of texts, Reading or None): what was read, never the text
EXAMPLES = {
    "odd": "RuntimeError: Sizes of tensors must match except in dimension 1. Expected size 45 but got size 44 "
    "for tensor "
    "number 1 in the list.",
    "rgba": "RuntimeError: Given groups=1, weight of size [64, 3, 3, 3], expected input[1, 4, 120, 160] to have "
    "3 channels, "
    "but got 4 channels instead",
    "label": "IndexError: Target 255 is out of bounds.",
    "loss": "ValueError: Target size (torch.Size([2, 64, 64])) must be the same as input size (torch.Size([2, "
    "1, 64, 64]))",
    "module": 'RuntimeError: Error(s) in loading state_dict for UNet: Missing key(s) in state_dict: "head.weight". '
    'Unexpected key(s) in state_dict: "module.head.weight".',
}
BOX_WORDS = ("label", "placeholder", "read", "drop", "binary")


@st.fragment
@section("error")
def show_errors() -> None:
    """The box, examples to try, and the answer to what was read last."""
    st.header(T("error.title"), anchor="error")
    st.markdown(T("error.text"))
    words = {name: T(f"error.{name}") for name in BOX_WORDS}
    show_paste(words | {"kept": unfilled("error.kept"), "cut": unfilled("error.cut")}, take)
    st.caption(T("error.examples"))
    row = st.container(horizontal=True, gap="small")
    for name, text in EXAMPLES.items():
        row.button(T(f"error.example.{name}"), key=f"error_{name}", on_click=partial(callback(take), text))
    if READ in st.session_state:
        count, reading = st.session_state[READ]
        with st.container(key=ANSWER):
            show_reading(reading, count)
    show_reveal(ANSWER)


def take(text: str) -> None:
    """Read a text; what it was read as is shown by the next run, and the text itself is let go."""
    count = st.session_state.get(READ, (0, None))[0] + 1
    reveal(ANSWER)
    st.session_state[READ] = count, read_error(text) if text.strip() else None
