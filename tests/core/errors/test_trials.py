"""Every program that is shown really fails as the error does, and really runs when it is mended."""

from __future__ import annotations

import re

import pytest
from error_texts import KNOWN
from hypothesis import given
from hypothesis import strategies as some

from unet_demo.core.errors import door
from unet_demo.core.errors.read import read_error
from unet_demo.core.errors.records import Cause
from unet_demo.core.errors.trials import BODIES, ELEMENTS, Trial, trial

CAUSES: dict[tuple[str, str], Cause] = {
    (cause.id, cause.trial.name): cause
    for text, _ in KNOWN
    if (reading := read_error(text))
    for cause in reading.causes
    if cause.trial
}
ALIKE = {  # where a message fits several causes, another one comes first
    "cat_odd_deep",
    "cat_gap",
    "cat_output_padding",
    "cat_fixed",
    "half",
    "half_bce",
    "norm_eval",
    "label_void",
    "label_from_one",
    "stored_prefix",
    "first_layer",
}


def test_every_program_belongs_to_a_cause() -> None:
    assert {name for _, name in CAUSES} == set(BODIES)


@pytest.mark.parametrize("key", CAUSES, ids="-".join)
@pytest.mark.filterwarnings("ignore")
def test_the_program_fails_and_the_mended_one_prints_a_shape(key: tuple[str, str]) -> None:
    cause = CAUSES[key]
    assert cause.trial is not None
    broken, mended = door.outcomes(cause.trial)
    assert re.match(r"\w+Error: ", broken), broken
    assert re.fullmatch(r"\((\d+(, ?\d*)*)?\)", mended), mended
    reading = read_error(broken)
    assert reading is not None, broken
    ids = [each.id for each in reading.causes]
    assert cause.id == ids[0] or (cause.id in ALIKE or cause.id in ids), (cause.id, ids, broken)


def test_programs_say_what_the_message_said() -> None:
    reading = read_error(KNOWN[0][0])
    assert reading is not None
    assert reading.trial is not None
    assert "Expected size 91 but got size 90" in door.outcomes(reading.trial)[0]


@given(some.sampled_from(sorted(BODIES)), some.lists(some.integers(-(10**12), 10**12), min_size=4, max_size=4))
def test_nothing_large_is_offered(name: str, sizes: list[int]) -> None:
    made = trial(name, *sizes)
    assert made is None or made.elements <= ELEMENTS


@given(some.sampled_from(sorted(BODIES)), some.lists(some.integers(1, 60), min_size=4, max_size=4))
def test_programs_hold_nothing_but_our_own_words_and_numbers(name: str, sizes: list[int]) -> None:
    own = [re.sub(r"\{\d\}", "0", body).replace("{{", "{").replace("}}", "}") for body in BODIES[name]]
    made = Trial(name, tuple(sizes))
    for program, body in zip((made.broken, made.mended), own, strict=True):
        assert re.sub(r"\d+", "0", body) in re.sub(r"\d+", "0", program)


def test_text_in_place_of_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        trial("odd", "__import__('os')")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="invalid literal"):
        _ = Trial("odd", ("__import__('os')",)).broken  # type: ignore[arg-type]


def test_what_would_hold_too_much_is_refused_at_the_door() -> None:
    with pytest.raises(ValueError, match="at most"):
        door.outcomes(Trial("odd", (100_000,)))
