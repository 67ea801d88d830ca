"""What every page needs of the browser's tab: its memory's key, its language, its address. Draws nothing.

The key is held in the tab's sessionStorage and handed over when a session begins.

The browser answers each `ask` once with {key, kind, blocked}: the key it kept ("" for none), and how the tab came here,
"navigate", "reload", "back_forward" (PerformanceNavigationTiming.type), or "again" after a lost connection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from unet_demo.ui.components import script_of
from unet_demo.ui.frame.section import callback

_tab = st.components.v2.component("unet_demo_tab", js=script_of("tab/tab.js"))
MOST_CHARS = 80


@callback
def _heard() -> None:
    """Nothing is to be done before the run that follows: it reads the word itself."""


def ask_tab(
    ask: str, key: str, lang: str, query: str, loud: Sequence[str], words: Mapping[str, str] | None = None
) -> tuple[str, str] | None:
    """What the tab answered to this `ask`: (key, kind); None before it has. With "" it is only told to keep `key`.

    An address whose query lacks one of the names in `loud` gets `query` in its place: no step of the history, and none
    of the work that Streamlit's own way to set it makes of the whole page. `lang` is the tag of the page's language,
    `words` what Streamlit's own English words are in it; "{name}" stands for what may be between.
    """
    pairs = [list(pair) for pair in (words or {}).items()]
    data = {"ask": ask, "key": key, "lang": lang, "query": query, "loud": list(loud), "words": pairs}
    word = _tab(data=data, key="tab", on_word_change=_heard).get("word")
    if not ask or not isinstance(word, dict) or word.get("ask") != ask:
        return None
    return str(word.get("key", ""))[:MOST_CHARS], str(word.get("kind", ""))
