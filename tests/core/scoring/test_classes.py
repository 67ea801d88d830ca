"""Runs of a net that tells several classes apart, and readings of them."""

from __future__ import annotations

import gc
import weakref
from functools import partial

import numpy as np
import pytest
import torch
from nets import louder

from unet_demo.core.engine import engine, passes
from unet_demo.core.engine.run import MEAN, ClassMaps, Run
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.model import GridNet
from unet_demo.core.pictures import tiles
from unet_demo.core.pictures.images import Picture, picture_of
from unet_demo.core.segment import summary

CLASSES = 5


@pytest.fixture(autouse=True)
def net(monkeypatch: pytest.MonkeyPatch) -> GridNet:
    """A small net of random weights in place of every trained one; its last layers speak up."""
    torch.manual_seed(0)
    model = GridNet(Architecture("unetpp", 3, (4, 4, 4, 4, 4), CLASSES)).eval().requires_grad_(False)
    louder(model, 20)
    monkeypatch.setattr(engine, "model_of", lambda *_, **__: model)
    return model.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def picture(height: int = 48, width: int = 64) -> Picture:
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 3)).astype(np.uint8)
    return picture_of(pixels, truth=np.random.default_rng(1).integers(0, CLASSES, (height, width)).astype(np.uint16))


def probability_of(model: GridNet, shown: Picture) -> np.ndarray:
    """(heads, classes, H, W), head by head."""
    return np.stack(
        [torch.from_numpy(each).softmax(0).numpy() for each in passes.logits_of(model, shown.pixels, shown.levels)]
    )


def test_a_run_says_of_every_head_and_of_their_mean_which_class_how_sure_and_how_wavering(net: GridNet) -> None:
    shown = picture()
    run = engine.run("street", shown)
    assert run.classes is not None
    heads = probability_of(net, shown)
    answers = np.concatenate([heads, heads.mean(axis=0, keepdims=True)])  # (heads + 1, classes, H, W)
    assert run.classes.label.shape == (5, 48, 64)
    assert np.array_equal(run.classes.label, answers.argmax(axis=1))
    entropy = -(answers * np.log2(answers)).sum(axis=1) / np.log2(CLASSES)
    assert np.abs(run.classes.confidence / 256 - answers.max(axis=1)).max() <= 1 / 256 + 1e-5
    assert np.abs(run.classes.entropy / 256 - entropy).max() <= 1 / 256 + 1e-5
    assert np.array_equal(run.at("2"), run.classes.confidence[1])
    assert np.array_equal(run.label(MEAN), run.classes.label[4])
    assert len(np.unique(run.label("4"))) > 1
    with pytest.raises(ValueError, match='Depth is "7"'):
        run.label("7")


def test_step_by_step_and_recorded_passes_agree(net: GridNet) -> None:
    node = net.architecture.nodes[0]
    one, other = engine.run("street", picture()), engine.run("street", picture(), 4, [node])
    assert one.classes is not None
    assert other.classes is not None
    assert np.array_equal(one.classes.label, other.classes.label)
    assert one.probability.shape == (4, 48, 64)


def test_a_pruned_run_gives_the_same_heads() -> None:
    full, pruned = engine.run("street", picture()), engine.run("street", picture(), 2)
    assert np.array_equal(full.label("2"), pruned.label("2"))
    assert pruned.heads == (1, 2)
    assert pruned.blocks == 6


def test_tiles_give_what_a_single_pass_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = picture(200, 300)
    whole = engine.run("street", shown)
    monkeypatch.setattr(tiles, "SINGLE_PASS_PX", 1000)
    monkeypatch.setattr(engine, "tiles_of", partial(tiles.tiles_of, core_px=96))
    parts = engine.run("street", shown)
    assert parts.tiles > 1
    assert whole.classes is not None
    assert parts.classes is not None
    assert (whole.classes.label == parts.classes.label).mean() > 0.9999
    assert np.abs(whole.classes.entropy.astype(int) - parts.classes.entropy).max() <= 1


def test_a_task_of_one_class_has_no_labels() -> None:
    run = Run("nuclei", "", (1,), np.zeros((1, 2, 2), np.uint8), 3, 1, 1.0, "cpu", "float32", "single")
    with pytest.raises(ValueError, match="has one class"):
        run.label("1")
    assert ClassMaps(run.probability, run.probability, run.probability).label is run.probability


def test_a_model_that_is_let_go_takes_its_recordings_along() -> None:
    model = GridNet(Architecture("unetpp", 3, (2, 2), 3)).eval().requires_grad_(False)
    passes.recorded(model, 1)
    gone = weakref.ref(model)
    before = len(passes._recorded)
    del model
    gc.collect()
    assert gone() is None
    assert len(passes._recorded) < before


def test_a_reading_counts_each_class_and_scores_it_against_the_truth() -> None:
    label = np.array([[[0, 0, 1], [1, 2, 2]], [[0, 1, 1], [1, 2, 2]], [[0, 1, 1], [1, 2, 2]]], np.uint8)  # L1, L2, mean
    run = Run(
        "street", "", (1, 2), label[:2], 6, 1, 1.0, "cpu", "float32", "single", classes=ClassMaps(label, label, label)
    )
    truth = np.array([[0, 1, 1], [11, 2, 8]], np.uint16)
    read = summary.read_classes(run, truth)
    assert list(read) == ["1", "2", MEAN]
    assert read["1"].pixels.tolist() == [2, 2, 2] + [0] * 8
    assert (read["1"].differs_px, read["2"].differs_px) == (1, 0)
    assert read["2"].ious is not None
    assert read["2"].ious[:3] == pytest.approx([1, 1, 1 / 2])  # the pixel of class 11 counts nowhere
    assert read["2"].ious[8] == 0
    assert np.isnan(read["2"].ious[3])
    assert read["2"].miou == pytest.approx(2.5 / 4)
    assert read["2"].accuracy == pytest.approx(4 / 5)
    assert read["1"].accuracy == pytest.approx(3 / 5)
    assert summary.read_classes(run, None)["1"].miou is None
    with pytest.raises(ValueError, match="labels 88, 89"):
        summary.read_classes(run, truth + 88)


def test_a_display_copy_takes_classes_as_they_are() -> None:
    label = np.repeat(np.repeat(np.array([[[0, 9]]], np.uint8), 4, 1), 4, 2)
    small = summary.display_classes(ClassMaps(label, label, label), 2, 4)
    assert small.label.tolist() == [[[0, 0, 9, 9]] * 2]
    truth = np.array([[0, 11], [3, 4]], np.uint16)
    assert summary.display_truth(truth, "street", 2, 2).tolist() == [[0, 255], [3, 4]]
    assert summary.display_truth(truth, "membranes", 2, 2).tolist() == [[1, 0], [0, 0]]
