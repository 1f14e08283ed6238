"""Reading csv: UTF-8 (BOM allowed), `;` with decimal comma or `,` with decimal point."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeVar, get_args

from pydantic import ValidationError

from ldip.errors import Problem
from ldip.plan import messages
from ldip.plan.bounds import MOST_PROBLEMS, csv_problem
from ldip.plan.schema.tables import Row

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
TRUE_FALSE: Mapping[str, bool] = {"ja": True, "nei": False, "true": True, "false": False, "1": True, "0": False}


def decode(raw: bytes, file: str) -> tuple[str, list[Problem]]:
    """Text of a UTF-8 file; cp1252 and the like are refused with the remedy."""
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        hint = "lagre filen på nytt som «CSV UTF-8»" if file.endswith(".csv") else "lagre filen på nytt som UTF-8"
        return "", [Problem(file, "", "filen er ikke UTF-8 (ser ut som cp1252)", "", hint, line)]


def read_rows(raw: bytes, file: str, model: type[R]) -> tuple[tuple[R, ...], tuple[int, ...], list[Problem]]:
    """Rows, the line of each, and every problem found."""
    large = csv_problem(raw, file)
    text, problems = ("", [large]) if large else decode(raw, file)
    if problems:
        return (), (), problems
    lines = said_lines(text)
    if not lines:
        return (), (), [Problem(file, "", "filen er tom", "", "legg til en overskriftsrad")]
    delimiter, header = header_of(text)
    problems += _check_header(header, file, model, lines[0][0])
    rows: list[R] = []
    numbers: list[int] = []
    for number, cells in records_of(text, delimiter):
        if len(problems) >= MOST_PROBLEMS:
            problems.append(Problem(file, "", "resten av filen er ikke lest", "", "rett feilene over, og sjekk på nytt", number))
            break
        found = _row(cells, header, delimiter, model)
        if isinstance(found, ValidationError):
            problems += _row_problems(found, file, model, number, header)
        else:
            rows.append(found)
            numbers.append(number)
    return tuple(rows), tuple(numbers), problems


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


def _row(cells: list[str], header: list[str], delimiter: str, model: type[R]) -> R | ValidationError:
    values: dict[str, object] = {}
    for name, cell in zip(header, cells, strict=False):
        text = cell.strip()
        field = model.model_fields.get(name)
        if field is None or (text == "" and not field.is_required()):
            continue
        values[name] = _convert(text, field.annotation, delimiter)
    try:
        return model.model_validate(values)
    except ValidationError as error:
        return error


def _convert(text: str, annotation: object, delimiter: str) -> object:
    if annotation is bool:
        return TRUE_FALSE.get(text.lower(), text)
    return plain_number(text, delimiter) if is_number(annotation) else text


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


def plain_number(text: str, delimiter: str) -> str:
    """A cell's number in the form float() accepts: no spaces, and a decimal point in a file with semicolons."""
    plain = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("\u2212", "-")
    return plain.replace(",", ".") if delimiter == ";" else plain


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


def header_of(text: str) -> tuple[str, list[str]]:
    """Delimiter and columns of a csv text; no columns for an empty one."""
    top = next((line for _, line in said_lines(text)), "")
    delimiter = ";" if ";" in top else ","
    return delimiter, [h.strip() for h in cells_of_line(top, delimiter)]


def records_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every row under the header, with the cells as text."""
    for number, line in said_lines(text)[1:]:
        yield number, [c.strip() for c in cells_of_line(line, delimiter)]


def said_lines(text: str) -> list[tuple[int, str]]:
    """(line number, text) of the lines that are neither blank nor a comment. The first is the header."""
    return [(i, line) for i, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]


def cells_of_line(line: str, delimiter: str) -> list[str]:
    """The cells of one line, unchanged."""
    return next(csv.reader(io.StringIO(line), delimiter=delimiter), [])


def split_row(raw: bytes, line: int) -> dict[str, str]:
    """The cells of a line of a csv file by column; empty for a line that is no row."""
    text = raw.decode("utf-8-sig", errors="replace")
    delimiter, heads = header_of(text)
    cells = next((c for number, c in records_of(text, delimiter) if number == line), [])
    return dict(zip(heads, cells, strict=False))
