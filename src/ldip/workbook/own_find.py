"""Tables of a workbook found by their shape, years in a heading row or balances and interest: what each is, and how sure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ldip.plan.document import Plan
from ldip.tabular.terms import Fault, Sheet
from ldip.workbook.own_frames import known_lines, known_services
from ldip.workbook.own_grid import Column, Grid, Head, heads
from ldip.workbook.own_names import Known
from ldip.workbook.own_profile import SUMS, Slag
from ldip.workbook.own_projects import known_projects
from ldip.workbook.own_terms import MOST_COLUMNS, MOST_ROWS
from ldip.workbook.own_words import ages_in, matches, nearest_names, norm, text_of

MOST_NAMES: Final = 25  # names that a kind is judged by
WORDS: Final[Mapping[Slag, str]] = {
    "prosjekter": r"invest|prosjekt|tiltak",
    "rammer": r"ramme|drift|tjeneste|sektor|budsjett",
    "vedtatt": r"bevilgningsoversikt|hovedoversikt|økonomisk oversikt|hovedtall|skjema 1|5-4|5-6|resultat",
    "befolkning": r"befolkning|folketall|innbygger|demografi|alder",
}
BALANCE: Final = re.compile(r"restgjeld|saldo|restlån|lånegjeld|\bgjeld\b|utestående|restbeløp|hovedstol")
INTEREST: Final = re.compile(r"\brente|rentesats|nominell|effektiv")
ENOUGH: Final = 2.0  # points that make a kind likely
FEWEST: Final = 3  # names that the share of a kind is taken of


@dataclass(frozen=True)
class Found:
    """A table of the workbook: its kind with points and reasons, its head and the names of its rows."""

    slag: Slag
    grid: Grid
    head: Head
    deep: int
    names: tuple[str, ...]
    points: float
    basis: str

    @property
    def label(self) -> str:
        """The heading of the column of names; empty where it has none."""
        texts = [text_of(self.grid.heading(r, self.head.label)) for r in self.head.rows]
        return next((t for t in reversed(texts) if t), "")

    @property
    def body(self) -> list[int]:
        """Rows under the head."""
        return [r for r in self.grid.rows if r > self.head.rows[-1]]

    @property
    def context(self) -> str:
        """Text about the table: sheet, title and headings."""
        heads_text = " ".join(c.heading for c in self.head.columns)
        return f"{self.grid.sheet.name} {self.head.title} {self.label} {heads_text}"


def tables_in(sheets: Sequence[Sheet], plan: Plan) -> list[Found]:
    """Every table that looks like a part of a plan, the surest of each kind first."""
    found: list[Found] = []
    for sheet in sheets:
        size = max((len(r) for _, r in sheet.rows), default=0)
        if sheet.rows and len(sheet.rows) <= MOST_ROWS and size <= MOST_COLUMNS:
            found += [*_by_years(Grid(sheet), plan), *_loans(Grid(sheet)), *_loans(Grid(sheet, turned=True))]
    return sorted(found, key=lambda t: (-t.points, -len(t.names)))


def _by_years(grid: Grid, plan: Plan) -> Iterator[Found]:
    """Tables with years in their heads."""
    for head in heads(grid, "", 1, True):
        whole, deep = _deeper(grid, head)
        names = tuple(_names(grid, whole))
        if not names:
            continue
        slag, points, basis = _kind(grid, whole, names, plan)
        yield Found(slag, grid, whole, deep, names, points, basis)


def _deeper(grid: Grid, head: Head) -> tuple[Head, int]:
    """The head with its second row, where the years are above other headings or have the heading of names beside them."""
    row = head.rows[0]
    at = grid.rows.index(row)
    first = min(c.index for c in head.years)
    below = grid.rows[at + 1] if at + 1 < len(grid.rows) else 0
    if below and sum(isinstance(grid.at(below, c), str) and grid.at(below, c) != "" for c in range(first, grid.width)) > 1:
        for two in heads(grid, "", 2, True):
            if two.rows == (row, below):
                return two, 2
    if not grid.text(row, head.label) and at and grid.text(grid.rows[at - 1], head.label):
        for two in heads(grid, grid.text(grid.rows[at - 1], head.label), 2, True):
            if row in two.rows:
                return two, 2
    return head, 1


def _names(grid: Grid, head: Head) -> Iterator[str]:
    """Names of the rows with amounts, sums left out."""
    for row in grid.rows:
        if row <= head.rows[-1]:
            continue
        name = grid.text(row, head.label)
        if [c for c in head.years if grid.text(row, c.index) == str(c.year)][1:]:
            return
        if name and not matches(name, SUMS) and any(isinstance(grid.at(row, c.index), float | Fault) for c in head.years):
            yield name


def _kind(grid: Grid, head: Head, names: Sequence[str], plan: Plan) -> tuple[Slag, float, str]:
    """The kind of a table, its points, and what they rest on."""
    label = " ".join(grid.text(r, head.label) for r in head.rows)
    text = norm(f"{grid.sheet.name} {head.title} {label}")
    some = names[:MOST_NAMES]
    shares: dict[Slag, float] = {
        "befolkning": sum(ages_in(n) is not None for n in some) / len(some),
        "vedtatt": _share(some, known_lines()),
        "rammer": _share(some, known_services(plan)),
        "prosjekter": _share(some, known_projects(plan)),
    }
    points: dict[Slag, float] = {}
    reasons: dict[Slag, list[str]] = {}
    for slag, share in shares.items():
        words = re.findall(WORDS[slag], text)
        long = slag == "prosjekter" and len(names) > 15
        points[slag] = (2.0 if words else 0.0) + 2.0 * share * (len(some) >= FEWEST) + (1.0 if long else 0.0)
        reasons[slag] = [f"ordet «{words[0]}» i ark, tittel eller overskrift"] if words else []
        reasons[slag] += [f"{share:.0%} av navnene".replace("%", " %")] if share else []
        reasons[slag] += [f"{len(names)} rader"] if long else []
    if re.search(WORDS["prosjekter"], text) and re.search(r"invest|prosjekt", text):
        points["rammer"] -= 1.0
    best = max(points, key=lambda s: points[s])
    return best, points[best], "; ".join(reasons[best])


def _share(names: Sequence[str], known: Known) -> float:
    """Share of names that are like one of the plan's."""
    return sum(bool(nearest_names(n, known.names, 1)) for n in names) / len(names)


