"""Resource-demanding services, private providers and changed tasks (docs/method/drift.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, divide, kept, step, total, weighted_sum

T = ("tjeneste",)
G = ("kostnadsgruppe",)
TOP = "tilskudd til kommuner for ressurskrevende helse- og omsorgstjenester (toppfinansiering)"
PRIVATE = "forskrift om tilskudd til private barnehager: kommunens kostnad to år før, med deflator"

GIVENS = (
    Given("ressurs_antall", "personer", "drift.toml: ressurskrevende.grupper.antall", G),
    Given("ressurs_kostnad_fast", "kr_per_person_fast", "drift.toml: ressurskrevende.grupper.kostnad", G),
    Given("innslagspunkt_vokser", "flagg", "drift.toml: ressurskrevende.aar"),
    Given("innslagspunkt_realvekst", "andel", "drift.toml: ressurskrevende.realvekst_innslagspunkt"),
    Given("toppfinansiering_andel", "andel", "drift.toml: ressurskrevende.kompensasjon"),
    Given("har_private", "flagg", "planens tjenester/: privat", T),
    Given("privat_paaslag", "andel", "planens tjenester/: privat.paaslag", T),
)
OPENINGS = (
    Opening("kostnadsgrunnlag_ib", "tjenester/: privat.kostnad_i_fjor"),
    Opening("kostnadsgrunnlag_fjor_ib", "tjenester/: privat.kostnad_forfjor"),
    Opening("innslagspunkt_ib", "drift.toml: ressurskrevende.innslagspunkt"),
    Opening("oppgaveendring_sum_ib", "ingen oppgaveendring ved åpning", "inntektssystem", start=0.0),
)


@step(unit="kr_per_person", source=TOP + ": innslagspunktet følger lønnsveksten")
def innslagspunkt_ub(
    innslagspunkt_ib: Array, loennsvekst: Array, innslagspunkt_realvekst: Array, innslagspunkt_vokser: Array
) -> Array:
    """Cost a user must reach before the state pays. (batch,)."""
    growth = (1.0 + loennsvekst) * (1.0 + innslagspunkt_realvekst) - 1.0
    return innslagspunkt_ib * (1.0 + growth * innslagspunkt_vokser)


@step(unit="kr_per_person", source=TOP + ": kostnad per bruker i gruppen", axes=G, deflates=True)
def ressurs_kostnad(ressurs_kostnad_fast: Array, deflator_indeks_ub: Array) -> Array:
    """Cost of a user in each cost group. (batch, kostnadsgruppe)."""
    return ressurs_kostnad_fast * deflator_indeks_ub[:, None]


@step(unit="kr", source=TOP + ": brukernes kostnad")
def ressurskrevende_utgift(ressurs_antall: Array, ressurs_kostnad: Array) -> Array:
    """Cost of the users. (batch,)."""
    return weighted_sum("rg,rg->r", ressurs_antall, ressurs_kostnad)


@step(unit="kr", source=TOP + ": andelen av kostnad over innslagspunktet")
def toppfinansiering(
    ressurs_antall: Array, ressurs_kostnad: Array, innslagspunkt_ub: Array, toppfinansiering_andel: Array
) -> Array:
    """Refund from the state, accrued the same year. (batch,)."""
    above = np.maximum(ressurs_kostnad - innslagspunkt_ub[:, None], 0.0)
    return weighted_sum("rg,rg->r", ressurs_antall, above) * toppfinansiering_andel


@step(unit="kr_per_person", source=PRIVATE + "; egne driftsutgifter mindre foreldrebetaling per vektet bruker", axes=T)
def kostnadsgrunnlag_ub(
    bevilgning_utgift: Array, ramme_inntekt_ub: Array, kostnadsbrukere_ub: Array, har_private: Array
) -> Array:
    """The municipality's own cost per weighted user, without transfers to others. (batch, tjeneste)."""
    net = weighted_sum("rtu->rt", bevilgning_utgift[..., :3]) - ramme_inntekt_ub[..., 2]
    return divide(net, kostnadsbrukere_ub, 0.0) * har_private


@step(unit="kr_per_person", source=PRIVATE, axes=T)
def kostnadsgrunnlag_fjor_ub(kostnadsgrunnlag_ib: Array) -> Array:
    """Last year's cost base, next year's two-year-old one. (batch, tjeneste)."""
    return kostnadsgrunnlag_ib * 1.0


deflator_fjor = kept("deflator_fjor", "deflator_vekst", unit="andel", source="deflatoren, til neste år")


@step(unit="kr_per_person", source=PRIVATE + " og påslag for pensjon, kapital og administrasjon", axes=T)
def privat_tilskuddssats(
    kostnadsgrunnlag_fjor_ib: Array, deflator_fjor_ib: Array, deflator_vekst: Array, privat_paaslag: Array
) -> Array:
    """Grant per weighted user with a private provider. (batch, tjeneste)."""
    growth = (1.0 + deflator_fjor_ib) * (1.0 + deflator_vekst)
    return kostnadsgrunnlag_fjor_ib * growth[:, None] * (1.0 + privat_paaslag)


@step(unit="personer", source=PRIVATE + ": brukere hos private, vektet", axes=T)
def private_brukere(kostnadsbrukere_ub: Array, kommunal_andel: Array, har_private: Array) -> Array:
    """Weighted users with private providers. (batch, tjeneste)."""
    return divide(kostnadsbrukere_ub, kommunal_andel, 0.0) * (1.0 - kommunal_andel) * har_private


@step(unit="kr", source=PRIVATE, axes=T)
def tilskudd_til_private(private_brukere: Array, privat_tilskuddssats: Array) -> Array:
    """Grants to private providers. (batch, tjeneste)."""
    return private_brukere * privat_tilskuddssats


tilskudd_til_private_sum = total("tilskudd_til_private_sum", plus=("tilskudd_til_private",), unit="kr", source=PRIVATE)


@step(unit="kr", source="oppgaveendringer i rammene siden planen begynte, i årets priser")
def oppgaveendring_sum_ub(oppgaveendring_sum_ib: Array, oppgaveendring: Array, deflator_vekst: Array) -> Array:
    """Changed tasks in the frames so far. (batch,)."""
    return oppgaveendring_sum_ib * (1.0 + deflator_vekst) + weighted_sum("rt->r", oppgaveendring)


oppgaveendring_udekket = total(
    "oppgaveendring_udekket",
    plus=("oppgaveendring_sum_ub",),
    minus=("oppgavetilskudd_i_aar",),
    unit="kr",
    source="oppgaveendringer: økte rammer mindre tilskuddet for dem; negativt er overdekket",
)
