"""Prefixes and suffixes of the names that the engine makes itself, for a plan's lines and for the residuals of totals."""

from __future__ import annotations

from typing import Final

AVVIK: Final = "avvik_"
LINE: Final = "linje_"
HAS_LINE: Final = "har_linje_"
CARRIED: Final = "videre_"
NOMINAL: Final = "nominelt_"
PASSING: Final = "midlertidig_"
OF_LINES: Final = (LINE, HAS_LINE, CARRIED, NOMINAL, PASSING)  # names that a plan's lines supply beside the quantity itself
OPENING: Final = "_aapning"
