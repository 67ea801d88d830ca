"""One chart of every kind, made of numbers that say nothing and the words that a page would give it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from unet_demo.core.pruning.trade import points_of
from unet_demo.ui.frame.prose import catalogue
from unet_demo.viz.clinic.log import LogLine, Mark, log_figure
from unet_demo.viz.kit.charts import Chart, Table
from unet_demo.viz.kit.lines import Line, lines_figure
from unet_demo.viz.kit.seeds import SeedRow, seeds_figure
from unet_demo.viz.last_layer.params import Weighed, params_figure
from unet_demo.viz.last_layer.reliability import reliability_figure
from unet_demo.viz.last_layer.sigmoid import sigmoid_figure
from unet_demo.viz.one_by_one.bars import BlockBar, blocks_figure
from unet_demo.viz.one_by_one.gates import gates_figure
from unet_demo.viz.pruning import trade_figure
from unet_demo.viz.skips import gradients
from unet_demo.viz.skips.spectrum import spectrum_figure
from unet_demo.viz.unetpp.likeness import Row, likeness_figure

SAID = np.array([0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, np.nan])
COUNTS = np.array([40000, 900, 300, 200, 150, 90, 120, 180, 500, 0])


class Words(Mapping[str, str]):
    """The texts of a language under some prefixes, the first that has the name; a name without a text is itself."""

    def __init__(self, lang: str, *prefixes: str) -> None:
        self.texts, self.prefixes = catalogue(lang), prefixes

    def __getitem__(self, name: str) -> str:
        if name == "source":
            return self.texts["chart.live"]
        return next((text for each in (*self.prefixes, "word") if (text := self.texts.get(f"{each}.{name}"))), name)

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


def charts_in(lang: str) -> dict[str, Chart]:
    """A chart of every kind by its name, with the words of a language."""

    def of(*prefixes: str) -> Words:
        return Words(lang, *prefixes)

    name = "<b>long & odd</b> " + of("point.rank")["line_linear"] * 2
    half = [0.5**at for at in range(1, 17)]
    flows = [gradients.Line(kind, name, (1e-4, 1e-3), (2e-4, 1e-3), (4e-4, 1e-3)) for kind in gradients.HUES]
    blocks = [BlockBar(name, "3×3", 55_296, 3_000, True), BlockBar("two", "5×5", None, None)]
    table = Table(("block", "weights"), ((name, "55,296"), ("two", "✕")))
    seeds = [SeedRow(name, "encoder", {0: 0.81, 1: 0.8}), SeedRow("two", "fused", {0: 0.7})]
    lines = [Line(name, half, "encoder"), Line("two", half[:3], "skip")]
    curves = [LogLine(name, "encoder", (1, 2, 3), (0.9, 0.4, float("nan"))), LogLine("two", "skip", (1, 3), (0.8, 0.9))]
    rows = [Row(name, "fused", {"X(0,0)": 0.5}), Row("two", "encoder", {"X(0,0)": 0.4})]
    made = (
        seeds_figure(seeds, of("beside"), "seeds"),
        lines_figure(lines, of("point.squeeze"), "squeeze", at=3),
        lines_figure([Line(name, half, "fused")], of("point.rank"), "rank", 1e-16, 1e-5),
        gradients.gradients_figure(flows, ("0,0", "0,1"), (-4, -2), of("gradients.chart"), "gradients"),
        spectrum_figure(half, half[::-1], of("skips.cross"), "spectrum"),
        sigmoid_figure(-1.5, 0.1824, of("last.sigmoid"), "sigmoid"),
        params_figure([Weighed(name, 17), Weighed("two", 90_654_284_832)], of("last.dense"), "params"),
        reliability_figure(SAID, SAID**1.2, COUNTS, of("last.calibration"), "reliability"),
        blocks_figure(blocks, table, of("blocks.beside"), "blocks"),
        gates_figure((0.5, 0.9, 0.1), of("blocks.cbam"), "gates"),
        likeness_figure(rows, of("likeness"), "likeness"),
        log_figure(curves, [Mark(1, (1, 3), ((2, 0.4), (3, float("nan")))), Mark(2, (3, 3), ())], of("log"), "log"),
        trade_figure(points_of("nuclei"), of("trade"), "trade"),
    )
    return {chart.name: chart for chart in made}
