"""The sentence that the one rule allows of two nets, in the visitor's language, with its intervals."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from unet_demo.core.lessons.told import Told, study_told
from unet_demo.core.scoring.compare import studied
from unet_demo.core.scoring.rule import Gap, Units
from unet_demo.ui.frame.prose import T, sentences


def in_words(values: Mapping[str, object]) -> dict[str, object]:
    """Values for a text, each Told among them as its sentence."""
    return {name: told_text(each) if isinstance(each, Told) else each for name, each in values.items()}


def show_study(study: str, pair: tuple[str, str], id: str) -> None:
    """What a stored study says of two of its variants, in the text `id`, with its command; nothing while it is none."""
    nets, command = studied(study)
    for said in study_told(study, pair).values():
        st.markdown(T(id, seeds=len(nets[pair[0]].seeds), told=told_text(said)))
        st.caption(T("word.stored", command=command))


def told_text(told: Told) -> str:
    """Who is ahead, or that they are not told apart and why; the better one is named first."""
    verdict, flip = told.verdict, told.word == "behind"
    names = {"one": told.one, "other": told.other}
    one, other = (T(f"rule.net.{name}", **told.values.get(side, {})) for side, name in names.items())
    if flip:
        one, other = other, one
    spans = {unit: _span(told, unit, gap, flip) for unit, gap in verdict.over.items() if gap.low is not None}
    both = T("rule.both", **spans) if len(spans) == 2 else "".join(spans.values())
    shown = [T("rule.spans", spans=both)] if spans else []
    gap = _amount(told, abs(verdict.mean))
    if not verdict.why:
        return sentences(T("rule.ahead", one=one, other=other, gap=gap), *shown)
    return sentences(T("rule.untold", one=one, other=other, gap=gap), *shown, _why(told))


def _why(told: Told) -> str:
    verdict = told.verdict
    unit: Units = "pictures" if verdict.why in ("pictures", "few_pictures") else "seeds"
    gap = verdict.over[unit]
    why = "one_seed" if verdict.why == "few_seeds" and gap.n == 1 else verdict.why
    if gap.seen is not None and why == unit:
        return T(f"rule.why.{why}", seen=_amount(told, gap.seen))
    return T(f"rule.why.{why}", n=gap.n, odds=2 ** max(0, gap.n - 1))


def _span(told: Told, unit: Units, gap: Gap, flip: bool) -> str:
    low, high = (gap.low or 0.0), (gap.high or 0.0)
    ends = (-high, -low) if flip else (low, high)
    return T(f"rule.over_{unit}", low=_signed(told, ends[0]), high=_signed(told, ends[1]), n=gap.n)


def _amount(told: Told, value: float) -> str:
    return T(f"rule.{told.unit}", gap=_number(told, value), score=T(f"rule.score.{told.score}"))


def _signed(told: Told, value: float) -> str:
    text = _number(told, abs(value))
    return text if value >= 0 or not float(text) else f"−{text}"


def _number(told: Told, value: float) -> str:
    """A gap in points to the first decimal, to the second where it is smaller; as it is to the third."""
    if told.unit == "plain":
        return f"{value:.3f}" if value >= 0.0005 or not value else f"{value:.4f}"
    return f"{100 * value:.1f}" if value >= 0.0005 or not value else f"{100 * value:.2f}"
