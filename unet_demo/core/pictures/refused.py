"""Why a file is refused, told by whoever noticed it: `decode` makes the sentence of it."""

from __future__ import annotations

MAX_BYTES = 20 * 2**20
MAX_PIXELS = 50_000_000
MAX_UNPACKED_BYTES = 12 * MAX_PIXELS  # three channels of 32 bits
MAX_PARTS = 10_000  # segments, chunks and blocks walked before a picture begins


class Refused(ValueError):
    """`code` and `values` are those of `PictureError`."""

    def __init__(self, code: str, **values: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def too_many_pixels(pixels: int) -> Refused:
    """A picture whose header, or one of whose parts, claims more than the limit."""
    return Refused("too_many_pixels", megapixels=pixels / 1e6, limit=MAX_PIXELS // 10**6)


def too_many_parts(parts: int, limit: int = MAX_PARTS) -> Refused:
    """A file cut into so many pieces that reading them takes longer than the picture."""
    return Refused("too_many_parts", parts=parts, limit=limit)


def check_area(*sizes: tuple[int, int]) -> None:
    """Raise Refused for a (width, height) beyond the limit, or without a pixel."""
    for width, height in sizes:
        if width < 1 or height < 1:
            raise Refused("damaged")
        if width * height > MAX_PIXELS:
            raise too_many_pixels(width * height)
