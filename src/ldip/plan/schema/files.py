"""Schema of the plan's TOML files, one model a file."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

from pydantic import Field

from ldip.plan.schema.enterprises import EnterpriseFile as EnterpriseFile
from ldip.plan.schema.enterprises import EnterpriseLine as EnterpriseLine
from ldip.plan.schema.fields import Percent, Share, Sourced, Strict, Text, Year
from ldip.plan.schema.income import IncomeFile as IncomeFile
from ldip.plan.schema.income import PartName as PartName
from ldip.plan.schema.income import Property as Property
from ldip.plan.schema.levers import LeverFile as LeverFile
from ldip.plan.schema.money import OPTIONAL_POSTS as OPTIONAL_POSTS
from ldip.plan.schema.money import BalanceFile as BalanceFile
from ldip.plan.schema.money import BoundFund as BoundFund
from ldip.plan.schema.money import Capital as Capital
from ldip.plan.schema.money import DebtRule as DebtRule
from ldip.plan.schema.money import Factor as Factor
from ldip.plan.schema.money import FinanceFile as FinanceFile
from ldip.plan.schema.money import Fund as Fund
from ldip.plan.schema.money import FundFile as FundFile
from ldip.plan.schema.money import InvestmentFile as InvestmentFile
from ldip.plan.schema.money import NewLoans as NewLoans
from ldip.plan.schema.money import OnLending as OnLending
from ldip.plan.schema.money import OwnFinancingRule as OwnFinancingRule
from ldip.plan.schema.money import PostName as PostName
from ldip.plan.schema.money import ResultRule as ResultRule
from ldip.plan.schema.money import RuleFile as RuleFile
from ldip.plan.schema.money import UncertaintyFile as UncertaintyFile
from ldip.plan.schema.money import Variant as Variant
from ldip.plan.schema.operations import OperationsFile as OperationsFile
from ldip.plan.schema.operations import SelfCostFile as SelfCostFile
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
from ldip.plan.schema.ratios import Ratio as Ratio
from ldip.plan.schema.services import Coverage as Coverage
from ldip.plan.schema.services import Places as Places
from ldip.plan.schema.services import RatePath as RatePath
from ldip.plan.schema.services import ServiceFile as ServiceFile
from ldip.plan.schema.services import UseRate as UseRate
from ldip.plan.schema.services import WorkforceFile as WorkforceFile


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
