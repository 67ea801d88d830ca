"""The box for errors in a browser: whatever is pasted or dropped, its end is read, and the connection stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from error_texts import KNOWN
from playwright.sync_api import Browser, Page, expect
from served import SLOW_MS, serving

from unet_demo.ui.frame.prose import catalogue

MATERIAL = Path(__file__).resolve().parents[1] / "material"
TEXT, ODD = catalogue("en"), KNOWN[0][0]
PASTE = """(area, [text, name, times]) => {
  const data = new DataTransfer();
  const isLog = text.startsWith("log ");
  const whole = isLog ? "a line of a long log, and nothing else\\n".repeat(times) + text.slice(4) : text;
  if (name) data.items.add(new File([whole], name));
  else data.setData("text/plain", whole);
  const how = { bubbles: true, cancelable: true, composed: true };
  area.dispatchEvent(name ? new DragEvent("drop", { dataTransfer: data, ...how })
    : new ClipboardEvent("paste", { clipboardData: data, ...how }));
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(str(MATERIAL / "pasting.py"), tmp_path_factory.mktemp("pasting") / "log.txt") as address:
        yield address


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(locale="en-US")
    context.set_default_timeout(SLOW_MS)
    page = context.new_page()
    thrown: list[str] = []
    page.on("pageerror", lambda error: thrown.append(str(error)))
    page.goto(address)
    yield page
    context.close()
    assert thrown == []


def test_typed_text_is_read_by_its_button_and_by_the_keys(page: Page) -> None:
    area = page.get_by_label(TEXT["error.label"])
    answer = page.locator(".st-key-read_error")
    area.fill(ODD)
    area.press("Control+Enter")
    expect(answer).to_contain_text("Expected size 91 but got size 90")
    area.fill("IndexError: Target 255 is out of bounds.")
    button = page.get_by_role("button", name=TEXT["error.read"])
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.click()
    expect(answer).to_contain_text("Target 255 is out of bounds")


@pytest.mark.parametrize("name", ["", "train.log"], ids=["pasted", "dropped"])
def test_twenty_megabytes_are_cut_in_the_browser_and_the_connection_stays(page: Page, name: str) -> None:
    sent: list[int] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(len(frame))))
    page.reload()
    area = page.get_by_label(TEXT["error.label"])
    area.evaluate(PASTE, [f"log RuntimeError: {ODD}", name, 520_000])
    expect(page.locator(".st-key-read_error")).to_contain_text("Expected size 91 but got size 90")
    expect(page.get_by_role("status").filter(has_text="Only the last")).to_be_visible()
    assert sent
    assert max(sent) < 200_000
    assert len(area.input_value()) <= 60_000
    page.get_by_role("button", name=TEXT["error.example.label"]).click()
    expect(page.locator(".st-key-read_error")).to_contain_text("Target 255")
    assert "?" not in page.url or "size" not in page.url


def test_what_is_no_text_is_refused_in_a_sentence(page: Page) -> None:
    area = page.get_by_label(TEXT["error.label"])
    area.evaluate(PASTE, ["\0\1\2 PNG", "net.pt", 1])
    expect(page.get_by_text(TEXT["error.binary"])).to_be_visible()
    expect(page.locator(".st-key-read_error")).to_have_count(0)


def test_a_short_paste_is_read_at_once(page: Page) -> None:
    area = page.get_by_label(TEXT["error.label"])
    area.focus()
    page.keyboard.insert_text(ODD)
    area.evaluate(PASTE, ["", "", 1])
    expect(page.locator(".st-key-read_error")).to_contain_text("Expected size 91")
