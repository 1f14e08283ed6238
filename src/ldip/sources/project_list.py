"""A municipality's list of projects by year: uses and sources of each project, and the lines that belong to no project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError
from ldip.locales import tr
from ldip.parameters import kostra
from ldip.sources.column_map import CodeError, Place, wanted_names
from ldip.sources.project_map import OF_LINE, USES, Kind, ProjectMap
from ldip.sources.unlike import one_owner, owner_columns, twice, with_choices, without_amount
from ldip.tabular.files import Mistakes
from ldip.tabular.questions import CHOOSE
from ldip.tabular.read import read_table
from ldip.tabular.sheets import is_workbook
from ldip.tabular.sums import ANSWER, KEEP, SKIP
from ldip.tabular.terms import NO_ANSWERS, Answers, Shape, Table, Wanted
from ldip.tabular.terms import Kind as CellKind
from ldip.tabular.wholes import wholes

KRONER: Final = {"kr": 1.0, "1000 kr": 1e3, "mill. kr": 1e6}
ACCOUNTS: Final = re.compile(r"regnskap|rekneskap|accounts", re.IGNORECASE)
CODES: Final = ("art", "funksjon")
OF: Final = "/"  # in a pattern of `slag`: project, and its kind


@dataclass(frozen=True)
class Line:
    """A row of the list: project and its name, kind, function (0: none), the list's own service code, sector, and kroner by year.

    Uses and sources are both positive as such: a source has its sign turned.
    """

    line: int
    project: str
    name: str
    kind: Kind
    function: int
    service: str
    sector: str
    kroner: Mapping[int, float]


@dataclass(frozen=True)
class ProjectList:
    """The lines of a list, its years, and what a user must notice in the reading. `version` is what was chosen in the file."""

    file: str
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    version: str
    told: tuple[str, ...]


def read_project_list(name: str, raw: bytes, m: ProjectMap, answers: Answers = NO_ANSWERS) -> ProjectList:
    """The list's lines. Errors: SourceError with every row that cannot be read; UnclearError for what must be chosen."""
    given = ({"ark": m.ark} if m.ark and is_workbook(Path(name)) else {}) | with_choices(m.velg, answers)
    table = one_owner(read_table(name, raw, _shape(m, given), given), given)
    amounts, told = _amounts(table, m)
    wanted = {heading: w for w, heading in wanted_names(m.columns).items()}
    cells = {c: table.texts(wanted[p.kolonne]) for c, p in m.columns.items()}
    problems = Mistakes(twice(table, [*zip(*cells.values(), *amounts.values(), strict=True)]))
    lines = tuple(_lines(table, cells, amounts, m, problems))
    lines, wholly = _without_wholes(lines, sorted(amounts), given)
    if not lines and not problems:
        problems.append(Problem(name, "", "lista har ingen rader med beløp", "", "se at kartet gjelder denne filen"))
    if problems:
        raise SourceError(problems.told())
    version = ", ".join(v for k, v in given.items() if k.startswith(CHOOSE))
    return ProjectList(
        name, tuple(sorted(amounts)), lines, version, (*table.told, *told, *wholly, *without_amount(table, amounts.values()))
    )


def _without_wholes(lines: tuple[Line, ...], years: Sequence[int], answers: Answers) -> tuple[tuple[Line, ...], list[str]]:
    """The lines without those that equal the lines beside them in every year when the user calls them sums; else a note of each.

    Not refused: published lists have projects that equal the four below them."""
    found: dict[int, tuple[int, ...]] = {}
    for kind in USES:
        own = [line for line in lines if line.kind == kind]
        for at, parts in wholes([[line.kroner.get(y) for y in years] for line in own]):
            found[own[at].line] = tuple(own[i].line for i in parts)
    if answers.get(ANSWER) == SKIP:
        return tuple(line for line in lines if line.line not in found), []
    named = {line.line: line.name for line in lines}
    return lines, [
        tr("projects.whole", line=at, name=named[at][:60], first=parts[0], last=parts[-1], answer=f"{ANSWER}={SKIP}")
        for at, parts in found.items()
        if answers.get(ANSWER) != KEEP
    ]


