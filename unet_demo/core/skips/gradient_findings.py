"""What measured gradients allow to be said: each finding is a prose id with its figures, and only where they carry it.

"More" and "less" are said where the one rule tells the nets apart, by the logarithms of their gradients seed by seed;
where it does not, that is the finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from unet_demo.core.scoring import rule
from unet_demo.core.skips.records import Flows
from unet_demo.core.training.flow import Flow

ARRIVES, FADES = 0.1, 0.01  # first block over last block: "nothing fades" from here on, "it fades" down from here
NAMES: dict[rule.Word, str] = {"ahead": "more", "behind": "less", "untold": "same"}
TINY = 1e-30  # a gradient may be too small to be told from 0, and 0 has no logarithm
Finding = tuple[str, dict[str, float | str]]  # prose id, and what stands in it: figures, or the kind of net


def smallest(flows: Flows) -> str:
    """The kind whose first block gets the smallest gradient before training, by the middle seed."""
    return min(flows.begun, key=lambda flow: flow.middle[0]).kind


def findings(flows: Flows, other: Flows | None = None) -> list[Finding]:
    """What the nets that have just begun show; `other` holds the same nets with weights drawn by the other rule."""
    by = {flow.kind: flow for flow in flows.begun}
    concat, none, add, sigmoid = (by[kind] for kind in ("concat", "none", "add", "sigmoid"))
    deepest = max(range(len(concat.nodes)), key=lambda at: concat.nodes[at].row)
    found = [
        _fading(none),
        _between("skips", concat, none, 0),
        _between("add", add, concat, 0),
        _between("deep", concat, none, deepest),
        _between("sigmoid", sigmoid, none, 0, {"below": _factor(concat, sigmoid)}),
    ]
    if other is not None and {flows.start, other.start} == {"he", "default"}:
        he, default = (flows, other) if flows.start == "he" else (other, flows)
        drawn, unasked = (next(flow for flow in each.begun if flow.kind == "none") for each in (he, default))
        found.append(_between("start", drawn, unasked, 0))
    return [*found, _verdict([id for id, _ in found])]


def trained_findings(trained: Sequence[Flow]) -> list[Finding]:
    """What the trained nets show: shares alone are compared, since sizes fall with the loss."""
    found: list[Finding] = []
    by = {flow.kind: flow for flow in trained}
    for flow in trained:
        share = flow.shares[0]
        id = "arrives" if share >= ARRIVES else "fades" if share <= FADES else "between"
        found.append((id, {"net": flow.kind, "share": share, "loss": flow.losses[0]}))
    if "concat" in by and "none" in by:
        both = [by[kind].shares[0] for kind in ("concat", "none")]
        id = "alike" if max(both) < 10 * min(both) else "apart"
        found.append((id, {"concat": both[0], "none": both[1]}))
    return found


def _fading(none: Flow) -> Finding:
    """What is left at the first block, in sizes of the last, where there is no skip to help."""
    low, high = min(none.shares), max(none.shares)
    id = "none_arrives" if low >= ARRIVES else "none_fades" if high <= FADES else "none_between"
    return id, {"low": low, "high": high}


def _between(name: str, one: Flow, two: Flow, at: int, more: dict[str, float | str] | None = None) -> Finding:
    """Block number `at` of two nets: `name`_more, _less or _same, with the factor between the middle seeds (>= 1)."""
    large, small = max(one.middle[at], two.middle[at]), min(one.middle[at], two.middle[at])
    factor = large / small if small else float("inf")  # a gradient may be too small to be told from 0
    id = NAMES[rule.of_training(*([log(max(row[at], TINY)) for row in each.values] for each in (one, two))).word]
    return f"{name}_{id}", {"one": one.middle[at], "two": two.middle[at], "factor": factor, **(more or {})}


def _factor(large: Flow, small: Flow) -> float:
    return large.middle[0] / small.middle[0] if small.middle[0] else float("inf")


def _verdict(found: Sequence[str]) -> Finding:
    """The sentence that sums the others up, where they point one way."""
    if "none_arrives" in found and "skips_more" not in found and "sigmoid_less" in found:
        return "verdict_nothing_to_cure", {}
    if "none_fades" in found and "skips_more" in found and "start_more" in found:
        return "verdict_two_cures", {}
    if "skips_more" in found:
        return "verdict_skips_help", {}
    return "verdict_open", {}
