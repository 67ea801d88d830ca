"""The small studies: nets that differ in one thing, seeded, with a card that names its command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from unet_demo.core.scoring import compare
from unet_demo.core.training import studies, train
from unet_demo.core.training.studies import answers_of
from unet_demo.core.training.study_nets import StudyChain, StudyGrid, StudyUNet
from unet_demo.core.training.study_table import STUDIES


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
        outputs = answers_of(build().eval(), torch.rand(2, 1, 32, 48))
        assert {each.shape for each in outputs} == {(2, 1, 32, 48)}


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


def test_adding_takes_the_maps_as_they_are() -> None:
    torch.manual_seed(0)
    net = StudyUNet(join="add").eval()
    assert [block.layers[0].in_channels for block in net.join] == [8, 16, 32]  # type: ignore[union-attr, index]


def test_constant_and_doubling_widths_are_about_as_much_work() -> None:
    macs = [
        sum(
            layer.weight.numel() * (16 >> row) ** 2
            for row, block in enumerate(net.down)
            for layer in block.modules()
            if isinstance(layer, torch.nn.Conv2d)
        )
        for net in (build() for build in STUDIES["widths"].variants.values())
        if isinstance(net, StudyUNet)
    ]
    assert 0.5 < macs[1] / macs[0] < 1.5


def test_a_chain_started_with_a_shift_has_even_gradients_and_one_without_explodes() -> None:
    images, masks = studies.pictures()

    def ratio(shift: float) -> float:
        torch.manual_seed(0)
        net = StudyChain(24, shortcuts=False, shift=shift).train()
        torch.nn.functional.binary_cross_entropy_with_logits(net(images), masks[:, None].float()).backward()  # type: ignore[no-untyped-call]
        ends = [net.get_parameter(f"blocks.{at}.0.weight").grad for at in (0, 23)]
        front, back = (float(end.abs().mean()) for end in ends if end is not None)
        return front / back

    assert ratio(0.0) > 100
    assert 0.2 < ratio(2.0) < 5


def test_equal_work_gives_the_grid_fewer_updates() -> None:
    study = STUDIES["equal_macs"]
    updates = {name: studies.updates_of(study, build, 400) for name, build in study.variants.items()}
    assert updates["unet"] > 1.5 * updates["unetpp"]
    assert abs(updates["unetpp"] - updates["unetpp_last"]) <= 3  # two heads more are hardly any work


def test_a_study_is_seeded_and_its_card_names_its_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, same = (studies.run_study("one_skip", 3, (0,), tmp_path / str(turn)) for turn in range(2))
    assert [row.score for row in one] == [row.score for row in same]
    assert [row.variant for row in one] == ["all", "top", "deepest", "none"]
    assert all(0 <= row.score <= 1 and row.steps == 3 and row.first_gradient > 0 for row in one)
    assert all(len(row.pictures) == 4 and row.score == pytest.approx(sum(row.pictures) / 4) for row in one)
    card = json.loads((tmp_path / "0" / "one_skip.card.json").read_text())
    assert card["command"] == "python -m unet_demo.core.train --study one_skip"
    assert len(card["rows"]) == 4
    assert "one_skip none seed 0" in capsys.readouterr().out


def test_what_is_trained_already_is_not_trained_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = studies.run_study("joins", 2, (0,), tmp_path)
    trained: list[str] = []
    whole = studies.train_one

    def train_one(*given: Any) -> list[studies.Row]:
        trained.append(given[-1])
        return whole(*given)

    monkeypatch.setattr(studies, "train_one", train_one)
    again = studies.run_study("joins", 2, (0, 1), tmp_path)  # goes on where it stood
    assert again[:3] == first
    assert len(trained) == 3
    trained.clear()
    studies.run_study("one_skip", 2, (0,), tmp_path)  # shares two of its nets with the other
    assert trained == ["StudyUNet(skips=(0,)), 2 updates", "StudyUNet(skips=(2,)), 2 updates"]
    studies.run_study("joins", 3, (0,), tmp_path)  # other settings are other nets
    assert len(trained) == 5


def test_heads_of_one_net_are_rows_of_their_own(tmp_path: Path) -> None:
    rows = studies.run_study("alone", 2, (0,), tmp_path)
    by = {row.variant: row for row in rows}
    assert by.keys() == {"together", "together_1", "together_2", "together_3", "alone_1", "alone_2", "alone_3"}
    assert by["together"].pictures == by["together_3"].pictures
    assert by["alone_1"].params < by["alone_2"].params < by["alone_3"].params == by["together"].params
    assert studies.run_study("alone", 2, (0,), tmp_path) == rows


def test_copying_is_scored_by_its_error_and_chains_by_their_training_loss(tmp_path: Path) -> None:
    (with_skips, _) = studies.run_study("copying", 2, (0,), tmp_path)
    assert with_skips.score > 0
    rows = studies.run_study("degradation", 2, (0,), tmp_path)
    assert [(row.score, row.pictures) for row in rows] == [(row.train_loss, ()) for row in rows]


def test_an_unknown_study_is_refused_with_the_names_of_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert train.main(["--study", "nothing"]) == 2
    assert "one of joins" in capsys.readouterr().err


STORED = sorted(studies.STUDIES_FOLDER.glob("*.card.json"))
EARLIER = {"activation", "copying"}  # three seeds, single pictures not stored: the rule tells nothing apart in them


@pytest.mark.parametrize(
    "path", [path for path in STORED if path.stem.partition(".")[0] not in EARLIER], ids=lambda path: path.stem
)
def test_a_stored_card_holds_every_variant_with_ten_seeds_and_every_picture(path: Path) -> None:
    card = json.loads(path.read_text(encoding="utf-8"))
    study = STUDIES[card["study"]]
    assert card["command"].endswith(f"--study {card['study']}")
    assert card["score"] == study.score
    names = {*study.variants, *(head for head, _, _ in study.heads)}
    assert {(row["seed"], row["variant"]) for row in card["rows"]} == {
        (seed, variant) for seed in studies.SEEDS for variant in names
    }
    assert {len(row["pictures"]) for row in card["rows"]} == {0 if study.score == "train_loss" else card["pictures"]}


@pytest.mark.parametrize("name", sorted(EARLIER))
def test_of_an_earlier_card_nothing_is_told_apart(name: str) -> None:
    nets, _ = compare.studied(name)
    one, other = nets.values()
    verdict = compare.verdict(one, other)
    assert verdict is not None
    assert (verdict.word, verdict.why) == ("untold", "few_seeds")