def _loans(grid: Grid) -> Iterator[Found]:
    """Lists of loans: a row of headings with a balance and interest."""
    for row in grid.rows:
        columns = {c: norm(text_of(grid.heading(row, c))) for c in range(grid.width)}
        balance = [c for c, text in columns.items() if BALANCE.search(text) and not INTEREST.search(text)]
        if not balance or not any(INTEREST.search(text) for text in columns.values()):
            continue
        label = next((c for c in columns if columns[c] and c < balance[0]), -1)
        below = [r for r in grid.rows if r > row]
        names = tuple(n for r in below if isinstance(grid.at(r, balance[0]), float | Fault) and (n := grid.text(r, label)))
        if label < 0 or not names:
            continue
        used = tuple(Column(c, text_of(grid.heading(row, c)), (text_of(grid.heading(row, c)),)) for c in columns if columns[c])
        head = Head((row,), label, tuple(c for c in used if c.index != label), " ".join(grid.above(row)))
        kept = tuple(n for n in names if not matches(n, SUMS))
        basis = f"kolonnene «{text_of(grid.heading(row, balance[0]))}» og rente; {len(kept)} lån"
        yield Found("laan", grid, head, 1, kept, 4.0, basis)
        return


def best_of(found: Sequence[Found], slag: Slag, sheet: str = "") -> Found | None:
    """The surest table of a kind, or of a sheet that the user names."""
    if sheet:
        named = [t for t in found if norm(t.grid.sheet.name) == norm(sheet) and (t.slag == "laan") == (slag == "laan")]
        return replace(named[0], slag=slag, basis="valgt") if named else None
    return next((t for t in found if t.slag == slag and t.points >= ENOUGH), None)
