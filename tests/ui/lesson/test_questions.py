"""Every place is as likely for the right answer, on every page, and another question is another one."""

from __future__ import annotations

import ast
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from questions import ways_past
from scripts import elements, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.lessons.places import placed
from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Architecture, Kind
from unet_demo.core.nets.plan import plan_of
from unet_demo.ui.unet import question
from unet_demo.ui.unet.question import question_of

UI = Path(question.__file__).parents[1]


@pytest.mark.parametrize("kind", ["unet", "unetpp"])
@pytest.mark.parametrize("depth", [2, 3, 4])
def test_the_u_asks_about_another_node_each_time(kind: Kind, depth: int) -> None:
    plan = plan_of(Design(Architecture(kind, 3, tuple(16 * 2**row for row in range(depth + 1)), 1), 64, 64))
    asked = [question_of(plan, seed) for seed in range(60)]
    assert all(a.node != b.node for a, b in pairwise(asked))
    slots = [f"answer_{seed}_{kind}_{depth}" for seed in range(60)]
    places = Counter(placed(sorted(q.answers), slot).index(q.answer) for q, slot in zip(asked, slots, strict=True))
    assert set(places) >= {0, 1, 2}
    assert max(places.values()) < 36  # of 60


def page() -> None:
    from unet_demo.core.lessons.ask import Ask
    from unet_demo.ui.lesson.ask import show_ask

    ask = Ask("sees", {"row": "0", "up": "9×9", "low": "5×5", "answer": "7×7"}, ("3×3", "5×5", "7×7"), "7×7",
              {"3×3": "m_one", "5×5": "m_low"})  # fmt: skip
    other = Ask("behind", {"row": "0", "all": "9", "again": "4", "node": "X(0,4)"}, ("0", "4", "9"), "4",
                {"0": "m_none", "9": "m_all"})  # fmt: skip
    show_ask([ask, ask, other], "ask_test")


def test_a_section_goes_on_to_a_question_that_differs_and_draws_its_places() -> None:
    app = AppTest.from_function(page).run()
    app.button(key="ask_test_show").click().run()
    kinds, places = [], Counter[int]()
    for _ in range(24):
        assert not app.exception
        pills = app.button_group[0]
        answer = str(pills.key).rsplit("_", 1)[1]
        kinds.append(answer)
        places[list(pills.options).index(answer)] += 1
        app.button(key="ask_test_next").click().run()
    assert all(a != b for a, b in pairwise(kinds))
    assert set(places) == {0, 1, 2}


def test_every_question_draws_the_places_of_its_answers() -> None:
    """Where answers are met by right or wrong, `choose` has drawn their places: nobody else uses its words."""
    users = {
        path.name
        for path in UI.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and str(node.value).startswith("ask.") and node.value != "ask."
    }
    assert users == {"ask.py"}


def parts() -> None:
    import streamlit as st

    from unet_demo.ui.lesson.ask import choose, may_see, show_next, show_question, show_verdict

    with st.container(key="asked"):
        show_question("how many?")
        given = choose(["one", "two", "three"], "given", "a seed", str.upper)
        if given is not None:
            show_verdict("because", None if given == "two" else f"not {given}")
            show_next("on", lambda: st.session_state.update(went=1))
        if may_see("asked", given):
            st.write("figures")


@pytest.fixture
def app() -> AppTest:
    found = AppTest.from_function(parts).run()
    assert not found.exception
    return found


def pills(app: AppTest) -> Any:
    return elements(app, "button_group")[0]


def test_an_answer_is_met_and_lets_the_figures_show_for_good(app: AppTest) -> None:
    assert list(pills(app).options) == [each.upper() for each in placed(["one", "two", "three"], "a seed")]
    assert "figures" not in texts(app)
    pills(app).set_value("one").run()
    assert "not one" in app.warning[0].value
    assert "because" in app.warning[0].value
    assert "figures" in texts(app)
    pills(app).set_value("two").run()
    assert (len(app.success), len(app.warning)) == (1, 0)
    app.button(key="on").click().run()
    assert app.session_state["went"] == 1
    pills(app).set_value(None).run()
    assert not app.success
    assert "figures" in texts(app)
    assert ways_past(app) == []


def test_the_figures_can_be_seen_without_an_answer(app: AppTest) -> None:
    (button,) = ways_past(app)
    assert button.key == "asked_show"
    button.click().run()
    assert not app.exception
    assert "figures" in texts(app)
    assert not app.success
    assert not app.warning
    assert ways_past(app) == []


def test_every_question_that_hides_figures_has_a_way_past() -> None:
    engine.boot()
    app = AppTest.from_file(str(UI.parents[1] / "app.py"), default_timeout=120).switch_page("pages/skips.py").run()
    slots = ["ask_cross", "ask_burn", "gradients", "survival", "crop", "kinds"]
    assert [str(each.key) for each in ways_past(app)] == [f"{slot}_show" for slot in slots]
    for slot in ("crop", "kinds"):
        app.button(key=f"{slot}_show").click().run()
        assert not app.exception
    assert [str(each.key) for each in ways_past(app)] == [f"{slot}_show" for slot in slots[:4]]
