"""Projects and recurring frames: spending, VAT compensation and grants (docs/method/investeringer.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.factor import Factor
from ldip.engine.graph import Array, Given, Opening, ratio, step, total, weighted_sum

PLAN = "planens prosjekter/"
METHOD = "metode: investeringer#utgift-år-for-år"
PAID = "metode: investeringer#finansiering-i-prosjektet"
COUNTED = "metode: inndekningsbehov#egenfinansiering-som-teller: E"
P = ("prosjekt",)

GIVENS = (
    Given("kostnad", "kr_fast", PLAN + ": kostnad", P),
    Given("kostnadsspredning", "andel", PLAN + ": spredning, ellers parameters/prosjektfase.toml", P),
    Given(
        "kostnadssjokk",
        "antall",
        "usikkerhet.toml: prosjektkostnad; null i basisforløpet",
        P,
        "investeringsvolum",
        factor=Factor("prosjektkostnad", "lognormal", "prosjekt", "prosjekter", spread_in="kostnadsspredning"),
    ),
    Given("framdrift", "andel", PLAN + ": framdrift", P),
    Given("kostnad_omregning", "indeks", "prisindeks fra prosjektets prisnivå til planens prisår", P, nature="egenskap"),
    Given("gjennomfoeringsgrad", "andel", "investeringer.toml: gjennomfoeringsgrad"),
    Given(
        "sjokk_gjennomfoeringsgrad",
        "andel",
        "usikkerhetsfaktor; null i basisforløpet",
        group="investeringstid",
        factor=Factor("gjennomfoering", needs="kostnad", points=True),
    ),
    Given("mva_andel", "andel", PLAN + ": mva_kompensasjon_andel", P),
    Given("tilskuddsandel", "andel", PLAN + ": tilskudd_andel", P),
    Given("tilskudd_sannsynlighet", "andel", PLAN + ": tilskudd_sannsynlighet", P),
    Given(
        "sjokk_tilskudd",
        "andel",
        "usikkerhetsfaktor: gitt eller avslått, mindre sannsynligheten; null i basisforløpet",
        P,
        "investeringsvolum",
        factor=Factor(
            "tilskudd", "bernoulli", "prosjekt", "prosjekter", spread_in="tilskudd_sannsynlighet", needs="tilskuddsandel"
        ),
    ),
    Given("utbyggerbidragsandel", "andel", PLAN + ": utbyggerbidrag_andel", P),
    Given("prosjektsalg_fast", "kr_fast", PLAN + ": salg", P),
    Given("er_ramme", "flagg", PLAN + ": type = ramme", P),
    Given("rentabel", "flagg", PLAN + ": rentabel", P),
    Given("tomteandel", "andel", PLAN + ": tomteandel", P),
)
OPENINGS = (Opening("utgift_utsatt_ib", "ingen utsatt utgift ved åpning", "investeringstid", start=0.0),)


@step(unit="andel", source="metode: investeringer#usikker-kostnad: lognormal om P50, felles marked og eget avvik", axes=P)
def kostnadsfaktor(kostnadsspredning: Array, kostnadssjokk: Array) -> Array:
    """Cost against the plan's P50: 1 in the base case, lognormal in draws. (batch, prosjekt)."""
    return np.exp(kostnadsspredning * kostnadssjokk)


@step(unit="kr_fast", source=METHOD + ": kostnad i planens prisår etter framdriften", axes=P)
def planlagt_utgift_fast(kostnad: Array, framdrift_brukt: Array, kostnad_omregning: Array, kostnadsfaktor: Array) -> Array:
    """Planned spending in fixed prices. (batch, prosjekt)."""
    return kostnad * framdrift_brukt * kostnad_omregning * kostnadsfaktor


@step(unit="andel", source=METHOD + ": en bevilgning brukes ikke før den er gitt; vedtatte år holdes")
def gjennomfoeringsgrad_brukt(gjennomfoeringsgrad: Array, sjokk_gjennomfoeringsgrad: Array, framskrevet_aar: Array) -> Array:
    """The plan's execution rate and its deviation, at least 0 and at most 1 where the plan's own is not above. (batch,)."""
    found = gjennomfoeringsgrad + sjokk_gjennomfoeringsgrad * framskrevet_aar
    return np.clip(found, 0.0, np.maximum(gjennomfoeringsgrad, 1.0))


@step(unit="kr_fast", source=METHOD + ": gjennomføringsgrad", axes=P)
def utgift_fast(planlagt_utgift_fast: Array, gjennomfoeringsgrad_brukt: Array, utgift_utsatt_ib: Array) -> Array:
    """Spending in fixed prices: the execution rate of this year's plan and what was put off. (batch, prosjekt)."""
    return (planlagt_utgift_fast + utgift_utsatt_ib) * gjennomfoeringsgrad_brukt[:, None]


@step(unit="kr_fast", source=METHOD + ": gjennomføringsgrad", axes=P)
def utgift_utsatt_ub(planlagt_utgift_fast: Array, utgift_utsatt_ib: Array, utgift_fast: Array) -> Array:
    """Planned spending put off to next year; nothing is lost. (batch, prosjekt)."""
    return planlagt_utgift_fast + utgift_utsatt_ib - utgift_fast


@step(unit="kr", source=METHOD, axes=P, deflates=True)
def investeringsutgift(utgift_fast: Array, byggekostnad_indeks_ub: Array) -> Array:
    """Gross spending by project in running prices, VAT included. (batch, prosjekt)."""
    return utgift_fast * byggekostnad_indeks_ub[:, None]


