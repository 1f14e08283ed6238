"""The kinds of forms. A kind loads the stored values of something, draws its fields and gives the edits of what was filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from ldip.forms import building, factor, fund, loan, measure, project, ratio, service, stress, zone
from ldip.forms.asked import Asked
from ldip.forms.terms import Made, Values
from ldip.plan.document import Plan


@dataclass(frozen=True)
class Kind:
    """A kind: the stored values of an id (None for an unknown one), the drawing of its fields, and the files it may touch."""

    load: Callable[[Plan, str], Values | None]
    draw: Callable[[Asked], Made]
    files: Callable[[str], tuple[str, ...]]


KINDS: Final[Mapping[str, Kind]] = {
    "prosjekt": Kind(project.load, project.draw, project.files),
    "bygg": Kind(building.load, building.draw, building.files),
    "tjeneste": Kind(service.load, service.draw, service.files),
    "sone": Kind(zone.load, zone.draw, zone.files),
    "tiltak": Kind(measure.load, measure.draw, measure.files),
    "laan": Kind(loan.load, loan.draw, loan.files),
    "fond": Kind(fund.load, fund.draw, fund.files),
    "maaltall": Kind(ratio.load, ratio.draw, ratio.files),
    "stress": Kind(stress.load, stress.draw, stress.files),
    "faktor": Kind(factor.load, factor.draw, factor.files),
}
