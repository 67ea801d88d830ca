"""What the browser loads first: every answer is the file, whatever its encoding, and is asked for once."""

from __future__ import annotations

import asyncio
import gzip
import logging
import shutil
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import brotli
import pytest
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from unet_demo.ui.server.assets import HASHED, LEAST_BYTES, Asset, table_of
from unet_demo.ui.server.guard import HEADERS, App, Guard, Ledger, Message
from unet_demo.ui.server.packing import cache_folder, pack, pack_in_background
from unet_demo.ui.server.static import Static, chosen, is_known, streamlit_files

HOUSE = Path(__file__).resolve().parents[3]
PAGES = ("unet", "segment")
BROWSER = "gzip, deflate, br, zstd"
UNPACK: dict[str | None, Callable[[bytes], bytes]] = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}
SCRIPT, SMALL, PICTURE = "/static/js/long.AbCd_-12.js", "/static/js/one.00000000.js", "/static/media/b.AAAAAAAA.png"
STREAMLIT = streamlit_files("", PAGES)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> bytes:
        return UNPACK[self.headers.get("content-encoding")](self.body)


def ask(app: App, path: str, method: str = "GET", root_path: str = "", **headers: str) -> Answer:
    """What an app answers; in a thread, since a browser test's loop may still run in this one."""
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "root_path": root_path, "query_string": b"lang=en"}
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return cast(
            Message, await asyncio.get_running_loop().create_future()
        )  # nothing more is asked, and nobody leaves

    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(_done(app({**scope, "headers": pairs}, receive, send)))).result()
    lines = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], lines, b"".join(message.get("body", b"") for message in sent[1:]))


async def _done(answering: Any) -> None:
    await answering


async def otherwise(scope: Any, _: Any, send: Any) -> None:
    """An app that says 204 to everything: whatever comes here was not the table's."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder like Streamlit's: its own index.html, two scripts, one of them small, and a picture."""
    found = tmp_path / "static"
    (found / "static/js").mkdir(parents=True)
    (found / "static/media").mkdir()
    shutil.copy(STREAMLIT["/index.html"].path, found)
    (found / SCRIPT[1:]).write_text("let much = 'Umlaut: ü';\n" * 500, "utf-8")
    (found / SMALL[1:]).write_text("let one;\n")
    (found / PICTURE[1:]).write_bytes(b"\x89PNG" * 1000)
    (found / "favicon.png").write_bytes(b"\x89PNG")
    (found / "secret.txt").write_text("no type of ours")
    return found


@pytest.fixture
def table(folder: Path) -> dict[str, Asset]:
    return table_of(folder, "", PAGES)


@pytest.fixture
def static(table: dict[str, Asset]) -> Static:
    return Static(otherwise, table)


def test_every_file_of_streamlit_is_answered_as_streamlit_would() -> None:
    folder = STREAMLIT["/index.html"].path.parent
    static, streamlit = Static(otherwise, STREAMLIT), create_streamlit_static_handler(str(folder), "")
    files = {f"/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*") if path.is_file()}
    assert set(STREAMLIT) == files | {"/", "/unet", "/segment"}
    for address, asset in STREAMLIT.items():
        ours = ask(static, address, accept_encoding="gzip")
        theirs = ask(streamlit, address, "HEAD")
        assert (ours.status, ours.content) == (200, asset.path.read_bytes()), address
        assert ours.headers["content-type"] == theirs.headers["content-type"], address
        assert int(ours.headers["content-length"]) == len(ours.body) <= asset.stamp[0], address
        assert ("immutable" in ours.headers["cache-control"]) == bool(HASHED.match(address)), address
        assert ("content-encoding" in ours.headers) == asset.is_packable, address


def test_gzip_before_brotli_is_ready_then_brotli(static: Static, table: dict[str, Asset], tmp_path: Path) -> None:
    before = ask(static, SCRIPT, accept_encoding=BROWSER)
    assert (before.headers["content-encoding"], before.content) == ("gzip", table[SCRIPT].path.read_bytes())
    pack(table.values(), tmp_path / "kept")
    after = ask(static, SCRIPT, accept_encoding=BROWSER)
    assert (after.headers["content-encoding"], after.content) == ("br", before.content)
    assert len(after.body) < len(before.body) < len(before.content)
    assert after.headers["etag"] == before.headers["etag"]
    assert ask(static, SCRIPT, accept_encoding="gzip").body == before.body


@pytest.mark.parametrize("accepts", ["", "gzip", "br", "br;q=0", BROWSER])
def test_every_answer_unpacks_to_its_file(
    static: Static, table: dict[str, Asset], tmp_path: Path, accepts: str
) -> None:
    pack(table.values(), tmp_path / "kept")
    for address, asset in table.items():
        answer = ask(static, address, accept_encoding=accepts)
        head = ask(static, address, "HEAD", accept_encoding=accepts)
        assert (answer.status, answer.content) == (200, asset.path.read_bytes())
        assert (head.status, head.headers, head.body) == (200, answer.headers, b"")
        assert answer.headers.get("vary") == ("Accept-Encoding" if asset.is_packable else None)
        assert asset.is_packable or "content-encoding" not in answer.headers


