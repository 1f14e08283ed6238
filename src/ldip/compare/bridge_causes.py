"""Causes of a change from one year to the next, and the cause of each flow, formula and input (docs/method/drift.md#broen)."""

from __future__ import annotations

from typing import Final

CAUSES: Final = (
    "pris",
    "realvekst",
    "renter",
    "regler",
    "volum",
    "saldo",
    "tiltak",
    "prosjektdrift",
    "engangs",
    "avvik",
    "disponering",
    "uten_aarsak",
)
PRICE, CARRIED, ONE_OFF, UNEXPLAINED = "pris", "avvik", "engangs", "uten_aarsak"
OPENED = "prosjektdrift"  # formulas of all years at once follow what is built

# Flows of a year that take a balance from its opening to its closing: the flow itself is the change.
FLOWS: Final[dict[str, str]] = {
    "prisjustering_utgift": "pris",
    "prisreserve_fordelt": "pris",
    "standardvekst": "volum",
    "internhusleie_fordelt": "prosjektdrift",
    "effektivisering": "tiltak",
    "innsparing_i_rammen": "tiltak",
    "prisjustering_inntekt": "pris",
    "brukervekst_inntekt": "volum",
    "demografikostnad": "volum",
    "demografi_betalt": "volum",
    "driftskonsekvens": "prosjektdrift",
    "byggdrift_endring": "prosjektdrift",
    "tiltak_endring": "tiltak",
    "oppgaveendring": "regler",
}
# Formulas whose whole change has one cause.
WHOLE: Final[dict[str, str]] = {
    "engangs_fordelt": "engangs",
    "bygghendelser_fordelt": "prosjektdrift",
    "uprisede_fordelt": "volum",
    "innsparing_per_art": "tiltak",
    "avskrivning_eksisterende": "saldo",
    "avskrivning_prosjekt": "prosjektdrift",
    "laan_avdrag_planlagt": "saldo",
    "nye_laan_avdrag_planlagt": "saldo",
    "avdrag_tillegg": "saldo",
    "overfoering_til_investering": "disponering",
    "avsetning_bundne_driftsfond": "disponering",
    "bruk_bundne_driftsfond": "disponering",
    "avsetning_disposisjonsfond": "disponering",
    "bruk_disposisjonsfond": "disponering",
    "dekning_av_merforbruk": "disponering",
}
# Formulas that only pass their first input on, or pick a part of it.
PASSED_ON: Final = frozenset({"motpost_avskrivninger"})
# Inputs that are formulas of their own, put into the formula that reads them.
INSIDE: Final = frozenset({"inntektsutjevning_per_innbygger"})
# Amounts that grow with prices first; the rest of their growth has the cause named.
PRICED: Final[dict[str, tuple[str, str]]] = {
    "skatt_per_innbygger_landet": ("deflator_indeks_ub", "realvekst"),
    "innbyggertilskudd_per_innbygger": ("deflator_indeks_ub", "realvekst"),
    "utgiftsbehov_per_innbygger": ("deflator_indeks_ub", "realvekst"),
    "skatt_per_innbygger": ("deflator_indeks_ub", "realvekst"),
    "ressurs_kostnad": ("deflator_indeks_ub", "volum"),
    "privat_tilskuddssats": ("deflator_indeks_ub", "volum"),
    "gebyrgrunnlag": ("deflator_indeks_ub", "volum"),
    "loennsutgifter_rammer": ("loenn_indeks_ub", "volum"),
    "pensjonspremie": ("loenn_indeks_ub", "volum"),
    "netto_pensjonskostnad": ("loenn_indeks_ub", "volum"),
}
INPUTS: Final[dict[str, str]] = {
    "skatteandel_brukt": "realvekst",
    "behovsindeks_brukt": "volum",
    "innslagspunkt_ub": "pris",
    "konsesjonskraft_pris": "pris",
    "konsesjonskraft_kostnad": "pris",
    "driftskonsekvens_fdv_fast": "prosjektdrift",
    "prosjekt_andel_av_aaret": "prosjektdrift",
    "prosjekt_i_selvkost": "prosjektdrift",
    "eiendom_grunnlag": "volum",
    "eiendom_bunnfradrag": "regler",
    "eiendom_minste_skatt": "regler",
    "tilskuddsdel_beloep": "regler",
    "ingar_brutto_per_innbygger": "regler",
    "ingar_trekk_per_innbygger": "regler",
}
RATES: Final = ("rente", "margin", "nibor", "avkastning")  # an input with one of these in its name is a rate
BY_UNIT: Final[dict[str, str]] = {
    "indeks": "pris",
    "andel": "regler",
    "flagg": "regler",
    "kr": "saldo",
    "aar": "regler",
}


def cause_of_input(name: str, unit: str) -> str:
    """The cause of a change in an input: its own where it is named, else by what it is measured in."""
    if name in INPUTS:
        return INPUTS[name]
    if any(word in name for word in RATES):
        return "renter"
    return BY_UNIT.get(unit, "volum")
