"""Schema of the TOML files about money: investments, finance, funds, balances, rules, uncertainty."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ldip.plan.schema.about import KEY, TEXT, About, feeds, gives
from ldip.plan.schema.fields import (
    CurrentAmount,
    CurrentCost,
    FixedAmount,
    FixedCost,
    Id,
    Share,
    Sourced,
    Strict,
    Text,
)
from ldip.plan.schema.ranges import NOT_NEGATIVE, PART, Within
from ldip.plan.schema.unpriced import Renewal

PostName = Literal[
    "tilskudd_til_andres_investeringer",
    "aksjer_og_andeler",
    "aksjer_i_eiendomsselskap",
    "utlaan_av_egne_midler",
    "avdrag_i_investering",
    "salg_av_varige_driftsmidler",
    "salg_av_finansielle_anleggsmidler",
    "utdeling_fra_selskaper",
    "mottatte_avdrag_egne_utlaan",
    "videreutlaan",
    "avdrag_videreutlaan",
    "mottatte_avdrag_videreutlaan",
    "avsetning_bundne_investeringsfond",
    "planlagt_bruk_bundne_investeringsfond",
    "planlagt_avsetning_ubundet_investeringsfond",
    "planlagt_bruk_ubundet_investeringsfond",
]

OPTIONAL_POSTS: Final = frozenset({"aksjer_i_eiendomsselskap"})  # few plans have them; left out means none


class Upkeep(Sourced):
    """Maintenance norm and amount paid by operations, per square metre; opening backlog; cost factor of catching up."""

    norm_per_m2: Annotated[FixedCost, gives("vedlikeholdsnorm_fast", unit="kr per m²")]
    i_drift_per_m2: Annotated[FixedCost, gives("vedlikehold_i_drift_fast", unit="kr per m²")]
    etterslep: Annotated[CurrentCost, gives("vedlikeholdsetterslep_ib", nature="mengde")]
    faktor: Annotated[float, Field(ge=1.0, le=3.0), gives("innhentingsfaktor", absent=1.0, unit="faktor")] = 1.3


CAPABLE: Final = About("tekst", why="det kommunen klarer å bygge for i et år; vises ved siden av planens investeringer")


class InvestmentFile(Strict):
    """investeringer.toml: lines of §5-5 outside projects."""

    ABOUT = About("investeringsvolum")

    gjennomfoeringsgrad: Annotated[Share, Within(0.0, 2.0), gives("gjennomfoeringsgrad", group="investeringstid")]
    aktivering: Annotated[Literal["inkl_mva", "ekskl_mva"], gives(group="prinsipper", aktivering_ekskl_mva="ekskl_mva")]
    avskrivning_starter: Annotated[
        Literal["aaret_etter", "ferdig_aar"], gives(group="prinsipper", avskrives_fra_ferdigaaret="ferdig_aar")
    ] = "aaret_etter"
    salg_tomteandel: Annotated[Share, PART, gives("salg_tomteandel")]
    vedlikehold: Upkeep | None = None
    reinvestering: Renewal | None = None
    leveringsevne: Annotated[FixedCost | None, CAPABLE] = None
    poster: Annotated[dict[PostName, Annotated[FixedAmount, NOT_NEGATIVE]], gives("{}_fast", nature="mengde")] = Field(
        default_factory=dict
    )
    ingen: Annotated[list[PostName], About("tekst", why="sier at en post er null; kontrolleres mot postene")] = Field(
        default_factory=list
    )


class Fund(Sourced):
    """A named part of disposisjonsfond (kap. 56)."""

    id: Annotated[Id, KEY]
    navn: Annotated[Text, TEXT]
    tar_rest: Annotated[bool, gives("fond_tar_rest")] = False
    markedsforvaltet: Annotated[bool, gives("fond_markedsforvaltet")] = False
    avsetning: Annotated[FixedAmount | None, NOT_NEGATIVE, gives("planlagt_avsetning_fast", nature="mengde")] = None
    bruk: Annotated[FixedAmount | None, NOT_NEGATIVE, gives("planlagt_bruk_fast", nature="mengde")] = None
    gulv: Annotated[CurrentAmount | None, NOT_NEGATIVE, gives("fondsgulv", nature="mengde")] = None
    maal: Annotated[FixedAmount | None, NOT_NEGATIVE, gives("fond_maal_fast", also=("har_fond_maal",), nature="mengde")] = None
    tak: Annotated[FixedAmount | None, NOT_NEGATIVE, gives("fond_tak_fast", also=("har_fond_tak",), nature="mengde")] = None


class BoundFund(Strict):
    """Planned moves of bundne driftsfond."""

    avsetning: Annotated[FixedAmount, NOT_NEGATIVE, gives("avsetning_bundne_driftsfond_fast", nature="mengde")]
    bruk: Annotated[FixedAmount, NOT_NEGATIVE, gives("planlagt_bruk_bundne_driftsfond_fast", nature="mengde")]


class FundFile(Strict):
    """fond.toml. A short year uses the parts of disposisjonsfond in the list's order, and a surplus fills them in that order.

    `maal` of a part is its opening level when left out, and `tak` is `tak_prosent` of its target. `maal_foelger` is
    the scale of both: fixed prices per inhabitant, fixed prices, or neither.
    """

    ABOUT = About("prinsipper")

    ubundet_markedsforvaltet: Annotated[bool, gives("ubundet_markedsforvaltet")] = False
    maal_foelger: Annotated[
        Literal["innbygger", "faste", "nominell"], feeds("fond_foelger_priser", "fond_foelger_innbyggere")
    ] = "innbygger"
    tak_prosent: Annotated[float, Field(ge=100.0, le=1000.0), feeds("fond_tak_andel", unit="prosent")] = 150.0
    oeremerket_overfoering: Annotated[FixedAmount | None, NOT_NEGATIVE, gives("overfoering_oeremerket_fast", nature="mengde")] = (
        None
    )
    bundne_driftsfond: BoundFund
    disposisjonsfond: Annotated[list[Fund], About(axis="fond")]
