"""Questions about what crosses a bridge and what burning one does; answers come from the figures of the net in view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.nets.grid import Architecture, Node, reaches
from unet_demo.core.scoring.score import Burning

if TYPE_CHECKING:
    from unet_demo.core.skips.crossing import Crossing

ALIKE = 0.05  # shares of variance that are nearer than this are called equal


def about_crossing(found: Sequence[Crossing]) -> list[Ask]:
    """What can be read off the two stacks, what either sees, and which has more energy at fine scale."""
    top, low = found[0], found[-1]
    asks = []
    readable = [each for each in found if each.skip.detail is not None and each.up.detail is not None]
    if readable:
        asks.append(_reads(readable[0]))
    asks.append(_sees(top, low))
    asks.append(_weave(max(found, key=lambda each: abs(each.up.fine - each.skip.fine))))
    if top.skip.answer is not None and top.up.answer is not None:
        asks.append(_answers(top))
    return asks


def _which(kind: str, skip: float, up: float, values: Mapping[str, str], wrong: Mapping[str, str]) -> Ask:
    answer = "alike" if abs(skip - up) < ALIKE else "skip" if skip > up else "up"
    options = ("skip", "up", "alike")
    mistakes = {option: wrong.get(option, f"m_{kind}") for option in options if option != answer}
    return Ask(kind, {**values, "skip": f"{skip:.0%}", "up": f"{up:.0%}"}, options, answer, mistakes)


def _reads(level: Crossing) -> Ask:
    assert level.skip.detail is not None
    assert level.up.detail is not None
    skip, up = max(0.0, level.skip.detail), max(0.0, level.up.detail)
    return _which("reads", skip, up, {"row": str(level.row)}, {"up": "m_high", "alike": "m_same"})


def _weave(level: Crossing) -> Ask:
    wrong = {"skip": "m_smooth", "alike": "m_same_energy"}
    return _which("weave", level.skip.fine, level.up.fine, {"row": str(level.row)}, wrong)


def _answers(level: Crossing) -> Ask:
    assert level.skip.answer is not None
    assert level.up.answer is not None
    return _which("answers", max(0.0, level.skip.answer), max(0.0, level.up.answer), {"row": str(level.row)}, {})


def _sees(top: Crossing, low: Crossing) -> Ask:
    """How large a window one number of the top skip sees; the wrong ones are a single window, and the other stack's."""
    (height, width), other = top.skip.sees, top.up.sees
    wrong = {"3×3": "m_one", f"{other[0]}×{other[1]}": "m_up", f"{low.skip.sees[0]}×{low.skip.sees[1]}": "m_low"}
    answer = f"{height}×{width}"
    mistakes = {text: mistake for text, mistake in wrong.items() if text != answer}
    values = {"up": f"{other[0]}×{other[1]}", "row": str(low.row), "low": f"{low.skip.sees[0]}×{low.skip.sees[1]}"}
    order = sorted((answer, *mistakes), key=lambda text: int(text.split("×")[0]))
    return Ask("sees", {**values, "answer": answer}, tuple(order), answer, mistakes)


def about_burning(net: Architecture, alone: Sequence[Burning], whole: Burning) -> list[Ask]:
    """Which row matters most, how little runs again, and where the new errors lie; `alone` is each row zeroed alone."""
    asks = [_most(alone), _behind(net, min(1, net.depth - 1))]
    worst = max(range(len(alone)), key=lambda row: alone[row].changed_px)
    if whole.score is not None and alone[worst].changed_px:
        asks.append(_where(worst, alone[worst], whole))
    return asks


def _most(alone: Sequence[Burning]) -> Ask:
    changed = [each.changed_px for each in alone]
    answer = changed.index(max(changed))
    mistakes = {str(row): "m_deep" if row == len(alone) - 1 else "m_row" for row in range(len(alone)) if row != answer}
    values = {"pixels": f"{changed[answer]:,}", "least": f"{min(changed):,}", "least_row": str(_least(changed))}
    return Ask("most", {**values, "row": str(answer)}, tuple(map(str, range(len(alone)))), str(answer), mistakes)


def _least(changed: list[int]) -> int:
    return len(changed) - 1 - changed[::-1].index(min(changed))


def _behind(net: Architecture, row: int) -> Ask:
    joins = [node for node in net.nodes if node.col and node.row == row]
    again = sum(any(reaches(net, join, node) for join in joins) for node in net.nodes)
    decoder = sum(node.col > 0 for node in net.nodes)
    wrong = {str(len(net.nodes)): "m_all", str(decoder): "m_decoder", "0": "m_none"}
    mistakes = {text: mistake for text, mistake in wrong.items() if text != str(again)}
    values = {"row": str(row), "all": str(len(net.nodes)), "again": str(again), "node": str(Node(row, net.depth - row))}
    return Ask("behind", values, tuple(sorted((str(again), *mistakes), key=int)), str(again), mistakes)


def _where(row: int, burnt: Burning, whole: Burning) -> Ask:
    """Whether a pixel near a border of the truth is likelier to have gone wrong than one far from it."""
    assert burnt.score is not None
    assert whole.score is not None
    near = max(0, burnt.score.near - whole.score.near) / max(1, burnt.score.near_of)
    far = max(0, burnt.score.far - whole.score.far) / max(1, burnt.score.far_of)
    answer = "both" if abs(near - far) < ALIKE else "near" if near > far else "far"
    mistakes = {option: f"m_where_{answer}" for option in ("near", "far", "both") if option != answer}
    values = {"row": str(row), "near": f"{near:.0%}", "far": f"{far:.0%}"}
    return Ask("where", values, ("near", "far", "both"), answer, mistakes)
