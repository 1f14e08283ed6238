"""KOSTRA files: byte for byte back, malformed lines reported and kept apart, code lists by year, controls, and a plan's opening."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ldip import SourceError
from ldip.cli.app import app
from ldip.parameters import kostra as codes
from ldip.parameters.shipped import shipped
from ldip.sources import kostra
from ldip.sources.kostra import Record, parse, text_of
from ldip.sources.kostra_accounts import frames, in_year, opening, statements
from ldip.sources.kostra_controls import controls

EXAMPLE = "0A20194040200                  1120 010    36328"
FUNCTIONS = (120, 201, 202, 211, 222, 234, 253, 261, 332, 345, 353, 381, 386)
ARTS = (10, 90, 110, 230, 370, 470, 600, 620, 640, 710, 770)


def record(skjema: str, kontoklasse: str, kode: int, art: int | str, beloep: int, aar: int = 2025) -> Record:
    text = art if isinstance(art, str) else f"{art:03d}"
    return Record(skjema, aar, "", "302000", "", "", kontoklasse, kode, text, beloep)


def accounts(rng: random.Random, n: int = 1900) -> list[Record]:
    """A balanced operating and investment account: random lines, then what closes it."""
    rows = []
    for _ in range(n):
        art = rng.choice(ARTS)
        rows.append(record("0A", "1", rng.choice(FUNCTIONS), art, rng.randint(1, 9000) * (1 if art < 600 else -1)))
    rows += [record("0A", "1", 800, 870, -900_000), record("0A", "1", 840, 800, -400_000)]
    rows += [record("0A", "1", 222, 590, 50_000), record("0A", "1", 860, 990, -50_000)]
    rows += [record("0A", "1", 880, 570, 30_000), record("0A", "0", 880, 970, -30_000), record("0A", "0", 222, 230, 30_000)]
    left = sum(r.beloep for r in rows if r.kontoklasse == "1")
    rows.append(record("0A", "1", 880, 540 if left < 0 else 940, -left))
    return rows


def balance() -> list[Record]:
    """Assets 5 000, debt and equity as much; two memorandum accounts."""
    parts = {27: 3000, 24: 500, 21: 200, 22: 300, 10: 700, 13: 300, 451: -2000, 411: -400, 40: -600, 32: -500, 56: -400, 51: -100}
    parts |= {53: -80, 55: -20, 9100: 60, 9999: -60}
    rows = [record("0B", "2", k, "000", v) for k, v in parts.items()]
    return [*rows, record("0B", "2", 5990, "000", -sum(v for k, v in parts.items() if k < 9000))]


@pytest.fixture
def two_thousand(tmp_path: Path) -> Path:
    rng = random.Random(3)
    rows = accounts(rng)
    rows += [record("0A", "1", rng.choice(FUNCTIONS), 110, 0) for _ in range(2000 - len(rows))]
    path = tmp_path / "0A.dat"
    path.write_bytes(text_of(rows).encode("ascii"))
    return path


def test_the_documented_record() -> None:
    found = parse(EXAMPLE)
    assert isinstance(found, Record)
    assert (found.skjema, found.aargang, found.kvartal, found.region) == ("0A", 2019, "4", "040200")
    assert (found.kontoklasse, found.kode, found.art, found.beloep) == ("1", 120, "010", 36328)
    assert found.text == EXAMPLE


@pytest.mark.parametrize(("newline", "last"), [("\n", True), ("\r\n", True), ("\n", False)])
def test_two_thousand_records_come_back_byte_for_byte(two_thousand: Path, newline: str, last: bool, tmp_path: Path) -> None:
    raw = two_thousand.read_bytes().replace(b"\n", newline.encode())
    raw = raw if last else raw.removesuffix(newline.encode())
    path = tmp_path / "kopi"
    path.write_bytes(raw)
    found = kostra.read(path)
    assert len(found.records) == 2000 and not found.problems
    assert text_of(found.records, found.newline, found.last_newline).encode("ascii") == raw


WRONG = [
    (EXAMPLE[:-1], "er 47 tegn"),
    (EXAMPLE + " ", "er 49 tegn"),
    ("9A" + EXAMPLE[2:], "ukjent skjema"),
    (EXAMPLE[:2] + "20x9" + EXAMPLE[6:], "årgangen"),
    (EXAMPLE[:6] + "7" + EXAMPLE[7:], "kvartalet"),
    (EXAMPLE[:7] + "40402 " + EXAMPLE[13:], "regionen"),
    (EXAMPLE[:31] + "2" + EXAMPLE[32:], "hører ikke til skjema 0A"),
    (EXAMPLE[:32] + " 120" + EXAMPLE[36:], "venstrejustert"),
    (EXAMPLE[:36] + "01 " + EXAMPLE[39:], "arten er ikke tre sifre"),
    (EXAMPLE[:39] + "   36 328", "høyrejustert heltall"),
    (EXAMPLE[:39] + "36328    ", "høyrejustert heltall"),
    ("", "tom linje"),
    (EXAMPLE[:20] + "\t" + EXAMPLE[21:], "tabulator"),
    (EXAMPLE[:20] + "å" + EXAMPLE[21:], "ASCII"),
]


@pytest.mark.parametrize(("line", "words"), WRONG, ids=[w[1] for w in WRONG])
def test_malformed_lines_are_told_and_the_others_kept(tmp_path: Path, line: str, words: str) -> None:
    path = tmp_path / "fil"
    path.write_bytes("\n".join([EXAMPLE, line, EXAMPLE, ""]).encode("latin-1"))
    found = kostra.read(path)
    assert [r.beloep for r in found.records] == [36328, 36328] and found.lines == (1, 3)
    assert len(found.problems) == 1 and found.problems[0].line == 2 and words in str(found.problems[0])
    with pytest.raises(SourceError, match=words):
        assert found.sound


def test_quarterly_balances_may_hold_records_to_ignore() -> None:
    assert parse("0B20254302000                  Z10  000      100") is None


def test_a_negative_amount_has_its_sign_before_the_digits() -> None:
    row = record("0A", "1", 800, 870, -123456789 // 10)
    assert row.text.endswith("-12345679") and parse(row.text) == row


def test_sound_accounts_meet_every_control() -> None:
    assert controls([*accounts(random.Random(5)), *balance()]) == []


BREAKS = [
    ([record("0A", "1", 120, 10, 500)], "110"),
    ([record("0A", "0", 222, 230, 500)], "095"),
    ([record("0A", "1", 880, 570, 500), record("0A", "1", 880, 940, -500)], "140"),
    ([record("0A", "1", 222, 590, 99), record("0A", "1", 880, 940, -99)], "150"),
    ([record("0A", "1", 290, 10, 99), record("0A", "1", 880, 940, -99)], "170"),
    ([record("0A", "1", 870, 590, 5), record("0A", "1", 222, 590, -5)], "160"),
    ([record("0A", "1", 222, 990, -5), record("0A", "1", 860, 990, 5)], "165"),
    ([record("0A", "0", 222, 729, -9), record("0A", "0", 222, 230, 9)], "060"),
    ([record("0A", "1", 222, 530, 9), record("0A", "1", 222, 10, -9)], "070"),
    ([record("0A", "1", 120, 878, -9), record("0A", "1", 120, 10, 9)], "075"),
    ([record("0A", "1", 120, 800, -9), record("0A", "1", 120, 10, 9)], "080"),
    ([record("0A", "1", 899, 10, 9), record("0A", "1", 120, 10, -9)], "065"),
    ([record("0A", "1", 850, 10, 9), record("0A", "1", 120, 10, -9)], "081"),
    ([record("0A", "1", 202, 520, 9), record("0A", "1", 120, 10, -9)], "035"),
    ([record("0A", "1", 841, 10, 9), record("0A", "1", 120, 10, -9)], "020"),
    ([record("0A", "0", 800, 230, 9), record("0A", "0", 222, 230, -9)], "040"),
    ([record("0A", "1", 120, 270, 9, 2026), record("0A", "1", 120, 10, -9)], "050"),
    ([record("0A", "1", 254, 10, 9), record("0A", "1", 120, 10, -9)], "055"),
]


@pytest.mark.parametrize(("extra", "number"), BREAKS, ids=[b[1] for b in BREAKS])
def test_each_control_is_broken_by_what_it_forbids(extra: list[Record], number: str) -> None:
    assert number in {f.kontroll for f in controls([*accounts(random.Random(5)), *extra])}


@pytest.mark.parametrize(
    ("kode", "beloep", "number"),
    [(10, 11, "125"), (9100, 11, "190"), (5900, -50, "016"), (41, -5, "050"), (27, -9000, "115"), (56, 9000, "120")],
)
def test_controls_of_the_balance(kode: int, beloep: int, number: str) -> None:
    assert number in {f.kontroll for f in controls([*balance(), record("0B", "2", kode, "000", beloep)])}


def test_tolerances() -> None:
    assert controls([*balance(), record("0B", "2", 10, "000", 10)]) == []
    assert controls([*accounts(random.Random(5)), record("0A", "1", 120, 10, 30)]) == []


def test_code_lists_by_year() -> None:
    assert codes.holds("funksjon", 254, 2023) and not codes.holds("funksjon", 254, 2024) and codes.holds("funksjon", 257, 2024)
    assert codes.holds("art", 270, 2025) and not codes.holds("art", 270, 2026) and codes.holds("art", 271, 2026)
    assert codes.holds("art", 875, 2024) and codes.holds("art", 878, 2025) and not codes.holds("art", 133, 2025)
    assert codes.holds("kapittel", 45, 2023) and codes.holds("kapittel", 451, 2024) and not codes.holds("kapittel", 99, 2024)
    assert not codes.holds("funksjon", 310, 2025) and codes.holds("funksjon", 315, 2025)
    old = [record("0A", "1", 254, 270, 5, 2023), record("0B", "2", 45, "000", -5, 2023)]
    assert in_year(old, 2026) == {("funksjon", 254): (257, 258), ("art", 270): (271, 272), ("kapittel", 45): (451, 452, 453, 454)}


def test_lines_of_the_statements() -> None:
    rows = [
        record("0A", "1", 840, 800, -400),
        record("0A", "1", 202, 10, 300),
        record("0A", "1", 202, 99, 40),
        record("0A", "1", 202, 710, -30),
        record("0A", "1", 870, 509, 20),
        record("0A", "1", 870, 909, -70),
        record("0A", "0", 222, 230, 100),
        record("0A", "0", 841, 729, -20),
        record("0A", "1", 202, 280, 3),
    ]
    found = statements(rows)
    assert found.drift == {1: 400e3, 10: 300e3, 11: 40e3, 6: 30e3, 19: 50e3, 12: 3e3}
    assert found.investering == {1: 100e3, 7: 20e3}
    assert statements(rows, refunds=5).drift[5] == 30e3
    assert statements([record("0A", "1", 120, 999, 7)]).unmapped == {("art i drift", "999"): 7e3}
    assert statements([record("0B", "2", 88, "000", 7)]).unmapped == {("kapittel", "88"): 7e3}


def test_every_art_of_the_list_has_a_line_or_is_known_to_have_none() -> None:
    without = {280, 512, 521, 522, 529, 589, 670, 910, 911, 912, 921, 922, 929, 930, 970, 989, 874, 875}
    for art in shipped("kostra")["arter"]["koder"]:
        assert codes.line(art, operating=True) is not None or art in without, art


def test_frames_and_opening_of_a_plan() -> None:
    rows = [record("0A", "1", 202, 10, 300), record("0A", "1", 202, 600, -50), record("0A", "1", 201, 10, 80)]
    rows += [record("0A", "1", 222, 590, 40), record("0A", "1", 870, 500, 99)]
    found = frames(rows, {202: "skole", 222: "skole"})
    assert found.rows == {("skole", "loenn"): 300e3, ("skole", "brukerbetalinger"): 50e3}
    assert found.unmapped == {201: 80e3}
    made = opening(statements(balance()), land=400e3, on_lending=150e3)
    assert made["avskrivbare_anleggsmidler"] == 3100e3 and made["laanegjeld"] == 2250e3
    fixed = made["avskrivbare_anleggsmidler"] + made["tomter"] + made["aksjer"] + made["utlaan"]
    assert made["kapitalkonto"] == fixed - made["laanegjeld"] - made["videreutlaan_gjeld"] + made["ubrukte_laanemidler"]
    assert made["arbeidskapital"] == (400 + 100 + 80 + 20 + 60) * 1e3


def test_changes_of_principle_are_read_into_the_opening() -> None:
    """Chapters 581 and 580: working capital is funds less deficits, with unused loans and changes of principle (§ 5-10 a)."""
    rows = [*balance(), record("0B", "2", 581, "000", -30), record("0B", "2", 580, "000", 12)]
    made = opening(statements(rows), land=0.0, on_lending=0.0)
    assert (made["prinsippendringer_drift"], made["prinsippendringer_investering"]) == (30e3, -12e3)
    before = opening(statements(balance()), land=0.0, on_lending=0.0)
    assert made["arbeidskapital"] == before["arbeidskapital"] + 18e3
    assert made["kapitalkonto"] == before["kapitalkonto"]


def test_the_command_writes_a_plans_files_or_nothing(tmp_path: Path) -> None:
    good, bad = tmp_path / "0A", tmp_path / "0A-feil"
    good.write_text(text_of([*accounts(random.Random(5))]), encoding="ascii")
    bad.write_text(good.read_text(encoding="ascii") + "feil\n", encoding="ascii")
    sheet = tmp_path / "0B"
    sheet.write_text(text_of(balance()), encoding="ascii")
    card = tmp_path / "kart.csv"
    card.write_text("funksjon;tjeneste\n202;skole\n222;skole\n", encoding="utf-8")
    runner = CliRunner()
    options = ["--kart", str(card), "--tomter", "0.4", "--ut"]
    done = runner.invoke(app, ["hent", "regnskap", str(good), str(sheet), *options, str(tmp_path / "ut")])
    assert done.exit_code == 0, done.output
    assert "§ 5-6" in done.output and "Funksjon 201 har ingen tjeneste" in done.output
    balanse = tomllib.loads((tmp_path / "ut" / "balanse.toml").read_text(encoding="utf-8"))
    assert balanse["tomter"] == 400 and balanse["disposisjonsfond"]["fritt"] == 400
    assert (tmp_path / "ut" / "rammer.csv").read_text(encoding="utf-8").splitlines()[2].startswith("skole;")
    none = runner.invoke(app, ["hent", "regnskap", str(bad), *options, str(tmp_path / "ingen")])
    assert none.exit_code == 1 and "er 4 tegn" in none.output and not (tmp_path / "ingen").exists()
    card.write_text("funksjon;tjeneste\nx;skole\n", encoding="utf-8")
    wrong = runner.invoke(app, ["hent", "regnskap", str(good), *options, str(tmp_path / "ingen")])
    assert wrong.exit_code == 1 and "trenger funksjon" in wrong.output and not (tmp_path / "ingen").exists()


@pytest.mark.parametrize(
    ("args", "words"), [(["ingen.txt"], "filen kan ikke leses"), (["--kart", "ingen.csv"], "filen finnes ikke")]
)
def test_files_that_are_not_there_are_told(args: list[str], words: str, tmp_path: Path) -> None:
    (tmp_path / "0A.txt").write_text(f"{EXAMPLE}\n", encoding="ascii")
    files = [str(tmp_path / a) if a.startswith("ingen") else a for a in args]
    done = CliRunner().invoke(
        app,
        [
            "hent",
            "regnskap",
            *([] if args[0] == "ingen.txt" else [str(tmp_path / "0A.txt")]),
            *files,
            "--ut",
            str(tmp_path / "ut"),
        ],
    )
    assert done.exit_code == 1 and words in done.output, done.output
    assert not (tmp_path / "ut").exists()
