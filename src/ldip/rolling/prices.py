"""Fixed prices moved to the new price year, and values by year without the years that have passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ldip.plan.csvfile import decode
from ldip.plan.edits import Contents
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.tomlfile import loads
from ldip.rolling.year import BUILDING, DEFLATOR, PRICES, WAGES, Year, number, text

Path = tuple[str | int, ...]
AMOUNTS: Final = ("verdi", "beloep")
# The index that the model moves a fixed amount by, by file or folder and the last key that names it; the deflator for the rest.
INDEX: Final[Mapping[tuple[str, str], str]] = {
    ("prosjekter", "kostnad"): BUILDING,
    ("prosjekter", "kostnadsramme"): BUILDING,
    ("prosjekter", "nettpris_per_km"): BUILDING,
    ("tjenester", "bygg_per_plass"): BUILDING,
    ("investeringer.toml", "norm_per_m2"): BUILDING,
    ("investeringer.toml", "i_drift_per_m2"): BUILDING,
    ("selvkost", "loenn"): WAGES,
    ("selvkost", "kjoep"): PRICES,
}
STATED: Final = "gebyrinntekt"
PER_THOUSAND: Final = "virkning_per_1000_kr"  # effect of a thousand kroner of the price year: smaller when a krone is
RATES: Final = "satser"  # grants per person by year since settlement
NOTES: Final = "notater/"
APPROPRIATED: Final = "tidligere_bevilget"  # moved with the projects
DATED: Final = ("kostnad", "kostnadsramme")  # amounts of projects that have a price year of their own


def move_prices(year: Year, contents: Contents) -> None:
    """Every amount in the prices of the old price year, in TOML and csv, and every vector of values by year."""
    for file, raw in sorted(contents.items()):
        if file.endswith(".toml") and not file.startswith((NOTES, f.home_of(f.LeverFile))):
            for path, table in tables_in(loads(decode(raw, file)[0], file), ()):
                if APPROPRIATED not in path:
                    move_table(year, file, path, table, file.partition("/")[0])
    for file in ("tiltak.csv", "bygghendelser.csv"):
        for line, row in year.plan.table(file, t.TABLES[file]).numbered():
            if getattr(row, "priser", "") == year.labels[0]:
                year.cell(file, line, "priser", year.labels[1])
    for line, event in year.plan.table("bygghendelser.csv", t.BuildingEventRow).numbered():
        year.cell("bygghendelser.csv", line, "beloep", text(event.beloep * year.growth(DEFLATOR)))
    _buildings(year)


def tables_in(node: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every table within a document, innermost last, with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from tables_in(value, (*path, key))
    elif isinstance(node, list):
        for k, value in enumerate(node):
            yield from tables_in(value, (*path, k))


def move_table(year: Year, file: str, path: Path, table: dict[str, Any], home: str) -> None:
    """A table of values: amounts in the old prices, and years that have passed. `home` is the file or folder it belongs to."""
    last = next((str(k) for k in reversed(path) if isinstance(k, str)), "")
    factor = 1.0
    if table.get("priser") == year.labels[0]:
        factor = year.growth(INDEX.get((home, last), DEFLATOR))
        year.set(file, (*path, "priser"), year.labels[1])
    elif home == "prosjekter" and last in DATED and str(table.get("priser", "")).endswith("-kroner"):
        factor = _dated(year, file, path, table)
    for key in AMOUNTS:
        if factor != 1.0 and isinstance(table.get(key), int | float):
            year.set(file, (*path, key), number(table[key] * factor))
    if factor != 1.0 and isinstance(table.get(RATES), list):
        year.set(file, (*path, RATES), [number(v * factor) for v in table[RATES]])
    if isinstance(table.get(PER_THOUSAND), int | float):
        year.set(file, (*path, PER_THOUSAND), number(table[PER_THOUSAND] / year.growth(DEFLATOR)))
    if isinstance(table.get("verdier"), dict):
        _by_year(year, file, path, table, factor)


def _dated(year: Year, file: str, path: Path, table: dict[str, Any]) -> float:
    """An amount in an earlier year's prices stays there where the deflator is known; else it is moved to the new price year."""
    if year.deflator_known:
        return 1.0
    project = file.removeprefix(f.home_of(f.ProjectFile)).removesuffix(".toml")
    year.set(file, (*path, "priser"), year.labels[1])
    return year.closed("kostnad_omregning", prosjekt=project) * year.growth(BUILDING)


def _by_year(year: Year, file: str, path: Path, table: dict[str, Any], factor: float) -> None:
    """Drop the years before the new first year; the first keeps its value by the table's rule, and the last year has one."""
    given = {int(y): float(v) for y, v in table["verdier"].items()}
    if path[-1] == STATED and max(given) < year.first:  # an adopted fee; without a number it is computed
        year.set(file, path, None)
        year.told.append(f"{file}: vedtatt gebyr {max(given)} er utløpt; gebyret regnes")
        return
    end, beyond = max(given), table.get("videre")
    kept = {y: v * factor for y, v in given.items() if y >= year.first}
    if year.first not in kept:
        kept[year.first] = (given[end] if beyond != "null" or end > year.first else 0.0) * factor
    last = year.plan.years[-1] + 1
    if beyond is None and end == last - 1:
        kept[last] = given[end] * factor
    for y in sorted(kept):
        value = number(kept[y])
        if given.get(y) != value:
            year.set(file, (*path, "verdier", str(y)), value)
    for y in sorted(y for y in given if y < year.first):
        year.set(file, (*path, "verdier", str(y)), None)


def _buildings(year: Year) -> None:
    """bygg.csv: operation and staff in kroner of the price year."""
    factor = year.growth(DEFLATOR)
    for line, row in year.plan.table("bygg.csv", t.BuildingRow).numbered():
        for column in ("drift_per_m2", "bemanning"):
            if value := getattr(row, column):
                year.cell("bygg.csv", line, column, text(value * factor))
