"""Levers over a plan: changed copies of its parsed documents, validated as if they had been read. Nothing is written."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from ldip.errors import PlanError, Problem
from ldip.plan import messages
from ldip.plan.document import Plan, Table
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Strict
from ldip.plan.schema.levers import Change

NEW_FILES = ("tjenester", "prosjekter", "selvkost")
FIELDS = {"services": "tjenester", "projects": "prosjekter", "fees": "selvkost", "enterprises": "foretak"}


def overlaid(plan: Plan, levers: Iterable[str]) -> tuple[Plan, list[Problem]]:
    """The plan with levers laid over it in their stated order, and what was wrong with them.

    Where levers change the same key the last one holds; that overlap is what Shapley shares are for.
    """
    problems: list[Problem] = []
    for lever in in_stated_order(plan, levers):
        documents: dict[str, dict[str, Any] | None] = {}
        for place, change in enumerate(plan.levers[lever].endringer):
            where = (f"grep/{lever}.toml", f"endringer.{place}")
            if change.rader:
                plan, found = _with_rows(plan, change, *where)
            else:
                found = list(_changed(plan, documents, change, *where))
            problems += found
        plan, found = _validated(plan, documents, f"grep/{lever}.toml")
        problems += found
    return plan, problems


def in_stated_order(plan: Plan, levers: Iterable[str]) -> tuple[str, ...]:
    """Levers by their own order, each once. Errors: PlanError for an unknown one."""
    named = tuple(dict.fromkeys(levers))
    known = ", ".join(sorted(plan.levers)) or "planen har ingen grep"
    if unknown := [Problem("grep/", "", "ukjent grep", i, known) for i in named if i not in plan.levers]:
        raise PlanError(unknown)
    return tuple(sorted(named, key=lambda i: (plan.levers[i].rekkefoelge, i)))


def _changed(plan: Plan, documents: dict[str, dict[str, Any] | None], change: Change, file: str, key: str) -> Iterator[Problem]:
    """Change the raw document in place; None is a document left out."""
    folder, _, name = change.fil.removesuffix(".toml").rpartition("/")
    if change.fil not in documents:
        model = plan.folders.get(folder, {}).get(name) if folder else plan.single.get(change.fil)
        if model is not None:
            documents[change.fil] = model.model_dump(exclude_unset=True)
    current = documents.get(change.fil)
    if change.nytt is not None:
        if folder not in NEW_FILES or current is not None:
            hint = f"nye filer kan ligge i {', '.join(NEW_FILES)} under et ubrukt navn"
            yield Problem(file, f"{key}.fil", "filen finnes eller kan ikke legges til", change.fil, hint)
        else:
            documents[change.fil] = copy.deepcopy(change.nytt)
    elif current is None:
        known = [*plan.single, *(f"{k}/{n}.toml" for k, v in plan.folders.items() if k != "grep" for n in v)]
        yield Problem(file, f"{key}.fil", "filen finnes ikke i planen", change.fil, messages.nearest(change.fil, known))
    elif change.fjern:
        if folder not in NEW_FILES:
            yield Problem(file, f"{key}.fjern", "filen kan ikke fjernes", change.fil, f"fjern filer i {', '.join(NEW_FILES)}")
        else:
            documents[change.fil] = None
    elif not _set(current, change.noekkel.split("."), copy.deepcopy(change.verdi)):
        yield Problem(file, f"{key}.noekkel", "nøkkelen finnes ikke i filen", change.noekkel, "se nøklene i docs/schema")


def _set(document: dict[str, Any], path: list[str], value: Any) -> bool:
    """Set a value by its path; tables on the way are made, places in lists must be there."""
    current: Any = document
    for place, part in enumerate(path):
        last = place == len(path) - 1
        if isinstance(current, list):
            if not part.isdigit() or int(part) >= len(current):
                return False
            if last:
                current[int(part)] = value
            current = current[int(part)]
        elif isinstance(current, dict):
            if last:
                current[part] = value
            else:
                current[part] = {} if current.get(part) is None else current[part]
                current = current[part]
        else:
            return False
    return True


def _validated(plan: Plan, documents: dict[str, dict[str, Any] | None], file: str) -> tuple[Plan, list[Problem]]:
    """The plan with changed documents read by their schema again."""
    problems: list[Problem] = []
    single = dict(plan.single)
    folders: dict[str, dict[str, Strict]] = {k: dict(v) for k, v in plan.folders.items()}
    for name, raw in documents.items():
        folder, _, key = name.removesuffix(".toml").rpartition("/")
        if raw is None:
            folders[folder].pop(key, None)
            continue
        model = f.FOLDERS[folder] if folder else f.SINGLE[name]
        try:
            found = model.model_validate(raw)
        except ValidationError as error:
            told = (p for _, p in messages.problems(error, name, model))
            problems += [replace(p, file=file, key=f"{name}: {p.key}") for p in told]
            continue
        if folder:
            folders[folder][key] = found
        else:
            single[name] = found
    changed = {n: folders[of] for n, of in FIELDS.items()}
    return replace(plan, single=single, **changed), problems  # type: ignore[arg-type]  # each folder holds its own model


def _with_rows(plan: Plan, change: Change, file: str, key: str) -> tuple[Plan, list[Problem]]:
    model = t.TABLES.get(change.fil)
    if model is None:
        hint = messages.nearest(change.fil, list(t.TABLES))
        return plan, [Problem(file, f"{key}.fil", "ukjent csv-fil", change.fil, hint)]
    problems: list[Problem] = []
    rows: list[t.Row] = []
    for place, raw in enumerate(change.rader):
        try:
            rows.append(model.model_validate(raw))
        except ValidationError as error:
            told = (p for _, p in messages.problems(error, change.fil, model))
            problems += [replace(p, file=file, key=f"{key}.rader.{place}.{p.key}") for p in told]
    before = plan.tables.get(change.fil, Table(change.fil))
    table = Table(change.fil, (*before.rows, *rows), (*before.lines, *(0 for _ in rows)))
    return replace(plan, tables={**plan.tables, change.fil: table}), problems
