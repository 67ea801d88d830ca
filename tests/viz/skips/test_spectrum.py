"""The spectrum: shares of power at their frequencies, and the sizes of structures in the table."""

from __future__ import annotations

import math

import pytest

from unet_demo.viz.skips.spectrum import LOWEST, spectrum_figure

WORDS = {name: name for name in ("skip", "up", "x", "y", "alt", "band", "source")}


def test_every_bin_stands_at_its_frequency_and_has_a_row() -> None:
    skip, up = [0.9, 0.09, 0.01, 0.0], [0.1, 0.2, 0.3, 0.4]
    chart = spectrum_figure(skip, up, WORDS, "s")
    one, two = chart.figure.data
    assert one.y == (0.9, 0.09, 0.01, LOWEST)
    assert two.y == tuple(up)
    assert one.x == two.x == pytest.approx([math.log2(share / 16) for share in (1, 3, 5, 7)])
    assert one.line.dash != two.line.dash
    assert chart.table.columns == ("band", "skip", "up")
    assert chart.table.rows[0] == ("≥ 8.0 px", "90.00%", "10.00%")
    assert chart.table.rows[-1] == ("2.0–2.7 px", "0.00%", "40.00%")
    assert one.hovertemplate[-1] == "<b>skip</b><br>2.0–2.7 px<br>y: 0.00%<br>source<extra></extra>"
