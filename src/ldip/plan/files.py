"""Schema of the plan's TOML files, one model a file."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

from pydantic import Field

from ldip.plan.fields import Amount, Beyond, FileRef, Id, Index, Persons, Share, Sourced, Strict, Text, UnitCost, Year

Percent = Annotated[float, Field(ge=-100.0, le=1000.0)]
Positive = Annotated[float, Field(gt=0.0)]
NotNegative = Annotated[float, Field(ge=0.0)]
Fraction = Annotated[float, Field(ge=0.0, le=1.0)]
Variant = Literal["statisk", "realisert", "jevn"]


class Municipality(Strict):
    """Who the plan is for."""

    navn: Text
    kommunenummer: Annotated[str, Field(pattern=r"^\d{4}$")]
    enhet: Literal["kommunekasse", "samlet", "konsern"] = "kommunekasse"


class Span(Strict):
    """Years, price level and what the plan may know."""

    foerste_aar: Year
    antall_aar: Annotated[int, Field(ge=1, le=40)]
    prisnivaa: Year
    kunnskapsdato: dt.date
    vedtatt_til: Year | None = None


class PlanFile(Strict):
    """plan.toml"""

    skjemaversjon: Literal[1]
    navn: Text
    illustrasjon: str = ""
    kommune: Municipality
    tid: Span
    beskrivelse: str = ""


class MacroFile(Strict):
    """forutsetninger.toml"""

    loennsvekst: Share
    prisvekst: Share
    byggekostnadsvekst: Share
    deflator_loennsandel: Share
    styringsrente: Share
    nibor_paaslag: Share
    kalibrering_realvekst: Calibration | None = None


class Calibration(Sourced):
    """The one free parameter of an example, with the range it may take (per cent a year)."""

    verdi: Percent
    fra: Percent
    til: Percent
    gjelder_fra: Year


class AgeGroup(Strict):
    """A group of ages, both ends included; the last may be open at 105."""

    id: Id
    navn: Text
    fra: Annotated[int, Field(ge=0, le=105)]
    til: Annotated[int, Field(ge=0, le=105)]


class GroupedProjection(FileRef):
    """An imported projection in age groups, graduated to single years."""

    navn: Text


class Pinned(Sourced):
    """A total that the projection must reach, 1 January of a year."""

    aar: Year
    personer: Positive


class PopulationFile(Strict):
    """befolkning.toml"""

    folketall: FileRef
    dato: dt.date
    doedelighet: FileRef
    fruktbarhet: FileRef
    flytting: FileRef
    samlet_fruktbarhetstall: Index
    gutter_per_jente: Positive
    aldersgrupper: list[AgeGroup]
    framskriving: GroupedProjection | None = None
    laast_totalt: list[Pinned] = Field(default_factory=list)
    flyttenivaa: Index | None = None


class National(Strict):
    """National levels per inhabitant in one year, and their growth."""

    aar: Year
    skatt_per_innbygger: UnitCost
    innbyggertilskudd_per_innbygger: UnitCost
    utgiftsbehov_per_innbygger: UnitCost
    realvekst_frie_inntekter: Share
    utjevning: Continuation


class Continuation(Sourced):
    """Says that the last rule known at kunnskapsdato is carried on."""

    videre: Literal["videreføres"]


class IncomeFile(Strict):
    """inntekter.toml"""

    nasjonalt: National
    skatt_i_prosent_av_landet: Share
    behovsindeks: Index
    andre_rammetilskudd: Amount
    eiendomsskatt: Amount
    andre_skatteinntekter: Amount
    andre_generelle_driftsinntekter: Amount
    innbyggere_1_juli_aaret_foer: Persons


PostName = Literal[
    "tilskudd_til_andres_investeringer",
    "aksjer_og_andeler",
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


class InvestmentFile(Strict):
    """investeringer.toml: lines of §5-5 outside projects."""

    gjennomfoeringsgrad: Share
    aktivering: Literal["inkl_mva", "ekskl_mva"]
    salg_tomteandel: Share
    poster: dict[PostName, Amount] = Field(default_factory=dict)
    ingen: list[PostName] = Field(default_factory=list)


class NewLoans(Sourced):
    """Terms of loans taken in the plan period."""

    margin: Share
    loepetid: Positive


class OnLending(Sourced):
    """Margins on loans for on-lending and on the lending itself."""

    margin: Share
    utlaansmargin: Share


class FinanceFile(Strict):
    """finans.toml"""

    nye_laan: NewLoans
    videreutlaan: OnLending
    avdragspolitikk: Literal["minst_minimumsavdrag", "fast"]
    rente_andel_av_aarets_opptak: Share
    innskuddsmargin: Share
    forventet_avkastning: Share
    utbytter: Amount


class Fund(Sourced):
    """A named part of disposisjonsfond (kap. 56)."""

    id: Id
    navn: Text
    tar_rest: bool = False
    markedsforvaltet: bool = False
    avsetning: Amount | None = None
    bruk: Amount | None = None
    gulv: Amount | None = None


class BoundFund(Strict):
    """Planned moves of bundne driftsfond."""

    avsetning: Amount
    bruk: Amount


class FundFile(Strict):
    """fond.toml"""

    ubundet_markedsforvaltet: bool = False
    bundne_driftsfond: BoundFund
    disposisjonsfond: list[Fund]


class BalanceFile(Sourced):
    """balanse.toml: opening balances 31 December before the first year, in one money unit."""

    enhet: Literal["kr", "1000 kr", "mill. kr"]
    avskrivbare_anleggsmidler: NotNegative
    tomter: NotNegative
    aksjer: NotNegative
    utlaan: NotNegative
    laanegjeld: NotNegative
    videreutlaan_gjeld: NotNegative
    ubrukte_laanemidler: NotNegative
    bundne_driftsfond: NotNegative
    ubundet_investeringsfond: NotNegative
    bundne_investeringsfond: NotNegative
    merforbruk: NotNegative
    udekket: NotNegative
    arbeidskapital: float
    kapitalkonto: float
    kortsiktig_gjeld: NotNegative = 0.0
    pensjonsmidler: NotNegative = 0.0
    pensjonsforpliktelse: NotNegative = 0.0
    disposisjonsfond: dict[Id, NotNegative]


Source = Literal["mva", "tilskudd", "salg", "salg_finansielle", "utdeling", "mottatte_avdrag", "bundne_fond", "ubundet_fond"]


class OwnFinancingRule(Sourced):
    """Target and floor in per cent, which of them is demanded, the window and what counts."""

    maal: Percent
    gulv: Percent | None = None
    krevd: Literal["maal", "gulv"]
    vindu: Annotated[int, Field(ge=1, le=20)] = 1
    teller: list[Source]


class ResultRule(Sourced):
    """Demanded netto driftsresultat in per cent of income."""

    maal: Percent
    gulv: Percent | None = None
    krevd: Literal["maal", "gulv"]
    vindu: Annotated[int, Field(ge=1, le=20)] = 1


class DebtRule(Sourced):
    """Cap on debt for own investments in per cent of income."""

    tak: Percent


class Ratio(Sourced):
    """A måltall: an expression over steps with target, floor or cap."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    navn: Text
    uttrykk: Text
    enhet: Literal["prosent", "mill. kr", "kr", "aar"]
    maal: float | None = None
    gulv: float | None = None
    tak: float | None = None
    gjelder: Literal["hvert_aar", "siste_aar"] = "hvert_aar"
    siste_aar: Year | None = None
    desimaler: Annotated[int, Field(ge=0, le=3)] = 1


