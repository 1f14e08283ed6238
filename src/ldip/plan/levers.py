"""The plan's own levers as edits of its files: a trial is read as any plan, and is the same when it is saved.

An applied lever is removed from the list of levers. Nothing is written to disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import tomlkit
from pydantic import ValidationError

from ldip.digits import is_digits
from ldip.errors import PlanError, Problem
from ldip.plan import messages
from ldip.plan.csvfile import cell_text, decode, delimiter_of
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, DropFile, Edit, Key, NewFile, NewRow, SetValue, apply, changed_files
from ldip.plan.memo import remembered
from ldip.plan.read import problems_of, read_contents
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.levers import Change
from ldip.plan.tomlfile import loads

LEVERS: Final = f.folder_of(f.LeverFile)
CLOSED: Final = (
    LEVERS,
    *(f.folder_of(m) for m in (f.StressFile, f.ScenarioFile, f.AmendmentFile)),
)  # changes of a plan change no changes
KNOWN: Final = 64  # most files whose keys are cached


@dataclass(frozen=True)
class Laid:
    """Levers applied to a plan: the resulting files, the edits that made them, and problems of changes that failed."""

    contents: Contents
    edits: tuple[Edit, ...]
    problems: tuple[Problem, ...]


def in_stated_order(plan: Plan, levers: Iterable[str]) -> tuple[str, ...]:
    """Levers by their own order, each once. Errors: PlanError for an unknown one."""
    named = tuple(dict.fromkeys(levers))
    known = ", ".join(sorted(plan.levers)) or "planen har ingen grep"
    if unknown := [Problem(f"{LEVERS}/", "", "ukjent grep", i, known) for i in named if i not in plan.levers]:
        raise PlanError(unknown)
    return tuple(sorted(named, key=lambda i: (plan.levers[i].rekkefoelge, i)))


def lay(plan: Plan, levers: Iterable[str], contents: Contents | None = None) -> Laid:
    """Apply levers to a plan in their stated order. `contents` may include files that are no part of the plan.

    Where levers change the same key the last one wins; Shapley shares divide such overlaps. Errors: PlanError for an unknown
    lever, ValueError for a plan whose documents are no longer those of its files."""
    must_be_as_read(plan)
    files: Contents = plan.contents if contents is None else contents
    edits: list[Edit] = []
    problems: list[Problem] = []
    for lever in in_stated_order(plan, levers):
        own = f.file_in(LEVERS, lever)
        laid = laid_changes(plan.levers[lever].endringer, files, own)
        files = laid.contents
        edits += laid.edits
        problems += laid.problems
        gone = DropFile(fil=own)
        files = apply(files, [gone])
        edits.append(gone)
    return Laid(files, tuple(edits), tuple(problems))


def must_be_as_read(plan: Plan) -> None:
    """Errors: ValueError for a plan whose documents are no longer those of its files, which edits of the files would undo."""
    if not _as_read(plan):
        raise ValueError("levers are edits of a plan's files, and this plan was changed after it was read")


def laid_changes(changes: Sequence[Change], contents: Contents, own: str, key: str = "endringer") -> Laid:
    """Changes applied to the files in their order; problems are located in the file `own` that they come from, under `key`."""
    files, edits, problems = contents, list[Edit](), list[Problem]()
    for place, change in enumerate(changes):
        try:
            made = list(_edits_of(change, files))
            files = apply(files, made)
            edits += made
        except PlanError as error:
            problems += [_of_lever(p, own, f"{key}.{place}") for p in error.problems]
        except ValidationError:
            problems.append(Problem(own, f"{key}.{place}", "endringen lar seg ikke skrive", change.fil, "rett endringen"))
    changed = {n: raw for n, raw in changed_files(contents, files).items() if raw is not None}
    problems += [replace(p, file=own, key=f"{p.file}: {p.key}", line=0, column=0) for p in problems_of(changed)]
    return Laid(files, tuple(edits), tuple(problems))


@remembered
def _as_read(plan: Plan) -> bool:
    """Whether a plan's documents are those of its files."""
    return read_contents(plan.contents, plan.folder).plan().content_hash == plan.content_hash


