"""U-Net and UNet++ you can see through: numbers (core), pictures of numbers (viz) and the screen (ui)."""

from __future__ import annotations

__version__ = "0.1.0"  # as in pyproject.toml and CITATION.cff
