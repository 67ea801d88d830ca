"""A shape error, read word by word, with its likely cause and the line to change."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.torch_errors import Found
from unet_demo.ui.prose import T

PARTS = ("dim", "expected", "got", "tensor", "axis", "weight", "input")


def show_error(found: Found) -> None:
    """What each number of the error means, and what to do."""
    lines = [T(f"concat.error.{name}", **{name: found.numbers[name]}) for name in PARTS if name in found.numbers]
    if "low" in found.numbers:
        lines.append(T("concat.error.range", low=found.numbers["low"], high=found.numbers["high"]))
    if lines:
        st.markdown(f"**{T('concat.error.read')}**\n\n" + "\n".join(f"- {line}" for line in lines))
    st.markdown(f"**{T('concat.error.cause')}** · {T(f'concat.cause.{found.cause}')}")
