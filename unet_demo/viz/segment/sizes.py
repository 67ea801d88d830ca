"""How many nuclei have which area: a histogram under the viewer's sliders, drawn anew whenever one is let go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from unet_demo.viz.kit.drawing import INK, LINE, QUIET, Drawing, framed, text_at

MASK = f"color-mix(in srgb, var(--u-mask) 78%, {INK})"  # darker on light, lighter on dark
MOST_BINS, FEWEST_BINS = 24, 6
TAIL = 1.5  # areas above so many times the 98th percentile share one open bin at the end
NICE = (1, 2, 2.5, 5, 10)
LEFT_PX, RIGHT_PX, TOP_PX, PLOT_PX, FOOT_PX = 46, 18, 48, 150, 44  # margins and plot


@dataclass(frozen=True)
class Bins:
    """Equal bins at round areas: `edges` (n + 1,) px, `counts` (n,); the last is open upwards when `tail`."""

    edges: NDArray[np.int64]
    counts: NDArray[np.int64]
    tail: bool

    def name(self, index: int) -> str:
        """ "100–149", whole pixels and both ends included, or "≥ 1,500" for the open one."""
        low, high = int(self.edges[index]), int(self.edges[index + 1]) - 1
        if self.tail and index == len(self.counts) - 1:
            return f"≥ {low:,}"
        return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def bins_of(areas_px: NDArray[np.integer]) -> Bins:
    """FEWEST_BINS to MOST_BINS bins, and perhaps an open one, that hold every one of the areas (n >= 1,)."""
    low, highest = int(areas_px.min()), int(areas_px.max())
    high = min(highest, int(TAIL * np.quantile(areas_px, 0.98)) + 1)
    wanted = min(MOST_BINS, max(FEWEST_BINS, round(2.5 * len(areas_px) ** 0.5)))
    step = max(1, int(np.ceil(_nice(max(high - low + 1, high // 4) / wanted))))
    if high // step - low // step >= MOST_BINS:
        step *= 2
    first, last = low // step, high // step
    lacking = max(0, FEWEST_BINS - (last - first + 1))  # a lone size stands among empty bins
    first = max(0, first - lacking // 2)
    count = max(last - first + 1, FEWEST_BINS)
    first *= step
    tail = highest >= first + count * step
    edges = first + step * np.arange(count + 1 + tail, dtype=np.int64)
    place = np.minimum((areas_px.astype(np.int64) - first) // step, count - 1 + tail)
    return Bins(edges, np.bincount(place, minlength=count + tail), tail)


def sizes_histogram(areas_px: NDArray[np.integer], words: Mapping[str, str]) -> Drawing:
    """How many nuclei have which area, (n,) px, the median marked.

    Words: x, y, median ({value}), none, alt ({n}, {median}), bin, count.
    """
    if not len(areas_px):
        empty = text_at("50%", 34, words["none"], "middle", QUIET)
        return Drawing(framed(empty, 60, 0, 0), words["none"], [[words["bin"], words["count"]]])
    bins = bins_of(areas_px)
    median = f"{float(np.median(areas_px)):,.0f}"
    alt = words["alt"].format(n=f"{len(areas_px):,}", median=median)
    marks = [*_heights(int(bins.counts.max())), *_columns(bins), *_areas(bins)]
    marks += _median(bins, float(np.median(areas_px)), words["median"].format(value=median))
    foot = TOP_PX + PLOT_PX
    marks += [text_at(-LEFT_PX, 12, words["y"], colour=QUIET), text_at("100%", foot + 40, words["x"], "end", QUIET)]
    rows = [[bins.name(index), f"{count:,}"] for index, count in enumerate(bins.counts.tolist())]
    drawn = framed("".join(marks), foot + FOOT_PX, LEFT_PX, RIGHT_PX)
    return Drawing(drawn, alt, [[words["bin"], words["count"]], *rows])


def _heights(most: int) -> list[str]:
    """Quiet lines at round counts, the ground among them."""
    step = max(1, round(_nice(most / 3)))
    marks = []
    for count in range(0, most + 1, step):
        y = TOP_PX + PLOT_PX * (1 - count / most)
        marks.append(f'<line x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}" stroke="{LINE}"/>')
        marks.append(text_at(-8, y + 4.5, f"{count:,}", "end", QUIET))
    return marks


def _columns(bins: Bins) -> list[str]:
    """One bar a bin, a hair apart; the open one lighter. Each tells its numbers on hovering."""
    share, most = 100 / len(bins.counts), int(bins.counts.max())
    marks = []
    for index, count in enumerate(bins.counts.tolist()):
        high = PLOT_PX * count / most
        opacity = 0.5 if bins.tail and index == len(bins.counts) - 1 else 1
        marks.append(
            f'<rect class="bar" x="{index * share + 0.06 * share:.2f}%" width="{0.88 * share:.2f}%" '
            f'y="{TOP_PX + PLOT_PX - high:.1f}" height="{high:.1f}" rx="1.5" fill="{MASK}" '
            f'fill-opacity="{opacity}"><title>{escape(bins.name(index))} px: {count:,}</title></rect>'
        )
    return marks


def _areas(bins: Bins) -> list[str]:
    """Areas written under every few edges, as many as a phone has room for; the open bin is named in any case."""
    count = len(bins.counts)
    closed = count - bins.tail
    every = -(-closed // 5)
    named = [(index, f"{int(bins.edges[index]):,}") for index in range(0, closed + 1, every)]
    if bins.tail:
        named = [(index, text) for index, text in named if closed - index >= count / 8]
        named.append((closed, f"≥ {int(bins.edges[closed]):,}"))
    y = TOP_PX + PLOT_PX
    return [text_at(f"{100 * index / count:.2f}%", y + 18, text, "middle", QUIET) for index, text in named]


def _median(bins: Bins, value: float, text: str) -> list[str]:
    at = 100 * min(1.0, (value + 0.5 - float(bins.edges[0])) / float(bins.edges[-1] - bins.edges[0]))
    line = f'x1="{at:.2f}%" x2="{at:.2f}%" y1="{TOP_PX - 12}" y2="{TOP_PX + PLOT_PX}"'
    anchor = "start" if at < 15 else "end" if at > 85 else "middle"
    written = text_at(f"{at:.2f}%", TOP_PX - 17, text, anchor, INK, bold=True)
    return [f'<line {line} stroke="{INK}" stroke-width="1.5" stroke-dasharray="4 3"/>', written]


def _nice(value: float) -> float:
    """The next round number at or above a positive value: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(power * nice for nice in NICE if power * nice >= value * (1 - 1e-9)))
