"""The scope of a limited role, checked on the difference between a plan's files before and after a change, never on the edits as
declared. Rows of other sectors must be unchanged, byte for byte and in their order.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ldip.plan.csvfile import ROW_KEYS
from ldip.plan.csvlines import CsvText, Record, parse
from ldip.plan.edits import Contents, changed_files
from ldip.plan.schema.files import LeverFile, ProjectFile, ServiceFile, file_of, home_of
from ldip.plan.schema.tables import TABLES, BuildingRow
from ldip.publish.protect_inputs import of_projects

PROJECTS: Final = home_of(ProjectFile)
SCOPED_TABLES: Final = ("tiltak.csv", "behovsliste.csv", "bygg.csv", "rammer.csv")
BUILDINGS: Final = next(name for name, model in TABLES.items() if model is BuildingRow)
COST_ON_OTHERS: Final = ("selvkost",)  # a project's keys that put its cost on a fee area
SHARE_OF_ALL: Final = ("innsparingsvekt",)  # a service's keys that divide a common saving between the services
HEADER: Final = "\0"  # in place of the header among the lines that must not change; no line holds it

Pair = tuple[str, str]  # (service, sector)


@dataclass(frozen=True)
class Scope:
    """The part of a plan an actor may change: the sectors and services of a contributor, and every project file when `projects`.

    `ties` are the pairs of service and sector that the plan itself has; a change cannot make new ones, or a contributor could
    put cost on a service of another sector by naming its own."""

    names: frozenset[str]
    projects: bool
    ties: frozenset[Pair]
    buildings: frozenset[str]

    def owns(self, row: Mapping[str, Any]) -> bool:
        """Whether a row, or a project, belongs to the scope by its service and sector."""
        service, sector = (str(row.get(key) or "").strip() for key in ("tjeneste", "sektor"))
        if not self.names & {service, sector}:
            return False
        return {service, sector} <= self.names | {""} or (service, sector) in self.ties


def scope_of(before: Contents, names: Iterable[str], projects: bool) -> Scope:
    """The scope of an actor in a plan as it is before the change."""
    found = frozenset(n.strip() for n in names) - {""}
    ties = {_pair(p) for f, raw in before.items() if f.startswith(PROJECTS) and (p := _toml(raw)) is not None}
    for file in SCOPED_TABLES:
        table = _table(before.get(file))
        ties |= {_pair(row) for row in table.rows} if table is not None else set()
    scope = Scope(found, projects, frozenset(t for t in ties if all(t)), frozenset())
    table = _table(before.get(BUILDINGS))
    mine = (row.get("id", "") for row in table.rows if scope.owns(row)) if table is not None else ()
    return Scope(found, projects, scope.ties, frozenset(mine))


def outside(scope: Scope, before: Contents, after: Contents, applied: Collection[str] = ()) -> str:
    """The first file changed outside a scope; empty when there is none. `applied` are the plan's own levers in the change: an
    applied lever that no longer fits is removed with it."""
    spent = {file_of(LeverFile, lever) for lever in applied}
    for file, now in sorted(changed_files(before, after).items()):
        if not (now is None and file in spent) and not _within(scope, file, before.get(file), now):
            return file
    return ""


def _within(scope: Scope, file: str, before: bytes | None, after: bytes | None) -> bool:
    """Whether the change of one file is within a scope."""
    if scope.projects and of_projects(file) and (not file.startswith(PROJECTS) or file.endswith(".toml")):
        return True
    if file in {file_of(ServiceFile, name) for name in scope.names}:
        return _same(SHARE_OF_ALL, before, after)
    if file.startswith(PROJECTS) and file.endswith(".toml"):
        return _project_within(scope, before, after)
    return file in SCOPED_TABLES and after is not None and _table_within(scope, file, before, after)


def _project_within(scope: Scope, before: bytes | None, after: bytes | None) -> bool:
    """Whether a project belongs to the scope both before and after, and reaches no further than before."""
    old, new = (_toml(raw) for raw in (before, after))
    if old is None or new is None or not all(scope.owns(p) for raw, p in ((before, old), (after, new)) if raw is not None):
        return False
    if after is not None and not _same(COST_ON_OTHERS, before, after):
        return False
    closed, known = new.get("erstatter"), old.get("erstatter")
    more = [b for b in closed if not isinstance(known, list) or b not in known] if isinstance(closed, list) else []
    return all(isinstance(b, str) and b in scope.buildings for b in more)


@dataclass(frozen=True)
class _Table:
    """A csv file as the plan reads it, and its rows' cells by column."""

    text: CsvText
    rows: list[dict[str, str]]

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return self.text.columns

    @property
    def filled(self) -> list[tuple[Record, dict[str, str]]]:
        """The rows that are not blank, each as it is in the text and as read."""
        return list(zip((r for r in self.text.rows if not r.blank), self.rows, strict=True))


