"""What visitors would otherwise wait for, done once ahead of them: the engine, the gallery, libraries loaded late."""

from __future__ import annotations

import gc
import importlib
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from unet_demo.core.engine import engine, store
from unet_demo.core.nets.damage import WeightsError
from unet_demo.core.rooms import declared
from unet_demo.ui.frame import tabs

LATE = (
    "pandas",
    "pyarrow",
    "streamlit.dataframe_util",
)
COURTESY_S = 2.0  # a visitor who came before all this is served first: one interpreter serves both
TIDY_S = 3.0
_begun = threading.Event()
_log = logging.getLogger("unet_demo")


def preload() -> None:
    """Start once, in a thread of its own; returns at once. The engine comes first: a mask is what one waits for."""
    if not _begun.is_set():
        _begun.set()
        engine.boot_in_background()
        threading.Thread(target=_load, name="preload", daemon=True).start()


def _load() -> None:
    with suppress(engine.BootError):  # the log has it, and the pages say it
        engine.boot()
    rooms = list(declared("ui", "early"))
    for warm in (each for room in rooms for each in room.FIRST):
        _try(warm)
    time.sleep(COURTESY_S)
    for warm in (each for room in rooms for each in room.LATER):
        _try(warm)
    for name in (*LATE, *(each for room in rooms for each in room.MODULES)):
        _try(partial(importlib.import_module, name))
    engine.freeze()
    _tidy()


def _try(warm: Callable[[], object]) -> None:
    """What fails here fails again, and is told, where a visitor needs it; the rest is made ready all the same."""
    try:
        warm()
    except (WeightsError, engine.Busy):  # nobody looks: the visitor who comes to need it is told
        pass
    except Exception:
        _log.exception("Something could not be made ready ahead of visitors")


def _tidy() -> None:
    """Collect cyclic garbage now and then, in place of after every step: at most a twentieth of the time."""
    pause = TIDY_S
    while True:
        time.sleep(pause)
        started = time.perf_counter()
        store.sweep_all()
        tabs.sweep_sessions()
        gc.collect()
        pause = max(TIDY_S, 20 * (time.perf_counter() - started))
