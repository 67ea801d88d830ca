"""The place of a component: who shows something there, who is told what, and which picture is a new one."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import numpy as np
import pytest
from modules import modules_in
from playwright.sync_api import Browser, Page

from unet_demo.ui.components.viewer import pack, viewer_words

COUNT = """async () => {
    const { seated } = await import("/shared/seat.js");
    const told = [];
    class Kind {
        constructor(place) { told.push("made"); place.append("face"); }
        show(data, { tell }) { told.push(`shows ${data}`); tell(data); }
        leave() { told.push("left"); }
    }
    const component = seated(Kind), place = document.createElement("div");
    const call = (data) => component({ data, parentElement: place, tell: (it) => told.push(`tells ${it}`) });
    const first = call(1), second = call(2);
    first();  // overtaken before it was answered
    const then = place.textContent;
    const third = call(3);
    third();
    third();
    second();
    return [told, then, place.childNodes.length, (call(4), place.textContent)];
}"""
ROOM = """async () => {
    const { enter, leave, wished } = await import("/shared/room.js");
    const told = [], seat = { obey: (wish) => told.push(wish) }, other = { obey: () => told.push("other") };
    const early = wished("test", "a", "before");
    told.push(enter("test", "a", seat), enter("test", "b", seat));
    const late = wished("test", "a", "after");
    early();  // another wish stands: nothing is taken back
    told.push(enter("test", "a", seat));
    late();
    told.push(enter("test", "a", seat));
    enter("test", "a", other);
    leave("test", "a", seat);  // the place is the other's by now
    wished("test", "a", "last");
    return told;
}"""
JOIN = """async (uris) => {
    const { default: join } = await import("/join/join.js");
    const place = document.createElement("div");
    document.body.append(place);
    return uris.map((uri) => {
        const part = { origin: "skip", name: "skip 1", short: "skip", uri, tile: [4, 4], columns: 1, count: 1 };
        const words = { result: "result", scrub: "scrub", from: "{k} {name} {channel}" };
        join({ data: { id: "join", parts: [part], words }, parentElement: place });
        return [...place.querySelectorAll(".tile")].map((tile) => tile.style.backgroundImage);
    });
}"""
VIEWER = """async (texts) => {
    const { default: viewer } = await import("/viewer/viewer.js");
    const place = document.body.appendChild(document.createElement("div"));
    const bytes = texts.map((text) => Uint8Array.from(atob(text), (it) => it.charCodeAt(0)));
    const painted = new Promise((found) => addEventListener("viewer-painted", ({ detail }) => found(detail)));
    for (const data of bytes) viewer({ data, parentElement: place, setStateValue: () => {} });
    const late = new Promise((found) => setTimeout(found, 30000, { picture_key: "none" }));
    return (await Promise.race([painted, late])).picture_key;
}"""
GONE = """async (text) => {
    const { default: viewer } = await import("/viewer/viewer.js");
    const place = document.body.appendChild(document.createElement("div"));
    const data = Uint8Array.from(atob(text), (it) => it.charCodeAt(0));
    viewer({ data, parentElement: place, setStateValue: () => {} })();
    await new Promise((found) => setTimeout(found, 300));
    return [place.childNodes.length, window[Symbol.for("unet-demo.room.viewer")]?.seats.has("gone") ?? false];
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with modules_in(browser) as page:
        yield page


def blob(viewer_id: str, picture_key: str, shade: int = 0) -> str:
    picture, heads = np.full((40, 50, 3), shade, np.uint8), np.full((4, 40, 50), shade, np.uint8)
    return base64.b64encode(pack(viewer_id, picture, heads, viewer_words("en"), picture_key=picture_key)).decode()


def test_an_overtaken_call_cleans_nothing_up_and_the_newest_all(page: Page) -> None:
    told, then, left, again = page.evaluate(COUNT)
    assert told == [
        "made", "shows 1", "tells 1", "shows 2", "tells 2", "shows 3", "tells 3", "left", "made", "shows 4", "tells 4",
    ]  # fmt: skip
    assert then == "face"
    assert left == 0
    assert again == "face"


def test_a_wish_finds_its_component_whichever_is_there_first(page: Page) -> None:
    assert page.evaluate(ROOM) == ["before", None, "after", "after", None, "other"]


def test_pictures_of_the_same_length_are_told_apart(page: Page) -> None:
    uris = [f"data:image/png;base64,{name}" for name in ("AAAA", "BBBB", "BBBB")]
    shown = page.evaluate(JOIN, uris)
    assert shown == [[f'url("{uri}")'] * 2 for uri in uris]


@pytest.mark.parametrize("keys", [["one", "one"], ["one", "two"], ["one", "two", "one"]])
def test_the_viewer_shows_the_newest_blob_even_if_it_comes_again_while_it_is_read(page: Page, keys: list[str]) -> None:
    blobs = [blob("v", key, shade=10 * len(key) + ord(key[0])) for key in keys]
    assert page.evaluate(VIEWER, blobs) == keys[-1]


def test_a_viewer_that_is_taken_away_while_it_reads_does_not_come_back(page: Page) -> None:
    assert page.evaluate(GONE, blob("gone", "one")) == [0, False]
