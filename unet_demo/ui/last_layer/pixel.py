"""From the features of one pixel to its answer: the sum, the logit, sigmoid or softmax, and two channels for one."""

from __future__ import annotations

import numpy as np
import streamlit as st

from unet_demo.core.engine.subject import Key
from unet_demo.core.last_layer import door, records
from unet_demo.core.last_layer.quiz import about_pixel
from unet_demo.core.last_layer.records import Identities, Last, PixelAnswer
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import display_copy
from unet_demo.ui.components.drawing import show_drawing
from unet_demo.ui.components.spot import show_spot
from unet_demo.ui.frame import choices
from unet_demo.ui.frame.prose import T, unfilled, words_of
from unet_demo.ui.frame.section import section
from unet_demo.ui.frame.session_cache import remembered
from unet_demo.ui.last_layer.net import last_in_view, start_pixel, tiny
from unet_demo.ui.lesson.ask import show_ask
from unet_demo.ui.lesson.chart import show_chart, source_word
from unet_demo.ui.lesson.class_name import class_name
from unet_demo.ui.lesson.code_that_ran import show_code
from unet_demo.ui.lesson.net_switch import net_in_view
from unet_demo.ui.lesson.picture_and_net import lesson_picture
from unet_demo.ui.lesson.spine import act, question
from unet_demo.ui.lesson.table import md_table
from unet_demo.viz.kit.maps import picture_uri
from unet_demo.viz.kit.sum import Term, number, sum_drawing
from unet_demo.viz.last_layer.sigmoid import sigmoid_figure
from unet_demo.viz.last_layer.softmax import ClassScore, softmax_drawing

SHOWN_PX = 480
TOLERANCE = 1e-4
_CROSS = "_last_cross"


@section("last.pixel")
def show_pixel_answer() -> None:
    """A pixel to choose, its features times the weights, and what becomes of the sum."""
    st.header(T("last.pixel.title"), anchor=False)
    st.session_state.pop(_CROSS, None)  # the whole page is made anew: so is the cross
    _show_pixel()


@st.fragment
@section("last.pixel")
def _show_pixel() -> None:
    found = last_in_view()
    if found is None:
        return
    last, mark = found
    same = _identities(mark)
    channels, classes = last.weight.shape[1], last.weight.shape[0]
    counts = {"node": str(last.node), "channels": channels, "classes": classes, "params": classes * channels + classes}
    st.markdown(T("last.pixel.text", **counts))
    pixel = records.pixel_of(last, *start_pixel(last), same.twin)
    with question("pixel"):
        seen = show_ask(about_pixel(pixel), "ask_last_pixel", "last.ask")
    left, right = act("pixel").columns([5, 7], gap="large")
    with left:
        _show_place(last, mark, pixel)
    with right:
        _show_sum(pixel)
    if not seen:
        st.caption(T("last.pixel.guess"))
        return
    if classes == 1:
        _show_sigmoid(pixel)
        _show_two(pixel, same, last)
    else:
        _show_softmax(pixel, same, last)


def _identities(mark: Key) -> Identities:
    task, build, picture = choices.get("task"), net_in_view(), lesson_picture()
    return remembered("last_same", mark, lambda: door.identities_of(task, picture, build))


def _show_place(last: Last, mark: Key, pixel: PixelAnswer) -> None:
    """The picture with the pixel; what it is told stays the same while only the visitor moves the cross."""
    picture, at, kept = lesson_picture(), (pixel.row, pixel.col), st.session_state.get(_CROSS)
    if kept is None or kept[0] != mark or kept[2] != at:
        turn = st.session_state["_last_turn"] = st.session_state.get("_last_turn", 0) + 1
        st.session_state[_CROSS] = kept = (mark, (*at, turn), at)
    uri = remembered("last_picture", mark, lambda: picture_uri(display_copy(picture, 256), SHOWN_PX))
    words = {"label": T("last.pixel.spot"), "at": T("word.at", row="{row}", col="{col}")}
    show_spot(uri, last.size, kept[1], words, _take, key="last_spot")
    st.caption(T("last.pixel.chosen", row=pixel.row, col=pixel.col))


def _take(row: int, col: int) -> None:
    """A pixel chosen by the visitor: the cross is there already, so the browser is not told of it."""
    if kept := st.session_state.get(_CROSS):
        st.session_state[_CROSS] = (*kept[:2], (row, col))
    choices.put("pixel", f"{row}.{col}")


