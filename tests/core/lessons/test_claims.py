"""Every claim's experiment is run, and its verdict held against what came out."""

from __future__ import annotations

import json
import re
import string
from functools import cache
from pathlib import Path

import pytest
from leftovers import leftovers

from unet_demo.core.lessons.claim import VERDICTS, Claim
from unet_demo.core.lessons.claims import CLAIMS, claims_of, run
from unet_demo.core.nets.cards import FOLDER
from unet_demo.core.one_by_one.blocks import claims_chains
from unet_demo.core.scoring import compare
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

QUOTED = re.compile(r".*(?:Error|[Gg]ot|expected|must|python -m)\b.*", re.S)  # what another program says, or is told
ROOMS = ("concatenate", "skips", "one_by_one", "last_layer", "unetpp", "pruning")
every = pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS.keys())
found = cache(run)  # an experiment is run once for all that is held against it


@every
def test_the_figures_carry_the_verdict_and_others_would_not(claim: Claim) -> None:
    figures = found(claim)
    assert claim.verdict in VERDICTS
    assert claim.holds(figures), figures
    if claim.stored:
        assert str(figures["command"]).startswith("python -m ")
    flags = [name for name, value in figures.items() if isinstance(value, bool)]
    for name in flags:
        assert not claim.holds({**figures, name: False})
    assert flags or not claim.holds({**figures, "gap": 0.5})


@every
def test_its_words_are_there_and_use_its_figures(claim: Claim) -> None:
    figures = found(claim)
    for lang in LANGUAGES:
        words = catalogue(lang)
        assert words[f"claims.{claim.id}.claim"]
        assert words[f"claims.{claim.id}.why"]
        shows = words[f"claims.{claim.id}.shows"]
        asked = {name for _, name, _, _ in string.Formatter().parse(shows) if name}
        assert asked <= figures.keys()
        assert asked
        assert not re.search(r"[{}]", shows.format(**dict.fromkeys(figures, "")))  # what Keras says has its own braces
        told = shows.format(**{name: QUOTED.sub("…", str(value)) for name, value in figures.items()})
        assert leftovers(LANGUAGES[lang].fitting(told), lang) == []


def test_every_claim_has_its_own_number_and_a_page_that_shows_it() -> None:
    """What a page shows is declared by its room; every number from 1 on is one claim's, and none is left out."""
    declared = [claim for room in ROOMS for claim in claims_of(room)]
    assert sorted(claim.number for claim in declared) == list(range(1, len(CLAIMS) + 1))
    assert all(claims_of(room) for room in ROOMS)
    assert {id.split(".")[1] for id in catalogue("en") if re.match(r"claims\.c\d+\.", id)} == CLAIMS.keys()


def cards_of(folder: Path, builds: dict[str, tuple[float, ...]]) -> None:
    """Cards of these builds, a score for each seed, as the comparison set leaves them."""
    card = json.loads((FOLDER / "nuclei-unet.card.json").read_text(encoding="utf-8"))
    (folder / "seeds").mkdir()
    for build, values in builds.items():
        for seed, value in enumerate(values):
            for scores in card["scores"]:
                scores["heads"][0]["scores"]["iou"] = value
            name = f"seeds/nuclei-{build}-{seed}" if seed else f"nuclei-{build}"
            (folder / f"{name}.card.json").write_text(json.dumps(card), encoding="utf-8")


