"""Headings and rows of a found table read for units, prices, sums, columns beside the years, names like the plan's."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ldip.errors import Problem
from ldip.locales import tr
from ldip.locales.written import separated
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE
from ldip.workbook.own_find import Found
from ldip.workbook.own_frames import known_lines, known_services
from ldip.workbook.own_grid import Column
from ldip.workbook.own_names import Known
from ldip.workbook.own_profile import SUMS, Slag
from ldip.workbook.own_projects import known_projects
from ldip.workbook.own_terms import Sure
from ldip.workbook.own_words import BEFORE, FIXED, matches, nearest_names, norm, prices_in, same, unit_in

How = tuple[Sure, str]
MAIN: Final = re.compile(r"utgift|brutto|kostnad|ramme|beløp|budsjett")
CLASSES: Final = {
    "vann": "ledningsnett", "avløp": "ledningsnett", "veg": "veg", "vei": "veg", "asfalt": "veg", "ikt": "ikt", "digital": "ikt",
    "inventar": "inventar", "utstyr": "inventar", "tomt": "tomt",
}  # fmt: skip
BESIDE: Final = {
    "sektor": re.compile(r"sektor|område|kommunalområde|etat|avdeling"),
    "ferdig": re.compile(r"ferdig|sluttår|slutt"),
    "mva": re.compile(r"\bmva|moms|merverdi"),
    "tilskudd": re.compile(r"tilskudd|tilskot"),
    "utbyggerbidrag": re.compile(r"utbygger|anleggsbidrag"),
}
LOANS: Final = {
    "rentetype": re.compile(r"type rente|rentetype|flytende|fast ?/|rentevilkår|renteform"),
    "fast_til": re.compile(r"bind|bundet|fast til|fastrente til|(forfall|utløp)\w* .*fast|fast\w* (forfall|utløp)"),
    "margin": re.compile(r"margin"),
    "restloepetid": re.compile(r"løpetid|gjenst|restløpetid|år igjen"),
    "utloep": re.compile(r"forfall|utløp|innfri|siste termin"),
    "type": re.compile(r"lånetype|avdragsprofil|avdragsform|serie"),
    "rente": re.compile(r"rente"),
    "saldo": re.compile(r"restgjeld|saldo|restlån|gjeld|utestående|restbeløp|hovedstol"),
}
PAID: Final = ("mva", "tilskudd", "utbyggerbidrag")
SHARE: Final = 0.3  # rates below this are shares: no loan of a municipality has 0.3 per cent
MOST_SUMMED: Final = 800


def no_table(file: str, slag: Slag, sheet: str, names: Sequence[str]) -> Problem:
    """No table of the kind in a sheet that the user named."""
    hint = f"velg et annet ark ({', '.join(names)}), eller svar {slag}.ark=ingen"
    return Problem(file, f"{slag}.ark", "arket finnes ikke, eller har ingen tabell med årstall eller lån", sheet, hint)


def title_of(table: Found) -> str:
    """The nearest text above a table, that it is found by when its names have no heading."""
    above = table.grid.above(table.head.rows[0])
    return above[-1] if above else ""


def beside_of(table: Found) -> list[str]:
    """The headings beside the years, where a year has several columns."""
    count = Counter(c.year for c in table.head.years)
    several = [c.beside for c in table.head.years if count[c.year] > 1]
    return list(dict.fromkeys(several))


def main_beside(beside: Sequence[str]) -> str:
    """The heading that most likely holds the expenditure."""
    return next((b for b in beside if MAIN.search(norm(b))), beside[0])


def unit_of(table: Found) -> tuple[str, How]:
    """The unit of the amounts, by the nearest text that names one."""
    for what, text in _texts(table):
        if unit := unit_in(FIXED.sub(" ", text)):
            return unit, ("sikker", f"{what} sier {unit}")
    return "1000 kr", ("usikker", "verken ark, tittel eller overskrift sier enheten")


def prices_of(table: Found, usual: str) -> tuple[str, How]:
    """The price basis, by the nearest text that names one."""
    for what, text in _texts(table):
        if prices := prices_in(text):
            return prices, ("sikker", f"{what} sier {prices}")
    return usual, ("usikker" if usual != "løpende" else "trolig", "regnearket sier ikke prisnivået")


def _texts(table: Found) -> tuple[tuple[str, str], ...]:
    """The texts about a table by what they are, the nearest to its amounts first."""
    headings = " ".join((table.label, *(c.heading for c in table.head.columns)))
    return ("overskriften", headings), ("tittelen", table.head.title), ("arket", table.grid.sheet.name)


def content_of(table: Found) -> str:
    """Whether frames are gross or net, by the text about them."""
    return "netto" if "netto" in norm(table.context) else "brutto utgifter"


def content_how(table: Found) -> How:
    """The certainty of that, and its basis."""
    text = norm(table.context)
    word = next((w for w in ("netto", "brutto") if w in text), "")
    return ("sikker", f"teksten sier {word}") if word else ("usikker", "regnearket sier verken brutto eller netto")


def leaves(table: Found, part: Mapping[str, Any]) -> list[str]:
    """Names of the rows that are no sums."""
    sums = part.get("summer", SUMS)
    return list(dict.fromkeys(n for n in table.names if not matches(n, sums)))


def sums_of(table: Found, beside: str) -> list[str]:
    """Names of rows that are the sum of the rows under or over them and have no name of a sum."""
    years = [c for c in table.head.years if not beside or norm(c.beside) == norm(beside)]
    rows = [r for r in table.body if table.grid.text(r, table.head.label)]
    amounts = [(table.grid.text(r, table.head.label), [table.grid.at(r, c.index) for c in years]) for r in rows]
    kept = [(n, [v if isinstance(v, float) else 0.0 for v in vs]) for n, vs in amounts if any(isinstance(v, float) for v in vs)]
    if len(kept) > MOST_SUMMED:
        return []
    found: list[str] = []
    for i, (name, values) in enumerate(kept):
        if not matches(name, SUMS) and any(values) and (_summed(kept[i + 1 :], values) or _summed(kept[:i][::-1], values)):
            found.append(name)
    return list(dict.fromkeys(found))


def _summed(rows: Sequence[tuple[str, list[float]]], values: Sequence[float]) -> bool:
    """Whether the first rows, two or more, add up to some values that are not nothing."""
    total = [0.0] * len(values)
    for k, (name, own) in enumerate(rows):
        if matches(name, SUMS):
            return False
        total = [a + b for a, b in zip(total, own, strict=True)]
        if k and all(abs(a - b) <= 1e-6 * max(1.0, abs(b)) for a, b in zip(total, values, strict=True)):
            return sum(bool(v) for v in values) > 1
    return False


def project_columns(table: Found, beside: str) -> dict[str, Any]:
    """Columns beside the years: sector, spent before, finish, sum, and financing, which may be under each year."""
    found: dict[str, Any] = {}
    paid: dict[str, str] = {}
    for other in (b for b in beside_of(table) if norm(b) != norm(beside)):
        if name := next((n for n in PAID if BESIDE[n].search(norm(other))), ""):
            paid.setdefault(name, other)
    for c in (c for c in table.head.columns if not c.year):
        text = norm(c.heading)
        name = next((n for n, words in BESIDE.items() if words.search(text)), "")
        if BEFORE.search(c.heading) and re.search(r"bevilget|forbruk|brukt|påløpt|tidligere|regnskap", text):
            found.setdefault("tidligere", c.heading)
        elif re.match(r"sum|total", text):
            found.setdefault("sumkolonne", c.heading)
        elif name in PAID:
            paid.setdefault(name, c.heading)
        elif name == "sektor" and not _repeats(table, c):
            continue
        elif name:
            found.setdefault(name, c.heading)
    return {**found, "finansiering": paid} if paid else found


def _repeats(table: Found, column: Column) -> bool:
    """Whether a column holds few texts for many rows, as sectors do."""
    said = [x for r in table.body if (x := table.grid.text(r, column.index))]
    return len(said) > 2 and len(set(said)) <= max(2, len(said) // 2)


def known_of(slag: Slag, plan: Plan) -> Known:
    """The plan's ids and names of a kind."""
    return {"prosjekter": known_projects, "rammer": known_services}[slag](plan) if slag != "vedtatt" else known_lines()


