"""Files with one row for each municipality: number, inhabitants, tax, need index and other columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError
from ldip.locales.written import first_of
from ldip.pack.areas import area, ever
from ldip.sources.codes import shipped
from ldip.sources.municipal_usual import unusual
from ldip.tabular.files import Mistakes, read_bytes
from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import NO_ANSWERS, Answers, Shape, Table, Wanted
from ldip.tabular.typed import table_of

NUMBER: Final = Wanted("knr", ("knr", "kommunenr", "kommunenummer", "kommune", "region"), "kode", digits=(4,), role="geo")
DIGITS: Final = 4
PEOPLE: Final = "innbyggere"
NATIONS: Final = frozenset({"0000", "00"})  # the whole country in tables of municipalities


@dataclass(frozen=True)
class MunicipalTable:
    """Columns by name, (kommune,), in the order of the file; `delimiter` is the one the file uses, `told` what to notice."""

    ids: tuple[str, ...]
    columns: dict[str, NDArray[np.float64]]
    delimiter: str
    told: tuple[str, ...] = ()


def read_municipal(
    path: Path,
    required: tuple[str, ...],
    optional: tuple[str, ...] = (),
    positive: bool = True,
    answers: Answers = NO_ANSWERS,
) -> MunicipalTable:
    """Read a file. Columns knr and `required` must exist; every cell a finite number, never negative when `positive`.

    Groups, counties and the nation are left out. Errors: SourceError with every missing column, malformed or empty cell,
    duplicate municipality and column in another unit than it is read in; UnclearError when the file's form is open."""
    raw = read_bytes(path)
    numbers = [
        Wanted(c, (c, c.replace("_", " ")), "tall", c in required, unit="antall" if c == PEOPLE else "")
        for c in (*required, *optional)
    ]
    table = table_of(read_sheets(str(path), raw, answers), Shape((NUMBER, *numbers)), answers)
    wanted = [c for c in (*required, *optional) if c in table.columns]
    problems = Mistakes()
    ids, rows, others = _rows(table, problems)
    columns = {c: _column(table, c, rows, positive, problems) for c in wanted}
    _followed(table, ids, rows, problems)
    if not problems and not rows:
        problems.append(Problem(str(path), "", "filen har ingen kommuner", "", "legg inn radene"))
    if problems:
        raise SourceError(problems.told())
    arrays = {c: np.array(values, dtype=np.float64) for c, values in columns.items()}
    wrong, notices = unusual(str(path), ids, arrays)
    if wrong:
        raise SourceError(wrong)
    told = (*table.told, *_named("utelatt, områder som ikke er kommuner", others), *notices)
    return MunicipalTable(
        tuple(ids), arrays, _delimiter(raw), (*told, *_named("nummer ingen kommune har", [i for i in ids if not ever(i)]))
    )


def _rows(table: Table, problems: Mistakes) -> tuple[list[str], list[int], list[str]]:
    """Numbers and rows of the municipalities, and the other areas."""
    ids: list[str] = []
    rows: list[int] = []
    others: list[str] = []
    seen: dict[str, int] = {}
    for row, (code, line) in enumerate(zip(table.texts("knr"), table.lines, strict=True)):
        if (known := area(code, table.texts("knr_tekst")[row])) is not None and known.kind != "kommune":
            others.append(code)
            continue
        number = known.code if known is not None else code
        if number in NATIONS:
            others.append(number)
            continue
        if not (is_digits(number) and len(number) == DIGITS):
            problems.append(Problem(table.file, "knr", "er ikke et kommunenummer", code, "bruk fire sifre", line))
        elif number in seen:
            hint = f"samme kommune står på linje {seen[number]}"
            problems.append(Problem(table.file, "knr", "kommunen står to ganger", number, hint, line))
        seen.setdefault(number, line)
        ids.append(number)
        rows.append(row)
    return ids, rows, others


def _followed(table: Table, ids: list[str], rows: list[int], problems: Mistakes) -> None:
    """Numbers out of use beside those that followed them: the same people twice."""
    for number, row in zip(ids, rows, strict=True):
        if later := sorted({f.current for f in shipped().all_of(number)} & set(ids)):
            what = f"kommunen står også med nummeret {', '.join(later)}, som kom etter"
            problems.append(Problem(table.file, "knr", what, number, "behold numrene for ett tidspunkt", table.lines[row]))


def _column(table: Table, name: str, rows: list[int], positive: bool, problems: Mistakes) -> list[float]:
    """The numbers of a column; a missing one is a problem, never zero."""
    found: list[float] = []
    values = table.numbers(name)
    for row in rows:
        value, line = values[row], table.lines[row]
        if value is None:
            problems.append(Problem(table.file, name, "mangler tall", "", "fyll ut cellen, eller ta bort raden", line))
        elif positive and value < 0.0:
            problems.append(
                Problem(table.file, name, "må være et endelig tall, null eller mer", f"{value:g}", "rett tallet", line)
            )
        elif name == PEOPLE and value == 0.0:
            problems.append(
                Problem(table.file, name, "kommunen har ingen innbyggere", "0", "rett tallet eller fjern raden", line)
            )
        found.append(value or 0.0)
    return found


def _named(what: str, names: list[str]) -> tuple[str, ...]:
    return (f"{what}: {first_of(names)}",) if names else ()


def _delimiter(raw: bytes) -> str:
    """A comma for a text file that uses commas; else the semicolon that spreadsheets here write."""
    first = next((line for line in raw.split(b"\n") if line.strip() and not line.startswith(b"#")), b"")
    return "," if b"," in first and b";" not in first and b"\0" not in first else ";"
