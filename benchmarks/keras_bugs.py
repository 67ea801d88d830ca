"""The six fragments of core/last_layer/keras_bugs.py in real Keras.

KERAS_BACKEND=torch python -m benchmarks.keras_bugs

Needs `pip install keras` beside torch, whose backend it uses. Each fragment runs behind the exported Keras text, alone
in a fresh set of names; what it printed and the last line of what it raised are written down, with the code that ran.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")
RECORD = Path(__file__).resolve().parents[1] / "assets" / "records" / "keras_bugs.json"


def scenes() -> tuple[Any, Any]:
    """Images (B, 64, 64, 3) in [0, 1] and masks (B, 64, 64, 1) of generated nuclei."""
    import numpy as np

    from unet_demo.core.last_layer.keras_bugs import SCENES, SIDE_PX
    from unet_demo.core.pictures.normalise import normalise
    from unet_demo.core.scenes.nuclei import nuclei

    drawn = [nuclei(6, 6.0, 0.2, 0.1, "fluorescence", seed, SIDE_PX, SIDE_PX) for seed in range(SCENES)]
    images = np.stack([normalise(scene.pixels, scene.levels) for scene in drawn])
    return images, np.stack([np.asarray(scene.truth) > 0 for scene in drawn])[..., None].astype("float32")


def tried(code: str, images: Any, masks: Any) -> dict[str, str]:
    """What one fragment printed and raised."""
    import keras
    import numpy as np

    from unet_demo.core.last_layer.keras_bugs import BEHIND

    names: dict[str, Any] = {"__name__": "exported", "np": np, "images": images, "masks": masks}
    exec(BEHIND, names)
    keras.utils.set_random_seed(0)
    printed, raised = io.StringIO(), ""
    with contextlib.redirect_stdout(printed):
        try:
            exec(code, names)
        except Exception as error:  # noqa: BLE001 - what it raises is what is asked
            plain = re.sub(r"\x1b\[\d+m", "", str(error))
            raised = f"{type(error).__name__}: " + " ".join(line.strip() for line in plain.splitlines() if line.strip())
    return {"code": code, "printed": printed.getvalue().strip(), "raised": raised}


def main() -> None:
    import keras

    from unet_demo.core.last_layer.keras_bugs import BUGS

    images, masks = scenes()
    fragments = {}
    for bug in BUGS.values():
        codes = {"wrong": bug.wrong, "mend": bug.mend, "also": bug.also}
        fragments[bug.id] = {which: tried(code, images, masks) for which, code in codes.items() if code}
        print(bug.id, *(f"{each['printed']} {each['raised']}" for each in fragments[bug.id].values()), sep="\n  ")
    record = {
        "command": "KERAS_BACKEND=torch python -m benchmarks.keras_bugs",
        "keras": keras.__version__,
        "backend": keras.backend.backend(),
        "fragments": fragments,
    }
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
