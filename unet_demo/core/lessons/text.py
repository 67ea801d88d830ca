"""Numbers and shapes in words, the same in every room."""

from __future__ import annotations

import math


def shape_text(shape: tuple[int, ...] | None) -> str:
    """(1, 512, 56, 56) -> "1×512×56×56"."""
    return "×".join(map(str, shape)) if shape is not None else "–"


def scientific(value: float) -> str:
    """Two digits and a power of ten, "2.7·10⁻²"; a plain number from 0.1 up to 9,999; "0" and "∞" as they are."""
    if value == 0 or math.isinf(value):
        return "0" if value == 0 else "∞"
    if 0.0995 <= value < 9999.5:
        return f"{value:,.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 0.95 else f"{value:.2f}"
    digits, power = f"{value:.1e}".split("e")
    return f"{digits}·{power_text(int(power))}"


def power_text(power: int) -> str:
    """10 with its power, "10⁻³"; "1" for the power 0."""
    return "10" + str(power).translate(SUPERSCRIPTS) if power else "1"


SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
