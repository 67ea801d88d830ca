"""The frame of every page: language, menu, links, and that nothing heavy is loaded for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.ui.frame import frame
from unet_demo.ui.frame.prose import catalogue

HOUSE = Path(__file__).resolve().parents[3]


@pytest.fixture
def front(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The front page with an engine that never wakes: what a visitor sees first."""
    monkeypatch.setattr(frame, "preload", lambda: None)
    monkeypatch.setattr(engine, "ready", lambda: False)
    return AppTest.from_file(str(HOUSE / "app.py"), default_timeout=30)


def words_of(app: AppTest) -> str:
    return "\n".join([*(each.value for each in app.markdown), *(each.proto.body for each in app.get("html"))])


def test_the_first_language_is_the_browsers(front: AppTest) -> None:
    front.context = {"locale": "zh-TW"}
    front.run()
    assert not front.exception
    assert catalogue("zh")["front.hero.title"] in words_of(front)
    assert front.query_params["lang"] == "zh"


def test_a_language_we_do_not_speak_becomes_english(front: AppTest) -> None:
    front.context = {"locale": "fr-FR"}
    assert catalogue("en")["front.hero.title"] in words_of(front.run())


def test_the_switch_changes_every_word_and_the_link(front: AppTest) -> None:
    front.run()
    front.sidebar.segmented_control[0].set_value("zh").run()
    words = words_of(front)
    assert not front.exception
    assert catalogue("zh")["front.hero.title"] in words
    assert catalogue("en")["front.hero.title"] not in words
    assert front.query_params["lang"] == "zh"


def test_the_menu_links_open_rooms_only_and_announces_the_others(front: AppTest) -> None:
    front.run()
    linked = {each.proto.page for each in front.sidebar.get("page_link")}
    assert linked == {Path(room.path).stem.replace("app", "") for room in frame.ROOMS if room.is_open}
    words = words_of(front)
    for room in frame.ROOMS:
        announced = f"{catalogue('en')[f'frame.rooms.{room.id}.name']}</b> <i>" in words
        assert announced == (not room.is_open)


def test_links_carry_what_they_are_about_and_never_a_copy_of_memory(front: AppTest) -> None:
    front.query_params["depth"] = "2"
    front.run()
    assert {each.proto.query_string for each in front.get("page_link")} == {""}


def test_an_unknown_room_is_an_error() -> None:
    with pytest.raises(KeyError):
        frame.open_page("cellar")


def test_the_front_page_paints_without_torch() -> None:
    script = (
        "import sys\nfrom unet_demo.ui.frame import frame\nframe.preload = lambda: None\n"
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('app.py', default_timeout=60).run()\nassert not app.exception, app.exception\n"
        "assert app.header\nassert 'torch' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=HOUSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
