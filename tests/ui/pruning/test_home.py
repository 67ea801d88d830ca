"""What the page says of the files is true of them: sides that the ONNX file takes, and where its notes stand."""

from __future__ import annotations

import onnx
import pytest
from scripts import opened, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.pruning import home
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue


def page() -> None:
    from unet_demo.ui.frame import choices
    from unet_demo.ui.pruning.home import show_home

    choices.sync()
    show_home()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_how_to_pad_and_where_the_scaling_stands(lang: str) -> None:
    engine.boot()
    said = texts(opened(AppTest.from_function(page, default_timeout=120), lang=lang, depth="2"))
    words = catalogue(lang)["home.padding"].format(multiple=16, side=250, padded=256)
    assert words in said
    notes = {each.key for each in onnx.load_from_string(home.onnx("nuclei", 2)).metadata_props}
    assert {"scaling", "padding"} <= notes
    assert all(f"`{name}`" in words for name in ("scaling", "padding"))
