"""Frames rolled forward gross by service and type, each component its own step (docs/method/drift.md).

`utgiftsart` is loenn, sosiale, kjoep, overfoeringer; `inntektsart` is stat, andre, brukerbetalinger,
salg. Only `ramme_…_ub` rolls; one-off items never do.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, divide, step, total, weighted_sum

T, TU = ("tjeneste",), ("tjeneste", "utgiftsart")
TP = ("tjeneste", "prosjekt")
PURCHASES = 2  # place of kjoep among utgiftsart
METHOD = "metode: drift#konsekvensjustert-budsjett"
PRICES = "metode: drift#pris-og-lønn"
OPENING = "metode: drift#driftskonsekvens"
ADOPTED = "metode: drift#vedtatt-budsjett-er-starten"
PLAN = "planens tjenester/"
TAKEN_UP = "rammevedtak_vekst"  # the growth of a residual that the frame takes up, so that it rolls there

GIVENS = (
    Given("loennskurv_utgift", "andel", "lønnsandel i prisveksten per utgiftsart", ("utgiftsart",)),
    Given("loennskurv_inntekt", "andel", "lønnsandel i prisveksten per inntektsart", ("inntektsart",)),
    Given("enhetskostnad_fast", "kr_per_person_fast", PLAN + ": enhetskostnad", T),
    Given("bemanning_foelger_befolkning", "flagg", PLAN + ": bemanning_foelger", T),
    Given("standardvekst_rate", "andel", PLAN + ": standardvekst", T),
    Given("oppgaveendring_fast", "kr_fast", PLAN + ": oppgaveendring", T),
    Given("innsparingsvekt", "andel", PLAN + ": innsparingsvekt", T),
    Given("effektiviseringssats", "andel", "drift.toml: effektivisering", T),
    Given("prisreserve_andel", "andel", "drift.toml: loenns_og_prisreserve.andel"),
    Given("prisreserve_noekkel", "andel", "drift.toml: loenns_og_prisreserve.noekkel", T),
    Given("driftskonsekvens_fdv_fast", "kr_fast", "prosjekter/: fdv_per_m2 · m2_netto", ("prosjekt",)),
    Given("driftskonsekvens_stab_fast", "kr_fast", "prosjekter/: bemanning", ("prosjekt",)),
    Given("aapner_i_aar", "flagg", "prosjekter/: aapner", ("prosjekt",)),
    Given("andel_av_aapningsaaret", "andel", "prosjekter/: aapner, måned", ("prosjekt",)),
)
OPENINGS = (Opening("ramme_utgift_ib", "rammer.csv: beloep"),)


@step(unit="andel", source=PRICES + ": deflator per artsgruppe", axes=("utgiftsart",))
def prisvekst_utgift(loennsvekst: Array, prisvekst: Array, loennskurv_utgift: Array) -> Array:
    """Price growth by type of expenditure from wages and other prices. (batch, utgiftsart)."""
    return loennskurv_utgift * loennsvekst[:, None] + (1.0 - loennskurv_utgift) * prisvekst[:, None]


@step(unit="andel", source=PRICES + ": deflator per artsgruppe", axes=("inntektsart",))
def prisvekst_inntekt(loennsvekst: Array, prisvekst: Array, loennskurv_inntekt: Array) -> Array:
    """Price growth by type of income. (batch, inntektsart)."""
    return loennskurv_inntekt * loennsvekst[:, None] + (1.0 - loennskurv_inntekt) * prisvekst[:, None]


@step(unit="kr", source="TBU: merkostnad = Σ netto kostnad per bruker · endring i brukere", axes=T, deflates=True)
def demografikostnad(
    enhetskostnad_fast: Array, kostnadsvekst: Array, deflator_indeks_ub: Array, bemanning_foelger_befolkning: Array
) -> Array:
    """Net cost of more or fewer users where staff follows population. (batch, tjeneste)."""
    return enhetskostnad_fast * kostnadsvekst * deflator_indeks_ub[:, None] * bemanning_foelger_befolkning


@step(
    unit="flagg",
    source="metode: drift#internhusleie: utleieren drifter bygget der den er i bruk; selvkost dekkes av gebyr",
    axes=TP,
)
def prosjekt_fdv_i_tjeneste(prosjekt_i_tjeneste: Array, utleier: Array, prosjekt_i_selvkost: Array) -> Array:
    """Service that runs a project's premises: its own, or the landlord. (batch, tjeneste, prosjekt)."""
    rented = utleier.max(axis=1, initial=0.0)[:, None, None] > 0.0
    landlord = utleier[:, :, None] * prosjekt_i_tjeneste.max(axis=1, initial=0.0)[:, None, :]
    outside = 1.0 - prosjekt_i_selvkost.max(axis=1, initial=0.0)
    return np.asarray(np.where(rented, landlord, prosjekt_i_tjeneste) * outside[:, None, :])


