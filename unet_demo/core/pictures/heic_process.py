"""Run as a script, in a process of its own: HEIC on stdin, on stdout a line of JSON and the pixels behind it.

libheif writes beyond its memory for some damaged files (docs/decisions/reading-pictures.md), and ends this process at
worst. Nothing of the house is imported here: `python -I` starts it without looking around.
"""

from __future__ import annotations

import contextlib
import json
import sys
from typing import Any

import numpy as np

MOST_MEMORY_BYTES = 3 << 30
_CHANNELS = {"L": 1, "I": 1, "LA": 2, "RGB": 3, "RGBA": 4, "RGBa": 4}  # by pi-heif's mode, ";16" left out


def main(most_pixels: int) -> None:
    """Answer {"pixels": width * height} alone for a picture that is too large, {"rare": true} for an unknown coding."""
    import pi_heif  # type: ignore[import-untyped]

    _limit_memory()
    try:
        image = pi_heif.open_heif(sys.stdin.buffer.read(), convert_hdr_to_8bit=False)
        width, height = image.size
        if width * height > most_pixels:
            _answer({"pixels": width * height})
            return
        octets = _octets_of(image)
    except (RuntimeError, ValueError) as error:
        if "nsupported" not in str(error):
            raise
        _answer({"rare": True})
        return
    about = {"bits": image.info["bit_depth"], "alpha": image.has_alpha, "multiplied": image.premultiplied_alpha}
    shape = [height, width, _CHANNELS[image.mode.partition(";")[0]]]
    _answer({**about, "shape": shape, "deep": image.mode.endswith(";16")}, octets)


def _octets_of(image: Any) -> bytes:
    """The rows of an opened file, decoded here, without what lies behind the end of each."""
    width, height = image.size
    length = width * _CHANNELS[image.mode.partition(";")[0]] * (2 if image.mode.endswith(";16") else 1)
    rows = np.frombuffer(image.data, np.uint8).reshape(height, image.stride)
    return rows[:, :length].tobytes()


def _answer(about: dict[str, Any], octets: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n" + octets)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # where the system has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY_BYTES, MOST_MEMORY_BYTES))


if __name__ == "__main__":
    main(int(sys.argv[1]))
