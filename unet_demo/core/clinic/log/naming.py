"""Which figure a column, a key or a word before a number means, in the many ways in which it is spelt."""

from __future__ import annotations

import re
from functools import lru_cache

KINDS = {
    "loss": {"loss", "losses", "bce", "ce", "nll", "cost", "objective"},
    "dice": {"dice", "dsc", "f1"},
    "iou": {"iou", "jaccard"},
    "acc": {"acc", "accuracy"},
}
HELD_OUT = {"val", "valid", "validation", "test", "eval", "dev", "holdout"}
PLACES = {
    "epoch": {"epoch", "epochs", "ep"},
    "step": {"step", "steps", "iter", "iters", "iteration", "iterations", "batch", "update"},
}
NOT_A_CURVE = {"best", "min", "lowest", "target", "lr", "time", "std", "previous", "patience"}
CHINESE = {
    "训练": " train ", "验证": " val ", "测试": " test ", "损失": " loss ", "轮次": " epoch ", "轮": " epoch ",
    "步": " step ", "交并比": " iou ", "准确率": " acc ", "最佳": " best ", "最低": " best ",
}  # fmt: skip


@lru_cache(maxsize=1024)
def meant(name: str) -> str | None:
    """ "epoch", "step", one of log.NAMES, or None: "Val. Dice (mean)" -> "val_dice"."""
    words = words_of(name)
    if words & NOT_A_CURVE:
        return None
    part = "val" if words & HELD_OUT else "train"
    for kind, spelt in KINDS.items():
        if words & spelt:
            return f"{part}_{kind}"
    return next((place for place, spelt in PLACES.items() if words & spelt), None)


def words_of(name: str) -> set[str]:
    """The words of a name in small letters: "valLoss/epoch" -> {"val", "loss", "epoch"}."""
    for chinese, word in CHINESE.items():
        name = name.replace(chinese, word)
    name = re.sub(r"(?i:m|mean)?(?i:iou)", " iou ", name)
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return set(re.split(r"[^a-z0-9]+", parted.lower())) - {""}
