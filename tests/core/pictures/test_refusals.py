"""What cannot be taken is a PictureError with its sentence in both languages, and nothing else."""

from __future__ import annotations

import re
import string
import tomllib
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pictures
import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pictures import animation, blobs_mask, colours, file_of, ramp, stack_of, tiff_of
from PIL import Image, ImageFile
from tiffs import COLOUR_HEIC, DEEP_HEIC, GREY_HEIC, TURNED_HEIC, deep_png, packed_tiff

from unet_demo.core.pictures import decode, refused
from unet_demo.core.pictures.images import PictureError, picture_of, read_picture, read_truth
from unet_demo.core.pictures.normalise import normalise
from unet_demo.ui.frame.languages import LANGUAGES

PROSE = Path(__file__).resolve().parents[3] / "assets" / "prose"


def refusal(data: bytes, page: int = 0) -> PictureError:
    with pytest.raises(PictureError) as caught:
        read_picture(data, page=page)
    return caught.value


def pixels_of(data: bytes, page: int = 0) -> NDArray[Any]:
    return read_picture(data, page=page).pixels


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"hello, world", "not_a_picture"),
        (b"%PDF-1.7 and so on", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"BMW is a car, this is a text", "not_a_picture"),
        (bytes(1000), "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff", "damaged"),
        (bytes(decode.MAX_BYTES + 1), "too_big"),
        (pictures.png_claiming(7100, 7100), "too_many_pixels"),
        (pictures.png_claiming(2**31 - 1, 2**31 - 1), "too_many_pixels"),
        (pictures.gif_claiming(65535, 65535), "too_many_pixels"),
        (pictures.tiff_with_huge_tile(), "too_many_pixels"),
        (pictures.tiff_bomb(), "damaged"),
        (pictures.tiff_with_missing_strips(), "damaged"),
        (pictures.tiff_with_a_lost_strip(), "damaged"),
        (tiff_of(np.ones((8, 8), np.complex64)), "unusual"),
        (file_of(Image.fromarray(ramp() > 90), "TIFF", compression="group4"), "unusual"),
        (GREY_HEIC[:400], "damaged"),
        (tiff_of(ramp())[:400], "damaged"),
        (tiff_of(ramp(), compression="zlib")[:400], "damaged"),
        (tiff_of(np.zeros((8, 8, 3), np.uint8), photometric="cielab"), "unusual"),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    error = refusal(data)
    assert error.code == code
    assert re.fullmatch(r"Got .+; .+; .+\.", str(error))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "AVIF", "JPEG2000"])
def test_cut_off_files_are_damaged(format: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3)).astype(np.uint8)
    data = file_of(noise, format)
    assert refusal(data[: len(data) // 2]).code == "damaged"


def test_a_later_page_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refused, "MAX_PIXELS", 2000)
    data = stack_of(ramp(20, 30), ramp())
    assert pixels_of(data).shape == (20, 30)
    assert refusal(data, 1).code == "too_many_pixels"


@pytest.mark.parametrize("page", [-1, 2, 10**9])
def test_no_such_page(page: int) -> None:
    error = refusal(stack_of(ramp(), ramp()), page)
    assert (error.code, error.values) == ("page", {"page": page + 1, "pages": 2})


def test_only_a_tiff_has_pages() -> None:
    assert refusal(animation("GIF"), 1).code == "page"


def test_a_bomb_costs_no_memory() -> None:
    data = pictures.tiff_bomb()
    tracemalloc.start()
    try:
        refusal(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * 2**20


def test_pillow_never_guesses_the_missing_half() -> None:
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
    assert Image.MAX_IMAGE_PIXELS == decode.MAX_PIXELS


SEEDS = [
    file_of(colours(12, 10), "PNG"),
    file_of(colours(12, 10), "JPEG"),
    file_of(ramp(12, 10), "TIFF"),
    file_of(colours(12, 10), "TIFF", compression="tiff_adobe_deflate"),
    tiff_of((colours(12, 10) * 200.0).astype(np.uint16), photometric="rgb", compression="zlib"),
    tiff_of(ramp(12, 10).astype(np.float64)),
    stack_of(ramp(12, 10), ramp(10, 12)),
    file_of(ramp(12, 10), "GIF"),
    file_of(colours(12, 10), "WEBP"),
    file_of(colours(12, 10), "BMP"),
    file_of(colours(12, 10), "AVIF"),
    file_of(colours(12, 10), "JPEG2000"),
    file_of(ramp(12, 10), "TIFF", compression="jpeg"),
    file_of(blobs_mask() > 0, "TIFF", compression="packbits"),
    packed_tiff((colours(12, 10) * 200.0).astype(np.uint16), 5, tiled=True, predictor=2, photometric="rgb"),
    packed_tiff(ramp(12, 10).astype(np.float32), 32773, predictor=3),
    tiff_of(np.stack([ramp(12, 10)] * 5), photometric="minisblack", planarconfig="separate"),
    tiff_of(np.dstack([colours(12, 10), ramp(12, 10)]), photometric="separated"),
    deep_png(np.dstack([colours(12, 10), ramp(12, 10)]).astype(np.uint16) * 200),
]
HEIC_SEEDS = [GREY_HEIC, COLOUR_HEIC, DEEP_HEIC, TURNED_HEIC]


places = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255))


