"""What the tests of the pages share: open a script with a query, and read what it says."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

SPOKEN = ("markdown", "caption", "success", "warning", "info", "error")


def opened(page: AppTest, **query: str) -> AppTest:
    """The script run once with this query; nothing may have been thrown."""
    for name, text in query.items():
        page.query_params[name] = text
    page.run()
    assert not page.exception
    return page


def texts(app: AppTest) -> str:
    """Everything that is said, line by line."""
    return "\n".join(str(each.value) for kind in SPOKEN for each in app.get(kind))


def codes(app: AppTest) -> list[str]:
    """Every block of code."""
    return [each.value for each in app.code]
