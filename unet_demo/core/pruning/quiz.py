"""Questions about pruning, answered by the grid of the net in view: blocks, parameters, work, what stays the same."""

from __future__ import annotations

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.lessons.told import Told
from unet_demo.core.nets.grid import Architecture, macs_at, needed, params_at
from unet_demo.core.pruning.trade import SIDE_PX

WORSE = {"little_worse": 0.5, "worse": 2.0}  # up to so many points of score


def about_depth(net: Architecture, height: int, width: int) -> list[Ask]:
    """What a depth less saves more of, and how many blocks run at a depth, on the way back, on the way down."""
    return [_shares(net, height, width), _fresh(net, 2), _back(net), _deeper(net)]


def about_proof() -> list[Ask]:
    """What pruning leaves as it was: outputs of shallower heads; and what it does not: gradients in training."""
    apart = Ask("apart", {}, ("zero", "small", "large"), "zero", {"small": "m_rounding", "large": "m_retrain"})
    train = Ask("train", {}, ("same", "differ"), "differ", {"same": "m_forward"})
    return [apart, train]


def about_trap(net: Architecture) -> list[Ask]:
    """What reading a shallow head of the full pass costs."""
    full, two = len(needed(net, net.depth)), len(needed(net, 2))
    wrong = {str(two): "m_read", str(two + 1): "m_read", "1": "m_head"}
    values = {"full": str(full), "two": str(two)}
    return [Ask("trap", values, tuple(sorted((str(full), *wrong), key=int)), str(full), wrong)]


def about_trade(net: Architecture, deep: Told | None, less: float, full: float) -> list[Ask]:
    """What the depth before the deepest costs in score, `less` beside `full`; and how much work L1 takes.

    The first is asked where the one rule was asked of the two heads, deepest first, and its answer follows from that.
    """
    return [*([] if deep is None else [_worth(net, deep, less, full)]), _saved(net, SIDE_PX, SIDE_PX)]


def _worth(net: Architecture, deep: Told, less: float, full: float) -> Ask:
    points = 100 * deep.verdict.mean
    lost = next((name for name, most in WORSE.items() if points < most), "far_worse")
    answer = {"ahead": lost, "behind": "better", "untold": "untold"}[deep.word]
    options = ("better", "untold", *WORSE, "far_worse")
    at = options.index(answer)
    mistakes = {each: f"m_worth_{'more' if options.index(each) > at else 'less'}" for each in options if each != answer}
    if answer == "untold":
        mistakes = dict.fromkeys(mistakes, "m_worth_told")
    elif "untold" in mistakes:
        mistakes["untold"] = "m_worth_untold"
    values = {"less": f"{less:.4f}", "full": f"{full:.4f}", "depth": str(net.depth), "before": str(net.depth - 1)}
    return Ask("worth", {**values, "told": deep}, options, answer, mistakes)


def _fresh(net: Architecture, depth: int) -> Ask:
    blocks, every = len(needed(net, depth)), len(net.nodes)
    wrong = {str(depth): "m_one_a_row", str(every): "m_all", str(2 * depth + 1): "m_unet"}
    mistakes = {text: mistake for text, mistake in wrong.items() if text != str(blocks)}
    values = {"depth": str(depth), "blocks": str(blocks), "all": str(every)}
    return Ask("fresh", values, tuple(sorted((str(blocks), *mistakes), key=int)), str(blocks), mistakes)


def _back(net: Architecture) -> Ask:
    """From the deepest head back to a shallow one: nothing runs."""
    two = len(needed(net, 2))
    wrong = {str(two): "m_again", "1": "m_one"}
    values = {"deep": str(net.depth), "two": str(two)}
    return Ask("back", values, tuple(sorted(("0", *wrong), key=int)), "0", wrong)


def _deeper(net: Architecture) -> Ask:
    """From L2 to L3: the missing diagonal."""
    two, three = len(needed(net, 2)), len(needed(net, 3))
    missing = three - two
    wrong = {str(three): "m_fresh", "1": "m_one", str(len(net.nodes) - two): "m_rest"}
    mistakes = {text: mistake for text, mistake in wrong.items() if text != str(missing)}
    values = {"missing": str(missing), "three": str(three), "two": str(two)}
    return Ask("deeper", values, tuple(sorted((str(missing), *mistakes), key=int)), str(missing), mistakes)


def _shares(net: Architecture, height: int, width: int) -> Ask:
    """What one depth less saves more of: parameters or work."""
    params = params_at(net, net.depth - 1) / params_at(net, net.depth)
    macs = macs_at(net, net.depth - 1, height, width) / macs_at(net, net.depth, height, width)
    answer = "params" if params < macs else "macs"
    mistakes = {option: f"m_{option}" for option in ("params", "macs", "alike") if option != answer}
    values = {"params": f"{1 - params:.1%}", "macs": f"{1 - macs:.1%}", "depth": str(net.depth - 1)}
    return Ask("shares", values, ("params", "macs", "alike"), answer, mistakes)


def _saved(net: Architecture, height: int, width: int) -> Ask:
    """How much of the work L1 still takes."""
    share = macs_at(net, 1, height, width) / macs_at(net, net.depth, height, width)
    right, quarter = f"{share:.0%}", f"{1 / net.depth:.0%}"
    params = f"{params_at(net, 1) / params_at(net, net.depth):.0%}"
    wrong = {quarter: "m_proportional", params: "m_parameters", "50%": "m_half"}
    mistakes = {text: mistake for text, mistake in wrong.items() if text != right}
    order = tuple(sorted((right, *mistakes), key=lambda text: int(text.rstrip("%"))))
    return Ask("saved", {"share": right, "params": params}, order, right, mistakes)