def _show_sum(pixel: PixelAnswer) -> None:
    """The logit of the one class, or of the likeliest, as the sum it is; ticked against the net's own number."""
    chosen = int(pixel.logits.argmax())
    name = class_name(choices.get("task"), chosen)
    st.markdown(f"**{T('last.pixel.sum_of', name=name)}**")
    terms: list[Term] = [("", T("word.bias"), float(pixel.bias[chosen]))]
    formulas = {}
    for channel, product in enumerate(pixel.products[chosen]):
        term = T("last.pixel.channel", channel=channel)
        terms.append(("fused", term, float(product)))
        weight, feature = float(pixel.weight[chosen, channel]), float(pixel.features[channel])
        formulas[term] = f"{number(feature)} × {number(weight)}"
    total, own = float(pixel.sums[chosen]), float(pixel.logits[chosen])
    words = {name: T(f"last.pixel.{name}") for name in ("sum", "parts", "term", "product", "fused")}
    words |= {"rest": unfilled("last.pixel.rest")}
    words["alt"] = T("last.pixel.sum_alt", name=name, logit=number(own), count=len(terms) - 1)
    drawn = sum_drawing(terms, total, words, formulas)
    show_drawing(drawn.markup, drawn.alt, "last_sum", drawn.rows, T("word.as_table"))
    gap = abs(total - own)
    agrees = gap <= TOLERANCE * max(1.0, abs(own))
    tick = f":{'green' if agrees else 'red'}[**{'✓' if agrees else '✗'}**]"
    st.markdown(
        f"{tick} {T('last.pixel.agrees' if agrees else 'last.pixel.differs', logit=number(own), gap=tiny(gap))}"
    )


def _show_sigmoid(pixel: PixelAnswer) -> None:
    """The one logit on the curve, and in the formula."""
    logit, p = float(pixel.logits[0]), float(pixel.probability[0])
    st.subheader(T("last.sigmoid.title"), anchor=False)
    left, right = st.columns([6, 6], gap="large", vertical_alignment="center")
    words = {name: T(f"last.sigmoid.{name}") for name in ("x", "y", "logit", "probability")}
    words |= {"alt": T("last.sigmoid.alt", logit=number(logit), p=f"{p:.4f}"), "source": source_word("live")}
    with left:
        show_chart(sigmoid_figure(logit, p, words, "sigmoid"), "sigmoid")
    power = number(float(np.exp(-logit)))
    right.latex(rf"\sigma(z)=\frac{{1}}{{1+e^{{-z}}}}=\frac{{1}}{{1+{_tex(power)}}}={p:.4f}")
    right.markdown(T("last.sigmoid.text", logit=number(logit), p=f"{p:.4f}", percent=f"{p:.1%}"))


def _tex(text: str) -> str:
    """A number as `number` writes it, for a formula: 1.20e+05 as a power of ten."""
    mantissa, _, power = text.replace("−", "-").partition("e")
    return rf"{mantissa}\cdot 10^{{{int(power)}}}" if power else mantissa


def _show_two(pixel: PixelAnswer, same: Identities, last: Last) -> None:
    """The same answer from two channels and a softmax, as in 2015; and why a softmax over one channel says nothing."""
    assert pixel.two is not None
    zero, one = pixel.two
    powers = np.exp(np.array([zero, one]) - max(zero, one))
    shares = powers / powers.sum()
    st.subheader(T("last.two.title"), anchor=False)
    st.markdown(T("last.two.text"))
    rows = [
        (T("last.two.background"), number(zero), f"{powers[0]:.4f}", f"{shares[0]:.4f}"),
        (class_name(choices.get("task"), 0), number(one), f"{powers[1]:.4f}", f"{shares[1]:.4f}"),
        (T("last.two.difference"), f"**{number(one - zero)}**", "", f"σ = **{float(pixel.probability[0]):.4f}**"),
    ]
    st.markdown(md_table([T(f"last.two.{name}") for name in ("channel", "logit", "power", "softmax")], rows))
    pixels = f"{last.size[0] * last.size[1]:,}"
    st.markdown(T("last.two.gap", pixels=pixels, gap=tiny(same.pair_gap), changed=f"{same.changed_px:,}"))
    channels = last.weight.shape[1]
    st.markdown(T("last.two.cost", one=channels + 1, two=2 * channels + 2))
    low, high = same.lone
    st.markdown(T("last.two.lone", low=f"{low:g}", high=f"{high:g}"))
    show_code("code_twin_of", "core/last_layer/layer.py", "twin_of", "identities_of")


def _show_softmax(pixel: PixelAnswer, same: Identities, last: Last) -> None:
    """Every class's logit and probability at the pixel, and what holds on the whole picture."""
    task = TASKS[choices.get("task")]
    st.subheader(T("last.softmax.title"), anchor=False)
    st.markdown(T("last.softmax.text", classes=task.outputs))
    powers = np.exp(pixel.logits.astype(np.float64) - float(pixel.logits.max()))
    scores = [
        ClassScore(
            id, class_name(task.id, at), float(pixel.logits[at]), float(powers[at]), float(pixel.probability[at])
        )
        for at, id in enumerate(task.classes)
    ]
    words = words_of("last.softmax.", ("class", "logit", "power", "probability", "sum"))
    best = max(scores, key=lambda each: each.probability)
    words["alt"] = T("last.softmax.alt", name=best.name, p=f"{best.probability:.2f}")
    drawn = softmax_drawing(scores, words)
    show_drawing(drawn.markup, drawn.alt, "last_softmax", drawn.rows, T("word.as_table"))
    pixels = f"{last.size[0] * last.size[1]:,}"
    gaps = {"sum": tiny(same.sum_gap), "shift": tiny(same.shift_gap), "pair": tiny(same.pair_gap)}
    st.markdown(T("last.softmax.gaps", pixels=pixels, changed=f"{same.changed_px:,}", **gaps))
    show_code("code_identities_of", "core/last_layer/layer.py", "identities_of")
