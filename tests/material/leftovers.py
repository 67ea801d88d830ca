"""What a filled text must not hold: signs that a template was left over, in English or Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

CODE = re.compile(r"`[^`]*`|\$[^$]*\$|https?://\S+|<[^>]*>")
NOT_PLURAL = {  # words in -s
    "across", "after", "alias", "always", "as", "axis", "basis", "becomes", "bias", "burns", "changes", "chooses",
    "class", "comes", "cross", "differs", "does", "fails", "falls", "gains", "gets", "gives", "goes", "grows",
    "has", "helps", "holds", "is", "its", "jumps", "knows", "learns", "less", "lies", "loss", "marks", "means",
    "meets", "ms", "needs", "nucleus", "pass", "pays", "plus", "previous", "receives", "runs", "sees", "stays",
    "takes", "this", "thus", "times", "was", "weighs",
}  # fmt: skip
EXPLAINED_SIGN = re.compile(
    r"[(（](?:a |an |the )?(dash|star|asterisk|横线|短横线|星号|[—–*†])\s*(?:[:：]|means|stands|表示)"
)
SIGNS = {"dash": "–—", "横线": "–—", "短横线": "–—", "star": "*", "asterisk": "*", "星号": "*"}
RULES = {
    "a placeholder": re.compile(r"\{\w*\}|\{\{|\}\}"),
    "a value of the program": re.compile(
        r"(?<![\w.*])(?:None|nan|NaN|inf|True|False)(?= *[,.;)|%]|$| ms| px| dB)|\[\]|<\w+ object"
    ),
    "empty brackets": re.compile(r"(?<!\w)\(\s*\)|（\s*）|“\s*”|「\s*」"),
    "a space before a sign": re.compile(r"(?<=[^\s\[✂]) +(?:[,;.!?](?!\d|\w)|[，。；：！？、）])"),
    "signs in a row": re.compile(r"(?<!\.)\.\.(?!\.)|,,|;;|。。|，，|、、|；；|，。|。，|：。|: *\.|, *\.|,\s*;"),
    "two spaces": re.compile(r"(?<=\S)(?<!\n)  +(?=[^\n\s#|])"),
    "a separator at an end": re.compile(r"^\s*[,;，；、·]|[,;，；、·(（]\s*$"),
    "a doubled sign": re.compile(r"−−|--\d|\+[-−]|(?<![t“])\+\+|%%|% %"),
    "a plural left open": re.compile(r"[a-z]\((?:s|es|ies)\)"),
    "a plural of one": re.compile(
        r"(?<![\w.,×·/:−^=()–-])(?<!row )(?<!depth )1(?:\*\*)? (?:(?!with\b|and\b|to\b|in\b|for\b|a\b)[a-z×\d-]+ )?"
        r"([a-z]+s)\b(?! *[×=])"
    ),
}
LANGUAGE_OF_RULE = {"a plural of one": "en"}


def leftovers(text: str, lang: str) -> list[str]:
    """What is left over in this text, each with the words that it was seen in."""
    bare = CODE.sub("`x`", text)
    return [*_by_rule(bare, lang), *_said_twice(bare), *_signs(bare)]


def _by_rule(text: str, lang: str) -> Iterator[str]:
    for name, rule in RULES.items():
        if LANGUAGE_OF_RULE.get(name, lang) != lang:
            continue
        for found in rule.finditer(text):
            if not (found.groups() and found[1] in NOT_PLURAL):
                yield f"{name}: {text[max(0, found.start() - 20) : found.end() + 20]!r}"


def _said_twice(text: str) -> Iterator[str]:
    sentences = [each.strip() for each in re.split(r"(?<=[.!?])\s+|(?<=[。！？])|\n", text)]
    long = [each for each in sentences if len(each) > (20 if each.isascii() else 10) and not each.startswith("|")]
    yield from (f"said twice: {each!r}" for each in sorted(set(long)) if long.count(each) > 1)


def _signs(text: str) -> Iterator[str]:
    for found in EXPLAINED_SIGN.finditer(text):
        rest = text[: found.start()] + text[found.end() :]
        if not any(sign in rest for sign in SIGNS.get(found[1], found[1])):
            yield f"a sign explained that is not there: {found[0]!r}"
