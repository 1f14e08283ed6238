"""Schema of drift.toml (rules that move frames) and selvkost/<id>.toml (one self-cost area per file)."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ldip.plan.schema.about import KEY, OWN_UNIT, TEXT, About, feeds, gives
from ldip.plan.schema.fields import (
    CurrentCost,
    FixedAmount,
    FixedCost,
    Fraction,
    Id,
    MoneyUnit,
    NotNegative,
    Number,
    Persons,
    Positive,
    Share,
    Sourced,
    Strict,
    Text,
    Year,
)
from ldip.plan.schema.ranges import GROWTH, NOT_NEGATIVE, PART
from ldip.plan.schema.tables import EFFECT

VINTAGES: Final = 15  # years: the longest write-off of a premieavvik (arisen in 2010 or before)


class Efficiency(Sourced):
    """A yearly efficiency demand, a share of the frames, with exempted services."""

    sats: Annotated[Share, GROWTH, feeds("effektiviseringssats")]
    unntak: Annotated[list[Id], feeds("effektiviseringssats")] = Field(default_factory=list)


class PriceReserve(Sourced):
    """Lønns- og prisreserve: the share of the year's compensation kept centrally and released by a key.

    `noekkel` gives weights by service; without it each service gets its own compensation back.
    """

    andel: Annotated[Share, PART, feeds("prisreserve_andel")]
    noekkel: Annotated[dict[Id, NotNegative], feeds("prisreserve_noekkel", "prisreserve_andel", unit="vekt")] = Field(
        default_factory=dict
    )


class InternalRent(Sourced):
    """Internhusleie: users pay the landlord by square metre; the sum over services is zero."""

    utleier: Annotated[Id, feeds("utleier", nature="mengde")]
    sats_per_m2: Annotated[FixedCost, gives("husleiesats_fast", unit="kr per m²")]


class PensionBalance(Strict):
    """Premieavvik from earlier years that is still to be written off, in equal yearly parts."""

    aar: Annotated[Year, About("tekst", why="sier når premieavviket oppsto")]
    rest: Annotated[Number, feeds("amortisering_tidligere", "premieavvik_saldo_ib", nature="mengde", unit=OWN_UNIT)]
    gjenstaar_aar: Annotated[int, Field(ge=1, le=VINTAGES), feeds("amortisering_tidligere", nature="flyt", unit="år")]


class Pension(Sourced):
    """Premium and net pension cost in per cent of wages; pension cost already in the frames; premieavvik and its write-off."""

    premie: Annotated[Share, PART, gives("premiesats")]
    kostnad: Annotated[Share, PART, gives("pensjonskostnadssats")]
    premie_i_rammen: Annotated[Share, PART, gives("premiesats_i_rammen")]
    arbeidsgiveravgift: Annotated[Share, PART, gives("pensjon_arbeidsgiveravgift")]
    amortisering_aar: Annotated[
        int, Field(ge=1, le=VINTAGES), gives("premieavvik_amortiseres_over", group="prinsipper", unit="år", absent=7.0)
    ] = 7
    enhet: Annotated[MoneyUnit, feeds("amortisering_tidligere", "premieavvik_saldo_ib", group="aapningsbalanse")]
    premieavvik: Annotated[list[PensionBalance], About("aapningsbalanse")] = Field(default_factory=list)


class CostGroup(Sourced):
    """Users at one level of cost: their number by year (counts, never persons) and the cost of each."""

    id: Annotated[Id, KEY]
    navn: Annotated[Text, TEXT]
    antall: Annotated[Persons, NOT_NEGATIVE, gives("ressurs_antall", nature="mengde")]
    kostnad: Annotated[FixedCost, gives("ressurs_kostnad_fast", unit="kr per person")]


class ResourceDemanding(Sourced):
    """Toppfinansiering: the state pays its share of wage cost above a threshold that follows wages.

    rammer.csv then includes neither the cost of these users nor the refund.
    """

    tjeneste: Annotated[Id, About("tekst", why="sier hvor brukerne hører til; kostnaden føres samlet")]
    innslagspunkt: Annotated[CurrentCost, gives("innslagspunkt_ib", nature="mengde")]
    aar: Annotated[Year, feeds("innslagspunkt_vokser")]
    kompensasjon: Annotated[Fraction, gives("toppfinansiering_andel")]
    realvekst_innslagspunkt: Annotated[Share | None, GROWTH, gives("innslagspunkt_realvekst")] = None
    grupper: Annotated[list[CostGroup], About("tjenester", axis="kostnadsgruppe")]


class MeasureRules(Sourced):
    """Which statuses of measures are in effect in the run, and whether a realised effect replaces the decided one."""

    virker: Annotated[
        list[Literal["foreslaatt", "vedtatt", "iverksatt", "realisert"]], feeds(*EFFECT, nature="mengde"), Field(max_length=4)
    ]
    realisert_erstatter: Annotated[bool, feeds(*EFFECT, nature="mengde")] = True


class OperationsFile(Strict):
    """drift.toml"""

    ABOUT = About("makro")

    effektivisering: Annotated[Efficiency | None, About("effektivisering")] = None
    loenns_og_prisreserve: Annotated[PriceReserve | None, About("prinsipper")] = None
    internhusleie: Annotated[InternalRent | None, About("prinsipper")] = None
    pensjon: Pension | None = None
    ressurskrevende: Annotated[ResourceDemanding | None, About("inntektssystem")] = None
    tiltak: Annotated[MeasureRules | None, About("tiltak")] = None


class Network(Sourced):
    """Pipes: length, mean age at the opening, and the share to be renewed each year."""

    lengde_km: Annotated[Positive, gives("nettlengde", nature="mengde", unit="km")]
    alder_aar: Annotated[NotNegative, gives("nettalder_ib", nature="mengde", unit="år")]
    fornyelsesbehov: Annotated[Share, PART, gives("fornyelsesbehov_andel")]


class SelfCostFile(Sourced):
    """selvkost/<id>.toml: operating cost is given here and not in rammer.csv; fees are computed.

    `indirekte_kostnad` is the area's share of cost in other frames."""

    ABOUT = About("tjenester", axis="selvkostomraade")

    navn: Annotated[Text, TEXT]
    loenn: Annotated[FixedAmount, NOT_NEGATIVE, gives("selvkost_loenn_fast", nature="mengde")]
    kjoep: Annotated[FixedAmount, NOT_NEGATIVE, gives("selvkost_kjoep_fast", nature="mengde")]
    bokfoert: Annotated[
        CurrentCost,
        gives("selvkost_eksisterende_ib", also=("selvkost_avskrivning_plan",), group="aapningsbalanse", nature="mengde"),
    ]
    restlevetid: Annotated[Positive, feeds("selvkost_avskrivning_plan", group="aapningsbalanse", nature="mengde", unit="år")]
    fond: Annotated[CurrentCost, gives("gebyrbalanse_ib", group="aapningsbalanse", nature="mengde")]
    indirekte_kostnad: Annotated[FixedAmount, NOT_NEGATIVE, gives("selvkost_indirekte_fast", nature="mengde")]
    abonnenter: Annotated[Persons, NOT_NEGATIVE, gives("abonnenter", nature="mengde")]
    gebyrinntekt: Annotated[
        FixedAmount | None, feeds("gebyrinntekt_fast", "gebyr_er_oppgitt", group="prinsipper", nature="mengde")
    ] = None
    fond_lukkes: Annotated[Year, feeds("aar_til_fondet_lukkes", group="prinsipper")]
    nett: Annotated[Network | None, About("investeringsvolum")] = None
