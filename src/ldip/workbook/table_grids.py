"""The sheet of a csv file: its rows by their line in the file, its columns with the types of the schema."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any, Final

from ldip.glossary import glossary, label
from ldip.locales import language, tr
from ldip.parameters.shipped import shipped
from ldip.plan.csvfile import TRUE_FALSE, decode
from ldip.plan.csvlines import CsvText, parse
from ldip.plan.csvnumbers import decimal_of, read_column
from ldip.plan.elements import holders
from ldip.plan.inputs import readable_key
from ldip.plan.schema.tables import BuildingRow
from ldip.workbook.fields import EXPLAINED, column_field, fields_in
from ldip.workbook.plan_data import PlanData
from ldip.workbook.terms import Cell, Column, Field, Grid, Row

LINE: Final = "#rad"
NAMED: Final = " (navn)"


def table_grid(data: PlanData, file: str, title: str) -> Grid:
    """The sheet of a csv file."""
    text, _ = decode(data.contents[file], file)
    table = parse(text)
    known = fields_in(data.reading.schemas[file])
    fields = {h: column_field(known[h], h) if h in known else Field() for h in (*table.columns, *known)}
    columns = [Column(LINE, tr("excel.rad"), "noekkel")]
    names = {h: names_for(data, fields[h], h) for h in fields}
    for h, field in fields.items():
        columns.append(Column(h, readable_key(h), "verdi", field))
        if names[h]:
            columns.append(Column(f"{h}{NAMED}", f"{readable_key(h)}{tr('excel.navn_bak')}", "hjelp"))
    rows = []
    for line, given, values in csv_values(table, fields):
        cells = {h: Cell((h,), f, values[h]) for h, f in fields.items()}
        texts = {f"{h}{NAMED}": named[given[h]] for h, named in names.items() if given.get(h, "") in named}
        rows.append(Row(file, (str(line),), cells, texts, line))
    return Grid(file, title, tr("excel.hjelp.tabell"), "tabell", (LINE,), tuple(columns), tuple(rows))


def csv_values(table: CsvText, fields: Mapping[str, Field]) -> list[tuple[int, dict[str, str], dict[str, Any]]]:
    """(line, cells as text, values by the types of `fields`) of every row; numbers by their column, as in the plan."""
    rows = table.by_column()
    columns = {h: [given.get(h, "") for _, given in rows] for h in fields}
    for h, f in fields.items():
        if f.kind in ("tall", "heltall"):
            columns[h] = [r.text for r in read_column(columns[h], decimal_of(table.delimiter))]
    return [(line, given, {h: csv_value(columns[h][i], f) for h, f in fields.items()}) for i, (line, given) in enumerate(rows)]


def csv_value(text: str, field: Field) -> Any:
    """The value of a csv cell by its column's type, numbers with a decimal point; the text itself where it is no such value."""
    if text == "":
        return None
    if field.kind == "ja_nei":
        return TRUE_FALSE.get(text.lower(), text)
    if field.kind in ("tall", "heltall"):
        try:
            number = float(text)
        except ValueError:
            return text
        whole = field.kind == "heltall" and number.is_integer()
        return int(number) if whole else number if isfinite(number) else text
    return text


def names_for(data: PlanData, field: Field, key: str) -> Mapping[str, str]:
    """Names by code for a column of codes; empty for other columns."""
    if field.refers:
        found = codes_of(data).get(field.refers, {})
        return found if any(found.values()) else {}
    if key in EXPLAINED:
        return {c: readable_key(c) for c in field.choices if c} or {name: label(name, language()) for name in glossary()}
    return {}


def codes_of(data: PlanData) -> dict[str, dict[str, str]]:
    """The codes that a plan's own things have, each with its name, by the list they are from."""
    found: dict[str, dict[str, str]] = {}
    for name in ("tjeneste", "prosjekt"):
        folder = f"{holders()[name].file}/"
        inside = {n: d for n, d in data.documents.items() if n.startswith(folder)}
        found[name] = {n.removeprefix(folder).removesuffix(".toml"): str(d.get("navn", "")) for n, d in sorted(inside.items())}
    rows = data.reading.tables["bygg.csv"].rows if "bygg.csv" in data.reading.tables else ()
    found["bygg"] = {str(r.id): str(r.navn) for r in rows if isinstance(r, BuildingRow)}
    found["anleggsklasse"] = {name: str(p.get("beskrivelse", "")) for name, p in shipped("avskrivning").items()}
    stock = data.reading.plan().zones if "befolkning.toml" in data.reading.single and not data.reading.partial else ()
    found["sone"] = dict.fromkeys(stock, "")
    return {name: codes for name, codes in found.items() if codes}
