"""The picture a visitor brought and what came of it. It lives in the memory of this visitor's tab and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from unet_demo.core.engine import engine, jobs
from unet_demo.core.engine.run import Run
from unet_demo.core.gallery import gallery
from unet_demo.core.nets.tasks import TASKS
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.input_size import working_size
from unet_demo.core.pictures.tiles import Border, needs_tiles
from unet_demo.ui.frame import cache, choices, tabs
from unet_demo.ui.frame.section import sentence_of
from unet_demo.ui.frame.tabs import Brought, TruthFile

Wait = Literal["boot", "tiles", "stopped", "busy", "trouble"]


@dataclass(frozen=True)
class Settings:
    """Where and how the net runs for this visitor; not part of the link, since another machine has other devices."""

    device: str = "cpu"
    precision: str = "float32"
    border: Border = "single"


@dataclass(frozen=True, eq=False)
class Outcome:
    """A picture with its run, or with the reason why there is none yet. `sample` names a gallery picture."""

    picture: Picture
    sample: str | None
    run: Run | None
    wait: Wait | None = None
    trouble: str = ""  # why the net cannot be run, as a sentence, with wait == "trouble"


def settings() -> Settings:
    """This visitor's device, precision and border; a precision that the task in view does not have is float32 there."""
    here = choices.tab()
    here.settings = here.settings or Settings()
    chosen: Settings = here.settings
    if chosen.precision == "float32" or not engine.ready():
        return chosen
    has = engine.precisions(choices.get("task"), chosen.device)
    return chosen if chosen.precision in has else replace(chosen, precision="float32")


def change_settings(**changes: str) -> None:
    """Replace some of the settings; the next outcome is run with them."""
    choices.tab().settings = replace(settings(), **changes)  # type: ignore[arg-type]


def own() -> Brought | None:
    """The picture that the visitor brought, in view or not."""
    return choices.tab().brought


def bring(picture: Picture, data: bytes = b"") -> None:
    """Make this the visitor's picture, on every page, until another is taken. It never enters the link.

    `data` is its file, kept where the file holds further pages.
    """
    here = choices.tab()
    last = here.brought if here.brought and data and here.brought.data is data else Brought(picture)  # another page
    here.brought = Brought(picture, data if picture.pages > 1 else b"", last.truths, last.files)
    here.kind = "upload"
    show_own()
    tabs.hold(here)


def bring_truth(picture: Picture, file: TruthFile) -> None:
    """`picture` is the visitor's own with its truth: it counts for the chosen task. Without one, none counts yet."""
    if brought := own():
        key = choices.get("task"), picture.key
        brought.files[key] = file
        brought.truths.pop(key, None)
        if picture.truth is not None:
            brought.truths[key] = picture
        tabs.hold(choices.tab())


def show_own() -> None:
    """Put the visitor's own picture in view."""
    choices.tab().lost = False
    choices.put("picture", None)


def forget_own() -> None:
    """Let go of the visitor's own picture and of all that was made from it."""
    here = choices.tab()
    here.empty()
    here.lost = False
    if choices.get("picture") is None:
        choices.put("picture", here.pictures.get(choices.get("task")) or choices.default_of("picture"))


def take_sample(sample_id: str) -> None:
    """Take a picture of the gallery or a scene; the visitor's own one stays at hand until its time is over."""
    choices.tab().lost = False
    choices.put("picture", sample_id)


def sample() -> str | None:
    """The gallery picture in view, one of the chosen task's; None when the visitor brought one."""
    chosen: str | None = choices.get("picture")
    fits = own() is not None if chosen is None else gallery.sample(chosen).task == choices.get("task")
    if not fits:
        chosen = choices.default_of("picture")
        choices.put("picture", chosen)
    return chosen


def picture() -> Picture:
    """The visitor's own picture, with its truth for the chosen task where one was brought, or the gallery's."""
    chosen, brought = sample(), own()
    if chosen is None and brought is not None:
        return brought.for_task(choices.get("task"))
    return cache.sample_picture(chosen or choices.default_of("picture"))


def outcome() -> Outcome:
    """The picture in view and its run; without a run, why. Nothing is run twice: the last outcome is kept.

    When the queue is full the last good outcome comes back, marked "busy". Raises what `engine.run` raises, BootError.
    """
    now, chosen, how = picture(), sample(), settings()
    last: Outcome | None = choices.tab().last
    if last and last.run and _fits(last.run, now, how):
        return replace(last, picture=now, sample=chosen)
    if trouble := engine.trouble():
        raise trouble
    if not engine.ready():
        return Outcome(now, chosen, None, "boot")
    try:
        run, wait = _run(now, chosen, how)
    except engine.Busy:  # the last picture stays with its mask, and says that it is not the one asked for
        return replace(last, wait="busy") if last and last.run else Outcome(now, chosen, None, "busy")
    fresh = Outcome(now, chosen, run, wait)
    if run:
        choices.tab().last = fresh
    return fresh


def outcome_or_trouble() -> Outcome:
    """`outcome`, or, where the net cannot be run, the picture with the sentence that says why."""
    try:
        return outcome()
    except Exception as error:  # the picture is shown all the same, the sentence beside it
        return Outcome(picture(), sample(), None, "trouble", sentence_of(error, "section.mask"))


def job() -> jobs.Job | None:
    """The large picture under way in this tab."""
    return choices.tab().job


def try_again() -> None:
    """Forget a stopped job, so that the next outcome starts it anew."""
    choices.tab().job = None


def _fits(run: Run, now: Picture, how: Settings) -> bool:
    asked = (choices.get("task"), now.key, how.device, how.precision, how.border)
    return (run.task, run.picture_key, run.device, run.precision, run.border) == asked


def _run(now: Picture, chosen: str | None, how: Settings) -> tuple[Run | None, Wait | None]:
    if needs_tiles(*working_size(TASKS[choices.get("task")].side_px, now.height, now.width)):
        return _run_tiles(now, how)
    if under_way := job():
        under_way.stop()
        try_again()
    if chosen is not None:
        return cache.sample_run(chosen, how.device, how.precision, how.border), None
    return engine.run(choices.get("task"), now, device=how.device, precision=how.precision, border=how.border), None


def _run_tiles(now: Picture, how: Settings) -> tuple[Run | None, Wait | None]:
    """Start the job of a large picture, or look after the one that runs."""
    under_way = job()
    asked = (choices.get("task"), how.device, how.precision, how.border)
    if under_way and (under_way.picture_key, under_way.settings) != (now.key, asked):
        under_way.stop()
        under_way = None
    if under_way is None:
        under_way = jobs.start(choices.get("task"), now, how.device, how.precision, how.border)
        choices.tab().job = under_way
    if under_way.state == "running":
        return None, "tiles"
    if under_way.state == "stopped":
        return None, "stopped"
    try_again()
    return under_way.result(), None
