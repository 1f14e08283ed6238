"""Places and area in buildings and projects: openings, closures, rehabilitation, rent, shared use (docs/method/tjenester.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, divide, renamed, step, total, weighted_sum

PLAN = "planens tjenester/"
BYGG = "bygg.csv: "
T = ("tjeneste",)
B = ("bygg",)
PLACES = "metode: tjenester#plassbehov-og-kapasitet"
EVENTS = "metode: tjenester#bygg-og-hendelser"
AREA = "metode: tjenester#areal"
COVER = "metode: tjenester#dekningsgrad: definisjon "

GIVENS = (
    Given("bygg_kapasitet", "plasser", BYGG + "plasser", B),
    Given("bygg_plassendring", "plasser", "bygghendelser.csv: plasser", B),
    Given("bygg_i_tjeneste", "flagg", BYGG + "tjeneste", ("tjeneste", "bygg")),
    Given("bygg_institusjon", "flagg", BYGG + "plasstype", B),
    Given("bygg_drift_fast", "kr_fast", BYGG + "drift_per_m2 · areal_m2", B),
    Given("bygg_bemanning_fast", "kr_fast", BYGG + "bemanning", B),
    Given("bygghendelse_fast", "kr_fast", "bygghendelser.csv: beloep", B),
    Given("sambruksplasser", "plasser", "sambruk.csv: plasser", ("tjeneste", "bygg")),
    Given("prosjekt_plasser", "plasser", "prosjekter/: plasser", ("prosjekt",)),
    Given("prosjekt_i_tjeneste", "flagg", "prosjekter/: tjeneste", ("tjeneste", "prosjekt")),
    Given("prosjekt_institusjon", "flagg", "prosjekter/: kapasitet.plasstype", ("prosjekt",)),
    Given("arealnorm", "m2", PLAN + ": arealnorm", ("tjeneste", "alder")),
    Given("kontorandel", "andel", PLAN + ": kontorandel", T),
    Given("m2_per_kontoraarsverk", "m2", PLAN + ": m2_per_kontoraarsverk", T),
    Given("heldoegns", "flagg", PLAN + ": heldoegn", T),
    Given("andel_under_80_institusjon", "andel", PLAN + ": heldoegn", T),
    Given("andel_under_80_bolig", "andel", PLAN + ": heldoegn", T),
)


@step(unit="plasser", source=EVENTS + ": plasser i åpne bygg, med rehabilitering, midlertidige plasser og utleie", axes=B)
def bygg_plasser(bygg_kapasitet: Array, bygg_aapent: Array, bygg_plassendring: Array) -> Array:
    """Places in use in each building at year end. (batch, bygg)."""
    return np.maximum(bygg_kapasitet * bygg_aapent + bygg_plassendring, 0.0)


@step(unit="plasser", source=PLACES + ": plasser i bygg, egne og i sambruk", axes=T)
def kapasitet_bygg(bygg_plasser: Array, bygg_i_tjeneste: Array, sambruksplasser: Array, bygg_aapent: Array) -> Array:
    """Places in buildings, own and shared with other services. (batch, tjeneste)."""
    own = weighted_sum("rb,rtb->rt", bygg_plasser, bygg_i_tjeneste)
    return own + weighted_sum("rb,rtb->rt", bygg_aapent, sambruksplasser)


@step(unit="plasser", source=PLACES + ": plasser i åpnede prosjekter", axes=T)
def kapasitet_prosjekter(prosjekt_plasser: Array, prosjekt_aapent_brukt: Array, prosjekt_i_tjeneste: Array) -> Array:
    """Places in opened projects. (batch, tjeneste)."""
    return weighted_sum("rp,rtp->rt", prosjekt_plasser * prosjekt_aapent_brukt, prosjekt_i_tjeneste)


kapasitet_ub = total(
    "kapasitet_ub",
    plus=("kapasitet_bygg", "kapasitet_prosjekter"),
    minus=("forbrukte_plasser_ub",),
    axes=T,
    unit="plasser",
    source=PLACES + ": kapasitet i bygg og prosjekter, mindre det som er brukt opp",
)


@step(unit="plasser", source=COVER + "A: institusjonsplasser", axes=T)
def institusjonsplasser(
    bygg_plasser: Array,
    bygg_i_tjeneste: Array,
    bygg_institusjon: Array,
    prosjekt_plasser: Array,
    prosjekt_aapent_brukt: Array,
    prosjekt_i_tjeneste: Array,
    prosjekt_institusjon: Array,
) -> Array:
    """Places in institutions, in buildings and projects. (batch, tjeneste)."""
    buildings = weighted_sum("rb,rtb->rt", bygg_plasser * bygg_institusjon, bygg_i_tjeneste)
    return buildings + weighted_sum(
        "rp,rtp->rt", prosjekt_plasser * prosjekt_aapent_brukt * prosjekt_institusjon, prosjekt_i_tjeneste
    )


@step(unit="personer", source="metode: tjenester#dekningsgrad: innbyggere 80 år og eldre")
def innbyggere_80_ub(folketall_alder_ub: Array) -> Array:
    """Inhabitants aged 80 and more, 31 December. (batch,)."""
    return weighted_sum("ra->r", folketall_alder_ub[:, 80:])


@step(unit="andel", source=COVER + "A: institusjonsplasser per innbygger 80 år og eldre", axes=T)
def dekningsgrad_a(institusjonsplasser: Array, innbyggere_80_ub: Array, heldoegns: Array) -> Array:
    """Institution places per inhabitant 80+. (batch, tjeneste)."""
    return divide(institusjonsplasser * heldoegns, innbyggere_80_ub[:, None], 0.0)


@step(unit="andel", source=COVER + "B: alle heldøgns plasser per innbygger 80 år og eldre", axes=T)
def dekningsgrad_b(kapasitet_ub: Array, innbyggere_80_ub: Array, heldoegns: Array) -> Array:
    """All places with care round the clock per inhabitant 80+. (batch, tjeneste)."""
    return divide(kapasitet_ub * heldoegns, innbyggere_80_ub[:, None], 0.0)


@step(unit="andel", source=COVER + "C: beboere 80 år og eldre på institusjon", axes=T)
def dekningsgrad_c(dekningsgrad_a: Array, andel_under_80_institusjon: Array, belegg: Array) -> Array:
    """Residents 80+ in institutions per inhabitant 80+, with the plan's occupancy. (batch, tjeneste)."""
    return dekningsgrad_a * belegg * (1.0 - andel_under_80_institusjon)


