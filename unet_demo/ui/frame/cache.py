"""Every cache shared by visitors. Bounded, and only of things that belong to nobody: gallery pictures and their runs.

Never a model (any visitor can clear these) and never a picture that someone brought.
"""

from __future__ import annotations

import numpy as np
import streamlit as st
from PIL import Image

from unet_demo.core.engine import engine
from unet_demo.core.engine.run import Run
from unet_demo.core.gallery import gallery
from unet_demo.core.pictures.images import Picture, picture_of
from unet_demo.core.pictures.tiles import Border


@st.cache_resource(max_entries=64, show_spinner=False)
def sample_picture(sample_id: str) -> Picture:
    """A gallery picture. Raises KeyError for an unknown id."""
    return gallery.sample(sample_id).load()


@st.cache_resource(max_entries=64, show_spinner=False)
def sample_run(sample_id: str, device: str = "cpu", precision: str = "float32", border: Border = "single") -> Run:
    """All heads of a gallery picture, of its task's net. Raises what `engine.run` raises; nothing is kept then."""
    task = gallery.sample(sample_id).task
    return engine.run(task, sample_picture(sample_id), device=device, precision=precision, border=border)


@st.cache_resource(max_entries=1, show_spinner=False)
def front_picture() -> Picture:
    """The front page's picture: the 544 px around the cell of the gallery's photograph, at half their size."""
    around = sample_picture("cell").pixels[104:648, :544]
    return picture_of(np.asarray(Image.fromarray(around).reduce(2)), "cell")


@st.cache_resource(max_entries=1, show_spinner=False)
def front_run() -> Run:
    """All heads of the front page's picture. Raises as `sample_run` does."""
    return engine.run("nuclei", front_picture())
