"""Questions about blocks, CBAM and whole nets; every number in them is counted from the lists of operations."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.one_by_one.blocks.steps import Form, Kind, Window
from unet_demo.core.one_by_one.blocks.unet import unet_with
from unet_demo.core.one_by_one.blocks.zoo import WINDOW, block_of, in_points, narrow_pair, plain_of

WIDE = 256  # channels of ResNet-50's first bottlenecks
SEEN: tuple[Kind, ...] = ("double", "bottleneck", "inception", "cbam")
LIGHT: tuple[Kind, ...] = ("single", "bottleneck", "small", "separable")


def window_text(sees: Window | None, whole: str) -> str:
    """ "5×5", or the word for the whole map."""
    return whole if sees is None else f"{sees[0]}×{sees[1]}"


@cache
def about_blocks() -> list[Ask]:
    """What a bottleneck saves, which block sees least, which is lightest, and what three channels do to a small one."""
    return [_fewer(), _window(), _lightest(), _three()]


def about_cbam(channels: int, divide: int) -> list[Ask]:
    """What CBAM adds to these maps, and what fourteen channels do to it."""
    return [_adds(channels, divide), _fourteen()]


def about_net(height: int, width: int) -> list[Ask]:
    """What separable convolutions save in a whole net, and how much of a net with VGG16's encoder is the encoder."""
    return [_total(height, width), _encoder(height, width)]


def _numbers(kind: str, values: Mapping[str, str], answer: str, wrong: Mapping[str, str]) -> Ask:
    """A question with numbers to choose from, the smallest first; a wrong one that reads like the answer is dropped."""
    mistakes = {text: mistake for text, mistake in wrong.items() if text != answer}
    options = sorted({answer, *mistakes}, key=lambda text: float(text.replace(",", "").rstrip("%")))
    return Ask(kind, {**values, "answer": answer}, tuple(options), answer, mistakes)


def _form(kind: Kind, into: int, out: int) -> Form:
    return Form(kind, into, out, 8, 8)


def _fewer() -> Ask:
    narrow = block_of(_form("bottleneck", WIDE, WIDE))
    plain, one = plain_of(narrow.form), block_of(_form("single", WIDE, WIDE))
    pair, middle = narrow_pair(narrow.form), WIDE // narrow.form.by
    wrong = {
        f"{pair.weights / narrow.weights:.1f}": "m_pair",
        f"{WIDE / middle:.1f}": "m_quarter",
        f"{one.weights / narrow.weights:.1f}": "m_one",
    }
    values = {"wide": str(WIDE), "middle": str(middle), "few": f"{narrow.weights:,}", "many": f"{plain.weights:,}"}
    values["points"] = f"{in_points(narrow):,}"
    return _numbers("fewer", values, f"{plain.weights / narrow.weights:.1f}", wrong)


def _window() -> Ask:
    found = {kind: block_of(_form(kind, 64, 64)).sees for kind in SEEN}
    answer = min((kind for kind in SEEN if found[kind] is not None), key=lambda kind: found[kind] or (0, 0))
    wrong = {"double": "m_stack", "inception": "m_five", "cbam": "m_squeeze", "bottleneck": "m_three"}
    values: dict[str, str] = {kind: window_text(found[kind], "∞") for kind in SEEN if found[kind] is not None}
    return Ask("window", values, SEEN, answer, {kind: wrong[kind] for kind in SEEN if kind != answer})


def _lightest() -> Ask:
    found = {kind: block_of(_form(kind, 64, 128)).weights for kind in LIGHT}
    answer = min(LIGHT, key=lambda kind: found[kind])
    values: dict[str, str] = {kind: f"{weights:,}" for kind, weights in found.items()}
    return Ask("lightest", values, LIGHT, answer, {kind: f"m_light_{kind}" for kind in LIGHT if kind != answer})


def _three() -> Ask:
    by = _form("small", 64, 3).by
    return Ask(
        "three", {"by": str(by)}, ("build", "forward", "rounds"), "forward", {"build": "m_build", "rounds": "m_rounds"}
    )


def _adds(channels: int, divide: int) -> Ask:
    block = block_of(Form("cbam", channels, channels, 8, 8, divide))
    hidden, spatial = channels // divide, 2 * WINDOW**2
    both = block.params
    wrong = {
        f"{both - channels * hidden:,}": "m_half",
        f"{both + 2 * channels * hidden:,}": "m_twice",
        f"{9 * channels * channels:,}": "m_conv",
    }
    values = {"channels": str(channels), "divide": str(divide), "hidden": str(hidden), "spatial": str(spatial)}
    return _numbers("adds", values, f"{both:,}", wrong)


def _fourteen() -> Ask:
    return Ask("fourteen", {}, ("error", "half", "one"), "half", {"error": "m_linear", "one": "m_ones"})


def _total(height: int, width: int) -> Ask:
    plain, light = (unet_with(kind, "plain", height, width) for kind in ("double", "separable"))
    blocks = (plain.params - plain.up_params) / (light.params - light.up_params)
    wrong = {f"{blocks:.1f}": "m_blocks", f"{plain.macs / light.macs:.1f}": "m_work"}
    wrong |= {f"{3 * 3:.1f}": "m_nine"}
    values = {"many": f"{plain.params:,}", "few": f"{light.params:,}", "up": f"{light.up_params:,}"}
    values["share"] = f"{light.up_params / light.params:.0%}"
    return _numbers("total", values, f"{plain.params / light.params:.1f}", wrong)


def _encoder(height: int, width: int) -> Ask:
    plain, light = (unet_with(kind, "vgg", height, width) for kind in ("double", "bottleneck"))
    work = sum(part.macs for part in light.nodes if not part.node.col) / light.macs
    share = {name: f"{whole.encoder_params / whole.params:.0%}" for name, whole in (("was", plain), ("now", light))}
    wrong = {share["was"]: "m_before", "50%": "m_two_halves", f"{work:.0%}": "m_macs"}
    values = {"encoder": f"{light.encoder_params:,}", "all": f"{light.params:,}", **share}
    return _numbers("encoder", values, share["now"], wrong)
