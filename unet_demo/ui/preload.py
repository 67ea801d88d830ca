"""What the first visitor would otherwise wait for: the libraries that pages load late, then the engine."""

from __future__ import annotations

import importlib
import threading

from unet_demo.core import engine

LATE = ("pandas", "pyarrow", "skimage.io", "tifffile", "streamlit.dataframe_util", "unet_demo.ui.result")
_begun = threading.Event()


def preload() -> None:
    """Start once, in a thread of its own; returns at once.

    Everything is imported before `engine.boot` freezes the garbage collector's view: what comes after would be walked
    after every script run.
    """
    if not _begun.is_set():
        _begun.set()
        threading.Thread(target=_load, name="preload", daemon=True).start()


def _load() -> None:
    for name in LATE:
        importlib.import_module(name)
    engine.boot_in_background()
