"""Account balances exported from an ERP system, csv or workbook, read to KOSTRA records by a column mapping.

A mapping names the columns and maps the municipality's own codes to KOSTRA's. Amounts keep their øre; every row that
cannot be read is reported with its row number, and rows are skipped only by a pattern in the mapping.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.locales import tr
from ldip.locales.written import MINUS, separated
from ldip.parameters import kostra
from ldip.sources.column_map import CodeError, Place, wanted_names
from ldip.sources.kostra import BALANCE, KostraFile, Record
from ldip.sources.ledger_codes import account_class, code_of, padded, sector_of
from ldip.sources.ledger_map import ColumnMap
from ldip.sources.unlike import of_another_year, one_owner, owner_columns, twice, with_choices, without_amount
from ldip.tabular.files import SOURCE_BYTES, Mistakes, read_bytes
from ldip.tabular.read import read_table
from ldip.tabular.sheets import is_workbook
from ldip.tabular.terms import NO_ANSWERS, Answers, Kind, Question, Shape, Table, UnclearError, Wanted

FORMS: Final[Mapping[str, tuple[str, str, dict[str, str]]]] = {
    "kommunekasse": ("0A", "0B", {"drift": "1", "investering": "0", "balanse": "2"}),
    "foretak": ("0I", "0J", {"drift": "3", "investering": "4", "balanse": "5"}),
    "konsolidert": ("0M", "0N", {"drift": "3", "investering": "4", "balanse": "5"}),
}
SCALE: Final = {"kr": 1e-3, "1000 kr": 1.0, "mill. kr": 1e3}  # to thousand kroner
AMOUNTS: Final = ("beloep", "debet", "kredit")
CLASS: Final = "kontoklasse"  # the answer's key
HALF_KRONE: Final = 0.0005  # in thousand kroner
LISTED: Final = 8  # codes that a message lists
Key = tuple[str, int, str]  # account class, function or chapter, art or sector


@dataclass(frozen=True)
class Row:
    """A row that is read: its line, class, function or chapter, art or sector, and thousand kroner."""

    line: int
    kind: str
    code: int
    second: str
    amount: float


def read(path: Path, m: ColumnMap, answers: Answers = NO_ANSWERS) -> KostraFile:
    """Records of a file on disk, see `read_ledger`."""
    return read_ledger(str(path), read_bytes(path, SOURCE_BYTES), m, answers)


def read_ledger(name: str, raw: bytes, m: ColumnMap, answers: Answers = NO_ANSWERS) -> KostraFile:
    """Records summed by code, and the rows that could not be read.

    Errors: SourceError when a column is missing or rows are of another year; UnclearError for what must be chosen."""
    given = answers_with(name, m, answers)
    table = one_owner(read_table(name, raw, shape_of(m, given), given), given)
    cells = {c: table.texts(w) for c, w in _read_as(m).items() if c not in AMOUNTS}
    money: dict[str, Sequence[float | None]] = {c: table.numbers(c) for c in AMOUNTS if c in m.columns}
    headings = [m.columns[c].kolonne for c in money]
    wrong = [*of_another_year(table, m.aargang, headings), *_years(table, cells.get("aar", ()), m)]
    if wrong := [*wrong, *_negative(table, money, m), *twice(table, [*zip(*cells.values(), *money.values(), strict=True)])]:
        raise SourceError(wrong)
    problems = Mistakes()
    rows, told = _classed(table.file, _rows(table, cells, _amounts(money), m, problems), m, answers)
    sums: dict[Key, float] = defaultdict(float)
    lines: dict[Key, int] = {}
    for r in rows:
        key = (FORMS[m.regnskap][2][r.kind], r.code, r.second)
        sums[key] += r.amount
        lines.setdefault(key, r.line)
    records = tuple(_record(key, amount, m) for key, amount in sums.items() if amount)
    places = tuple(lines[k] for k, v in sums.items() if v)
    told = (*table.told, *told, *without_amount(table, money.values()), *_unequal(money, m), *padded(cells, m))
    return KostraFile(table.file, records, places, tuple(problems.told()), told=told)


def apart(found: Sequence[KostraFile]) -> list[KostraFile]:
    """The files when no two have the same records. Errors: SourceError: a ledger in two formats is one ledger."""
    seen: dict[frozenset[Record], str] = {}
    problems = []
    for f in found:
        if f.records and (first := seen.setdefault(frozenset(f.records), f.path)) != f.path:
            problems.append(Problem(f.path, "", "er den samme saldolisten som er med fra før", first, "ta den med én gang"))
    if problems:
        raise SourceError(problems)
    return list(found)


def shape_of(m: ColumnMap, answers: Answers) -> Shape:
    """The columns the map names, and those that tell unlike rows apart."""
    wanted = [
        Wanted(name, (heading,), "tall", dash="null", unit=m.enhet)
        if name in AMOUNTS
        else Wanted(name, (heading,), _kind(name, m.columns[name]))
        for name, heading in wanted_names(m.columns).items()
    ]
    named = {p.kolonne for p in m.columns.values()}
    return Shape((*wanted, *owner_columns(named, answers)), leave_out=m.utelat)


def answers_with(name: str, m: ColumnMap, answers: Answers) -> Answers:
    """The user's answers over those of the map.

    Balance rows have no art, and operating rows no chapter: a blank is no repetition."""
    own: dict[str, str] = {}
    if {"art", "kapittel"} <= set(m.columns):
        own = {f"tomme.{place.kolonne}": "mangler" for place in m.columns.values()}
    return own | ({"ark": m.ark} if m.ark and is_workbook(Path(name)) else {}) | with_choices(m.velg, answers)


def _kind(name: str, place: Place) -> Kind:
    return "tekst" if place.piece is not None or (name == "kontoklasse" and not place.siffer) else "kode"


def _read_as(m: ColumnMap) -> dict[str, str]:
    """The wanted column by each of the map's names."""
    wanted = {heading: name for name, heading in wanted_names(m.columns).items()}
    return {name: wanted[place.kolonne] for name, place in m.columns.items()}


