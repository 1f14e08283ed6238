"""The plan as a frozen document: parsed files and tables, its content hash and its sources."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from ldip.parameters.ages import groupings
from ldip.plan.memo import remembered
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Strict

R_co = TypeVar("R_co", bound=t.Row, covariant=True)
R = TypeVar("R", bound=t.Row)
M = TypeVar("M", bound=Strict)


@dataclass(frozen=True)
class Table(Generic[R_co]):
    """Rows of a csv file with the line each came from."""

    file: str
    rows: tuple[R_co, ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A plan read from a folder. `single` holds TOML files by name; folders by id."""

    folder: Path
    single: Mapping[str, Strict]
    services: Mapping[str, f.ServiceFile]
    projects: Mapping[str, f.ProjectFile]
    tables: Mapping[str, Table[t.Row]]
    fees: Mapping[str, f.SelfCostFile] = field(default_factory=dict)
    enterprises: dict[str, f.EnterpriseFile] = field(default_factory=dict)
    levers: Mapping[str, f.LeverFile] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict, repr=False)
    partial: frozenset[str] = frozenset()  # files with problems; empty in every plan that is run

    # Typed access; a reader may use these only when the file was read without problems.
    @property
    def head(self) -> f.PlanFile:
        """plan.toml"""
        return self._file("plan.toml", f.PlanFile)

    @property
    def macro(self) -> f.MacroFile:
        """forutsetninger.toml"""
        return self._file("forutsetninger.toml", f.MacroFile)

    @property
    def population(self) -> f.PopulationFile:
        """befolkning.toml"""
        return self._file("befolkning.toml", f.PopulationFile)

    @property
    def income(self) -> f.IncomeFile:
        """inntekter.toml"""
        return self._file("inntekter.toml", f.IncomeFile)

    @property
    def investment(self) -> f.InvestmentFile:
        """investeringer.toml"""
        return self._file("investeringer.toml", f.InvestmentFile)

    @property
    def finance(self) -> f.FinanceFile:
        """finans.toml"""
        return self._file("finans.toml", f.FinanceFile)

    @property
    def funds(self) -> f.FundFile:
        """fond.toml"""
        return self._file("fond.toml", f.FundFile)

    @property
    def balance(self) -> f.BalanceFile:
        """balanse.toml"""
        return self._file("balanse.toml", f.BalanceFile)

    @property
    def rules(self) -> f.RuleFile:
        """handlingsregler.toml"""
        return self._file("handlingsregler.toml", f.RuleFile)

    @property
    def uncertainty(self) -> f.UncertaintyFile:
        """usikkerhet.toml, empty where the plan has none"""
        found = self.single.get("usikkerhet.toml")
        return found if isinstance(found, f.UncertaintyFile) else f.UncertaintyFile()

    @property
    def workforce(self) -> f.WorkforceFile | None:
        """arbeidskraft.toml, None where the plan has none"""
        found = self.single.get("arbeidskraft.toml")
        return found if isinstance(found, f.WorkforceFile) else None

    @property
    def operations(self) -> f.OperationsFile:
        """drift.toml, empty where the plan has none"""
        found = self.single.get("drift.toml")
        return found if isinstance(found, f.OperationsFile) else f.OperationsFile()

    @property
    def folders(self) -> dict[str, Mapping[str, Strict]]:
        """Documents by folder and id."""
        return {
            "tjenester": self.services,
            "prosjekter": self.projects,
            "selvkost": self.fees,
            "grep": self.levers,
            "foretak": self.enterprises,
        }

    def _file(self, name: str, model: type[M]) -> M:
        found = self.single[name]
        assert isinstance(found, model)
        return found

    def table(self, file: str, model: type[R]) -> Table[R]:
        """A csv table by file name; empty where the plan has none."""
        found = self.tables.get(file, Table(file))
        if found.rows and not isinstance(found.rows[0], model):  # one file used for two things; told when read
            return Table(file)
        return found  # type: ignore[return-value]

    def referenced(self, key: str, model: type[R]) -> Table[R]:
        """A csv table that befolkning.toml points to."""
        reference = getattr(self.population, key)
        return self.table(reference.fil, model) if reference else Table("")

    @cached_property
    def age_groups(self) -> tuple[f.AgeGroup, ...]:
        """The plan's age groups, its own or the shipped grouping it names."""
        p = self.population
        if p.aldersgrupper or p.aldersgruppering not in groupings():
            return tuple(p.aldersgrupper)
        return tuple(f.AgeGroup(id=i, navn=n, fra=a, til=b) for i, n, a, b in groupings()[p.aldersgruppering].groups)

    @property
    def years(self) -> range:
        """Plan years."""
        span = self.head.tid
        return range(span.foerste_aar, span.foerste_aar + span.antall_aar)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the canonical parsed plan; comments and layout do not count."""
        content = {
            "filer": {n: _document_json(m) for n, m in self.single.items()},
            **{k: {n: _document_json(m) for n, m in v.items()} for k, v in self.folders.items()},
            "tabeller": {n: _table_json(v) for n, v in self.tables.items()},
        }
        parts = (f"{_json(k)}:{_object(v)}" for k, v in sorted(content.items()))
        return hashlib.sha256(f"{{{','.join(parts)}}}".encode()).hexdigest()


def _json(value: object) -> str:
    """Canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _object(parts: Mapping[str, str]) -> str:
    """Canonical JSON of an object whose values already are."""
    return f"{{{','.join(f'{_json(n)}:{text}' for n, text in sorted(parts.items()))}}}"


@remembered
def _document_json(document: Strict) -> str:
    return _json(document.model_dump(mode="json"))


@remembered
def _table_json(table: Table[t.Row]) -> str:
    return _json([r.model_dump(mode="json") for r in table.rows])