class RuleFile(Strict):
    """handlingsregler.toml"""

    variant: Variant
    jevn_fra: Year
    overskriftsaar: Year
    egenkapitalfinansiering: OwnFinancingRule | None = None
    resultatgrad: ResultRule | None = None
    gjeldsgrad: DebtRule | None = None
    maaltall: list[Ratio] = Field(default_factory=list)


class Factor(Sourced):
    """An uncertain factor: yearly standard deviation and persistence of its AR(1) path."""

    id: Literal["styringsrente", "loennsvekst", "folketall"]
    standardavvik: Share
    varighet: Annotated[float, Field(ge=0.0, lt=1.0)]


class UncertaintyFile(Strict):
    """usikkerhet.toml"""

    froe: Annotated[int, Field(ge=0)] = 1
    faktor: list[Factor] = Field(default_factory=list)


class UseRate(Strict):
    """Users per person in an age span, in per cent."""

    fra_alder: Annotated[int, Field(ge=0, le=105)]
    til_alder: Annotated[int, Field(ge=0, le=105)]
    prosent: NotNegative


class Places(Strict):
    """Reserve and occupancy for services with places."""

    reserve: Share
    belegg: Share


class Coverage(Strict):
    """Which definition of coverage the numbers use (A–D) and its group of ages."""

    definisjon: Literal["A", "B", "C", "D", "egen"]
    fra_alder: Annotated[int, Field(ge=0, le=105)]
    til_alder: Annotated[int, Field(ge=0, le=105)]
    tekst: Text