def read_or_refuse(data: bytes, page: int) -> None:
    try:
        picture = read_picture(data, page=page)
    except PictureError:
        return
    assert picture.pixels.dtype in (np.uint8, np.uint16, np.float32)
    assert np.isfinite(normalise(picture.pixels, picture.levels)).all()


@examples(200)
@given(data=st.binary(max_size=300), page=st.integers(-1, 2))
def test_random_bytes_never_raise_anything_else(data: bytes, page: int) -> None:
    read_or_refuse(data, page)


@examples(400)
@given(
    seed=st.sampled_from(SEEDS),
    flips=st.lists(places, max_size=6),
    kept=st.one_of(st.just(1.0), st.floats(0, 1)),
    page=st.sampled_from([0, 0, 1]),
)
@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow grumbles about odd metadata; the picture counts
def test_damaged_files_never_raise_anything_else(
    seed: bytes, flips: list[tuple[float, int]], kept: float, page: int
) -> None:
    read_or_refuse(damaged(seed, flips, kept), page)


@examples(12)  # each is a process of its own
@given(seed=st.sampled_from(HEIC_SEEDS), flips=st.lists(places, min_size=1, max_size=6), kept=st.just(1.0))
def test_damaged_heic_never_raises_anything_else(seed: bytes, flips: list[tuple[float, int]], kept: float) -> None:
    read_or_refuse(damaged(seed, flips, kept), 0)


def damaged(seed: bytes, flips: list[tuple[float, int]], kept: float) -> bytes:
    """A file with some bytes overwritten, and only its beginning kept."""
    data = bytearray(seed)
    for where, value in flips:
        data[int(where * len(data))] = value
    return bytes(data[: int(kept * len(data))])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_refusal_has_its_words(language: str) -> None:
    words = tomllib.loads((PROSE / language / "shared" / "errors.toml").read_text(encoding="utf-8"))
    assert words.keys() == decode.SENTENCES.keys()
    for code, sentence in decode.SENTENCES.items():
        assert placeholders(words[code]) <= placeholders(sentence)


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_take_the_values_that_come(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = tomllib.loads((PROSE / language / "shared" / "errors.toml").read_text(encoding="utf-8"))
    picture = picture_of(ramp())
    errors = [refusal(data) for data in (b"", b"?", b"\xff\xd8\xff", bytes(decode.MAX_BYTES + 1))]
    errors += [refusal(pictures.png_claiming(9000, 9000)), refusal(file_of(ramp()), 3)]
    errors += [refusal(data) for data in (tiff_of(np.ones((8, 8), np.complex64)), pictures.jpeg_of_12_bits())]
    errors += [refusal(pictures.jpeg_of_segments(20_000)), refusal(pictures.tiff_of_many_channels())]
    stripes = np.tile(np.repeat(np.array([0, 5, 99], np.uint8), 8), (7, 1))
    with pytest.raises(PictureError) as caught:
        read_truth(file_of(stripes), picture_of(stripes), "street")
    errors.append(caught.value)
    with pytest.raises(PictureError) as caught:
        read_truth(file_of(colours()), picture, "street")
    errors.append(caught.value)
    monkeypatch.setattr("unet_demo.core.pictures.images.MAX_LABEL", 2)
    noise = np.random.default_rng(0).integers(0, 256, (48, 64, 3)).astype(np.uint8)
    for truth in (ramp(5, 5), blobs_mask(), noise):
        with pytest.raises(PictureError) as caught:
            read_truth(file_of(truth), picture)
        errors.append(caught.value)
    assert {error.code for error in errors} == words.keys()
    for error in errors:
        assert "{" not in words[error.code].format(**error.values)
