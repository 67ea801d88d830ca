"""The guard: how much may be sent, by whom, and what every answer carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from unet_demo.ui.server.guard import HEADERS, UPLOAD, Guard, Ledger, Limit, Message, Receive, Scope, Send

KB = 1000


class House:
    """A guarded app that says 204 to everything, and who is connected to it."""

    def __init__(self, **limits: Any) -> None:
        self.living, self.clock, self.reached, self.status = {"a", "b"}, 0.0, 0, 204
        usual: dict[str, Any] = {
            "per_session": Limit(3, 100 * KB),
            "per_address": Limit(5, 1000 * KB),
            "window_s": 60.0,
        }
        limits = usual | limits
        self.ledger = Ledger(lambda session: session in self.living, lambda: self.clock, **limits)
        self.guard = Guard(self.answer, self.ledger, {"https://trusted.example"})

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.reached += 1
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": self.status, "headers": [(b"x-own", b"1")]})
            await send({"type": "http.response.body", "body": b""})

    def ask(self, method: str, path: str, headers: Mapping[bytes, bytes] | None = None, **scope: Any) -> list[Message]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            raise AssertionError("the guard reads no body")

        pairs = list((headers or {}).items())
        scope = {"type": "http", "method": method, "path": path, "headers": pairs, "client": ("10.0.0.1", 1)} | scope
        with pytest.raises(StopIteration):  # nothing here waits; a browser test's loop may still run in this thread
            self.guard(scope, receive, send).send(None)
        return sent

    def put(self, session: str, file: str, size: int = KB, **scope: Any) -> int:
        headers = {b"content-length": str(size).encode()}
        return int(self.ask("PUT", f"{UPLOAD}{session}/{file}", headers, **scope)[0]["status"])


def test_every_answer_carries_the_headers_and_keeps_its_own() -> None:
    headers = House().ask("GET", "/")[0]["headers"]
    assert headers == [(b"x-own", b"1"), *HEADERS]
    assert b"frame-ancestors 'self'" in dict(HEADERS)[b"content-security-policy"]
    assert b"unsafe-eval" not in dict(HEADERS)[b"content-security-policy"]


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/base/_stcore/metrics"])
def test_metrics_are_hidden(path: str) -> None:
    house = House()
    answer = house.ask("GET", path)[0]
    assert (answer["status"], house.reached) == (404, 0)
    assert HEADERS[0] in answer["headers"]


@pytest.mark.parametrize("length", [{}, {b"content-length": b"-1"}, {b"content-length": b"many"}])
def test_an_upload_tells_its_length(length: dict[bytes, bytes]) -> None:
    house = House()
    assert house.ask("PUT", UPLOAD + "a/1", length)[0]["status"] == 411
    assert house.reached == 0


def test_a_session_holds_so_many_files() -> None:
    house = House()
    assert [house.put("a", str(number)) for number in range(4)] == [204, 204, 204, 429]
    assert house.put("b", "1") == 204


def test_a_session_holds_so_many_bytes() -> None:
    house = House()
    assert [house.put("a", "1", 60 * KB), house.put("a", "2", 41 * KB), house.put("a", "3", 40 * KB)] == [204, 429, 204]


def test_the_same_file_again_counts_once() -> None:
    house = House()
    assert [house.put("a", "1", 90 * KB), house.put("a", "1", 95 * KB)] == [204, 204]


def test_a_removed_file_makes_room_but_a_refused_removal_does_not() -> None:
    house = House()
    assert house.put("a", "1", 90 * KB) == 204
    house.status = 403
    house.ask("DELETE", UPLOAD + "a/1")
    house.status = 204
    assert house.put("a", "2", 90 * KB) == 429
    house.ask("DELETE", UPLOAD + "a/1")
    assert house.put("a", "2", 90 * KB) == 204


def test_an_address_sends_so_much_within_the_window_whatever_session_it_opens() -> None:
    house = House()
    house.living = {str(number) for number in range(9)}
    assert [house.put(str(number), "1") for number in range(6)] == [204] * 5 + [429]
    assert house.put("7", "1", client=("10.0.0.2", 1)) == 204
    house.clock = 61.0
    assert house.put("8", "1") == 204


def test_what_is_over_is_forgotten() -> None:
    house = House()
    house.put("a", "1")
    house.living, house.clock = {"b"}, 61.0
    house.put("b", "1", client=("10.0.0.2", 1))
    assert set(house.ledger.held) == {"b"}
    assert set(house.ledger.sent) == {"10.0.0.2"}


@pytest.mark.parametrize(
    ("origin", "passes"),
    [(b"", True), (b"https://app.example", True), (b"https://trusted.example", True), (b"https://evil.example", False)],
)
def test_a_websocket_from_a_foreign_page_is_closed(origin: bytes, passes: bool) -> None:
    house = House()
    headers = {b"host": b"app.example"} | ({b"origin": origin} if origin else {})
    sent = house.ask("GET", "/_stcore/stream", headers, type="websocket")
    assert house.reached == passes
    assert sent == ([] if passes else [{"type": "websocket.close", "code": 1008}])
