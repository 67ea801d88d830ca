"""One limit for a file, wherever it stands: in our reader, in Streamlit's field, and in the words beside that."""

from __future__ import annotations

import tomllib

import pytest

from unet_demo.core.pictures.decode import MAX_BYTES, MAX_PIXELS
from unet_demo.home import HOUSE
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue
from unet_demo.ui.server.guard import PER_SESSION


def test_streamlits_field_and_our_reader_take_the_same() -> None:
    server = tomllib.loads((HOUSE / ".streamlit" / "config.toml").read_text("utf-8"))["server"]
    assert server["maxUploadSize"] * 2**20 == MAX_BYTES
    assert PER_SESSION.bytes > MAX_BYTES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_label_says_so(lang: str) -> None:
    label = catalogue(lang)["segment.upload.label"]
    assert f"{MAX_BYTES >> 20} MB" in label
    assert str(MAX_PIXELS // (10**6 if lang != "zh" else 10**4)) in label
