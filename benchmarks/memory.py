"""Peak memory of one process that reads, segments, counts and packs a 6000x6000 picture: python benchmarks/memory.py

The picture is a generated scene repeated like wallpaper, written as a JPEG below the 20 MB limit of uploads.
"""

from __future__ import annotations

import argparse
import io
import resource
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from unet_demo.core import downloads, engine, instances, reading
from unet_demo.core.images import display_copy, read_picture
from unet_demo.core.scenes import nuclei
from unet_demo.viz.overlay import overlay_rgb


def peak_gb() -> float:
    """Highest resident memory of this process so far, in GB (10^9 bytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def wallpaper(side_px: int) -> bytes:
    """A square JPEG of `side_px` filled with a generated scene in colour."""
    scene = nuclei(600, 13, 0.2, 0.1, "histology", 1, 1000, 1000).pixels
    repeats = -(-side_px // 1000)
    pixels = np.tile(scene, (repeats, repeats, 1))[:side_px, :side_px]
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=80)
    return file.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=6000)
    options = parser.parse_args()
    data = wallpaper(options.side)
    print(f"file {len(data) / 2**20:.1f} MB; before reading: peak {peak_gb():.2f} GB")
    picture = read_picture(data, "wallpaper.jpg")
    started = time.perf_counter()

    def said(step: str) -> None:
        nonlocal started
        print(f"{step:<12} {time.perf_counter() - started:6.1f} s   peak {peak_gb():.2f} GB", flush=True)
        started = time.perf_counter()

    run = engine.run("nuclei", picture)
    said("segmented")
    reading.read_depths(run, 0.5, None)
    said("compared")
    labels = instances.separate(run.mask("4", 0.5))
    said(f"{labels.max():,} nuclei")
    print(len(downloads.mask_png(run.mask("4", 0.5))) >> 10, "KiB mask")
    said("mask")
    if labels.max() <= 65535:
        print(len(downloads.labels_png(labels)) >> 10, "KiB labels")
        said("labels")
    print(len(downloads.table_csv(instances.table(labels))) >> 10, "KiB table")
    said("table")
    del labels
    rgb = overlay_rgb(display_copy(picture, options.side), run.mask("4", 0.5), 0.6)
    print(len(downloads.overlay_png(rgb)) >> 10, "KiB overlay")
    said("overlay")
    print(f"peak of the whole process: {peak_gb():.2f} GB")


if __name__ == "__main__":
    main()
