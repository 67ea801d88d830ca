"""The stored symptoms: what each net gave, its log, and what the checks printed. No torch in here."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from unet_demo.home import ASSETS

FILE = ASSETS / "records" / "symptoms.json"
HEALTHY = "healthy"


@dataclass(frozen=True)
class LogLine:
    """A line of a log: epoch from 1, mean training loss of its updates, and in eval() on other pictures loss and Dice.

    Those are given the masks as they should be.
    """

    epoch: int
    train_loss: float
    val_loss: float
    val_dice: float


@dataclass(frozen=True, eq=False)
class Symptom:
    """What a net gave on P pictures that it was not trained on: maps are (P, 64, 64).

    `image` as the net gets it and `probability` in [0, 1] in steps of 1/255, None where it is NaN; `mask` and `truth`
    True or False; `mean` of the probability before it was rounded, None where it is NaN; `printed` what each check
    printed, and `training` the probability in train(), for the symptom that it belongs to.
    """

    id: str
    image: NDArray[np.float32]
    truth: NDArray[np.bool_]
    probability: NDArray[np.float32] | None
    mask: NDArray[np.bool_]
    mean: float | None
    log: tuple[LogLine, ...]
    printed: Mapping[str, str]
    printed_healthy: Mapping[str, str]
    training: NDArray[np.float32] | None = None


@cache
def symptom(id: str) -> Symptom:
    """One of checks.SYMPTOMS, or HEALTHY. Raises KeyError for another."""
    stored = _stored(FILE)
    case = stored["cases"][id]
    shown = maps_of(case["image"] or stored["cases"][HEALTHY]["image"])
    return Symptom(
        id,
        shown,
        maps_of(stored["truth"]) > 0.5,
        maps_of(case["probability"]) if case["probability"] else None,
        maps_of(case["mask"]) > 0.5,
        case["mean"],
        tuple(LogLine(epoch, *map(_number, values)) for epoch, *values in case["log"]),
        case["printed"],
        case["printed_healthy"],
        maps_of(case["training"]) if case["training"] else None,
    )


def about() -> Mapping[str, Any]:
    """How the record was made: command, seed, steps, batch, epoch (updates in a line of the log), pictures."""
    return {name: value for name, value in _stored(FILE).items() if name not in ("cases", "truth")}


def png_of(maps: NDArray[np.float32]) -> str:
    """(P, H, W) in [0, 1] as one PNG, side by side, in base64: 256 levels of grey."""
    levels = np.hstack(list((255 * maps).round().astype(np.uint8)))
    file = io.BytesIO()
    Image.fromarray(levels).save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode()


def maps_of(png: str) -> NDArray[np.float32]:
    """The square maps of `png_of` again, (P, H, H) in [0, 1]."""
    with Image.open(io.BytesIO(base64.b64decode(png))) as picture:
        levels = np.asarray(picture, np.float32) / 255
    return np.stack(np.hsplit(levels, levels.shape[1] // levels.shape[0]))


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


@cache
def _stored(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
