"""Files made to keep their reader busy or talking: refused early, and the process's own stderr stays short."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pictures import file_of, jpeg_of_segments, ramp, tiff_page
from PIL import Image
from tiffs import lzw, packed_tiff, png_chunk

from unet_demo.core.pictures.images import PictureError, read_picture
from unet_demo.core.pictures.refused import MAX_PARTS

READER = """
import sys
from pathlib import Path
from unet_demo.core.pictures.images import PictureError, read_picture
for path in map(Path, sys.argv[1:]):
    try:
        read_picture(path.read_bytes())
        print(path.stem, "read")
    except PictureError as error:
        print(path.stem, error.code)
"""
MANY = 20 * MAX_PARTS


def filling(byte: bytes) -> bytes:
    data = file_of(ramp(), "JPEG")
    return data[:20] + byte * MANY + data[20:]


def scans() -> bytes:
    data = file_of(ramp(), "JPEG")
    start = data.find(b"\xff\xda")
    return data[:-2] + data[start:-2] * 200 + data[-2:]


def tiff_of_a_jpeg(data: bytes) -> bytes:
    tags = {256: (3, 64), 257: (3, 48), 258: (3, 8), 259: (3, 7), 262: (3, 1), 277: (3, 1), 278: (3, 48)}
    tags |= {273: (4, 0), 279: (4, len(data))}
    tags[273] = (4, 8 + 2 + 12 * len(tags) + 4)
    return tiff_page(tags, data)


def chunks() -> bytes:
    data = file_of(ramp())
    return data[:33] + png_chunk(b"teXt", b"") * MANY + data[33:]


def extensions(block: bytes) -> bytes:
    data = file_of(ramp(), "GIF")
    start = 13 + 3 * 2 ** ((data[10] & 7) + 1)
    return data[:start] + block + data[start:]


def boxes() -> bytes:
    data = file_of(ramp(), "JPEG2000")
    return data[:12] + struct.pack(">I4s", 8, b"free") * MANY + data[12:]


BUSY = {
    "segments": jpeg_of_segments(MANY),
    "filled_with_ff": filling(b"\xff"),
    "filled_with_0": filling(b"\0"),
    "scans": scans(),
    "segments_in_a_tiff": tiff_of_a_jpeg(jpeg_of_segments(MANY)),
    "scans_in_a_tiff": tiff_of_a_jpeg(scans()),
    "chunks": chunks(),
    "extensions": extensions(b"\x21\xfe\0" * MANY),
    "blocks": extensions(b"\x21\xfe" + b"\x01a" * MANY + b"\0"),
    "boxes": boxes(),
}


def junk_tags() -> bytes:
    tags = {256: (3, 10), 257: (3, 10), 258: (3, 8), 259: (3, 1), 262: (3, 1), 277: (3, 1), 278: (3, 10)}
    tags |= {273: (4, 0), 279: (4, 100)} | dict.fromkeys(range(1000, 61000), (2, 7))
    tags[273] = (4, 8 + 2 + 12 * len(tags) + 4)
    return tiff_page(tags, bytes(100))


def spoilt(compression: int) -> bytes:
    """A strip a row, each with a byte that makes no sense in its packing."""
    data = bytearray(packed_tiff(ramp(2000, 64), compression))
    rng = np.random.default_rng(compression)
    data[300 : len(data) - 300 : 37] = (
        rng.integers(0, 256, len(data[300 : len(data) - 300 : 37])).astype(np.uint8).tobytes()
    )
    return bytes(data)


def broken_exif() -> bytes:
    entry = struct.pack("<HHII", 0x0112, 2, 2**31 - 1, 2**31 - 1)
    exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 5000) + entry * 5000
    data = file_of(ramp(), "JPEG")
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:]


TALKATIVE = {
    "junk_tags": (junk_tags(), "read"),
    "fax": (file_of(Image.fromarray(ramp() > 90), "TIFF", compression="group4"), "unusual"),
    "no_header": (file_of(ramp(), "TIFF")[:8], "damaged"),
    "lzw": (spoilt(5), "damaged"),
    "deflate": (spoilt(8), "damaged"),
    "broken_exif": (broken_exif(), "read"),
}


@pytest.mark.parametrize("name", BUSY)
def test_files_of_too_many_pieces_are_refused(name: str) -> None:
    with pytest.raises(PictureError) as caught:
        read_picture(BUSY[name])
    assert caught.value.code == "too_many_parts"


@pytest.mark.parametrize("format", ["PNG", "JPEG", "GIF", "JPEG2000"])
def test_ordinary_files_are_far_below_that_limit(format: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3)).astype(np.uint8)
    assert read_picture(file_of(noise, format)).width == 400


def test_a_jpeg_in_a_tiff_is_read_where_it_is_an_ordinary_one() -> None:
    data = file_of(ramp(), "JPEG")
    np.testing.assert_array_equal(read_picture(tiff_of_a_jpeg(data)).pixels, read_picture(data).pixels)


def test_a_bad_file_is_at_most_a_line_in_the_log(tmp_path: Path) -> None:
    paths = []
    for name, (data, _) in TALKATIVE.items():
        paths.append(tmp_path / f"{name}.bin")
        paths[-1].write_bytes(data)
    done = subprocess.run([sys.executable, "-c", READER, *map(str, paths)], capture_output=True, text=True, check=True)
    assert dict(line.split() for line in done.stdout.splitlines()) == {
        name: code for name, (_, code) in TALKATIVE.items()
    }
    assert len(done.stderr.splitlines()) <= 1, done.stderr[:2000]


def test_lzw_that_does_not_end_is_one_line_for_all_its_strips(tmp_path: Path) -> None:
    """libtiff is asked for one picture, and gives up at the first strip."""
    data = packed_tiff(ramp(2000, 64), 5)
    whole = lzw(ramp(2000, 64)[:7].tobytes())
    assert data.count(whole[-1:]) > 100
    path = tmp_path / "cut.bin"
    path.write_bytes(data.replace(whole[-4:], b"\xff" * 4))
    done = subprocess.run([sys.executable, "-c", READER, str(path)], capture_output=True, text=True, check=True)
    assert len(done.stderr.splitlines()) <= 1