def _table(raw: bytes | None) -> _Table | None:
    """A csv file as the plan reads it; None for one that cannot be read, or whose columns or rows are ambiguous."""
    try:
        text = parse((raw or b"").decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None
    if text.header is None or len(set(text.columns)) < len(text.columns) or any(r.fault for r in (text.header, *text.rows)):
        return None
    text.end_last_line()  # as a row added after it does
    return _Table(text, [row for _, row in text.by_column()])


def _table_within(scope: Scope, file: str, before: bytes | None, after: bytes) -> bool:
    """Whether all that changed in a table is rows of the scope: comments, blank lines and the rows of others are unchanged
    and in their order, the columns are the same or followed by known ones, and no row takes the id of another's."""
    new = _table(after)
    old = _table(before) if before is not None else new
    if old is None or new is None:
        return False
    more = new.columns[len(old.columns) :]
    if (old.text.delimiter, old.columns) != (new.text.delimiter, new.columns[: len(old.columns)]):
        return False
    if any(name not in TABLES[file].model_fields for name in more):
        return False
    kept_before, kept_after = list(_others(scope, old)), list(_others(scope, new))
    if before is None:
        return kept_after == [HEADER]
    if more and any(len(r.cells) > len(old.columns) and not scope.owns(row) for r, row in old.filled):
        return False  # a cell beyond the header would be read under the new column
    return kept_before == kept_after and _own_ids(scope, file, new) <= _own_ids(scope, file, old)


def _others(scope: Scope, table: _Table) -> Iterator[str]:
    """Every line that is not a row of the scope; blank lines after its rows, which an edit may leave, belong to them, and so do
    rows that are not filled in yet."""
    text, header = table.text, table.text.header
    first = {r.line: (r, row) for r, row in table.filled}
    blank = {at for r in text.rows if r.blank for at in range(r.line, r.line + r.height)}
    at, own = 1, False
    while at <= len(text.lines):
        found = first.get(at)
        if header is not None and at == header.line:
            yield HEADER
            at, own = at + header.height, False
            continue
        own = scope.owns(found[1]) if found is not None else own and (at in blank or not text.lines[at - 1].strip())
        height = found[0].height if found is not None else 1
        if not own:
            yield "".join(text.lines[at - 1 : at - 1 + height])
        at += height


def _own_ids(scope: Scope, file: str, table: _Table) -> set[str]:
    """Ids that rows of the scope share with rows of others: a row is read as part of what has its id."""
    if ROW_KEYS.get(file, ("",))[0] != "id":
        return set()
    own, rest = set[str](), set[str]()
    for row in table.rows:
        (own if scope.owns(row) else rest).add(row.get("id", ""))
    return own & rest


def _pair(row: Mapping[str, Any]) -> Pair:
    return str(row.get("tjeneste") or "").strip(), str(row.get("sektor") or "").strip()


def _same(keys: Iterable[str], before: bytes | None, after: bytes | None) -> bool:
    """Whether a TOML file has the same values of some keys before and after; an absent file has none."""
    old, new = _toml(before), _toml(after)
    return old is not None and new is not None and all(old.get(k) == new.get(k) for k in keys)


def _toml(raw: bytes | None) -> dict[str, Any] | None:
    """A TOML file as parsed, empty for an absent one; None for one that cannot be read."""
    try:
        return tomllib.loads((raw or b"").decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
