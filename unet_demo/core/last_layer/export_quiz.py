"""Questions before the exported code shows its figures; the answers are those of the net that is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from unet_demo.core.last_layer.export import layouts, params_of
from unet_demo.core.lessons.ask import Ask


def about_export(widths: Sequence[int], classes: int, in_channels: int) -> list[Ask]:
    """What a second class costs, how Keras lays out the same weights, and what twice the width costs."""
    return [
        _second_class(widths, in_channels),
        _layout(widths, classes, in_channels),
        _twice(widths, classes, in_channels),
    ]


def _second_class(widths: Sequence[int], in_channels: int) -> Ask:
    """Two channels with a softmax in place of one with a sigmoid: one more 1x1 kernel and its bias."""
    one, two = (params_of(widths, classes, in_channels) for classes in (1, 2))
    wrong = {"0": "m_free", f"{widths[0]:,}": "m_no_bias", f"{one:,}": "m_twice"}
    values = {"more": f"{two - one:,}", "width": f"{widths[0]:,}"}
    return _numbers("second", values, two - one, wrong)


def _layout(widths: Sequence[int], classes: int, in_channels: int) -> Ask:
    """Where Keras keeps the channels of the lowest transposed convolution."""
    here, there = layouts(widths, classes, in_channels)["up"]
    deep, out, height, width = here
    answer = _times(there)
    wrong = {_times(here): "m_same_layout", _times((height, width, deep, out)): "m_into_first"}
    return Ask("layout", {"here": _times(here), "there": answer}, (*wrong, answer), answer, wrong)


def _twice(widths: Sequence[int], classes: int, in_channels: int) -> Ask:
    """Twice the channels in every row: how many times the parameters."""
    now = params_of(widths, classes, in_channels)
    then = params_of([2 * width for width in widths], classes, in_channels)
    answer, wrong = f"{then / now:.1f}", {"2.0": "m_linear", "8.0": "m_cubed"}
    values = {"now": f"{now:,}", "then": f"{then:,}", "ratio": answer}
    return Ask("twice", values, tuple(sorted((answer, *wrong), key=float)), answer, wrong)


def _numbers(kind: str, values: dict[str, str], answer: int, wrong: dict[str, str]) -> Ask:
    """A question whose options are whole numbers in order."""
    text = f"{answer:,}"
    mistakes = {option: mistake for option, mistake in wrong.items() if option != text}
    order = sorted((text, *mistakes), key=lambda option: int(option.replace(",", "")))
    return Ask(kind, values, tuple(order), text, mistakes)


def _times(shape: Sequence[int]) -> str:
    return "×".join(map(str, shape))