class ServiceFile(Sourced):
    """tjenester/<id>.toml"""

    navn: Text
    bemanning_foelger: Literal["befolkning", "kapasitet"]
    telledato: Literal["aarssnitt", "aarsslutt"]
    enhetskostnad: UnitCost
    aarsverk_per_bruker: NotNegative = 0.0
    bruksrate: list[UseRate]
    bruksrate_utvikling: Index | None = None
    plasser: Places | None = None
    dekning: Coverage | None = None
    standardvekst: Share | None = None
    oppgaveendring: Amount | None = None
    innsparingsvekt: NotNegative = 1.0


class ProjectFunding(Strict):
    """Shares of gross cost."""

    mva_kompensasjon_andel: Fraction = 0.0
    tilskudd_andel: Fraction = 0.0
    tilskudd_sannsynlighet: Fraction = 1.0
    tomteandel: Fraction = 0.0


class ProjectCapacity(Strict):
    """Places added and the month they open."""

    plasser: float = 0.0
    aapner: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class ProjectOperation(Strict):
    """Yearly operating effect of a project."""

    m2_netto: float = 0.0
    fdv_per_m2: UnitCost | None = None
    bemanning_per_plass: UnitCost | None = None


class ProjectFile(Sourced):
    """prosjekter/<id>.toml: a project, or a recurring frame (type = "ramme": the amount is yearly)."""

    navn: Text
    type: Literal["prosjekt", "ramme"]
    tjeneste: Id | None = None
    sektor: Text
    fase: Literal["F0", "behov", "konsept", "forprosjekt", "kontrakt"]
    anleggsklasse: Text
    rentabel: bool = False
    kostnad: UnitCost
    framdrift: dict[str, Fraction]
    videre: Beyond | None = None
    ferdig: Year | None = None
    finansiering: ProjectFunding = ProjectFunding()
    kapasitet: ProjectCapacity | None = None
    drift: ProjectOperation | None = None


MacroFile.model_rebuild()
IncomeFile.model_rebuild()
National.model_rebuild()

SINGLE: Final[dict[str, type[Strict]]] = {
    "plan.toml": PlanFile,
    "forutsetninger.toml": MacroFile,
    "befolkning.toml": PopulationFile,
    "inntekter.toml": IncomeFile,
    "investeringer.toml": InvestmentFile,
    "finans.toml": FinanceFile,
    "fond.toml": FundFile,
    "balanse.toml": BalanceFile,
    "handlingsregler.toml": RuleFile,
    "usikkerhet.toml": UncertaintyFile,
}
OPTIONAL: Final = frozenset({"usikkerhet.toml"})
FOLDERS: Final[dict[str, type[Strict]]] = {"tjenester": ServiceFile, "prosjekter": ProjectFile}
