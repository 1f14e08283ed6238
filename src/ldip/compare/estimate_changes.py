"""A plan with the estimates of a group changed by their ordinary spread: whole documents, with the opening balance closed.

Only figures that are estimates in the plan change. Ways and places are data (parameters/anslag.toml)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Final, TypeVar, cast

from ldip.parameters.estimate_groups import Change
from ldip.plan.document import Plan, Table
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE, SHARE, Sourced, Strict, UnitCost, YearVector
from ldip.plan.schema.services import UseRate

M = TypeVar("M", bound=Strict)
Move = Callable[[float, str], float]  # a number in its own unit and that unit → the number after the change
HISTORY: Final = "historie"
ARRIVALS: Final = "innflytting"
TEN: Final = 10.0  # years over which a spread of the population is measured


@dataclass(frozen=True)
class _Chosen:
    """Rows and services of a change: rows by column, and services by the sector they are compared with."""

    plan: Plan
    rows: Mapping[str, tuple[str, ...]]
    sectors: tuple[str, ...]

    def service(self, name: str) -> bool:
        """Whether a service is one of the chosen."""
        found = self.plan.services.get(name)
        return not self.sectors or (found is not None and any(s in self.sectors for s in found.kostra))

    def row(self, row: t.Row) -> bool:
        """Whether a row is one of the chosen."""
        named = all(str(getattr(row, k, "")) in v for k, v in self.rows.items())
        return named and (not self.sectors or self.service(str(getattr(row, "tjeneste", ""))))


def changed(plan: Plan, change: Change, sign: float) -> Plan:
    """The plan with a change up (1) or down (−1); the same object where nothing is an estimate."""
    people = plan.inhabitants
    size = sign * change.size(people)
    if change.maate == "folketall":
        return _with_people(plan, change, size / 100.0)
    if change.maate == "fordeling":
        return _shared(plan, change, size / 100.0)
    chosen = _Chosen(plan, change.velg, change.kostra)
    after = plan
    for target in change.gjelder:
        after = _at(after, target, chosen, _move(change, size, people))
    return after if after is plan else _closed(after)


def _move(change: Change, size: float, people: float) -> Move:
    """Function that changes a number; the unit of a share or an amount decides what an addition is."""
    if change.maate == "faktor":
        return lambda value, unit: value * (1.0 + size / 100.0)
    if change.maate == "per_innbygger":
        return lambda value, unit: value + size * people / SCALE[unit]
    return lambda value, unit: value + (size * SHARE["prosent"] if unit == "andel" else size)


def _at(plan: Plan, target: str, chosen: _Chosen, move: Move) -> Plan:
    """The plan with the estimates at `file:key` moved."""
    file, _, key = target.partition(":")
    if file.startswith("befolkning/"):
        pointer = getattr(plan.population, file.partition("/")[2])
        return plan if pointer is None or not pointer.anslag else _rows(plan, pointer.fil, key, chosen, move)
    if file.endswith(".csv"):
        return _rows(plan, file, key, chosen, move)
    after = plan
    for name in [n for n in plan.documents if fnmatchcase(n, file)]:
        folder, _, own = name.rpartition("/")
        if folder == "tjenester" and not chosen.service(own.removesuffix(".toml")):
            continue
        document = plan.documents[name]
        found = _inside(document, key.split("."), move, None)
        if found is not document:
            after = _put(after, name, found)
    return after


def _put(plan: Plan, name: str, document: Strict) -> Plan:
    folder, _, own = name.rpartition("/")
    if not folder:
        return replace(plan, single={**plan.single, name: document})
    inside = {**plan.folders[folder], own.removesuffix(".toml"): document}
    return replace(plan, folders={**plan.folders, folder: inside})


def _rows(plan: Plan, file: str, column: str, chosen: _Chosen, move: Move) -> Plan:
    """The plan with a column of a table moved in the chosen rows that are estimates; a row without a flag is its file's."""
    table = plan.tables.get(file)
    if table is None:
        return plan

    def moved(row: t.Row) -> t.Row:
        if not getattr(row, "anslag", True) or not chosen.row(row):
            return row
        value = getattr(row, column)
        after = move(value, str(getattr(row, "enhet", "")))
        return row if after == value else _with(row, **{column: after})

    rows = tuple(moved(r) for r in table.rows)
    same = all(a is b for a, b in zip(rows, table.rows, strict=True))
    return plan if same else _with_table(plan, Table(file, rows, table.lines))


def _with_table(plan: Plan, table: Table[Any]) -> Plan:
    return replace(plan, tables={**plan.tables, table.file: table})


