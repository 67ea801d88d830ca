"""A truth means the same in every file it is kept in; what could mean the opposite is asked; the task decides."""

from __future__ import annotations

import numpy as np
import pytest
from masks import ASKED, BANDS, COLS, DISC, GREY, ROWS, SAME, palette_of, smooth, transparent
from numpy.typing import NDArray
from pictures import file_of, png_claiming
from PIL import Image

from unet_demo.core.nets.tasks import TASKS, UNKNOWN, VOID, known_target_of, target_of
from unet_demo.core.pictures.colour_tables import STREET, TABLES, voc_colour
from unet_demo.core.pictures.decode import PictureError
from unet_demo.core.pictures.images import picture_of, read_truth
from unet_demo.core.pictures.readings import readings_of, truth_of, without_data
from unet_demo.core.scoring.metrics import iou

PICTURE = picture_of(np.zeros((64, 64), np.uint8))


def truth(data: bytes, task: str = "nuclei", reading: str = "") -> NDArray[np.uint16]:
    labels = read_truth(data, PICTURE, task, reading).truth
    assert labels is not None
    return labels


def refused(data: bytes, task: str) -> PictureError:
    with pytest.raises(PictureError) as caught:
        readings_of(data, task)
    return caught.value


@pytest.mark.parametrize("task", ["nuclei", "cats"])
@pytest.mark.parametrize("kind", SAME)
def test_one_truth_is_read_alike_from_every_file(kind: str, task: str) -> None:
    np.testing.assert_array_equal(truth(SAME[kind](), task) > 0, DISC)
    assert readings_of(SAME[kind](), task).options[0].objects == 1


@pytest.mark.parametrize("resampling", [Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS])
def test_a_smooth_edge_is_cut_at_half_and_no_shade_is_an_object(resampling: Image.Resampling) -> None:
    read = truth(file_of(smooth(resampling)))
    assert read.max() == 1
    assert iou(read > 0, DISC) > 0.95


@pytest.mark.parametrize("kind", ASKED)
def test_what_could_mean_the_opposite_is_asked_and_the_likelier_stands_first(kind: str) -> None:
    data = ASKED[kind]()
    with pytest.raises(PictureError) as caught:
        read_truth(data, PICTURE)
    assert (caught.value.code, caught.value.values) == ("truth_ask", {"count": 2})
    first, second = readings_of(data, "nuclei").options
    np.testing.assert_array_equal(truth(data, reading=first.id) > 0, DISC)
    np.testing.assert_array_equal(truth(data, reading=second.id) > 0, ~DISC)
    assert first.share == pytest.approx(DISC.mean())
    assert readings_of(data, "nuclei").chosen("no reading") is None


def test_every_mask_can_be_turned_round() -> None:
    for make in SAME.values():
        np.testing.assert_array_equal(truth(make(), reading="turned") > 0, ~DISC)


def test_one_nucleus_of_more_than_half_the_picture_is_asked_even_where_it_leaves_the_border() -> None:
    holes = np.ones((64, 64), np.uint8)
    holes[:16, ::2] = 0
    assert readings_of(file_of(holes), "nuclei").asks
    assert not readings_of(file_of(holes), "cats").asks  # one cat may fill a picture


@pytest.mark.parametrize("value", [0, 1])
def test_one_value_only(value: int) -> None:
    data = file_of(np.full((64, 64), value, np.uint8))
    assert readings_of(data, "nuclei").asks == bool(value)
    assert readings_of(data, "membranes").asks  # membrane everywhere, or nowhere


def test_membranes_are_black_lines_and_asked_where_most_is_black() -> None:
    lines = np.where((ROWS % 9 < 2) | (COLS % 9 < 2), 0, 255).astype(np.uint8)
    np.testing.assert_array_equal(truth(file_of(lines), "membranes") == 0, lines == 0)
    turned = readings_of(file_of(255 - lines), "membranes")
    assert turned.asks
    np.testing.assert_array_equal(turned.options[0].labels() == 0, lines == 0)


@pytest.mark.parametrize("task", ["nuclei", "cats", "membranes"])
def test_255_beside_small_labels_is_unknown_and_counts_in_no_score(task: str) -> None:
    labels = np.where(ROWS < 10, 255, 1 - GREY if task == "membranes" else GREY).astype(np.uint8)
    data = file_of(labels)
    read = truth(data, task)
    assert (read[:10] == UNKNOWN).all()
    target = target_of(TASKS[task], read)
    np.testing.assert_array_equal(target == VOID, labels == 255)
    first = readings_of(data, task).options[0]
    assert first.void_share == pytest.approx(10 / 64)
    assert first.objects == 1


def test_unknown_can_be_read_as_an_object_after_all() -> None:
    data = file_of(np.where(ROWS < 10, 255, np.where(COLS < 9, 2, GREY)).astype(np.uint8))
    assert readings_of(data, "nuclei").options[0].objects == 2
    assert truth(data, reading="numbers").max() == 255


