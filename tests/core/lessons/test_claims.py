"""Every claim's experiment is run, and its verdict held against what came out."""

from __future__ import annotations

import json
import re
import string
from functools import cache
from pathlib import Path

import pytest
import stored_studies
from leftovers import leftovers

from unet_demo.core.lessons import claim_records
from unet_demo.core.lessons.claim import VERDICTS, Claim
from unet_demo.core.lessons.claims import CLAIMS, claims_of, run
from unet_demo.core.lessons.told import Told
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
        plain = {name: "…" if isinstance(value, Told) else str(value) for name, value in figures.items()}
        told = shows.format(**{name: QUOTED.sub("…", value) for name, value in plain.items()})
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


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in place of assets/weights, empty but for what a test stores there; studies are looked for in it too."""
    monkeypatch.setattr(compare, "FOLDER", tmp_path)
    monkeypatch.setattr(compare, "SEEDS", tmp_path / "seeds")
    monkeypatch.setattr(compare, "STUDIES", tmp_path / "studies")
    monkeypatch.setattr(claim_records, "FOLDER", tmp_path)
    return tmp_path


SKIPS = {"all": 0.9, "top": 0.89, "deepest": 0.85}


@pytest.mark.parametrize(
    ("none", "seeds", "builds", "shown", "holds"),
    [
        (0.8, 10, {}, ("–", "–"), True),
        (0.8, 10, {"unet": (0.8,) * 3, "noskips": (0.7, 0.72, 0.71)}, ("0.800", "0.700–0.720"), True),
        (0.8, 10, {"unet": (0.8,) * 3, "noskips": (0.81,) * 3}, ("0.800", "0.810"), True),  # three seeds prove nothing
        (0.8, 3, {}, ("–", "–"), False),  # nor do they in the study
        (0.9, 10, {}, ("–", "–"), False),
    ],
)
def test_claim_6_asks_the_study_and_shows_the_larger_nets(
    none: float,
    seeds: int,
    builds: dict[str, tuple[float, ...]],
    shown: tuple[str, str],
    holds: bool,
    stored: Path,
) -> None:
    cards_of(stored, builds)
    stored_studies.store(stored, "one_skip", {**SKIPS, "none": none + 1e-9}, seeds)
    figures = run(CLAIMS["c6"])
    assert (figures["unet"], figures["noskips"]) == shown
    assert CLAIMS["c6"].holds(figures) is holds
    assert ("--build" in str(figures["command"])) is (shown[0] != "–")


@pytest.mark.parametrize("scores", [(), ((0.8, 0.81),), ((0.2, 0.8), (0.3, 0.81), (0.25, 0.82))])
def test_claim_44_asks_the_rule_of_the_shipped_net_and_shows_the_one_of_one_loss(
    scores: tuple[tuple[float, float], ...], stored: Path
) -> None:
    card = json.loads((FOLDER / "nuclei-unetpp.card.json").read_text(encoding="utf-8"))
    (stored / "seeds").mkdir()
    for seed, pair in enumerate(scores):
        for each in card["scores"]:
            for head, value in zip(each["heads"][2:], pair, strict=True):
                head["scores"]["iou"] = value
        name = f"seeds/nuclei-lasthead-{seed}" if seed else "nuclei-lasthead"
        (stored / f"{name}.card.json").write_text(json.dumps(card), encoding="utf-8")
    figures = run(CLAIMS["c44"])
    assert figures["seeds"] == len(scores)
    assert CLAIMS["c44"].holds(figures)
    assert ("core.train" in str(figures["command"])) is bool(scores)


@pytest.mark.parametrize(
    ("unetpp", "seeds", "word"), [(0.9, 10, "ahead"), (0.8, 10, "untold"), (0.7, 10, "behind"), (0.9, 3, "untold")]
)
def test_claim_46_says_what_the_rule_says_at_equal_work(unetpp: float, seeds: int, word: str, stored: Path) -> None:
    cards_of(stored, {"unetpp_equal": (0.8, 0.82), "unet": (0.81,)})
    stored_studies.store(stored, "equal_macs", {"unetpp": unetpp, "unet": 0.8}, seeds)
    figures = run(CLAIMS["c46"])
    work = figures["work_told"]
    assert isinstance(work, Told)
    assert (work.word, figures["updates_told"]) == (word, "–")
    assert (figures["alike"], figures["alike_unet"]) == ("0.800–0.820", "0.810")
    assert CLAIMS["c46"].holds(figures)
    assert "--study equal_macs" in str(figures["command"])


@pytest.mark.parametrize("there", [True, False])
def test_claim_63_with_the_study_and_without(there: bool, stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    losses = {"plain_4": 0.2, "plain_24": 0.3, "residual_24": 0.1, "exploding_24": 0.9} if there else {}
    if there:
        stored_studies.store(stored, "degradation", losses, by_picture=False, score="train_loss")
    monkeypatch.setattr(claims_chains, "_gradients", lambda kind: [(0.0 if kind == "plain" else 1.0, 1.0)])
    figures = run(CLAIMS["c63"])
    assert [figures[id] for id in ("plain_4", "plain_24")] == (["0.200", "0.300"] if there else ["–", "–"])
    said = figures["residual_24_plain_24"]
    assert (said.word == "ahead") if isinstance(said, Told) else not there  # a lower loss is ahead
    assert CLAIMS["c63"].holds(figures)
    assert (figures["command"] == "–") is not there
