"""ERP exports by column mapping: csv and workbook alike, øre kept, every unreadable row reported, nothing dropped silently."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
import xlsxwriter
from typer.testing import CliRunner

from ldip import Plan
from ldip.cli.app import app
from ldip.errors import SourceError
from ldip.plan.csvfile import read_rows
from ldip.plan.schema import tables as t
from ldip.sources.kostra import text_of
from ldip.sources.kostra_accounts import opening, statements
from ldip.sources.ledger import read
from ldip.sources.ledger_map import ColumnMap, read_mapping

NOTES = Path(__file__).resolve().parents[2] / "examples" / "solvik" / "notater"
BASE = """aargang = 2025
region = "999800"
utelat = ["Sum*"]
[kolonner]
art = "Konto"
funksjon = "Funksjon"
beloep = "Beløp"
[[arter]]
fra = 10100
til = 10199
blir = 10
"""


def mapping(folder: Path, text: str = BASE) -> ColumnMap:
    (folder / "kart.toml").write_text(text, encoding="utf-8")
    return read_mapping(folder / "kart.toml")


def ledger(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / "saldo.csv").write_text(text, encoding=encoding)
    return folder / "saldo.csv"


@pytest.mark.parametrize(
    ("text", "kroner"),
    [
        ("1 234,50", 1234.5),
        ("1\u00a0234\u202f567,05", 1234567.05),
        ("-1.234,50", -1234.5),
        ("1,234.50", 1234.5),
        ("(1 234)", -1234.0),
        ("1234,5-", -1234.5),
        ("1000,-", 1000.0),
        ("kr 1 000", 1000.0),
        ("\u2212 12", -12.0),
        ("1.234.567", 1234567.0),
        ("12.5", 12.5),
        ("+7", 7.0),
    ],
)
def test_amounts(text: str, kroner: float, tmp_path: Path) -> None:
    found = read(ledger(tmp_path, f"Konto;Funksjon;Beløp\n10100;202;{text}\n"), mapping(tmp_path)).sound
    assert [r.beloep for r in found.records] == pytest.approx([kroner / 1e3], abs=1e-9)


@pytest.mark.parametrize("text", ["kr", "1,2,3", "1-2", "12x"])
def test_what_is_no_amount(text: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="saldo.csv:2"):
        read(ledger(tmp_path, f"Konto;Funksjon;Beløp\n10100;202;{text}\n"), mapping(tmp_path))


def test_the_example_gives_the_plans_own_frames(solvik: Plan, tmp_path: Path) -> None:
    """From the ledger with its own accounts, debit and credit, two rows an amount, to Solvik's rammer.csv."""
    args = ["hent", "regnskap", str(NOTES / "saldoliste-2025.csv"), "--kolonner", str(NOTES / "kolonner.toml")]
    done = CliRunner().invoke(app, [*args, "--kart", str(NOTES / "tjenester.csv"), "--ut", str(tmp_path)])
    assert done.exit_code == 0, done.output
    rows, _, problems = read_rows((tmp_path / "rammer.csv").read_bytes(), "rammer.csv", t.FrameRow)
    assert not problems
    made = {(r.tjeneste, r.art): r.kroner for r in rows}
    wanted: dict[tuple[str, str], float] = defaultdict(float)
    for r in solvik.table("rammer.csv", t.FrameRow).rows:
        wanted[r.tjeneste, r.art] += r.kroner
    assert made == pytest.approx({k: v for k, v in wanted.items() if v}, abs=0.01)
    assert (tmp_path / "kostra-0A.txt").read_text(encoding="ascii").splitlines()[
        0
    ] == "0A2025 999800                  1202 010    54400"
    lines, _, problems = read_rows((tmp_path / "regnskap.csv").read_bytes(), "regnskap.csv", t.EarlierRow)
    assert not problems and {r.aar for r in lines} == {2025}


def test_csv_and_workbook_give_the_same(tmp_path: Path) -> None:
    rows = [
        ["Utskrift"],
        ["Konto", "Funksjon", "Beløp"],
        ["10100", "202 Grunnskole", 1234.56],
        ["10150", "202", -0.06],
        ["Sum", "", 1234.5],
    ]
    book = xlsxwriter.Workbook(str(tmp_path / "saldo.xlsx"))
    book.add_worksheet("Annet").write(0, 0, "tom")
    sheet = book.add_worksheet("Saldo")
    for i, row in enumerate(rows):
        sheet.write_row(i, 0, row)
    book.close()
    with_sheet = mapping(tmp_path, 'ark = "Saldo"\n' + BASE)
    from_book = read(tmp_path / "saldo.xlsx", with_sheet).sound
    text = "\n".join(";".join(str(c).replace(".", ",") for c in row) for row in rows)
    from_csv = read(ledger(tmp_path, text), with_sheet).sound
    assert from_book.records == from_csv.records and from_book.lines == from_csv.lines == (3,)
    record = from_csv.records[0]
    assert (record.skjema, record.kontoklasse, record.kode, record.art) == ("0A", "1", 202, "010")
    assert record.beloep == pytest.approx(1.2345)
    assert text_of([record]) == "0A2025 999800                  1202 010        1\n"
    with pytest.raises(SourceError, match="arkene heter Annet, Saldo"):
        read(tmp_path / "saldo.xlsx", mapping(tmp_path, 'ark = "Feil"\n' + BASE))


