"""Cards of studies as a test wants them: how good each variant is, and by how much its seeds and pictures scatter."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

SEEDS, PICTURES = 10, 40


def store(
    folder: Path,
    name: str,
    means: Mapping[str, float],
    seeds: int = SEEDS,
    *,
    by_picture: bool = True,
    score: str = "iou",
) -> Path:
    """Write folder/studies/NAME.card.json; every variant scatters by half a point over seeds and five over pictures."""
    rows: list[dict[str, Any]] = []
    for variant, mean in means.items():
        rng = np.random.default_rng(0)
        scores = mean + rng.normal(0, 0.005, (seeds, 1)) + rng.normal(0, 0.05, (1, PICTURES))
        rng = np.random.default_rng(len(rows))
        scores = scores + rng.normal(0, 0.005, scores.shape)
        scores += mean - scores.mean()
        rows += [
            {
                "variant": variant,
                "seed": seed,
                "score": float(scores[seed].mean()),
                "steps": 400,
                "params": 1000,
                "first_gradient": 0.01,
                **({"pictures": scores[seed].tolist()} if by_picture else {}),
            }
            for seed in range(seeds)
        ]
    path = folder / "studies" / f"{name}.card.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    command = f"python -m unet_demo.core.train --study {name}"
    path.write_text(
        json.dumps({"command": command, "score": score, "pictures": PICTURES, "rows": rows}), encoding="utf-8"
    )
    return path
