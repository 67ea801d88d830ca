"""Our watershed beside scikit-image's: time, memory and counts.

python -m benchmarks.watershed [--side 3000]

All begin with the true mask of generated nuclei. scikit-image's are put together from its parts: exact distances, peaks
at least DISTANCE_PX apart or standing out by SLACK_PX (h-maxima), and a watershed from them. Memory is what the process
grew by beyond the mask, each run in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from skimage.feature import peak_local_max
from skimage.morphology import h_maxima
from skimage.segmentation import watershed

from unet_demo.core.gallery.gallery import SAMPLES, sample
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.scoring.instances import separate

DISTANCE_PX, SLACK_PX = 7, 0.75


def from_peaks(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """(H, W) labels by scikit-image, a mark on every peak that is far enough from the next."""
    distance = ndimage.distance_transform_edt(mask)
    peaks = peak_local_max(distance, min_distance=DISTANCE_PX, labels=ndimage.label(mask)[0])
    marks = np.zeros(mask.shape, np.int32)
    marks[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    return np.asarray(watershed(-distance, marks, mask=mask))


def from_maxima(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
    """(H, W) labels by scikit-image, a mark on every peak that stands out, as ours asks it of a neck."""
    distance = ndimage.distance_transform_edt(mask)
    marks = ndimage.label(h_maxima(distance, SLACK_PX))[0]
    return np.asarray(watershed(-distance, marks, mask=mask))


WAYS: dict[str, Callable[[NDArray[np.bool_]], NDArray[np.int32]]] = {
    "ours": separate,
    "peaks": from_peaks,
    "h-maxima": from_maxima,
}


def truth_of(name: str) -> NDArray[np.uint16]:
    """The truth of a scene of the gallery, or of a square one whose side is its name."""
    if name.isdigit():
        side = int(name)
        picture = nuclei(side * side // 2000, 13, 0.25, 0.1, "fluorescence", 1, side, side)
    else:
        picture = sample(name).load()
    assert picture.truth is not None
    return picture.truth


def measure(file: str, way: str, rounds: int) -> dict[str, float]:
    """Seconds (least of the rounds), MB that the process grew by, and how many nuclei were counted in a stored mask."""
    mask = np.load(file)
    WAYS[way](mask[:64, :64])  # what is imported late is there
    Path("/proc/self/clear_refs").write_text("5")  # the highest so far begins anew
    before, seconds = status("VmRSS"), []
    for _ in range(rounds):
        start = time.perf_counter()
        labels = WAYS[way](mask)
        seconds.append(time.perf_counter() - start)
    return {"seconds": min(seconds), "mb": (status("VmHWM") - before) / 1024, "count": int(labels.max())}


def status(name: str) -> int:
    """A line of /proc/self/status, in KB; Linux only."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", default="3000")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)  # file, way, rounds: in a process of its own
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one[0], options.one[1], int(options.one[2]))))
        return
    scenes = [each.id for each in SAMPLES if each.task == "nuclei" and each.kind == "scene"]
    print("| scene | nuclei | " + " | ".join(f"{way}: ms, MB, count" for way in WAYS) + " |")
    print("|---|" + "---:|" * (1 + len(WAYS)))
    with tempfile.TemporaryDirectory() as folder:
        for scene in (*scenes, options.side):
            print(line(scene, Path(folder, "mask.npy")), flush=True)


def line(scene: str, file: Path) -> str:
    """One line of the table."""
    truth, cells = truth_of(scene), []
    np.save(file, truth > 0)
    for way in WAYS:
        command = [
            sys.executable,
            "-m",
            "benchmarks.watershed",
            "--one",
            str(file),
            way,
            "1" if scene.isdigit() else "5",
        ]
        got = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        cells.append(f"{1000 * got['seconds']:,.0f}, {got['mb']:.0f}, {got['count']}")
    return f"| {scene} | {len(np.unique(truth)) - 1} | " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
