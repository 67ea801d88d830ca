"""Losses against PyTorch's own, and the border weights against the formula taken literally."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage
from torch.nn import functional as F

from unet_demo.core.last_layer import losses
from unet_demo.core.nets.tasks import TASKS, UNKNOWN, VOID
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.training.losses import class_loss_of, loss_of

SCENE = nuclei(20, 8, 0.25, 0.05, "fluorescence", 3, 96, 112)
assert SCENE.truth is not None
LABELS = losses.with_gaps(SCENE.truth)


@given(classes=st.integers(1, 6), seed=st.integers(0, 999), scale=st.floats(0.1, 80))
@examples(40)
def test_cross_entropy_is_the_one_of_torch(classes: int, seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    logits = (rng.standard_normal((classes, 5, 7)) * scale).astype(np.float32)
    target = rng.integers(0, max(2, classes), (5, 7)).astype(np.uint8)
    target[0, :2] = VOID
    found = losses.cross_entropy(logits, target)
    known = target != VOID
    assert np.isnan(found[~known]).all()
    z, y = torch.from_numpy(logits)[None], torch.from_numpy(target)[None]
    if classes == 1:
        own = F.binary_cross_entropy_with_logits(z[:, 0], (y == 1).float(), reduction="none")[0]
    else:
        own = F.cross_entropy(z, y.long(), ignore_index=VOID, reduction="none")[0]
    assert np.allclose(found[known], own.numpy()[known], rtol=1e-4, atol=1e-4)


def test_half_the_entropy_and_dice_make_the_loss_that_training_uses() -> None:
    rng = np.random.default_rng(0)
    logits, target = rng.standard_normal((1, 16, 16)).astype(np.float32), (rng.random((16, 16)) < 0.3).astype(np.uint8)
    p = 1 / (1 + np.exp(-logits[0]))
    own = 0.5 * losses.cross_entropy(logits, target).mean() + 1 - losses.soft_dice(p, target == 1)
    assert own == pytest.approx(
        loss_of(torch.from_numpy(logits)[None], torch.from_numpy(target)[None]).item(), rel=1e-5
    )


def test_the_same_for_classes_without_their_weights() -> None:
    rng = np.random.default_rng(1)
    logits, target = rng.standard_normal((4, 16, 16)).astype(np.float32), rng.integers(0, 4, (16, 16)).astype(np.uint8)
    target[:2] = VOID
    known, entropy = target != VOID, losses.cross_entropy(logits, target)
    p = torch.from_numpy(logits).softmax(0).numpy()
    dice = np.mean([losses.soft_dice(np.where(known, p[at], 0), target == at) for at in range(4)])
    theirs = class_loss_of(torch.from_numpy(logits)[None], torch.from_numpy(target)[None], torch.ones(4)).item()
    assert 0.5 * entropy[known].mean() + 1 - dice == pytest.approx(theirs, rel=1e-5)


def test_no_two_cells_touch_once_gaps_are_drawn() -> None:
    assert SCENE.truth is not None
    _, together = ndimage.label(SCENE.truth > 0, np.ones((3, 3)))
    _, apart = ndimage.label(LABELS > 0, np.ones((3, 3)))
    assert together < SCENE.truth.max() <= apart
    changed = SCENE.truth != LABELS
    assert (LABELS[changed] == 0).all()
    assert changed.mean() < 0.02
    assert np.array_equal(losses.with_gaps(LABELS), LABELS)


def literal(labels: np.ndarray, w0: float, sigma: float) -> np.ndarray:
    """Equation 2 of Ronneberger et al. 2015 without its class weight, cell by cell over the whole picture."""
    away = np.stack([ndimage.distance_transform_edt(labels != each) for each in np.unique(labels[labels > 0])])
    first, second = np.sort(away, axis=0)[:2]
    return np.where(labels > 0, 0, w0 * np.exp(-((first + second) ** 2) / (2 * sigma**2)))


@pytest.mark.parametrize(("w0", "sigma"), [(10.0, 5.0), (20.0, 10.0), (3.0, 1.0), (0.0, 5.0)])
def test_the_border_term_is_the_papers(w0: float, sigma: float) -> None:
    found = losses.distances_of(LABELS)
    term = losses.border_term(found.nearest + found.second, w0, sigma)
    assert found.cells == len(np.unique(LABELS)) - 1
    assert np.abs(term - literal(LABELS, w0, sigma)).max() < 1e-3
    assert (term[LABELS > 0] == 0).all()
    assert (found.nearest == 0).sum() == (LABELS > 0).sum()


def test_weights_lie_in_narrow_gaps() -> None:
    labels = np.zeros((40, 60), np.uint8)
    labels[10:30, 5:20], labels[10:30, 22:40] = 1, 2  # a gap of two pixels; the rest of the picture is far away
    found = losses.distances_of(labels)
    both = found.nearest + found.second
    term = losses.border_term(both, losses.W0, losses.SIGMA_PX)
    row, col = np.unravel_index(term.argmax(), term.shape)
    assert col in (20, 21)
    assert 10 <= row < 30
    assert term.max() == pytest.approx(10 * np.exp(-(3**2) / 50), rel=1e-5)
    assert term[20, 58] < 0.01
    assert losses.thin_gap_px(both) == 4
    assert losses.thin_gaps(both, 4)[10:30, 20:22].all()
    assert not losses.thin_gaps(both, 4)[:, 42:].any()


def test_one_cell_alone_has_no_second() -> None:
    labels = np.zeros((20, 20), np.uint8)
    labels[5:9, 5:9] = 1
    found = losses.distances_of(labels)
    both = found.nearest + found.second
    assert np.isinf(both[0, 0])
    assert (losses.border_term(both, 10, 5) == 0).all()
    assert not losses.thin_gaps(both, 12).any()
    assert losses.thin_gap_px(both) == losses.GAPS_PX[-1]
    assert losses.distances_of(np.zeros((4, 4), np.uint8)).cells == 0
    with pytest.raises(ValueError, match="positive"):
        losses.border_term(both, 10, 0)


def test_classes_are_balanced() -> None:
    target = np.arange(100).reshape(10, 10) < 20
    weights = losses.balance(target)
    assert weights.mean() == pytest.approx(1)
    assert weights[target].sum() == pytest.approx(weights[~target].sum())
    assert (losses.balance(np.zeros((3, 3), np.bool_)) == 1).all()


def test_dice_hardly_notices_what_ruins_the_count() -> None:
    assert SCENE.truth is not None
    found = losses.distances_of(LABELS)
    both, inside = found.nearest + found.second, LABELS > 0
    weights = losses.balance(inside) + losses.border_term(both, 10, 5)
    filled = inside | losses.thin_gaps(both, 4)
    true, joined = (
        losses.judged(np.where(each, 0.99, 0.01).astype(np.float32), inside, weights) for each in (inside, filled)
    )
    assert joined.pieces < true.pieces
    assert joined.dice_loss - true.dice_loss < 0.03
    assert joined.weighted / true.weighted > 2 * joined.cross_entropy / true.cross_entropy
    assert losses.judged(inside.astype(np.float32), inside, weights).cross_entropy < 1e-5


def test_cells_are_told_apart_by_numbers_or_by_what_parts_them() -> None:
    truth = np.array([[1, 1, 0, 1], [0, 0, 0, 1], [2, 2, 0, 1]], np.uint16)
    assert losses.numbered_cells(TASKS["nuclei"], truth) is truth
    unknown = np.where(truth == 2, UNKNOWN, truth).astype(np.uint16)
    np.testing.assert_array_equal(losses.numbered_cells(TASKS["nuclei"], unknown), np.where(truth == 2, 0, truth))
    pieces = losses.numbered_cells(TASKS["membranes"], truth)
    assert pieces is not None
    assert pieces.max() == 3
    assert losses.numbered_cells(TASKS["street"], truth) is None
    assert losses.numbered_cells(TASKS["cats"], truth) is None
    assert losses.numbered_cells(TASKS["nuclei"], None) is None


def test_sizes_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="one size"):
        losses.cross_entropy(np.zeros((1, 4, 4), np.float32), np.zeros((4, 5), np.uint8))
