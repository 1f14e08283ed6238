"""Schema of the plan's TOML files, one model per file."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

from pydantic import Field

from ldip.plan.schema.about import COMPARED, TEXT, About, feeds, gives
from ldip.plan.schema.amendments import AmendmentFile as AmendmentFile
from ldip.plan.schema.enterprises import EnterpriseFile as EnterpriseFile
from ldip.plan.schema.enterprises import EnterpriseLine as EnterpriseLine
from ldip.plan.schema.fields import MOST_YEARS, Percent, Share, Sourced, Strict, Text, Year
from ldip.plan.schema.finance import BalanceFile as BalanceFile
from ldip.plan.schema.finance import Capital as Capital
from ldip.plan.schema.finance import FinanceFile as FinanceFile
from ldip.plan.schema.finance import NewLoans as NewLoans
from ldip.plan.schema.finance import OnLending as OnLending
from ldip.plan.schema.income import IncomeFile as IncomeFile
from ldip.plan.schema.income import PartName as PartName
from ldip.plan.schema.income import Property as Property
from ldip.plan.schema.levers import LeverFile as LeverFile
from ldip.plan.schema.money import OPTIONAL_POSTS as OPTIONAL_POSTS
from ldip.plan.schema.money import BoundFund as BoundFund
from ldip.plan.schema.money import Fund as Fund
from ldip.plan.schema.money import FundFile as FundFile
from ldip.plan.schema.money import InvestmentFile as InvestmentFile
from ldip.plan.schema.money import PostName as PostName
from ldip.plan.schema.operations import OperationsFile as OperationsFile
from ldip.plan.schema.operations import SelfCostFile as SelfCostFile
from ldip.plan.schema.plausible import ACCEPTED as ACCEPTED
from ldip.plan.schema.plausible import Accepted as Accepted
from ldip.plan.schema.plausible import PlausibilityFile as PlausibilityFile
from ldip.plan.schema.population import AgeGroup as AgeGroup
from ldip.plan.schema.population import DwellingType as DwellingType
from ldip.plan.schema.population import Housing as Housing
from ldip.plan.schema.population import Pinned as Pinned
from ldip.plan.schema.population import PopulationFile as PopulationFile
from ldip.plan.schema.population import PopulationUncertainty as PopulationUncertainty
from ldip.plan.schema.population import ProfileBand as ProfileBand
from ldip.plan.schema.population import Projection as Projection
from ldip.plan.schema.population import SpecialGroup as SpecialGroup
from ldip.plan.schema.projects import ProjectCapacity as ProjectCapacity
from ldip.plan.schema.projects import ProjectFile as ProjectFile
from ldip.plan.schema.projects import ProjectFunding as ProjectFunding
from ldip.plan.schema.projects import ProjectOperation as ProjectOperation
from ldip.plan.schema.ranges import GROWTH, MARGIN, PART, RATE
from ldip.plan.schema.ratios import Ratio as Ratio
from ldip.plan.schema.rules import DebtRule as DebtRule
from ldip.plan.schema.rules import OwnFinancingRule as OwnFinancingRule
from ldip.plan.schema.rules import ResultRule as ResultRule
from ldip.plan.schema.rules import RuleFile as RuleFile
from ldip.plan.schema.services import Coverage as Coverage
from ldip.plan.schema.services import Places as Places
from ldip.plan.schema.services import RatePath as RatePath
from ldip.plan.schema.services import ServiceFile as ServiceFile
from ldip.plan.schema.services import UseRate as UseRate
from ldip.plan.schema.services import WorkforceFile as WorkforceFile
from ldip.plan.schema.stress import ScenarioFile as ScenarioFile
from ldip.plan.schema.stress import StressFile as StressFile
from ldip.plan.schema.uncertainty import Factor as Factor
from ldip.plan.schema.uncertainty import UncertaintyFile as UncertaintyFile


class Municipality(Strict):
    """The municipality of the plan."""

    ABOUT = About("struktur", why="sier hvem planen er for; velger regnskapsenhet og kommunens tall i kostra.csv")

    navn: Annotated[Text, TEXT]
    kommunenummer: Annotated[str, Field(pattern=r"^\d{4}$")]
    enhet: Literal["kommunekasse", "samlet", "konsern"] = "kommunekasse"


class Span(Strict):
    """Years, price level, and the date of the newest facts the plan may use."""

    ABOUT = About("struktur", why="planens år, prisår og hva som er kjent: former alle tall og er like for alle grupper")

    foerste_aar: Year
    antall_aar: Annotated[int, Field(ge=1, le=MOST_YEARS), About(unit="år")]
    prisnivaa: Year
    kunnskapsdato: dt.date
    vedtatt_til: Annotated[
        Year | None,
        feeds(
            "framskrevet_aar",
            "siste_vedtatte_aar",
            "innfasing_andel",
            "foer_full_innfasing",
            "krav_maales",
            "siste_maalte_aar",
            "vindu_ek",
            "vindu_resultat",
            group="prinsipper",
        ),
    ] = None


class PlanFile(Strict):
    """plan.toml"""

    ABOUT = About("struktur", why="planens hode")

    skjemaversjon: Literal[1]
    navn: Annotated[Text, TEXT]
    illustrasjon: Annotated[str, TEXT] = ""
    kommune: Municipality
    tid: Span
    beskrivelse: Annotated[str, TEXT] = ""
    grunnlag: Annotated[str, TEXT] = ""  # the data pack a first plan was made of; empty for a plan with figures of its own


class Calibration(Sourced):
    """The one free parameter of an example, with the range it may take (per cent a year)."""

    verdi: Percent
    fra: Annotated[Percent, COMPARED]
    til: Annotated[Percent, COMPARED]
    gjelder_fra: Year


class MacroFile(Strict):
    """forutsetninger.toml"""

    ABOUT = About("makro")

    loennsvekst: Annotated[Share, GROWTH, gives("loennsvekst_bane")]
    prisvekst: Annotated[Share, GROWTH, gives("prisvekst_bane", also=("kostnadsnoekkel_omregning",))]
    byggekostnadsvekst: Annotated[Share, GROWTH, gives("byggekostnadsvekst_bane")]
    deflator_loennsandel: Annotated[Share, PART, gives("deflator_loennsandel", also=("loennskurv_utgift", "loennskurv_inntekt"))]
    styringsrente: Annotated[Share, RATE, gives("styringsrente_bane", also=("swap_5aar",))]
    nibor_paaslag: Annotated[Share, MARGIN, gives("nibor_paaslag", also=("swap_5aar",))]
    swap_5aar: Annotated[Share | None, RATE, feeds("swap_5aar")] = None
    kalibrering_realvekst: Annotated[Calibration | None, feeds("realvekst_frie_inntekter", group="inntektssystem")] = None


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
    "arbeidskraft.toml": WorkforceFile,
    "drift.toml": OperationsFile,
    ACCEPTED: PlausibilityFile,
}
OPTIONAL: Final = frozenset({"usikkerhet.toml", "arbeidskraft.toml", "drift.toml", ACCEPTED})
FOLDERS: Final[dict[str, type[Strict]]] = {
    "tjenester": ServiceFile,
    "prosjekter": ProjectFile,
    "selvkost": SelfCostFile,
    "grep": LeverFile,
    "stress": StressFile,
    "scenario": ScenarioFile,
    "foretak": EnterpriseFile,
    "endringsforslag": AmendmentFile,
}


def folder_of(model: type[Strict]) -> str:
    """The folder whose files follow a model; the one place that names a folder is FOLDERS."""
    return next(name for name, found in FOLDERS.items() if found is model)


def home_of(model: type[Strict]) -> str:
    """The folder as people write it."""
    return f"{folder_of(model)}/"


def file_in(folder: str, key: str) -> str:
    """The file of a document in a folder."""
    return f"{folder}/{key}.toml"


def file_of(model: type[Strict], key: str) -> str:
    """The file of a document that follows a model."""
    return file_in(folder_of(model), key)
