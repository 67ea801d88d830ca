"""The index of sentences: each that has a figure, where its figures come from, and what carries it if it compares.

    python -m unet_demo.core.lessons.audit [--lang en] [--compares]

A table, tab-separated: id, source, what carries a comparison, the sentence. Sources are read from the code that asks
for the text: live (computed as the page runs), stored (a card or study), paper (read off or quoted from one). What
carries a comparison stands in assets/records/comparisons.toml, and a test fails where one is missing there.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from unet_demo.core.lessons.catalogue import catalogue
from unet_demo.core.lessons.claims import CLAIMS
from unet_demo.home import ASSETS, PACKAGE

COMPARISONS = ASSETS / "records" / "comparisons.toml"
KINDS = {
    "rule": "the one rule's own words, or a text that they fill",
    "held": "a check of the claim's experiment, without which its verdict is not shown",
    "picture": "said of the picture in view or of named scenes, nothing more",
    "counted": "follows from counting: parameters, work, shapes, links, places",
    "paper": "what a paper reports, named there",
    "asks": "a question, an option or a mistake, not a statement of ours",
    "quoted": "a claim of the web, judged below it",
    "words": "no comparison of nets: the word stands for something else",
}
COMPARES = re.compile(
    r"\b(ahead|better|worse|outperforms?|superior|beats?|gains?|more accurate|less accurate|improves?|helps?|hurts?"
    r"|scores? (?:higher|lower|more|less|as|above|below|better|worse)|as good|as well|falls? behind|stays? behind)\b",
    re.IGNORECASE,
)
STORED = {
    "studied",
    "study_of",
    "study_told",
    "compared",
    "heads_told",
    "load_card",
    "read_card",
    "record",
    "records",
    "show_study",
}
PAPER = {"published", "PAPER"}
ASKING = {"T": 0, "show_study": 2}  # functions that show a text, and which of their arguments is its id


@dataclass(frozen=True)
class Sentence:
    """One text with figures or a comparison: its id, where its figures come from, and what carries the comparison."""

    id: str
    source: str
    carried: str
    text: str


def sentences(lang: str = "en") -> list[Sentence]:
    """Every text that has a figure in it, or compares, by id."""
    carried, found = comparisons(), []
    for id, text in sorted(catalogue(lang).items()):
        if has_figure(text) or compares(id):
            found.append(Sentence(id, source_of(id), carried.get(id, ""), text))
    return found


def compares(id: str) -> bool:
    """Whether the English text with this id says that something is better, ahead, worse."""
    return bool(COMPARES.search(catalogue("en")[id]))


def has_figure(text: str) -> bool:
    """Whether a text shows a number: typed into it, or filled in."""
    return bool(re.search(r"\{\w+\}|\d", text))


@cache
def comparisons() -> Mapping[str, str]:
    """What carries each comparison, by id of its text. Raises ValueError for a kind that is none of KINDS."""
    stored = tomllib.loads(COMPARISONS.read_text(encoding="utf-8"))
    if unknown := stored.keys() - KINDS.keys():
        raise ValueError(f"Got {min(unknown)!r}; one of {', '.join(KINDS)} is needed; see {COMPARISONS.name}.")
    return {id: kind for kind, ids in stored.items() for id in ids["ids"]}


def source_of(id: str) -> str:
    """Where the figures of a text come from: "live", "stored", "paper", or "text" where nothing is filled in."""
    claim = CLAIMS.get(id.split(".")[1]) if id.startswith("claims.c") else None
    if claim is not None:
        return "stored" if claim.stored else "live"
    if "{" not in catalogue("en")[id]:
        return "text"
    asked = [names for pattern, names in _askers() if pattern.fullmatch(id)]
    if any(names & PAPER for names in asked):
        return "paper"
    return "stored" if any(names & STORED for names in asked) else "live"


@cache
def _askers() -> list[tuple[re.Pattern[str], frozenset[str]]]:
    """(ids that a function asks for, names that it uses) of every function that shows texts."""
    found = []
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(each, ast.FunctionDef):
                names = frozenset(n.id for n in ast.walk(each) if isinstance(n, ast.Name))
                found += [(pattern, names) for pattern in _asked_in(each)]
    return found


def _asked_in(function: ast.FunctionDef) -> Iterator[re.Pattern[str]]:
    for each in ast.walk(function):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in ASKING and each.args:
            asked = each.args[ASKING[each.func.id]]
            if isinstance(asked, ast.Constant):
                yield re.compile(re.escape(str(asked.value)))
            elif isinstance(asked, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w.+×]+" for p in asked.values]
                yield re.compile("".join(parts))


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; returns 1 where a comparison is carried by nothing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", default="en", choices=sorted(path.name for path in (ASSETS / "prose").iterdir()))
    parser.add_argument("--compares", action="store_true", help="only what compares")
    asked = parser.parse_args(argv)
    rows = [each for each in sentences(asked.lang) if not asked.compares or compares(each.id)]
    for each in rows:
        print(each.id, each.source, each.carried, " ".join(each.text.split()), sep="\t")
    bare = [each.id for each in rows if compares(each.id) and not each.carried]
    for id in bare:
        print(
            f"Got a comparison at {id}; what carries it is needed; add it to {Path(COMPARISONS).name}.", file=sys.stderr
        )
    return 1 if bare else 0


if __name__ == "__main__":
    raise SystemExit(main())
