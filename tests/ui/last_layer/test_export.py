"""The export and the six mistakes as a script: controls, texts, questions first, records, bad links, both languages."""

from __future__ import annotations

import pytest
from scripts import TIMEOUT_S, codes, opened, pills, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.engine import engine
from unet_demo.core.last_layer.export import keras_unet, params_of, pytorch_unet
from unet_demo.core.last_layer.keras_bugs import BUGS, Bug
from unet_demo.core.last_layer.keras_record import said
from unet_demo.ui.frame.prose import catalogue

TEXT = catalogue("en")


def script() -> None:
    """Both sections alone, with choices and link as every page has them."""
    from unet_demo.ui.frame import choices
    from unet_demo.ui.last_layer.bugs import show_bugs
    from unet_demo.ui.last_layer.export import show_export

    choices.sync()
    show_export()
    show_bugs()


@pytest.fixture
def page() -> AppTest:
    engine.boot()
    return AppTest.from_function(script, default_timeout=TIMEOUT_S)


@pytest.mark.parametrize(
    ("query", "given"),
    [
        ({}, ((16, 32, 64, 128, 256), 1, 3)),
        ({"first": "64", "levels": "4", "classes": "2", "channels": "1"}, ((64, 128, 256, 512, 1024), 2, 1)),
        ({"first": "3", "levels": "1", "classes": "20"}, ((3, 6), 20, 3)),
        ({"first": "9999", "levels": "-1", "classes": "0", "channels": "2"}, ((16, 32, 64, 128, 256), 1, 3)),
    ],
)
def test_the_link_decides_the_net_and_a_bad_one_falls_back(
    page: AppTest, query: dict[str, str], given: tuple[tuple[int, ...], int, int]
) -> None:
    app = opened(page, **query)
    assert codes(app)[:2] == [each.strip() for each in (pytorch_unet(*given), keras_unet(*given))]


def test_the_head_changes_both_texts(page: AppTest) -> None:
    app = opened(page, first="4", levels="2")
    app.button_group(key="export_head").set_value("softmax").run()
    assert app.query_params["classes"] in ("2", ["2"])
    app.button_group(key="export_head").set_value("many").run()
    app.number_input(key="choice_classes").set_value(5).run()
    assert not app.exception
    assert codes(app)[:2] == [each.strip() for each in (pytorch_unet((4, 8, 16), 5, 3), keras_unet((4, 8, 16), 5, 3))]


def test_figures_wait_for_a_guess_and_then_the_code_has_been_run(page: AppTest) -> None:
    app = opened(page, first="4", levels="2")
    params = f"{params_of((4, 8, 16), 1, 3):,}"
    ran = TEXT["export.ran"].format(params=params, received="1×3×16×16", gave="1×1×16×16")
    assert ran not in texts(app)
    app.button(key="ask_export_show").click().run()
    assert not app.exception
    assert ran in texts(app)
    assert "| 8×16×2×2" not in texts(app)
    assert "| 16×8×2×2 | 2×2×8×16 |" in texts(app)
    assert "31,030,658" in texts(app)
    assert "python -m benchmarks.keras_unet" in texts(app)


def test_a_net_too_large_for_everybodys_memory_is_only_counted(page: AppTest) -> None:
    app = opened(page, first="128", levels="5")
    app.button(key="ask_export_show").click().run()
    assert not app.exception
    assert TEXT["export.too_large"].format(most="8,000,000") in texts(app)


def test_our_trained_weights_in_the_exported_code(page: AppTest) -> None:
    app = opened(page)
    app.button(key="export_trained").click().run()
    assert not app.exception
    assert "It is the same net." in texts(app)
    app.number_input(key="choice_first").set_value(8).run()
    assert TEXT["export.trained.other"].format(first=16, levels=4) in texts(app)


@pytest.mark.parametrize("bug", BUGS.values(), ids=lambda bug: bug.id)
def test_each_mistake_is_asked_before_it_is_shown(page: AppTest, bug: Bug) -> None:
    app = opened(page, bug=bug.id)
    assert bug.wrong in codes(app)
    assert bug.mend not in codes(app)
    wrong = next(option for option in bug.options if option != bug.answer)
    pills(app, f"ask_bug_{bug.id}_").set_value(wrong).run()
    assert not app.exception
    assert TEXT[f"export.ask.m_{bug.id}_{wrong}"] in texts(app)
    found = said(bug.id, "wrong")
    assert (found.raised or found.printed) in codes(app)
    assert bug.mend in codes(app)
    assert "python -m benchmarks.keras_bugs" in texts(app)


@pytest.mark.parametrize("bug", BUGS)
def test_each_mistake_in_chinese_without_answering(page: AppTest, bug: str) -> None:
    app = opened(page, bug=bug, lang="zh")
    app.button(key=f"ask_bug_{bug}_show").click().run()
    assert not app.exception
    assert catalogue("zh")[f"export.mend.{bug}"] in texts(app)
    assert BUGS[bug].mend in codes(app)


def test_another_window_and_another_side(page: AppTest) -> None:
    app = opened(page, bug="upsample")
    app.button(key="ask_bug_upsample_show").click().run()
    assert TEXT["export.live.uneven"].format(counts="1, 2, 4") in texts(app)
    app.button_group(key="bug_kernel").set_value(4).run()
    assert TEXT["export.live.even"].format(counts="4") in texts(app)
    app.button_group(key="choice_bug").set_value("size").run()
    app.button(key="ask_bug_size_show").click().run()
    assert "15" in texts(app)
    app.slider(key="bug_side").set_value(256).run()
    assert not app.exception
    assert TEXT["export.live.fits"].format(way="256 → 128 → 64 → 32 → 16") in texts(app)
