"""Digits as a file writes a year, an age or a code."""

from __future__ import annotations

from typing import Final

LONGEST: Final = 18  # digits; more are no year, code or amount, and int() refuses some thousands of them


def is_digits(text: str) -> bool:
    """Whether a text is digits 0–9 alone, at most 18 of them. `str.isdigit` takes ² and ٣ too, which int() refuses or reads."""
    return text.isascii() and text.isdigit() and len(text) <= LONGEST
