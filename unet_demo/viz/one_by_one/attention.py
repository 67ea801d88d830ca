"""CBAM's weights: those of the channels as bars from 0 to 1, those of the positions over the picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from unet_demo.viz.kit.maps import sequential_rgb
from unet_demo.viz.kit.marks import LINE, hue, tint

RGB = NDArray[np.uint8]

_STYLE = """
<style>
  .gates { display: grid; grid-template-columns: auto 1fr; gap: 0 0.5rem; font: 0.8rem/1 var(--st-font);
           font-variant-numeric: tabular-nums; }
  .scale { display: flex; flex-direction: column; justify-content: space-between; height: 150px; text-align: end; }
  .gates svg { display: block; width: 100%; height: 150px; overflow: visible; }
  .tips { position: relative; grid-column: 2; height: 2.7em; }
  .tips span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
  .tips .first { transform: none; }
  .tips .last { transform: translateX(-100%); }
</style>
"""


def gate_bars(weights: Sequence[float]) -> str:
    """HTML: one bar for each channel, from 0 to 1, a line at the half; ▲ the largest, ▼ the least, with their index."""
    count, most, least = len(weights), weights.index(max(weights)), weights.index(min(weights))
    lines = "".join(
        f'<path d="M0 {at}H{count}" vector-effect="non-scaling-stroke" style="stroke:{LINE}"/>' for at in (0, 50, 100)
    )
    bars = "".join(_bar(at, weight, at in (most, least)) for at, weight in enumerate(weights))
    svg = f'<svg viewBox="0 0 {count} 100" preserveAspectRatio="none">{lines}{bars}</svg>'
    tips = _tip(most, count, "▲") + _tip(least, count, "▼", 1.5 if abs(most - least) * 9 < count else 0.25)
    scale = '<div class="scale"><span>1</span><span>0.5</span><span>0</span></div>'
    return f'{_STYLE}<div class="gates">{scale}{svg}<div class="tips">{tips}</div></div>'


def _bar(at: int, weight: float, marked: bool) -> str:
    name = "head" if marked else "encoder"
    place = f'x="{at + 0.1:.2f}" y="{100 - 100 * weight:.2f}" width="0.8" height="{100 * weight:.2f}"'
    style = f'style="fill:{tint(name, 70 if marked else 45)};stroke:{hue(name)}" vector-effect="non-scaling-stroke"'
    return f"<rect {place} {style}/>"


def _tip(at: int, count: int, mark: str, top_em: float = 0.25) -> str:
    share = (at + 0.5) / count
    kind = "first" if share < 0.06 else "last" if share > 0.94 else ""
    return f'<span class="{kind}" style="left:{100 * share:.2f}%;top:{top_em}em">{mark} {at}</span>'


def attention_rgb(picture: RGB, weights: NDArray[np.float32]) -> RGB:
    """(H, W, 3) picture in grey under the colours of its weights (h, w), stretched from the least to the largest.

    Maps smaller than the picture are enlarged as squares. Raises ValueError where its sides are not a multiple.
    """
    rows, cols = (big // small for big, small in zip(picture.shape[:2], weights.shape, strict=True))
    if (rows * weights.shape[0], cols * weights.shape[1]) != picture.shape[:2]:
        raise ValueError(
            f"Got a picture of {picture.shape[:2]} and weights of {weights.shape}; sides that divide are needed; "
            "give the picture that the maps were computed from."
        )
    low, high = float(weights.min()), float(weights.max())
    share = (weights - low) / (high - low) if high > low else np.zeros_like(weights)
    large: NDArray[np.uint8] = (255 * share).astype(np.uint8).repeat(rows, axis=0).repeat(cols, axis=1)
    grey = picture.mean(axis=2, keepdims=True)
    mixed: RGB = (0.45 * grey + 0.55 * sequential_rgb(large)).astype(np.uint8)
    return mixed