@step(unit="andel", source=COVER + "D: C og beboere 80 år og eldre i bolig med heldøgns bemanning", axes=T)
def dekningsgrad_d(
    dekningsgrad_a: Array, dekningsgrad_b: Array, dekningsgrad_c: Array, andel_under_80_bolig: Array, belegg: Array
) -> Array:
    """Residents 80+ in institutions and staffed dwellings per inhabitant 80+. (batch, tjeneste)."""
    return dekningsgrad_c + (dekningsgrad_b - dekningsgrad_a) * belegg * (1.0 - andel_under_80_bolig)


@step(unit="m2", source=AREA + ": areal i bygg og prosjekter", axes=T)
def areal_ub(bygg_areal_i_bruk: Array, bygg_i_tjeneste: Array, prosjekt_areal_i_bruk: Array, prosjekt_i_tjeneste: Array) -> Array:
    """Area in open buildings and opened projects. (batch, tjeneste)."""
    buildings = weighted_sum("rb,rtb->rt", bygg_areal_i_bruk, bygg_i_tjeneste)
    return buildings + weighted_sum("rp,rtp->rt", prosjekt_areal_i_bruk, prosjekt_i_tjeneste)


kontoraarsverk_sum = total("kontoraarsverk_sum", plus=("kontoraarsverk",), unit="aarsverk", source="sum over tjenester")


@step(unit="aarsverk", source=AREA + ": ansatte på kontor", axes=T)
def kontoraarsverk(aarsverk: Array, kontorandel: Array) -> Array:
    """FTE with an office place. (batch, tjeneste)."""
    return aarsverk * kontorandel


@step(unit="m2", source=AREA + ": netto areal per bruker, areal per kontoransatt", axes=T)
def arealbehov(
    folketall_alder_ub: Array,
    bruksrate_brukt: Array,
    bruksavvik: Array,
    arealnorm: Array,
    m2_per_kontoraarsverk: Array,
    kontoraarsverk_sum: Array,
) -> Array:
    """Area needed: users by age times the norm, and office staff of all services times theirs. (batch, tjeneste)."""
    users = weighted_sum("ra,rta,rta->rt", folketall_alder_ub, bruksrate_brukt, arealnorm)
    return users * bruksavvik + m2_per_kontoraarsverk * kontoraarsverk_sum[:, None]


@step(unit="m2", source=AREA + ": arealbehov mindre areal", axes=T)
def arealmangel(arealbehov: Array, areal_ub: Array) -> Array:
    """Square metres lacking at year end. (batch, tjeneste)."""
    return np.maximum(arealbehov - areal_ub, 0.0)


@step(unit="kr_fast", source=EVENTS + ": drift av bygg i året, bemanning bare der den følger plasser", axes=T)
def byggdrift_fast_ub(
    bygg_drift_fast: Array,
    bygg_bemanning_fast: Array,
    bygg_andel_av_aaret: Array,
    bygg_i_tjeneste: Array,
    bemanning_foelger_befolkning: Array,
) -> Array:
    """Operating cost of buildings for the part of the year they are open. (batch, tjeneste)."""
    premises = weighted_sum("rb,rtb->rt", bygg_drift_fast * bygg_andel_av_aaret, bygg_i_tjeneste)
    staff = weighted_sum("rb,rtb->rt", bygg_bemanning_fast * bygg_andel_av_aaret, bygg_i_tjeneste)
    return premises + staff * (1.0 - bemanning_foelger_befolkning)


byggdrift_fast_aapning = renamed(
    byggdrift_fast_ub,
    "byggdrift_fast_aapning",
    (
        *("bygg_drift_fast", "bygg_bemanning_fast", "bygg_andel_av_fjoraaret", "bygg_i_tjeneste"),
        "bemanning_foelger_befolkning",
    ),
)


@step(unit="kr", source=EVENTS + ": leie, midlertidige lokaler og utleie", axes=T, deflates=True)
def bygghendelser(bygghendelse_fast: Array, bygg_i_tjeneste: Array, deflator_indeks_ub: Array) -> Array:
    """Cost of rent and temporary premises less income from letting, in the years they last. (batch, tjeneste)."""
    return weighted_sum("rb,rtb->rt", bygghendelse_fast, bygg_i_tjeneste) * deflator_indeks_ub[:, None]
