"""The files that a browser loads before the app says anything, Streamlit's own: a table by address, made once.

Only what stood in the folder when the table was made is in it, so that no address leads anywhere else. A file that
has changed since, or gone, is no longer answered for: Streamlit's own answer, uncompressed, takes over until the next
start. Our own components' scripts are not among them: they travel over the websocket, as text.
"""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
TEXTS = {".css", ".html", ".js", ".json", ".svg"}  # the others are compressed already
LEAST_BYTES = 1024  # a smaller file goes out in one packet anyway
GZIP_LEVEL = 6  # 9 takes a third longer for 0.3 % less
HASHED = re.compile(r"^/static/.*\.[\w-]{8}\.\w+$")  # the bundler's names: another content has another name
FOREVER, ASK_EACH_TIME = "public, max-age=31536000, immutable", "no-cache"

Stamp = tuple[int, int]


class ChangedError(Exception):
    """A file is no longer what it was when the table was made."""


@dataclass(eq=False)
class Asset:
    """One file, and its compressed bodies as far as they are made, by encoding (`br`, `gzip`)."""

    path: Path
    cache_control: str
    stamp: Stamp
    packed: dict[str, bytes] = field(default_factory=dict)
    is_wanted: bool = False  # somebody had to do without brotli
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def type(self) -> str:
        return TYPES[self.path.suffix]

    @property
    def etag(self) -> str:
        """The same for every encoding, hence a weak one."""
        size, changed_ns = self.stamp
        return f'W/"{size:x}-{changed_ns:x}"'

    @property
    def is_packable(self) -> bool:
        return self.path.suffix in TEXTS and self.stamp[0] >= LEAST_BYTES

    def is_unchanged(self) -> bool:
        """Whether the file still is what it was; one look at the disk."""
        try:
            return stamp_of(self.path) == self.stamp
        except OSError:
            return False

    def content(self) -> bytes:
        """The file as it was when the table was made. ChangedError when it is not so any more."""
        try:
            data = self.path.read_bytes()
        except OSError:
            raise ChangedError(self.path.name) from None
        if not self.is_unchanged():
            raise ChangedError(self.path.name)
        return data

    def body(self, encoding: str) -> bytes:
        """The content in an encoding: `identity`, `gzip`, made when first asked for, or `br` if it is there.

        ChangedError as for `content`.
        """
        if encoding == "identity":
            return self.content()
        if encoding == "gzip":
            with self._lock:  # a class opening the page at once: made once all the same
                if "gzip" not in self.packed:
                    self.packed["gzip"] = gzip.compress(self.content(), GZIP_LEVEL, mtime=0)
        return self.packed[encoding]


def stamp_of(path: Path) -> Stamp:
    """(bytes, time of the last change in ns). OSError when there is no such file."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def table_of(folder: Path, base: str = "", pages: Iterable[str] = ()) -> dict[str, Asset]:
    """Every file below `folder` of a known type, by its address, for a server under the address `base` ("" or "/a/b").

    index.html, which the app's every page begins with, also stands under the root and under the name of each page.
    What index.html names comes first: every visit begins with it.
    """
    found = [path for path in folder.rglob("*") if path.suffix in TYPES and path.is_file()]
    addresses = {f"/{path.relative_to(folder).as_posix()}": path for path in sorted(found)}
    index = addresses.get("/index.html")
    named = index.read_text("utf-8") if index else ""
    table = {}
    for address in sorted(addresses, key=lambda address: (addresses[address] != index, f".{address}" not in named)):
        cache_control = FOREVER if HASHED.match(address) else ASK_EACH_TIME
        table[base + address] = Asset(addresses[address], cache_control, stamp_of(addresses[address]))
    if index:
        table |= {f"{base}/{page}": table[f"{base}/index.html"] for page in ("", *pages)}
    return table
