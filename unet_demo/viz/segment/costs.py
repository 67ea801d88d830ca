"""What each depth costs, as bars that grow while its time is measured: parameters, work and milliseconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unet_demo.viz.kit.drawing import INK, LINE, QUIET, Drawing, framed, text_at

BAR = "var(--st-primary-color)"
PANEL_PX, ROW_PX, TITLE_PX = 200, 36, 30  # narrowest panel of costs, one depth in it, its title


@dataclass(frozen=True)
class CostRow:
    """One depth: exact parameters and multiply-accumulates, and milliseconds where they have been measured."""

    depth: int
    params: int
    macs: int
    latency_ms: float | None
    busy: bool = False  # measured while other work ran


def depth_costs(costs: Sequence[CostRow], words: Mapping[str, str]) -> Drawing:
    """Parameters, work and time of each depth (shallow first) as bars, a panel for each, its longest bar filling it.

    A time taken in a busy moment is a dashed outline, named so, and compared with nothing.
    Words: depth, params, macs, time, waiting (not measured yet), busy (with {ms}), alt. The rows hold exact numbers.
    """
    times = [_time(row, words) for row in costs]
    busy = [row.busy for row in costs]
    certain = [False] * len(costs)
    panels: list[tuple[str, list[float], list[str], list[bool]]] = [
        (words["params"], [row.params for row in costs], [f"{row.params:,}" for row in costs], certain),
        (words["macs"], [row.macs for row in costs], [_counted(row.macs) for row in costs], certain),
        (words["time"], [row.latency_ms or 0.0 for row in costs], times, busy),
    ]
    depths = [f"L{row.depth}" for row in costs]
    drawn = "".join(_panel(title, depths, values, texts, doubtful) for title, values, texts, doubtful in panels)
    style = f"display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,{PANEL_PX}px),1fr));gap:16px 32px"
    rows = [
        [depth, f"{row.params:,}", f"{row.macs:,}", time] for depth, row, time in zip(depths, costs, times, strict=True)
    ]
    head = [words["depth"], words["params"], words["macs"], words["time"]]
    return Drawing(f'<div style="{style}">{drawn}</div>', words["alt"], [head, *rows])


def _time(row: CostRow, words: Mapping[str, str]) -> str:
    if row.latency_ms is None:
        return words["waiting"]
    ms = f"{row.latency_ms:.1f}"
    return words["busy"].format(ms=ms) if row.busy else f"{ms} ms"


def _panel(
    title: str, names: Sequence[str], values: Sequence[float], texts: Sequence[str], doubtful: Sequence[bool]
) -> str:
    """A thin bar a depth, as long as its share of the largest; above it the number, and its share of the deepest."""
    whole, most = (values[-1], max(values)) if values else (0.0, 0.0)
    marks = [text_at(0, 15, title, bold=True)]
    for at, (name, value, text) in enumerate(zip(names, values, texts, strict=True)):
        y, share = TITLE_PX + at * ROW_PX, value / whole if whole else 0.0
        compared = value and whole and at < len(names) - 1 and not doubtful[at] and not doubtful[-1]
        marks += [text_at(0, y + 14, name, bold=True), text_at("100%", y + 14, text, "end", INK if value else QUIET)]
        if compared:
            marks.append(text_at(30, y + 14, _percent(share), colour=QUIET))
        box = f'y="{y + 20}" height="6" rx="3"'
        marks.append(f'<rect class="track" x="0" {box} width="100%" fill="{LINE}" fill-opacity="0.6"/>')
        if value:
            fill = f'fill="{BAR}"' if not doubtful[at] else f'fill="none" stroke="{BAR}" stroke-dasharray="4 3"'
            marks.append(f'<rect class="bar" x="0" {box} width="{100 * value / most:.2f}%" {fill}/>')
    return framed("".join(marks), TITLE_PX + len(names) * ROW_PX, 0, 0)


def _percent(share: float) -> str:
    return f"{share:.1%}" if share < 0.095 else f"{share:.0%}"


def _counted(macs: int) -> str:
    """ "7.46 G": three digits and thousands as letters."""
    for unit, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if macs >= unit:
            return f"{macs / unit:.3g} {letter}"
    return str(macs)
