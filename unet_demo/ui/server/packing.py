"""Brotli for the files of the table, made once and off the request path: a quarter of the bytes, and slow to make.

All of them take about half a minute of one core, at a low priority. So they are kept on disk between two starts, each
under the hash of what it unpacks to, and checked against it when they are taken from there; within a process they stay
in memory, 5 MB together. Where nothing can be kept they are made anew at every start.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from unet_demo.ui.server.assets import Asset, ChangedError

_log = logging.getLogger("unet_demo")


def pack_in_background(assets: Iterable[Asset], folder: Path | None) -> threading.Thread:
    """Start `pack` in a thread that gives way to every other, and return it."""
    thread = threading.Thread(target=_pack_quietly, args=(list(assets), folder), name="pack", daemon=True)
    thread.start()
    return thread


def cache_folder() -> Path | None:
    """Where packed files are kept: in XDG_CACHE_HOME or ~/.cache. None for a user without a home."""
    root = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not root.is_absolute():
        try:
            root = Path.home() / ".cache"
        except RuntimeError:
            return None
    return root / "unet-demo" / "static"


def pack(assets: Iterable[Asset], folder: Path | None) -> None:
    """Give every packable asset its brotli body: those kept in `folder` at once, then what visitors wait for, then the
    rest in order. What was made is kept, what nobody needs any more is removed. ImportError without brotli, OSError
    when something could not be kept, after every body has been made all the same."""
    import brotli

    digests = _digests(assets)
    for asset, digest in digests.items():
        if kept := _kept(folder, digest, brotli.decompress, brotli.error):
            asset.packed["br"] = kept
    left, trouble = [asset for asset in digests if "br" not in asset.packed], None
    while left:
        asset = min(left, key=lambda each: not each.is_wanted)
        left.remove(asset)
        try:
            asset.packed["br"] = brotli.compress(asset.content(), mode=brotli.MODE_TEXT)
            _keep(folder, digests[asset], asset.packed["br"])
        except ChangedError:
            continue
        except OSError as error:
            trouble = error
    if trouble:
        raise trouble
    _forget_all_but(folder, set(digests.values()))


def _pack_quietly(assets: list[Asset], folder: Path | None) -> None:
    """Whatever goes wrong is one line in the log: what has no brotli goes out as gzip."""
    try:
        if sys.platform == "linux":
            me = os.PRIO_PROCESS, threading.get_native_id()
            os.setpriority(*me, min(19, os.getpriority(*me) + 15))
        pack(assets, folder)
    except ImportError:
        _log.warning("Scripts go out as gzip: brotli is not installed")
    except OSError as error:
        _log.warning("Compressed scripts are not kept for the next start: %s", error.strerror or type(error).__name__)
    except Exception as error:
        _log.warning("Some scripts go out as gzip: %s while compressing", type(error).__name__)


def _digests(assets: Iterable[Asset]) -> dict[Asset, str]:
    """The hash of what each packable asset holds; those that have changed are left out."""
    found = {}
    for asset in dict.fromkeys(each for each in assets if each.is_packable):
        with suppress(ChangedError):
            found[asset] = hashlib.sha256(asset.content()).hexdigest()
    return found


def _kept(folder: Path | None, digest: str, unpack: Callable[[bytes], bytes], error: type[Exception]) -> bytes | None:
    """A body from an earlier start; None when there is none, or one that does not unpack to what it should."""
    if folder is None:
        return None
    with suppress(OSError, error):
        data = (folder / f"{digest}.br").read_bytes()
        if hashlib.sha256(unpack(data)).hexdigest() == digest:
            return data
    return None


def _keep(folder: Path | None, digest: str, data: bytes) -> None:
    """Whole or not at all: another server may be reading."""
    if folder is None:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = folder / f"{digest}.{os.getpid()}.tmp"
    beside.write_bytes(data)
    beside.replace(folder / f"{digest}.br")


def _forget_all_but(folder: Path | None, digests: set[str]) -> None:
    """Remove what an earlier Streamlit has left, and what a server that was stopped had begun to write."""
    for path in [*folder.glob("*.br"), *folder.glob("*.tmp")] if folder else ():
        if path.suffix == ".tmp" or path.stem not in digests:
            path.unlink(missing_ok=True)
