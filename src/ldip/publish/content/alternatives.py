"""Alternatives side by side: the same rows for every plan, with the change from the first. One column a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

from ldip.compare.alternatives import less_than_first, lower_is_better, most_lacking
from ldip.locales import tr
from ldip.plan.schema.files import Ratio
from ldip.publish.content.cells import NOTHING, Cell, Column, Row, Table
from ldip.publish.content.demands import capital
from ldip.publish.content.fetched import cell, identity, millions, prices
from ldip.publish.content.headline import SURE, certainty
from ldip.publish.content.household import KRONER, PAYS, household_bill
from ldip.publish.content.judged import Ruling
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.content.unpriced import unpriced_need
from ldip.publish.content.verdict import Verdict, held, verdict
from ldip.publish.digits import format_of
from ldip.publish.numbers import FIXED, address
from ldip.publish.protect import is_hidden
from ldip.simulation.places import HALF
from ldip.simulation.run import Run

T = TypeVar("T")
Group = Literal["svaret", "maaltall", "merker"]
KEPT: Final = (*ALWAYS, PAYS)
DEBT: Final = "laanegjeld_ub"


@dataclass(frozen=True)
class Entry:
    """A number or words of one plan, with the change from the first plan (None where there is none) and whether it is better."""

    cell: Cell
    change: Cell | None = None
    better: bool | None = None


@dataclass(frozen=True)
class Line:
    """A row: what it is of, its group, and one entry a plan."""

    id: str
    group: Group
    name: str
    entries: tuple[Entry, ...]

    @property
    def same(self) -> bool:
        """Whether every plan prints the same."""
        return len({e.cell.words for e in self.entries}) == 1


@dataclass(frozen=True)
class Side:
    """A plan in the comparison: its name, run and verdict, and whether hidden numbers are shown."""

    name: str
    run: Run
    verdict: Verdict
    internal: bool = False

    @classmethod
    def of(cls, name: str, run: Run, internal: bool = False) -> Side:
        """A side with its verdict."""
        return cls(name, run, verdict(run, internal), internal)


def alternatives(sides: Sequence[Side], drawn: bool = False) -> tuple[Line, ...]:
    """Every row of the comparison; with `drawn`, the need that is enough in most draws and how often a plan needs less."""
    return (*_answer(sides, drawn), *_rulings(sides), *_noticed(sides))


def alternatives_table(sides: Sequence[Side], lines: Sequence[Line], title: str) -> Table:
    """The rows as a table: each plan's number and, after the first plan, its change."""
    columns = [Column(tr("alternativer.tall"), "stub", wraps=True)]
    for k, side in enumerate(sides):
        columns += [Column(_headed(sides, side), wraps=True), *([Column(tr("alternativer.endring"), wraps=True)] if k else [])]
    rows = []
    for one in lines:
        cells = [Cell(text=one.name)]
        for k, e in enumerate(one.entries):
            cells += [e.cell, *([e.change or Cell(text=NOTHING)] if k else [])]
        rows.append(Row(tuple(cells), id=one.id))
    first = sides[0].run
    return Table(
        id="alternativer",
        title=title,
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(tr("alternativer.note", name=sides[0].name, prices=prices(first)),),
        run=identity(first),
    )


def _headed(sides: Sequence[Side], side: Side) -> str:
    """A plan's name, with its price year where that is not the first plan's."""
    own = prices(side.run)
    return side.name if own == prices(sides[0].run) else tr("alternativer.prisaar", name=side.name, prices=own)


def _answer(sides: Sequence[Side], drawn: bool) -> Iterator[Line]:
    """The need, what binds, the need with what is not priced, the law, and the number of måltall that hold."""
    year = {"prices": prices(sides[0].run)}
    yield _line("varig", "svaret", tr("alternativer.varig", **year), _amounts(sides, [s.verdict.need.amount for s in sides]))
    yield _words("binder", "svaret", [_binding(s) for s in sides])
    priced = [unpriced_need(s.run, s.internal).amount for s in sides]
    yield _line("uprisede", "svaret", tr("alternativer.uprisede", **year), _amounts(sides, priced))
    if drawn:
        yield _line("sikkert", "svaret", tr("alternativer.sikkert", n=SURE, **year), _amounts(sides, [_sure(s) for s in sides]))
        yield _words("oftere", "svaret", [_share(x) for x in less_than_first([s.run for s in sides])])
    yield _words("lov", "svaret", [_law(s.verdict) for s in sides])
    counts = [held(s.verdict.rulings) for s in sides]
    yield _words("holdt", "svaret", [tr("alternativer.av", n=n, of=of) if of else NOTHING for n, of in counts])


def _union(every: Iterable[dict[str, T]]) -> dict[str, T]:
    """The elements of every plan by id, each as it is first met and in that order."""
    found: dict[str, T] = {}
    for own in every:
        for key, value in own.items():
            found.setdefault(key, value)
    return found


def _line(key: str, group: Group, name: str, entries: Sequence[Entry]) -> Line:
    return Line(key, group, name, tuple(entries))


def _words(key: str, group: Group, texts: Sequence[str]) -> Line:
    return _line(key, group, tr(f"alternativer.{key}"), [Entry(Cell(text=t)) for t in texts])


