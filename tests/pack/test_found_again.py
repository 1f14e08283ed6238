"""Every figure of the data pack stands in its source, read here without the builder."""

from __future__ import annotations

import csv
import gzip
import io
import re
import runpy
from collections.abc import Iterable
from pathlib import Path

import pytest

from ldip.pack import figures

ROOT = Path(__file__).resolve().parents[2]
HANDBOOK = ROOT.parent / "shared" / "handbook" / "law_accounting.md"
Rows = list[dict[str, str]]


def source(path: Path) -> Rows:
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in io.StringIO(text) if not line.startswith("#")))


def pairs(name: str, data: Path, key: str, columns: dict[str, str], mine: str = "kommunenr") -> Iterable[tuple[str, str, str]]:
    """(place, in the pack, in the source) of every cell in the columns (name in the pack: name in the source)."""
    held, given = figures.records(name), {r[key]: r for r in source(data)}
    assert {r[mine] for r in held} == {k for k in given if k != "total"}, name
    for row in held:
        for here, there in columns.items():
            yield f"{name} {row[mine]} {here}", row[here], given[row[mine]][there]


def differ(cells: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [c for c in cells if c[1] != c[2] and (not c[1] or not c[2] or float(c[1]) != float(c[2]))]


def test_population(data: Path) -> None:
    with gzip.open(data / "population" / "norway_pop_municipality_age_sex_2005_2026.csv.gz", "rt") as file:
        header, *lines = file.read().splitlines()
    first = header.split(",").index("2016")
    found = [line.split(",") for line in lines]
    mine, *rows = [line.split(",") for line in figures.text("folketall.csv.gz").splitlines()]
    assert mine[3:] == header.split(",")[first:] == [str(y) for y in range(2016, 2027)]
    sex = {"F": "k", "M": "m"}
    assert rows == [[r[0], sex[r[1]], r[2], *r[first:]] for r in found]


def test_settlement_and_need(data: Path) -> None:
    income = data / "income"
    settled = {
        "innbyggere": "innb_1jan2025",
        "skatt_1000kr": "skatt_1000kr",
        "skatt_per_innbygger": "skatt_per_innb",
        "skatt_andel_av_landet": "skatt_andel_av_landet",
        "inntektsutjevning_per_innbygger": "netto_inntektsutjevning_per_innb",
        "utgiftsutjevning_1000kr": "utgiftsutjevning_gh2025_1000kr",
        "rammetilskudd_1000kr": "rammetilskudd_regnskap_2025_1000kr",
    }
    assert not differ(pairs("inntekt.csv", income / "inntektsutjevning_2025_alle_357.csv", "knr", settled))
    years = {"2025": "indeks_2025", "2026": "indeks_2026"}
    assert not differ(pairs("behovsindeks.csv", income / "utgiftsbehovsindeks_2025_2026.csv", "knr", years))
    sectors = {c: c for c in figures.records("sektorindeks.csv")[0] if c != "kommunenr"}
    assert len(sectors) == 7
    assert not differ(pairs("sektorindeks.csv", income / "sektorindeks_2026_utvalg.csv", "knr", sectors))


def test_municipalities_and_numbers(data: Path) -> None:
    folder = data / "population"
    file = folder / "norway_municipalities_2024_borders.csv"
    assert not differ(pairs("kommuner.csv", file, "kommunenr", {"fylkesnr": "fylkesnr", "innbyggere_2026": "pop_2026"}))
    given = {r["kommunenr"]: r for r in source(file)}
    for row in figures.records("kommuner.csv"):
        full = given[row["kommunenr"]]
        assert all(n in full["kommune"] for n in (row["navn"], *row["andre_navn"].split("|"))), row
        assert full["county_name"].startswith(row["fylke"]), row
    numbers = source(folder / "norway_municipality_code_history.csv")
    assert [list(r.values()) for r in figures.records("kommunenummer.csv")] == [list(r.values()) for r in numbers]
    assert len(numbers) == 855


def test_national_figures(data: Path) -> None:
    given = {(r["region"], r["year"], r["value"]) for r in source(data / "services" / "kostra_2020_2025_lorenskog_landet.csv")}
    held = figures.records("nasjonaltall.csv")
    assert not [r for r in held if (r["omraade"], r["aar"], r["verdi"]) not in given]
    names = runpy.run_path(str(ROOT / "benchmarks" / "datapakke" / "indicators.py"))["KOSTRA"]
    by_name = {name: indicator for indicator, (name, _) in names.items()}
    rows = source(data / "services" / "kostra_2020_2025_lorenskog_landet.csv")
    values = {(r["indicator"], r["region"], r["year"]): r["value"] for r in rows}
    assert not [r for r in held if values[by_name[r["navn"]], r["omraade"], r["aar"]] != r["verdi"]]


def test_buildings_hours_and_residents(data: Path) -> None:
    services = data / "services"
    columns = {"aar": "year_ready", "plasser": "places", "kvm": "gross_m2", "mill_kr": "cost_mill_nok"}
    given = source(services / "unit_costs_projects.csv")
    held = figures.records("bygg.csv")
    assert [[r[c] for c in columns] for r in held] == [[r[c] for c in columns.values()] for r in given]
    hours = {"2009": "h_2009", "om_lag_2014": "h_about2014", "om_lag_2017": "h_about2017"}
    hours["om_lag_2017_stort_behov"] = "h_about2017_extensive_need"
    assert not differ(pairs("hjemmetjeneste.csv", services / "home_care_hours_by_age.csv", "age", hours, "alder"))
    years = {c: c for c in figures.records("institusjon.csv")[0] if c != "alder"}
    assert not differ(pairs("institusjon.csv", services / "institution_residents_by_age.csv", "age", years, "alder"))


@pytest.mark.skipif(not HANDBOOK.is_file(), reason=f"håndboken mangler: {HANDBOOK}")
def test_series_stand_in_the_handbook() -> None:
    text = HANDBOOK.read_text(encoding="utf-8")
    section = text[text.index("## 6. Deflator") : text.index("## 7.")]
    places = {
        "loennsvekst": r"Wage growth used:.*",
        "styringsrente": r"Policy rate:.*",
        "styringsrente_31_12": r"Policy rate:.*",
        "kpi_jae": r"CPI-ATE.*",
        "deflatorvekst": r"\| 2026 \|.*",
    }
    for row in figures.records("serier.csv"):
        found = re.search(places[row["navn"]], section)
        assert found, row
        year = "2025" if row["navn"] == "styringsrente_31_12" else row["aar"]
        assert year in found[0], row
        assert re.search(rf"(?<![\d.]){re.escape(row['verdi'])}(?![\d])", found[0]), row


def test_the_same_data_gives_the_same_pack(data: Path) -> None:
    build = runpy.run_path(str(ROOT / "benchmarks" / "datapakke" / "__main__.py"))["build"]

    def plain(raw: bytes) -> bytes:  # the packer may differ between machines, the rows may not
        return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw

    built = build(data)
    assert set(built) | {"serier.csv"} == set(figures.tables()) | {"pakke.toml"}
    for name, raw in built.items():
        if name != "pakke.toml":
            assert plain(raw) == plain(figures.raw(name)), f"{name}: kjør make datapakke"
