"""Schema of handlingsregler.toml: the adopted rules, how the need is measured, and the måltall."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from ldip.plan.schema.about import About, feeds, gives
from ldip.plan.schema.fields import Percent, Sourced, Strict, Year
from ldip.plan.schema.ratios import Ratio, known_set, with_sets

MOST_WINDOW: Final = 20  # most years of a window
MOST_NEIGHBOURS: Final = 8  # columns beside the plan's own that a page still shows
Source = Literal["mva", "tilskudd", "salg", "salg_finansielle", "utdeling", "mottatte_avdrag", "bundne_fond", "ubundet_fond"]


class OwnFinancingRule(Sourced):
    """Target and floor in per cent, which of them is demanded, the window and the components that count."""

    maal: Annotated[Percent, feeds("krav_ek_andel")]
    gulv: Annotated[Percent | None, feeds("krav_ek_andel", "krav_ek_gulv_andel")] = None
    krevd: Annotated[Literal["maal", "gulv"], feeds("krav_ek_andel")] = "maal"
    vindu: Annotated[int, Field(ge=1, le=MOST_WINDOW), feeds("vindu_ek", unit="år")] = 4
    teller: Annotated[list[Source], feeds(*(f"teller_{n}" for n in get_args(Source)))]


class ResultRule(Sourced):
    """Demanded netto driftsresultat in per cent of income, over the window; `gulv` holds every year.

    `maales` is «regnskap» or «foer_kursendring», where gains and losses are replaced by the expected return.
    """

    maal: Annotated[Percent, feeds("krav_resultat_andel")]
    gulv: Annotated[Percent | None, feeds("krav_resultat_andel", "krav_resultat_gulv_andel", "har_krav_resultat_gulv")] = None
    krevd: Annotated[Literal["maal", "gulv"], feeds("krav_resultat_andel")] = "maal"
    vindu: Annotated[int, Field(ge=1, le=MOST_WINDOW), feeds("vindu_resultat", unit="år")] = 4
    maales: Annotated[Literal["regnskap", "foer_kursendring"], gives(maales_foer_kursendring="foer_kursendring")] = "regnskap"


class DebtRule(Sourced):
    """Cap on debt for own investments in per cent of income."""

    tak: Annotated[Percent, gives("krav_gjeld_andel")]


SHOWN_FIRST: Final = About("tekst", why="velger hvilket av to tall som er hovedtallet; begge regnes alltid")
RETIRED: Final = About("tekst", why="utgått: visningen velger variant og år; nøkkelen leses, men brukes ikke")
BESIDE: Final = About("kontroll", why="velger hvem måltall og enhetskostnader vises ved siden av; ingenting regnes av dem")
COUNTED: Final = About("kontroll", why="måltall regnes ut av resultatet; mål, gulv og tak dømmer det")


class RuleFile(Strict):
    """handlingsregler.toml; `maaltall_sett` adopts whole sets of the library. `naboer` are the municipalities that måltall and
    unit costs are shown beside, in the order they are named, and `kostragruppe` the group of them (EKG01–EKG17).

    The choices of the need (docs/method/inndekningsbehov.md): years of phasing in; the end condition and its scale; the path that
    «år for år» is measured on; where a surplus goes after the funds have reached their target; years to rebuild a fund, and years
    of surplus before a realised saving is released (0 is never). `mangel_prises` makes the need with what the plan leaves out
    its headline.
    """

    ABOUT = About("prinsipper")

    innfasing_aar: Annotated[
        int, Field(ge=1, le=10), feeds("innfasing_andel", "foer_full_innfasing", "krav_maales", "siste_maalte_aar", unit="år")
    ] = 4
    sluttkrav: Annotated[
        Literal["innbygger", "faste", "nominell", "av"],
        feeds("sluttkrav_gjelder", "sluttkrav_foelger_priser", "sluttkrav_foelger_innbyggere"),
    ] = "innbygger"
    bane: Annotated[
        Literal["hvert_aar", "uten_innsparing"], About("tekst", why="velger hvilken av visningene som heter år for år")
    ] = "hvert_aar"
    overskudd_til: Annotated[Literal["fond", "overfoering"], gives(overskudd_til_overfoering="overfoering")] = "fond"
    gjenoppbygging_aar: Annotated[int, Field(ge=1, le=40), gives("gjenoppbygging_aar", unit="år")] = 8
    slippes_etter_aar: Annotated[int, Field(ge=0, le=20), gives("slippes_etter_aar", unit="år")] = 4
    mangel_prises: Annotated[bool, SHOWN_FIRST] = False
    variant: Annotated[str | None, RETIRED] = None
    jevn_fra: Annotated[Year | None, RETIRED] = None
    overskriftsaar: Annotated[Year | None, RETIRED] = None
    egenkapitalfinansiering: Annotated[OwnFinancingRule | None, gives("har_krav_ek")] = None
    resultatgrad: Annotated[ResultRule | None, gives("har_krav_resultat")] = None
    gjeldsgrad: Annotated[DebtRule | None, gives("har_krav_gjeld")] = None
    naboer: Annotated[list[Annotated[str, Field(pattern=r"^\d{4}$")]], Field(max_length=MOST_NEIGHBOURS), BESIDE] = Field(
        default_factory=list
    )
    kostragruppe: Annotated[str | None, Field(pattern=r"^EKG\d{2}$"), BESIDE] = None
    maaltall_sett: Annotated[list[Annotated[str, AfterValidator(known_set)]], COUNTED] = Field(default_factory=list)
    maaltall: Annotated[list[Ratio], COUNTED] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _adopted_sets(cls, data: Any) -> Any:
        return with_sets(data)
