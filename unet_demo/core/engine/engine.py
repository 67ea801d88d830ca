"""Every inference of every visitor goes through here: one frozen model per choice, one small executor, a bounded queue.

Importing this module is quick: torch is loaded by `boot`, which a background thread may run while pages already paint.
Models live in this module (a cache that any visitor could clear would reload them); runs belong to their visitors.
(A little over 250 lines: the queue, the models and the run are one state, read together.)
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext, suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from unet_demo.core.engine.quiet import count_passes_with
from unet_demo.core.engine.run import ClassMaps, Run
from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.nets.grid import Architecture, Node
from unet_demo.core.nets.tasks import TASKS, net_of
from unet_demo.core.pictures.images import Picture
from unet_demo.core.pictures.input_size import enlarged_maps, working_pixels, working_size
from unet_demo.core.pictures.tiles import Border, needs_tiles, tiles_of, whole
from unet_demo.core.rooms import declared

if TYPE_CHECKING:
    from torch import Tensor

    from unet_demo.core.engine.passes import Pass
    from unet_demo.core.nets.model import GridNet

T = TypeVar("T")

SLOTS = int(os.environ.get("UNET_SLOTS", os.cpu_count() or 1))  # passes at once; each on one thread
MOST_THREADS = 4  # of one pass while nobody else is served; beyond, 256x256 pixels gain little
QUEUE = int(os.environ.get("UNET_QUEUE", 64))  # passes waiting or running before a visitor hears "busy"
MODELS_KEPT = 8
EARLY = ("engine.passes", "nets.plan_net", "scoring.downloads", "scoring.instances", "training.gradients")
_NO_MAPS = np.empty((0, 0, 0, 0), np.uint8)
LESSON_PX = 256 * 256  # activations travel upstairs for pictures up to this many pixels


def _one_thread() -> None:
    """A worker begins with one core (see `submit_pass`); on Linux the threads that answer visitors go first."""
    import torch

    torch.set_num_threads(1)
    if sys.platform == "linux":
        me = os.PRIO_PROCESS, threading.get_native_id()
        os.setpriority(*me, min(19, os.getpriority(*me) + 15))


_executor = ThreadPoolExecutor(SLOTS, thread_name_prefix="infer", initializer=_one_thread)
_places = threading.BoundedSemaphore(QUEUE)
_tile_lane = threading.BoundedSemaphore(max(1, SLOTS - 1))  # big pictures leave one slot to everybody else
_under_way, _count_lock = 0, threading.Lock()
_models: OrderedDict[tuple[str, str, str, str], GridNet] = OrderedDict()
_norms: dict[tuple[str, str], dict[str, Tensor]] = {}
_models_lock = threading.Lock()
_ready, _boot_lock = threading.Event(), threading.Lock()
_trouble: str | None = None
_log = logging.getLogger("unet_demo")

State = Literal["waiting", "ready", "trouble"]


class Busy(RuntimeError):
    """The queue is full; nothing was started. Keep what is on screen and try again in a moment."""


class BootError(RuntimeError):
    """Torch, or what stands on it, could not be loaded: no net runs at all. The log has the reason, once."""


def boot() -> None:
    """Load torch and the first model, then freeze the garbage collector's view of it all. Idempotent.

    Without the freeze every script run would walk a quarter of a million objects of torch. A net whose file is missing
    or wrong keeps nothing else from running: whoever asks for it hears of it, see `model_of`. Raises BootError.
    """
    global _trouble
    with _boot_lock:
        if _ready.is_set():
            return
        try:
            _load_libraries()
            with suppress(WeightsError):
                submit(lambda: model_of("nuclei"), patient=True).result()
        except Exception as error:
            known, _trouble = _trouble, f"Nets cannot be run: {error}; torch is needed; install requirements.txt"
            if known != _trouble:
                _log.exception("%s", _trouble)
            raise BootError(_trouble) from error
        freeze()
        _trouble = None
        _ready.set()


def _load_libraries() -> None:
    """What passes and pages would load late, now, so that it is frozen too: the engine's, and what doors name EARLY."""
    for name in EARLY:
        import_module(f"unet_demo.core.{name}")
    for door in declared("core", "door"):
        for name in door.EARLY:
            import_module(f"{door.__package__}.{name}")


def freeze() -> None:
    """Take everything loaded so far out of the garbage collector's rounds, which stop all threads after each run."""
    gc.collect()
    gc.freeze()


def boot_in_background() -> None:
    """Start `boot` unless it has run or is running; returns at once. What goes wrong is told by `trouble`."""
    if not _ready.is_set() and not _boot_lock.locked():
        threading.Thread(target=_boot_quietly, name="boot", daemon=True).start()


def _boot_quietly() -> None:
    with suppress(BootError):
        boot()


def trouble() -> BootError | None:
    """Why the last boot failed; None while all is well."""
    return None if _trouble is None else BootError(_trouble)


def ready() -> bool:
    """Whether nets can be run. Each of them may still be missing or damaged, see `model_of`."""
    return _ready.is_set()


def state() -> State:
    """ "ready", "waiting" for `boot`, or "trouble": then waiting is no use, see `trouble`."""
    if ready():
        return "ready"
    return "waiting" if trouble() is None else "trouble"


def idle() -> bool:
    """Whether no pass is waiting or running: the moment for work that nobody waits for."""
    return _under_way == 0


