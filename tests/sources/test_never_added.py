"""Amounts and people that a file holds twice, lacks, or gives another sign are never read as plain rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ldip.errors import SourceError
from ldip.sources.kostra import KostraFile
from ldip.sources.ledger import read_ledger
from ldip.sources.ledger_map import ColumnMap
from ldip.sources.municipal import read_municipal
from ldip.sources.project_list import ProjectList, read_project_list
from ldip.sources.project_map import ProjectMap
from ldip.sources.records import records_of
from ldip.sources.stocks import read_stocks
from ldip.tabular.numbers import parse
from ldip.tabular.terms import UnclearError

COLUMNS = {"art": "Konto", "funksjon": "Funksjon", "beloep": "Beløp"}
BOTH = {"art": "Konto", "funksjon": "Funksjon", "debet": "Debet", "kredit": "Kredit"}
PROJECTS = {"kolonner": {"prosjekt": "Prosjekt", "slag": "Type"}, "slag": {"Utgift": "varige_driftsmidler"}}
HEAD = "Konto;Funksjon;Tekst;Beløp\n"


def ledger(text: str, columns: dict[str, str] = COLUMNS, **answers: str) -> KostraFile:
    m = ColumnMap.model_validate({"aargang": 2025, "region": "400100", "kolonner": columns})
    return read_ledger("a.csv", text.encode(), m, answers)


def arts(found: KostraFile) -> dict[str, float]:
    return {r.art: round(r.beloep * 1000, 2) for r in found.records}


def projects(text: str, **answers: str) -> ProjectList:
    return read_project_list("p.csv", f"Prosjekt;Type;2026;2027\n{text}".encode(), ProjectMap.model_validate(PROJECTS), answers)


@pytest.mark.parametrize("last", ["010;202;herav vikar;2", "099;202;Sum lønn;12", "099;202;Lønn i alt;12"])
def test_parts_and_sums_with_codes_are_asked(last: str) -> None:
    text = f"{HEAD}010;202;Lønn;5\n020;202;Vikar;7\n030;210;Renhold;9\n040;210;Vakt;9\n{last}\n"
    text = text if "herav" in last else f"{HEAD}010;202;Lønn;5\n020;202;Vikar;7\n{last}\n030;210;Renhold;9\n040;210;Vakt;9\n"
    with pytest.raises(UnclearError, match="med i andre rader"):
        ledger(text)
    assert sum(arts(ledger(text, sumrader="utelat")).values()) == 30.0
    assert sum(arts(ledger(text, sumrader="behold")).values()) == 30.0 + float(last.rsplit(";", 1)[1])


def test_a_sum_of_the_two_rows_of_a_short_list() -> None:
    with pytest.raises(UnclearError, match="med i andre rader"):
        ledger(f"{HEAD}010;202;Lønn;5\n020;202;Vikar;7\n099;202;Sum lønn;12\n")


def test_a_name_of_a_sum_that_adds_nothing_up_is_a_row() -> None:
    assert arts(ledger(f"{HEAD}010;202;Lønn;5\n020;202;Summerskole;7\n030;210;Total rehabilitering;9\n")) == {
        "010": 5.0,
        "020": 7.0,
        "030": 9.0,
    }


def test_credit_with_its_sign_is_refused() -> None:
    head = "Konto;Funksjon;Debet;Kredit\n010;202;5;\n"
    assert arts(ledger(f"{head}600;202;;7\n620;202;;-1\n", BOTH)) == {"010": 5.0, "600": -7.0, "620": 1.0}
    with pytest.raises(SourceError, match="kredit er negative"):
        ledger(f"{head}600;202;;-7\n", BOTH)


@pytest.mark.parametrize("period", ["202412", "2024-12", "12.2024"])
def test_periods_of_another_year(period: str) -> None:
    with pytest.raises(SourceError, match="annet år"):
        ledger(f"Konto;Funksjon;Periode;Beløp\n010;202;{period.replace('2024', '2025')};5\n020;202;{period};7\n")
    ledger("Konto;Funksjon;Periode;Beløp\n010;202;202501;5\n020;202;202512;7\n")


def test_rows_without_an_amount_are_told_and_unknown_amounts_refused() -> None:
    assert any("1 rader har ikke beløp" in t for t in ledger("Konto;Funksjon;Beløp\n010;202;\n020;202;7\n").told)
    with pytest.raises(SourceError, match="ukjent"):
        ledger("Konto;Funksjon;Beløp\n010;202;..\n020;202;7\n")
    with pytest.raises(SourceError, match="ukjent"):
        projects("A;Utgift;..;300\n")


def test_a_programme_above_its_projects() -> None:
    text = "Skole;Utgift;300;300\nA;Utgift;100;200\nB;Utgift;200;100\n"
    assert any("Rad 2 (Skole) er summen av radene 3–4" in t for t in projects(text).told)
    assert [line.project for line in projects(text, sumrader="utelat").lines] == ["A", "B"]
    with pytest.raises(UnclearError, match="med i andre rader"):
        projects("A;Utgift;100;200\nB;Utgift;200;100\nC;Utgift;5;5\nSum prosjekter;Utgift;305;305\n")
    with pytest.raises(UnclearError, match="med i andre rader"):
        projects("A;Utgift;100;200\nHerav mva;Utgift;20;40\n")


def test_a_row_of_people_without_a_region() -> None:
    head = "region;kjønn;alder;2026\n"
    with pytest.raises(SourceError, match="området mangler"):
        records_of("a.csv", f"{head}4001;Kvinner;0;9\n;Kvinner;1;5\n4001;Menn;0;7\n4001;Menn;1;8\n".encode())


def test_a_zero_with_a_reason_is_no_figure() -> None:
    dims = {"Region": ["4001"], "Kjonn": ["2"], "Alder": ["000", "001"], "Tid": ["2026"]}
    cube = {
        "class": "dataset", "id": list(dims), "size": [len(v) for v in dims.values()], "value": [0, 2], "status": {"0": ".."},
        "dimension": {k: {"label": k, "category": {"index": v, "label": {c: c for c in v}}} for k, v in dims.items()},
    }  # fmt: skip
    assert [r.value for r in records_of("a.json", json.dumps(cube).encode()).records] == [None, 2.0]
    cube["dimension"]["Alder"]["category"]["index"] = {"000": 0, "001": 0}
    with pytest.raises(SourceError):
        records_of("a.json", json.dumps(cube).encode())


@pytest.mark.parametrize("other", ["400101", "0"])
def test_areas_and_their_parts_in_one_stock_file(other: str, tmp_path: Path) -> None:
    rows = [f"{n};{s};{a};5" for n in ("4001", other) for s in "FM" for a in range(106)]
    (tmp_path / "b.csv").write_text("\n".join(["knr;sex;age;2026", *rows]), encoding="utf-8")
    with pytest.raises(SourceError, match="deler av det"):
        read_stocks(tmp_path / "b.csv")


def test_municipalities_of_two_dates_and_the_nation(tmp_path: Path) -> None:
    (tmp_path / "k.csv").write_text("knr;innbyggere\n3806;37000\n4001;38000\n", encoding="utf-8")
    with pytest.raises(SourceError, match="4001, som kom etter"):
        read_municipal(tmp_path / "k.csv", ("innbyggere",))
    (tmp_path / "k.csv").write_text("knr;innbyggere\n4001;38000\n4003;56000\n0;5500000\n", encoding="utf-8")
    assert read_municipal(tmp_path / "k.csv", ("innbyggere",)).ids == ("4001", "4003")


def test_a_dash_after_the_decimal_comma_decides_the_column() -> None:
    assert parse("kr 2.500,-").point is None
    assert arts(ledger("Konto;Funksjon;Beløp\n010;202;2.500,-\n020;202;1.234\n")) == {"010": 2500.0, "020": 1234.0}
