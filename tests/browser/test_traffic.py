"""What the front page loads: compressed at the first visit, next to nothing at the second."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext

MOST_FIRST, MOST_AGAIN = 1_200_000, 20_000  # bytes over HTTP, headers included


def loaded(context: BrowserContext, address: str) -> int:
    """Bytes that Chromium has received over HTTP until the front page stands."""
    page, came = context.new_page(), list[float]()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    page.goto(address)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=90_000)
    page.evaluate("() => document.fonts.ready.then(() => null)")
    page.wait_for_load_state("networkidle")
    page.close()
    return round(sum(came))


def test_first_and_second_visit(browser: Browser, server: str) -> None:
    context = browser.new_context(locale="en-US")
    first, again = (loaded(context, f"{server}/") for _ in range(2))
    context.close()
    assert again <= MOST_AGAIN < first <= MOST_FIRST
