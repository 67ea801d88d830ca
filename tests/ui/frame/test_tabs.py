"""A tab's memory: found again by its key, by nobody else, for ten minutes, within its bytes; and what a page says."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine.store import Store
from unet_demo.core.pictures.images import Picture, picture_of
from unet_demo.core.pictures.readings import readings_of, without_data
from unet_demo.ui.frame import choices, tabs
from unet_demo.ui.frame.choices import HELD
from unet_demo.ui.frame.tabs import KEEP_S, Brought, Tab, TruthFile

WHOLE = {"lang": "en", "depth": "2", "threshold": "0.5", "overlay": "0.6", "task": "nuclei"}
EARLIER = {"depth": "1", "threshold": 0.7, "net": "unetpp", "picture": None}


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Nothing remembered yet, and a clock to turn."""
    clock = Clock()
    monkeypatch.setattr(tabs, "_tabs", store_of(clock))
    return clock


def store_of(clock: Clock) -> Store[str, Tab]:
    return Store(
        KEEP_S, 3000, lambda tab: tab.bytes, Tab.empty, clock, is_seen=lambda tab: tabs._is_seen(tab), lighten=Tab.empty
    )


def mine(side: int = 20) -> Picture:
    return picture_of(np.arange(side * side, dtype=np.uint8).reshape(side, side), "mine.png")


def kept(session: str = "gone") -> Tab:
    """A tab that was closed, with a picture in view and choices made."""
    tab = Tab(
        session=session, choices=dict(EARLIER), brought=Brought(mine()), source="upload", widgets={"vote_5": "yes"}
    )
    tab.known.append(dict(WHOLE))
    tabs._tabs.put(tab.key, tab)
    return tab


def page(key: str, kind: str) -> None:
    import streamlit as st

    from unet_demo.ui.frame import choices

    choices.sync()
    st.session_state["anew"] = choices.hear(key, kind)
    st.text(choices.tab().key)
    st.json(choices.as_query())


def heard(key: str, kind: str = "reload", **query: str) -> AppTest:
    """A new session whose tab says this."""
    app = AppTest.from_function(page, default_timeout=20, args=(key, kind))
    for name, text in query.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    return app


def tab_of(app: AppTest) -> Tab:
    tab: Tab = app.session_state["_tab"]
    return tab


def test_a_reload_finds_everything(clock: Clock) -> None:
    tab = kept()
    app = heard(tab.key + HELD, **WHOLE)
    assert tab_of(app) is tab
    assert app.session_state["anew"]
    assert app.session_state["vote_5"] == "yes"
    assert dict(app.query_params)["depth"] in ("1", ["1"])
    assert "picture" not in app.query_params
    assert not tab.lost


def test_coming_back_from_elsewhere_restores_the_entry_and_the_picture_stays(clock: Clock) -> None:
    tab = kept()
    heard(tab.key, "back_forward", **WHOLE, picture="smear")
    assert (tab.choices["depth"], tab.choices["net"], tab.choices["picture"]) == ("2", "unet", None)


def test_a_link_wins_on_arrival_for_what_it_names(clock: Clock) -> None:
    tab = kept()
    heard(tab.key, "navigate", depth="3", picture="crowded")
    assert (tab.choices["depth"], tab.choices["threshold"], tab.choices["picture"]) == ("3", 0.7, "crowded")
    assert tab.brought is not None


def test_a_lost_connection_begins_where_it_was(clock: Clock) -> None:
    tab = kept()
    heard(tab.key, "again", depth="3")
    assert tab.choices == tab.choices | EARLIER


def test_after_ten_minutes_nothing_is_left_and_the_page_is_told(clock: Clock) -> None:
    tab = kept()
    clock.now = KEEP_S + 1
    app = heard(tab.key + HELD, **WHOLE)
    assert tab_of(app) is not tab
    assert tab.brought is None
    assert tab_of(app).lost
    assert dict(app.query_params)["picture"] in ("big", ["big"])


@pytest.mark.parametrize("key", ["junk", "x" * 32 + HELD, "<script>", "../../etc", "\x00" * 32, "é" * 32])
def test_a_damaged_or_foreign_key_brings_nothing_and_the_page_is_told(clock: Clock, key: str) -> None:
    tab = kept()
    app = heard(key)
    assert tab_of(app) is not tab
    assert tab_of(app).lost


@pytest.mark.parametrize(
    ("query", "lost"), [(WHOLE, True), (WHOLE | {"picture": "smear"}, False), ({"depth": "2"}, False)]
)
def test_without_storage_the_link_tells_whether_a_picture_is_missed(
    clock: Clock, query: dict[str, str], lost: bool
) -> None:
    assert tab_of(heard("", "reload", **query)).lost == lost


def test_a_first_visit_misses_nothing_and_a_key_of_a_tab_that_brought_nothing_neither(clock: Clock) -> None:
    app = heard("", "navigate")
    assert not tab_of(app).lost
    assert not app.session_state["anew"]
    assert not tab_of(heard(tab_of(app).key[::-1])).lost


