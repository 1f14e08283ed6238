"""Users per person by age of kindergartens, institutions and services at home, from KOSTRA's figures of the nation or a place.

KOSTRA tells few ages. Institutions have the age profile of the residents of 2010, the last that SSB printed. Of the users of
services at home KOSTRA tells the rate from 80 years and the share under 67 years; the rate between them is set to the geometric
mean of the two, and the rate rises by the same factor a year beyond 80."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ldip.estimates.derivation import Derivation
from ldip.estimates.net_costs import Persons, leaf, nation_persons
from ldip.pack import nation
from ldip.pack.figures import Figure
from ldip.parameters.service_estimates import institution_population

Span = tuple[int, int]
BANDS: Final[dict[str, Span]] = {"0-66": (0, 66), "67-79": (67, 79), "80-89": (80, 89), "90+": (90, 105)}
OLD: Final[Span] = (80, 105)
MIDDLE: Final = {"67-79": 73.0, "80-89": 84.0, "90+": 92.0}  # age of the rate of a band
KINDERGARTEN: Final = {(1, 2): "barnehagedekning_1_2", (3, 5): "barnehagedekning_3_5"}
HOURS: Final = "om_lag_2017"
YEAR: Final = "2010"


@dataclass(frozen=True)
class Rates:
    """Users per 100 persons by age span, and their derivation."""

    by_age: Mapping[Span, float]
    derivation: Derivation


def used(name: str, own: Mapping[str, Figure]) -> Figure:
    """The municipality's own figure, else the nation's."""
    return own.get(name) or nation.figure(name)


def kindergarten(own: Mapping[str, Figure]) -> Rates:
    """Children in kindergarten per 100 of their age."""
    figures = {span: used(name, own) for span, name in KINDERGARTEN.items()}
    terms = tuple(leaf(f"{a}–{b}-åringer i barnehage", f) for (a, b), f in figures.items())
    text = " og ".join(t.name for t in terms)
    estimated = any(n not in own for n in KINDERGARTEN.values())
    name = "andel barn i barnehage"
    rates = {s: f.value for s, f in figures.items()}
    return Rates(rates, Derivation(name, figures[1, 2].value, terms[0].unit, "", text, estimated, terms))


def institution(own: Mapping[str, Figure], persons: Persons) -> Rates:
    """Residents of institutions per 100 by age: the profile of 2010 at the level of those from 80 years."""
    people, source = institution_population()
    residents = nation.by_age("institusjon")
    profile = {band: residents[band][YEAR].value / people[band] for band in BANDS}
    figure = used("institusjon_80", own)
    level = figure.value * persons(*OLD) / sum(profile[b] * persons(*BANDS[b]) for b in ("80-89", "90+"))
    rates = {BANDS[b]: profile[b] * level for b in BANDS}
    told = f"{residents['80-89'][YEAR].source}; folketall {source}"
    terms = (leaf("andelen 80 år og eldre på institusjon", figure),)
    text = f"anslått: aldersprofilen til beboerne i {YEAR} på nivået til {terms[0].name}"
    return Rates(rates, Derivation("beboere i institusjon", figure.value, figure.unit, told, text, True, terms))


def home(own: Mapping[str, Figure], persons: Persons) -> Rates:
    """Users of services at home per 100 by age."""
    old, young = used("hjemmetjeneste_80", own), used("hjemmetjeneste_0_66_av_brukere", own)
    rate, share, n = old.value / 100.0, young.value / 100.0, {b: persons(*s) for b, s in BANDS.items()}
    users_old = rate * (n["80-89"] + n["90+"])
    # (1 − s) U − N67 √(s U r / N0) − r N80 = 0, of the second degree in √U: the users of the three bands are all users.
    middle = n["67-79"] * math.sqrt(share * rate / n["0-66"])
    root = (middle + math.sqrt(middle**2 + 4.0 * (1.0 - share) * users_old)) / (2.0 * (1.0 - share))
    low = share * root**2 / n["0-66"]
    between = math.sqrt(low * rate)
    growth = (rate / between) ** ((MIDDLE["90+"] - MIDDLE["80-89"]) / (MIDDLE["80-89"] - MIDDLE["67-79"]))
    first = users_old / (n["80-89"] + growth * n["90+"])
    found = {"0-66": low, "67-79": between, "80-89": first, "90+": growth * first}
    terms = (leaf("andelen 80 år og eldre med hjemmetjenester", old), leaf("andelen av brukerne under 67 år", young))
    text = f"anslått etter {terms[0].name} og {terms[1].name}; 67–79 år det geometriske snittet, og samme vekst per år siden"
    rates = {BANDS[b]: 100.0 * v for b, v in found.items()}
    return Rates(rates, Derivation("brukere av hjemmetjenester", old.value, old.unit, "", text, True, terms))


@cache
def home_weights() -> dict[Span, float]:
    """Hours a week of a user of an age over those of the mean user. The band 0–66 has the rest of all hours."""
    hours, rates = nation.by_age("hjemmetjeneste"), home({}, nation_persons).by_age
    users = {s: rates[s] / 100.0 * nation_persons(*s) for s in BANDS.values()}
    mean = hours["all"][HOURS].value
    told = {BANDS[b]: hours[b][HOURS].value for b in ("67-79", "80-89", "90+")}
    left = mean * sum(users.values()) - sum(h * users[s] for s, h in told.items())
    return {s: h / mean for s, h in ({BANDS["0-66"]: left / users[BANDS["0-66"]]} | told).items()}