def test_older_files_and_other_delimiters(tmp_path: Path) -> None:
    m = mapping(tmp_path)
    tabs = read(ledger(tmp_path, "Konto\tFunksjon\tBeløp\n10100\t202\t5,5\n", "cp1252"), m).sound
    assert tabs.records[0].beloep == pytest.approx(0.0055)


def test_balance_and_account_class_and_sign(tmp_path: Path) -> None:
    text = """aargang = 2025
region = "999800"
regnskap = "foretak"
orgnr = "999999999"
enhet = "1000 kr"
fortegn = -1
[kolonner]
kontoklasse = "Type"
art = "Art"
funksjon = "Funksjon"
kapittel = "Kapittel"
sektor = "Sektor"
beloep = "Beløp"
[kontoklasser]
D = "drift"
I = "investering"
B = "balanse"
[[kapitler]]
fra = 24500
til = 24599
blir = 45
"""
    rows = "Type;Art;Funksjon;Kapittel;Sektor;Beløp\nD;010;202;;;-100\nI;230;202;;;-50\nB;;;24510;320;1 000\nB;;;10;;-20\n;;;10;;-5\n"
    found = read(ledger(tmp_path, rows), mapping(tmp_path, text)).sound
    got = [(r.skjema, r.orgnr, r.kontoklasse, r.kode, r.art, r.beloep) for r in found.records]
    assert got == [
        ("0I", "999999999", "3", 202, "010", 100.0),
        ("0I", "999999999", "4", 202, "230", 50.0),
        ("0J", "999999999", "5", 45, "320", -1000.0),
        ("0J", "999999999", "5", 10, "000", 25.0),
    ]
    assert opening(statements(found.records), 0.0, 0.0)["laanegjeld"] == pytest.approx(1e6)


def test_every_unreadable_row_is_told_and_nothing_written(tmp_path: Path) -> None:
    wrong = ledger(tmp_path, "Konto;Funksjon;Beløp\n10100;202;5\n10100;202;fem\n10100;203;seks\n")
    with pytest.raises(SourceError, match="(?s)saldo.csv:3.*fem.*saldo.csv:4.*seks"):
        read(wrong, mapping(tmp_path))
    rows = "Konto;Funksjon;Beløp\n10100;202;5\n10100;;7\n88888;202;1\n10100;x1;2\n;;0\n10100;202;\n"
    path = ledger(tmp_path, rows)
    found = read(path, mapping(tmp_path))
    assert len(found.records) == 1 and found.records[0].beloep == pytest.approx(0.005)
    told = [(p.line, p.key, p.message) for p in found.problems]
    assert told == [
        (3, "Funksjon", "raden har beløp, men ingen funksjon"),
        (4, "Konto", "art er ikke i kartet"),
        (5, "Funksjon", "funksjon er ikke et tall"),
    ]
    args = ["hent", "regnskap", str(path), "--kolonner", str(tmp_path / "kart.toml"), "--ut", str(tmp_path / "ut")]
    done = CliRunner().invoke(app, args)
    assert done.exit_code == 1 and "saldo.csv:3" in done.output
    assert not (tmp_path / "ut").exists()


def test_kostras_own_codes_need_no_mapping(tmp_path: Path) -> None:
    found = read(ledger(tmp_path, "Konto;Funksjon;Beløp\n120;202;1000\n"), mapping(tmp_path)).sound
    assert found.records[0].art == "120"


def test_an_unknown_account_class_is_told(tmp_path: Path) -> None:
    text = BASE.replace('art = "Konto"', 'art = "Konto"\nkontoklasse = "Type"')
    found = read(ledger(tmp_path, "Type;Konto;Funksjon;Beløp\nQ;10100;202;5\n"), mapping(tmp_path, text))
    assert found.problems[0].message == "kontoklassen er ikke i kartet" and "utelat" in found.problems[0].hint


def test_missing_columns_and_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="beloep: ingen kolonne heter det.*Sum"):
        read(ledger(tmp_path, "Konto;Funksjon;Sum\n1;2;3\n"), mapping(tmp_path))
    with pytest.raises(SourceError, match="filen er tom"):
        read(ledger(tmp_path, ""), mapping(tmp_path))
    with pytest.raises(SourceError, match="kan ikke leses"):
        read(tmp_path / "finnes-ikke.csv", mapping(tmp_path))
    done = CliRunner().invoke(app, ["hent", "regnskap", str(tmp_path / "x.csv"), "--kolonner", str(tmp_path / "kart.toml")])
    assert done.exit_code == 1 and "kan ikke leses" in done.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("aargang = 2025", "aargang = 1999", "aargang: har feil type eller verdi"),
        ("aargang = 2025", 'aargang = 2025\nenhett = "kr"', "enhett: ukjent nøkkel"),
        ('region = "999800"\n', "", "region: mangler"),
        ('beloep = "Beløp"', 'debet = "Debet"', "mangler beloep, eller debet og kredit"),
        ('art = "Konto"', 'sektor = "Konto"', "mangler art og funksjon, eller kapittel"),
        ("blir = 10", 'blir = "ti"', "arter.0.blir"),
        ("[kolonner]", "[kolonner", "ikke gyldig TOML"),
    ],
)
def test_a_wrong_mapping_is_told(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in BASE
    with pytest.raises(SourceError, match=said):
        mapping(tmp_path, BASE.replace(old, new))
    with pytest.raises(SourceError, match="kan ikke leses"):
        read_mapping(tmp_path / "finnes-ikke.toml")