@step(unit="kr_fast", source="metode: drift#bemanning-telles-én-gang: vern mot dobbelttelling av bemanning", axes=TP)
def helaarsvirkning_fast(
    driftskonsekvens_fdv_fast: Array,
    driftskonsekvens_stab_fast: Array,
    prosjekt_i_tjeneste: Array,
    prosjekt_fdv_i_tjeneste: Array,
    bemanning_foelger_befolkning: Array,
) -> Array:
    """Full-year operating effect of a project by service; staff only where it follows capacity. (batch, tjeneste, prosjekt)."""
    staff = driftskonsekvens_stab_fast[:, None] * prosjekt_i_tjeneste * (1.0 - bemanning_foelger_befolkning)[..., None]
    return driftskonsekvens_fdv_fast[:, None] * prosjekt_fdv_i_tjeneste + staff


@step(unit="kr", source=OPENING + ": fra åpningsmåneden", axes=T, deflates=True)
def driftskonsekvens(helaarsvirkning_fast: Array, aapner_i_aar_brukt: Array, deflator_indeks_ub: Array) -> Array:
    """Full-year effect of projects that open this year. (batch, tjeneste)."""
    return weighted_sum("rtp,rp->rt", helaarsvirkning_fast, aapner_i_aar_brukt) * deflator_indeks_ub[:, None]


@step(unit="kr", source=OPENING + ": helårsjustering i åpningsåret", axes=T, deflates=True)
def helaarsfradrag(
    helaarsvirkning_fast: Array, aapner_i_aar_brukt: Array, andel_av_aapningsaaret: Array, deflator_indeks_ub: Array
) -> Array:
    """Cost saved in the months before opening, in the opening year only. (batch, tjeneste)."""
    closed = aapner_i_aar_brukt * (1.0 - andel_av_aapningsaaret)
    return weighted_sum("rtp,rp->rt", helaarsvirkning_fast, closed) * deflator_indeks_ub[:, None]


@step(unit="kr", source=OPENING + ": bygg som åpner eller stenger, fra måneden", axes=T, deflates=True)
def byggdrift_endring(byggdrift_fast_ib: Array, byggdrift_fast_ub: Array, deflator_indeks_ub: Array) -> Array:
    """Change in the operating cost of buildings from last year. (batch, tjeneste)."""
    return (byggdrift_fast_ub - byggdrift_fast_ib) * deflator_indeks_ub[:, None]


@step(unit="kr", source="metode: drift#oppgaveendringer", axes=T, deflates=True)
def oppgaveendring(oppgaveendring_fast: Array, deflator_indeks_ub: Array) -> Array:
    """Change in tasks this year, by service. (batch, tjeneste)."""
    return oppgaveendring_fast * deflator_indeks_ub[:, None]


endring_i_rammen = total(
    "endring_i_rammen",
    plus=("demografikostnad", "demografi_betalt", "driftskonsekvens", "byggdrift_endring", "tiltak_endring", "oppgaveendring"),
    axes=T,
    unit="kr",
    source=METHOD,
)


