"""A table of texts against the cause that is behind each; what is no error that is known gets no answer."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

import pytest
from error_texts import KNOWN, UNKNOWN, UNSURE
from hypothesis import given
from hypothesis import strategies as some

from unet_demo.core.errors.clean import LINES, cleaned
from unet_demo.core.errors.read import FAMILIES, read_error

ODD, LABEL = KNOWN[0], "IndexError: Target 2 is out of bounds."
TRACE = """Traceback (most recent call last):
  File "/home/ada/unet/train.py", line 88, in <module>
    main()
  File "/home/ada/unet/net.py", line 42, in forward
    x = self.up1(x4, x3)
  File "/usr/lib/python3.11/site-packages/torch/nn/modules/module.py", line 1511, in _call_impl
    return forward_call(*args, **kwargs)
"""


def first_cause(text: str) -> str | None:
    reading = read_error(text)
    return reading.causes[0].id if reading and reading.causes else None


def test_no_first_cause_is_wrong_and_nearly_every_text_has_one() -> None:
    answers = [(first_cause(text), cause) for text, cause in KNOWN]
    assert len(answers) >= 120
    assert [(answer, cause) for answer, cause in answers if answer not in (cause, None)] == []
    assert sum(answer == cause for answer, cause in answers) >= 0.95 * len(answers)


def test_every_wording_is_met_by_some_text() -> None:
    texts = [" ".join(text.split()) for text, _ in KNOWN]
    every = [wording for family in FAMILIES for wording in family.wordings]
    assert [each for each in every if not any(re.search(each.pattern, text) for text in texts)] == []
    assert [
        each for each in every if not any(each.hint in text and re.search(each.pattern, text) for text in texts)
    ] == []


@pytest.mark.parametrize("text", UNSURE)
def test_what_may_be_meant_otherwise_gets_no_cause(text: str) -> None:
    reading = read_error(text)
    assert reading is not None
    assert reading.causes == ()


@pytest.mark.parametrize("text", UNKNOWN)
def test_what_is_no_error_that_is_known_gets_no_answer(text: str) -> None:
    assert read_error(text) is None


def boxed(text: str) -> str:
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, 96) or [""]]
    return "\n".join(["╭" + "─" * 98 + "╮", *(f"│ {line:<96} │" for line in lines), "╰" + "─" * 98 + "╯"])


def cut(text: str) -> str:
    """As a terminal cuts: at its width, in the middle of words."""
    return "\n".join(line[at : at + 80] for line in text.splitlines() for at in range(0, max(1, len(line)), 80))


DRESSES: dict[str, Callable[[str], str]] = {
    "bare": str,
    "traceback": lambda text: TRACE + text + "\n",
    "quoted": lambda text: "\n".join(f"> {line}" for line in (TRACE + text).splitlines()),
    "quoted twice": lambda text: "\n".join(f"> > {line}" for line in text.splitlines()),
    "box": boxed,
    "windows": lambda text: (TRACE + text).replace("\n", "\r\n"),
    "colours": lambda text: "\n".join(f"\x1b[1;31m{line}\x1b[0m" for line in (TRACE + text).splitlines()),
    "stamped": lambda text: "\n".join(
        f"2026-11-30 12:01:07,{n:03} ERROR {line}" for n, line in enumerate(text.split("\n"))
    ),
    "stamped in brackets": lambda text: "\n".join(f"[12:01:07] {line}" for line in text.splitlines()),
    "pytest": lambda text: "\n".join(f"E       {line}" for line in text.splitlines()),
    "ranks": lambda text: "\n".join(f"[rank0]: {line}" for line in (TRACE + text).splitlines()),
    "launcher": lambda text: f"{TRACE}{text}\nsubprocess.CalledProcessError: Command 'train.py' returned 1",
    "worker": lambda text: f"RuntimeError: Caught it in DataLoader worker process 0.\nOriginal {TRACE}{text}",
    "long log": lambda text: "step 1 loss 0.5\n" * 5000 + TRACE + text + "\n",
    "progress": lambda text: "1/9 [==>] loss 0.3\r2/9 [===>] loss 0.2\r" + TRACE + text,
    "wrapped": lambda text: "\n".join(textwrap.wrap(text, 60)),
    "cut": cut,
}


@pytest.mark.parametrize("dress", DRESSES)
def test_however_it_is_pasted_the_cause_is_the_same(dress: str) -> None:
    answers = [(first_cause(text), first_cause(DRESSES[dress](text)), text) for text, _ in KNOWN]
    assert [(bare, dressed, text) for bare, dressed, text in answers if dressed not in (bare, None)] == []
    lost = [text for bare, dressed, text in answers if dressed != bare]
    assert len(lost) <= len(answers) * (0.05 if dress == "cut" else 0.01), lost


def test_the_last_error_counts_and_the_others_are_counted() -> None:
    reading = read_error(
        f"{TRACE}{ODD[0]}\n\nDuring handling of the above exception, another exception occurred:\n\n{TRACE}{LABEL}"
    )
    assert reading is not None
    assert (reading.kind, reading.others) == ("label", 1)


def test_what_another_was_directly_caused_by_counts() -> None:
    middle = "\n\nThe above exception was the direct cause of the following exception:\n\n"
    reading = read_error(f"{TRACE}{ODD[0]}{middle}{TRACE}{LABEL}")
    assert reading is not None
    assert (reading.kind, reading.others) == ("cat", 1)
    assert first_cause(f"{TRACE}{ODD[0]}{middle}{TRACE}StepFailed: epoch 3\nBackendError: step") == ODD[1]


def test_an_unknown_error_after_a_known_one_is_not_answered_by_it() -> None:
    assert read_error(f"{TRACE}{ODD[0]}\n\n{TRACE}KeyError: 'mask'") is None
    assert first_cause(f"{TRACE}KeyError: 'mask'\n\n{TRACE}{ODD[0]}") == ODD[1]


PLACES = {
    "python": TRACE,
    "notebook": "File ~/unet/net.py:42, in UNet.forward(self, x)\n     40 def forward(self, x):\n---> 42     x "
    "= self.up1(x4, x3)\n",
    "old notebook": "~/unet/net.py in forward(self, x)\n     41     y = 1\n---> 42     x = self.up1(x4, x3)\n     43\n",
    "rich": "│ /home/ada/unet/net.py:42 in forward                │\n│    41  y = 1                 │\n│ ❱  42 "
    "│   x = self.up1(x4, x3)    │\n",
}


@pytest.mark.parametrize("style", PLACES)
def test_the_place_is_the_last_of_the_visitors_own_code(style: str) -> None:
    reading = read_error(PLACES[style] + ODD[0])
    assert reading is not None
    place = reading.place
    assert place is not None
    assert (place.file, place.line, place.function.split(".")[-1]) == ("net.py", 42, "forward")
    assert (place.code, place.layer) == ("x = self.up1(x4, x3)", "up1")


def test_a_message_alone_has_no_place() -> None:
    reading = read_error(ODD[0])
    assert reading is not None
    assert reading.place is None


def test_only_the_last_lines_are_looked_at() -> None:
    assert len(cleaned("line\n" * 5000).lines) == LINES
    assert read_error(ODD[0] + "\n" + "nothing here\n" * LINES) is None
    assert first_cause("x" * 20_000_000 + "\n" + ODD[0]) == ODD[1]


@pytest.mark.parametrize("data", [bytes(range(256)) * 400, b"\x1f\x8b\x08" + bytes(range(128, 256)) * 99, b"\0" * 999])
def test_binary_is_no_text(data: bytes) -> None:
    assert read_error(data.decode("latin-1")) is None
    assert read_error(data.decode("utf-8", "replace") + ODD[0]) is None


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "(",
        "1, ",
        "torch.Size([",
        '"a", ',
        "Got 1 and ",
        "Missing key(s) in state_dict: ",
        "shape = ",
        "> ",
        "│",
        " ",
    ],
)
def test_no_repetition_makes_the_patterns_run_away(unit: str) -> None:
    """Were one of them to go back and forth, this would not end."""
    for hint in sorted({wording.hint for family in FAMILIES for wording in family.wordings}):
        read_error(hint + unit * (4000 // len(unit)) + "\n" + hint + unit * 50)


@given(some.text())
def test_any_text_at_all_may_be_pasted(text: str) -> None:
    read_error(text)


@given(some.sampled_from(KNOWN), some.integers(0, 200), some.integers(0, 200), some.text(max_size=20))
def test_a_damaged_message_is_read_or_not_but_never_raises(
    row: tuple[str, str], at: int, length: int, put: str
) -> None:
    read_error(row[0][:at] + put + row[0][at + length :])


def test_a_long_list_of_weights_does_not_hide_the_error_behind_it() -> None:
    sizes = "\n\t".join(
        f"size mismatch for up{n}.conv.weight: copying a param with shape torch.Size([64, 128, 3, 3]) from checkpoint, "
        "the shape in current model is torch.Size([32, 64, 3, 3])."
        for n in range(200)
    )
    long = f"RuntimeError: Error(s) in loading state_dict for UNet:\n\t{sizes}"
    assert first_cause(long) == "stored_widths"
    assert first_cause(f"{TRACE}{long}\n\n{TRACE}{LABEL}") == "label_count"
