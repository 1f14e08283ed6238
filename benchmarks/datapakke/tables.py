"""Each table of the data pack: how its rows are taken from the open data, in the pack's own form."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from datapakke.indicators import AREAS, ELSEWHERE, KOSTRA

Rows = list[list[str]]
FIRST_STOCK: Final = 2016
SEX: Final = {"F": "k", "M": "m"}
# What the source says without Norwegian letters or in English, as people here read it.
WORDS: Final = {
    "care_24h": "omsorg",
    "primary_school": "barneskole",
    "school": "skole",
    "kindergarten": "barnehage",
    "disability_housing": "bolig",
    "mixed": "sammensatt",
    "Baerum": "Bærum",
    "Onsoyheimen": "Onsøyheimen",
    "Oksenoya senter (school 1050 + kindergarten 350 + care 150 + hall + parking)": (
        "Oksenøya senter (skole 1050, barnehage 350, omsorg 150, hall og parkering)"
    ),
    "budstikka.no + baerum.kommune.no": "budstikka.no og baerum.kommune.no",
    "baerum.kommune.no (places = 4x7x28 inferred)": "baerum.kommune.no (plassene er regnet: 4 · 7 · 28)",
    "roarjorgensen.no (ex VAT; early figure)": "roarjorgensen.no (uten merverdiavgift, tidlig tall)",
    "f-b.no (estimate before tender)": "f-b.no (anslag før anbud)",
    "inventura.no (20 mill of it extra for private finance)": "inventura.no (20 mill. kr av det for privat finansiering)",
}


def lines(path: Path) -> Iterable[str]:
    """The lines of a plain or gzipped file without those that begin with #."""
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [line for line in text.decode("utf-8-sig").splitlines() if not line.startswith("#")]


def records(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(lines(path)))


def municipalities(data: Path) -> Rows:
    """Number, name as the ministry writes it, other names, county and inhabitants."""
    short = {r["knr"]: r["navn"] for r in records(data / "income/inntektsutjevning_2025_alle_357.csv")}
    found: Rows = [["kommunenr", "navn", "andre_navn", "fylkesnr", "fylke", "innbyggere_2026"]]
    for row in records(data / "population/norway_municipalities_2024_borders.csv"):
        name = short[row["kommunenr"]].partition(" (")[0]
        other = others(row["kommune"], name)
        county = row["county_name"].partition("-")[0]
        found.append([row["kommunenr"], name, "|".join(other), row["fylkesnr"], county, row["pop_2026"]])
    return found


def others(full: str, name: str) -> list[str]:
    """The names beside the one shown: the parts of a name in several languages, or the whole when it only is longer."""
    if full == name:
        return []
    parts = full.split("-")
    return [p for p in parts if p != name] if name in parts else [full]


def numbers(data: Path) -> Rows:
    found: Rows = [["kommunenr", "nummer", "andel", "fra", "til"]]
    for r in records(data / "population/norway_municipality_code_history.csv"):
        found.append([r["kommunenr_2024"], r["kommunenr_original"], r["weighting"], r["first_year"], r["last_year"]])
    return found


def people(data: Path) -> Rows:
    """Persons 1 January by sex and single year of age; the last age is open."""
    source = records(data / "population/norway_pop_municipality_age_sex_2005_2026.csv.gz")
    years = [y for y in source[0] if y.isdigit() and int(y) >= FIRST_STOCK]
    found: Rows = [["kommunenr", "kjoenn", "alder", *years]]
    found += [[r["kommunenr"], SEX[r["sex"]], r["age"], *(r[y] for y in years)] for r in source]
    return found


def settlement(data: Path) -> Rows:
    source = records(data / "income/inntektsutjevning_2025_alle_357.csv")
    columns = {
        "knr": "kommunenr",
        "innb_1jan2025": "innbyggere",
        "skatt_1000kr": "skatt_1000kr",
        "skatt_per_innb": "skatt_per_innbygger",
        "skatt_andel_av_landet": "skatt_andel_av_landet",
        "netto_inntektsutjevning_per_innb": "inntektsutjevning_per_innbygger",
        "utgiftsutjevning_gh2025_1000kr": "utgiftsutjevning_1000kr",
        "rammetilskudd_regnskap_2025_1000kr": "rammetilskudd_1000kr",
    }
    return [list(columns.values()), *([r[c] for c in columns] for r in source)]


def need(data: Path) -> Rows:
    source = records(data / "income/utgiftsbehovsindeks_2025_2026.csv")
    return [["kommunenr", "2025", "2026"], *([r["knr"], r["indeks_2025"], r["indeks_2026"]] for r in source)]


def sectors(data: Path) -> Rows:
    source = records(data / "income/sektorindeks_2026_utvalg.csv")
    keep = [c for c in source[0] if c not in ("knr", "navn", "samlet_beregnet")]
    return [["kommunenr", *keep], *([r["knr"], *(r[c] for c in keep)] for r in source)]


def nation(data: Path) -> Rows:
    """National key figures by name, year and area, those left out that the parameter files hold."""
    found: Rows = [["navn", "enhet", "omraade", "aar", "verdi"]]
    for r in records(data / "services/kostra_2020_2025_lorenskog_landet.csv"):
        if r["region"] not in AREAS or r["indicator"] not in KOSTRA:
            continue
        name, unit = KOSTRA[r["indicator"]]
        if r["region"] != "Landet" or name not in ELSEWHERE:
            found.append([name, unit, r["region"], r["year"], r["value"]])
    return found


def buildings(data: Path) -> Rows:
    source = records(data / "services/unit_costs_projects.csv")
    columns = {
        "project": "prosjekt",
        "municipality": "kommune",
        "type": "slag",
        "year_ready": "aar",
        "places": "plasser",
        "gross_m2": "kvm",
        "cost_mill_nok": "mill_kr",
        "source": "kilde",
    }
    told = [{c: WORDS.get(v, v) for c, v in r.items()} for r in source]
    return [list(columns.values()), *([r[c] for c in columns] for r in told)]


def hours(data: Path) -> Rows:
    source = records(data / "services/home_care_hours_by_age.csv")
    names = ["alder", "2009", "om_lag_2014", "om_lag_2017", "om_lag_2017_stort_behov"]
    return [names, *([r[c] for c in source[0]] for r in source)]


def residents(data: Path) -> Rows:
    source = records(data / "services/institution_residents_by_age.csv")
    years = [y for y in source[0] if y.isdigit()]
    return [["alder", *years], *([r["age"], *(r[y] for y in years)] for r in source if r["age"] != "total")]


TABLES: Final[dict[str, Callable[[Path], Rows]]] = {
    "kommuner.csv": municipalities,
    "kommunenummer.csv": numbers,
    "folketall.csv.gz": people,
    "inntekt.csv": settlement,
    "behovsindeks.csv": need,
    "sektorindeks.csv": sectors,
    "nasjonaltall.csv": nation,
    "bygg.csv": buildings,
    "hjemmetjeneste.csv": hours,
    "institusjon.csv": residents,
}
