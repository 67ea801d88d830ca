"""What is taken home is what was computed, read back by other means."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from PIL import Image

from unet_demo.core.scoring.downloads import class_table, labels_png, mask_png, overlay_png, table_csv
from unet_demo.core.scoring.instances import ROW, table


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "PNG"
    return picture


def test_a_mask_is_0_and_255() -> None:
    mask = np.random.default_rng(0).random((33, 17)) < 0.4
    picture = opened(mask_png(mask))
    assert picture.mode == "L"
    assert np.array_equal(np.asarray(picture), mask * 255)


def test_labels_keep_16_bits() -> None:
    labels = np.arange(6, dtype=np.int32).reshape(2, 3) * 13107  # up to 65535
    picture = opened(labels_png(labels))
    assert picture.mode == "I;16"
    assert np.array_equal(np.asarray(picture), labels)


def test_more_labels_than_16_bits_hold_are_refused() -> None:
    with pytest.raises(ValueError, match=r"Got 65536 nuclei.*at most 65535.*threshold"):
        labels_png(np.array([[0, 65536]], np.int32))


def test_an_overlay_loses_nothing() -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (21, 40, 3), np.uint8)
    assert np.array_equal(np.asarray(opened(overlay_png(rgb))), rgb)


def test_a_table_reads_back() -> None:
    labels = np.zeros((9, 9), np.int32)
    labels[:3, 1:5], labels[6, 6] = 1, 2
    text = table_csv(table(labels)).decode()
    assert text.count("\r\n") == text.count("\n") == 3
    head, *lines = csv.reader(io.StringIO(text, newline=""))
    assert tuple(head) == ROW.names
    assert lines[0] == ["1", "12", "2.50", "1.00", "3.91", "1", "0", "4", "3", "1"]
    assert lines[1] == ["2", "1", "6.00", "6.00", "1.13", "6", "6", "1", "1", "0"]


def test_an_empty_table_has_its_head() -> None:
    assert table_csv(table(np.zeros((4, 4), np.int32))).decode() == ",".join(ROW.names or ()) + "\r\n"


def test_classes_as_a_table() -> None:
    label = np.array([[0, 2, 2], [2, 2, 0]], np.uint8)
    text = table_csv(class_table(label, ("sky", "building", "pole"))).decode()
    assert text.splitlines() == [
        "class,name,pixels,percent",
        "0,sky,2,33.33",
        "1,building,0,0.00",
        "2,pole,4,66.67",
    ]
