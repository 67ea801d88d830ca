"""Score stored weights on a labelled folder: python -m unet_demo.core.evaluate --task street --data DIR --split val

One class: means over pictures at threshold 0.5, at the picture's own size, one head, no test-time augmentation:
iou, dice, pixel_error (share of wrong pixels) and, for numbered nuclei, how far the count of a watershed is off.
Several: miou and iou.CLASS from one confusion table pooled over all pictures, pixels without a class left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from unet_demo.core.engine.passes import logits_of
from unet_demo.core.engine.run import to_levels
from unet_demo.core.gallery.generated import TASKS_DRAWN
from unet_demo.core.gallery.outlined import TASKS_OUTLINED, outlined
from unet_demo.core.nets.cards import FOLDER, Card, HeadScore, Scores, card_path, read_card, store_card
from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.nets.grid import macs_at, params_at
from unet_demo.core.nets.model import GridNet
from unet_demo.core.nets.tasks import NETS, TASKS, VOID, Task
from unet_demo.core.nets.weights import load_model, read_about
from unet_demo.core.pictures.input_size import enlarged, enlarged_label, shrunk, working_size
from unet_demo.core.pictures.normalise import Levels
from unet_demo.core.scoring.instances import separate
from unet_demo.core.scoring.metrics import class_ious, confusion, count_error, dice, iou
from unet_demo.core.training.data import DataError, Example, example_of, load_examples, scenes_of
from unet_demo.core.training.options import device_of, evaluate_parser

STORED = Levels(0, 255)  # examples are normalised already
SCENES = 24  # generated scenes scored with --split scenes; training never sees these numbers
OWN = {"scenes": TASKS_DRAWN, "outlined": TASKS_OUTLINED}  # splits that need no folder, and the tasks that have them


def evaluate(model: GridNet, examples: Sequence[Example], task: Task) -> list[HeadScore]:
    """Scores of every head, shallow first, with a progress line on stderr."""
    depths = model.architecture.head_depths
    rows: list[list[dict[str, float]]] = [[] for _ in depths]  # of each picture
    tables = np.zeros((len(depths), task.outputs, task.outputs), np.int64)
    for done, example in enumerate(examples, start=1):
        image = shrunk(example.image, working_size(task.side_px, *example.target.shape))
        for index, logits in enumerate(logits_of(model, image, STORED)):  # (classes, H, W)
            if task.outputs > 1:
                label, sure = logits.argmax(axis=0).astype(np.uint8), softmax(logits, axis=0).max(axis=0)
                chosen = enlarged_label(label, to_levels(sure), example.target.shape)
                table = confusion(chosen, example.target, task.outputs)
                tables[index] += table
                rows[index].append(class_scores(table, task))
            else:
                levels = enlarged(to_levels(1 / (1 + np.exp(-logits[0]))), example.target.shape)
                rows[index].append(object_scores(levels >= 128, example, task))
        print(f"\r{task.id} {done}/{len(examples)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    a, scored = model.architecture, []
    for index, depth in enumerate(depths):
        known = [row for row in rows[index] if row]
        if task.outputs > 1:
            scores = class_scores(tables[index], task)
        else:
            scores = {name: float(np.mean([row[name] for row in known])) for name in (known[0] if known else ())}
        whole = len(known) == len(examples)  # a picture whose truth is known nowhere leaves a gap: then none is stored
        by_picture = tuple(round(row[task.score], 6) for row in known) if whole else ()
        scored.append(HeadScore(depth, scores, params_at(a, depth), macs_at(a, depth, 256, 256), by_picture))
    return scored


def object_scores(mask: NDArray[np.bool_], example: Example, task: Task) -> dict[str, float]:
    """Scores of one mask (H, W) of one object class, on the pixels whose truth is known; none where none is."""
    known = example.target != VOID
    if not known.any():
        return {}
    given, truth = mask[known], example.target[known] > 0
    scores = {"iou": iou(given, truth), "dice": dice(given, truth), "pixel_error": float((given != truth).mean())}
    if task.counted:
        error = count_error(int(separate(mask).max()), len(np.unique(example.label)) - 1)
        scores |= {"count_error": abs(error.absolute), "count_percent": error.percent}
    return scores


def class_scores(table: NDArray[np.int64], task: Task) -> dict[str, float]:
    """Scores from a confusion table; a class that occurs nowhere has none and does not enter the mean.

    An empty table, of pictures whose truth is known nowhere, has no scores.
    """
    if not table.any():
        return {}
    named = {f"iou.{name}": float(value) for name, value in zip(task.classes, class_ious(table), strict=True)}
    named = {name: value for name, value in named.items() if not np.isnan(value)}
    right = float(np.trace(table) / table.sum())
    return {"miou": float(np.mean(list(named.values()))), "pixel_error": 1 - right, **named}


def table_of(scored: Sequence[HeadScore]) -> str:
    """The scores as a plain table, one line a head."""
    names = list(scored[0].scores)
    lines = ["head  " + "  ".join(names) + "  parameters  GMAC at 256x256"]
    for head in scored:
        values = [f"{head.scores[name]:{max(len(name), 6)}.4f}" for name in names]
        lines.append(f"L{head.depth}    " + "  ".join(values) + f"  {head.params:10,}  {head.macs_256 / 1e9:15.2f}")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None, prog: str = "python -m unet_demo.core.evaluate") -> int:
    """Command line; returns the exit status."""
    options = evaluate_parser(prog).parse_args(argv)
    options.device = device_of(options)
    nets = [(TASKS[options.task], options.weights or FOLDER / f"{options.task}-unetpp.safetensors")]
    if options.all:
        nets = [(TASKS[net.task], FOLDER / net.file) for net in NETS]
    try:
        for number, (task, weights) in enumerate(nets, start=1):
            if options.all:
                print(f"net {number} of {len(nets)}: {weights.name}", file=sys.stderr)
            score(task, weights, options)
    except (DataError, WeightsError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def score(task: Task, weights: Path, options: argparse.Namespace) -> None:
    """Score one net, print it and, with --card, store it. Raises DataError and WeightsError."""
    model = load_model(weights, options.device)
    if options.split in OWN:
        if task.id not in OWN[options.split]:
            print(f"{task.id} has none of its own pictures in the split {options.split}", file=sys.stderr)
            return
        examples = own_examples(task)
    elif options.data:
        examples = load_examples(options.data / task.id if options.all else options.data, options.split, task)
    else:
        raise DataError(f"Got no --data; the split {options.split} needs a folder; {task.layout}.")
    scored = evaluate(model, examples, task)
    if not any(head.scores for head in scored):
        got = f"Got {len(examples)} labels that leave every pixel out"
        raise DataError(f"{got}; one pixel with a class is needed; {task.layout}.")
    card = Card(weights.name, read_about(weights), ())
    with suppress(WeightsError):
        stored = read_card(card_path(weights))
        card = replace(card, scores=stored.scores, held_back=stored.held_back)  # which names the weights it holds for
    card = card.with_scores(Scores(options.split, command_of(task, weights, options), len(examples), tuple(scored)))
    print(json.dumps(asdict(card), indent=1) if options.json else table_of(scored))
    if options.card:
        store_card(card, card_path(weights))


def own_examples(task: Task) -> list[Example]:
    """What a task is scored on anywhere, without a folder: generated scenes, or photographs outlined by us."""
    if task.id in TASKS_DRAWN:
        return scenes_of(task, SCENES, first=0)
    return [example_of(picture, task) for picture in outlined()]


def command_of(task: Task, weights: Path, options: argparse.Namespace) -> str:
    """The command that gives these scores, without the paths of one machine."""
    data = "" if options.split in OWN else " --data DIR"
    named = "" if weights.name == f"{task.id}-unetpp.safetensors" else f" --weights assets/weights/{weights.name}"
    return f"python -m unet_demo.core.evaluate --task {task.id}{data} --split {options.split}{named}"


if __name__ == "__main__":
    raise SystemExit(main())
