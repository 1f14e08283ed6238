"""Schema of drift.toml (rules that move frames) and selvkost/<id>.toml (a self-cost area a file)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ldip.plan.schema.fields import (
    Amount,
    Fraction,
    Id,
    NotNegative,
    Persons,
    Positive,
    Share,
    Sourced,
    Strict,
    Text,
    UnitCost,
    Year,
)


class Efficiency(Sourced):
    """A yearly efficiency demand, a share of the frames, with services that are spared."""

    sats: Share
    unntak: list[Id] = Field(default_factory=list)


class PriceReserve(Sourced):
    """Lønns- og prisreserve: the share of the year's compensation held centrally and released by a key.

    `noekkel` gives weights by service; without it each service gets back its own compensation.
    """

    andel: Share
    noekkel: dict[Id, NotNegative] = Field(default_factory=dict)


class InternalRent(Sourced):
    """Internhusleie: users pay the landlord by square metre; the sum over services is zero."""

    utleier: Id
    sats_per_m2: UnitCost


class PensionBalance(Strict):
    """Premieavvik from earlier years that is still to be written off, in equal yearly parts."""

    aar: Year
    rest: float
    gjenstaar_aar: Annotated[int, Field(ge=1, le=15)]


class Pension(Sourced):
    """Premium and net pension cost in per cent of wages; what the frames hold already; premieavvik and its write-off."""

    premie: Share
    kostnad: Share
    premie_i_rammen: Share
    arbeidsgiveravgift: Share
    amortisering_aar: Annotated[int, Field(ge=1, le=15)] = 7
    enhet: Literal["kr", "1000 kr", "mill. kr"]
    premieavvik: list[PensionBalance] = Field(default_factory=list)


class CostGroup(Sourced):
    """Users whose cost lies at one level: how many by year (counts, never persons) and what one costs."""

    id: Id
    navn: Text
    antall: Persons
    kostnad: UnitCost


class ResourceDemanding(Sourced):
    """Toppfinansiering: the state pays its share of wage cost above a threshold that follows wages.

    rammer.csv then holds neither these users' cost nor the refund.
    """

    tjeneste: Id
    innslagspunkt: UnitCost
    aar: Year
    kompensasjon: Fraction
    realvekst_innslagspunkt: Share | None = None
    grupper: list[CostGroup]


class OperationsFile(Strict):
    """drift.toml"""

    effektivisering: Efficiency | None = None
    loenns_og_prisreserve: PriceReserve | None = None
    internhusleie: InternalRent | None = None
    pensjon: Pension | None = None
    ressurskrevende: ResourceDemanding | None = None


class Network(Sourced):
    """Pipes: length, mean age at the opening, and the share a year that should be renewed."""

    lengde_km: Positive
    alder_aar: NotNegative
    fornyelsesbehov: Share


class SelfCostFile(Sourced):
    """selvkost/<id>.toml: operating cost stands here and not in rammer.csv; fees are computed.

    `indirekte_kostnad` is the area's share of cost that lies in other frames."""

    navn: Text
    loenn: Amount
    kjoep: Amount
    bokfoert: UnitCost
    restlevetid: Positive
    fond: UnitCost
    indirekte_kostnad: Amount
    abonnenter: Persons
    gebyrinntekt: Amount | None = None
    fond_lukkes: Year
    nett: Network | None = None
