"""Every claim's experiment is run, and its verdict held against what came out."""

from __future__ import annotations

import json
import re
import string
import time
from pathlib import Path

import pytest

from unet_demo.core import compare, engine
from unet_demo.core.cards import FOLDER
from unet_demo.core.claims import CLAIMS, VERDICTS, Claim, claims_of, run
from unet_demo.ui.prose import catalogue

every = pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS.keys())


@pytest.fixture(scope="module", autouse=True)
def _ready() -> None:
    engine.boot()


@every
def test_the_figures_carry_the_verdict(claim: Claim) -> None:
    started = time.monotonic()
    figures = run(claim)
    assert claim.verdict in VERDICTS
    assert claim.holds(figures), figures
    assert time.monotonic() - started < 60  # "under two seconds" is for a quiet machine
    if claim.stored:
        assert str(figures["command"]).startswith("python -m ")


@every
def test_figures_that_say_otherwise_would_not_carry_it(claim: Claim) -> None:
    figures = dict(run(claim))
    flags = [name for name, value in figures.items() if isinstance(value, bool)]
    for name in flags:
        assert not claim.holds({**figures, name: False})
    assert flags or not claim.holds({**figures, "gap": 0.5})


@every
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_its_words_are_there_and_use_its_figures(claim: Claim, lang: str) -> None:
    words, figures = catalogue(lang), run(claim)
    assert words[f"claims.{claim.id}.claim"]
    assert words[f"claims.{claim.id}.why"]
    shows = words[f"claims.{claim.id}.shows"]
    asked = {name for _, name, _, _ in string.Formatter().parse(shows) if name}
    assert asked <= figures.keys()
    assert asked
    assert not re.search(r"[{}]", shows.format(**figures))


def test_the_page_concatenate_has_all_of_its_claims() -> None:
    numbers = [int(claim.id[1:]) for claim in claims_of("concatenate")]
    assert numbers == [1, 2, 3, 4, 5, 8, 9, 10, 15, 31, 47, 48, 49, 50, 51, 52, 53, 57]


def test_the_page_skips_has_all_of_its_claims() -> None:
    numbers = [int(claim.id[1:]) for claim in claims_of("skips")]
    assert numbers == [6, 7, 11, 12, 13, 14, 21, 24, 25, 26, 27, 28, 32, 55, 56]


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
