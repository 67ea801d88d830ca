"""Questions about 1x1 convolutions; answers come from the pixel, the ranks and the maps of the net in view."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.one_by_one.points import Product, counts_of

if TYPE_CHECKING:
    from unet_demo.core.one_by_one.ranks import Lifted, Stacked
    from unet_demo.core.one_by_one.squeeze import Beside, Curves

CLEARLY = 0.95  # of the largest product: a channel that brings more is too near to be asked about
ENOUGH, NEAR = 0.99, 0.01  # share of the variance that is asked for; shares that are nearer are called equal
CHANNELS = (8, 16, 24, 32, 48, 64, 96, 128)


def about_pixel(product: Product, out: int, entered: tuple[int, ...]) -> list[Ask]:
    """What the matrix holds, which channel moves output channel `out` most, what another pixel changes.

    `entered` is the (C, H, W) that the operation receives.
    """
    c_out, c_in = product.matrix.shape
    largest = _largest(product, out)
    return [
        *([largest] if len(largest.options) > 1 else []),
        _numbers(c_in, c_out, entered),
        _elsewhere(),
        _taps(entered),
    ]


def _numeric(kind: str, values: Mapping[str, str], answer: int, wrong: Mapping[int, str]) -> Ask:
    """A question whose options are whole numbers, the smallest first."""
    mistakes = {f"{number:,}": mistake for number, mistake in wrong.items() if number != answer and number >= 0}
    order = sorted({answer, *(number for number in wrong if number >= 0)})
    options = tuple(f"{number:,}" for number in order)
    return Ask(kind, {**values, "answer": f"{answer:,}"}, options, f"{answer:,}", mistakes)


def _largest(product: Product, out: int) -> Ask:
    """Which of a few channels brings most: the one of the largest value, of the largest weight, or of the product."""
    values, weights = product.vector.astype(float), product.matrix[out]
    moves = np.abs(values * weights)
    order = np.argsort(-moves, kind="stable")
    answer = int(order[0])
    asked = {answer: "", int(np.abs(values).argmax()): "m_value", int(np.abs(weights).argmax()): "m_weight"}
    for each in order[1:]:
        if len(asked) >= 4:
            break
        asked.setdefault(int(each), "m_product")
    asked = {each: why for each, why in asked.items() if each == answer or moves[each] < CLEARLY * moves[answer]}
    mistakes = {str(each): mistake for each, mistake in sorted(asked.items()) if each != answer}
    listed = "  \n".join(f"{each}: {_short(values[each])} × {_short(weights[each])}" for each in sorted(asked))
    told = {"list": listed, "answer": str(answer), "out": str(out), "product": _short(values[answer] * weights[answer])}
    return Ask("largest", told, tuple(map(str, sorted(asked))), str(answer), mistakes)


def _short(value: float) -> str:
    """Three significant digits: products that differ are shown as different."""
    return np.format_float_positional(value, precision=3, fractional=False, trim="-").replace("-", "−")


def _numbers(c_in: int, c_out: int, entered: tuple[int, ...]) -> Ask:
    answer, positions = c_in * c_out, entered[1] * entered[2]
    wrong = {
        9 * answer: "m_window",
        c_in + c_out: "m_bias" if c_out == 1 else "m_sum",
        answer * positions: "m_everywhere",
    }
    return _numeric("numbers", {"c_in": str(c_in), "c_out": str(c_out)}, answer, wrong)


def _elsewhere() -> Ask:
    mistakes = {"weights": "m_weights", "both_change": "m_both_change"}
    return Ask("elsewhere", {}, ("values", "weights", "both_change"), "values", mistakes)


def _taps(entered: tuple[int, ...]) -> Ask:
    wrong = {1: "m_one_tap", 2: "m_two_taps", entered[1] * entered[2]: "m_each_pixel"}
    return _numeric("taps", {}, 4, wrong)


def about_counts(number: int) -> list[Ask]:
    """Parameters of channels drawn by `number`, and how many times more a 3x3 has."""
    draw = random.Random(number)
    c_in, c_out = draw.sample(CHANNELS, 2)
    found = counts_of(c_in, c_out, 1, 1)
    wrong = {found.weights[0]: "m_no_bias", found.params[1]: "m_three", found.weights[0] + c_in: "m_bias_in"}
    values = {"c_in": str(c_in), "c_out": str(c_out)}
    ratio = _numeric("ratio", values, 9, {3: "m_side", 6: "m_six", 81: "m_squared"})
    return [_numeric("params", values, found.params[0], wrong), ratio]


def about_ranks(found: Lifted, stacked: Stacked) -> list[Ask]:
    """What rank a lift has, what a ReLU makes of it, and how many parameters two convolutions in a row are worth."""
    rank, count = found.maps.rank, found.count
    values = {"channels": str(found.channels), "count": str(count), "rank": str(rank)}
    wrong = {count: "m_all_new", count - rank: "m_rest", rank * count // found.channels: "m_multiplied"}
    before, after = found.biased.rank, found.rectified.rank
    answer = "more" if after > before else "fewer" if after < before else "same"
    mistakes = {option: f"m_relu_{option}" for option in ("fewer", "same", "more") if option != answer}
    relu = {**values, "before": str(before), "after": str(after)}
    two, one = stacked.params
    half = {two: "m_two_needed", two // 2: "m_half", one + found.channels * 3: "m_inner_bias"}
    told = {"channels": str(found.channels), "wide": str(4 * found.channels), "two": f"{two:,}"}
    return [
        _numeric("rank", values, found.linear.rank, wrong),
        Ask("relu", relu, ("fewer", "same", "more"), answer, mistakes),
        _numeric("one", told, one, half),
    ]


def about_squeezing(found: Curves) -> list[Ask]:
    """How many channels keep nearly everything, and whether the first ones would do as well."""
    count, answer = len(found.best), found.needed(ENOUGH)
    half = "m_half_few" if answer > count // 2 else "m_half_many"
    wrong = {count: "m_every", count // 2: half, round(ENOUGH * count): "m_share", 1: "m_single"}
    mistakes = {number: mistake for number, mistake in wrong.items() if number != answer and number > 0}
    best, first = found.best[answer - 1], found.first[answer - 1]
    better = "best" if best - first > NEAR else "equal"
    values = {"channels": str(count), "keep": str(answer), "best": f"{best:.1%}", "first": f"{first:.1%}"}
    ways = {option: f"m_way_{option}" for option in ("best", "first", "equal") if option != better}
    return [
        _numeric("needed", values, answer, mistakes),
        Ask("way", values, ("best", "first", "equal"), better, ways),
    ]


def about_pooling(found: Beside) -> list[Ask]:
    """What AvgPool2d(1) gives, and what it has learned."""
    channels, height, width = found.shape
    values = {"shape": f"{channels}×{height}×{width}", "channels": str(channels), "conv": f"{found.params[1]:,}"}
    options = ("same_maps", "one_map", "smaller")
    answer = "same_maps" if found.equal[0] else "smaller"
    mistakes = {option: f"m_{option}" for option in options if option != answer}
    wrong = {1: "m_one_number", channels: "m_one_each", found.params[1]: "m_like_conv"}
    return [Ask("pooled", values, options, answer, mistakes), _numeric("learned", values, found.params[0], wrong)]