def _shape(m: ProjectMap, answers: Answers) -> Shape:
    """The columns of the map and its years; without years every column that names one."""
    wanted = [Wanted(n, (h,), _cell(n, m.columns[n])) for n, h in wanted_names(m.columns).items()]
    years = [Wanted(year, (heading,), "tall", dash="null", unit=m.enhet) for year, heading in m.aar.items()]
    named = {p.kolonne for p in m.columns.values()} | set(m.aar.values())
    wide = None if m.aar else Wanted("beloep", (), "tall", dash="null", unit=m.enhet)
    return Shape((*wanted, *years, *owner_columns(named, answers)), wide=wide, leave_out=m.utelat)


def _cell(name: str, place: Place) -> CellKind:
    return "kode" if name in CODES and place.piece is None else "tekst"


def _amounts(table: Table, m: ProjectMap) -> tuple[dict[int, Sequence[float | None]], list[str]]:
    """Amounts by year, and the columns that were left out. Errors: SourceError for two columns of one year, or none."""
    if m.aar:
        return {int(year): table.numbers(year) for year in m.aar}, []
    found: dict[int, Sequence[float | None]] = {}
    told: list[str] = []
    for column in table.wide:
        if ACCOUNTS.search(column.label):
            told.append(tr("projects.accounts", column=f"{column.label} {column.year}".strip()))
        elif column.year in found:
            hint = f'oppgi kolonnen i kartet: [aar], {column.year} = "…"'
            raise SourceError([Problem(table.file, "aar", "flere kolonner er for det samme året", str(column.year), hint)])
        else:
            found[column.year] = column.values
    if not found:
        hint = 'oppgi beløpskolonnen for hvert år i kartet: [aar], 2026 = "…"'
        raise SourceError([Problem(table.file, "aar", "lista har ingen kolonner med år i overskriften", "", hint)])
    return found, told


def _lines(
    table: Table,
    cells: Mapping[str, Sequence[str]],
    amounts: Mapping[int, Sequence[float | None]],
    m: ProjectMap,
    problems: Mistakes,
) -> Iterator[Line]:
    """Rows with an amount; those that cannot be read become problems."""
    scale = KRONER[m.enhet] * m.fortegn
    for i, line in enumerate(table.lines):
        kroner = {y: v[i] for y, v in amounts.items()}
        if all(v is None for v in kroner.values()):
            continue
        row = {c: v[i].strip() for c, v in cells.items()}
        try:
            kind = _kind_of(row, m)
            function = _function(row, m)
        except CodeError as error:
            if any(kroner.values()):
                problems.append(Problem(table.file, error.key, error.what, error.value, error.hint, line))
            continue
        sign = scale if kind in USES else -scale
        project = row.get("prosjekt") or row.get("navn", "")
        own = {y: sign * v for y, v in kroner.items() if v is not None}
        yield Line(line, project, row.get("navn") or project, kind, function, row.get("tjeneste", ""), row.get("sektor", ""), own)


def _kind_of(row: Mapping[str, str], m: ProjectMap) -> Kind:
    """The kind of a row: by the map's patterns, else by the line of §5-5 of its art. Errors: CodeError."""
    key = "slag" if "slag" in m.columns else "art"
    place = m.columns[key]
    code = place.code(row[key])
    of_project = {k: v for k, v in m.slag.items() if OF in k}
    found = first_match(of_project, f"{row.get('prosjekt', '')}{OF}{code}") or first_match(m.slag, code)
    if found is not None:
        return m.slag[found]
    if "art" in m.columns:
        art = m.columns["art"]
        number = art.cut(row["art"])
        at = kostra.line(int(number), operating=False) if is_digits(number) else None
        if at in OF_LINE:
            return OF_LINE[at]
    hint = f'legg den til i [slag] i kartet: "{code}" = "varige_driftsmidler", eller før raden opp i utelat'
    raise place.error("kartet sier ikke hva beløpet er", hint, row[key])


def _function(row: Mapping[str, str], m: ProjectMap) -> int:
    """KOSTRA's function of a row; 0 without a column or a code. Errors: CodeError."""
    place = m.columns.get("funksjon")
    if place is None or not row["funksjon"]:
        return 0
    found = place.cut(row["funksjon"])
    if not is_digits(found) or len(found) > 3:
        hint = f'si hvilke sifre som er funksjon: funksjon = {{ kolonne = "{place.kolonne}", siffer = "1-3" }}'
        raise place.error("funksjonen er ikke tre sifre som KOSTRAs", hint, row["funksjon"])
    return int(found)


def first_match(patterns: Mapping[str, object], *values: str) -> str | None:
    """The first pattern that fits one of the values."""
    return next((p for p in patterns if any(v and fnmatchcase(v, p) for v in values)), None)