def test_small_files_and_pictures_are_left_as_they_are(table: dict[str, Asset]) -> None:
    assert table[SMALL].stamp[0] < LEAST_BYTES < table[PICTURE].stamp[0]
    assert [table[address].is_packable for address in (SMALL, PICTURE, "/favicon.png")] == [False] * 3


@pytest.mark.parametrize(
    ("accepts", "best"),
    [
        (BROWSER, "br"),
        ("gzip, br", "br"),
        ("gzip;q=0.8, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *;q=0.5", "gzip"),
        ("identity;q=0, *;q=0", "identity"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("BR ; Q=1", "br"),
        ("br;q=much, gzip", "gzip"),
        ("zstd, deflate", "identity"),
        ("", "identity"),
    ],
)
def test_the_encoding_that_is_liked_best(accepts: str, best: str) -> None:
    assert chosen(accepts, ("br", "gzip")) == best


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("address", [SCRIPT, SMALL, PICTURE, "/", "/unet"])
def test_what_the_browser_has_is_not_sent_again(static: Static, address: str, method: str) -> None:
    first = ask(static, address, method, accept_encoding=BROWSER)
    again = ask(static, address, method, accept_encoding=BROWSER, if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    repeated = {"etag", "cache-control", "vary"} & first.headers.keys()
    assert again.headers == {name: first.headers[name] for name in repeated}
    assert ask(static, address, method, if_none_match='W/"another"').status == 200


def test_which_versions_are_known() -> None:
    assert all(is_known('W/"a-1"', known) for known in ('W/"a-1"', '"a-1"', '"b", W/"a-1"', "*"))
    assert not any(is_known('W/"a-1"', known) for known in ("", '"a"', "a-1", 'W/"a-2"'))


def test_a_part_of_a_file_is_a_part_of_the_uncompressed_one(folder: Path, table: dict[str, Asset]) -> None:
    app = Static(create_streamlit_static_handler(str(folder), ""), table)
    part = ask(app, SCRIPT, range="bytes=10-19", accept_encoding=BROWSER)
    assert (part.status, part.body) == (206, table[SCRIPT].path.read_bytes()[10:20])
    assert "content-encoding" not in part.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_the_apps(static: Static, method: str) -> None:
    assert ask(static, SCRIPT, method).status == 204


@pytest.mark.parametrize(
    "address",
    [
        "/secret.txt",
        "/static/../index.html",
        "/static/js/../../index.html",
        f"/.{SCRIPT}",
        f"/{SCRIPT}",
        f"{SCRIPT}/",
        f"{SCRIPT}\0",
        SCRIPT.replace("/", "\\"),
        SCRIPT.upper(),
        "/static",
        "/static/js/",
        "/unet/",
        "/unknown",
        "/_stcore/health",
        "",
    ],
)
def test_an_address_outside_the_table_is_the_apps(static: Static, table: dict[str, Asset], address: str) -> None:
    assert address not in table
    assert ask(static, address).status == 204


def test_the_table_leads_nowhere_else(folder: Path) -> None:
    (folder.parent / "beside.js").write_text("let beside;")
    for asset in table_of(folder).values():
        assert asset.path.resolve().is_relative_to(folder)
    assert table_of(folder / "nowhere") == {}


def test_under_a_base_path_and_below_a_mount(folder: Path) -> None:
    static = Static(otherwise, table_of(folder, "/a/b", PAGES))
    for address in (SCRIPT, "/", "/unet"):
        assert ask(static, f"/a/b{address}").status == 200
        assert ask(static, address).status == 204
        assert ask(static, f"/proxy/a/b{address}", root_path="/proxy").status == 200
    assert "immutable" in ask(static, f"/a/b{SCRIPT}").headers["cache-control"]
    assert ask(static, "/proxya/b/unet", root_path="/proxy").status == 204


@pytest.mark.parametrize(("setting", "address"), [(None, "/"), ("", "/"), ("a", "/a/"), ("/a/b/", "/a/b/")])
def test_streamlits_setting_for_the_base_path(setting: str | None, address: str) -> None:
    assert streamlit_files(setting, ())[address].path.name == "index.html"


def test_a_changed_file_is_the_apps(static: Static, table: dict[str, Asset]) -> None:
    assert ask(static, SCRIPT, accept_encoding=BROWSER).status == 200
    table[SCRIPT].path.write_text("let it be another")
    assert ask(static, SCRIPT, accept_encoding=BROWSER).status == 204
    table[SMALL].path.unlink()
    assert ask(static, SMALL).status == 204


def test_a_file_that_changes_while_it_is_read(
    static: Static, table: dict[str, Asset], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes

    def upgraded(path: Path) -> bytes:
        path.write_text("let it be another")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", upgraded)
    assert ask(static, SCRIPT, accept_encoding=BROWSER).status == 204
    assert table[SCRIPT].packed == {}


def test_every_answer_keeps_the_guards_headers(static: Static) -> None:
    app = Guard(static, Ledger(lambda _: True))
    etag = ask(app, SCRIPT).headers["etag"]
    for answer in (ask(app, SCRIPT, accept_encoding=BROWSER), ask(app, SCRIPT, if_none_match=etag), ask(app, "/x")):
        assert {name.decode(): value.decode() for name, value in HEADERS}.items() <= answer.headers.items()


def compressing(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of what brotli is given from now on."""
    given: list[int] = []
    really = brotli.compress

    def recorded(data: bytes, **how: Any) -> bytes:
        given.append(len(data))
        return cast(bytes, really(data, **how))

    monkeypatch.setattr(brotli, "compress", recorded)
    return given


def test_what_a_visitor_waits_for_comes_first(table: dict[str, Asset], monkeypatch: pytest.MonkeyPatch) -> None:
    given, (index, script) = compressing(monkeypatch), (table["/index.html"], table[SCRIPT])
    pack(table.values(), None)
    assert given == [index.stamp[0], script.stamp[0]]
    for accepts, first in (("gzip", index), (BROWSER, script)):
        index.packed, script.packed = {}, {}
        ask(Static(otherwise, table), SCRIPT, accept_encoding=accepts)
        pack(table.values(), None)
        assert given[-2] == first.stamp[0]


def test_what_the_first_page_names_comes_before_the_rest() -> None:
    index = STREAMLIT["/index.html"].path.read_text("utf-8")
    is_named = [f".{address}" in index for address in STREAMLIT if address.startswith("/static/")]
    assert any(is_named)
    assert is_named == sorted(is_named, reverse=True)


def fresh(folder: Path) -> Iterable[Asset]:
    return table_of(folder).values()


def test_brotli_is_kept_for_the_next_start(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, kept = compressing(monkeypatch), tmp_path / "kept"
    pack(fresh(folder), kept)
    again = list(fresh(folder))
    pack(again, kept)
    assert len(given) == len(list(kept.iterdir())) == 2
    assert all(brotli.decompress(each.packed["br"]) == each.path.read_bytes() for each in again if each.is_packable)


@pytest.mark.parametrize("damage", [b"", b"no brotli", brotli.compress(b"alert('another script')")])
def test_a_damaged_kept_file_is_made_anew(folder: Path, tmp_path: Path, damage: bytes) -> None:
    kept = tmp_path / "kept"
    pack(fresh(folder), kept)
    for path in kept.iterdir():
        path.write_bytes(damage)
    again = list(fresh(folder))
    pack(again, kept)
    assert all(brotli.decompress(each.packed["br"]) == each.path.read_bytes() for each in again if each.is_packable)
    assert damage not in [path.read_bytes() for path in kept.iterdir()]


def test_what_an_earlier_start_left_is_removed(folder: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in ("0123.br", "0123.7.tmp", "mine.txt"):
        (kept / name).write_text("old")
    pack(fresh(folder), kept)
    assert {path.suffix for path in kept.iterdir()} == {".br", ".txt"}
    assert not (kept / "0123.br").exists()


def test_where_brotli_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "unet-demo/static"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache/unet-demo/static"
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert cache_folder() is None


def test_without_brotli_gzip_stays(
    static: Static, table: dict[str, Asset], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "brotli", None)
    pack_in_background(table.values(), None).join()
    assert [(each.levelno, each.message) for each in caplog.records] == [
        (logging.WARNING, "Scripts go out as gzip: brotli is not installed")
    ]
    assert ask(static, SCRIPT, accept_encoding=BROWSER).headers["content-encoding"] == "gzip"


def test_when_compressing_fails_gzip_stays(
    static: Static, table: dict[str, Asset], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any, **__: Any) -> bytes:
        raise MemoryError

    monkeypatch.setattr(brotli, "compress", fails)
    pack_in_background(table.values(), None).join()
    assert [each.message for each in caplog.records] == ["Some scripts go out as gzip: MemoryError while compressing"]
    answer = ask(static, SCRIPT, accept_encoding=BROWSER)
    assert (answer.headers["content-encoding"], answer.content) == ("gzip", table[SCRIPT].path.read_bytes())


def test_where_nothing_can_be_kept_brotli_is_made_all_the_same(
    static: Static, table: dict[str, Asset], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    pack_in_background(table.values(), tmp_path / "file" / "kept").join()
    assert [each.message for each in caplog.records] == [
        "Compressed scripts are not kept for the next start: Not a directory"
    ]
    assert ask(static, SCRIPT, accept_encoding=BROWSER).headers["content-encoding"] == "br"
