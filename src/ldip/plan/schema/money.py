"""Schema of the TOML files about money: investments, finance, funds, balances, rules, uncertainty."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from ldip.plan.schema.fields import (
    Amount,
    Id,
    MoneyUnit,
    NotNegative,
    Percent,
    Positive,
    Share,
    Sourced,
    Strict,
    Text,
    UnitCost,
    Year,
)
from ldip.plan.schema.population import PopulationUncertainty
from ldip.plan.schema.ratios import Ratio, known_set, with_sets

Variant = Literal["statisk", "realisert", "jevn"]
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

OPTIONAL_POSTS: Final = frozenset({"aksjer_i_eiendomsselskap"})  # few have them, so silence means none


class Upkeep(Sourced):
    """Maintenance norm and what operations pay, per square metre; backlog at the opening; how dear it is to catch up."""

    norm_per_m2: UnitCost
    i_drift_per_m2: UnitCost
    etterslep: UnitCost
    faktor: Annotated[float, Field(ge=1.0, le=3.0)] = 1.3


class InvestmentFile(Strict):
    """investeringer.toml: lines of §5-5 outside projects."""

    gjennomfoeringsgrad: Share
    aktivering: Literal["inkl_mva", "ekskl_mva"]
    avskrivning_starter: Literal["aaret_etter", "ferdig_aar"] = "aaret_etter"
    salg_tomteandel: Share
    vedlikehold: Upkeep | None = None
    poster: dict[PostName, Amount] = Field(default_factory=dict)
    ingen: list[PostName] = Field(default_factory=list)


class NewLoans(Sourced):
    """Terms of loans taken in the plan period."""

    margin: Share
    loepetid: Positive
    type: Literal["serie", "annuitet", "minimum"] = "serie"


class OnLending(Sourced):
    """Margins on loans for on-lending and on the lending itself."""

    margin: Share
    utlaansmargin: Share


class MinimumInstalment(Strict):
    """What § 14-18 leaves open: whether unused loans are debt, whether assets under construction are assets, and whether
    the municipality as a whole (rettssubjekt) must meet it beside each accounting entity."""

    ubrukte_laanemidler: Literal["med", "uten"] = "med"
    anlegg_under_utfoerelse: Literal["med", "uten"] = "med"
    enhet: Literal["rettssubjekt", "regnskapsenhet"] = "rettssubjekt"


class Capital(Sourced):
    """Long-term capital management: opening market value, spending rule, the fund that bears price falls, a path of losses.

    `tapsbane` is the return in per cent of each bad year; it strikes in the run from `tap_inntreffer` where that is given.
    """

    verdi: UnitCost | None = None
    tilfoersel: Amount | None = None
    uttak: Literal["alt", "realavkastning", "andel"] = "alt"
    uttaksandel: Share | None = None
    kursreserve: Id | None = None
    tapsbane: Annotated[list[Annotated[float, Field(ge=-100.0, le=100.0)]], Field(max_length=10)] = Field(default_factory=list)
    tap_inntreffer: Year | None = None


class FinanceFile(Strict):
    """finans.toml"""

    minimumsavdrag: MinimumInstalment = MinimumInstalment()
    merforbruk_dekkes_over: Literal[1, 2, 4] = 1

    nye_laan: NewLoans
    videreutlaan: OnLending
    avdragspolitikk: Literal["minst_minimumsavdrag", "fast"]
    rente_andel_av_aarets_opptak: Share
    innskuddsmargin: Share
    rentekompensasjon_grunnlag: Amount | None = None
    forventet_avkastning: Share
    kapitalforvaltning: Capital | None = None
    trekkramme: Amount | None = None
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
    oeremerket_overfoering: Amount | None = None
    bundne_driftsfond: BoundFund
    disposisjonsfond: list[Fund]


class BalanceFile(Sourced):
    """balanse.toml: opening balances 31 December before the first year, in one money unit.

    Short-term debt and pension are held at these amounts in the balance sheet of §5-8; kapitalkonto is given without
    pension, which §5-8 line C III 1 adds.
    """

    enhet: MoneyUnit
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
    anlegg_under_utfoerelse: NotNegative = 0.0
    kortsiktig_gjeld: NotNegative = 0.0
    kortsiktige_fordringer: NotNegative = 0.0
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


class RuleFile(Strict):
    """handlingsregler.toml; `maaltall_sett` adopts whole sets of the library."""

    variant: Variant
    jevn_fra: Year
    overskriftsaar: Year
    egenkapitalfinansiering: OwnFinancingRule | None = None
    resultatgrad: ResultRule | None = None
    gjeldsgrad: DebtRule | None = None
    maaltall_sett: list[Annotated[str, AfterValidator(known_set)]] = Field(default_factory=list)
    maaltall: list[Ratio] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _adopted_sets(cls, data: Any) -> Any:
        return with_sets(data)


class Factor(Sourced):
    """An uncertain factor: yearly standard deviation and persistence of its AR(1) path."""

    id: Text
    standardavvik: Share
    varighet: Annotated[float, Field(ge=0.0, lt=1.0)]


class ProjectCost(Sourced):
    """Uncertain cost of projects: each has its spread, and the construction market moves them together."""

    korrelasjon: Annotated[float, Field(ge=0.0, le=1.0)] = 0.4


class UncertaintyFile(Strict):
    """usikkerhet.toml"""

    froe: Annotated[int, Field(ge=0)] = 1
    prosjektkostnad: ProjectCost | None = None
    befolkning: PopulationUncertainty | None = None
    faktor: list[Factor] = Field(default_factory=list)
