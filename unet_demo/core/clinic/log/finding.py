"""A finding of a log: what is seen, where, on which curves, and with which figures. No torch in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from unet_demo.core.clinic.log.log import Curve, Log

FEWEST = 5  # values without which nothing is said of a curve


@dataclass(frozen=True)
class Finding:
    """`id` is its prose, `curves` the curves that it is seen on, `rows` its evidence: (place, value) of a curve.

    `values` fill its prose; `span` is the stretch of the log, from place to place, in which it holds.
    """

    id: str
    curves: tuple[str, ...]
    rows: tuple[tuple[float, float], ...]
    span: tuple[float, float]
    values: Mapping[str, float] = field(default_factory=dict)


def evident(id: str, curve: Curve, indices: range | tuple[int, ...], **values: float) -> Finding:
    """A finding whose evidence are these of the curve's finite values."""
    at, held = curve.finite
    rows = tuple((float(at[index]), float(held[index])) for index in indices)
    places = [place for place, _ in rows] or [0.0]
    return Finding(id, (curve.name,), rows, (min(places), max(places)), values)


def losses_of(log: Log) -> list[Curve]:
    """The training loss and that on other pictures, as far as they are there."""
    return [curve for name in ("train_loss", "val_loss") if (curve := log.curve(name)) is not None]
