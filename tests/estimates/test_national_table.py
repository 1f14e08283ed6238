"""The nation's own table of deaths, written into a plan, gives the nation's rates again when it is read."""

from __future__ import annotations

import numpy as np

from ldip.demography.lifetable import single_year_rates
from ldip.estimates.national_rates import national_death_rates
from ldip.firstplan.found import town
from ldip.firstplan.people import people
from ldip.parameters.demography import AGES


def test_a_first_plans_deaths_are_the_nations_at_every_age() -> None:
    """Rates of single ages in place of the groups' would make everybody two and a half years younger."""
    place = town("3222")
    lines = [r for r in people(place)["befolkning/doedelighet.csv"].splitlines() if not r.startswith("#")][1:]
    table = np.array([[float(v.replace(",", ".")) for v in r.split(";")] for r in lines])
    read = single_year_rates(table[:, 0], table[:, 1:], AGES)
    assert np.allclose(read, national_death_rates(np.array([float(place.first_year)]))[0], rtol=1e-4, atol=1e-6)
