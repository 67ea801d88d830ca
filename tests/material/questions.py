"""What every question of every lesson has to have, and the way past it."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from unet_demo.core.lessons.ask import Ask
from unet_demo.core.lessons.told import Told
from unet_demo.ui.frame.prose import catalogue


def holds(ask: Ask, lang: str, prefix: str) -> None:
    """An answer among the options, words for all of it, and a mistake behind each wrong option."""
    words = catalogue(lang)
    values = {name: "…" if isinstance(each, Told) else each for name, each in ask.values.items()}
    assert ask.answer in ask.options
    assert set(ask.mistakes) == set(ask.options) - {ask.answer}
    assert len(set(ask.options)) == len(ask.options) >= 2
    for name in (ask.kind, f"{ask.kind}_why", *ask.mistakes.values()):
        assert "{" not in words[f"{prefix}.{name}"].format(**values)
    for option in ask.options:
        assert not option.islower() or words[f"{prefix}.is_{option}"]


def ways_past(app: AppTest) -> list[Any]:
    """The buttons that show figures without an answer, one for each question that still hides some."""
    return [each for each in app.button if str(each.key).endswith("_show")]
