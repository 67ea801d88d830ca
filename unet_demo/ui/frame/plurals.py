"""English texts are written in the plural; filled with a 1, their noun and its verb stand in the singular."""

from __future__ import annotations

import re

IRREGULAR = {
    "biases": "bias", "classes": "class", "passes": "pass", "probabilities": "probability", "nuclei": "nucleus",
    "matrices": "matrix", "ones": "one", "axes": "axis",
}  # fmt: skip
REGULAR = (
    "bits|blocks|bridges|bytes|cards|cells|channels|characters|colours|columns|components|concatenations|"
    "convolutions|dimensions|edges|files|gaps|groups|heads|kernels|labels|layers|levels|lines|links|"
    "logits|maps|masks|megabytes|megapixels|mistakes|models|neighbours|nets|nodes|numbers|objects|"
    "operations|outputs|pages|pairs|parts|parameters|pictures|pieces|pixels|places|points|poolings|"
    "positions|products|questions|rounds|rows|scenes|seeds|shapes|shortcuts|skips|steps|terms|threads|"
    "tiles|tones|trainings|units|updates|values|variants|versions|ways|weights|windows|zeros"
)
VERBS = {
    "are": "is", "were": "was", "have": "has", "do": "does", "stand": "stands", "remain": "remains", "run": "runs",
    "change": "changes", "meet": "meets", "pass": "passes", "become": "becomes", "differ": "differs", "lie": "lies",
}  # fmt: skip
_NO_ADJECTIVE = r"(?:of|to|in|at|on|for|from|and|or|the|a|an|by|than|with|is|are|was|were|that|as|times?)\b"
_NO_COUNT = "".join(  # "row 1 channels" counts nothing
    f"(?<!{word} )"
    for word in ["row", "level", "channel", "column", "class", "axis", "dim", "step", "seed", "depth", "label"]
)
_ONE = re.compile(
    rf"(?<![\w.,×·/:−^=(-]){_NO_COUNT}1(?P<mark>\*\*)?(?P<between> (?:(?!{_NO_ADJECTIVE})[a-z0-9×-]+ ){{0,2}}?)"
    rf"(?P<noun>{'|'.join(IRREGULAR)}|{REGULAR})\b(?P<verb> (?:{'|'.join(VERBS)})\b)?"
)


def fitting(text: str) -> str:
    """An English text with "1 pixels are" told as "1 pixel is"."""
    return _ONE.sub(_singular, text)


def _singular(found: re.Match[str]) -> str:
    noun, verb = found["noun"], found["verb"]
    told = f" {VERBS[verb.strip()]}" if verb else ""
    return f"1{found['mark'] or ''}{found['between']}{IRREGULAR.get(noun, noun[:-1])}{told}"
