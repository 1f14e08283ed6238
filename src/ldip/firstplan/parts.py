"""The parts of a first plan that know the municipality alone, each from it to the texts of its files; services and money follow
its level as well (ldip.firstplan.build)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ldip.errors import ModelError
from ldip.firstplan.assumptions import assumptions
from ldip.firstplan.buildings import buildings
from ldip.firstplan.income import income
from ldip.firstplan.people import people
from ldip.firstplan.rules import rules
from ldip.firstplan.town import Town

Part = Callable[[Town], dict[str, str]]
PARTS: Final[tuple[Part, ...]] = (people, income, assumptions, rules, buildings)


def joined(place: Town, parts: Sequence[Part]) -> dict[str, str]:
    """The files of the parts. Errors: ModelError when two parts write the same file."""
    files: dict[str, str] = {}
    for part in parts:
        made = part(place)
        if twice := sorted(made.keys() & files.keys()):
            raise ModelError(f"to deler av førsteplanen skriver {', '.join(twice)}")
        files.update(made)
    return files
