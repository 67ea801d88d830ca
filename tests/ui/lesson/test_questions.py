"""Every place is as likely for the right answer, on every page, and another question is another one."""

from __future__ import annotations

import ast
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from unet_demo.core.lessons.places import placed
from unet_demo.core.nets.design import Design
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.plan import plan_of
from unet_demo.ui.unet import question
from unet_demo.ui.unet.question import question_of

UI = Path(question.__file__).parents[1]


@pytest.mark.parametrize("kind", ["unet", "unetpp"])
@pytest.mark.parametrize("depth", [2, 3, 4])
def test_the_u_asks_about_another_node_each_time(kind: str, depth: int) -> None:
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
        pills = app.get("button_group")[0]
        answer = str(pills.key).rsplit("_", 1)[1]
        kinds.append(answer)
        places[list(pills.options).index(answer)] += 1
        app.button(key="ask_test_next").click().run()
    assert all(a != b for a, b in pairwise(kinds))
    assert set(places) == {0, 1, 2}


def test_every_question_draws_the_places_of_its_answers() -> None:
    """Pills whose answer is met by right or wrong show their options as `placed` has drawn them."""
    for path in UI.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        asks = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call) and _is_guess(node)]
        for call in asks:
            options = ast.unparse(call.args[1])
            assert "placed" in options or options in {"quiz.options", "offered"}, path.name


def _is_guess(call: ast.Call) -> bool:
    """Whether this draws pills under the words "…ask.answer" or "…question.choose"."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "pills" and call.args):
        return False
    label = ast.unparse(call.args[0])
    return "answer" in label or "question.choose" in label
