"""Every claim's experiment is run, and its verdict held against what came out."""

from __future__ import annotations

import re
import string
import time

import pytest

from unet_demo.core import engine
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