@step(unit="andel", source="artsnøkkel: rammens egen sammensetning ved årets start; uten ramme kommunens", axes=TU)
def artsnoekkel(ramme_utgift_ib: Array) -> Array:
    """Share of each type in a service's frame, or in all frames where it has none. (batch, tjeneste, utgiftsart)."""
    frame = weighted_sum("rtu->rt", ramme_utgift_ib)[..., None]
    every = weighted_sum("rtu->ru", ramme_utgift_ib)[:, None, :]
    none = frame == 0.0
    return divide(
        np.where(none, every, ramme_utgift_ib), np.where(none, weighted_sum("rtu->r", every)[:, None, None], frame), 0.0
    )


@step(unit="kr", source=PRICES, axes=TU)
def prisjustering_utgift(ramme_utgift_ib: Array, prisvekst_utgift: Array) -> Array:
    """Price and wage compensation. (batch, tjeneste, utgiftsart)."""
    return ramme_utgift_ib * prisvekst_utgift[:, None, :]


@step(unit="kr", source=METHOD + ": standardvekst", axes=TU)
def standardvekst(ramme_utgift_ib: Array, prisvekst_utgift: Array, standardvekst_rate: Array) -> Array:
    """Real growth in standard. (batch, tjeneste, utgiftsart)."""
    return ramme_utgift_ib * (1.0 + prisvekst_utgift[:, None, :]) * standardvekst_rate[..., None]


@step(unit="kr", source="metode: drift#effektivisering", axes=TU)
def effektivisering(ramme_utgift_ib: Array, prisvekst_utgift: Array, effektiviseringssats: Array) -> Array:
    """Yearly efficiency demand taken out of the frame. (batch, tjeneste, utgiftsart)."""
    return ramme_utgift_ib * (1.0 + prisvekst_utgift[:, None, :]) * effektiviseringssats[..., None]


@step(unit="kr", source=PRICES + ": lønns- og prisreserven frigis etter nøkkel; summen over tjenestene er null", axes=TU)
def prisreserve_fordelt(prisjustering_utgift: Array, prisreserve_andel: Array, prisreserve_noekkel: Array) -> Array:
    """Compensation released by the key less what each service gave up to the reserve. (batch, tjeneste, utgiftsart)."""
    held = prisjustering_utgift * prisreserve_andel[:, None, None]
    return prisreserve_noekkel[..., None] * weighted_sum("rtu->ru", held)[:, None, :] - held


@step(unit="kr", source=METHOD + ": endringene fordeles på arter", axes=TU)
def endring_fordelt(endring_i_rammen: Array, artsnoekkel: Array) -> Array:
    """Changes spread on types by the key. (batch, tjeneste, utgiftsart)."""
    return endring_i_rammen[..., None] * artsnoekkel


@step(unit="andel", source="innsparingsnøkkel i planen; standard er andel av rammene", axes=TU)
def innsparingsnoekkel(ramme_utgift_ib: Array, innsparingsvekt: Array) -> Array:
    """Share of a saving that each service and type carries. (batch, tjeneste, utgiftsart)."""
    weighted = ramme_utgift_ib * innsparingsvekt[..., None]
    return divide(weighted, weighted_sum("rtu->r", weighted)[:, None, None], 0.0)


@step(unit="kr", source=METHOD + ": fjorårets nye innsparing går inn i rammen med egen prisvekst", axes=TU)
def innsparing_i_rammen(nytt_realisert_ib: Array, innsparingsnoekkel: Array, prisvekst_utgift: Array) -> Array:
    """Last year's new saving, taken out of the frames. (batch, tjeneste, utgiftsart)."""
    return nytt_realisert_ib[:, None, None] * innsparingsnoekkel * (1.0 + prisvekst_utgift[:, None, :])


ramme_foer_vedtak = total(
    "ramme_foer_vedtak",
    plus=(
        "ramme_utgift_ib",
        "prisjustering_utgift",
        "prisreserve_fordelt",
        "standardvekst",
        "endring_fordelt",
        "internhusleie_fordelt",
    ),
    minus=("effektivisering", "innsparing_i_rammen"),
    axes=TU,
    unit="kr",
    source=METHOD,
)


