"""`unet-demo doctor`: an error from standard input or arguments, masks, a log; read as the clinic reads them.

    python train.py 2>&1 | unet-demo doctor
    unet-demo doctor mask FILE…
    unet-demo doctor log FILE

Exit status: 0 where something was recognised, 3 where nothing was, 2 for wrong use. Loads no torch, and no streamlit.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from unet_demo.core.lessons.catalogue import catalogue
from unet_demo.ui.frame.languages import LANGUAGES

RECOGNISED, WRONG_USE, UNREAD = 0, 2, 3
LINES, LINE_CHARS = 400, 2000  # of standard input that are looked at, the last ones
MOST_BYTES = 20 * 2**20
_MARKS = re.compile(r"\*\*|`")

Told = dict[str, Any]
Say = Callable[..., str]


@dataclass(frozen=True)
class Answer:
    """What was read, as plain values, and the same as lines for a terminal."""

    recognised: bool
    values: Told
    lines: tuple[str, ...]


def main(argv: Sequence[str], prog: str) -> int:
    """Command line; returns the exit status."""
    options = _parser(prog).parse_args(argv)
    say, words = say_in(options.lang), list(options.words)
    try:
        if words[:1] in (["mask"], ["log"]):
            what, *files = words
            if not files:
                raise ValueError(say("clinic.doctor.no_file", what=what))
            data = [(name, _bytes_of(name, say)) for name in files]
            answer = of_masks(data, say) if what == "mask" else of_log(data, say)
        else:
            answer = of_error(" ".join(words) if words else tail_of(sys.stdin), say)
    except ValueError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    print(json.dumps(answer.values, ensure_ascii=False, indent=2) if options.json else "\n".join(answer.lines))
    return RECOGNISED if answer.recognised else UNREAD


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("words", nargs="*", metavar="TEXT", help='an error; or "mask FILE…", or "log FILE"')
    parser.add_argument("--lang", default=next(iter(LANGUAGES)), choices=tuple(LANGUAGES))
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    return parser


def say_in(lang: str) -> Say:
    """A function that gives a text by id in a language, its values filled in, without Markdown's marks."""

    def say(id: str, **values: object) -> str:
        text = catalogue(lang)[id]
        return _MARKS.sub("", LANGUAGES[lang].fitting(text.format(**values)) if values else text)

    return say


def tail_of(source: IO[str]) -> str:
    """The last LINES lines of a text of any size, never all of it in memory."""
    last: deque[str] = deque(maxlen=LINES)
    raw = getattr(source, "buffer", None)
    for line in raw if raw is not None else source:
        last.append(line[-LINE_CHARS:].decode("utf-8", "replace") if isinstance(line, bytes) else line[-LINE_CHARS:])
    return "".join(last)


def of_error(text: str, say: Say) -> Answer:
    """The error in a text: what it says, where it happened, its causes, and the lines to change."""
    from unet_demo.core.errors.read import read_error

    reading = read_error(text)
    if reading is None or not reading.causes:
        said = say("error.unread") if reading is None else say("error.unsure")
        return Answer(False, {"recognised": False, "message": said}, (said,))
    causes = [
        {"id": cause.id, "diff": cause.change.diff}
        | {part: say(f"cause.{cause.id}.{part}", **cause.values) for part in ("why", "tell", "do")}
        for cause in reading.causes
    ]
    place = reading.place
    where: Told = {"file": place.file, "line": place.line, "layer": place.layer} if place else {}
    values: Told = {"recognised": True, "family": reading.family, "message": reading.message, "place": where}
    lines = [reading.message, *([f"{place.file}:{place.line}  {place.code}"] if place else [])]
    for number, cause in enumerate(causes, 1):
        title = say("error.cause") if number == 1 else say("error.next_cause", number=number)
        lines += ["", f"{title}: {cause['why']}", say("error.tell", text=cause["tell"])]
        lines += [say("error.do", text=cause["do"]), cause["diff"]]
    return Answer(True, values | {"causes": causes}, tuple(lines))


def of_masks(files: Sequence[tuple[str, bytes]], say: Say) -> Answer:
    """What each mask holds, and the two lines that make a target of it for every loss."""
    from unet_demo.core.pictures.census import census
    from unet_demo.core.pictures.decode import PictureError

    told, lines, recognised = [], list[str](), False
    for name, data in files:
        try:
            one = _of_mask(census(data), say)
            recognised = True
        except PictureError as error:
            one = {"refused": say(f"errors.{error.code}", **error.values)}
        told.append({"file": name} | one)
        lines += [name, *(f"  {each}" for each in (one.get("judged") or [one["refused"]]))]
        lines += [f"  {loss}: {line}" for loss, two in one.get("lines", {}).items() for line in two]
    return Answer(recognised, {"recognised": recognised, "masks": told}, tuple(lines))


def _of_mask(counted: Any, say: Say) -> Told:
    from unet_demo.core.clinic.mask.targets import LOSSES, recipe_of

    recipes = {loss: recipe_of(counted, loss) for loss in LOSSES}
    return {
        "format": counted.format,
        "size": [counted.width, counted.height],
        "kind": counted.kind,
        "values": [{"value": each.number, "share": round(each.share, 6)} for each in counted.values],
        "judged": [_judged(each.id, dict(each.values), say) for each in counted.judgements],
        "lines": {loss: list(recipe.lines) for loss, recipe in recipes.items() if recipe is not None},
    }


def _judged(id: str, values: Mapping[str, str], say: Say) -> str:
    if id == "palette" and values.get("table") == "none":
        return say("mask.judged.palette_free", count=values["count"])
    named = {name: say(f"mask.tables.{value}") if name == "table" else value for name, value in values.items()}
    return say(f"mask.judged.{id}", **named)


def of_log(files: Sequence[tuple[str, bytes]], say: Say) -> Answer:
    """What the log of a training shows, each with its evidence and what to try."""
    from unet_demo.core.clinic.log.findings import findings
    from unet_demo.core.clinic.log.log import LogError
    from unet_demo.core.clinic.log.reading import read_logs
    from unet_demo.core.clinic.log.said import evidence_of, values_of

    try:
        log = read_logs([(name, data.decode("utf-8", "replace")) for name, data in files])
    except LogError as error:
        said = say(f"log.error.{error.reason}")
        return Answer(False, {"recognised": False, "message": said}, (said,))
    told, lines = [], list[str]()
    for each in findings(log):
        values = values_of(each, log, say)
        one = {part: say(f"log.found.{each.id}.{part}", **values) for part in ("title", "text", "try")}
        told.append({"id": each.id, "evidence": evidence_of(each, log, say)} | one)
        lines += [
            one["title"],
            f"  {one['text']}",
            f"  {evidence_of(each, log, say)}",
            f"  {say('log.try')} {one['try']}",
        ]
    return Answer(True, {"recognised": True, "curves": list(log.curves), "findings": told}, tuple(lines))


def _bytes_of(name: str, say: Say) -> bytes:
    """A file, of a long one the end. Raises ValueError with a sentence where it cannot be read."""
    try:
        with Path(name).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - MOST_BYTES) if name.endswith((".log", ".txt", ".csv")) else 0)
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ValueError(say("clinic.doctor.no_read", file=name, why=error.strerror or "")) from None
