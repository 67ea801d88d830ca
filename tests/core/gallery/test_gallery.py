"""Every picture of the gallery loads without a network, has its words, and says where it comes from."""

from __future__ import annotations

import socket
import tomllib
from pathlib import Path

import pytest

from unet_demo.core.gallery.gallery import SAMPLES, Sample, sample, samples_of
from unet_demo.core.nets.tasks import TASKS, target_of
from unet_demo.ui.frame.languages import LANGUAGES

OUTLINED = ("cat", "cat_far", "astronaut", "coffee")  # photographs whose truth we drew, or know to be empty
ASSETS = Path(__file__).resolve().parents[3] / "assets"


@pytest.mark.parametrize("each", SAMPLES, ids=lambda s: s.id)
def test_loads_offline(each: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the gallery tried to reach the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    picture = each.load()
    assert picture.pixels.size > 10_000
    assert (picture.truth is not None) == (each.kind == "scene" or each.id in OUTLINED)
    assert picture.key == each.load().key


def test_ids_are_unique_and_the_first_has_truth() -> None:
    assert len({s.id for s in SAMPLES}) == len(SAMPLES)
    assert SAMPLES[0].kind == "scene"
    assert {s.kind for s in SAMPLES} == {"scene", "photo"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words(language: str) -> None:
    words = tomllib.loads((ASSETS / "prose" / language / "shared" / "gallery.toml").read_text(encoding="utf-8"))
    assert words.pop("licences").keys() == {s.licence for s in SAMPLES}
    assert words.keys() == {s.id for s in SAMPLES}
    for text in words.values():
        assert text.keys() == {"title", "note", "source"}
        assert all(text.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_count_in_the_words_is_the_truth(language: str) -> None:
    words = tomllib.loads((ASSETS / "prose" / language / "shared" / "gallery.toml").read_text(encoding="utf-8"))
    for each in SAMPLES:
        truth = each.load().truth
        if truth is not None and TASKS[each.task].counted:
            assert f"{truth.max()} " in words[each.id]["source"]


def test_source_and_licence_are_on_file() -> None:
    listed = (ASSETS / "samples" / "README.md").read_text(encoding="utf-8")
    for each in SAMPLES:
        assert f"`{each.id}`" in listed
        assert each.source.removeprefix("skimage.data.").removeprefix("unet_demo.core.") in listed


def test_sample_by_id() -> None:
    assert sample("ihc").source == "skimage.data.immunohistochemistry"
    with pytest.raises(KeyError, match="Got gallery picture 'nothing'; one of big, .+ choose one of them"):
        sample("nothing")


def test_every_truth_is_one_of_its_task() -> None:
    for each in SAMPLES:
        truth = each.load().truth
        if truth is not None:
            assert target_of(TASKS[each.task], truth).shape == truth.shape


def test_every_task_has_a_gallery_that_opens_with_a_picture_of_its_own() -> None:
    for task in TASKS:
        assert [each.task for each in samples_of(task)] == [task] * len(samples_of(task))
        assert len(samples_of(task)) >= 3
