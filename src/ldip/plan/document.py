"""The plan as a frozen document: parsed files and tables, its content hash and its sources."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Generic, TypeVar, cast

from ldip.parameters.ages import groupings
from ldip.plan.csvfile import decode
from ldip.plan.memo import remembered
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Strict

R_co = TypeVar("R_co", bound=t.Row, covariant=True)
R = TypeVar("R", bound=t.Row)
M = TypeVar("M", bound=Strict)


class NotReadError(Exception):
    """Access to a file or a key that could not be read. It has its own Problem already, so this error is not reported."""


@cache
def broken(model: type[M]) -> type[M]:
    """A model for documents that could be read in part: other keys raise NotReadError."""

    def missing(document: Strict, key: str) -> object:
        if key in model.model_fields:
            raise NotReadError(key)
        raise AttributeError(key)

    return cast("type[M]", type(model.__name__, (model,), {"__getattr__": missing, "__module__": model.__module__}))


@dataclass(frozen=True)
class Table(Generic[R_co]):
    """Rows of a csv file with their line numbers."""

    file: str
    rows: tuple[R_co, ...] = ()
    lines: tuple[int, ...] = ()

    def numbered(self) -> Iterator[tuple[int, R_co]]:
        """Each row with its line number."""
        return zip(self.lines, self.rows, strict=True)


@dataclass(frozen=True)
class Plan:
    """A plan read from files. `single` holds TOML files by name, `folders` the files of each folder by id, `tables` csv files by
    name, and `contents` the bytes that each of them was read from."""

    folder: Path
    single: Mapping[str, Strict]
    folders: Mapping[str, Mapping[str, Strict]]
    tables: Mapping[str, Table[t.Row]]
    contents: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    partial: frozenset[str] = frozenset()  # files with problems; empty in every plan that is run

    # Typed access. Errors: NotReadError for a file that is missing or could not be read.
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
        return self._optional("usikkerhet.toml", f.UncertaintyFile) or f.UncertaintyFile()

    @property
    def workforce(self) -> f.WorkforceFile | None:
        """arbeidskraft.toml, None where the plan has none"""
        return self._optional("arbeidskraft.toml", f.WorkforceFile)

    @property
    def operations(self) -> f.OperationsFile:
        """drift.toml, empty where the plan has none"""
        return self._optional("drift.toml", f.OperationsFile) or f.OperationsFile()

    @property
    def accepted(self) -> f.PlausibilityFile:
        """rimelighet.toml, empty where the plan has none"""
        return self._optional(f.ACCEPTED, f.PlausibilityFile) or f.PlausibilityFile()

    @property
    def services(self) -> Mapping[str, f.ServiceFile]:
        """Services by id."""
        return self.all_of(f.ServiceFile)

    @property
    def projects(self) -> Mapping[str, f.ProjectFile]:
        """Projects by id."""
        return self.all_of(f.ProjectFile)

    @property
    def fees(self) -> Mapping[str, f.SelfCostFile]:
        """Self-cost areas by id."""
        return self.all_of(f.SelfCostFile)

    @property
    def enterprises(self) -> Mapping[str, f.EnterpriseFile]:
        """Accounting entities by id."""
        return self.all_of(f.EnterpriseFile)

    @property
    def levers(self) -> Mapping[str, f.LeverFile]:
        """The plan's own levers by id."""
        return self.all_of(f.LeverFile)

    @property
    def stresses(self) -> Mapping[str, f.StressFile]:
        """The plan's own stresses by id."""
        return self.all_of(f.StressFile)

    @property
    def scenarios(self) -> Mapping[str, f.ScenarioFile]:
        """The plan's own scenarios by id."""
        return self.all_of(f.ScenarioFile)

    def all_of(self, model: type[M]) -> Mapping[str, M]:
        """The documents of the folder for a model, by id."""
        return cast("Mapping[str, M]", self.folders.get(f.folder_of(model), {}))

    @property
    def documents(self) -> dict[str, Strict]:
        """Every TOML document by file."""
        inside = {f.file_in(folder, i): d for folder, found in self.folders.items() for i, d in found.items()}
        return {**self.single, **inside}

    def document(self, name: str) -> Strict | None:
        """A TOML document by file name, None for an optional one that the plan has not. Errors: NotReadError."""
        return self._optional(name, f.SINGLE[name]) if name in f.OPTIONAL else self._file(name, f.SINGLE[name])

    def text(self, file: str) -> str:
        """The text of a file; empty for a file that the plan lacks."""
        return decode(self.contents.get(file, b""), file)[0]

    def _file(self, name: str, model: type[M]) -> M:
        if (found := self._optional(name, model)) is None:
            raise NotReadError(name)
        return found

    def _optional(self, name: str, model: type[M]) -> M | None:
        found = self.single.get(name)
        if found is None and name in self.partial:
            raise NotReadError(name)
        assert found is None or isinstance(found, model)
        return found

    def table(self, file: str, model: type[R]) -> Table[R]:
        """A csv table by file name; empty where the plan has none."""
        found = self.tables.get(file, Table(file))
        if found.rows and not isinstance(found.rows[0], model):  # one file used for two tables; reported by read.py
            return Table(file)
        return cast("Table[R]", found)

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

    @cached_property
    def zones(self) -> tuple[str, ...]:
        """The zones that have people, in the order of the file."""
        return tuple(dict.fromkeys(r.sone for r in self.referenced("folketall", t.StockRow).rows))

    @property
    def inhabitants(self) -> float:
        """Inhabitants in the opening population."""
        return float(sum(r.personer for r in self.referenced("folketall", t.StockRow).rows))

    @property
    def shown_year(self) -> int:
        """The year that tables point to: the first with the whole saving phased in, or the last year."""
        return min(self.first_projected + self.rules.innfasing_aar - 1, self.years[-1])

    @property
    def first_projected(self) -> int:
        """The first year after the adopted ones; past the last year where all are adopted."""
        adopted = self.head.tid.vedtatt_til
        return self.years[0] if adopted is None else adopted + 1

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
    """Canonical JSON of an object whose values are canonical JSON already."""
    return f"{{{','.join(f'{_json(n)}:{text}' for n, text in sorted(parts.items()))}}}"


@remembered
def _document_json(document: Strict) -> str:
    return _json(document.model_dump(mode="json"))


@remembered
def _table_json(table: Table[t.Row]) -> str:
    return _json([r.model_dump(mode="json") for r in table.rows])
