"""Pictures that cannot be stacked into a batch: DataLoader, NumPy and tf.data."""

from __future__ import annotations

from dataclasses import replace

from unet_demo.core.errors.gaps import collate, collate_colours
from unet_demo.core.errors.records import Cause, Family, Parts, Shape, cause, wording
from unet_demo.core.errors.trials import trial

_A, _B = (rf"(?:torch\.Size\()?\[(?P<shape_{name}>[\d, ]{{0,60}})\]\)?" for name in ("first", "second"))
WORDINGS = (
    wording(
        "stack",
        "stack expects each tensor to be equal size",
        r"stack expects each tensor to be equal size, but got "
        + _A
        + r" at entry 0 and "
        + _B
        + r" at entry (?P<entry>\d+)",
    ),
    wording(
        "stack",
        "Cannot batch tensors with different shapes",
        r"Cannot batch tensors with different shapes in component "
        r"\d+\. First element had shape " + _A + r" and element (?P<entry>\d+) had shape " + _B,
    ),
    wording(
        "stack",
        "Cannot add tensor to the batch",
        r"Cannot add tensor to the batch: number of elements does not match\. "
        r"Shapes are: \[tensor\]: " + _A + r", \[batch\]: " + _B,
    ),
    wording(
        "ragged",
        "inhomogeneous shape",
        r"The requested array has an inhomogeneous shape after (?P<axes>\d+) dimensions",
    ),
    wording("ragged", "all input arrays must have the same shape", r"all input arrays must have the same shape"),
    wording("ragged", "not resizable", r"Trying to resize storage that is not resizable"),
    wording(
        "pil",
        "batch must contain tensors",
        r"batch must contain tensors[^;]{0,60}; found <class '(?P<element>[\w.]{1,60})'>",
    ),
)


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    if kind == "pil":
        return _element(parts.text("element"))
    first, second = parts.shape("shape_first"), parts.shape("shape_second")
    if first is None or second is None:
        return (_sizes(None, None),)
    planes = len(first) == 3 and first[1:] == second[1:] and first[-1] > 4 and max(first[0], second[0]) > 4
    if planes or max(len(first), len(second)) < 3:
        return ()  # boxes or labels, or another number of masks
    if {2, 3} == {len(first), len(second)} and 3 in (first[-1], second[-1]):
        return ()  # grey beside colour
    if len(first) != len(second):
        return (cause("collate_ranks", "return mask", "return mask if mask.ndim == 3 else mask[None]"),)
    differing = [at for at, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    colours = [at for at in differing if max(first[at], second[at]) <= 4 and at in (0, len(first) - 1)]
    if colours and len(first) == 3 and len(differing) == 1:
        return (collate_colours(),)
    return (_sizes(first, second), collate_colours()) if colours else (_sizes(first, second),)


def _sizes(first: Shape | None, second: Shape | None) -> Cause:
    if first is None or second is None or len(first) != 3:
        return collate(0, 0) if first is None or second is None else collate(first[0], second[0])
    at = 0 if first[2] <= 4 < first[0] else 1  # where the height stands: channels come last in TensorFlow
    made = trial("stack", *first[at : at + 2], *second[at : at + 2])
    return replace(collate(first[at], second[at]), trial=made)


def _element(element: str) -> tuple[Cause, ...]:
    if element == "NoneType":
        return (
            cause(
                "collate_none",
                "def __getitem__(self, i):",
                "def __getitem__(self, i):\n    ...\n    return image, mask",
            ),
        )
    if element.startswith("PIL."):
        return (cause("collate_pil", "return image, mask", "return to_tensor(image), to_tensor(mask)"),)
    return ()


FAMILY = Family("batch", WORDINGS, _explain)