def _years(table: Table, cells: Sequence[str], m: ColumnMap) -> Iterator[Problem]:
    """The first row of another year, where the map names the column of years."""
    for line, text in zip(table.lines, cells, strict=False):
        if text and text[:4] != str(m.aargang):  # a period is year and month
            hint = "ta med filen for det året, eller rett aargang i kartet"
            heading = m.columns["aar"].kolonne
            yield Problem(table.file, heading, f"raden er for et annet år enn kartet gjelder ({m.aargang})", text, hint, line)
            return


def _amounts(money: Mapping[str, Sequence[float | None]]) -> list[float | None]:
    """The amount of each row in the file's unit; None where no column has one."""
    found: list[float | None] = []
    for row in zip(*money.values(), strict=True):
        cells = dict(zip(money, row, strict=True))
        if all(v is None for v in row):
            found.append(None)
        else:
            found.append((cells.get("beloep") or 0.0) + (cells.get("debet") or 0.0) - (cells.get("kredit") or 0.0))
    return found


def _rows(
    table: Table, cells: Mapping[str, Sequence[str]], amounts: Sequence[float | None], m: ColumnMap, problems: Mistakes
) -> Iterator[Row]:
    """Rows with an amount; those that cannot be read become problems."""
    for i, (line, amount) in enumerate(zip(table.lines, amounts, strict=True)):
        if not amount:
            continue
        of_row = {c: v[i].strip() for c, v in cells.items()}
        try:
            kind = account_class(of_row, m)
            if kind == "balanse":
                code, second = code_of("kapittel", of_row, m), sector_of(of_row, m)
            else:
                code, second = code_of("funksjon", of_row, m), f"{code_of('art', of_row, m):03d}"
        except CodeError as error:
            problems.append(Problem(table.file, error.key, error.what, error.value, error.hint, line))
            continue
        yield Row(line, kind, code, second, amount * SCALE[m.enhet] * m.fortegn)


def _classed(file: str, found: Iterable[Row], m: ColumnMap, answers: Answers) -> tuple[list[Row], tuple[str, ...]]:
    """Rows with their class. A map without classes means operations, unless the arts are of the investment account.

    Errors: UnclearError where some arts are only of the investment account, and the rows do not balance as one."""
    rows = list(found)
    if m.kontoklasse or m.kontoklasse_siffer or "kontoklasse" in m.columns:
        return rows, ()
    if (asked := answers.get(CLASS)) in ("drift", "investering"):
        return [replace(r, kind=asked) if r.kind == "drift" else r for r in rows], ()
    arts = {int(r.second) for r in rows if r.kind == "drift"}
    only = sorted(a for a in arts if _line(a, "drift") is None and _line(a, "investering") is not None)
    if not only:
        return rows, ()
    listed = ", ".join(f"{a:03d}" for a in only[:LISTED])
    closes = abs(sum(r.amount for r in rows if r.kind == "drift")) < HALF_KRONE
    if closes and all(_line(a, "investering") is not None for a in arts):
        return [replace(r, kind="investering") if r.kind == "drift" else r for r in rows], (tr("ledger.investment", arts=listed),)
    hint = "sett kontoklasse eller kontoklasse_siffer i kartet, eller svar med --svar kontoklasse=investering"
    what = "kartet sier ikke om radene er drift eller investering, og noen arter finnes bare i investering"
    choices = (("investering", "investeringsregnskapet"), ("drift", "driftsregnskapet"))
    question = Question(CLASS, "Er radene drifts- eller investeringsregnskapet?", choices)
    raise UnclearError([Problem(file, m.columns["art"].kolonne, what, listed, hint)], (question,))


def _line(art: int, kind: str) -> int | None:
    return kostra.line(art, operating=kind == "drift")


def _negative(table: Table, money: Mapping[str, Sequence[float | None]], m: ColumnMap) -> Iterator[Problem]:
    """Credit that is negative throughout has its sign already, and would be turned to debit."""
    credit, debit = ([v for v in money.get(c, ()) if v] for c in ("kredit", "debet"))
    if credit and max(credit) < 0.0 and min(debit, default=0.0) >= 0.0:
        hint = "bruk kolonnen med saldo som beloep, eller ta bort minustegnene"
        what = "alle tall i kredit er negative, og ville blitt debet"
        yield Problem(table.file, m.columns["kredit"].kolonne, what, f"{credit[0]:g}", hint)


def _unequal(money: Mapping[str, Sequence[float | None]], m: ColumnMap) -> Iterator[str]:
    """Debit and credit that differ: a part of the ledger is missing, or it is an extract."""
    if "debet" in money and "kredit" in money:
        debit, credit = (sum(v for v in money[c] if v is not None) for c in ("debet", "kredit"))
        if abs(debit - credit) * SCALE[m.enhet] > HALF_KRONE:
            shown = (separated(f"{v:,.2f}").replace("-", MINUS) for v in (debit, credit, debit - credit))
            yield tr("ledger.unequal", **dict(zip(("debit", "credit", "difference"), shown, strict=True)), unit=m.enhet)


def _record(key: Key, amount: float, m: ColumnMap) -> Record:
    account, code, second = key
    accounts, balance, _ = FORMS[m.regnskap]
    form = balance if account in BALANCE else accounts
    return Record(form, m.aargang, "", m.region, m.orgnr, "", account, code, second, amount)
