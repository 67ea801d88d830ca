"""Joins on real tensors, ways to enlarge, the code to take home, and the comparison that is read from cards."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import stored_studies
import torch
from torch import nn

from unet_demo.core.concatenate import door
from unet_demo.core.concatenate.joins import enlarge
from unet_demo.core.engine import activations, engine
from unet_demo.core.gallery.gallery import sample
from unet_demo.core.nets.cards import FOLDER
from unet_demo.core.nets.grid import Node, in_channels_of
from unet_demo.core.scenes.nuclei import nuclei
from unet_demo.core.scoring import compare

HOUSE = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("build", "node"), [("unet", Node(0, 4)), ("unet", Node(3, 1)), ("unetpp", Node(0, 3)), ("unetpp", Node(1, 1))]
)
def test_what_meets_at_a_node_stands_in_the_result(build: str, node: Node) -> None:
    picture = nuclei(9, 9, 0.2, 0.05, "fluorescence", 1, height=64, width=96)
    found = door.joined("nuclei", picture, build, node)
    architecture = engine.architecture_of("nuclei", build)
    assert found.shape == (in_channels_of(architecture, node), 64 >> node.row, 96 >> node.row)
    assert all(found.kept)
    assert 0 < found.sum_gap < 1e-4
    below = architecture.widths[node.row + 1]
    out, size = architecture.widths[node.row], (64 >> node.row) * (96 >> node.row)
    orders = {order.id: order for order in found.orders}
    assert {order.shape for order in found.orders} == {(1, out, 64 >> node.row, 96 >> node.row)}
    assert orders["join"].macs == 9 * found.shape[0] * out * size
    assert orders["join_other"].macs * len(found.parts) == orders["join"].macs or out % len(found.parts)
    assert orders["up"].macs == 9 * below * out * size == 4 * orders["up_other"].macs
    assert (orders["up"].apart or 0) > 0
    run = activations.opened("nuclei", picture, build)
    for origin, source, maps in found.parts:
        if origin == "skip":
            assert np.allclose(maps, run.activations[source], rtol=2e-3, atol=1e-3)
    assert [origin for origin, _, _ in found.parts] == ["skip"] * (len(found.parts) - 1) + ["upsampled"]


@pytest.mark.parametrize("node", [Node(0, 0), Node(2, 0), Node(5, 5)])
def test_a_node_that_joins_nothing_is_refused(node: Node) -> None:
    with pytest.raises(ValueError, match="a node that concatenates is needed"):
        door.joined("nuclei", sample("smear").load(), "unet", node)


def test_overlaps_and_sizes_of_the_ways_to_enlarge() -> None:
    values = np.random.default_rng(0).random((16, 16)).astype(np.float32)
    found = {way.id: way for way in enlarge(values)}
    assert [way.maps.shape for way in found.values()] == [(32, 32)] * 5
    assert [sorted(set(found[id].overlap.ravel().tolist())) for id in ("k2s2", "k3s2", "k4s2")] == [[1], [1, 2, 4], [4]]
    for way in list(found.values())[:3]:  # the formula that the page fills in
        assert (16 - 1) * way.stride - 2 * way.padding + way.kernel + way.extra == way.maps.shape[0]
    flat = {way.id: way.maps[4:-4, 4:-4].std() for way in enlarge(np.full((16, 16), 0.4, np.float32))}
    assert flat["k3s2"] > 0.05
    assert max(flat[id] for id in ("k2s2", "k4s2", "bilinear", "nearest")) < 1e-6


@pytest.mark.parametrize(("height", "width"), [(96, 128), (97, 130), (1, 1), (250, 33)])
def test_the_code_to_take_home_runs_at_any_size(height: int, width: int) -> None:
    names: dict[str, object] = {"__name__": "taken_home"}
    exec((HOUSE / "assets" / "code" / "decoder_step.py").read_text(encoding="utf-8"), names)
    step_of, run_at_any_size = names["DecoderStep"], names["run_at_any_size"]

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.down, self.deep = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 16, 3, padding=1)
            self.step = step_of(16, 8, 8)  # type: ignore[operator]

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            skip = self.down(x)
            result: torch.Tensor = self.step(self.deep(nn.functional.max_pool2d(skip, 2)), skip)
            return result

    answer = run_at_any_size(Net(), torch.rand(1, 3, height, width), 1)  # type: ignore[operator]
    assert answer.shape == (1, 8, height, width)


def test_seeds_are_read_from_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = json.loads((FOLDER / "nuclei-unet.card.json").read_text(encoding="utf-8"))
    monkeypatch.setattr(compare, "FOLDER", tmp_path)
    monkeypatch.setattr(compare, "SEEDS", tmp_path / "seeds")
    assert compare.compared("unet") is None
    (tmp_path / "seeds").mkdir()
    for number, value in enumerate((0.8, 0.82, 0.81)):
        for scores in card["scores"]:
            scores["heads"][0]["scores"]["iou"] = value
        card["trained_by"]["settings"] = json.dumps({"seed": number, "steps": 2000})
        name = "nuclei-unet.card.json" if number == 0 else f"seeds/nuclei-unet-{number}.card.json"
        (tmp_path / name).write_text(json.dumps(card), encoding="utf-8")
    found = compare.compared("unet")
    assert found is not None
    assert found.scores == (0.8, 0.82, 0.81)
    assert found.mean == pytest.approx(0.81)
    assert (found.seeds, found.steps, found.pictures) == ((0, 1, 2), 2000, 60)


@pytest.mark.parametrize(
    ("add", "seeds", "by_picture", "said"),
    [
        (0.85, 10, True, ("ahead", "")),
        (0.95, 10, True, ("behind", "")),
        (0.9, 10, True, ("untold", "seeds")),
        (0.85, 3, True, ("untold", "few_seeds")),  # they agree, and chance does so one time in four
        (0.85, 10, False, ("untold", "no_pictures")),
    ],
)
def test_who_is_ahead_is_asked_of_the_rule(
    add: float, seeds: int, by_picture: bool, said: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "STUDIES", tmp_path / "studies")
    assert compare.studied("joins") == ({}, "")
    stored_studies.store(tmp_path, "joins", {"concat": 0.9, "add": add + 1e-6}, seeds, by_picture=by_picture)
    nets, command = compare.studied("joins")
    found = compare.verdict(nets["concat"], nets["add"])
    assert found is not None
    assert (found.word, found.why) == said
    assert command.endswith("--study joins")
    other = replace(nets["add"], seeds=tuple(100 + seed for seed in nets["add"].seeds))
    assert compare.verdict(nets["concat"], other) is None, "no seed in common"
