"""The parts a first plan is made of, each from the municipality to the texts of its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ldip.errors import ModelError
from ldip.firstplan.assumptions import assumptions
from ldip.firstplan.income import income
from ldip.firstplan.people import people
from ldip.firstplan.rules import rules
from ldip.firstplan.town import Town

Part = Callable[[Town], dict[str, str]]
PARTS: Final[tuple[Part, ...]] = (people, income, assumptions, rules)


def joined(place: Town, parts: Sequence[Part]) -> dict[str, str]:
    """The files of the parts. Errors: ModelError when two parts write the same file."""
    files: dict[str, str] = {}
    for part in parts:
        made = part(place)
        if twice := sorted(made.keys() & files.keys()):
            raise ModelError(f"to deler av førsteplanen skriver {', '.join(twice)}")
        files.update(made)
    return files
