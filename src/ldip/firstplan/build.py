"""A municipality's first plan: the texts of every part, joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ldip.firstplan.accepted import accepted
from ldip.firstplan.found import town
from ldip.firstplan.level import size
from ldip.firstplan.money import money_files
from ldip.firstplan.parts import PARTS, joined
from ldip.firstplan.services import frames
from ldip.firstplan.town import FIRST_YEAR
from ldip.pack.figures import Figure


def build(number: str, first_year: int = FIRST_YEAR, own: Mapping[str, Figure] | None = None) -> dict[str, str]:
    """Text by path of a whole plan for a municipality; `own` are its own key figures, which go before the nation's
    (ldip.firstplan.own_figures). Errors: SourceError for a number that is no municipality today."""
    place = replace(town(number, first_year), own=own or {})
    found = size(place)
    place = replace(place, general=found.general)
    files = joined(place, (*PARTS, lambda p: frames(p, found.level), lambda p: money_files(p, found)))
    return files | accepted(place, files)
