"""HEIC, what iPhones save: read by libheif through pi-heif, the decoder alone, and only for files that begin as HEIC.

A process of its own decodes, so that a file made to break libheif breaks nothing else. How the picture was held stands
in the file's own transformations, which libheif carries out; the EXIF beside them repeats it and is left alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.pictures import refused
from unet_demo.core.pictures.meaning import laid_on_white
from unet_demo.core.pictures.refused import Refused, check_area, too_many_pixels

LONGEST_S = 60
_SCRIPT = Path(__file__).with_name("heic_process.py")


def read_heic(data: bytes) -> NDArray[Any]:
    """(H, W) or (H, W, 3) of uint8, or of uint16 with its 10 or 12 bits. Raises Refused."""
    command = [sys.executable, "-I", str(_SCRIPT), str(refused.MAX_PIXELS)]
    try:
        done = subprocess.run(
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=LONGEST_S, check=True
        )
    except subprocess.SubprocessError as error:
        raise Refused("damaged") from error
    line, _, octets = done.stdout.partition(b"\n")
    return _pixels_of(json.loads(line), octets)


def _pixels_of(about: dict[str, Any], octets: bytes) -> NDArray[Any]:
    """The answer of the other process, laid on white."""
    if "pixels" in about:
        raise too_many_pixels(about["pixels"])
    if "rare" in about:
        raise Refused("rare", format="HEIC")
    height, width, channels = about["shape"]
    check_area((width, height))
    pixels = np.frombuffer(octets, "<u2" if about["deep"] else "u1").reshape(height, width, channels)
    if about["deep"]:
        pixels = pixels >> (16 - about["bits"])
    if about["alpha"]:
        pixels = laid_on_white(pixels[..., :-1], pixels[..., -1:], about["bits"], about["multiplied"])
    return pixels[..., 0] if pixels.shape[2] == 1 else pixels
