"""Score stored weights on a labelled folder: python -m unet_demo.core.evaluate --data DIR --split val

Mean over pictures of the foreground IoU, threshold 0.5, at the picture's own size, one head, no test-time augmentation.
Beside it the count: nuclei separated by a watershed in the mask of each head, against the numbered truth.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from unet_demo.core.cards import FOLDER, HeadScore, WeightsError, card_path
from unet_demo.core.data import DataError, Example, load_examples
from unet_demo.core.grid import macs_at, params_at
from unet_demo.core.instances import separate
from unet_demo.core.metrics import count_error, dice, iou
from unet_demo.core.model import GridNet
from unet_demo.core.normalise import Levels
from unet_demo.core.passes import one_pass
from unet_demo.core.record import level_of
from unet_demo.core.tiles import whole
from unet_demo.core.weights import load_model, read_about

STORED = Levels(0, 255)  # examples are normalised already


def predictions(model: GridNet, examples: Sequence[Example]) -> Iterator[tuple[Example, NDArray[np.uint8]]]:
    """Each example with the 8-bit probability (heads, H, W) of a single pass over it."""
    deepest = model.architecture.depth
    for example in examples:
        yield example, one_pass(model, example.image, STORED, whole(*example.label.shape), deepest).probability


def evaluate(model: GridNet, examples: Sequence[Example]) -> list[HeadScore]:
    """Scores of every head, shallow first, with a progress line on stderr."""
    depths = model.architecture.head_depths
    rows: list[list[tuple[float, float, float, float]]] = [[] for _ in depths]
    for done, (example, probability) in enumerate(predictions(model, examples), start=1):
        truth = example.label > 0
        true_count = len(np.unique(example.label)) - 1
        for index in range(len(depths)):
            mask = probability[index] >= level_of(0.5)
            error = count_error(int(separate(mask).max()), true_count)
            rows[index].append((iou(mask, truth), dice(mask, truth), abs(error.absolute), error.percent))
        print(f"\r{done}/{len(examples)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    a, scores = model.architecture, []
    for depth, row in zip(depths, rows, strict=True):
        mean_iou, mean_dice, missed, percent = (float(np.mean(column)) for column in zip(*row, strict=True))
        costs = params_at(a, depth), macs_at(a, depth, 256, 256)
        scores.append(HeadScore(depth, mean_iou, mean_dice, missed, percent, *costs))
    return scores


def table_of(scores: Sequence[HeadScore]) -> str:
    """The scores as a plain table, one line a head."""
    lines = ["head    IoU    Dice   count error   count error %   parameters   GMAC at 256x256"]
    lines += [
        f"L{s.depth}    {s.iou:.4f}  {s.dice:.4f}  {s.count_error:11.2f}  {s.count_percent:14.1f}"
        f"  {s.params:11,}  {s.macs_256 / 1e9:16.2f}"
        for s in scores
    ]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m unet_demo.core.evaluate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with SPLIT/images and SPLIT/labels")
    parser.add_argument("--split", default="val")
    parser.add_argument("--weights", type=Path, default=FOLDER / "nuclei-unetpp.safetensors")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--card", action="store_true", help="also store the scores in the card beside the weights")
    options = parser.parse_args(argv)
    try:
        model = load_model(options.weights, options.device)
        examples = load_examples(options.data, options.split)
    except (DataError, WeightsError) as error:
        print(error, file=sys.stderr)
        return 2
    scores = evaluate(model, examples)
    command = f"python -m unet_demo.core.evaluate --data DIR --split {options.split}"
    card = {
        "weights": options.weights.name,
        "trained_by": read_about(options.weights),
        "scored_by": command,
        "pictures": len(examples),
        "heads": [asdict(score) for score in scores],
    }
    print(json.dumps(card, indent=2) if options.json else table_of(scores))
    if options.card:
        card_path(options.weights).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
