"""Schema of the plan's TOML files, one model a file."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

from pydantic import Field

from ldip.plan.fields import Percent, Share, Sourced, Strict, Text, Year
from ldip.plan.files_entities import EnterpriseFile as EnterpriseFile
from ldip.plan.files_entities import EnterpriseLine as EnterpriseLine
from ldip.plan.files_income import IncomeFile as IncomeFile
from ldip.plan.files_income import PartName as PartName
from ldip.plan.files_income import Property as Property
from ldip.plan.files_levers import LeverFile as LeverFile
from ldip.plan.files_money import OPTIONAL_POSTS as OPTIONAL_POSTS
from ldip.plan.files_money import BalanceFile as BalanceFile
from ldip.plan.files_money import BoundFund as BoundFund
from ldip.plan.files_money import Capital as Capital
from ldip.plan.files_money import DebtRule as DebtRule
from ldip.plan.files_money import Factor as Factor
from ldip.plan.files_money import FinanceFile as FinanceFile
from ldip.plan.files_money import Fund as Fund
from ldip.plan.files_money import FundFile as FundFile
from ldip.plan.files_money import InvestmentFile as InvestmentFile
from ldip.plan.files_money import NewLoans as NewLoans
from ldip.plan.files_money import OnLending as OnLending
from ldip.plan.files_money import OwnFinancingRule as OwnFinancingRule
from ldip.plan.files_money import PostName as PostName
from ldip.plan.files_money import ResultRule as ResultRule
from ldip.plan.files_money import RuleFile as RuleFile
from ldip.plan.files_money import UncertaintyFile as UncertaintyFile
from ldip.plan.files_money import Variant as Variant
from ldip.plan.files_operations import OperationsFile as OperationsFile
from ldip.plan.files_operations import SelfCostFile as SelfCostFile
from ldip.plan.files_people import AgeGroup as AgeGroup
from ldip.plan.files_people import DwellingType as DwellingType
from ldip.plan.files_people import Housing as Housing
from ldip.plan.files_people import Pinned as Pinned
from ldip.plan.files_people import PopulationFile as PopulationFile
from ldip.plan.files_people import PopulationUncertainty as PopulationUncertainty
from ldip.plan.files_people import ProfileBand as ProfileBand
from ldip.plan.files_people import Projection as Projection
from ldip.plan.files_people import SpecialGroup as SpecialGroup
from ldip.plan.files_places import Coverage as Coverage
from ldip.plan.files_places import Places as Places
from ldip.plan.files_places import RatePath as RatePath
from ldip.plan.files_places import ServiceFile as ServiceFile
from ldip.plan.files_places import UseRate as UseRate
from ldip.plan.files_places import WorkforceFile as WorkforceFile
from ldip.plan.files_projects import ProjectCapacity as ProjectCapacity
from ldip.plan.files_projects import ProjectFile as ProjectFile
from ldip.plan.files_projects import ProjectFunding as ProjectFunding
from ldip.plan.files_projects import ProjectOperation as ProjectOperation
from ldip.plan.files_ratios import Ratio as Ratio


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
    swap_5aar: Share | None = None
    kalibrering_realvekst: Calibration | None = None


class Calibration(Sourced):
    """The one free parameter of an example, with the range it may take (per cent a year)."""

    verdi: Percent
    fra: Percent
    til: Percent
    gjelder_fra: Year


MacroFile.model_rebuild()

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
}
OPTIONAL: Final = frozenset({"usikkerhet.toml", "arbeidskraft.toml", "drift.toml"})
FOLDERS: Final[dict[str, type[Strict]]] = {
    "tjenester": ServiceFile,
    "prosjekter": ProjectFile,
    "selvkost": SelfCostFile,
    "grep": LeverFile,
    "foretak": EnterpriseFile,
}