@step(unit="kr", source=METHOD + ": engangsposter ruller ikke", axes=TU)
def engangs_fordelt(engangstiltak: Array, helaarsfradrag: Array, artsnoekkel: Array) -> Array:
    """One-off items of the year spread on types. (batch, tjeneste, utgiftsart)."""
    return (engangstiltak - helaarsfradrag)[..., None] * artsnoekkel


@step(unit="kr", source=METHOD + ": leie og midlertidige lokaler er kjøp", axes=TU)
def bygghendelser_fordelt(bygghendelser: Array, artsnoekkel: Array) -> Array:
    """Rent and temporary premises of the year, as purchases. (batch, tjeneste, utgiftsart)."""
    return on_purchases(bygghendelser, artsnoekkel)


def on_purchases(amount: Array, like: Array) -> Array:
    """An amount by service put on purchases, in the shape of an array by service and type."""
    out = np.zeros((len(amount), *like.shape[1:]))
    out[..., PURCHASES] = amount
    return out


bevilgning_foer_vedtak = total(
    "bevilgning_foer_vedtak",
    plus=("ramme_foer_vedtak", "engangs_fordelt", "bygghendelser_fordelt", "uprisede_fordelt"),
    axes=TU,
    unit="kr",
    source=METHOD,
)
bevilgning_sum = total(
    "bevilgning_sum",
    plus=("bevilgning_foer_vedtak",),
    axes=T,
    unit="kr",
    source=ADOPTED + ": tjenestens brutto utgiftsramme",
    avvik=True,
    follows=TAKEN_UP,
    unstated=("tiltak_utenom_vedtaket",),
)
rammevedtak = total(
    "rammevedtak",
    plus=("bevilgning_sum",),
    minus=("bevilgning_foer_vedtak",),
    axes=T,
    unit="kr",
    source=ADOPTED + ": vedtatt ramme mindre den som er regnet fram",
)


@step(unit="kr", source=ADOPTED + ": vedtatt ramme fordeles på arter etter planens egen sammensetning", axes=TU)
def rammevedtak_fordelt(rammevedtak: Array, artsnoekkel: Array) -> Array:
    """Addition of the adopted frame to the computed one, by type. (batch, tjeneste, utgiftsart)."""
    return rammevedtak[..., None] * artsnoekkel


@step(unit="kr", source=ADOPTED + ": det som ikke er engangs, er starten for neste års ramme", axes=TU)
def rammevedtak_varig(rammevedtak: Array, midlertidig_bevilgning_sum: Array, artsnoekkel: Array) -> Array:
    """The part of it that rolls on. (batch, tjeneste, utgiftsart)."""
    return (rammevedtak - midlertidig_bevilgning_sum)[..., None] * artsnoekkel


ramme_utgift_ub = total("ramme_utgift_ub", plus=("ramme_foer_vedtak", "rammevedtak_varig"), axes=TU, unit="kr", source=METHOD)
bevilgning_utgift = total(
    "bevilgning_utgift", plus=("bevilgning_foer_vedtak", "rammevedtak_fordelt"), axes=TU, unit="kr", source=METHOD
)


BY_SERVICE = (
    "prisjustering_utgift",
    "prisreserve_fordelt",
    "standardvekst",
    "effektivisering",
    "innsparing_i_rammen",
    "rammevedtak_varig",
)
rammevedtak_engangs = total(
    "rammevedtak_engangs",
    plus=("rammevedtak",),
    minus=("rammevedtak_varig",),
    axes=T,
    unit="kr",
    source=ADOPTED + ": det av vedtatt ramme som ikke ruller",
)
per_tjeneste = tuple(total(f"{n}_sum", plus=(n,), axes=T, unit="kr", source="sum over artene") for n in BY_SERVICE)
internhusleie_endring = total(
    "internhusleie_endring", plus=("internhusleie_fordelt",), axes=T, unit="kr", source="sum over artene"
)
ramme_utgift_sum_ub = total("ramme_utgift_sum_ub", plus=("ramme_utgift_ub",), axes=T, unit="kr", source="sum over artene")
ramme_i_fjor = total("ramme_i_fjor", plus=("ramme_utgift_ib",), axes=T, unit="kr", source="sum over artene")
