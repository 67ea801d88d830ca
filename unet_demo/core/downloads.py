"""Files to take home: pictures as PNG, tables as CSV. Everything at full resolution, nothing lost."""

from __future__ import annotations

import csv
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# zlib's level, 0..9: at 1 a 6000x6000 mask takes half a second and bounded memory; higher levels gain little.
COMPRESS_LEVEL = 1
MOST_LABELS = 65535  # a 16-bit PNG holds no larger number
FLOAT_DIGITS = 2  # of a pixel, after the point


def mask_png(mask: NDArray[np.bool_]) -> bytes:
    """(H, W) boolean -> 8-bit grey PNG, 0 background and 255 object."""
    return _png(np.where(mask, np.uint8(255), np.uint8(0)))


def labels_png(labels: NDArray[np.integer]) -> bytes:
    """(H, W) labels -> 16-bit grey PNG, 0 background and 1..n. Raises ValueError above 65535 labels."""
    most = int(labels.max(initial=0))
    if most > MOST_LABELS:
        raise ValueError(
            f"Got {most} nuclei; a 16-bit PNG numbers at most {MOST_LABELS}; "
            "raise the threshold, or cut the picture into parts."
        )
    return _png(labels.astype(np.uint16))


def overlay_png(rgb: NDArray[np.uint8]) -> bytes:
    """(H, W, 3) uint8 -> RGB PNG."""
    return _png(rgb)


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


def _column(values: NDArray[np.generic]) -> list[object]:
    """Plain Python values, so that every one is written as short as it is."""
    if values.dtype.kind == "f":
        return [f"{value:.{FLOAT_DIGITS}f}" for value in values.tolist()]
    return list(values.astype(np.int64).tolist())


def _png(pixels: NDArray[np.generic]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=COMPRESS_LEVEL)
    return file.getvalue()