def _amounts(sides: Sequence[Side], cells: Sequence[Cell], lower: bool = True) -> list[Entry]:
    """Amounts in fixed prices, which have a change where the price years agree."""
    base = prices(sides[0].run)
    return [
        _entry(cells[0], c, lower, k > 0 and prices(s.run) == base) for k, (s, c) in enumerate(zip(sides, cells, strict=True))
    ]


def _entry(first: Cell, own: Cell, lower: bool, compared: bool) -> Entry:
    """A number beside the first plan's; the change is that of the printed figures, so that it can be checked by the reader."""
    if first.figure is None or own.figure is None or first.hidden or own.hidden:
        return Entry(own if own.value is not None or own.text else replace(own, text=NOTHING))
    if not compared:
        return Entry(own)
    change = own.figure - first.figure
    places = own.format.decimals or 0
    moved = Cell(settled=int(change.scaleb(places)), format=own.format)
    return Entry(own, moved, None if not change else (change < 0) == lower)


def _binding(side: Side) -> str:
    found = side.verdict.need.binding
    return NOTHING if found is None else f"{capital(found.short)} {found.when}".strip()


def _sure(side: Side) -> Cell:
    found = certainty(side.run)
    amount = found.get(f"p{SURE}")
    return Cell(text=NOTHING) if amount is None else Cell(amount, format=millions(side.run), unit="kr_fast")


def _share(share: float | None) -> str:
    return NOTHING if share is None else tr("alternativer.i_av", n=round(100.0 * share))


def _law(found: Verdict) -> str:
    return tr("alternativer.lovlig") if found.law.before is None else tr("alternativer.ulovlig", year=found.law.before)


def _rulings(sides: Sequence[Side]) -> Iterator[Line]:
    """The worst value of each måltall that has a level in any plan, without new saving; the demanded ones first."""
    ratios = _union({r.measured: r for r in s.run.plan.rules.maaltall} for s in sides)
    found = [{r.id: r for r in s.verdict.rulings} for s in sides]
    ruled = [i for i in ratios if any(i in own and own[i].ruled for own in found)]
    for key in sorted(ruled, key=lambda i: not ratios[i].krav):
        own = [rulings.get(key) for rulings in found]
        named = next(r for r in own if r is not None)
        yield _line(key, "maaltall", _ruled_name(named), _judged(own, ratios[key]))


def _ruled_name(ruling: Ruling) -> str:
    """The måltall with its unit and the level it is held against; per cent is written at the level."""
    per_cent = ruling.aim.endswith("%")
    name = capital(ruling.short) if per_cent else f"{capital(ruling.short)} ({ruling.unit})"
    return tr("alternativer.maaltall", name=name, aim=ruling.aim) if ruling.aim else name


def _judged(own: Sequence[Ruling | None], ratio: Ratio) -> list[Entry]:
    cells = [r.before.worst if r is not None else Cell(text=NOTHING) for r in own]
    return [_entry(cells[0], c, lower_is_better(ratio), k > 0) for k, c in enumerate(cells)]


def _noticed(sides: Sequence[Side]) -> Iterator[Line]:
    """Rows that inhabitants notice: places that are lacking, debt, and the bill of a household."""
    names = _union({i: s.run.plan.services[i].navn for i in s.run.ids("tjeneste")} for s in sides)
    for service, name in names.items():
        cells = [_lacking(s, service) for s in sides]
        if any((c.value or 0.0) > HALF for c in cells):
            entries = [_entry(cells[0], c, True, k > 0) for k, c in enumerate(cells)]
            yield _line(f"plasser_{service}", "merker", tr("alternativer.plasser", name=name), entries)
    year = {"prices": prices(sides[0].run)}
    yield _line("gjeld_topp", "merker", tr("alternativer.gjeld_topp", **year), _amounts(sides, _each(sides, _peak_debt)))
    end = min(s.run.years[-1] for s in sides)
    debt = [cell(s.run, address(DEBT, end, FIXED), millions(s.run)) for s in sides]
    yield _line("gjeld", "merker", tr("alternativer.gjeld", year=end, **year), _amounts(sides, debt))
    bills = [household_bill(s.run).sums for s in sides]
    if any(bills):
        start = max(min(s.run.plan.first_projected, s.run.years[-1]) for s in sides)
        paid = [
            cell(s.run, address(PAYS, start, FIXED), KRONER) if b else Cell(text=NOTHING)
            for s, b in zip(sides, bills, strict=True)
        ]
        name = tr("alternativer.husholdning", year=start, **year)
        yield _line("husholdning", "merker", name, _amounts(sides, paid))


def _each(sides: Sequence[Side], of: Callable[[Side], Cell]) -> list[Cell]:
    return [of(s) for s in sides]


def _peak_debt(side: Side) -> Cell:
    run = side.run
    found = [cell(run, address(DEBT, y, FIXED), millions(run)) for y in run.years]
    return max(found, key=lambda c: c.value or 0.0)


def _lacking(side: Side, service: str) -> Cell:
    """The most places a service lacks; hidden where any year of it is, nothing where the plan has no such service."""
    run = side.run
    if service not in run.ids("tjeneste") or run.plan.services[service].plasser is None:
        return Cell(text=NOTHING)
    if not side.internal and any(is_hidden(run, "plassmangel", y, {"tjeneste": service}) for y in run.years):
        return Cell(hidden=True)
    year, _ = most_lacking(run, service)
    return cell(run, address("plassmangel", year, tjeneste=service), format_of(run.unit("plassmangel")))
