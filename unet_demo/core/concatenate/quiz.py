"""Questions about shapes: of the maps that meet in the net in view, or of numbers drawn anew; each wrong answer knows
its mistake."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

Shape = tuple[int, ...]
Live = tuple[int, int, int, int]  # channels of the skips, of the upsampled maps, height, width
Wrong = Mapping[Any, str]  # a shape of three or four sides -> the mistake behind it


@dataclass(frozen=True)
class Quiz:
    """`values` fill the question's words (concat.ask.<kind>), `why` names the explanation, `mistakes` each wrong one.

    Answers are texts: a shape "1×64×8×8" or a number.
    """

    kind: str
    values: Mapping[str, str]
    answer: str
    why: str
    why_values: Mapping[str, str]
    mistakes: Mapping[str, str]

    @property
    def options(self) -> tuple[str, ...]:
        """All answers on offer; in which order they stand is drawn where they are shown."""
        return tuple(sorted((self.answer, *self.mistakes)))


def text_of(shape: Shape) -> str:
    """(1, 64, 8, 8) -> "1×64×8×8"."""
    return "×".join(map(str, shape))


def _quiz(
    kind: str, values: Mapping[str, str], answer: str, why: str, why_values: Mapping[str, str], wrong: Mapping[str, str]
) -> Quiz:
    mistakes = {text: mistake for text, mistake in wrong.items() if text != answer}
    return Quiz(kind, values, answer, why, why_values, mistakes)


class _Draw(random.Random):
    """Random numbers, and the maps that the question is to be about."""

    live: Live | None = None


def _pair(rng: _Draw) -> tuple[int, int, int, int, int]:
    """(batch, channels of a, channels of b, height, width)."""
    if rng.live:
        return (1, *rng.live)
    batch, side = rng.choice((1, 2, 4)), rng.choice((8, 16, 32, 64))
    return batch, rng.choice((16, 32, 64)), rng.choice((16, 32, 64)), side, rng.choice((side, 2 * side))


def _joined_channels(rng: _Draw) -> Quiz:
    n, c1, c2, h, w = _pair(rng)
    a, b, answer = (n, c1, h, w), (n, c2, h, w), (n, c1 + c2, h, w)
    wrong = {
        (n, c1, 2 * h, w): "m_height",
        (2 * n, c1, h, w): "m_batch",
        (n, c1 * c2, h, w): "m_product",
        (n, max(c1, c2), h, w): "m_same",
    }
    return _shapes("joined_channels", {"a": a, "b": b}, answer, "why_joined", wrong)


def _joined_height(rng: _Draw) -> Quiz:
    n, c, _, h, w = _pair(rng)
    a = b = (n, c, h, w)
    wrong = {(n, 2 * c, h, w): "m_channels", (n, c, h, 2 * w): "m_width", (2 * n, c, h, w): "m_batch"}
    return _shapes("joined_height", {"a": a, "b": b}, (n, c, 2 * h, w), "why_joined", wrong)


def _default_dim(rng: _Draw) -> Quiz:
    n, c, _, h, w = _pair(rng)
    a = b = (n, c, h, w)
    wrong = {(n, 2 * c, h, w): "m_channels", (n, c, h, 2 * w): "m_width", (n, c, h, w): "m_sum"}
    return _shapes("default_dim", {"a": a, "b": b}, (2 * n, c, h, w), "why_default", wrong)


def _unbatched(rng: _Draw) -> Quiz:
    _, c1, c2, h, w = _pair(rng)
    wrong = {(c1, 2 * h, w): "m_height", (c1 * c2, h, w): "m_product", (c1, h, 2 * w): "m_width"}
    return _shapes("unbatched", {"a": (c1, h, w), "b": (c2, h, w)}, (c1 + c2, h, w), "why_joined", wrong)


def _minus_three(rng: _Draw) -> Quiz:
    n, c1, c2, h, w = _pair(rng)
    wrong = {(n, c1, 2 * h, w): "m_height", (2 * n, c1, h, w): "m_batch", (n, c1, h, 2 * w): "m_width"}
    return _shapes("minus_three", {"a": (n, c1, h, w), "b": (n, c2, h, w)}, (n, c1 + c2, h, w), "why_joined", wrong)


def _upsampled(rng: _Draw) -> Quiz:
    n, width, _, h, w = _pair(rng)
    deep = 2 * width
    wrong = {(n, deep, 2 * h, 2 * w): "m_keeps", (n, width, h, w): "m_size", (n, 2 * deep, 2 * h, 2 * w): "m_keeps"}
    found = _shapes("upsampled", {"a": (n, deep, h, w)}, (n, width, 2 * h, 2 * w), "why_up", wrong)
    values = {**found.values, "deep": str(deep), "width": str(width)}
    return Quiz(found.kind, values, found.answer, found.why, found.why_values, found.mistakes)


def _pooled(rng: _Draw) -> Quiz:
    n, c, _, h, w = _pair(rng)
    wrong = {
        (n, 2 * c, h // 2, w // 2): "m_doubles",
        (n, c // 2, h // 2, w // 2): "m_doubles",
        (n, c, 2 * h, 2 * w): "m_size",
    }
    return _shapes("pooled", {"a": (n, c, h, w)}, (n, c, h // 2, w // 2), "why_pool", wrong)


def _odd(rng: _Draw) -> Quiz:
    side, times = rng.choice((97, 125, 250, 130, 45, 181)), rng.choice((2, 3))
    chain = [side]
    for _ in range(times):
        chain.append(chain[-1] // 2)
    up = -(-side // 2**times)
    wrong = {
        str(up if up != chain[-1] else up + 1): "m_round",
        str(chain[-2]): "m_half",
        str(side // (2 * times)): "m_half",
    }
    said = {"chain": " → ".join(map(str, chain))}
    return _quiz("odd", {"side": str(side), "times": str(times)}, str(chain[-1]), "why_odd", said, wrong)


def _next_conv(rng: _Draw) -> Quiz:
    n, c1, c2, h, w = _pair(rng)
    values = {"a": text_of((n, c1, h, w)), "b": text_of((n, c2, h, w))}
    wrong = {str(c1 * c2): "m_product", str(c1): "m_half", str(c2): "m_half"}
    said = {"a": str(c1), "b": str(c2), "answer": str(c1 + c2)}
    return _quiz("next_conv", values, str(c1 + c2), "why_conv", said, wrong)


def _added(rng: _Draw) -> Quiz:
    n, c, _, h, w = _pair(rng)
    a = (n, c, h, w)
    wrong = {(n, 2 * c, h, w): "m_sum", (2 * n, c, h, w): "m_batch", (n, c, 2 * h, w): "m_height"}
    return _shapes("added", {"a": a, "b": a}, a, "why_add", wrong)


def _shapes(kind: str, values: Mapping[str, Shape], answer: Shape, why: str, wrong: Wrong) -> Quiz:
    texts = {name: text_of(shape) for name, shape in values.items()}
    mistakes = {text_of(shape): mistake for shape, mistake in wrong.items()}
    return _quiz(kind, texts, text_of(answer), why, {"answer": text_of(answer)}, mistakes)


KINDS: Mapping[str, Callable[[_Draw], Quiz]] = MappingProxyType(
    {
        "joined_channels": _joined_channels,
        "default_dim": _default_dim,
        "upsampled": _upsampled,
        "odd": _odd,
        "next_conv": _next_conv,
        "unbatched": _unbatched,
        "pooled": _pooled,
        "joined_height": _joined_height,
        "added": _added,
        "minus_three": _minus_three,
    }
)


def quiz_of(number: int, live: Live | None = None) -> Quiz:
    """The quiz with this number, from 0: the kinds take turns; `live` says what meets at a node of the net in view."""
    kinds = tuple(KINDS)
    draw = _Draw(number)
    draw.live = live
    return KINDS[kinds[number % len(kinds)]](draw)
