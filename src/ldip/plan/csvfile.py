"""Rows of a plan's csv files: UTF-8 (BOM allowed), `;` with decimal comma or `,` with decimal point."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Generic, TypeVar, get_args

from pydantic import ValidationError

from ldip.errors import Problem
from ldip.plan import messages
from ldip.plan.bounds import MOST_PROBLEMS, csv_problem
from ldip.plan.csvlines import CsvText, Record, header_of, parse, text_of
from ldip.plan.csvnumbers import Read, decimal_of, is_plain, read_column
from ldip.plan.schema.about import OWN_UNIT, merged
from ldip.plan.schema.tables import Row
from ldip.tabular.lines import lines_of

R = TypeVar("R", bound=Row)
# The columns that identify a row.
ROW_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "rammer.csv": ("tjeneste", "art"),
    "laan.csv": ("id",),
    "anlegg.csv": ("klasse",),
    "bygg.csv": ("id",),
    "bygghendelser.csv": ("bygg", "hendelse", "fra"),
    "sambruk.csv": ("bygg", "tjeneste", "blokk"),
    "behovsliste.csv": ("tjeneste", "nivaa", "aar"),
    "tiltak.csv": ("id", "aar"),
    "vedtatt.csv": ("linje", "aar", "element", "varighet", "uttrapping_aar"),
    "kontroll.csv": ("navn", "aar", "element"),
    "regnskap.csv": ("linje", "kolonne", "aar"),
    "kostra.csv": ("maaltall", "aar", "kommune"),
}
SOURCE: Final = "kilde"
TRUE_FALSE: Mapping[str, bool] = {"ja": True, "nei": False, "true": True, "false": False, "1": True, "0": False}
# A letter beyond ASCII in UTF-8, taken for Windows-1252 and saved again; and the sign of a letter that was lost.
_GARBLED: Final = re.compile(
    "\u00c3[\u0080-\u00bf\u0152\u0153\u0160\u0161\u02dc\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039]|\ufffd"
)
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")


def decode(raw: bytes, file: str) -> tuple[str, list[Problem]]:
    """Text of a UTF-8 file; other encodings are refused with the remedy."""
    hint = "lagre filen på nytt som «CSV UTF-8»" if file.endswith(".csv") else "lagre filen på nytt som UTF-8"
    if raw.startswith(_WIDE) or b"\0" in raw[:200]:
        return "", [Problem(file, "", "filen er ikke UTF-8 (ser ut som UTF-16, «Unicode-tekst» i Excel)", "", hint, 1)]
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = len(raw[: error.start + 1].splitlines())
        return "", [Problem(file, "", "filen er ikke UTF-8 (ser ut som cp1252)", "", hint, line)]


def bounded(raw: bytes, file: str) -> tuple[str, list[Problem]]:
    """Text of a csv file within the limits, as `decode`."""
    large = csv_problem(raw, file)
    return ("", [large]) if large else decode(raw, file)


def delimiter_of(raw: bytes | None, file: str) -> str:
    """Delimiter of a csv file; that of new ones where there is none."""
    return ";" if raw is None else header_of(decode(raw, file)[0])[0]


def garbled(text: str, file: str) -> list[Problem]:
    """A problem where letters are broken: the file was opened in one encoding and saved in another."""
    found = _GARBLED.search(text)
    if found is None:
        return []
    line = len(lines_of(text[: found.end()]))
    hint = "hent filen på nytt fra kilden, og åpne den som UTF-8"
    return [Problem(file, "", "bokstaver er ødelagt: filen er åpnet med feil tegnsett og lagret", found[0], hint, line)]


def read_rows(raw: bytes, file: str, model: type[R]) -> tuple[tuple[R, ...], tuple[int, ...], list[Problem]]:
    """Rows, the line of each, and every problem found."""
    text, problems = bounded(raw, file)
    if problems := problems or garbled(text, file):
        return (), (), problems
    found = parse(text)
    if found.header is None:
        return (), (), [Problem(file, "", "filen er tom", "", "legg til en overskriftsrad")]
    reader = _Reader(file, model, found)
    problems += reader.header_problems()
    rows: list[R] = []
    lines: list[int] = []
    for at, record in enumerate(found.rows):
        if len(problems) >= MOST_PROBLEMS:
            rest = "resten av filen er ikke lest"
            problems.append(Problem(file, "", rest, "", "rett feilene over, og sjekk på nytt", record.line))
            break
        if record.blank:
            continue
        wrong, row = reader.row(record, at)
        problems += wrong
        if not wrong and row is not None:
            rows.append(row)
            lines.append(record.line)
    return tuple(rows), tuple(lines), problems


class _Reader(Generic[R]):
    """Rows of one file by their model. Columns of numbers where some cell is not plain are read as a whole beforehand."""

    def __init__(self, file: str, model: type[R], found: CsvText) -> None:
        self.file, self.model, self.found, self.header = file, model, found, found.columns
        self.numbers = {i: self._column(i) for i, h in enumerate(self.header) if _numeric(model, h)}

    def header_problems(self) -> list[Problem]:
        """Unknown columns, columns given twice, and columns that are missing."""
        line = self.found.header.line if self.found.header is not None else 0
        return _check_header(self.header, self.file, self.model, line)

    def row(self, record: Record, at: int) -> tuple[list[Problem], R | None]:
        """A row, or its problems."""
        cells, line, problems = self._cells(record), record.line, list[Problem]()
        if record.fault:
            hint = "sett anførselstegn før og etter teksten"
            return [Problem(self.file, "", record.fault, cells[-1][:60], hint, line)], None
        if extra := [c for c in cells[len(self.header) :] if c]:
            what, hint = "raden har flere celler enn overskriften", "sett anførselstegn rundt tekst med skilletegnet i"
            return [Problem(self.file, "", what, extra[0][:60], hint, line, len(self.header) + 1)], None
        values: dict[str, object] = {}
        for i, (name, text) in enumerate(zip(self.header, cells, strict=False)):
            field = self.model.model_fields.get(name)
            if field is None or (text == "" and not field.is_required()):
                continue
            if i not in self.numbers:
                values[name] = TRUE_FALSE.get(text.lower(), text) if field.annotation is bool else text
            elif (read := self.numbers[i].get(at)) is None:
                values[name] = text.replace(",", ".")
            else:
                said, hint = (read.fault, read.hint) if read.fault else self._other_unit(read, name, cells)
                values[name] = "0" if said else read.text  # the rest of the row is validated all the same
                problems += [Problem(self.file, name, said, text, hint, line, i + 1)] if said else []
        try:
            return problems, self.model.model_validate(values)
        except ValidationError as error:
            return problems + _row_problems(error, self.file, self.model, line, self.header), None

    def _column(self, column: int) -> Mapping[int, Read]:
        """The cells of a column of numbers by row, where some are not plain; empty otherwise."""
        cells = [r.cells[column].strip() if column < len(r.cells) else "" for r in self.found.rows]
        mark = decimal_of(self.found.delimiter)
        return {} if is_plain(cells, mark) else dict(enumerate(read_column(cells, mark)))

    def _cells(self, record: Record) -> list[str]:
        """The cells of a row. A source is the last column, and may hold the delimiter without quotation marks."""
        cells, width = record.trimmed, len(self.header)
        if len(cells) > width and self.header[-1] == SOURCE:
            mark = self.found.delimiter
            cells[width - 1 :] = [text_of(mark.join(record.cells[width - 1 :]).rstrip(f"{mark} "))]
        return cells

    def _other_unit(self, read: Read, name: str, cells: list[str]) -> tuple[str, str]:
        """The fault of a number whose cell states another unit than its column, and the remedy."""
        about = merged(list(self.model.model_fields[name].metadata))
        stated = cells[self.header.index("enhet")] if "enhet" in self.header[: len(cells)] else ""
        unit = stated if about.unit in (OWN_UNIT, "som enhet") else about.unit
        if not read.unit or unit == read.unit or unit.startswith(f"{read.unit} "):
            return "", ""
        return f"cellen sier {read.unit}, men enheten er {unit or 'en annen'}", "skriv bare tallet, i kolonnens enhet"


def _numeric(model: type[Row], name: str) -> bool:
    field = model.model_fields.get(name)
    return field is not None and is_number(field.annotation)


def _check_header(header: list[str], file: str, model: type[Row], line: int) -> list[Problem]:
    known = list(model.model_fields)
    found = [
        Problem(file, h, "ukjent kolonne", "", messages.nearest(h, known), line, i + 1)
        for i, h in enumerate(header)
        if h not in known
    ]
    twice = [(h, i) for i, h in enumerate(header) if h in known and h in header[:i]]
    found += [Problem(file, h, "kolonnen står to ganger", "", "fjern den ene", line, i + 1) for h, i in twice]
    required = [n for n, f in model.model_fields.items() if f.is_required() and n not in header]
    return found + [Problem(file, n, "kolonnen mangler", "", f"legg til kolonnen {n}", line) for n in required]


def row_name(cells: Iterable[str]) -> str:
    """Name of a row, made of the cells that identify it."""
    return ", ".join(filter(None, cells))


def row_of(file: str, row: Row) -> str:
    """The identifying cells of a csv row; a cell that may be left out names nothing at its default."""
    fields = type(row).model_fields
    return row_name("" if (v := getattr(row, c)) == fields[c].default else str(v) for c in ROW_KEYS.get(file, ()))


def is_number(annotation: object) -> bool:
    """Whether a column of this type holds numbers."""
    return annotation in (float, int) or float in get_args(annotation)


def cell_text(value: object, delimiter: str) -> str:
    """A value as the text of a cell; reading the cell gives the value back."""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    text = repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
    return text.replace(".", ",") if isinstance(value, float) and delimiter == ";" else text


def _row_problems(error: ValidationError, file: str, model: type[Row], line: int, header: list[str]) -> list[Problem]:
    found = []
    for path, p in messages.problems(error, file, model):
        name = str(path[0]) if path else ""
        if p.message == "mangler" and name not in header:
            continue
        column = header.index(name) + 1 if name in header else 0
        found.append(Problem(file, name, p.message, p.value, p.hint, line, column))
    return found


def split_row(raw: bytes, line: int) -> dict[str, str]:
    """The cells of a line of a csv file by column; empty for a line that is no row."""
    return dict(parse(raw.decode("utf-8-sig", errors="replace")).by_column()).get(line, {})
