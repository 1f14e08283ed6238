"""A municipality's first plan: the texts of every part, joined."""

from __future__ import annotations

from ldip.firstplan.found import town
from ldip.firstplan.level import size
from ldip.firstplan.money import money_files
from ldip.firstplan.parts import PARTS, joined
from ldip.firstplan.services import frames
from ldip.firstplan.town import FIRST_YEAR


def build(number: str, first_year: int = FIRST_YEAR) -> dict[str, str]:
    """Text by path of a whole plan for a municipality. Errors: SourceError for a number that is no municipality today."""
    place = town(number, first_year)
    found = size(place)
    return joined(place, (*PARTS, lambda p: frames(p, found.level), lambda p: money_files(p, found)))
