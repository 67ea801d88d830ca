"""A stored file that is missing or damaged: its error, remembered while the file stays as it is, told to the log once.

No torch in here.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from unet_demo.home import ASSETS, IS_CHECKOUT

Sign = tuple[int, int, int, int] | None  # type and rights, size in bytes, time of the last change, inode; None: no file

_log = logging.getLogger("unet_demo")
_troubles: dict[Path, tuple[Sign, str, str]] = {}
_lock = threading.Lock()


class WeightsError(RuntimeError):
    """A weights file or a card is missing or does not fit. The message names the file and the remedy.

    `file` is its name, with the folder below assets/weights where it lies in one.
    """

    def __init__(self, file: str, sentence: str) -> None:
        super().__init__(sentence)
        self.file = file


def name_of(path: Path) -> str:
    """A file's name as messages have it: below assets/weights with its folders, elsewhere bare."""
    weights = ASSETS / "weights"
    return path.relative_to(weights).as_posix() if path.is_relative_to(weights) else path.name


def remedy(path: Path) -> str:
    """What brings a stored file back, as the end of a sentence."""
    if not IS_CHECKOUT:
        return "restore it by installing unet-demo anew"
    return f"restore it with: git checkout -- assets/weights/{name_of(path)}"


def sign_of(path: Path) -> Sign:
    """By what a file is known to be the same as before, None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mode, found.st_size, found.st_mtime_ns, found.st_ino


@contextmanager
def noting(path: Path) -> Iterator[None]:
    """Read a file in here. A WeightsError is remembered, and raised again unread until the file has changed.

    A trouble is one line of the log, when it is met first. A file that has been put right is read again by itself.
    """
    now = sign_of(path)
    known = _troubles.get(path)
    if known is not None and known[0] == now:
        raise WeightsError(*known[1:])
    try:
        yield
    except WeightsError as error:
        with _lock:
            told = _troubles.get(path) == (now, error.file, str(error))
            _troubles[path] = now, error.file, str(error)
        if not told:
            _log.error("%s", error)
        raise
    else:
        with _lock:
            _troubles.pop(path, None)
