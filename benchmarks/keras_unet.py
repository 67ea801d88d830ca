"""The exported Keras U-Net in real Keras, beside the PyTorch one: KERAS_BACKEND=torch python -m benchmarks.keras_unet

Needs `pip install keras` beside torch. Builds each net from the text that the page hands over, copies the weights of
the exported PyTorch net into it, compares the logits, and trains one step; and tries a softmax in the head. The record
keeps a run for each backend: run it once more with KERAS_BACKEND=jax for another.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "torch")
HOUSE = Path(__file__).resolve().parents[1]
RECORD = HOUSE / "assets" / "records" / "keras_unet.json"
TRAINED = "nuclei-unet.safetensors"
CASES = [
    ((16, 32, 64, 128, 256), 1, 3, TRAINED),
    ((16, 32, 64, 128, 256), 2, 3, "random"),
    ((16, 32, 64, 128, 256), 11, 3, "random"),
    ((5, 7), 1, 1, "random"),
    ((4, 8, 16, 32, 64, 128), 5, 3, "random"),
    ((64, 128, 256, 512, 1024), 2, 1, "random"),
]
BATCH = 2


def torch_net(widths: tuple[int, ...], classes: int, in_channels: int, weights: str) -> Any:
    """The exported PyTorch net with its starting weights drawn from a seed, or with those of a file of ours."""
    import torch

    from unet_demo.core.last_layer.export import pytorch_unet, weight_names
    from unet_demo.core.nets.weights import load_model

    names: dict[str, Any] = {"__name__": "exported"}
    exec(pytorch_unet(widths, classes, in_channels), names)
    torch.manual_seed(0)
    net = names["UNet"]()
    if weights != "random":
        ours = load_model(HOUSE / "assets" / "weights" / weights).state_dict()
        net.load_state_dict({name: ours[our] for name, our in weight_names(len(widths) - 1).items()})
    return net


def material(side: int, classes: int, in_channels: int) -> tuple[Any, Any]:
    """Images (B, H, W, C) and targets as the text's comment says: generated nuclei, numbered round for many classes."""
    import numpy as np

    from unet_demo.core.pictures.normalise import normalise
    from unet_demo.core.scenes.nuclei import nuclei

    scenes = [nuclei(12, side / 12, 0.2, 0.1, "fluorescence", seed, side, side) for seed in range(BATCH)]
    images = np.stack([normalise(scene.pixels, scene.levels) for scene in scenes])[..., :in_channels]
    truths = np.stack([np.asarray(scene.truth) for scene in scenes]).astype(np.int64)
    if classes == 1:
        return images, (truths > 0)[..., None].astype("float32")
    return images, np.where(truths > 0, 1 + truths % (classes - 1), 0)


def expected_iou(logits: Any, target: Any, classes: int) -> float:
    """The score as the product counts it: IoU of the object, or the mean over the classes that occur at all."""
    import numpy as np

    from unet_demo.core.scoring.metrics import class_ious, confusion, iou

    if classes == 1:
        return iou(logits >= 0, target >= 0.5)
    ious = class_ious(confusion(logits.argmax(-1), target, classes))
    return float(np.nanmean(ious))


def run(widths: tuple[int, ...], classes: int, in_channels: int, weights: str) -> dict[str, Any]:
    """One row of the record; see unet_demo.core.last_layer.keras_record.Case."""
    import numpy as np
    import torch

    from unet_demo.core.last_layer.export import CARRY_OVER, fingerprint, keras_unet

    names: dict[str, Any] = {"__name__": "__main__"}  # the lines that use the net run too
    exec(keras_unet(widths, classes, in_channels), names)
    model, net = names["model"], torch_net(widths, classes, in_channels, weights)
    exec(CARRY_OVER, {"net": net, "model": model})
    side = 2 ** (len(widths) + 1)
    images, target = material(max(64, side), classes, in_channels)
    with torch.no_grad():
        logits = net(torch.from_numpy(images.transpose(0, 3, 1, 2).copy())).permute(0, 2, 3, 1).numpy()
    keras_logits = model.predict(images, verbose=0)
    loss = model.train_on_batch(images, target, return_dict=True)["loss"]
    scores = model.evaluate(images, target, return_dict=True, verbose=0)
    answer = model.predict(images, verbose=0)
    (metric,) = (value for name, value in scores.items() if name != "loss")
    return {
        "widths": widths,
        "classes": classes,
        "in_channels": in_channels,
        "weights": weights,
        "text": fingerprint(widths, classes, in_channels),
        "params": model.count_params(),
        "shape": list(answer.shape),
        "difference": float(np.abs(keras_logits - logits).max()),
        "logit": float(np.abs(logits).max()),
        "loss": float(loss),
        "metric": float(metric),
        "expected": expected_iou(answer, target, classes),
    }


def softmax_in_head() -> str:
    """What training says where the head holds a softmax and the loss takes probabilities; "" where it trains."""
    from unet_demo.core.last_layer.export import keras_unet

    text = keras_unet((4, 8), 3, 3).replace("layers.Conv2D(3, 1)", 'layers.Conv2D(3, 1, activation="softmax")')
    names: dict[str, Any] = {"__name__": "exported"}
    exec(text.replace("(from_logits=True)", "()"), names)
    try:
        names["unet"]().train_on_batch(*material(64, 3, 3))
    except Exception as error:  # noqa: BLE001 - what it raises is what is asked
        return f"{type(error).__name__}: {error}"
    return ""


def main() -> None:
    import keras

    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else {}
    known = record.get("runs", {}) if record.get("keras") == keras.__version__ else {}
    found = [run(*case) for case in CASES]
    record = {
        "command": "KERAS_BACKEND=torch python -m benchmarks.keras_unet",
        "keras": keras.__version__,
        "runs": {**known, keras.backend.backend(): {"softmax_in_head": softmax_in_head(), "cases": found}},
    }
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    for row in found:
        print(
            {name: row[name] for name in ("widths", "classes", "params", "difference", "logit", "metric", "expected")}
        )


if __name__ == "__main__":
    main()
