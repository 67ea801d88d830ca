"""What is written beside the code holds: what it names is there, and its claims are those of the lessons."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from unet_demo.core.lessons.claims import CLAIMS
from unet_demo.home import HOUSE, PACKAGE, VERSION

FACTS = HOUSE / "docs" / "facts.md"
FOLDERS = (HOUSE / name for name in ("docs", "assets", "benchmarks"))
PAGES = [*sorted(HOUSE.glob("*.md")), *(page for folder in FOLDERS for page in sorted(folder.rglob("*.md")))]
FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"`((?:unet_demo|core|viz|ui|pages|tests|assets|docs|benchmarks)/[\w./-]+)(?::\w+)?`")
LINKED = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")
SOURCES = [path for kind in ("unet_demo", "tests", "benchmarks", "pages") for path in (HOUSE / kind).rglob("*.py")]


def prose_of(page: Path) -> str:
    return FENCED.sub("", page.read_text("utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(HOUSE).as_posix())
def test_what_a_page_links_or_names_is_there(page: Path) -> None:
    text = prose_of(page)
    gone = {link for link in LINKED.findall(text) if not (page.parent / link).exists()}
    gone |= {name for name in NAMED.findall(text) if not any((top / name).exists() for top in (HOUSE, PACKAGE))}
    assert gone == set()


def test_the_patterns_find_what_they_are_for() -> None:
    assert NAMED.findall("`core/rooms.py:declared`, `viz/<room>/x.py`, `tests/`") == ["core/rooms.py"]
    assert LINKED.findall("[a](docs/facts.md#x) [b](https://x.org/y) ![c](docs/app.png) [d](#e)") == [
        "docs/facts.md",
        "docs/app.png",
    ]


@pytest.mark.parametrize("page", sorted((HOUSE / "docs" / "decisions").glob("*.md")), ids=lambda page: page.stem)
def test_a_decision_takes_a_page(page: Path) -> None:
    assert 100 < len(page.read_text("utf-8").split()) < 900


def test_claims_have_the_verdicts_and_rooms_that_the_facts_say() -> None:
    rows = re.findall(r"^\| c(\d+) \| [^|]+ \| (\w+) \| (\w+) \|", FACTS.read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number, _, _ in rows] == list(range(1, 75))
    stated = {int(number): (verdict, room) for number, verdict, room in rows}
    assert {claim.number: (claim.verdict, claim.room) for claim in CLAIMS.values()} == stated


def test_sections_that_code_cites_are_there() -> None:
    sections = set(re.findall(r"^## (\d)\. ", FACTS.read_text("utf-8"), re.MULTILINE))
    cited, bare = set(), []
    for path in SOURCES:
        text = path.read_text("utf-8")
        cited |= set(re.findall(r"docs/facts\.md, section (\d)", text))
        bare += [path.name for _ in re.findall(r"(?<!docs/)(?<!\w)facts\.md", text) if path != Path(__file__)]
    assert cited
    assert cited <= sections
    assert bare == []


def test_the_version_that_is_cited_is_the_packages() -> None:
    version = tomllib.loads((HOUSE / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"\nversion: {version}\n" in (HOUSE / "CITATION.cff").read_text("utf-8")
    assert version == VERSION
