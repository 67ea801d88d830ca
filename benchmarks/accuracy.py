"""Write accuracy.md: every net of the app, task x build x depth: scores, parameters, work, time beside L4's.

    python -m unet_demo.core.evaluate --all --data DIR --split val --card
    python -m unet_demo.core.evaluate --all --split scenes --card
    python -m benchmarks.accuracy [--passes 9]

Scores come from the cards that the first two commands store beside the weights; the times are measured here, 256x256
pixels on one thread, all depths in turn, minimum of the passes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from unet_demo.core.engine.passes import forward_ms
from unet_demo.core.nets.cards import FOLDER, Card, HeadScore, load_card
from unet_demo.core.nets.tasks import NETS, TASKS, Net
from unet_demo.core.nets.weights import load_model

HERE = Path(__file__).parent
SIDE_PX = 256


def ratios(net: Net, passes: int) -> dict[int, float]:
    """Time of each depth beside that of the deepest."""
    model = load_model(FOLDER / net.file)
    best: dict[int, float] = {}
    for _ in range(passes):
        for depth in model.architecture.head_depths:
            took = forward_ms(model, SIDE_PX, SIDE_PX, depth)
            best[depth] = min(took, best.get(depth, took))
    return {depth: took / best[max(best)] for depth, took in best.items()}


def rows_of(net: Net, card: Card, passes: int) -> list[str]:
    """One line a head: its score on val and on generated scenes, what it holds, computes and takes."""
    times, name = ratios(net, passes), TASKS[net.task].score
    drawn = {head.depth: head for scores in card.scores if scores.split == "scenes" for head in scores.heads}
    return [
        f"| {net.task} | {net.build} | L{head.depth} | {value(head, name)} | {value(drawn.get(head.depth), name)} "
        f"| {head.params:,} | {head.macs_256 / 1e9:.2f} | {times[head.depth]:.2f} |"
        for head in card.on("val").heads
    ]


def value(head: HeadScore | None, name: str) -> str:
    return "–" if head is None else f"{head.scores[name]:.3f}"


def classes_of(card: Card) -> list[str]:
    """IoU of each class at each depth, where there are several."""
    heads = card.on("val").heads
    names = [name.removeprefix("iou.") for name in heads[0].scores if name.startswith("iou.")]
    if not names:
        return []
    lines = ["| IoU | " + " | ".join(names) + " |", "|---|" + "---:|" * len(names)]
    lines += [
        f"| L{head.depth} | " + " | ".join(f"{head.scores[f'iou.{name}']:.2f}" for name in names) + " |"
        for head in heads
    ]
    return ["", *lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passes", type=int, default=9)
    options = parser.parse_args()
    torch.set_num_threads(1)
    lines = [
        "# Every net, every depth",
        "",
        "Written by `python -m benchmarks.accuracy`; how scores are defined stands in"
        " `unet_demo/core/training/evaluate.py`.",
        "The score is that of the task: IoU (nuclei, cats), share of wrong pixels (membranes), mean IoU (street).",
        "Time is a ratio to the deepest head, minimum of the passes, one thread, on the machine that wrote this.",
        "",
        "| task | net | depth | val | generated scenes | parameters | GMAC at 256x256 | time / L4 |",
        "|---|---|---|---:|---:|---:|---:|---:|",
    ]
    cards = [(net, load_card(net.file)) for net in NETS]
    for net, card in cards:
        lines += rows_of(net, card, options.passes)
    for net, card in cards:
        more = classes_of(card)
        lines += ["", f"{net.task}, {net.build}, classes on val:", *more] if more else []
    lines += ["", "Made by:", ""]
    lines += [f"- `{net.file}`: `{card.trained_by.get('command', '')}`; {commands(card)}" for net, card in cards]
    (HERE / "accuracy.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def commands(card: Card) -> str:
    return "; ".join(f"`{scores.command}` ({scores.pictures} pictures)" for scores in card.scores)


if __name__ == "__main__":
    main()
