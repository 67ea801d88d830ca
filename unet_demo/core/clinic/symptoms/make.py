"""Makes assets/records/symptoms.json: every symptom on a small net, beside the same net with nothing wrong.

    python -m unet_demo.core.clinic.symptoms.make [--anew]

A symptom that is stored already is left as it is, so that a run that was stopped goes on; --anew makes all.
Takes two to four minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from unet_demo.core.clinic.symptoms.accidents import ACCIDENTS
from unet_demo.core.clinic.symptoms.bench import printed
from unet_demo.core.clinic.symptoms.checks import CHECKS
from unet_demo.core.clinic.symptoms.records import FILE, HEALTHY, png_of
from unet_demo.core.clinic.symptoms.training import BATCH, EPOCH, SEED, STEPS, TEST, TRAIN, Trained, trained

SHOWN = slice(TEST // 2, TEST // 2 + 3)  # of the second half, which `eval` darkens
COMMAND = "python -m unet_demo.core.clinic.symptoms.make"


def make(file: Path = FILE, anew: bool = False) -> None:
    """Write the record, case by case, a line for each."""
    torch.set_num_threads(1)
    os.nice(10)
    healthy = trained(ACCIDENTS[HEALTHY])
    begun = {"command": COMMAND, "seed": SEED, "steps": STEPS, "batch": BATCH, "epoch": EPOCH, "pictures": TRAIN}
    begun |= {"truth": png_of(_maps(healthy.test[1])), "cases": {}}
    stored: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() and not anew else begun
    for id, accident in ACCIDENTS.items():
        if id not in stored["cases"]:
            net = healthy if id == HEALTHY else trained(accident)
            stored["cases"][id] = case_of(id, net, healthy)
            file.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
            print(id, stored["cases"][id]["printed"], stored["cases"][id]["printed_healthy"], flush=True)


def case_of(id: str, net: Trained, healthy: Trained) -> dict[str, Any]:
    """What the record keeps of one net; its pictures only where they are not those of the healthy net."""
    pictures = net.test[0]
    probability = net.probability(pictures)[SHOWN]
    mean = probability.mean().item()
    own = not torch.equal(pictures, healthy.test[0]) or id == HEALTHY
    return {
        "image": png_of(_maps(pictures)) if own else "",
        "probability": "" if math.isnan(mean) else png_of(probability[:, 0].numpy()),
        "mask": png_of((probability[:, 0] > 0.5).float().numpy()),
        "mean": _plain(mean),
        "training": png_of(_in_training(net)) if id == "eval" else "",
        "log": [[at.epoch, *map(_plain, (at.train_loss, at.val_loss, at.val_dice))] for at in net.log],
        "printed": printed(id, net) if id in CHECKS else {},
        "printed_healthy": printed(id, healthy) if id in CHECKS else {},
    }


def _in_training(net: Trained) -> NDArray[np.float32]:
    """The probability in train() of those that are shown, (P, H, W), in one batch with pictures of their kind."""
    maps: NDArray[np.float32] = net.probability(net.test[0][SHOWN.start :], training=True)[: SHOWN.stop - SHOWN.start][
        :, 0
    ].numpy()
    return maps


def _maps(part: Tensor) -> NDArray[np.float32]:
    """Of (B, 1, H, W) those that are shown, (P, H, W)."""
    maps: NDArray[np.float32] = part[SHOWN][:, 0].numpy()
    return maps


def _plain(value: float) -> float | None:
    """Five digits; None for what is no number, since JSON has no word for it."""
    return float(f"{value:.5g}") if math.isfinite(value) else None


def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--anew", action="store_true", help="make what is stored once more")
    make(anew=parser.parse_args(argv).anew)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
