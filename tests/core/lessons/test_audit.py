"""The index of sentences: every comparison is carried by something, and what is carried is still there."""

from __future__ import annotations

import pytest

from unet_demo.core.lessons import audit
from unet_demo.core.lessons.catalogue import catalogue
from unet_demo.core.lessons.claim import Claim
from unet_demo.core.lessons.claims import CLAIMS
from unet_demo.core.lessons.told import Told


def test_every_comparison_is_carried_by_something(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--compares"]) == 0, capsys.readouterr().err
    table = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert all(len(row) == 4 and row[2] in audit.KINDS for row in table)


def test_nothing_is_carried_that_is_not_there_or_compares_no_more() -> None:
    gone = [id for id in audit.comparisons() if id not in catalogue("en") or not audit.compares(id)]
    assert gone == []


def test_a_comparison_that_nothing_carries_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {"beside.new": "UNet++ is better by {gap}.", "beside.old": "Two nets."}
    monkeypatch.setattr(audit, "catalogue", lambda lang: texts)
    assert audit.main([]) == 1
    assert "beside.new" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("id", "source"),
    [
        ("beside.updates.text", "stored"), ("claims.c46.shows", "stored"), ("claims.c45.shows", "live"),
        ("trade.paper_note", "text"), ("concat.add.study", "stored"), ("point.squeeze.pair", "live"),
    ],
)  # fmt: skip
def test_where_figures_come_from_is_read_from_the_code(id: str, source: str) -> None:
    assert audit.source_of(id) == source


@pytest.mark.parametrize("claim", [each for each in CLAIMS.values() if each.stored], ids=lambda each: each.id)
def test_a_claim_that_says_rule_is_filled_by_the_rule(claim: Claim) -> None:
    shows = catalogue("en")[f"claims.{claim.id}.shows"]
    told = {name for name, figure in claim.figures().items() if isinstance(figure, Told)}
    assert all(f"{{{name}}}" in shows for name in told), "what the rule says of a claim's nets is shown"
