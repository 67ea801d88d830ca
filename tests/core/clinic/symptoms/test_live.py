"""Symptoms made anew: a few updates, and every line of a check run on the net as a visitor would run it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
import torch
from proofs import first_now

from unet_demo.core.clinic.symptoms import make
from unet_demo.core.clinic.symptoms.accidents import ACCIDENTS, SHIFT_PX
from unet_demo.core.clinic.symptoms.bench import names_of, printed
from unet_demo.core.clinic.symptoms.checks import BENCH, CHECKS, FIRST, SYMPTOMS, points
from unet_demo.core.clinic.symptoms.records import HEALTHY
from unet_demo.core.clinic.symptoms.training import Trained, trained

FEW = {"black": 100, "holes": 160, "eval": 140, "nan": 150}  # updates that a symptom needs to show, where it is not 40


@cache
def net_of(id: str) -> Trained:
    return trained(ACCIDENTS[id], FEW.get(id, 40))


@pytest.mark.slow("trains nine small nets, each for as long as its symptom takes to show")
@pytest.mark.parametrize("id", first_now(*SYMPTOMS))
def test_every_line_runs_and_reads_as_its_text_says(id: str) -> None:
    here = printed(id, net_of(id))
    assert {check.id: points(check, here[check.id]) for check in CHECKS[id]} == {
        check.id: check.here for check in CHECKS[id]
    }


def test_the_names_of_the_lines_are_those_of_the_bench() -> None:
    """The lines that a visitor is shown first, run as they stand, give what the checks were run with."""
    names = names_of(net_of("black"))
    loader = [(names["image"], names["mask"])]
    scope = {**{name: names[name] for name in ("net", "F", "torch")}, "loader": loader}
    exec("\n".join([*BENCH, FIRST]), scope)
    for name in ("image", "mask", "logits", "probability"):
        assert torch.allclose(scope[name], names[name])
    assert scope["conv"] is names["conv"]
    assert scope["norm"] is names["norm"]


def test_a_shift_is_made_anew_and_one_symptom_stored(tmp_path: Path) -> None:
    """The whole way to the record in a few updates; what is stored already is left as it is."""
    net = net_of("shifted")
    pictures, truth = net.test
    moved = [(float((net.probability(pictures) * truth.roll((px, px), (2, 3))).sum()), px) for px in range(-6, 7)]
    assert max(moved)[1] == SHIFT_PX
    case = make.case_of("shifted", net, net_of(HEALTHY))
    assert json.loads(json.dumps(case, allow_nan=False)) == case
    assert case["printed"]["labels"] == f"({-SHIFT_PX}, {-SHIFT_PX})"


def test_the_same_seed_makes_the_same_net() -> None:
    one, two = trained(ACCIDENTS["grey"], 10), trained(ACCIDENTS["grey"], 10)
    assert one.log == two.log
    assert trained(ACCIDENTS["grey"], 10, seed=3).log != one.log