def test_a_duplicated_tab_gets_a_copy_of_its_own(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    tab = kept("another")
    monkeypatch.setattr(tabs, "_is_open", lambda _: True)
    copy = tab_of(heard(tab.key, **WHOLE))
    assert copy is not tab
    assert copy.key != tab.key
    assert copy.brought is not None
    assert copy.brought.picture is tab.brought.picture  # type: ignore[union-attr]
    copy.choices["depth"] = "4"
    assert tab.choices["depth"] == "1"


def test_open_tabs_are_seen_and_closed_ones_go(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    left, open_ = kept(), kept("open")
    monkeypatch.setattr(tabs, "server", object)
    monkeypatch.setattr(tabs, "_is_open", lambda tab: tab.session == "open")
    for clock.now in range(0, 1800, 100):
        tabs._tabs.sweep()
    assert left.brought is None
    assert open_.brought is not None


def late(key: str) -> None:
    import streamlit as st

    from unet_demo.ui.frame import choices

    choices.sync()
    choices.give_up()
    st.session_state["lost"] = choices.tab().lost
    choices.hear(key, "reload")


def test_a_word_that_comes_late_is_taken_all_the_same(clock: Clock) -> None:
    tab = kept()
    app = AppTest.from_function(late, default_timeout=20, args=(tab.key,))
    for name, text in WHOLE.items():
        app.query_params[name] = text
    app.run()
    assert app.session_state["lost"]
    assert tab_of(app) is tab
    assert not tab.lost


def test_a_closed_tab_keeps_what_was_brought_and_lets_go_of_what_can_be_made_anew(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = kept()
    tab.made["slot"] = "large"
    tabs._tabs.sweep()
    assert tab.made, "without a server there is nobody who could close it"
    monkeypatch.setattr(tabs, "server", object)
    monkeypatch.setattr(tabs, "_is_open", lambda _: False)
    tabs._tabs.sweep()
    assert tab.made == {}
    assert tab.brought is not None


def test_the_bytes_are_bounded_and_who_loses_is_told(clock: Clock) -> None:
    first = kept()
    for _ in range(8):
        kept()
    assert tabs._tabs.bytes() <= 3000
    assert first.brought is None
    assert first.lost


def brings_again() -> None:
    import numpy as np

    from unet_demo.core.pictures.images import picture_of
    from unet_demo.ui.frame import choices, visit

    choices.sync()
    visit.bring(picture_of(np.zeros((30, 30), np.uint8), "next.png"))


def test_who_lost_a_picture_for_its_bytes_keeps_the_rest_and_brings_another(clock: Clock) -> None:
    tab = kept()
    for _ in range(8):
        kept()
    assert tab.brought is None
    assert tabs.claimed(tab.key) is tab
    assert (tab.choices["depth"], tab.widgets) == ("1", {"vote_5": "yes"})
    app = AppTest.from_function(brings_again, default_timeout=20)
    app.session_state["_tab"] = tab
    app.run()
    assert tab.brought is not None
    assert not tab.lost
    assert tabs._tabs.bytes() >= 900


def test_what_is_given_back_is_set_anew_even_where_it_still_stands() -> None:
    """The browser shows a widget's value only when it is set; what it had it has forgotten with the page."""
    held = {"answer": "3×3"}
    app = AppTest.from_function(give_back, default_timeout=20, args=(held,))
    app.session_state["answer"] = None
    app.run()
    assert app.session_state["answer"] == "3×3"


def wishes() -> None:
    import streamlit as st

    from unet_demo.ui.frame import widgets

    st.session_state.update(_slot_number=3, _done=1, answer="3×3", _reveal_wanted="doctor", _unheard="oh")
    held: dict[str, object] = {}
    widgets.keep(held)
    del st.session_state["_done"], st.session_state["answer"]
    widgets.keep(held)
    st.session_state["held"] = held


def test_a_wish_that_was_met_is_not_kept_and_what_went_with_its_page_is() -> None:
    app = AppTest.from_function(wishes, default_timeout=20).run()
    assert not app.exception
    assert app.session_state["held"] == {"_slot_number": 3, "answer": "3×3"}


def give_back(held: dict[str, str]) -> None:
    from unet_demo.ui.frame import widgets

    widgets.restore(held)


def test_keys_are_random_and_long_and_never_in_the_url(clock: Clock) -> None:
    app = heard("", "navigate")
    key = tab_of(app).key
    assert tabs.is_key(key)
    assert len({Tab().key for _ in range(1000)}) == 1000
    assert key not in str(dict(app.query_params))


def test_every_event_a_browser_can_name_is_known() -> None:
    assert {"navigate", "reload", "back_forward", "again"} == set(choices.EVENTS)


def test_the_file_of_a_truth_counts_and_is_held_by_a_copy_of_the_tab_too(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabs, "_is_open", lambda _: True)
    tab = kept("another")
    assert tab.brought is not None
    before, labels = tab.bytes, np.zeros((20, 20), np.uint8)
    file = io.BytesIO()
    Image.fromarray(labels).save(file, "PNG")
    readings = without_data(readings_of(file.getvalue(), "nuclei"))
    key = "nuclei", tab.brought.picture.key
    tab.brought.files[key] = TruthFile("truth.png", file.getvalue(), readings, "pieces")
    assert tab.bytes == before + len(file.getvalue())
    mine_again = tabs.claimed(tab.key)
    assert mine_again is not None
    assert mine_again.brought is not None
    assert mine_again is not tab
    assert mine_again.brought.files.pop(key).chosen == "pieces"
    assert key in tab.brought.files
