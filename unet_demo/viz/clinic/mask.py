"""A mask three times: as a viewer shows it, its values told apart by colour and pattern, and the target made of it."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from unet_demo.viz.kit.drawing import INK, LINE, QUIET, Drawing
from unet_demo.viz.kit.style import CLASS_HUES, rgb_of

RGB = NDArray[np.uint8]
MOST_SHOWN = 12  # values that are told apart; of more each is a shade of grey
BACKGROUND, LEFT_OUT = "road", "pole"  # the darkest of the hues that stay apart, and the lightest
_HUES = tuple(hue for name, hue in CLASS_HUES.items() if name not in (BACKGROUND, LEFT_OUT))
STRIPE_PX = 8  # of the pattern over what is left out, and over values beyond the hues
PANEL_PX, GAP_PX, ROW_PX, SWATCH_PX = 220, 24, 20, 14


@dataclass(frozen=True, eq=False)
class Panel:
    """One picture with its title below, and what each of its colours stands for: (colour, striped, words)."""

    rgb: RGB
    title: str
    legend: tuple[tuple[tuple[int, int, int], bool, str], ...] = ()


def values_panel(
    numbers: NDArray[Any], values: Sequence[float], names: Sequence[str], title: str, left_out: float | None = None
) -> Panel:
    """(h, w) numbers, each of `values` in a colour of its own, called by its name; 0 dark, `left_out` light, striped.

    With more than MOST_SHOWN values, or none listed, each is a shade of grey and there is no legend.
    """
    if not values or len(values) > MOST_SHOWN:
        return Panel(_greys(numbers), title)
    rgb = np.zeros((*numbers.shape, 3), np.uint8)
    stripes = np.add.outer(*(np.arange(side) for side in numbers.shape)) % STRIPE_PX < STRIPE_PX // 2
    legend = []
    rank = 0
    for value, name in zip(values, names, strict=True):
        hue = CLASS_HUES[LEFT_OUT] if value == left_out else CLASS_HUES[BACKGROUND] if value == 0 else ""
        striped = value == left_out or (not hue and rank >= len(_HUES))
        if not hue:
            hue, rank = _HUES[rank % len(_HUES)], rank + 1
        colour, here = rgb_of(hue), numbers == value
        rgb[here] = colour
        if striped:
            rgb[here & stripes] = rgb_of(CLASS_HUES[BACKGROUND])
        legend.append((colour, striped, name))
    return Panel(rgb, title, tuple(legend))


def mask_drawing(panels: Sequence[Panel], words: Mapping[str, str]) -> Drawing:
    """The panels side by side, each with its legend; words: alt, panel, value. `rows` are the legends as a table."""
    rows = [[words["panel"], words["value"]]]
    rows += [[panel.title, "; ".join(name for _, _, name in panel.legend) or "–"] for panel in panels]
    inside = "".join(f'<div style="flex:0 1 {PANEL_PX}px;min-width:150px">{_panel(panel)}</div>' for panel in panels)
    box = f"display:flex;flex-wrap:wrap;gap:{GAP_PX}px;align-items:flex-start;font-family:var(--st-font);font-size:13px"
    return Drawing(f'<div style="{box}">{inside}</div>', words["alt"], rows)


def _panel(panel: Panel) -> str:
    height, width = panel.rgb.shape[:2]
    legend = "".join(_entry(at, *entry) for at, entry in enumerate(panel.legend))
    tall = len(panel.legend) * ROW_PX
    key = f'<svg width="100%" height="{tall}" style="display:block;margin-top:6px">{legend}</svg>' if tall else ""
    style = f"width:100%;aspect-ratio:{width}/{height};image-rendering:pixelated;border:1px solid {LINE};display:block"
    title = f'<div style="margin-top:4px;color:{INK};font-weight:600">{escape(panel.title)}</div>'
    return f'<img src="{png_uri(panel.rgb)}" alt="" style="{style}">{title}{key}'


def _entry(at: int, colour: tuple[int, int, int], striped: bool, words: str) -> str:
    y = at * ROW_PX + (ROW_PX - SWATCH_PX) / 2
    box = f'x="0" y="{y:g}" width="{SWATCH_PX}" height="{SWATCH_PX}"'
    swatch = f'<rect {box} fill="{_hex(colour)}" stroke="{LINE}"/>'
    if striped:
        line = f"M0 {y + SWATCH_PX:g}L{SWATCH_PX} {y:g}M0 {y + SWATCH_PX / 2:g}L{SWATCH_PX / 2:g} {y:g}"
        swatch += f'<path d="{line}" stroke="{_hex(rgb_of(CLASS_HUES[BACKGROUND]))}" stroke-width="2"/>'
    return f'{swatch}<text x="{SWATCH_PX + 7}" y="{y + 12:g}" fill="{QUIET}">{escape(words)}</text>'


def _hex(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{channel:02X}" for channel in colour)


def _greys(numbers: NDArray[Any]) -> RGB:
    low, high = float(numbers.min()), float(numbers.max())
    span = high - low if high > low else 1.0
    grey = np.rint((numbers.astype(np.float64) - low) / span * 255).astype(np.uint8)
    return np.repeat(grey[..., None], 3, axis=2)


def png_uri(rgb: RGB) -> str:
    """(h, w, 3) as a PNG data URI: not one value of it is changed."""
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "PNG")
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
