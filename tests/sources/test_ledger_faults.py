"""Ledgers as other systems give them: the right value, or a refusal that names every place; and the map's digit positions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from ldip.cli.app import app
from ldip.errors import SourceError
from ldip.parameters.shipped import shipped
from ldip.sources.kostra import KostraFile
from ldip.sources.kostra_accounts import statements
from ldip.sources.ledger import apart, read
from ldip.sources.ledger_map import ColumnMap, read_mapping
from ldip.tabular.terms import UnclearError

HEAD = ["Konto", "Funksjon", "Beløp"]
MAP = 'aargang = 2025\nregion = "400100"\n[kolonner]\nart = "Konto"\nfunksjon = "Funksjon"\nbeloep = "Beløp"\n'
DIGITS = """aargang = 2025
region = "400100"
[kontoklasse_siffer]
0 = "investering"
1 = "drift"
2 = "balanse"
[kolonner]
art = { kolonne = "Konto", siffer = "2-4", lengde = 5 }
funksjon = { kolonne = "Tjeneste", siffer = "1-3" }
kapittel = { kolonne = "Konto", siffer = "2-3", lengde = 5 }
beloep = "Beløp"
"""


def mapping(folder: Path, text: str = MAP) -> ColumnMap:
    (folder / "kart.toml").write_text(text, encoding="utf-8")
    return read_mapping(folder / "kart.toml")


def csv_file(folder: Path, text: str, name: str = "saldo.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def book(folder: Path, rows: Iterable[Sequence[object]], hidden: Iterable[int] = ()) -> Path:
    """A workbook of one sheet; a text that begins with = is a formula without a stored value, and #… an error value."""
    made = xlsxwriter.Workbook(str(folder / "saldo.xlsx"))
    sheet = made.add_worksheet("Saldo")
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("="):
                sheet.write_formula(i, j, cell, None, "")
            elif isinstance(cell, str) and cell.startswith("#"):
                sheet.write_formula(i, j, "=NA()", None, cell)
            elif isinstance(cell, dt.date):
                sheet.write_datetime(
                    i, j, dt.datetime(cell.year, cell.month, cell.day), made.add_format({"num_format": "d.m.yyyy"})
                )
            else:
                sheet.write(i, j, cell)
    for i in hidden:
        sheet.set_row(i, None, None, {"hidden": True})
    made.close()
    return folder / "saldo.xlsx"


def drift(found: KostraFile) -> dict[int, float]:
    return dict(statements(found.sound.records).drift)


# The files of the folder «field».


@pytest.mark.parametrize(
    ("file", "lines"),
    [
        ("saldoliste_tall_som_tekst.xlsx", {10: 2_246_912.0, 7: 400_000.5, 12: -2_500.0}),
        ("saldoliste_strek_er_null.csv", {10: 1_000_000.0, 7: 400_000.0}),
    ],
)
def test_amounts_of_field_files(file: str, lines: dict[int, float], data: Path) -> None:
    assert drift(read(data / "field" / file, read_mapping(data / "field" / "kart.toml"))) == pytest.approx(lines, abs=0.001)


def test_comma_groups_are_asked_and_never_read_as_decimals(data: Path) -> None:
    path, m = data / "field" / "saldoliste_engelske_tall.csv", read_mapping(data / "field" / "kart.toml")
    with pytest.raises(UnclearError) as error:
        read(path, m)
    assert [q.key for q in error.value.questions] == ["desimal"]
    assert drift(read(path, m, {"desimal": "punktum"})) == pytest.approx({10: 12_345.0, 7: 4_000.0})


@pytest.mark.parametrize(
    ("file", "cells"), [("saldoliste_feilcelle.xlsx", ("C3", "C5", "#N/A", "#DIV/0!")), ("saldoliste_uberegnet.xlsx", ("C3",))]
)
def test_cells_without_a_value_are_refused_by_place(file: str, cells: tuple[str, ...], data: Path, tmp_path: Path) -> None:
    args = [
        "hent",
        "regnskap",
        str(data / "field" / file),
        "--kolonner",
        str(data / "field" / "kart.toml"),
        "--ut",
        str(tmp_path / "ut"),
    ]
    done = CliRunner().invoke(app, args)
    assert done.exit_code == 1 and all(c in done.output for c in cells) and not (tmp_path / "ut").exists()


