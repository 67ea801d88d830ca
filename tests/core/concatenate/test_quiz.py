"""Every question is asked of torch itself: the answer is what comes out, and no wrong answer is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn

from unet_demo.core.concatenate.quiz import KINDS, Live, Quiz, quiz_of, text_of
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue


def made(text: str) -> torch.Tensor:
    return torch.empty(tuple(map(int, text.split("×"))), device="meta")


def asked_of_torch(quiz: Quiz) -> str:
    v = quiz.values
    if quiz.kind == "odd":
        x = torch.empty(1, 1, int(v["side"]), int(v["side"]), device="meta")
        for _ in range(int(v["times"])):
            x = nn.MaxPool2d(2)(x)
        return str(x.shape[-1])
    a, b = made(v["a"]), made(v.get("b", v["a"]))
    calls: dict[str, Callable[[], torch.Tensor]] = {
        "joined_channels": lambda: torch.cat([a, b], dim=1),
        "joined_height": lambda: torch.cat([a, b], dim=2),
        "default_dim": lambda: torch.cat([a, b]),
        "unbatched": lambda: torch.cat([a, b], dim=0),
        "minus_three": lambda: torch.cat([a, b], dim=-3),
        "upsampled": lambda: nn.ConvTranspose2d(int(v["deep"]), int(v["width"]), 2, stride=2, device="meta")(a),
        "pooled": lambda: nn.MaxPool2d(2)(a),
        "added": lambda: a + b,
        "next_conv": lambda: torch.cat([a, b], dim=1),
    }
    shape = tuple(calls[quiz.kind]().shape)
    return str(shape[1]) if quiz.kind == "next_conv" else text_of(shape)


def test_there_are_at_least_eight_kinds() -> None:
    assert len({quiz_of(number).kind for number in range(len(KINDS))}) == len(KINDS) >= 8


@pytest.mark.parametrize("live", [None, (16, 16, 256, 256), (64, 16, 192, 256), (128, 128, 32, 16), (3, 1, 2, 2)])
@pytest.mark.parametrize("number", range(60))
def test_the_answer_is_what_torch_gives(number: int, live: Live | None) -> None:
    quiz = quiz_of(number, live)
    assert quiz.answer == asked_of_torch(quiz)
    assert quiz.answer not in quiz.mistakes
    assert len(quiz.mistakes) >= 2
    assert set(quiz.options) == {quiz.answer, *quiz.mistakes}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("number", range(30))
def test_every_question_and_every_mistake_has_its_words(number: int, lang: str) -> None:
    quiz, words = quiz_of(number), catalogue(lang)
    assert "{" not in words[f"concat.ask.{quiz.kind}"].format(**quiz.values)
    assert "{" not in words[f"concat.ask.{quiz.why}"].format(**quiz.why_values)
    assert all(f"concat.ask.{mistake}" in words for mistake in quiz.mistakes.values())
