"""The change of a number split over causes, as it is read: parts in both ways with printed digits that add up, and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from math import isfinite
from typing import Final, Literal

from ldip.compare.split import NEED, Measure, Split
from ldip.glossary import label
from ldip.locales import language, tr
from ldip.model.cause_groups import group_label
from ldip.plan.document import Plan
from ldip.plan.elements import element_name
from ldip.publish.content.cells import Cell, Column, Row, Table
from ldip.publish.content.ratios import ratio_name
from ldip.publish.digits import Format, format_of

Way = Literal["rekkefoelge", "fri"]
WAYS: Final[tuple[Way, ...]] = ("rekkefoelge", "fri")
MONEY: Final = ("kr", "kr_fast")
MOST_DECIMALS: Final = 3
ENOUGH: Final = 10  # a change has at least this many units of its last digit


@dataclass(frozen=True)
class Part:
    """A cause: its share in the stated order and without order, and the sum after it in both ways."""

    cause: str
    label: str
    shares: tuple[Cell, Cell]
    sums: tuple[Cell, Cell]

    def share(self, way: Way) -> Cell:
        """The share in a way."""
        return self.shares[WAYS.index(way)]


@dataclass(frozen=True)
class Told:
    """A split number: label, unit in words, both ends, the change, its parts and the residual in kroner or the engine's unit.

    `measure` is what was split. `parts` is empty where no cause changed, or where `before` or `after` has no number."""

    measure: Measure
    label: str
    unit: str
    before: Cell
    after: Cell
    change: Cell
    parts: tuple[Part, ...]
    residual: Cell

    @property
    def exists(self) -> bool:
        """Whether both plans have the number."""
        return self.before.value is not None and self.after.value is not None

    @property
    def is_need(self) -> bool:
        """Whether the number is a need, whose negative is room."""
        return self.measure == NEED


def told(split: Split, at: int, plan: Plan, usual: int) -> Told:
    """The split of measure number `at`. `plan` is the second plan; `usual` the decimals of its million kroner."""
    measure, unit = split.measures[at], split.units[at]
    before, after = float(split.before[at]), float(split.after[at])
    name, reads = measure_label(measure, plan), unit_words(measure, unit, split.price_year)
    if not (isfinite(before) and isfinite(after)):
        b, a = (Cell(x if isfinite(x) else None, text="–", unit=unit, format=format_of(unit)) for x in (before, after))
        return Told(measure, name, reads, b, a, Cell(text="–"), (), Cell(text="–"))
    reading = _format(unit, after - before, usual)
    b, a = (_cell(x, reading, unit, measure) for x in (before, after))
    ways = [[float(v) for v in each[:, at]] for each in (split.in_order, split.shapley)]
    cells = [_settled(b, a, values, reading, unit) for values in ways]
    sums = [_running(b, each) for each in cells]
    parts = tuple(
        Part(cause, group_label(cause, language()), (cells[0][i], cells[1][i]), (sums[0][i], sums[1][i]))
        for i, cause in enumerate(split.causes)
    )
    change = replace(b, value=after - before, settled=_units(a, reading) - _units(b, reading), address="")
    residual = Cell(float(split.residual[at]), format=Format("kr" if unit in MONEY else "", 0, 0), unit=unit)
    return Told(measure, name, reads, b, a, change, parts, residual)


def measure_label(measure: Measure, plan: Plan) -> str:
    """The name of a number, with its year and element."""
    if measure == NEED:
        return tr("split.need")
    ratios = {r.measured: ratio_name(r) for r in plan.rules.maaltall}
    name = ratios.get(measure.name, label(measure.name, language()))
    whole = ", ".join((name, *(element_name(plan, a, v) for a, v in measure.axes)))
    return whole if measure.year is None else tr("split.in_year", what=whole, year=measure.year)


def unit_words(measure: Measure, unit: str, price_year: int) -> str:
    """The reading unit with its prices."""
    if unit not in MONEY:
        return tr(f"ui.lest.{unit}")
    prices = tr("split.prices.fixed", year=price_year) if price_year else tr("split.prices.running")
    return tr("split.unit.need" if measure == NEED else "split.unit", prices=prices)


def _format(unit: str, change: float, usual: int) -> Format:
    """The format of the whole split: more decimals where the change would have too few digits."""
    reading = format_of(unit)
    least = usual if unit in MONEY else reading.decimals or 0
    for more in range(least, max(least, MOST_DECIMALS) + 1):
        found = Format(reading.unit, reading.shift, more)
        if abs(found.rounded(change).scaleb(more)) >= ENOUGH or not change:
            return found
    return found


def _cell(value: float, reading: Format, unit: str, measure: Measure) -> Cell:
    return Cell(value, format=reading, unit=unit, year=measure.year)


def _units(cell: Cell, reading: Format) -> int:
    figure = cell.figure
    assert figure is not None
    return int(figure.scaleb(reading.decimals or 0))


def _settled(before: Cell, after: Cell, values: Sequence[float], reading: Format, unit: str) -> list[Cell]:
    """Shares rounded together, by largest remainder, so that the printed ends and shares add up."""
    return _shared(_units(after, reading) - _units(before, reading), values, reading, unit)


def settled_shares(whole: Cell, values: Sequence[float]) -> list[Cell]:
    """Shares of a printed number, rounded together so that they add up to it."""
    return _shared(_units(whole, whole.format), values, whole.format, whole.unit)


def _shared(whole: int, values: Sequence[float], reading: Format, unit: str) -> list[Cell]:
    """Values rounded by largest remainder to a whole number of units of the last digit."""
    exact = [Decimal(repr(v)).scaleb(reading.shift + (reading.decimals or 0)) for v in values]
    floors = [int(x.to_integral_value(ROUND_FLOOR)) for x in exact]
    left = whole - sum(floors)
    by_remainder = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    each, more = divmod(left, len(exact)) if exact else (0, 0)
    up = {*by_remainder[:more]}
    return [Cell(v, format=reading, unit=unit, settled=floors[i] + each + (i in up)) for i, v in enumerate(values)]


def _running(before: Cell, shares: Sequence[Cell]) -> list[Cell]:
    """The printed sum after each share."""
    value, units, found = before.value or 0.0, _units(before, before.format), list[Cell]()
    for cell in shares:
        value, units = value + (cell.value or 0.0), units + (cell.settled or 0)
        found.append(replace(cell, value=value, settled=units))
    return found


def split_table(found: Told, ends: tuple[str, str]) -> Table:
    """Ends, causes in order and without order, and the sum as it runs in the stated order."""
    heads = ("split.cause", "split.way.rekkefoelge", "split.way.fri", "split.running")
    rows = [_end(ends[0], found.before)]
    for p in found.parts:
        rows.append(Row((Cell(text=p.label), *(signed(c) for c in p.shares), p.sums[0]), id=p.cause))
    if found.exists:
        rows.append(Row((Cell(text=ends[1]), signed(found.change), signed(found.change), found.after), "sum"))
    else:
        rows.append(_end(ends[1], found.after))
    return Table(
        id="endring",
        title=f"{found.label} ({found.unit})",
        columns=tuple(Column(tr(h), "stub" if i == 0 else "number", wraps=True) for i, h in enumerate(heads)),
        rows=tuple(rows),
        notes=(tr("split.adds_up", v=found.residual.words), tr("split.ways")) if found.exists else (tr("split.nothing"),),
    )


def _end(name: str, cell: Cell) -> Row:
    return Row((Cell(text=name), Cell(), Cell(), cell))


def signed(cell: Cell) -> Cell:
    """A share with a plus where it is positive, as words."""
    figure = cell.figure
    return Cell(text=f"+{cell.words}" if figure is not None and figure > 0 else cell.words, format=cell.format, unit=cell.unit)