def _of_lever(p: Problem, lever: str, change: str) -> Problem:
    """A problem of a change or of its edit, located in the lever's own file."""
    if p.file:
        return Problem(lever, change, f"{p.file}: {p.message}", p.value, p.hint)
    return replace(p, file=lever, key=f"{change}.{p.key}")


def _wrong(key: str, message: str, value: str, hint: str) -> PlanError:
    return PlanError([Problem("", key, message, value, hint)])


def _edits_of(change: Change, files: Contents) -> Iterator[Edit]:
    """Edits of a change, given the current files. Errors: PlanError for a change that does not fit them."""
    open_folders = [n for n in f.FOLDERS if n not in CLOSED]
    inside = change.fil.rpartition("/")[0] in open_folders
    if change.rader:
        yield from _new_rows(change, files)
    elif change.nytt is not None:
        if not inside or change.fil in files:
            hint = f"nye filer kan ligge i {', '.join(open_folders)} under et ubrukt navn"
            raise _wrong("fil", "filen finnes eller kan ikke legges til", change.fil, hint)
        yield NewFile(fil=change.fil, tekst=tomlkit.dumps(change.nytt))
    elif change.fil not in files or not (inside or change.fil in f.SINGLE):
        known = [n for n in files if n in f.SINGLE or (n.rpartition("/")[0] in open_folders and n.endswith(".toml"))]
        raise _wrong("fil", "filen finnes ikke i planen", change.fil, messages.nearest(change.fil, known))
    elif change.fjern:
        if not inside:
            raise _wrong("fjern", "filen kan ikke fjernes", change.fil, f"fjern filer i {', '.join(open_folders)}")
        yield DropFile(fil=change.fil)
    else:
        keys, value = _placed(_keys(files[change.fil], change.fil), change)
        yield SetValue(fil=change.fil, noekkel=keys, verdi=value)


@lru_cache(maxsize=KNOWN)
def _keys(raw: bytes, file: str) -> dict[str, Any]:
    """A TOML file as plain tables; cached, so the result must not be modified."""
    return loads(decode(raw, file)[0])


def _placed(document: dict[str, Any], change: Change) -> tuple[list[Key], Any]:
    """Keys down to the first one missing in the file, and the value nested in the tables below it. List indices must exist."""
    current: Any = document
    path, keys = change.noekkel.split("."), list[Key]()
    for place, part in enumerate(path):
        rest = path[place + 1 :]
        if isinstance(current, list) and is_digits(part) and int(part) < len(current):
            keys.append(int(part))
        elif isinstance(current, dict):
            keys.append(part)
        else:
            raise _wrong("noekkel", "nøkkelen finnes ikke i filen", change.noekkel, "se nøklene i docs/schema")
        if rest and isinstance(current, dict) and part not in current:
            value = change.verdi
            for name in reversed(rest):
                value = {name: value}
            return keys, value
        current = current[keys[-1]] if rest else None
    return keys, change.verdi


def _new_rows(change: Change, files: Contents) -> Iterator[NewRow]:
    """Rows as cells of the file, once each is valid by its schema."""
    model = t.TABLES.get(change.fil)
    if model is None:
        raise _wrong("fil", "ukjent csv-fil", change.fil, messages.nearest(change.fil, list(t.TABLES)))
    problems: list[Problem] = []
    for place, row in enumerate(change.rader):
        try:
            model.model_validate(row)
        except ValidationError as error:
            found = (p for _, p in messages.problems(error, change.fil, model))
            problems += [replace(p, file="", key=f"rader.{place}.{p.key}") for p in found]
    if problems:
        raise PlanError(problems)
    delimiter = delimiter_of(files.get(change.fil), change.fil)
    for row in change.rader:
        yield NewRow(fil=change.fil, celler={k: cell_text(v, delimiter) for k, v in row.items()})
