"""A time taken in a busy moment says so on the page, and is taken again a few times."""

from __future__ import annotations

import pytest
from scripts import texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine, timing
from unet_demo.core.engine.timing import PAUSES_S, Times
from unet_demo.core.pruning import door
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue
from unet_demo.ui.lesson import moments

IN_EVERY_LANGUAGE = pytest.mark.parametrize("lang", LANGUAGES)


def script(lang: str, quiet: bool) -> None:
    import streamlit as st

    from unet_demo.ui.frame import choices
    from unet_demo.ui.lesson import moments

    choices.put("lang", lang)
    moments.show_repeated("slot", "mark", quiet, lambda: None)
    st.markdown("." + moments.once(quiet))


def shown(lang: str, quiet: bool, **state: object) -> str:
    app = AppTest.from_function(script, kwargs={"lang": lang, "quiet": quiet})
    for name, value in state.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return texts(app)


@IN_EVERY_LANGUAGE
def test_a_quiet_time_says_nothing(lang: str) -> None:
    assert shown(lang, True) == "."


@IN_EVERY_LANGUAGE
def test_a_marked_time_says_that_it_will_be_taken_again_and_not_for_ever(lang: str) -> None:
    words = catalogue(lang)
    said = shown(lang, False)
    assert words["moment.again"] in said
    assert words["moment.once"] in said
    last = shown(lang, False, _repeated_slot=("mark", len(moments.PAUSES_S)))
    assert words["moment.stays"] in last
    assert words["moment.again"] not in last
    assert words["moment.again"] in shown(lang, False, _repeated_slot=("another", len(moments.PAUSES_S)))


def costs(marked: frozenset[int], repeats: int) -> str:
    def page(marked: frozenset[int], repeats: int) -> None:
        from unet_demo.core.engine.timing import Times
        from unet_demo.ui.lesson.moments import show_marked

        show_marked(Times({1: 2.0, 2: 3.0, 3: 1179.0, 4: 920.0}, 5, True, marked, repeats))

    app = AppTest.from_function(page, kwargs={"marked": marked, "repeats": repeats}).run()
    assert not app.exception
    return texts(app)


def test_the_marked_depths_are_named() -> None:
    words = catalogue("en")
    assert costs(frozenset(), 0) == ""
    assert costs(frozenset({3, 4}), 0) == words["moment.again_heads"].format(heads="L3, L4")
    assert costs(frozenset({3}), len(PAUSES_S)) == words["moment.stays_heads"].format(heads="L3")


def test_polling_ends() -> None:
    marked = frozenset({3})
    assert moments._stage(Times({}, 0, False)) == moments.POLL_S
    assert moments._stage(Times({3: 1.0}, 5, True, marked)) == moments.REPEAT_POLL_S
    assert moments._stage(Times({3: 1.0}, 5, True, marked, len(timing.PAUSES_S))) is None
    assert moments._stage(Times({3: 1.0}, 5, True)) is None


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every time was taken while other work ran; nothing is measured."""
    engine.boot()
    ms = {1: 3.0, 2: 8.0, 3: 1179.0, 4: 920.0}
    times = Times(ms, timing.PASSES, True, frozenset({3, 4}))
    monkeypatch.setattr(timing, "times_of", lambda key, again=False: times)
    monkeypatch.setattr(timing, "watched", lambda key: times)
    trap = door.Trap(2, 50.0, 60.0, 15, 6, True, 5, False)
    monkeypatch.setattr(door, "trap_of", lambda task, picture, depth: trap)


def pruning(lang: str) -> None:
    import streamlit as st

    from unet_demo.ui.frame import choices
    from unet_demo.ui.pruning.depth import show_depth
    from unet_demo.ui.pruning.trade import show_trade
    from unet_demo.ui.pruning.trap import show_trap

    choices.put("lang", lang)
    for slot in ("ask_depth", "ask_trap", "ask_trade"):
        st.session_state[f"_{slot}_seen"] = True
    show_depth()
    show_trap()
    show_trade()


@IN_EVERY_LANGUAGE
@pytest.mark.usefixtures("busy")
def test_times_of_a_busy_moment_stand_apart_on_the_page(lang: str) -> None:
    """Named in the table, drawn in no line, compared in no sentence."""
    app = AppTest.from_function(pruning, kwargs={"lang": lang}, default_timeout=120).run()
    assert not app.exception
    said, words = texts(app), catalogue(lang)
    assert words["moment.busy"].format(ms="1179") in said
    assert "8 ms |" in said
    assert words["moment.again_heads"].format(heads=LANGUAGES[lang].punctuated("L3, L4")) in said
    assert words["moment.again"] in said
    assert (
        words["trade.noisy"].format(times=LANGUAGES[lang].punctuated("L1 3 ms, L2 8 ms, L3 1179 ms, L4 920 ms")) in said
    )
    assert words["prune.trap.faster"].split("{")[0] not in said
