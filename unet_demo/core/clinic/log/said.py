"""The figures of a finding as its prose takes them; `say` gives a text by id, as the T of a page does."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from unet_demo.core.clinic.log.finding import Finding
from unet_demo.core.clinic.log.log import Log

SHARES = ("share", "drop", "size")

Say = Callable[..., str]


def values_of(finding: Finding, log: Log, say: Say) -> Mapping[str, str]:
    """What fills `log.found.<id>.*`: shares as per cent, places with what they count."""
    shown = {name: figure_of(value) for name, value in finding.values.items()}
    shown |= {name: f"{finding.values[name]:.1%}" for name in SHARES if name in shown}
    if "at" in finding.values:
        shown["at"] = say(f"log.at.{log.axis}", at=f"{finding.values['at']:g}")
    return {"curve": say(f"log.curve.{finding.curves[0]}")} | shown


def evidence_of(finding: Finding, log: Log, say: Say) -> str:
    """The rows that a finding rests on, in one line."""
    return ", ".join(f"{say(f'log.at.{log.axis}', at=f'{at:g}')}: {figure_of(value)}" for at, value in finding.rows)


def figure_of(value: float) -> str:
    """Four digits, or NaN by name."""
    return "NaN" if value != value else f"{value:.4g}"
