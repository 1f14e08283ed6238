"""Head of the plan, national levels and the years that are written out."""

from __future__ import annotations

from ldip.plan.schema.fields import UnitCost
from ldip.rolling.year import Year, in_unit, number


def move_head(year: Year) -> None:
    """plan.toml: first year, price year, date of knowledge, and the name where it states the years."""
    head, last = year.plan.head, year.plan.years[-1]
    year.set("plan.toml", ("tid", "foerste_aar"), year.first)
    year.set("plan.toml", ("tid", "prisnivaa"), year.new_prices)
    year.set("plan.toml", ("tid", "kunnskapsdato"), year.known)
    if head.tid.vedtatt_til is not None and head.tid.vedtatt_til < year.first:
        year.set("plan.toml", ("tid", "vedtatt_til"), None)
        year.told.append(f"plan.toml: vedtatt_til {head.tid.vedtatt_til} er utløpt")
    name = head.navn.replace(f"{year.past}–{last}", f"{year.first}–{last + 1}")
    if name != head.navn:
        year.set("plan.toml", ("navn",), name)


def move_nation(year: Year) -> None:
    """inntekter.toml: national levels per inhabitant in the year that has passed, by the old plan's growth."""
    nation, file = year.plan.income.nasjonalt, "inntekter.toml"
    settled, need = year.plan.income.integrering, year.plan.income.behov
    if settled is not None:
        before = [settled.bosatte.at(year.past), *settled.bosatte_foer][: len(settled.bosatte_foer)]
        year.set(file, ("integrering", "bosatte_foer"), [number(v) for v in before])
    if need is not None:  # the index of the new first year, from which the age mix moves it
        year.set(file, ("behov", "indeks_aar"), year.first)
        year.set(file, ("behov", "basiskriterium"), number(year.coming("basiskriterium")))
        year.set(file, ("behovsindeks", "verdi"), number(year.coming("behovsindeks_brukt")))
        year.set(file, ("behovsindeks", "kilde"), f"{year.plan.income.behovsindeks.kilde}; ført til {year.first} etter alder")
        year.set(file, ("behovsindeks", "anslag"), True)
    if nation.aar >= year.past:
        return
    index = year.closed("frie_inntekter_indeks_ub")
    year.set(file, ("nasjonalt", "aar"), year.past)
    for key in ("skatt_per_innbygger", "innbyggertilskudd_per_innbygger", "utgiftsbehov_per_innbygger"):
        given: UnitCost = getattr(nation, key)
        year.set(file, ("nasjonalt", key, "beloep"), number(in_unit(given.kroner * index, given.enhet)))
        year.set(file, ("nasjonalt", key, "kilde"), f"{given.kilde}; ført til {year.past} med planens vekst")
        year.set(file, ("nasjonalt", key, "anslag"), True)