def _inside(value: Any, keys: Sequence[str], move: Move, around: Sourced | None) -> Any:
    """A value with the estimates at `keys` below it moved; the same object where there is none. `around` is the nearest table
    with a source."""
    around = value if isinstance(value, Sourced) else around
    if not keys:
        return _moved(value, move, around)
    key, rest = keys[0], keys[1:]
    if isinstance(value, Strict):
        own = {key: getattr(value, key, None)}
        own = {k: _inside(v, rest, move, around) for k, v in own.items() if v is not None}
        same = all(v is getattr(value, k) for k, v in own.items())
        return value if same else _with(value, **own)
    if isinstance(value, Mapping):
        found = {k: _inside(v, rest, move, around) if key in ("*", k) else v for k, v in value.items()}
        return value if all(found[k] is value[k] for k in value) else found
    if isinstance(value, list):
        listed = [_inside(v, rest, move, around) for v in value]
        return value if all(a is b for a, b in zip(listed, value, strict=True)) else listed
    return value


def _moved(value: Any, move: Move, around: Sourced | None) -> Any:
    if around is not None and not around.anslag:
        return value
    if isinstance(value, YearVector):
        unit = str(getattr(value, "enhet", ""))
        if value.verdi is not None:
            return _with(value, verdi=move(value.verdi, unit))
        return _with(value, verdier={y: move(v, unit) for y, v in value.verdier.items()})
    if isinstance(value, UnitCost):
        return _with(value, beloep=move(value.beloep, value.enhet))
    if isinstance(value, UseRate):
        return _with(value, prosent=move(value.prosent, "prosent"))
    if isinstance(value, Mapping):
        return {k: _moved(v, move, around) for k, v in value.items()}
    if isinstance(value, list):
        return [_moved(v, move, around) for v in value]
    unit = str(getattr(around, "enhet", ""))
    return move(float(value), unit) if isinstance(value, float | int) else value


def _with(model: M, **values: Any) -> M:
    """A model with other values of some fields. It is built anew, since a copy would keep what the old one has computed."""
    said = {n: getattr(model, n) for n in model.model_fields_set}
    return cast(M, type(model).model_construct(**{**said, **values}))


def _closed(plan: Plan) -> Plan:
    """The plan with an opening balance that closes: loans and assets are the sums of their tables, and both capitals follow."""
    b = plan.balance
    sums = {"laanegjeld": ("laan.csv", "saldo"), "avskrivbare_anleggsmidler": ("anlegg.csv", "bokfoert")}
    totals = {key: _total(plan, *place) / SCALE[b.enhet] for key, place in sums.items()}
    closed = _with(b, **totals)
    return _put(plan, "balanse.toml", _with(closed, kapitalkonto=closed.capital, arbeidskapital=closed.working_capital))


def _total(plan: Plan, file: str, column: str) -> float:
    rows = [r for r in plan.tables[file].rows if not getattr(r, "tas_opp", 0)] if file in plan.tables else []
    return float(sum(getattr(r, column) * SCALE[str(getattr(r, "enhet", "kr"))] for r in rows))


def _shared(plan: Plan, change: Change, share: float) -> Plan:
    """The plan with more (or less) in the frames of the chosen services, and the other frames scaled to keep the sum."""
    chosen = _Chosen(plan, change.velg, change.kostra)
    frames = plan.table("rammer.csv", t.FrameRow)
    net = {True: 0.0, False: 0.0}
    for row in (r for r in frames.rows if r.anslag):
        net[chosen.row(row)] += row.kroner if row.art in t.EXPENDITURE else -row.kroner
    if not net[True] or not net[False]:
        return plan
    factors = {True: 1.0 + share, False: 1.0 - share * net[True] / net[False]}
    rows = tuple(_with(r, beloep=r.beloep * factors[chosen.row(r)]) if r.anslag else r for r in frames.rows)
    return _with_table(plan, Table("rammer.csv", rows, frames.lines))


def _with_people(plan: Plan, change: Change, share: float) -> Plan:
    """The plan with net moves that make the population a share larger in ten years, by what the moves are stated as.

    In a history the moves are a residual, so the earliest stock that counts is made smaller."""
    p = plan.population
    key = ARRIVALS if p.innflytting and p.utflytting else "flytting" if p.flytting else HISTORY
    pointer = getattr(p, key)
    table = plan.tables.get(pointer.fil) if pointer is not None and pointer.anslag else None
    if table is None or not any(g == f"befolkning/{key}:personer" for g in change.gjelder):
        return plan
    people: list[Any] = list(table.rows)
    if key == HISTORY:
        last = max(r.aar for r in people)
        first = max(min(r.aar for r in people), last - p.basisperiode)
        rows = [_with(r, personer=r.personer * (1.0 - share)) if r.aar == first else r for r in people]
    else:
        size = sum(abs(r.personer) for r in people)
        added = share * plan.inhabitants / TEN / size if size else 0.0
        rows = [_with(r, personer=r.personer + added * abs(r.personer)) for r in people]
    return _with_table(plan, Table(table.file, tuple(rows), table.lines))