investeringer_varige = total(
    "investeringer_varige",
    plus=("investeringsutgift", "uprisede_investeringer"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-5, linje 1",
    avvik=True,
)


@step(unit="kr", source="metode: investeringer#løpende-rammer: samlebevilgninger og andre løpende rammer")
def investeringer_rammer(investeringsutgift: Array, er_ramme: Array) -> Array:
    """Spending by recurring frames. (batch,)."""
    return weighted_sum("rp,rp->r", investeringsutgift, er_ramme)


rammeandel = ratio(
    "rammeandel",
    "investeringer_rammer",
    "investeringer_varige",
    unit="andel",
    source="metode: investeringer#løpende-rammer: andelen uten eget prosjekt",
)


@step(unit="kr", source="Bærum årsrapport 2016, økonomiske begreper: rentable investeringer", axes=P)
def investeringsutgift_rentabel(investeringsutgift: Array, rentabel: Array) -> Array:
    """Spending whose loans are served by users (VAR, dwellings). (batch, prosjekt)."""
    return investeringsutgift * rentabel


investeringer_rentable = total(
    "investeringer_rentable",
    plus=("investeringsutgift_rentabel", "uprisede_rentable"),
    unit="kr",
    source="Bærum årsrapport 2016, økonomiske begreper",
    avvik=True,
)
investeringer_tellende = total(
    "investeringer_tellende",
    plus=("investeringer_varige",),
    minus=("investeringer_rentable",),
    unit="kr",
    source="metode: inndekningsbehov#symbolene: C",
)


@step(unit="kr", source="merverdiavgiftskompensasjonsloven; kommuneloven § 14-15", axes=P)
def mva_kompensasjon(investeringsutgift: Array, mva_andel: Array) -> Array:
    """VAT compensation by project: its share of gross cost. (batch, prosjekt)."""
    return investeringsutgift * mva_andel


@step(unit="kr", source="merverdiavgiftskompensasjonsloven; " + COUNTED, axes=P)
def mva_kompensasjon_ikke_rentabel(mva_kompensasjon: Array, rentabel: Array) -> Array:
    """VAT compensation on counted investments. (batch, prosjekt)."""
    return mva_kompensasjon * (1.0 - rentabel)


mva_kompensasjon_investering = total(
    "mva_kompensasjon_investering",
    plus=("mva_kompensasjon", "uprisede_mva"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-5, linje 7",
    avvik=True,
)
mva_kompensasjon_tellende = total(
    "mva_kompensasjon_tellende",
    plus=("mva_kompensasjon_ikke_rentabel", "uprisede_mva_tellende"),
    unit="kr",
    source=COUNTED,
    avvik=True,
)


@step(unit="andel", source=PAID + ": sannsynligheten i basisforløpet, gitt eller avslått i et beregnet forløp", axes=P)
def tilskudd_innvilget(tilskudd_sannsynlighet: Array, sjokk_tilskudd: Array) -> Array:
    """Part of a project's grant that is counted: its probability, or in draws all of it or nothing. (batch, prosjekt)."""
    return np.clip(tilskudd_sannsynlighet + sjokk_tilskudd, 0.0, 1.0)


@step(unit="kr", source=PAID + ": tilskudd med sannsynlighet", axes=P)
def prosjekttilskudd(investeringsutgift: Array, tilskuddsandel: Array, tilskudd_innvilget: Array) -> Array:
    """Grants and contributions by project, the expected ones in the base case. (batch, prosjekt)."""
    return investeringsutgift * tilskuddsandel * tilskudd_innvilget


@step(unit="kr", source=COUNTED, axes=P)
def prosjekttilskudd_ikke_rentabel(prosjekttilskudd: Array, rentabel: Array) -> Array:
    """Grants on counted investments. (batch, prosjekt)."""
    return prosjekttilskudd * (1.0 - rentabel)


@step(unit="kr", source=PAID + ": utbyggingsavtaler, andel av utgiften", axes=P)
def utbyggerbidrag(investeringsutgift: Array, utbyggerbidragsandel: Array) -> Array:
    """Developers' contributions by project. (batch, prosjekt)."""
    return investeringsutgift * utbyggerbidragsandel


@step(unit="kr", source=COUNTED, axes=P)
def utbyggerbidrag_ikke_rentabel(utbyggerbidrag: Array, rentabel: Array) -> Array:
    """Developers' contributions to counted investments. (batch, prosjekt)."""
    return utbyggerbidrag * (1.0 - rentabel)


@step(unit="kr", source=PAID + ": salg av det prosjektet frigjør", axes=P, deflates=True)
def prosjektsalg(prosjektsalg_brukt_fast: Array, deflator_indeks_ub: Array) -> Array:
    """Sales that projects make possible. (batch, prosjekt)."""
    return prosjektsalg_brukt_fast * deflator_indeks_ub[:, None]


tilskudd_fra_andre = total(
    "tilskudd_fra_andre",
    plus=("prosjekttilskudd", "utbyggerbidrag", "uprisede_tilskudd"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-5, linje 8",
    avvik=True,
)
tilskudd_tellende = total(
    "tilskudd_tellende",
    plus=("prosjekttilskudd_ikke_rentabel", "utbyggerbidrag_ikke_rentabel", "uprisede_tilskudd_tellende"),
    unit="kr",
    source=COUNTED,
    avvik=True,
)


@step(unit="kr", source="metode: investeringer#avskrivning: tomt avskrives ikke", axes=P)
def prosjekttomt(investeringsutgift: Array, tomteandel: Array) -> Array:
    """The part of spending that buys land. (batch, prosjekt)."""
    return investeringsutgift * tomteandel


tomtekjoep = total(
    "tomtekjoep",
    plus=("prosjekttomt",),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 3-4: grunn avskrives ikke",
    avvik=True,
)
