"""Where things lie: at the top of a checkout, and in an installed package below `unet_demo/house`.

The build puts app.py, asgi.py, pages, assets and .streamlit there (pyproject.toml), so that nothing else of ours lands
beside other packages. Nobody else reckons where the top is.
"""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_INSTALLED = PACKAGE / "house"
IS_CHECKOUT = not _INSTALLED.is_dir()
HOUSE = PACKAGE.parent if IS_CHECKOUT else _INSTALLED
ASSETS = HOUSE / "assets"
PAGES = HOUSE / "pages"
VERSION = "0.1.0"  # as in pyproject.toml and CITATION.cff