@pytest.mark.parametrize(
    ("builds", "shown", "holds"),
    [
        ({}, ("–", "–"), True),
        ({"unet": (0.8,), "add": (0.79,)}, ("–", "–"), True),
        ({"unet": (0.8,), "add": (0.79,), "noskips": (0.9,)}, ("0.800", "0.900"), True),  # one seed proves nothing
        ({"unet": (0.8,) * 3, "add": (0.79,) * 3, "noskips": (0.7, 0.72, 0.71)}, ("0.800", "0.700–0.720"), True),
        ({"unet": (0.8,) * 3, "add": (0.79,) * 3, "noskips": (0.81,) * 3}, ("0.800", "0.810"), False),
    ],
)
def test_claim_6_with_the_comparison_set_and_without(
    builds: dict[str, tuple[float, ...]],
    shown: tuple[str, str],
    holds: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cards_of(tmp_path, builds)
    monkeypatch.setattr(compare, "FOLDER", tmp_path)
    monkeypatch.setattr(compare, "SEEDS", tmp_path / "seeds")
    figures = run(CLAIMS["c6"])
    assert (figures["unet"], figures["noskips"]) == shown
    assert CLAIMS["c6"].holds(figures) is holds
    assert ("--build" in str(figures["command"])) is (shown[0] != "–")


@pytest.mark.parametrize(
    ("scores", "shown", "holds"),
    [
        ((), ("–", "–"), True),
        (((0.8, 0.81),), ("0.800", "0.810"), True),  # one seed proves nothing
        (((0.2, 0.8), (0.3, 0.81), (0.25, 0.82)), ("0.200–0.300", "0.800–0.820"), True),
        (((0.8, 0.81),) * 3, ("0.800", "0.810"), False),  # as good without deep supervision
    ],
)
def test_claim_44_with_the_net_of_one_loss_and_without(
    scores: tuple[tuple[float, float], ...],
    shown: tuple[str, str],
    holds: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    card = json.loads((FOLDER / "nuclei-unetpp.card.json").read_text(encoding="utf-8"))
    (tmp_path / "seeds").mkdir()
    for seed, pair in enumerate(scores):
        for each in card["scores"]:
            for head, value in zip(each["heads"][2:], pair, strict=True):
                head["scores"]["iou"] = value
        name = f"seeds/nuclei-lasthead-{seed}" if seed else "nuclei-lasthead"
        (tmp_path / f"{name}.card.json").write_text(json.dumps(card), encoding="utf-8")
    monkeypatch.setattr(compare, "FOLDER", tmp_path)
    monkeypatch.setattr(compare, "SEEDS", tmp_path / "seeds")
    figures = run(CLAIMS["c44"])
    assert (figures["last_3"], figures["last_4"], figures["seeds"]) == (*shown, len(scores))
    assert CLAIMS["c44"].holds(figures) is holds
    assert ("core.train" in str(figures["command"])) is bool(scores)


@pytest.mark.parametrize(
    ("builds", "by_time", "shown", "holds"),
    [
        ({}, {}, ("–", "–", "–", "–"), True),
        ({"unetpp_equal": (0.8,)}, {}, ("–", "–", "–", "–"), True),  # nothing to compare it with
        ({"unetpp_equal": (0.8, 0.82), "unet": (0.81,)}, {}, ("0.800–0.820", "0.810", "–", "–"), True),
        ({}, {"unetpp": (0.9,), "unet": (0.8,)}, ("–", "–", "0.900", "0.800"), True),  # one seed proves nothing
        ({}, {"unetpp": (0.8,) * 3, "unet": (0.81,) * 3}, ("–", "–", "0.800", "0.810"), True),
        ({}, {"unetpp": (0.9,) * 3, "unet": (0.8,) * 3}, ("–", "–", "0.900", "0.800"), False),  # better for nothing
    ],
)
def test_claim_46_with_equal_training_and_without(
    builds: dict[str, tuple[float, ...]],
    by_time: dict[str, tuple[float, ...]],
    shown: tuple[str, ...],
    holds: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cards_of(tmp_path, builds)
    rows = [
        {"variant": id, "seed": at, "score": each, "steps": 9}
        for id, found in by_time.items()
        for at, each in enumerate(found)
    ]
    if rows:
        card = {"command": "python -m unet_demo.core.train --study equal_time", "pictures": 64, "rows": rows}
        (tmp_path / "equal_time.card.json").write_text(json.dumps(card), encoding="utf-8")
    monkeypatch.setattr(compare, "FOLDER", tmp_path)
    monkeypatch.setattr(compare, "SEEDS", tmp_path / "seeds")
    monkeypatch.setattr(compare, "EQUAL_TIME", tmp_path / "equal_time.card.json")
    figures = run(CLAIMS["c46"])
    assert tuple(figures[id] for id in ("alike", "alike_unet", "time_unetpp", "time_unet")) == shown
    assert CLAIMS["c46"].holds(figures) is holds
    assert ("--study equal_time" in str(figures["command"])) is bool(rows)
    assert ("core.train --task" in str(figures["command"])) is (shown[0] != "–")


@pytest.mark.parametrize(
    ("losses", "shown", "holds"),
    [
        ({}, ("–", "–", "–"), True),
        ({"plain_4": 0.2, "plain_24": 0.3, "residual_24": 0.1}, ("0.200", "0.300", "0.100"), True),
        ({"plain_4": 0.2, "plain_24": 0.15, "residual_24": 0.1}, ("0.200", "0.150", "0.100"), False),  # deeper: better
        ({"plain_4": 0.2, "plain_24": 0.3, "residual_24": 0.4}, ("0.200", "0.300", "0.400"), False),  # of no use
    ],
)
def test_claim_63_with_the_study_and_without(
    losses: dict[str, float], shown: tuple[str, ...], holds: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if losses:
        rows = [{"variant": id, "seed": seed, "score": loss} for id, loss in losses.items() for seed in (0, 1, 2)]
        card = {"command": "python -m unet_demo.core.train --study degradation", "rows": rows}
        (tmp_path / claims_chains.DEGRADATION).parent.mkdir(parents=True)
        (tmp_path / claims_chains.DEGRADATION).write_text(json.dumps(card), encoding="utf-8")
    monkeypatch.setattr(claims_chains, "ASSETS", tmp_path)
    monkeypatch.setattr(claims_chains, "_gradients", lambda kind: [(0.0 if kind == "plain" else 1.0, 1.0)])
    figures = run(CLAIMS["c63"])
    assert (figures["plain_4"], figures["plain_24"], figures["residual_24"]) == shown
    assert CLAIMS["c63"].holds(figures) is holds
    assert (figures["command"] == "–") is not bool(losses)
