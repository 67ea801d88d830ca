"""Scores at their ends and at values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from unet_demo.core.scoring.metrics import class_ious, confusion, count_error, dice, iou


def mask(*rows: str) -> np.ndarray:
    return np.array([[cell == "#" for cell in row] for row in rows])


def test_scores_of_a_known_overlap() -> None:
    found, true = mask("##..", "##.."), mask(".##.", ".##.")
    assert iou(found, true) == pytest.approx(2 / 6)
    assert dice(found, true) == pytest.approx(4 / 8)
    assert iou(found, true) == iou(true, found)


def test_scores_at_their_ends() -> None:
    empty, full = mask("..", ".."), mask("##", "##")
    assert (iou(full, full), dice(full, full)) == (1, 1)
    assert (iou(empty, full), dice(full, empty)) == (0, 0)
    assert (iou(empty, empty), dice(empty, empty)) == (1, 1)


@pytest.mark.parametrize("score", [iou, dice])
def test_sizes_must_agree(score: object) -> None:
    with pytest.raises(ValueError, match=r"Mask is 2x1, truth is 1x2; .*same size"):
        score(mask("##"), mask("#", "#"))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("found", "true", "absolute", "percent"), [(12, 10, 2, 20), (9, 12, -3, 25), (0, 0, 0, 0), (3, 0, 3, 300)]
)
def test_count_error(found: int, true: int, absolute: int, percent: float) -> None:
    assert count_error(found, true) == (absolute, percent)


def test_counts_are_not_negative() -> None:
    with pytest.raises(ValueError, match=r"Got counts -1 and 4"):
        count_error(-1, 4)


def test_a_confusion_table_counts_true_classes_in_rows_and_leaves_the_unknown_out() -> None:
    target = np.array([[0, 0, 1], [2, 255, 255]], np.uint8)
    chosen = np.array([[0, 1, 1], [2, 0, 2]], np.uint8)
    assert confusion(chosen, target, 3).tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    with pytest.raises(ValueError, match="same shape"):
        confusion(chosen[:1], target, 3)


def test_class_ious_of_a_table_worked_out_by_hand() -> None:
    table = np.array([[6, 2, 0, 0], [1, 3, 0, 0], [0, 0, 0, 0], [0, 0, 4, 0]])
    scored = class_ious(table)
    assert scored[:2] == pytest.approx([6 / 9, 3 / 6])
    assert scored[2] == 0  # given four times, never true
    assert scored[3] == 0  # true four times, never given
    assert np.isnan(class_ious(np.diag([5, 0])))[1]  # neither true nor given
