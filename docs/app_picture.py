"""Takes docs/app.png of a running app: python docs/app_picture.py http://localhost:8501

Two pages at 1280 pixels, a street in English and a cat in Chinese, side by side; few colours, so that it stays small.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

PAGES = (
    ("/segment?task=street&picture=street&lang=en", "en-US"),
    ("/segment?task=cats&picture=cat_far&lang=zh", "zh-CN"),
)
WIDTH_PX, HEIGHT_PX, SCALE, COLOURS, GAP_PX = 1280, 1350, 0.8, 256, 16
SETTLED_MS = 20_000  # for the mask and the depths to be there


def taken(browser: Browser, address: str, locale: str) -> Image.Image:
    """One page, its mask in view, without the menu."""
    viewport = {"width": WIDTH_PX, "height": HEIGHT_PX}
    page = browser.new_context(locale=locale, color_scheme="light", viewport=viewport).new_page()
    page.goto(address)
    page.wait_for_timeout(SETTLED_MS)
    whole = Image.open(io.BytesIO(page.screenshot()))
    left = page.get_by_test_id("stSidebar").bounding_box()
    return whole.crop((int(left["width"]) if left else 0, 0, WIDTH_PX, HEIGHT_PX)).convert("RGB")


def main(server: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        pages = [taken(browser, server + path, locale) for path, locale in PAGES]
        browser.close()
    size = [round(side * SCALE) for side in pages[0].size]
    picture = Image.new("RGB", (2 * size[0] + GAP_PX, size[1]), "white")
    for number, page in enumerate(pages):
        picture.paste(page.resize(size, Image.Resampling.LANCZOS), (number * (size[0] + GAP_PX), 0))
    file = Path(__file__).with_name("app.png")
    few = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
    print(f"{file.name}: {picture.width}x{picture.height}, {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
