"""One visitor without a browser: Streamlit's own protocol, with nothing but what Streamlit brings along.

Does what a browser does: takes the XSRF cookie, opens the websocket, keeps the state of its widgets and a cache of
large messages, reruns the page or the fragment that a widget stands in, and uploads by PUT.
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
COOKIE = "_streamlit_xsrf"
BOUNDARY = "visitor-picture-boundary"


@dataclass
class Shown:
    """An element on the page: its kind, its message, and the fragment that it belongs to."""

    kind: str
    body: Any
    fragment: str
    run: int


@dataclass
class Visitor:
    """A tab at `url`/`page`; `source` is the address on this machine that it comes from (127.x.y.z)."""

    url: str
    page: str
    query: str = ""
    source: str = "127.0.0.1"
    session: str = ""
    elements: dict[tuple[int, ...], Shown] = field(default_factory=dict)
    received_bytes: int = 0
    _cookie: str = ""
    _socket: ClientConnection | None = None
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _cache: dict[str, ForwardMsg] = field(default_factory=dict)
    _script: str = ""
    _run: int = 0
    _files: dict[str, UploadedFileInfo] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        """Take the cookie and open the websocket; the page is run by `rerun`."""
        status, headers, _ = await self._http("GET", "/_stcore/health")
        if status != 200:
            raise ConnectionError(f"The server at {self.url} answers {status} to the health check; 200 is needed.")
        self._cookie = next(line.partition(f"{COOKIE}=")[2].split(";")[0] for line in headers if f"{COOKIE}=" in line)
        self._socket = await connect(
            self.url.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit", self._cookie],  # type: ignore[list-item]
            additional_headers={"Cookie": f"{COOKIE}={self._cookie}"},
            origin=self.url,  # type: ignore[arg-type]
            local_addr=(self.source, 0),
            max_size=None,
            compression=None,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._socket:
            await self._socket.close()

    def find(self, key: str) -> Shown:
        """The element whose widget has this user key. Raises KeyError."""
        for shown in self.elements.values():
            if getattr(shown.body, "id", "").endswith(f"-{key}"):
                return shown
        raise KeyError(f"no widget with key {key} on the page")

    async def rerun(self, fragment: str = "") -> None:
        """Run the page (or a fragment of it) with the widgets as they are, until the script has finished."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash, state.fragment_id = self.query, self._script, fragment
        state.page_name = "" if self._script else self.page
        state.cached_message_hashes.extend(self._cache)
        state.context_info.locale, state.context_info.url = "en-US", f"{self.url}/{self.page}?{self.query}"
        state.widget_states.widgets.extend(self._states.values())
        self._run += 1
        await self._send(message)
        while (finished := await self._receive()) not in FINISHED:
            if finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise RuntimeError("the page does not compile")
        self.elements = {
            path: shown
            for path, shown in self.elements.items()
            if shown.run == self._run or (fragment and shown.fragment != fragment)
        }

    async def choose(self, key: str, *options: str) -> None:
        """Set a segmented control to one of the texts on it."""
        shown = self.find(key)
        self._state(shown).string_array_value.data[:] = options
        await self.rerun(shown.fragment)

    async def slide(self, key: str, value: float) -> None:
        """Let go of a slider at `value`."""
        shown = self.find(key)
        self._state(shown).double_array_value.data[:] = [value]
        await self.rerun(shown.fragment)

    async def upload(self, key: str, data: bytes, name: str) -> None:
        """Choose a file in an uploader that takes one: ask for an address, put the file there, run the page."""
        shown = self.find(key)
        request = BackMsg()
        request.file_urls_request.request_id = uuid.uuid4().hex
        request.file_urls_request.file_names.append(name)
        request.file_urls_request.session_id = self.session
        await self._send(request)
        while (answer := await self._receive()) is None or isinstance(answer, int):
            pass
        urls = answer.file_urls[0]
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = head + data + f"\r\n--{BOUNDARY}--\r\n".encode()
        status, _, text = await self._http("PUT", urls.upload_url, body)
        if status >= 400:
            raise ConnectionError(f"The upload was refused with {status}: {text[:200]!r}")
        before = self._files.get(key)
        self._files[key] = UploadedFileInfo(name=name, size=len(data), file_id=urls.file_id, file_urls=urls)
        uploaded = self._state(shown).file_uploader_state_value.uploaded_file_info
        del uploaded[:]
        uploaded.append(self._files[key])
        await self.rerun(shown.fragment)
        if before:
            await self._http("DELETE", before.file_urls.delete_url)

    def _state(self, shown: Shown) -> WidgetState:
        identity: str = shown.body.id
        return self._states.setdefault(identity, WidgetState(id=identity))

    async def _send(self, message: BackMsg) -> None:
        assert self._socket
        await self._socket.send(message.SerializeToString())

    async def _receive(self) -> Any:
        """Take one message in; the status of a finished script, the answer to a request for addresses, or None."""
        assert self._socket
        data = await self._socket.recv()
        self.received_bytes += len(data)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            metadata, message = message.metadata, self._cache[message.ref_hash]
            message.metadata.CopyFrom(metadata)
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable:
            self._cache[message.hash] = message
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
        elif kind == "navigation":
            self._script = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta":
            self._show(message)
        elif kind == "script_finished":
            return message.script_finished
        elif kind == "file_urls_response":
            return message.file_urls_response
        return None

    def _show(self, message: ForwardMsg) -> None:
        path = tuple(message.metadata.delta_path)
        if message.delta.WhichOneof("type") != "new_element":
            self.elements.pop(path, None)
            return
        element = message.delta.new_element
        kind = str(element.WhichOneof("type"))
        shown = self.elements[path] = Shown(kind, getattr(element, kind), message.delta.fragment_id, self._run)
        if kind == "slider" and shown.body.set_value:
            self._state(shown).double_array_value.data[:] = shown.body.value
        elif kind == "button_group" and shown.body.set_value:
            self._state(shown).string_array_value.data[:] = shown.body.raw_values

    async def _http(self, method: str, path: str, body: bytes = b"") -> tuple[int, list[str], bytes]:
        """One request on a connection of its own: status, header lines, body."""
        at = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(at.hostname, at.port, local_addr=(self.source, 0))
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: {at.netloc}", f"Origin: {self.url}", "Connection: close",
            f"Cookie: {COOKIE}={self._cookie}", f"X-Xsrftoken: {self._cookie}", f"Content-Length: {len(body)}",
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
        ]  # fmt: skip
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        answer = await reader.read()
        writer.close()
        head, _, rest = answer.partition(b"\r\n\r\n")
        first, *headers = head.decode("latin-1").split("\r\n")
        return int(first.split()[1]), headers, rest
