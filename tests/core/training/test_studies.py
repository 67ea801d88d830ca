"""The small studies: nets that differ in one thing, seeded, with a card that names its command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from unet_demo.core.training import studies, train
from unet_demo.core.training.studies import STUDIES, answers_of
from unet_demo.core.training.study_nets import StudyGrid, StudyUNet


@pytest.fixture(autouse=True)
def _few_scenes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(studies, "TRAIN", 8)
    monkeypatch.setattr(studies, "TEST", 4)
    studies.pictures.cache_clear()
    yield
    studies.pictures.cache_clear()


@pytest.mark.parametrize("name", STUDIES)
def test_every_variant_answers_at_the_size_of_its_picture(name: str) -> None:
    for build in STUDIES[name].variants.values():
        answers = answers_of(build().eval(), torch.rand(2, 1, 32, 48))
        assert {each.shape for each in answers} == {(2, 1, 32, 48)}


def test_every_supervised_head_has_its_loss_and_the_deepest_is_scored() -> None:
    net, image = StudyGrid("unetpp", (1, 2, 3)).eval(), torch.rand(1, 1, 16, 16)
    answers = answers_of(net, image)
    assert len(answers) == 3
    assert torch.equal(answers[-1], net(image, 3))
    sum(each.sum() for each in answers).backward()  # type: ignore[union-attr]
    assert all(head.weight.grad is not None for head in net.heads.values())
    assert len(answers_of(StudyGrid("unetpp", (3,)).eval(), image)) == 1


def test_without_a_bridge_nothing_of_a_row_but_the_pooled_map_gets_on() -> None:
    torch.manual_seed(0)
    net = StudyUNet(skips=(1,)).eval()
    assert net.join[1].layers[0].in_channels == 2 * 16  # type: ignore[union-attr, index]
    assert [net.join[row].layers[0].in_channels for row in (0, 2)] == [8, 32]  # type: ignore[union-attr, index]


def test_constant_and_doubling_widths_hold_about_as_many_parameters() -> None:
    counts = [sum(p.numel() for p in build().parameters()) for build in STUDIES["widths"].variants.values()]
    assert 0.3 < counts[1] / counts[0] < 1.5


def test_a_study_is_seeded_and_its_card_names_its_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(studies, "STUDIES_FOLDER", tmp_path)
    one, same = (studies.run_study("one_skip", steps=3, seeds=(0,)) for _ in range(2))
    assert [row.score for row in one] == [row.score for row in same]
    assert [row.variant for row in one] == ["all", "top", "deepest", "none"]
    assert all(0 <= row.score <= 1 and row.steps == 3 and row.first_gradient > 0 for row in one)
    card = json.loads(studies.store_study("one_skip", one, tmp_path).read_text())
    assert card["command"] == "python -m unet_demo.core.train --study one_skip"
    assert len(card["rows"]) == 4
    assert "one_skip none seed 0" in capsys.readouterr().out


def test_copying_is_scored_by_its_error_and_chains_by_their_training_loss() -> None:
    (with_skips, _) = studies.run_study("copying", steps=2, seeds=(0,))
    assert with_skips.score > 0
    rows = studies.run_study("degradation", steps=2, seeds=(0,))
    assert [row.score for row in rows] == [row.train_loss for row in rows]


def test_an_unknown_study_is_refused_with_the_names_of_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main(["--study", "nothing"]) == 2
    assert "one of upsampling" in capsys.readouterr().err


@pytest.mark.parametrize("path", sorted(studies.STUDIES_FOLDER.glob("*.card.json")), ids=lambda path: path.stem)
def test_a_stored_card_holds_every_variant_with_three_seeds(path: Path) -> None:
    card = json.loads(path.read_text(encoding="utf-8"))
    study = STUDIES[card["study"]]
    assert card["command"].endswith(f"--study {card['study']}")
    assert card["score"] == study.score
    assert [(row["seed"], row["variant"]) for row in card["rows"]] == [
        (seed, variant) for seed in studies.SEEDS for variant in study.variants
    ]