def id_of(name: str, known: Known) -> tuple[str, list[tuple[str, float]]]:
    """The id of the same name, or those of names like it."""
    for i, names in known.names.items():
        if any(same(name, n) for n in (i, *names)):
            return i, []
    return "", nearest_names(name, known.names)


def asset_classes(table: Found) -> dict[str, str]:
    """Asset classes by pattern, for the words that names and headings have."""
    words = norm(" ".join(table.grid.text(r, table.head.label) for r in table.grid.rows))
    return {f"*{word}*": klass for word, klass in CLASSES.items() if word in words}


def services_of(table: Found, plan: Plan) -> dict[str, str]:
    """Services by sector, where a sector's name is like one of them."""
    sectors = [n for r in table.grid.rows if (n := table.grid.text(r, table.head.label)) and n not in table.names]
    known = known_services(plan)
    near = ((n, nearest_names(n, known.names, 1)) for n in dict.fromkeys(sectors) if not matches(n, SUMS) and "*" not in n)
    return {n: found[0][0] for n, found in near if found}


def loan_columns(table: Found) -> dict[str, str]:
    """Columns of a list of loans by what they hold."""
    found: dict[str, str] = {}
    for c in table.head.columns:
        text = norm(c.heading)
        name = next((n for n, words in LOANS.items() if words.search(text)), "")
        if name:
            found.setdefault(name, c.heading)
    return found


