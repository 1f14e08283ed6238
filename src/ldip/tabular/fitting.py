"""Value columns held against what a reader declares: the unit of its figures, and the day that people are counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from ldip.errors import Problem
from ldip.tabular.body import Body
from ldip.tabular.headers import Header
from ldip.tabular.matching import YearColumn
from ldip.tabular.places import cell_problem
from ldip.tabular.terms import Shape, Sheet, Unit
from ldip.tabular.units import MONEY, other_than, stated_above, stated_in
from ldip.tabular.years import OTHER_DAY, OTHER_DAY_HINT

DAY: Final = re.compile(r"(?<![0-9])([0-9]{1,2})\.([0-9]{1,2})\.(?![0-9])")


@dataclass
class Fitting:
    """The year columns to read, with the problems and notes of the others."""

    years: tuple[YearColumn, ...]
    problems: list[Problem] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def fitting(sheet: Sheet, header: Header, body: Body, shape: Shape) -> Fitting:
    """Columns of another unit or day are problems; a column of shares or changes beside the figures is left out."""
    found = Fitting(header.found.years)
    above = stated_above(cells for _, cells in sheet.rows[: header.first])
    for w in shape.columns:
        column = header.found.places.get(w.name, -1)
        if column >= 0 and w.unit and (other := _other(w.unit, header.headings[column], body.units.get(column, ""), above)):
            found.problems.append(_problem(sheet, header, column, other, w.unit))
    if shape.wide is not None and shape.wide.unit:
        _take_out(sheet, header, body, found, shape.wide.unit, above)
    if shape.wide is not None and shape.wide.counted:
        found.years = tuple(_counted(sheet, header, y, found) for y in found.years)
    return found


def _take_out(sheet: Sheet, header: Header, body: Body, found: Fitting, unit: Unit, above: str) -> None:
    others = {y.column: _other(unit, y.label, body.units.get(y.column, ""), above) for y in found.years}
    aside = {c for c, other in others.items() if other and other not in MONEY}
    if len(aside) == len(found.years):
        aside = set()
    found.problems += [_problem(sheet, header, c, other, unit) for c, other in others.items() if other and c not in aside]
    found.years = tuple(y for y in found.years if y.column not in aside)
    if aside:
        names = ", ".join(header.headings[c] for c in sorted(aside))
        found.told.append(f"kolonnene {names[:160]} har en annen størrelse, og er ikke lest")


def _other(unit: Unit, heading: str, row: str, above: str) -> str:
    """The unit a column states that is not the reader's: in its heading, else in the row of units, else above the table."""
    if other := other_than(unit, heading):
        return other
    if stated_in(heading):
        return ""
    return other_than(unit, row) if row else other_than(unit, above)


def _problem(sheet: Sheet, header: Header, column: int, other: str, unit: Unit) -> Problem:
    what = f"kolonnen er oppgitt i {other}, men tallene leses i {unit}" if other in MONEY else f"kolonnen er {other}, ikke {unit}"
    hint = "rett enheten i kartet" if unit in MONEY and other in MONEY else f"hent tallene som {unit}"
    heading = header.headings[column]
    return cell_problem(sheet, sheet.rows[header.last][0], column, heading, what, heading, hint)


def _counted(sheet: Sheet, header: Header, y: YearColumn, found: Fitting) -> YearColumn:
    """The year that the column's day is 1 January of."""
    day = DAY.search(y.label)
    if day is None:
        return y
    if (int(day[1]), int(day[2])) != (31, 12):
        line, heading = sheet.rows[header.last][0], header.headings[y.column]
        found.problems.append(cell_problem(sheet, line, y.column, heading, OTHER_DAY, heading, OTHER_DAY_HINT))
    else:
        found.told.append(f"kolonnen «{header.headings[y.column]}» er lest som 1. januar {y.year + 1}")
    return replace(y, year=y.year + 1, label=DAY.sub("", y.label).strip(" ,;:-–"))
