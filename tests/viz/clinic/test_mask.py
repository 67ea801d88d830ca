"""A mask drawn: every value has a look of its own, and nothing from outside is markup."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image

from unet_demo.viz.clinic.mask import MOST_SHOWN, mask_drawing, png_uri, values_panel

WORDS = {"alt": "Alt.", "panel": "Panel", "value": "Value"}


def test_values_are_told_apart_by_colour_or_pattern() -> None:
    numbers = np.arange(MOST_SHOWN)[None].repeat(16, 0).repeat(16, 1)
    panel = values_panel(numbers, range(MOST_SHOWN), [str(each) for each in range(MOST_SHOWN)], "Values")
    looks = {(colour, striped) for colour, striped, _ in panel.legend}
    assert len(looks) == MOST_SHOWN
    assert any(striped for _, striped in looks)


def test_what_is_left_out_is_striped() -> None:
    panel = values_panel(np.full((16, 16), 255), (255.0,), ("left out",), "Values", 255.0)
    assert panel.legend[0][1]
    assert len(np.unique(panel.rgb.reshape(-1, 3), axis=0)) == 2


def test_many_values_are_shades_and_have_no_legend() -> None:
    panel = values_panel(np.arange(256).reshape(16, 16), range(256), [""] * 256, "Values")
    assert panel.legend == ()
    assert (panel.rgb.min(), panel.rgb.max()) == (0, 255)
    assert (values_panel(np.full((2, 2), 7.5), (), (), "Flat").rgb == 0).all()


def test_a_drawing_keeps_every_pixel_and_escapes_its_words() -> None:
    panel = values_panel(np.eye(4), (0, 1), ("<i>", "1"), "<b>")
    drawing = mask_drawing([panel, panel], WORDS)
    assert "<b>" not in drawing.markup
    assert "<i>" not in drawing.markup
    assert drawing.rows == [["Panel", "Value"], ["<b>", "<i>; 1"], ["<b>", "<i>; 1"]]
    stored = base64.b64decode(png_uri(panel.rgb).partition(",")[2])
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(stored))), panel.rgb)
