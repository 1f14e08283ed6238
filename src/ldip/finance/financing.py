"""Financing of §5-5 before transfer and loan: what investments need from the two (method.md §2 «Finance»)."""

from __future__ import annotations

import numpy as np

from ldip.graph import Array, Given, product, step, total

FORM = "budsjett- og regnskapsforskriften § 5-5, linje "
RULE = "metode: inndekningsbehov, E; vektene står i planens handlingsregel"
COUNTED = (
    ("mva", "mva_kompensasjon_tellende"),
    ("tilskudd", "tilskudd_tellende"),
    ("salg", "salg_av_varige_driftsmidler"),
    ("salg_finansielle", "salg_av_finansielle_anleggsmidler"),
    ("utdeling", "utdeling_fra_selskaper"),
    ("mottatte_avdrag", "mottatte_avdrag_egne_utlaan"),
    ("bundne_fond", "bruk_bundne_investeringsfond"),
    ("ubundet_fond", "bruk_ubundet_investeringsfond"),
)

GIVENS = tuple(Given(f"teller_{key}", "flagg", f"handlingsregler.toml: teller {key}", (), "prinsipper") for key, _ in COUNTED)


@step(unit="kr", source=FORM + "22: fondet kan ikke brukes ned under null")
def bruk_bundne_investeringsfond(planlagt_bruk_bundne_investeringsfond: Array, bundne_investeringsfond_ib: Array) -> Array:
    """Use of bound investment funds, at most what is there. (batch,)."""
    return np.minimum(planlagt_bruk_bundne_investeringsfond, bundne_investeringsfond_ib)


@step(unit="kr", source=FORM + "24: fondet kan ikke brukes ned under null")
def bruk_ubundet_investeringsfond(
    planlagt_bruk_ubundet_investeringsfond: Array, ubundet_investeringsfond_planlagt_ib: Array
) -> Array:
    """Use of the free investment fund, at most what planned moves leave there. (batch,)."""
    return np.minimum(planlagt_bruk_ubundet_investeringsfond, ubundet_investeringsfond_planlagt_ib)


ubundet_planlagt = total(
    "ubundet_investeringsfond_planlagt_ub",
    plus=("ubundet_investeringsfond_planlagt_ib", "planlagt_avsetning_ubundet_investeringsfond"),
    minus=("bruk_ubundet_investeringsfond",),
    unit="kr",
    source="metode: finans; fondet uten udisponerte midler, så kravet i et vindu kan regnes uten rekursjon",
)
egenfinansiering_alle = total(
    "egenfinansiering_alle",
    plus=(
        "mva_kompensasjon_investering",
        "tilskudd_fra_andre",
        "salg_av_varige_driftsmidler",
        "salg_av_finansielle_anleggsmidler",
        "utdeling_fra_selskaper",
        "mottatte_avdrag_egne_utlaan",
        "bruk_bundne_investeringsfond",
        "bruk_ubundet_investeringsfond",
    ),
    minus=("avsetning_bundne_investeringsfond", "planlagt_avsetning_ubundet_investeringsfond"),
    unit="kr",
    source="metode: finans, kilder før overføring og lån",
)
counted = tuple(product(f"{key}_i_regelen", of=(name, f"teller_{key}"), unit="kr", source=RULE) for key, name in COUNTED)
egenfinansiering_tellende_annen = total(
    "egenfinansiering_tellende_annen",
    plus=tuple(f"{key}_i_regelen" for key, _ in COUNTED),
    unit="kr",
    source="metode: inndekningsbehov, E",
)
egenfinansiering_ikke_tellende = total(
    "egenfinansiering_ikke_tellende",
    plus=("egenfinansiering_alle",),
    minus=("egenfinansiering_tellende_annen",),
    unit="kr",
    source="metode: inndekningsbehov, E_ikke",
)
overfoering_utenfor_regelen = total(
    "overfoering_utenfor_regelen",
    plus=("ikke_laanbare_utgifter", "dekning_udekket", "underskudd_videreutlaan"),
    unit="kr",
    source="metode: inndekningsbehov, Z: det overføringen må dekke, men som regelen ikke teller",
)
finansieringsrest = total(
    "finansieringsrest",
    plus=("sum_investeringsutgifter", "dekning_udekket", "underskudd_videreutlaan"),
    minus=("egenfinansiering_alle",),
    unit="kr",
    source="metode: finans, I − E",
)


@step(unit="kr", source="metode: finans")
def finansieringsbehov(finansieringsrest: Array) -> Array:
    """What transfer and loan must pay. (batch,)."""
    return np.maximum(finansieringsrest, 0.0)


@step(unit="kr", source="budsjett- og regnskapsforskriften § 4-6: udisponert går til ubundet investeringsfond")
def udisponert_i_investering(finansieringsrest: Array) -> Array:
    """Sources above expenditure, set aside in the free investment fund. (batch,)."""
    return np.maximum(-finansieringsrest, 0.0)


@step(unit="kr", source="kommuneloven § 14-11: udekket dekkes i neste års investeringsbudsjett")
def dekning_udekket(udekket_ib: Array) -> Array:
    """Earlier uncovered investment to be covered this year. (batch,)."""
    return udekket_ib * 1.0