def test_labels_keep_their_numbers_and_the_largest_of_16_bits_is_no_void() -> None:
    labels = np.where(DISC, 65535, np.where(ROWS < 5, 3, 0)).astype(np.uint16)
    read = truth(file_of(labels))
    assert sorted(set(read.ravel().tolist())) == [0, 1, 2]
    assert (target_of(TASKS["nuclei"], read) != VOID).all()


def test_where_no_label_is_0_the_background_is_asked() -> None:
    labels = np.where(DISC, 3, np.where(ROWS < 5, 2, 1)).astype(np.uint8)
    readings = readings_of(file_of(labels), "nuclei")
    assert readings.asks
    np.testing.assert_array_equal(readings.options[0].labels() == 0, labels == 1)


def test_a_truth_that_is_unknown_everywhere_gives_no_score() -> None:
    for labels, task in ((np.full((64, 64), 11, np.uint16), "street"), (np.full((4, 4), UNKNOWN, np.uint16), "cats")):
        assert known_target_of(TASKS[task], labels) is None
    read = readings_of(file_of(np.full((64, 64), 11, np.uint8)), "street").options[0]
    assert (read.objects, read.share, read.void_share) == (0, 0, 1)


@pytest.mark.parametrize("table", STREET)
def test_official_colours_of_camvid_are_read_by_their_table(table: str) -> None:
    colour_of = {number: colour for colour, number in STREET[table].items()}
    painted = np.array([colour_of[number] for number in range(12)], np.uint8)[np.append(BANDS[:60], BANDS[:4] + 11, 0)]
    np.testing.assert_array_equal(truth(file_of(painted), "street")[:60], BANDS[:60])
    assert (truth(file_of(painted), "street")[60:] == 11).all()


def test_the_rank_of_a_colour_is_never_a_class() -> None:
    painted = np.array([voc_colour(number) for number in range(11)], np.uint8)[BANDS]
    assert refused(file_of(painted), "street").code == "truth_numbers"


def test_palette_indices_are_the_classes_unless_their_colours_say_otherwise() -> None:
    np.testing.assert_array_equal(truth(file_of(palette_of(BANDS)), "street"), BANDS)
    colours = [value for colour in list(STREET["camvid11"])[::-1] for value in colour]
    readings = readings_of(file_of(palette_of(BANDS, colours)), "street")
    assert readings.asks
    np.testing.assert_array_equal(readings.options[0].labels(), 11 - BANDS)
    np.testing.assert_array_equal(readings.options[1].labels(), BANDS)


def test_a_class_keeps_its_number() -> None:
    assert sorted(set(truth(file_of(GREY * 3), "street").ravel().tolist())) == [0, 3]


def test_255_on_a_street_is_left_out_beside_classes_and_refused_by_its_name_without_any() -> None:
    data = file_of(np.where(ROWS < 10, 255, np.where(DISC, 3, 8)).astype(np.uint8))
    assert (truth(data, "street")[:10] == 11).all()
    error = refused(file_of(GREY * 255), "street")
    assert (error.code, error.values["foreign"], error.values["void"]) == ("truth_classes", "255", 11)


def test_what_is_transparent_on_a_street_is_left_out() -> None:
    rgba = transparent((3, 3, 3))
    np.testing.assert_array_equal(truth(file_of(rgba), "street"), np.where(DISC, 3, 11))


def test_a_photograph_is_no_truth_even_as_jpeg() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64)).astype(np.uint8)
    for data in (file_of(noise), file_of(noise, "JPEG", quality=95)):
        assert refused(data, "nuclei").code == "truth_photo"


@pytest.mark.parametrize("data", [b"", b"x", file_of(GREY)[:60], png_claiming(9000, 9000)])
@pytest.mark.parametrize("task", TASKS)
def test_nothing_but_a_picture_error_comes_out(data: bytes, task: str) -> None:
    refused(data, task)


@pytest.mark.parametrize("task", TASKS)
def test_one_pixel(task: str) -> None:
    assert readings_of(file_of(np.zeros((1, 1), np.uint8)), task).size == (1, 1)


def test_what_is_kept_of_readings_holds_no_pixels() -> None:
    readings = readings_of(file_of(GREY), "nuclei")
    kept = without_data(readings)
    assert [each.share for each in kept.options] == [each.share for each in readings.options]
    with pytest.raises(ValueError, match="let go"):
        truth_of(kept)


def test_the_tables_are_those_that_were_published() -> None:
    assert voc_colour(15) == (192, 128, 128)  # a person
    assert (len(TABLES["voc"]), len(TABLES["camvid32"]), len(TABLES["camvid11"])) == (22, 32, 12)
    assert set(STREET["camvid32"].values()) == set(range(12))