def devices() -> tuple[str, ...]:
    """Every device torch sees, fastest kind first; "cpu" is always among them."""
    boot()
    import torch

    found = [f"cuda:{index}" for index in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        found.append("mps")
    return (*found, "cpu")


def precisions(task: str, device: str) -> tuple[str, ...]:
    """ "float32", and "bfloat16" where this task's net is measured to be faster in it here and its labels agree."""
    boot()
    from unet_demo.core.engine import precision

    pays = submit(lambda: precision.bfloat16_pays(device, task, model_of(task, device)), patient=True).result()
    return ("float32", "bfloat16") if pays else ("float32",)


def architecture_of(task: str, build: str = "unetpp") -> Architecture:
    """The shape of a task's net, in the folded form that runs. Raises KeyError and WeightsError as `model_of`."""
    boot()
    return model_of(task, build=build).architecture


def model_of(task: str, device: str = "cpu", precision: str = "float32", build: str = "unetpp") -> GridNet:
    """The frozen model for this choice, loaded once for all visitors when first asked for; a few are kept.

    Raises KeyError for a net that is not in tasks.NETS, WeightsError for one whose file is missing or is not the one
    that tasks.NETS has the sha256 of.
    """
    choice = task, build, device, precision
    with _models_lock:
        if choice not in _models:
            import torch

            from unet_demo.core.nets.weights import load_net

            _models[choice] = load_net(net_of(task, build), device, getattr(torch, precision))
        _models.move_to_end(choice)
        while len(_models) > MODELS_KEPT:
            _models.popitem(last=False)
        return _models[choice]


def norms_of(task: str, build: str = "unetpp") -> dict[str, Tensor]:
    """What folding hid of a net, by block, as `model.norms_of` gives it; read once. Raises as `model_of`."""
    from unet_demo.core.nets import weights

    with _models_lock:
        if (task, build) not in _norms:
            _norms[task, build] = weights.norms_of(net_of(task, build))
        return _norms[task, build]


def run(
    task: str,
    picture: Picture,
    depth: int = 4,
    want: Collection[Node] = (),
    *,
    build: str = "unetpp",
    device: str = "cpu",
    precision: str = "float32",
    border: Border = "single",
    on_progress: Callable[[float], None] | None = None,
) -> Run:
    """Segment a picture with every head up to `depth`; large pictures go through overlapping tiles, one at a time.

    `want` asks for activations (C, H, W) of nodes, for pictures of one pass only. `on_progress` hears the share done
    and may raise to stop. Raises Busy when the queue is full, KeyError for a net that is not in tasks.NETS,
    WeightsError, ValueError for a depth without a head.
    """
    boot()
    from unet_demo.core.engine.passes import one_pass

    size = working_size(TASKS[task].side_px, picture.height, picture.width)
    tiled = needs_tiles(*size)
    tiles = tiles_of(*size, border) if tiled else [whole(*size, border)]
    pixels, levels = working_pixels(picture, size)
    if want and (tiled or size[0] * size[1] > LESSON_PX):
        raise ValueError(
            f"Picture is {size[1]}x{size[0]}; activations are kept up to {LESSON_PX} pixels; give a smaller copy."
        )
    model = submit(lambda: model_of(task, device, precision, build)).result()
    heads = tuple(d for d in model.architecture.head_depths if d <= depth)
    maps: NDArray[np.uint8] | None = None
    passes: list[Pass] = []
    for tile in tiles:
        with _tile_lane if tiled else nullcontext():
            work = partial(one_pass, model, pixels, levels, tile, depth, want)
            part = submit_pass(work, patient=bool(passes)).result()
        maps = np.empty((*part.maps.shape[:2], *size), np.uint8) if maps is None else maps
        core = tile.core
        maps[..., core.top : core.bottom, core.left : core.right] = part.maps
        passes.append(replace(part, maps=_NO_MAPS))
        if on_progress:
            on_progress(len(passes) / len(tiles))
    assert maps is not None  # there is always a tile
    maps = enlarged_maps(maps, (picture.height, picture.width))
    maps.flags.writeable = False
    return Run(
        task=task,
        picture_key=picture.key,
        heads=heads,
        probability=maps[0] if len(maps) == 1 else maps[1, : len(heads)],
        blocks=sum(each.blocks for each in passes),
        tiles=len(tiles),
        latency_ms=sum(each.latency_ms for each in passes),
        device=device,
        precision=precision,
        border=border,
        activations=passes[-1].activations,
        build=build,
        classes=None if len(maps) == 1 else ClassMaps(*maps),
        quiet=all(each.quiet for each in passes),
    )


def submit(work: Callable[[], T], patient: bool = False) -> Future[T]:
    """Queue one piece of work on the executor. Raises Busy at once when no place is free, unless `patient`."""
    global _under_way
    if not _places.acquire(blocking=patient):
        raise Busy(f"All {QUEUE} places are taken; a place is needed for every pass; try again in a moment.")
    with _count_lock:
        _under_way += 1
    try:
        future = _executor.submit(work)
    except BaseException:
        _give_place_back()
        raise
    future.add_done_callback(lambda _: _give_place_back())
    return future


def submit_pass(work: Callable[[], T], patient: bool = False) -> Future[T]:
    """`submit` for a pass: it takes every idle core while nobody else is being served, one core otherwise."""

    def spread() -> T:
        import torch

        torch.set_num_threads(min(SLOTS, MOST_THREADS) if _under_way == 1 else 1)
        return work()

    return submit(spread, patient)


def _give_place_back() -> None:
    global _under_way
    with _count_lock:
        _under_way -= 1
    _places.release()


def under_way() -> int:
    """How many passes are waiting or running now, the asking one included."""
    return _under_way


count_passes_with(under_way)