@pytest.mark.parametrize("said", ["", 'kontoklasse = "investering"\n', '[kontoklasse_siffer]\n0 = "investering"\n'])
def test_five_digit_investment_accounts(said: str, data: Path, tmp_path: Path) -> None:
    """With the map's spans alone, with its class said, and by digits without a span."""
    text = (data / "field" / "investering_kart.toml").read_text(encoding="utf-8")
    if said.startswith("["):
        text = text.split("[kolonner]")[0] + DIGITS[DIGITS.index("[kontoklasse_siffer]") :].replace("Konto", "konto")
        text = text.replace("Tjeneste", "tjeneste").replace("Beløp", "budsjett").replace('1 = "drift"\n2 = "balanse"\n', "")
        text = "\n".join(line for line in text.splitlines() if not line.startswith("kapittel"))
    found = read(
        data / "field" / "investering_femsifret.csv", mapping(tmp_path, said + text if not said.startswith("[") else text)
    ).sound
    assert dict(statements(found.records).investering) == pytest.approx({1: 3_300_000.0, 13: 3_300_000.0})
    assert not statements(found.records).drift and bool(found.told) == (said == "")


# Faults of our own: three of each kind, right or refused with every place.


@pytest.mark.parametrize("cell", ["#REF!", "#VALUE!", "#NAME?"])
@pytest.mark.parametrize("column", [0, 2])
def test_error_values_anywhere_are_refused(cell: str, column: int, tmp_path: Path) -> None:
    rows: list[list[object]] = [["010", "202", 1000.0], ["600", "202", -5.0], ["300", "222", 7.0]]
    rows[1][column], rows[2][column] = cell, cell
    with pytest.raises(SourceError) as error:
        read(book(tmp_path, [HEAD, *rows]), mapping(tmp_path))
    places = "AC"[column // 2]
    assert f"Saldo!{places}3" in str(error.value) and f"Saldo!{places}4" in str(error.value)


@pytest.mark.parametrize("rows", [[["=A1", "202", 5]], [["010", "202", "=1+1"]], [["010", "=B1", 5], ["020", "202", "=2"]]])
def test_uncalculated_formulas_are_refused(rows: list[list[object]], tmp_path: Path) -> None:
    count = sum(str(c).startswith("=") for row in rows for c in row)
    with pytest.raises(SourceError) as error:
        read(book(tmp_path, [HEAD, *rows]), mapping(tmp_path))
    assert sum("ikke beregnet" in p.message for p in error.value.problems) == count


@pytest.mark.parametrize(
    ("cells", "wages", "fees"),
    [
        (["1 000 000,-", "250,-", "-400,-"], 1_000_250.0, 400.0),
        (["1'000'000.00", "250.50", "(400.25)"], 1_000_250.5, 400.25),
        (["kr 1 000 000", "kr 250", "\u2212400"], 1_000_250.0, 400.0),
        (["12.345", "1.234.567", "-400"], 1_246_912.0, 400.0),
        (["1,000,000", "12,345", "-4,000"], 1_012_345.0, 4_000.0),
        (["12,50", "1000", "400-"], 1012.5, 400.0),
    ],
)
def test_amounts_as_people_write_them(cells: list[str], wages: float, fees: float, tmp_path: Path) -> None:
    rows = [["010", "202", cells[0]], ["020", "202", cells[1]], ["600", "202", cells[2]]]
    from_text = csv_file(tmp_path, "\n".join(";".join(r) for r in [HEAD, *rows]))
    for path in (from_text, book(tmp_path, [HEAD, *rows])):
        assert drift(read(path, mapping(tmp_path))) == pytest.approx({10: wages, 7: fees})


@pytest.mark.parametrize("dash", ["-", " -   ", "\u2013"])
def test_a_dash_alone_is_no_amount(dash: str, tmp_path: Path) -> None:
    found = read(csv_file(tmp_path, f"Konto;Funksjon;Beløp\n010;202;5 000\n110;202;{dash}\n"), mapping(tmp_path))
    assert drift(found) == pytest.approx({10: 5000.0})


@pytest.mark.parametrize(("unit", "kroner"), [("kr", 12.5), ("1000 kr", 12_500.0), ("mill. kr", 12_500_000.0)])
def test_units(unit: str, kroner: float, tmp_path: Path) -> None:
    found = read(csv_file(tmp_path, "Konto;Funksjon;Beløp\n010;202;12,5\n"), mapping(tmp_path, f'enhet = "{unit}"\n{MAP}'))
    assert drift(found) == pytest.approx({10: kroner})


@pytest.mark.parametrize(("credit", "told"), [("600", True), ("1 000", False), ("1 000,00", False)])
def test_debit_and_credit_that_differ_are_told(credit: str, told: bool, tmp_path: Path) -> None:
    text = MAP.replace('beloep = "Beløp"', 'debet = "Debet"\nkredit = "Kredit"')
    path = csv_file(tmp_path, f"Konto;Funksjon;Debet;Kredit\n010;202;1 000;\n600;202;;{credit}\n")
    found = read(path, mapping(tmp_path, text))
    assert drift(found)[10] == 1000.0 and any("Debet" in t for t in found.told) == told


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("Versjon", ("Vedtatt", "Revidert")),
        ("Selskap", ("Kommunekassen", "Havn KF")),
        ("Kommune", ("4001", "4003")),
        ("År", ("2024", "2025")),
    ],
)
def test_unlike_rows_are_asked_and_never_added(heading: str, values: tuple[str, str], tmp_path: Path) -> None:
    rows = "\n".join(f"{v};010;202;{i}000" for i, v in enumerate(values, 1))
    path = csv_file(tmp_path, f"{heading};Konto;Funksjon;Beløp\n{rows}\n")
    with pytest.raises(UnclearError) as error:
        read(path, mapping(tmp_path))
    question = error.value.questions[0]
    assert question.key == f"velg.{heading}" and [k for k, _ in question.choices if k != "*"] == list(values)
    if heading != "År":
        together = read(path, mapping(tmp_path), {question.key: "*"})
        assert drift(together) == {10: 3000.0} and any(heading in t for t in together.told)
    assert drift(read(path, mapping(tmp_path), {question.key: values[1]})) == {10: 2000.0}
    assert drift(read(path, mapping(tmp_path, f'{MAP}[velg]\n"{heading}" = "{values[1]}"\n'))) == {10: 2000.0}
    with pytest.raises(SourceError, match="har ikke én slik verdi"):
        read(path, mapping(tmp_path), {question.key: "Feil"})


