"""Streamlit's own scripts, styles and fonts, compressed and kept by the browser: ASGI middleware before Streamlit.

Streamlit sends them as they lie on the disk, 3 to 5 MB for a first visit, and leaves compressing to a proxy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from streamlit import file_util

from unet_demo.ui.server.assets import Asset, ChangedError, table_of
from unet_demo.ui.server.guard import App, Receive, Scope, Send
from unet_demo.ui.server.packing import cache_folder, pack_in_background

IDENTITY = "identity"


def streamlit_files(base: str | None, pages: Iterable[str]) -> dict[str, Asset]:
    """The table of the files that the installed Streamlit serves, for its setting server.baseUrlPath and our pages."""
    under = (base or "").strip("/")
    return table_of(Path(file_util.get_static_dir()), f"/{under}" if under else "", pages)


def compress(table: Mapping[str, Asset]) -> None:
    """Have brotli made of every file of a table, in the background; returns at once."""
    pack_in_background(table.values(), cache_folder())


class Static:
    """ASGI middleware: answers for the files of a table, in the best encoding that the browser takes and that is ready.

    Everything else is the app's: other addresses and methods, files that have changed, and parts of a file (Range),
    which are parts of the uncompressed one.
    """

    def __init__(self, app: App, table: Mapping[str, Asset]) -> None:
        self.app, self.table = app, table

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asset = self.table.get(_address(scope)) if scope["type"] == "http" else None
        if asset is None or scope["method"] not in ("GET", "HEAD") or not asset.is_unchanged():
            await self.app(scope, receive, send)
            return
        asked = _headers(scope)
        if is_known(asset.etag, asked.get("if-none-match", "")):
            await _answer(scope, send, 304, _about(asset))
        elif "range" in asked:
            await self.app(scope, receive, send)
        else:
            await self._send_whole(asset, asked.get("accept-encoding", ""), scope, receive, send)

    async def _send_whole(self, asset: Asset, accepts: str, scope: Scope, receive: Receive, send: Send) -> None:
        encoding = _encoding(asset, accepts)
        try:
            ready = asset.packed.get(encoding)
            body = await run_in_threadpool(asset.body, encoding) if ready is None else ready
        except ChangedError:
            await self.app(scope, receive, send)
            return
        headers = {**_about(asset), "content-type": asset.type, "content-length": str(len(body))}
        if encoding != IDENTITY:
            headers["content-encoding"] = encoding
        await _answer(scope, send, 200, headers, body)


def chosen(accepts: str, offered: Sequence[str]) -> str:
    """The encoding that an Accept-Encoding header likes best; among equals the first of `offered`, none at all last."""
    qualities = _qualities(accepts)
    rest = qualities.get("*", 0.0)
    wished = {name: qualities.get(name, rest) for name in offered}
    best = max(wished, key=lambda name: wished[name], default=IDENTITY)
    return best if wished.get(best, 0.0) > 0 and wished[best] >= qualities.get(IDENTITY, 0.0) else IDENTITY


def is_known(etag: str, known: str) -> bool:
    """Whether an If-None-Match header names this version: weak comparison, as for GET."""
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags


def _encoding(asset: Asset, accepts: str) -> str:
    """The best encoding that is ready; who would have taken brotli and gets gzip hastens its making."""
    if not asset.is_packable:
        return IDENTITY
    best = chosen(accepts, ("br", "gzip"))
    if best != "br" or "br" in asset.packed:
        return best
    asset.is_wanted = True
    return chosen(accepts, ("gzip",))


def _qualities(accepts: str) -> dict[str, float]:
    """Quality by encoding, 0 to 1; one that cannot be read counts as 0."""
    found = {}
    for part in accepts.lower().split(","):
        name, _, parameter = part.partition(";")
        key, _, value = parameter.partition("=")
        try:
            found[name.strip()] = float(value) if key.strip() == "q" else 1.0
        except ValueError:
            found[name.strip()] = 0.0
    return found


def _about(asset: Asset) -> dict[str, str]:
    """The headers that a 304 repeats."""
    headers = {"cache-control": asset.cache_control, "etag": asset.etag}
    return {**headers, "vary": "Accept-Encoding"} if asset.is_packable else headers


def _address(scope: Scope) -> str:
    """The path below the point where a server in front has mounted the app."""
    return str(scope["path"]).removeprefix(str(scope.get("root_path", "")))


def _headers(scope: Scope) -> dict[str, str]:
    """Request headers by lower-case name; one given several times is joined by commas."""
    found: dict[str, str] = {}
    for key, value in scope["headers"]:
        name, text = key.decode("latin-1").lower(), value.decode("latin-1")
        found[name] = f"{found[name]},{text}" if name in found else text
    return found


async def _answer(scope: Scope, send: Send, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
    pairs = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
