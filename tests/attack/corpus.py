"""Sound files of every kind that the program reads from others, and what reads each: the start of the mutations."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from ldip.intake.accounts import accounts_csv, balance_toml, frames_csv
from ldip.intake.indicators import kostra_csv, kostra_rows
from ldip.plan.csvfile import read_rows
from ldip.plan.schema import tables as t
from ldip.sources import kostra, ledger
from ldip.sources.codes import read_codes
from ldip.sources.column_map import parse_map
from ldip.sources.indicators import read_indicators
from ldip.sources.kostra_accounts import frames, in_year, opening, statements
from ldip.sources.kostra_controls import controls
from ldip.sources.ledger_map import read_mapping
from ldip.sources.municipal import read_municipal
from ldip.sources.project_list import read_project_list
from ldip.sources.project_map import ProjectMap
from ldip.sources.records import read_records
from ldip.sources.stocks import read_stocks
from ldip.store.versions import folder_contents

ROOT: Final = Path(__file__).resolve().parents[2]
NOTES: Final = ROOT / "examples" / "solvik" / "notater"
NDR: Final = "Netto driftsresultat i prosent av brutto driftsinntekter (prosent)"


@cache
def plan_of(name: str) -> dict[str, bytes]:
    """The files of an example plan."""
    return folder_contents(ROOT / "examples" / name)


@dataclass(frozen=True)
class Kind:
    """A kind of file: a sound one, and what is done with it; the use returns texts whose numbers must be finite."""

    suffix: str
    sound: Callable[[], bytes]
    use: Callable[[Path], list[str]]


def _population_csv() -> bytes:
    head = "region;kjønn;alder;år;personer\n"
    rows = [f"3201 Bærum;{k};{a} år;{y};{20 + a}\n" for k in ("Kvinner", "Menn") for a in (0, 1, 64, 105) for y in (2024, 2025)]
    return (head + "".join(rows)).encode()


def _jsonstat() -> bytes:
    dimensions: dict[str, tuple[Any, dict[str, str]]] = {
        "Region": ({"3201": 0, "0301": 1}, {"3201": "Bærum", "0301": "Oslo"}),
        "Kjonn": (["2", "1"], {"2": "Kvinner", "1": "Menn"}),
        "Alder": (["000", "001", "105"], {"000": "0 år", "001": "1 år", "105": "105 år eller eldre"}),
        "ContentsCode": (None, {"Personer": "Hovedalternativet (MMMM)"}),
        "Tid": (["2024", "2025"], {"2024": "2024", "2025": "2025"}),
    }
    made = {
        "version": "2.0",
        "class": "dataset",
        "id": list(dimensions),
        "size": [len(labels) for _, labels in dimensions.values()],
        "dimension": {
            d: {"category": {"label": la} | ({"index": i} if i is not None else {})} for d, (i, la) in dimensions.items()
        },
        "value": list(range(24)),
    }
    return json.dumps(made, indent=1).encode()


def _figures_jsonstat() -> bytes:
    data = {
        "class": "dataset",
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [2, 1, 2],
        "dimension": {
            "Region": {"category": {"index": ["3201", "4601"], "label": {"3201": "Bærum"}}},
            "ContentsCode": {"category": {"index": {"A": 0}, "label": {"A": NDR}}},
            "Tid": {"category": {"index": ["2024", "2025"]}},
        },
        "value": [1.5, -0.4, None, 88.0],
    }
    return json.dumps(data, indent=1).encode()


def _kostra() -> bytes:
    rows = [
        kostra.Record("0A", 2025, "", "302000", "", "", "1", f, f"{a:03d}", 100 + f)
        for f in (120, 202, 222)
        for a in (10, 230, 620)
    ]
    rows += [
        kostra.Record("0B", 2025, "", "302000", "", "", "2", k, "000", v) for k, v in ((27, 3000), (45, -2000), (5990, -1000))
    ]
    return kostra.text_of(rows).encode("ascii")


def _workbook() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Saldo")
    for i, row in enumerate(
        [["region", "kjønn", "alder", "år", "personer"], ["3201", "Menn", "0 år", 2025, 12], ["3201", "Kvinner", 1, 2025, 9]]
    ):
        sheet.write_row(i, 0, row)
    book.close()
    return out.getvalue()


def _accounts(found: list[kostra.Record]) -> list[str]:
    """What `ldip hent regnskap` makes of records: statements, controls and the files of a plan."""
    made = statements(found)
    year = max((r.aargang for r in found), default=2025)
    _ = controls(found), in_year(found, year + 1), kostra.text_of(found)
    texts = [accounts_csv(made, year), frames_csv(frames(found, {202: "skole"}), year)]
    return [*texts, balance_toml(opening(made, 0.0, 0.0), year)]


def _use_kostra(path: Path) -> list[str]:
    return _accounts(list(kostra.read(path).sound.records))


def _use_ledger(path: Path) -> list[str]:
    return _accounts(list(ledger.read(path, read_mapping(NOTES / "kolonner.toml")).sound.records))


def _projects(raw: bytes, columns: bytes) -> list[str]:
    found = read_project_list("liste.csv", raw, parse_map("kart.toml", columns, ProjectMap))
    return [str(v) for line in found.lines for v in line.kroner.values()]


def _use_mapping(path: Path) -> list[str]:
    return _accounts(list(ledger.read(NOTES / "saldoliste-2025.csv", read_mapping(path)).sound.records))


def _use_figures(path: Path) -> list[str]:
    text = kostra_csv(kostra_rows(read_indicators(path).every, "prøve"))
    read_rows(text.encode(), "kostra.csv", t.TABLES["kostra.csv"])
    return [text]


def _use_population(path: Path) -> list[str]:
    return [f"{r.first} {r.last} {r.year} {r.value}" for r in read_records(path).records]


def _use_stocks(path: Path) -> list[str]:
    return [str(v) for v in read_stocks(path).cells.sum(axis=(1, 2, 3))]


def _use_codes(path: Path) -> list[str]:
    return [str(f.weight) for f in read_codes(path).formers]


def _use_municipal(path: Path) -> list[str]:
    return [str(v) for column in read_municipal(path, ("innbyggere", "skatt")).columns.values() for v in column]


_STOCK_ROWS: Final = "".join(f"A;{s};{a};{10 + a % 7};{11 + a % 7},5\n" for s in "km" for a in range(106))
STOCKS: Final = f"sone;kjoenn;alder;2024;2025\n{_STOCK_ROWS}".encode()
CODES: Final = (
    b"kommunenr_2024,kommunenr_original,weighting,first_year,last_year\n3201,0219,1.0,1838,2019\n3201,3024,1,2020,2023\n"
)
MUNICIPAL: Final = b"knr;innbyggere;skatt\n0301;700000;45,5\n3201;130000;50\n"
FIGURES: Final = f"region;statistikkvariabel;år;value\n3201 Bærum;{NDR};2024;1,5\nK-4601 Bergen;{NDR};2025;88\n".encode()
PROJECTS: Final = b"Versjon;Nr;Prosjekt;Konto;Tjeneste;2026;2027\nA;1;Skole;02300;22200;1 000;-5,5\nB;1;Skole;910;22200;-3;0\n"
PROJECT_MAP: Final = b"""utelat = ["Sum*"]
uten_prosjekt = ["9*"]
[velg]
Versjon = "A"
[kolonner]
prosjekt = "Nr"
navn = "Prosjekt"
art = { kolonne = "Konto", siffer = "2-4", lengde = 5 }
funksjon = { kolonne = "Tjeneste", siffer = "1-3" }
[slag]
"97*" = "overfoering_fra_drift"
"""
KINDS: Final[dict[str, Kind]] = {
    "folketall": Kind(".csv", _population_csv, _use_population),
    "jsonstat": Kind(".json", _jsonstat, _use_population),
    "regneark": Kind(".xlsx", _workbook, _use_population),
    "bestand": Kind(".csv", lambda: STOCKS, _use_stocks),
    "pakket": Kind(".csv", lambda: gzip.compress(STOCKS, mtime=0), _use_stocks),
    "kostra": Kind(".dat", _kostra, _use_kostra),
    "saldoliste": Kind(".csv", (NOTES / "saldoliste-2025.csv").read_bytes, _use_ledger),
    "kart": Kind(".toml", (NOTES / "kolonner.toml").read_bytes, _use_mapping),
    "prosjektliste": Kind(".csv", lambda: PROJECTS, lambda path: _projects(path.read_bytes(), PROJECT_MAP)),
    "prosjektkart": Kind(".toml", lambda: PROJECT_MAP, lambda path: _projects(PROJECTS, path.read_bytes())),
    "noekkeltall": Kind(".csv", lambda: FIGURES, _use_figures),
    "noekkeltall_json": Kind(".json", _figures_jsonstat, _use_figures),
    "kommunenummer": Kind(".csv", lambda: CODES, _use_codes),
    "kommuner": Kind(".csv", lambda: MUNICIPAL, _use_municipal),
}