def loan_unit(table: Found, columns: Mapping[str, str], plan: Plan) -> tuple[str, How]:
    """The unit of a list of loans: as the texts say, otherwise the one that comes nearest to the plan's debt."""
    unit, how = unit_of(table)
    column = _held(table, columns, "saldo")
    debt = plan.balance.laanegjeld * SCALE[plan.balance.enhet]
    if how[0] == "sikker" or column is None or debt <= 0.0:
        return unit, how
    largest = max(_numbers(table, column).values(), default=0.0)
    if largest <= 0.0:
        return unit, how
    unit = min(SCALE, key=lambda u: abs(math.log(largest * SCALE[u] / debt)))
    amount, owed = (f"{separated(f'{v / 1e6:,.1f}')} mill. kr" for v in (largest * SCALE[unit], debt))
    return unit, ("usikker", tr("own_workbook.largest", amount=amount, debt=owed))


def rate_unit(table: Found, columns: Mapping[str, str]) -> tuple[str, How]:
    """Whether rates are per cent or shares: by the cells' format, the heading, or their size."""
    column = _held(table, columns, "rente")
    if column is None:
        return "prosent", ("sikker", "ingen rente i listen")
    values, limit = _numbers(table, column), separated(str(SHARE))
    if values and all(table.grid.is_percent(r, column.index) for r in values):
        return "andel", ("sikker", "cellene er vist som prosent")
    if values and max(map(abs, values.values())) < SHARE:
        return "andel", ("trolig", f"rentene er under {limit}")
    said = "%" in column.heading or "prosent" in norm(column.heading)
    return "prosent", ("sikker", f"overskriften er «{column.heading}»") if said else ("trolig", f"rentene er over {limit}")


def _held(table: Found, columns: Mapping[str, str], name: str) -> Column | None:
    """The column that holds something of the loans; None where the list lacks it."""
    return next((c for c in table.head.columns if c.heading == columns.get(name)), None)


def _numbers(table: Found, column: Column) -> dict[int, float]:
    """The numbers of a column by row."""
    return {r: v for r in table.body if isinstance(v := table.grid.at(r, column.index), float)}


def usual_margin(plan: Plan) -> float:
    """The margin in per cent of the plan's own floating loans, for one that the list gives no margin for."""
    rows = plan.table("laan.csv", t.LoanRow).rows if "laan.csv" in plan.tables else ()
    given = [r.margin for r in rows if r.rentetype == "flytende"]
    return round(sum(given) / len(given), 4) if given else 0.0
