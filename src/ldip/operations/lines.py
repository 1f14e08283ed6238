"""Operating income and expenditure by the lines of §5-6, from the frames' cells."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, divide, pick, step, total

ART = "budsjett- og regnskapsforskriften § 5-6, linje "
UTGIFT = (
    ("loennsutgifter", "loenn", "10"),
    ("sosiale_utgifter", "sosiale", "11"),
    ("kjoep_av_varer_og_tjenester", "kjoep", "12"),
    ("overfoeringer_til_andre", "overfoeringer", "13"),
)
INNTEKT = (
    ("andre_overfoeringer_fra_staten", "stat", "5"),
    ("overfoeringer_fra_andre", "andre", "6"),
    ("brukerbetalinger", "brukerbetalinger", "7"),
    ("salgs_og_leieinntekter", "salg", "8"),
)

# Lines beside the frames that have their own steps: plus, then minus.
UTENOM: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "loenn": (("ressurskrevende_utgift", "selvkost_loenn"), ()),
    "kjoep": (("selvkost_kjoep", "tilskudd_til_private", "uprisede_vedlikehold"), ()),
    "sosiale": (("pensjonspremie_utover_rammen", "amortisering_premieavvik"), ("premieavvik",)),
    "stat": (("andre_generelle_driftsinntekter",), ()),
    "andre": (("toppfinansiering",), ()),
    "salg": (("gebyrinntekt", "konsesjonskraft_som_salg"), ()),
}


def _beside(art: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return UTENOM.get(art, ((), ()))


utgift_per_tjeneste = tuple(
    pick(f"bevilgning_{art}", "bevilgning_utgift", i, axes=("tjeneste",), unit="kr", source=ART + line)
    for i, (_, art, line) in enumerate(UTGIFT)
)
utgift_foer = tuple(
    total(
        f"{name}_rammer",
        plus=(f"bevilgning_{art}", *_beside(art)[0]),
        minus=_beside(art)[1],
        unit="kr",
        source=ART + line + ", før årets nye innsparing",
        avvik=True,
        follows=f"prisvekst_{art}",
        unstated=(f"tiltak_utenom_{art}",),
    )
    for name, art, line in UTGIFT
)
inntekt_per_tjeneste = tuple(
    pick(f"inntekt_{art}", "ramme_inntekt_ub", i, axes=("tjeneste",), unit="kr", source=ART + line)
    for i, (_, art, line) in enumerate(INNTEKT)
)
inntekter = tuple(
    total(
        name,
        plus=(*_beside(art)[0], f"inntekt_{art}"),
        unit="kr",
        source=ART + line,
        avvik=True,
        follows=f"prisvekst_{art}",
    )
    for name, art, line in INNTEKT
)
driftsutgifter_rammer = total(
    "driftsutgifter_rammer",
    plus=tuple(f"{name}_rammer" for name, _, _ in UTGIFT),
    unit="kr",
    source="sum av § 5-6 linje 10–13 før årets nye innsparing",
)
sum_driftsinntekter = total(
    "sum_driftsinntekter",
    plus=(
        "rammetilskudd",
        "skatt_paa_inntekt_og_formue",
        "eiendomsskatt",
        "andre_skatteinntekter",
        *(name for name, _, _ in INNTEKT),
    ),
    unit="kr",
    source=ART + "9",
)


@step(unit="andel", source="årets nye innsparing fordeles som rammene", axes=("utgiftsart",))
def innsparing_artsandel(
    loennsutgifter_rammer: Array,
    sosiale_utgifter_rammer: Array,
    kjoep_av_varer_og_tjenester_rammer: Array,
    overfoeringer_til_andre_rammer: Array,
    driftsutgifter_rammer: Array,
) -> Array:
    """Share of each type in expenditure; the year's new saving is spread by it. (batch, utgiftsart)."""
    parts = (
        loennsutgifter_rammer,
        sosiale_utgifter_rammer,
        kjoep_av_varer_og_tjenester_rammer,
        overfoeringer_til_andre_rammer,
    )
    return shares(parts, driftsutgifter_rammer)


def shares(parts: tuple[Array, ...], whole: Array) -> Array:
    """Each part over the whole, zero where the whole is zero. Shape (batch, parts)."""
    stacked = np.empty((max(len(p) for p in (*parts, whole)), len(parts)))
    for i, part in enumerate(parts):
        stacked[:, i] = part
    return divide(stacked, whole[:, None], 0.0)
