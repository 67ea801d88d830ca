"""What stands between the network and the app: an upload quota and security headers, as plain ASGI middleware.

Streamlit itself takes any number of files from anyone who opens a session, whether or not a page asked for them.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

UPLOAD, METRICS = "/_stcore/upload_file/", "/_stcore/metrics"
# the one line of script inside Streamlit's own page ("window.prerenderReady = false")
INLINE = b"'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' blob: "
        + INLINE
        + b"; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        b"media-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
        b"connect-src 'self' ws: wss: data:; "  # data: is where the camera's widget takes its photograph from
        b"object-src 'none'; form-action 'self'; frame-ancestors 'self'; base-uri 'self'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


@dataclass(frozen=True)
class Limit:
    """So many files, and so many bytes of them together."""

    files: int
    bytes: int


PER_SESSION = Limit(40, 200 << 20)  # held at once by one living session
PER_ADDRESS = Limit(400, 1 << 30)  # sent by one address within the window: a classroom shares one
WINDOW_S = 600.0


@dataclass
class Ledger:
    """Who holds and who sent how much. `is_living` tells whether a session is still connected."""

    is_living: Callable[[str], bool]
    now: Callable[[], float] = time.monotonic
    per_session: Limit = PER_SESSION
    per_address: Limit = PER_ADDRESS
    window_s: float = WINDOW_S
    held: dict[str, dict[str, int]] = field(default_factory=dict)
    sent: dict[str, deque[tuple[float, int]]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, session: str, file: str, address: str, size: int) -> bool:
        """Book an upload of `size` bytes; False, and nothing booked, when it would pass a limit."""
        self._forget()
        others = {name: held for name, held in self.held.get(session, {}).items() if name != file}
        lately = [amount for _, amount in self.sent.get(address, ())]
        if not _fits([*others.values(), size], self.per_session) or not _fits([*lately, size], self.per_address):
            return False
        self.held[session] = {**others, file: size}
        self.sent[address].append((self.now(), size))
        return True

    def give_back(self, session: str, file: str) -> None:
        """A file was removed by its owner; what its address sent stays counted until the window has passed."""
        self.held.get(session, {}).pop(file, None)

    def _forget(self) -> None:
        """Drop sessions that are gone and uploads older than the window, so that the ledger stays small."""
        for session in [each for each in self.held if not self.is_living(each)]:
            del self.held[session]
        for address, uploads in list(self.sent.items()):
            while uploads and uploads[0][0] < self.now() - self.window_s:
                uploads.popleft()
            if not uploads:
                del self.sent[address]


class Guard:
    """ASGI middleware: refuses uploads without a length (411) or past the quota (429), hides the metrics (404),
    and gives every answer the security headers. A websocket opened from a page that is not ours is closed at once:
    Streamlit would first ask a server outside for this machine's address. `origins` are further pages to trust."""

    def __init__(self, app: App, ledger: Ledger, origins: Collection[str] = ()) -> None:
        self.app, self.ledger, self.origins = app, ledger, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and _is_foreign(scope, self.origins):
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
                if scope["method"] == "DELETE" and message["status"] < 400:
                    self.ledger.give_back(*_upload_of(scope))
            await send(message)

        refusal = self._refusal(scope)
        if refusal:
            await _answer(send_with_headers, *refusal)
        else:
            await self.app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> tuple[int, bytes] | None:
        """(status, text) when the request is refused."""
        if scope["path"].rstrip("/").endswith(METRICS):
            return 404, b"Not found"
        session, file = _upload_of(scope)
        if not session or scope["method"] not in ("PUT", "POST"):
            return None
        length = dict(scope["headers"]).get(b"content-length", b"")
        if not length.isdigit():
            return 411, b"Got an upload without its length; Content-Length is needed; send it along."
        address = (scope.get("client") or ("unknown",))[0]
        if not self.ledger.take(session, file, address, int(length)):
            return 429, b"Got more uploads than one visitor may send; fewer are needed; try again in ten minutes."
        return None


def _is_foreign(scope: Scope, trusted: Collection[str]) -> bool:
    """Whether a browser says that the request comes from another site's page. Programs say nothing and may pass."""
    headers = dict(scope["headers"])
    origin, host = headers.get(b"origin", b"").decode("latin-1"), headers.get(b"host", b"").decode("latin-1")
    return bool(origin) and urlsplit(origin).netloc != host and origin not in trusted


def _upload_of(scope: Scope) -> tuple[str, str]:
    """(session, file) that an upload's address names; both empty for any other address."""
    session, _, file = scope["path"].partition(UPLOAD)[2].partition("/")
    return session, file


def _fits(sizes: list[int], limit: Limit) -> bool:
    return len(sizes) <= limit.files and sum(sizes) <= limit.bytes


async def _answer(send: Send, status: int, text: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
