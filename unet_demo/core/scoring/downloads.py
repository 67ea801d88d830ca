"""Files to take home: pictures as PNG or TIFF, tables as CSV or JSON. Everything at full resolution, nothing lost."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# zlib's level, 0..9: at 1 a 6000x6000 mask takes half a second and bounded memory; higher levels gain little.
COMPRESS_LEVEL = 1
MOST_LABELS = 65535  # a 16-bit picture holds no larger number
CLASS_ROW = np.dtype([("class", np.int32), ("name", "U32"), ("pixels", np.int64), ("percent", np.float64)])
FLOAT_DIGITS = 2  # of a pixel, after the point


def mask_png(mask: NDArray[np.bool_]) -> bytes:
    """(H, W) boolean -> 8-bit grey PNG, 0 background and 255 object."""
    return _png(np.where(mask, np.uint8(255), np.uint8(0)))


def labels_png(labels: NDArray[np.integer]) -> bytes:
    """(H, W) labels -> 16-bit grey PNG, 0 background and 1..n. Raises ValueError above 65535 labels."""
    return _png(_in_16_bits(labels, "PNG"))


def labels_tiff(labels: NDArray[np.integer]) -> bytes:
    """(H, W) labels or class numbers -> 16-bit grey TIFF, deflated. Raises ValueError above 65535 labels."""
    file = io.BytesIO()
    Image.fromarray(_in_16_bits(labels, "TIFF")).save(file, "TIFF", compression="tiff_adobe_deflate")
    return file.getvalue()


def _in_16_bits(labels: NDArray[np.integer], format: str) -> NDArray[np.uint16]:
    most = int(labels.max(initial=0))
    if most > MOST_LABELS:
        raise ValueError(
            f"Got {most} nuclei; a 16-bit {format} numbers at most {MOST_LABELS}; "
            "raise the threshold, or cut the picture into parts."
        )
    return labels.astype(np.uint16)


def overlay_png(pixels: NDArray[np.uint8]) -> bytes:
    """(H, W, 3) uint8 -> RGB PNG; (H, W) -> grey PNG."""
    return _png(pixels)


def class_table(label: NDArray[np.uint8], names: Sequence[str]) -> NDArray[np.void]:
    """One row a class of (H, W) class numbers: number, name, pixels, share of the picture in percent."""
    pixels = np.bincount(label.ravel(), minlength=len(names))
    rows = [(number, name, pixels[number], 100 * pixels[number] / label.size) for number, name in enumerate(names)]
    return np.array(rows, CLASS_ROW)


def table_csv(rows: NDArray[np.void]) -> bytes:
    """A structured array (see `instances.table`) -> CSV as in RFC 4180, UTF-8; field names are the first line.

    Truth values are written 0 and 1; lengths have two digits after the point.
    """
    names = rows.dtype.names or ()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows(zip(*(_column(rows[name]) for name in names), strict=True))
    return text.getvalue().encode()


def table_json(rows: NDArray[np.void], name: str, about: Mapping[str, str | int | float]) -> bytes:
    """A structured array as JSON, UTF-8: what `about` says, and under `name` a record a row, with the numbers of the
    CSV."""
    columns = {field: _column(rows[field]) for field in rows.dtype.names or ()}
    numbers = {
        field: [float(value) for value in values] if rows[field].dtype.kind == "f" else values  # type: ignore[arg-type]
        for field, values in columns.items()
    }
    records = [dict(zip(numbers, values, strict=True)) for values in zip(*numbers.values(), strict=True)]
    return (json.dumps({**about, name: records}, ensure_ascii=False, indent=1) + "\n").encode()


def _column(values: NDArray[np.generic]) -> list[object]:
    """Plain Python values, so that every one is written as short as it is."""
    if values.dtype.kind == "f":
        return [f"{value:.{FLOAT_DIGITS}f}" for value in values.tolist()]
    return list(values.tolist() if values.dtype.kind == "U" else values.astype(np.int64).tolist())


def _png(pixels: NDArray[np.generic]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=COMPRESS_LEVEL)
    return file.getvalue()
