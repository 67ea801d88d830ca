"""A shape error, read word by word, with its likely cause and the line to change."""

from __future__ import annotations

import streamlit as st

from unet_demo.core.concatenate.torch_errors import Found
from unet_demo.ui.frame.prose import T

PARTS = ("dim", "expected", "got", "tensor", "axis", "weight", "input")
OWN = {  # numbers that mean something else in this kind of error
    "conv_channels": {"expected": "expected_conv", "got": "got_conv"},
    "dim_range": {"got": "got_dim"},
    "cat_ranks": {"expected": "expected_axes", "got": "got_axes"},
    "dtype": {"expected": "expected_type", "got": "got_type"},
}


def show_error(found: Found) -> None:
    """What each number of the error means, and what to do."""
    own = OWN.get(found.kind, {})
    lines = [
        T(f"concat.error.{own.get(name, name)}", **{name: found.numbers[name]})
        for name in PARTS
        if name in found.numbers
    ]
    if "low" in found.numbers:
        lines.append(T("concat.error.range", low=found.numbers["low"], high=found.numbers["high"]))
    if lines:
        st.markdown(f"**{T('concat.error.read')}**\n\n" + "\n".join(f"- {line}" for line in lines))
    st.markdown(f"**{T('concat.error.cause')}** · {T(f'concat.cause.{found.cause}')}")
