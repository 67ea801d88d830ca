"""Questions about the last layer and its loss; answers come from the net and the picture in view.

Words are last.ask.<kind> and <kind>_why; each wrong option names the mistake behind it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from unet_demo.core.last_layer.losses import Judged
from unet_demo.core.lessons.ask import Ask
from unet_demo.core.scoring.calibration import LEVELS, Reliability, Thresholds

if TYPE_CHECKING:
    from unet_demo.core.last_layer.records import Dense, PixelAnswer, Way

RAISED = 0.8  # the threshold that is asked about, from one half
ALIKE = 0.002  # of Dice: thresholds that are nearer than this are called equally good
ENOUGH_PX = 50  # in a bin that is asked about


def _ask(kind: str, values: Mapping[str, str], options: Sequence[str], answer: str, wrong: Mapping[str, str]) -> Ask:
    """A question whose options are `answer` and whatever `wrong` (option -> mistake) leaves beside it."""
    offered = tuple(option for option in dict.fromkeys(options) if option == answer or option in wrong)
    mistakes = {option: wrong[option] for option in offered if option != answer}
    return Ask(kind, {**values, "answer": answer}, offered, answer, mistakes)


def _numbers(kind: str, values: Mapping[str, str], answer: str, wrong: Mapping[str, str]) -> Ask:
    """A question about a number: options from the smallest to the largest."""
    options = sorted({answer, *wrong}, key=lambda text: float(text.replace("−", "-").rstrip("% ").replace(",", "")))
    return _ask(kind, values, options, answer, wrong)


def about_pixel(pixel: PixelAnswer) -> list[Ask]:
    """What a logit is, and what sigmoid and softmax make of those of one pixel."""
    half = _numbers("half", {"one": f"{_sigmoid(1):.3f}"}, "0", {"−1": "m_minus", "0.5": "m_itself", "1": "m_top"})
    if len(pixel.logits) > 1:
        return [_sum(pixel), half]
    found = [half, *_squash(float(pixel.logits[0])), _lone(float(pixel.probability[0]))]
    wrong = {"larger": "m_larger", "smaller": "m_smaller"}
    return [*found, _ask("shift", {}, ("larger", "same", "smaller"), "same", wrong)]


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def _squash(z: float) -> list[Ask]:
    """The probability of a live logit; nothing where it is so far out that the answers cannot be told apart."""
    p = _sigmoid(z)
    answer = f"{p:.3f}"
    wrong = {f"{1 - p:.3f}": "m_sign", "1.000" if z > 0 else "0.000": "m_clip"}
    wrong.pop(answer, None)
    if len(wrong) < 2:
        return []
    logit, power = (f"{value:.3f}".replace("-", "−") for value in (z, math.exp(-z)))
    return [_numbers("squash", {"logit": logit, "power": power}, answer, wrong)]


def _lone(p: float) -> Ask:
    wrong = {"0.5": "m_coin"}
    if f"{p:.3f}" not in ("1.000", "0.500"):
        wrong[f"{p:.3f}"] = "m_sigmoid"
    return _numbers("lone", {}, "1", {**wrong, "0": "m_nothing"})


def _sum(pixel: PixelAnswer) -> Ask:
    classes, logits = len(pixel.logits), float(pixel.logits.sum())
    wrong = {str(classes): "m_each", f"{logits:.1f}".replace("-", "−"): "m_logits", "0.5": "m_half_sum"}
    wrong.pop("1", None)
    return _numbers("sum", {"classes": str(classes)}, "1", wrong)


def about_threshold(scores: Thresholds, relied: Reliability | None) -> list[Ask]:
    """What raising the threshold does, where Dice is largest, and whether the net is as sure as it may be."""
    before, after = int(scores.pixels[LEVELS // 2]), int(scores.pixels[round(RAISED * LEVELS)])
    answer = "smaller" if after < before else "same"
    wrong = {"larger": "m_more", "same": "m_still", "smaller": "m_none_there"}
    values = {"raised": f"{RAISED:g}", "before": f"{before:,}", "after": f"{after:,}"}
    asks = [_ask("raise", values, ("larger", "same", "smaller"), answer, wrong)]
    if scores.dice is not None and scores.best is not None:
        asks.append(_best(scores, scores.best))
    if relied is not None:
        asks += _sure(relied)
    return asks


def _best(scores: Thresholds, best: int) -> Ask:
    assert scores.dice is not None
    at_half, highest = float(scores.dice[LEVELS // 2]), float(scores.dice[best])
    answer = "half" if highest - at_half < ALIKE else "below" if best < LEVELS // 2 else "above"
    values = {"best": f"{best / LEVELS:.2f}", "dice": f"{highest:.3f}", "half": f"{at_half:.3f}"}
    wrong = {"below": "m_best", "above": "m_best", "half": "m_always_half"}
    return _ask("best", values, ("below", "half", "above"), answer, wrong)


def _sure(relied: Reliability) -> list[Ask]:
    """How often the net is right in the bin where it is farthest off; nothing where it is nowhere off."""
    bins = len(relied.counts)
    gaps = {
        at: abs(float(relied.said[at] - relied.held[at]))
        for at in range(1, bins - 1)  # the outer bins hold what nobody doubts
        if relied.counts[at] >= ENOUGH_PX
    }
    at = max(gaps, key=lambda each: gaps[each], default=None)
    if at is None or gaps[at] < 0.03:
        return []
    said, held = (f"{100 * float(each[at]):.0f} %" for each in (relied.said, relied.held))
    wrong = {said: "m_said", "50 %": "m_coin_flip", f"{100 - 100 * float(relied.held[at]):.0f} %": "m_other"}
    wrong.pop(held, None)
    values = {"low": f"{at / bins:.0%}", "high": f"{(at + 1) / bins:.0%}", "pixels": f"{int(relied.counts[at]):,}"}
    return [_numbers("sure", {**values, "said": said}, held, wrong)]


def about_classes(classes: int, largest: float, second: float) -> list[Ask]:
    """What argmax does at the pixel where the net wavers most; `largest` and `second` are its two likeliest."""
    values = {
        "classes": str(classes),
        "largest": f"{largest:.2f}",
        "second": f"{second:.2f}",
        "least": f"{1 / classes:.2f}",
    }
    wrong = {"none": "m_no_class", "mixture": "m_mixture"}
    return [_ask("argmax", values, ("first", "none", "mixture"), "first", wrong)]


def about_ways(ways: Sequence[Way], dense: Dense, channels: int) -> list[Ask]:
    """How many parameters the last layer has, what size a transposed one gives, and which is the largest of three.

    `dense` is a fully connected layer from the features to the scores, as the other two are.
    """
    conv, doubled = ways[0], next(way for way in ways if way.id == "tconv2")
    _, classes, height, width = conv.shape
    wrong = {
        str(channels * classes): "m_bias",
        str(9 * channels * classes + classes): "m_three",
        str(channels * classes * height * width): "m_place",
    }
    wrong.pop(str(conv.params), None)
    values = {"channels": str(channels), "classes": str(classes), "height": str(height), "width": str(width)}
    count = _numbers("count", values, str(conv.params), wrong)
    answer = f"{doubled.shape[2]}×{doubled.shape[3]}"
    sizes = {f"{height}×{width}": "m_restores", f"{height // 2}×{width // 2}": "m_halves"}
    options = (f"{height // 2}×{width // 2}", f"{height}×{width}", answer)
    size = _ask("size", values, options, answer, sizes)
    params = {"conv": f"{conv.params:,}", "tconv": f"{doubled.params:,}", "dense": f"{dense.params:,}"}
    more = _ask("more", params, ("conv", "tconv", "dense"), "dense", {"conv": "m_conv", "tconv": "m_tconv"})
    return [more, count, size]


def about_losses(truth: Judged, filled: Judged, blank: Judged) -> list[Ask]:
    """What Dice and accuracy hardly notice, and where the border weights lie."""
    asks = [_ask("where", {}, ("cell", "gap", "far"), "gap", {"cell": "m_cell", "far": "m_far"})]
    if filled.pieces < truth.pieces:
        dice = 1 - filled.dice_loss
        wrong = {str(truth.pieces): "m_dice", str(round(dice * truth.pieces)): "m_share"}
        wrong.pop(str(filled.pieces), None)
        values = {"cells": str(truth.pieces), "dice": f"{dice:.3f}", "accuracy": f"{filled.accuracy:.1%}"}
        asks.insert(0, _numbers("joined", values, str(filled.pieces), {**wrong, "1": "m_one_piece"}))
    accuracy = f"{100 * blank.accuracy:.0f} %"
    wrong = {"0 %": "m_zero", "50 %": "m_fifty", f"{100 - 100 * blank.accuracy:.0f} %": "m_rest", "100 %": "m_all"}
    wrong.pop(accuracy, None)
    asks.append(_numbers("blank", {"dice": f"{1 - blank.dice_loss:.3f}"}, accuracy, wrong))
    return asks
