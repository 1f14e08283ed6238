"""Texts that a spreadsheet would take for formulas (OWASP, CSV injection)."""

from __future__ import annotations

from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")  # beginnings
