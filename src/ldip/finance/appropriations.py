"""Line 6 of § 5-4 by budget area: net amount of each area, and the lines beside the areas (second table of § 5-4)."""

from __future__ import annotations

from ldip.engine.graph import total

SOURCE = "budsjett- og regnskapsforskriften § 5-4 andre ledd: "

netto_bevilgning = total(
    "netto_bevilgning",
    plus=("bevilgning_sum", "tilskudd_til_private"),
    minus=("ramme_inntekt_ub",),
    axes=("tjeneste",),
    unit="kr",
    source=SOURCE + "rammen og tilskudd til private, uten tjenestens inntekter",
)
netto_bevilgning_selvkost = total(
    "netto_bevilgning_selvkost",
    plus=("selvkost_loenn", "selvkost_kjoep"),
    minus=("gebyrinntekt",),
    axes=("selvkostomraade",),
    unit="kr",
    source=SOURCE + "driftsutgifter uten gebyrer; gebyrene dekker også kapitalkostnad, som står i finanslinjene",
)
netto_bevilgning_felles = total(
    "netto_bevilgning_felles",
    plus=("ressurskrevende_utgift", "pensjonspremie_utover_rammen", "amortisering_premieavvik", "uprisede_vedlikehold"),
    minus=("toppfinansiering", "premieavvik"),
    unit="kr",
    source=SOURCE + "pensjon, premieavvik og ressurskrevende tjenester med toppfinansiering",
)
netto_bevilgning_utenom = total(
    "netto_bevilgning_utenom",
    plus=("sum_bevilgninger_netto", "innsparing_i_aaret"),
    minus=("netto_bevilgning", "netto_bevilgning_selvkost", "netto_bevilgning_felles"),
    unit="kr",
    source=SOURCE + "vedtatte linjer ut over rammene, andre skatteinntekter",
)
