"""Ranges of values by year: every rate and share has one, so that a slip of the keyboard is an error at its cell.

They are wide: what is outside cannot be meant. What is merely unusual is another matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any, Final

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True)
class Within:
    """Lowest and highest value of a vector by year, in the engine's unit (0.1 is ten per cent)."""

    low: float
    high: float = inf

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, vector: Any) -> Any:
        """The vector. Errors: ValueError with the value and the range in the vector's own unit."""
        wrong = [] if vector is None else [v for v in vector.given if not self.low <= v <= self.high]
        if not wrong:
            return vector
        shown = wrong[0] / vector.factor
        hint = f"gyldig er {self.text(vector.factor)} {vector.enhet}"
        if self.low <= wrong[0] / 100.0 <= self.high and vector.enhet != "personer" and wrong[0] > self.high:
            hint += f"; mente du {shown / 100.0:g}?"  # per cent for a fraction or an index, or a decimal mark left out
        raise ValueError(f"{shown:g} {vector.enhet} er utenfor det gyldige||{hint}")

    def text(self, factor: float) -> str:
        """The range in units of `factor`."""
        low, high = f"{self.low / factor:g}", f"{self.high / factor:g}"
        return f"fra {low} til {high}" if self.high < inf else f"{low} eller mer"


PART: Final = Within(0.0, 1.0)  # a part of a whole
RATE: Final = Within(-0.05, 0.30)  # interest
MARGIN: Final = Within(-0.10, 0.10)  # on top of an interest rate
GROWTH: Final = Within(-0.30, 0.50)  # prices, wages, real growth a year
RETURN: Final = Within(-0.60, 0.60)  # on capital in a year
LEVEL: Final = Within(0.0, 10.0)  # relative to a level that is 1
NOT_NEGATIVE: Final = Within(0.0)
