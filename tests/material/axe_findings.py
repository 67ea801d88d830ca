"""What axe holds against a page, Streamlit's own left out."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# rule -> what the element must contain: these are drawn by Streamlit and cannot be reached from a page
STREAMLITS_OWN = {
    "presentation-role-conflict": "stFileUploaderDropzone",  # a section with role=presentation and a label
    "color-contrast": 'kind="header" data-testid="stBaseButton-header"',  # "Stop", which fades in while a script runs
}


def findings(page: Page) -> list[tuple[str, str, str]]:
    """(rule, target, element) of everything that axe holds against a page, Streamlit's own left out."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    found = [(each["id"], str(node["target"]), node["html"][:200]) for each in violations for node in each["nodes"]]
    return [(rule, target, html) for rule, target, html in found if STREAMLITS_OWN.get(rule, "\0") not in html]
