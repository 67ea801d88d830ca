"""From a mask file to what a loss takes: dtype, shape, classes, what is ignored, and the two lines that get there.

The lines are run here as they are shown, on the file's own bytes, once `decode` has judged them. No torch in here.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from unet_demo.core.clinic.mask.expressions import Expression, expression_of, file_name, reading_line
from unet_demo.core.pictures.census import Census
from unet_demo.core.pictures.colour_tables import LEFT_OUT

LOSSES = ("bce", "cross_entropy", "dice")
Ways = tuple[str, ...]  # "plain", "turned", "classes", "objects"
MOST_NUMBERS = 50_000_000  # of a target that is run here; of a larger one every so many-th pixel is
MOST_TOLD = 12  # values of a target that are listed


@dataclass(frozen=True)
class Recipe:
    """What a loss takes of this file. `lines` read it and make the target; `tried` says how, as it runs here.

    `classes` are channels of the net's last layer; `ignore_index` is None where nothing is left out, or where the loss
    has no such thing: then `known` (1, H, W) comes with the target, to multiply with.
    """

    loss: str
    lines: tuple[str, str]
    tried: tuple[str, str]
    classes: int
    dtype: str
    shape: str
    ignore_index: int | None
    has_known: bool


@dataclass(frozen=True, eq=False)
class Ran:
    """The arrays before and after, of every `step`-th pixel; `values` of the target, at most MOST_TOLD, rising."""

    before: NDArray[Any]
    after: NDArray[Any]
    known: NDArray[np.bool_] | None
    step: int
    values: tuple[float, ...]


def ways_of(census: Census) -> Ways:
    """What the file can mean, the likeliest first; "turned" has object and background exchanged. () for nothing."""
    expression = expression_of(census)
    if expression is None:
        return ()
    if census.kind == "instances":
        return "plain", "classes", "turned"
    if census.kind in ("classes", "void"):
        return "plain", "objects"
    return ("plain", "turned") if expression.object else ("plain",)


def recipe_of(census: Census, loss: str, way: str = "plain") -> Recipe | None:
    """The two lines for one of LOSSES, read in one of `ways_of`; None where nothing in the file says what is what.

    Raises ValueError for another loss.
    """
    if loss not in LOSSES:
        raise ValueError(f"Got the loss {loss!r}; one of {', '.join(LOSSES)} is needed; choose one of them.")
    expression = expression_of(census, way)
    if expression is None:
        return None
    several = not expression.object
    made = _classes(expression, loss) if several else _objects(expression, loss, way == "turned")
    planes = loss != "cross_entropy"
    channels = expression.classes if several or not planes else 1
    void = bool(expression.void)
    return Recipe(
        loss=loss,
        lines=(reading_line(census, f'"{file_name(census)}"'), made),
        tried=(reading_line(census, "source"), made),
        classes=channels,
        dtype="float32" if planes else "int64",
        shape=f"({channels}, H, W)" if planes else "(H, W)",
        ignore_index=LEFT_OUT if void and not planes else None,
        has_known=void and planes,
    )


def _objects(expression: Expression, loss: str, turned: bool) -> str:
    """Two classes: one channel of 0 and 1, or the numbers 0 and 1."""
    condition = f"~({expression.object})" if turned else expression.object
    if loss == "cross_entropy":
        if expression.void:
            return f"target = np.where({expression.void}, {LEFT_OUT}, {condition}).astype(np.int64)"
        return f"target = ({condition}).astype(np.int64)"
    return _with_known(f"({condition})[None].astype(np.float32)", expression)


def _classes(expression: Expression, loss: str) -> str:
    """Several classes: their numbers, or a channel of 0 and 1 for each."""
    if loss == "cross_entropy":
        return f"target = {_bracketed(expression.label)}.astype(np.int64)"
    label = _bracketed(expression.label)
    return _with_known(f"({label} == np.arange({expression.classes})[:, None, None]).astype(np.float32)", expression)


def _bracketed(label: str) -> str:
    return f"({label})" if " - " in label else label


def _with_known(target: str, expression: Expression) -> str:
    if not expression.void:
        return f"target = {target}"
    return f"target, known = {target}, ~({expression.void})[None]"


def ran(recipe: Recipe, data: bytes) -> Ran:
    """Run both lines on the file. They hold only our own words and the file's numbers.

    Raises whatever Pillow raises for bytes that `decode` has not judged before.
    """
    names: dict[str, Any] = {"source": io.BytesIO(data), "np": np, "Image": Image, "ImageSequence": ImageSequence}
    names["__builtins__"] = {}
    exec(recipe.tried[0], names)
    before = names["mask"]
    area = before.size if recipe.dtype == "int64" else before.size * recipe.classes
    step = max(1, int(np.ceil(np.sqrt(area / MOST_NUMBERS))))
    if step > 1:
        rows = slice(None, None, step)
        names["mask"] = before = before[:, rows, rows] if "np.stack" in recipe.tried[0] else before[rows, rows]
    exec(recipe.tried[1], names)
    after = names["target"]
    known = names["known"] if recipe.has_known else None
    return Ran(before, after, known, step, tuple(np.unique(after)[:MOST_TOLD].tolist()))


def shown_target(recipe: Recipe, run: Ran) -> NDArray[np.uint8]:
    """(H, W) what the target says of each pixel: 0 and 1, or the class, LEFT_OUT where nothing is said."""
    if recipe.dtype == "int64":
        return run.after.astype(np.uint8)
    label = (run.after[0] > 0).astype(np.uint8) if len(run.after) == 1 else run.after.argmax(axis=0).astype(np.uint8)
    if run.known is not None:
        label = np.where(run.known[0], label, np.uint8(LEFT_OUT))
    return np.asarray(label)
