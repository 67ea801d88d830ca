"""The section on masks as a script: a sample at once, files of one's own, what is refused, both languages."""

from __future__ import annotations

import numpy as np
import pytest
from masks import DISC, GREY
from pictures import file_of, png_claiming, ramp
from scripts import codes, elements, opened, texts
from streamlit.testing.v1 import AppTest

from unet_demo.core.clinic.mask.samples import SAMPLES
from unet_demo.core.clinic.mask.targets import LOSSES
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

TEXT = catalogue("en")


def page() -> None:
    from unet_demo.ui.clinic.mask import show_mask
    from unet_demo.ui.frame import choices

    choices.sync()
    show_mask()


def section(**query: str) -> AppTest:
    return opened(AppTest.from_function(page, default_timeout=60), **query)


def bring(app: AppTest, *files: tuple[str, bytes], key: str = "mask_files_0") -> AppTest:
    given = [(name, data, "image/png") for name, data in files]
    app.file_uploader(key=key).set_value(given if key == "mask_files_0" else given[0])
    app.run()
    assert not app.exception
    return app


def drawings(app: AppTest) -> int:
    return sum(each.proto.component_name == "unet_drawing" for each in elements(app, "bidi_component"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sample_is_counted_before_anything_is_brought(lang: str) -> None:
    app = section(lang=lang)
    said = texts(app)
    first = catalogue(lang)["mask.judged.binary"].split("{")[0]
    assert first in said
    assert "uint8 (96, 128) → float32 (1, 96, 128)" in said
    assert "target = (mask > 0)[None].astype(np.float32)" in codes(app)[0]
    assert drawings(app) == 1
    assert not app.error


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("loss", LOSSES)
def test_every_sample_has_its_two_lines_for_every_loss(name: str, loss: str) -> None:
    app = AppTest.from_function(page, default_timeout=60)
    app.session_state["mask_sample"], app.session_state["mask_loss"] = name, loss
    app = opened(app)
    assert codes(app)[0].count("\n") == 1
    assert codes(app)[0].splitlines()[1].startswith("target")
    assert ("int64" if loss == "cross_entropy" else "float32") in codes(app)[0]


def test_the_loss_and_the_meaning_change_the_lines() -> None:
    app = section()
    app.segmented_control(key="mask_loss").set_value("cross_entropy").run()
    assert codes(app)[0].endswith("target = (mask > 0).astype(np.int64)")
    app.segmented_control(key="mask_way").set_value("turned").run()
    assert codes(app)[0].endswith("target = (~(mask > 0)).astype(np.int64)")


def test_ones_own_mask_takes_the_place_of_the_sample() -> None:
    app = bring(section(), ("<b>mine</b>.png", file_of(GREY + 1)))
    assert TEXT["mask.judged.one_two"].split("{")[0] in texts(app)
    assert "mask == 2" in codes(app)[0]
    assert "<b>" not in codes(app)[0]


def test_several_masks_are_compared_and_their_names_are_no_markup() -> None:
    labels = GREY.copy()
    labels[:4] = 7
    app = bring(section(), ("one.png", file_of(GREY)), ("**two**|.png", file_of(labels)), ("three.png", file_of(GREY)))
    table = next(each.value for each in app.markdown if TEXT["mask.apart.lacks"] in each.value)
    rows = table.splitlines()[2:]
    assert len(rows) == 3
    assert r"\*\*two\*\*" in rows[1]
    assert "| 7 |" in rows[1]
    assert all(row.endswith("| 7 |") for row in (rows[0], rows[2]))
    app.selectbox(key="mask_shown").set_value(1).run()
    assert not app.exception


def test_masks_that_are_alike_are_said_to_be() -> None:
    app = bring(section(), ("one.png", file_of(GREY)), ("two.png", file_of(GREY.T.copy())))
    assert any("2" in each.value for each in app.success)
    assert not any(TEXT["mask.apart.lacks"] in each.value for each in app.markdown)


def test_what_is_refused_is_named_and_the_rest_goes_on() -> None:
    bad = {"empty.png": b"", "bomb.png": png_claiming(9000, 9000), "<i>cut</i>.png": file_of(ramp())[:90]}
    app = bring(section(), *bad.items(), ("good.png", file_of(GREY)))
    assert len(app.error) == 3
    assert not any("<i>" in each.value or "Traceback" in each.value for each in app.error)
    assert TEXT["mask.judged.binary"].split("{")[0] in texts(app)


def test_only_bad_files_show_only_why() -> None:
    app = bring(section(), ("cut.png", file_of(ramp())[:90]))
    assert len(app.error) == 1
    assert drawings(app) == 0


@pytest.mark.parametrize("value", [0, 255])
@pytest.mark.parametrize("side", [1, 9])
def test_one_value_and_one_pixel(value: int, side: int) -> None:
    app = bring(section(), ("flat.png", file_of(np.full((side, side), value, np.uint8))))
    assert TEXT["mask.judged.flat"].split("{")[0] in texts(app)
    assert not app.error


def test_a_photograph_gets_no_lines() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (48, 64, 3)).astype(np.uint8)
    app = bring(section(), ("photo.png", file_of(noise)))
    assert [each.value for each in app.warning] == [TEXT["mask.target.none"]]
    assert drawings(app) == 1


def test_the_picture_has_to_have_the_size_of_the_mask() -> None:
    app = bring(section(), ("mask.png", file_of(DISC[:48].astype(np.uint8))))
    bring(app, ("picture.png", file_of(ramp(48, 64))), key="mask_picture_0")
    assert len(app.success) == 1
    bring(app, ("picture.png", file_of(ramp(64, 48))), key="mask_picture_0")
    assert [each.value for each in app.error] == [
        TEXT["mask.turned_size"].format(truth_width=64, truth_height=48, width=48, height=64)
    ]
    bring(app, ("picture.png", file_of(ramp(10, 20))), key="mask_picture_0")
    assert "64 × 48" in app.error[0].value
    assert "20 × 10" in app.error[0].value


def test_too_many_files_are_told_and_the_first_are_looked_at() -> None:
    app = bring(section(), *((f"{at}.png", file_of(GREY)) for at in range(10)))
    assert len(app.warning) == 1
    assert len(app.selectbox(key="mask_shown").options) == 8


def test_what_the_tab_remembers_of_another_mask_is_put_right() -> None:
    app = AppTest.from_function(page, default_timeout=60)
    for key in ("mask_sample", "mask_loss", "mask_way"):
        app.session_state[key] = "<b>"
    assert len(codes(opened(app))) >= 1
