"""Which pictures are meant, where their answers go, and how these are written: whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

FORMATS = {"png": (".png",), "tiff": (".tiff", ".tif"), "json": (".json",), "csv": (".csv",)}
PICTURES = frozenset(
    (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".heic", ".heif", ".avif", ".jp2", ".j2k")
)


class PlaceError(ValueError):
    """A place that cannot be read or written; str() says what was got, what is needed and what to do."""


def pictures_in(given: Sequence[Path]) -> list[Path]:
    """The files that are meant, a folder's own pictures in the order of their names; no deeper than one level.

    A file that is missing stays in the list: it is told of when its turn comes. Raises PlaceError for a folder that
    holds no picture or cannot be read.
    """
    pictures: list[Path] = []
    for path in given:
        if not path.is_dir():
            pictures.append(path)
            continue
        try:
            own = sorted(file for file in path.iterdir() if file.suffix.lower() in PICTURES and file.is_file())
        except OSError as error:
            raise PlaceError(
                f"Got {path}: {error.strerror}; a folder that can be read is needed; choose one."
            ) from None
        if not own:
            raise PlaceError(
                f"Got {path}, which holds no picture itself; folders below it are not looked into; name one."
            )
        pictures += own
    return pictures


def format_of(output: Path | None, asked: str | None) -> str:
    """png, tiff, json or csv: as asked, else by the end of the name, else png. Raises PlaceError where these differ."""
    suffix = "" if output is None else output.suffix.lower()
    named = next((format for format, suffixes in FORMATS.items() if suffix in suffixes), None)
    if asked and named and asked != named:
        raise PlaceError(f"Got {output} and --format {asked}; both must mean the same; change one of them.")
    if suffix and not (asked or named):
        ends = ", ".join(suffixes[0] for suffixes in FORMATS.values())
        raise PlaceError(f"Got {output}; names that end in {ends} are written; choose one of them, or give --format.")
    return asked or named or "png"


def outputs_of(pictures: Sequence[Path], output: Path | None, format: str, several: bool) -> list[Path]:
    """Where each answer goes: to `output` itself for one picture, else below it by the picture's own name.

    Pictures of one name are numbered: cells.png, cells-2.png. A folder is made when the first answer is written.
    """
    ending = FORMATS[format][0]
    if not several and not (output and output.is_dir()):
        return [output or Path(f"mask{ending}")]
    folder, taken, places = output or Path("masks"), set[str](), list[Path]()
    for picture in pictures:
        name, number = picture.stem, 1
        while name in taken:
            number += 1
            name = f"{picture.stem}-{number}"
        taken.add(name)
        places.append(folder / f"{name}{ending}")
    return places


def check_apart(pictures: Sequence[Path], outputs: Sequence[Path]) -> None:
    """Raises PlaceError where an answer would be written over one of the pictures."""
    own = {picture.resolve() for picture in pictures}
    for output in outputs:
        if output.resolve() in own:
            raise PlaceError(f"Got {output} for an answer, which is a picture itself; another name is needed; give -o.")


def write(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there, so that nothing half written ever stands under the name.

    Folders are made. What is no ordinary file (/dev/stdout) is written to. Raises PlaceError.
    """
    place = path.resolve()
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        if place.exists() and not place.is_file():
            place.write_bytes(data)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(data)
            os.replace(part, place)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise PlaceError(
            f"Got {path}: {error.strerror}; room to write is needed; choose another place with -o."
        ) from None