def test_the_users_choice_goes_before_the_maps(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Versjon;Konto;Funksjon;Beløp\nA;010;202;1000\nB;010;202;2000\n")
    assert drift(read(path, mapping(tmp_path, f'{MAP}[velg]\nVersjon = "A"\n'), {"velg.versjon": "B"})) == {10: 2000.0}


def test_a_choice_in_a_column_the_file_lacks_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Versjon"):
        read(csv_file(tmp_path, "Konto;Funksjon;Beløp\n010;202;5\n"), mapping(tmp_path), {"velg.Versjon": "A"})


def test_one_ledger_twice_is_refused(tmp_path: Path) -> None:
    rows = "010;202;1 000\n020;202;50\n600;222;-10\n"
    for text in (rows * 2, rows + "010;202;1 000\n600;222;-10\n020;202;50\n", rows * 3):
        with pytest.raises(SourceError, match="alle radene står [23] ganger"):
            read(csv_file(tmp_path, f"Konto;Funksjon;Beløp\n{text}"), mapping(tmp_path))
    assert drift(read(csv_file(tmp_path, f"Konto;Funksjon;Beløp\n{rows}010;202;1 000\n"), mapping(tmp_path)))[10] == 2050.0
    m = mapping(tmp_path)
    same = book(tmp_path, [HEAD, ["020", "202", 50.0], ["010", "202", 1000.0], ["600", "222", -10.0]])
    with pytest.raises(SourceError, match="den samme saldolisten"):
        apart([read(csv_file(tmp_path, f"Konto;Funksjon;Beløp\n{rows}"), m), read(same, m)])


@pytest.mark.parametrize("second", ["Beløp", "beløp", "BELØP"])
def test_two_columns_of_one_name_are_asked(second: str, tmp_path: Path) -> None:
    path = csv_file(tmp_path, f"Konto;Funksjon;Beløp;{second}\n010;202;5;7\n")
    with pytest.raises(UnclearError) as error:
        read(path, mapping(tmp_path))
    assert [k for k, _ in error.value.questions[0].choices] == ["3", "4"]
    assert drift(read(path, mapping(tmp_path), {"kolonne.beloep": "4"})) == {10: 7.0}


@pytest.mark.parametrize("hidden", [(1,), (2,), (1, 2)])
def test_hidden_rows_are_read_and_told(hidden: tuple[int, ...], tmp_path: Path) -> None:
    found = read(
        book(tmp_path, [HEAD, ["010", "202", 5.0], ["020", "202", 6.0], ["600", "202", -1.0]], hidden), mapping(tmp_path)
    )
    assert drift(found) == {10: 11.0, 7: 1.0} and any(f"{len(hidden)} skjulte rader" in t for t in found.told)


@pytest.mark.parametrize("last", ["Sum;;1 050", "Totalt;;1 050", "SUM DRIFT;;1 050"])
def test_sum_rows_are_never_one_more_row(last: str, tmp_path: Path) -> None:
    found = read(csv_file(tmp_path, f"Konto;Funksjon;Beløp\n010;202;1 000\n020;222;50\n{last}\n"), mapping(tmp_path))
    assert drift(found) == {10: 1050.0} and not found.problems
    assert found.told == (f"1 sumrader er ikke lest ({last.split(';', maxsplit=1)[0]})",)


@pytest.mark.parametrize("above", [["Porsgrunn kommune", "", ""], ["Saldoliste 2025", "", ""], ["", "", "Regnskap"]])
def test_titles_and_double_headers(above: list[str], tmp_path: Path) -> None:
    path = book(tmp_path, [above, HEAD, ["010", "202", 5.0], ["600", "202", -1.0]])
    assert drift(read(path, mapping(tmp_path))) == {10: 5.0, 7: 1.0}


@pytest.mark.parametrize(
    ("head", "text", "said"),
    [
        ("Konto;Funksjon;Regnskap 2024", MAP.replace("Beløp", "Regnskap 2024"), "ikke for 2025"),
        ("Konto;Funksjon;Beløp;Regnskapsår", MAP, "annet år enn kartet gjelder"),
        ("Konto;Funksjon;Beløp;Periode", f'{MAP}aar = "Periode"\n', "annet år enn kartet gjelder"),
    ],
)
def test_accounts_of_another_year_are_refused(head: str, text: str, said: str, tmp_path: Path) -> None:
    end = {"Regnskapsår": ";2024", "Periode": ";202412"}.get(head.rsplit(";", maxsplit=1)[-1], "")
    with pytest.raises(SourceError, match=said):
        read(csv_file(tmp_path, f"{head}\n010;202;5{end}\n"), mapping(tmp_path, text))


# The map's language.


def codes(kind: str) -> list[int]:
    data = shipped("kostra")
    return sorted(data["arter"]["koder"] if kind == "art" else (c for of_area in data["funksjoner"].values() for c in of_area))


def test_the_map_of_the_method_page_is_a_map(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "method" / "kostra.md").read_text(encoding="utf-8")
    text = page.split("```toml\n")[1].split("```")[0]
    assert mapping(tmp_path, text).columns["art"].siffer == "2-4" and len(text.splitlines()) < 40


@pytest.mark.parametrize(("unit", "told"), [("kr", True), ("1000 kr", False), ("mill. kr", True)])
def test_a_level_far_from_the_usual_is_told_with_the_usual(unit: str, told: bool, tmp_path: Path) -> None:
    """Porsgrunn's 4.1 bn kr of expenditure, in thousand kroner."""
    path = csv_file(tmp_path, "Konto;Funksjon;Beløp\n010;202;3000000\n370;253;1100000\n")
    mapping(tmp_path, f'enhet = "{unit}"\n{MAP}')
    done = CliRunner().invoke(app, ["hent", "regnskap", str(path), "--kolonner", str(tmp_path / "kart.toml")])
    assert done.exit_code == 0 and ("kr per innbygger. Det vanlige er 70" in done.output.replace("\u00a0", " ")) == told


def test_digits_give_the_records_that_a_span_for_every_code_gives(tmp_path: Path) -> None:
    """Five-digit accounts and services over all of KOSTRA's arts and functions: a map of 800 lines becomes one of 12."""
    arts, functions = codes("art"), codes("funksjon")
    spans = f'kontoklasse = "drift"\n{MAP}' + "".join(f"[[arter]]\nfra = 1{a:03d}0\ntil = 1{a:03d}9\nblir = {a}\n" for a in arts)
    spans += "".join(f"[[funksjoner]]\nfra = {f}00\ntil = {f}99\nblir = {f}\n" for f in functions)
    rows = [f"1{a:03d}{i % 10};{functions[i % len(functions)]}{i % 100:02d};{i + 1},25" for i, a in enumerate(arts * 3)]
    path = csv_file(tmp_path, "\n".join(["Konto;Funksjon;Beløp", *rows]))
    digits = DIGITS.replace("Tjeneste", "Funksjon")
    assert len(digits.splitlines()) < 40 < 700 < len(spans.splitlines())
    by_spans, by_digits = read(path, mapping(tmp_path, spans)).sound, read(path, mapping(tmp_path, digits)).sound
    assert by_digits.records == by_spans.records and len(by_digits.records) > len(arts)
    assert {int(r.art) for r in by_digits.records} == set(arts)


def test_classes_by_digit_chapters_and_lost_zeros(tmp_path: Path) -> None:
    """One trial balance of operations, investment and balance, from a workbook that has lost the zero of 02300."""
    rows = [["10100", "20200", 5.0], [2300.0, "22200", 30.0], ["09100", "87000", -30.0], ["21001", "", 7.0], ["24501", "", -7.0]]
    found = read(book(tmp_path, [["Konto", "Tjeneste", "Beløp"], *rows]), mapping(tmp_path, DIGITS)).sound
    assert [(r.kontoklasse, r.kode, r.art) for r in found.records] == [
        ("1", 202, "010"),
        ("0", 222, "230"),
        ("0", 870, "910"),
        ("2", 10, "000"),
        ("2", 45, "000"),
    ]
    assert any("nuller foran" in t and "2300" in t for t in found.told)


def test_three_is_the_class_of_investment_in_some_systems(tmp_path: Path) -> None:
    text = DIGITS.replace("0 =", "3 =")
    found = read(
        csv_file(tmp_path, "Konto;Tjeneste;Beløp\n32300;22200;5\n10100;20200;6\n40100;20200;7\n"), mapping(tmp_path, text)
    )
    assert [(r.kontoklasse, r.art) for r in found.records] == [("0", "230"), ("1", "010")]
    assert [(p.line, p.message) for p in found.problems] == [(4, "kontoens første siffer er ikke i kartet")]


def test_an_account_string_with_all_dimensions(tmp_path: Path) -> None:
    text = """aargang = 2025
region = "400100"
kontoklasse = "drift"
[kolonner]
art = { kolonne = "Kontostreng", del = 1, skille = "-", siffer = "2-4", lengde = 5 }
funksjon = { kolonne = "Kontostreng", del = 3, skille = "-", siffer = "1-3" }
beloep = "Beløp"
[[arter]]
fra = 19999
til = 19999
blir = 90
"""
    rows = "10100-4500-20220;5\n19999-4500-20220;6\n19980-4500-20220;7\n10100;8\n101001-4500-20220;9\n"
    found = read(csv_file(tmp_path, f"Kontostreng;Beløp\n{rows}"), mapping(tmp_path, text))
    assert [(r.kode, r.art, r.beloep) for r in found.records] == [(202, "010", 0.005), (202, "090", 0.006)]
    assert [(p.line, p.message) for p in found.problems] == [
        (4, "998 finnes ikke i KOSTRA"),
        (5, "har ingen del 3 skilt med «-»"),
        (6, "har flere enn 5 sifre"),
    ]


def test_investment_arts_without_a_class_are_asked_when_they_do_not_balance(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Konto;Funksjon;Beløp\n230;222;5 000\n910;870;-4 000\n")
    with pytest.raises(UnclearError, match="910") as error:
        read(path, mapping(tmp_path))
    assert error.value.questions[0].key == "kontoklasse"
    found = read(path, mapping(tmp_path), {"kontoklasse": "investering"})
    assert dict(statements(found.records).investering) == {1: 5000.0, 13: 4000.0}


def test_longer_codes_need_digits_or_spans(tmp_path: Path) -> None:
    found = read(csv_file(tmp_path, "Konto;Funksjon;Beløp\n010;22200;5\n"), mapping(tmp_path))
    assert "flere sifre enn KOSTRAs" in found.problems[0].message and 'siffer = "1-3"' in found.problems[0].hint


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (", lengde = 5 }\nfunksjon", " }\nfunksjon", "art med siffer trenger lengde"),
        ('siffer = "2-4"', 'siffer = "4-2"', "fra lavt til høyt"),
        ('siffer = "2-4"', 'siffer = "2-6"', "ikke ut over lengde"),
        ('siffer = "2-4"', 'siffer = "a"', "har feil type eller verdi"),
        ('region = "400100"', 'region = "400100"\nkontoklasse = "drift"', "på flere måter"),
        ('{ kolonne = "Tjeneste", siffer = "1-3" }', '{ kolonne = "Tjeneste", del = 2 }', "del og skille hører sammen"),
        ('0 = "investering"', '10 = "investering"', "kontoklasse_siffer"),
    ],
)
def test_a_map_that_cannot_hold_is_refused(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in DIGITS
    with pytest.raises(SourceError, match=said):
        mapping(tmp_path, DIGITS.replace(old, new, 1))
