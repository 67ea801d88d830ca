"""The two lines of a mask, run as they are shown, give what the loss takes; nothing of the file is code."""

from __future__ import annotations

import ast

import numpy as np
import pytest
import torch
from masks import BANDS, DISC, GREY, ROWS, SAME, palette_of, transparent
from pictures import file_of, stack_of, tiff_of
from PIL import Image
from torch.nn import functional as F

from unet_demo.core.clinic.mask import targets
from unet_demo.core.clinic.mask.look import SHOWN_PX, look_of, made_of
from unet_demo.core.clinic.mask.samples import SAMPLES, drawn, sample
from unet_demo.core.clinic.mask.targets import LOSSES, Ran, Recipe, ran, recipe_of, shown_target, ways_of
from unet_demo.core.pictures.census import census
from unet_demo.core.pictures.colour_tables import voc_colour
from unet_demo.core.pictures.stored import stored_of

VOC = np.array([voc_colour(number) for number in range(11)], np.uint8)
FILES: dict[str, bytes] = {
    **{name: sample(name) for name in SAMPLES},
    **{f"disc as {name}": make() for name, make in SAME.items()},
    "classes": file_of(np.where(ROWS % 8 < 4, ROWS // 4 % 3, 0).astype(np.uint8)),
    "from one on": file_of((ROWS // 4 % 3 + 1).astype(np.uint8)),
    "with gaps": file_of(np.array([0, 100, 200], np.uint8)[ROWS // 4 % 3]),
    "table": file_of(VOC[BANDS]),
    "table in a palette": file_of(palette_of(BANDS)),
    "one hot": file_of(np.eye(3, dtype=np.uint8)[BANDS % 3] * 255),
    "planes": stack_of(GREY, 1 - GREY),
    "white is zero": tiff_of(255 - GREY * 255, photometric="miniswhite"),
    "one bit, white is zero": tiff_of(DISC),
    "transparent black": file_of(transparent((0, 0, 0))),
    "16 bit tiff": tiff_of((BANDS // 4).astype(np.uint16)),
    "two colours": file_of((VOC[GREY] + 3).astype(np.uint8)),
}


def tried(data: bytes, loss: str, way: str = "plain") -> tuple[Recipe, Ran]:
    recipe = recipe_of(census(data), loss, way)
    assert recipe is not None
    return recipe, ran(recipe, data)


@pytest.mark.parametrize("name", FILES)
def test_the_losses_of_torch_take_what_the_lines_make(name: str) -> None:
    for way in ways_of(census(FILES[name])):
        for loss in LOSSES:
            recipe, run = tried(FILES[name], loss, way)
            target = torch.from_numpy(run.after)
            assert str(target.dtype).endswith(recipe.dtype)
            logits = torch.zeros(1, recipe.classes, *target.shape[-2:])
            if loss == "cross_entropy":
                ignored = -100 if recipe.ignore_index is None else recipe.ignore_index
                assert F.cross_entropy(logits, target[None], ignore_index=ignored).isfinite()
                assert target[target != ignored].max() < recipe.classes
            else:
                assert target.shape == logits[0].shape
                assert 0 <= target.min() <= target.max() <= 1
                assert F.binary_cross_entropy_with_logits(logits, target[None]) == pytest.approx(np.log(2))


@pytest.mark.parametrize("name", [*(f"disc as {name}" for name in SAME), "transparent black", "one bit, white is zero"])
def test_every_file_of_one_truth_becomes_that_truth(name: str) -> None:
    recipe, run = tried(FILES[name], "bce")
    np.testing.assert_array_equal(run.after[0], DISC)
    np.testing.assert_array_equal(shown_target(recipe, run), DISC)
    _, turned = tried(FILES[name], "bce", "turned")
    np.testing.assert_array_equal(turned.after[0], ~DISC)


def test_samples_become_the_drawn_truth() -> None:
    for name in ("binary", "jpeg", "one_two", "rgba"):
        _, run = tried(sample(name), "cross_entropy")
        np.testing.assert_array_equal(run.after, drawn() > 0)
    _, smooth = tried(sample("smooth"), "cross_entropy")
    assert (smooth.after == (drawn() > 0)).mean() > 0.99
    _, palette = tried(sample("palette"), "cross_entropy")
    np.testing.assert_array_equal(palette.after, np.where(drawn() == 3, 1, drawn()))


def test_classes_keep_their_numbers_and_unknown_is_left_out() -> None:
    recipe, run = tried(sample("void"), "cross_entropy")
    assert (recipe.classes, recipe.ignore_index) == (4, 255)
    np.testing.assert_array_equal(run.after[run.after != 255], drawn()[run.after != 255])
    hot, made = tried(sample("void"), "dice")
    assert hot.has_known
    assert made.known is not None
    np.testing.assert_array_equal(made.known[0], run.after != 255)
    np.testing.assert_array_equal(made.after.sum(0), made.known[0])
    np.testing.assert_array_equal(shown_target(hot, made), run.after)


def test_colours_become_the_numbers_of_their_table_and_gaps_are_closed() -> None:
    recipe, run = tried(FILES["table"], "cross_entropy")
    np.testing.assert_array_equal(run.after, BANDS)
    assert recipe.classes == 21
    assert tried(FILES["with gaps"], "cross_entropy")[0].classes == 3
    _, counted = tried(FILES["from one on"], "cross_entropy")
    assert counted.values == (0, 1, 2)


@pytest.mark.parametrize("name", FILES)
def test_the_first_line_reads_what_was_counted(name: str) -> None:
    stored, counted = stored_of(FILES[name]), census(FILES[name])
    if counted.kind in ("alpha_mask", "planes"):
        return
    _, run = tried(FILES[name], "bce")
    np.testing.assert_array_equal(run.before, stored.tones if stored.has_tones else stored.numbers)


@pytest.mark.parametrize("name", FILES)
def test_the_lines_hold_numbers_and_our_own_words_only(name: str) -> None:
    recipe, _ = tried(FILES[name], "cross_entropy")
    names = {node.id for line in recipe.lines for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Name)}
    assert names <= {"mask", "target", "known", "np", "Image", "ImageSequence", "page", "colour"}
    assert recipe.lines[0].count('"mask.') == 1


def test_a_photograph_has_no_lines_and_an_unknown_loss_is_refused() -> None:
    noise = census(file_of(np.random.default_rng(0).integers(0, 256, (48, 64, 3)).astype(np.uint8)))
    assert ways_of(noise) == ()
    assert recipe_of(noise, "bce") is None
    with pytest.raises(ValueError, match="Got the loss 'focal'"):
        recipe_of(noise, "focal")


def test_what_pillow_reads_as_other_numbers_has_no_lines() -> None:
    deep = np.zeros((8, 8, 3), np.uint16)
    deep[2:5, 2:5] = (300, 20, 7)
    for data in (tiff_of(deep, photometric="rgb"), tiff_of(DISC.astype(np.float64))):
        assert recipe_of(census(data), "bce") is None
        assert ways_of(census(data)) == ()


def test_a_large_target_is_tried_on_fewer_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "MOST_NUMBERS", 1000)
    recipe, run = tried(FILES["classes"], "dice")
    assert run.step == 4
    assert run.after.shape == (recipe.classes, 16, 16)
    _, planes = tried(FILES["planes"], "bce")
    assert planes.step > 1
    assert planes.after.shape == planes.before.shape


def test_what_is_shown_is_small_and_makes_up_no_value() -> None:
    labels = np.kron(drawn(), np.ones((9, 9), np.uint8))
    look = look_of(file_of(labels))
    assert max(look.tones.shape) <= SHOWN_PX >= max(look.seen.shape)
    assert set(np.unique(look.tones)) == {0, 1, 2, 3}
    recipe = recipe_of(look.census, "cross_entropy", "classes")
    assert recipe is not None
    made = made_of(recipe, file_of(labels))
    assert (made.shape, made.before_dtype, made.dtype, made.values) == (labels.shape, "uint8", "int64", (0, 1, 2, 3))
    assert max(made.label.shape) <= SHOWN_PX


def test_a_transparent_mask_is_drawn_by_its_transparency() -> None:
    np.testing.assert_array_equal(look_of(file_of(transparent((0, 0, 0)))).tones, DISC * 255)
    assert look_of(file_of(Image.fromarray(DISC))).tones.max() == 1
