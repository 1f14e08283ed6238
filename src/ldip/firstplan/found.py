"""Read from the data pack a municipality's figures for a first plan."""

from __future__ import annotations

from functools import lru_cache

from ldip.errors import Problem, SourceError
from ldip.estimates.borders import mended
from ldip.estimates.derivation import Derivation
from ldip.firstplan.town import FIRST_YEAR, Town
from ldip.pack import income, municipalities, nation, people
from ldip.pack.figures import Figure


def leaf(name: str, figure: Figure) -> Derivation:
    """A figure of the pack as a leaf of a derivation."""
    return Derivation(name, figure.value, figure.unit, figure.source, anslag=figure.anslag)


@lru_cache(maxsize=8)
def town(number: str, first_year: int = FIRST_YEAR) -> Town:
    """The municipality as the pack knows it. Errors: SourceError, in words, for a number that is no municipality today, and
    for a first year the pack has no figures for."""
    place = municipalities.municipality(number)
    found = people.stocks(number)
    if first_year not in found.years or first_year - 1 not in found.years:
        known = f"datapakken har folketall til og med {max(found.years)}"
        raise SourceError([Problem("datapakken", "foerste_aar", known, str(first_year), f"bruk {max(found.years)}")])
    cells, note = mended(place.number, found.years, lambda n: people.stocks(n).cells[0])
    return Town(
        number=place.number,
        name=place.name,
        county=place.county,
        first_year=first_year,
        years=found.years,
        stocks=cells,
        stocks_source=people.source(),
        stocks_note=note,
        need=income.need_index(number, first_year),
        tax_share=leaf("skatt i prosent av landet", income.tax_share(number)),
        tax=leaf("skatt per innbygger", income.tax_per_inhabitant(number)),
        equalisation=leaf("inntektsutjevning per innbygger", income.equalisation(number)),
        grant=leaf("bokført rammetilskudd", income.block_grant(number)),
        need_equalisation=leaf("utgiftsutjevning", income.expenditure_equalisation(number)),
        sectors={name: leaf(f"behovsindeks {name}", figure) for name, figure in income.sector_indices(number).items()},
        pack=nation.pack_version(),
    )
