"""Located errors of befolkning.toml and its tables: zones, moves, history, projections, dwellings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.demography.plans import EXAMPLES

from ldip.binding.reading import collect

POP = "befolkning.toml"
CASES = [
    (POP, 'framskriving_i_bruk = "egen"', 'framskriving_i_bruk = "lva"', ["ukjent framskriving", "lva"]),
    (POP, 'id = "hoey"', 'id = "lav"', ["navnet er i bruk"]),
    (POP, 'id = "hoey"', 'id = "egen"', ["navnet er i bruk"]),
    (
        POP,
        '[utflytting]\nfil = "befolkning/utflytting.csv"\nkilde = "Oppdiktet"\nanslag = true\n',
        "",
        ["trenger både inn og ut", "utflytting"],
    ),
    (
        POP,
        "[innflytting]",
        '[flytting]\nfil = "befolkning/innflytting.csv"\nkilde = "x"\n\n[innflytting]',
        ["gitt på to måter", "filen brukes til to ting"],
    ),
    (POP, "lokal_fruktbarhetsfaktor = 1.03", 'lokal_fruktbarhetsfaktor = "beregnet"', ["trenger folketall for tidligere år"]),
    (POP, 'aldersgruppering = "presentasjonen"', 'aldersgruppering = "skoletrinn"', ["kan ikke brukes her", "funksjonelle"]),
    (POP, 'aldersgruppering = "presentasjonen"', 'aldersgruppering = "ukjent"', ["kan ikke brukes her"]),
    (POP, 'aldersgruppering = "presentasjonen"', "", ["alderen mangler i gruppene"]),
    (POP, 'sone = "sentrum"\nantall', 'sone = "vest"\nantall', ["sonen har ikke folketall", "vest"]),
    (
        POP,
        "fra_alder = 18, til_alder = 20, personer = 100",
        "fra_alder = 18, til_alder = 20, personer = 0",
        ["summerer til null"],
    ),
    (
        POP,
        "fra_alder = 18, til_alder = 20",
        "fra_alder = 21, til_alder = 20",
        ["til_alder er lavere enn fra_alder", "folkehoegskole"],
    ),
    (POP, 'id = "rekkehus"', 'id = "enebolig"', ["id står to ganger", "ukjent boligtype"]),
    (POP, 'boligtype = "leilighet", boliger = 4', 'boligtype = "hytte", boliger = 4', ["ukjent boligtype", "hytte"]),
    (POP, 'sone = "nord", boligtype = "enebolig"', 'sone = "nrd", boligtype = "enebolig"', ["sonen har ikke folketall", "nrd"]),
    (POP, "levealder_tillegg = 0.2", "levealder_tillegg = 5.0", ["levealder_tillegg"]),
    (POP, "verdi = 75,", "verdi = 175,", ["bolig.ferdigandel", "utenfor det mulige", "0–100 prosent"]),
    (POP, "verdi = 1.4", "verdi = -1.4", ["samlet_fruktbarhetstall", "utenfor det gyldige", "fra 0 til 10"]),
    (
        POP,
        "[bolig]\n",
        '[flyttenivaa]\nenhet = "indeks"\nverdi = -1.0\nkilde = "x"\n\n[bolig]\n',
        ["flyttenivaa", "utenfor det gyldige", "fra 0 til 10"],
    ),
    ("plan.toml", "2026-10-15", "2024-01-15", ["ikke kjent ved kunnskapsdatoen"]),
    ("boligprogram.csv", "2027;nord", "2025;nord", ["før første planår"]),
    ("boligprogram.csv", "2027;nord;rekkehus", "2027;nrd;slott", ["sonen har ikke folketall", "ukjent boligtype"]),
    ("boligprogram.csv", "2027;nord;rekkehus;15", "2027;nord;rekkehus;-15", ["-15"]),
    ("befolkning/utflytting.csv", "sentrum;k;0;", "vest;k;0;", ["sonen har ikke folketall", "vest"]),
    ("befolkning/utflytting.csv", "sentrum;k;5;0.0", "sentrum;k;5;1.0", ["andel"]),
    ("befolkning/innflytting.csv", "nord;m;7;", "nord;m;8;", ["står to ganger"]),
    ("befolkning/oppdiktet-lav.csv", "2031;0;", "2031;;", ["annen form enn filen"]),
    ("befolkning/oppdiktet-lav.csv", "2031;0;37\n", "2031;0;37\n2031;0;37\n", ["cellen står to ganger i 2031"]),
    ("usikkerhet.toml", 'tellestoey = "normal"', 'tellestoey = "gauss"', ["tellestoey", "gauss"]),
    ("usikkerhet.toml", 'tellestoey = "normal"', 'tellestoey = "normal"\nsone_faktor = 0.5', ["sone_faktor"]),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    target = tmp_path / "solvik"
    shutil.copytree(EXAMPLES / "solvik", target, ignore=shutil.ignore_patterns("resultat"))
    return target


@pytest.mark.parametrize(("file", "old", "new", "words"), CASES, ids=[f"{c[0]}:{c[3][0][:30]}" for c in CASES])
def test_mistakes_are_told(copy: Path, file: str, old: str, new: str, words: list[str]) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = "\n".join(str(p) for p in collect(copy)[1])
    for word in words:
        assert word in found, found


def history(copy: Path, rows: str, extra: str = "") -> str:
    """Solvik with a history instead of gross moves; returns every problem."""
    toml = copy / POP
    text = toml.read_text(encoding="utf-8")
    start, end = text.index("[utflytting]"), text.index("[[saergrupper]]")
    text = text[:start] + '[historie]\nfil = "befolkning/historie.csv"\nkilde = "x"\n\n' + text[end:]
    toml.write_text(extra + text, encoding="utf-8")
    for name in ("utflytting", "innflytting"):
        (copy / "befolkning" / f"{name}.csv").unlink()
    (copy / "befolkning" / "historie.csv").write_text("aar;sone;kjoenn;alder;personer\n" + rows)
    return "\n".join(str(p) for p in collect(copy)[1])


def full(first: int, zones: tuple[str, ...] = ("sentrum", "nord", "soer")) -> str:
    return "".join(f"{y};{z};{k};{a};10\n" for y in range(first, 2026) for z in zones for k in "km" for a in range(106))


def test_history_needs_year_end_moves_and_every_year(copy: Path) -> None:
    found = history(copy, full(2018))
    assert "gjelder årets slutt" in found and "dekker ikke 10 år" in found and "2016 sentrum k 0" in found


def test_history_of_five_years(copy: Path) -> None:
    toml = copy / POP
    toml.write_text(toml.read_text().replace('flyttetidspunkt = "jevn"', 'flyttetidspunkt = "slutt"'))
    assert history(copy, full(2021), "basisperiode = 5\n") == ""


def test_history_without_doubles_and_foreign_zones(copy: Path) -> None:
    toml = copy / POP
    toml.write_text(toml.read_text().replace('flyttetidspunkt = "jevn"', 'flyttetidspunkt = "slutt"'))
    found = history(copy, full(2016) + "2020;nord;k;3;9\n2020;vest;k;3;9\n")
    assert "samme celle står to ganger" in found and "vest" in found


def test_no_moves_at_all(copy: Path) -> None:
    toml = copy / POP
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text[: text.index("[utflytting]")] + text[text.index("[[saergrupper]]") :])
    for name in ("utflytting", "innflytting"):
        (copy / "befolkning" / f"{name}.csv").unlink()
    assert "flyttingen mangler" in "\n".join(str(p) for p in collect(copy)[1])


def test_programme_needs_settings(copy: Path) -> None:
    toml = copy / POP
    text = toml.read_text(encoding="utf-8")
    start, end = text.index("[bolig]"), text.index("[[boligtyper]]")
    toml.write_text(text[:start] + text[end:], encoding="utf-8")
    assert "boligprogrammet mangler innstillinger" in "\n".join(str(p) for p in collect(copy)[1])


def test_single_year_projection_must_be_whole(copy: Path) -> None:
    rows = [f"{y};{k};{a};10" for y in (2027, 2029) for k in "km" for a in range(106)]
    file = copy / "befolkning" / "oppdiktet-lav.csv"
    file.write_text("aar;kjoenn;alder;personer\n" + "\n".join(rows[:-1]) + "\n")
    found = "\n".join(str(p) for p in collect(copy)[1])
    assert "kjønn og alder mangler i 2029" in found and "henger ikke sammen" in found
    file.write_text("aar;kjoenn;alder;personer\n2020;k;0;5\n")
    assert "ingen år etter folketallets dato" in "\n".join(str(p) for p in collect(copy)[1])


def test_zones_follow_one_path_only(copy: Path) -> None:
    rows = "".join(f"{k};{a};1;nord\n" for k in "km" for a in range(106))
    (copy / "befolkning" / "kommune.csv").write_text("kjoenn;alder;personer;sone\n" + rows)
    toml = copy / POP
    text = toml.read_text(encoding="utf-8").replace('framskriving_i_bruk = "egen"', 'framskriving_i_bruk = "lav"')
    toml.write_text(text.replace("[bolig]\n", '[kommuneflytting]\nfil = "befolkning/kommune.csv"\nkilde = "x"\n\n[bolig]\n'))
    found = "\n".join(str(p) for p in collect(copy)[1])
    assert "filen gjelder hele kommunen" in found and "kan ikke følge to baner" in found


def test_a_projection_file_that_is_missing(copy: Path) -> None:
    (copy / "befolkning" / "oppdiktet-hoey.csv").unlink()
    found = [p for p in collect(copy)[1] if "finnes ikke" in p.message]
    assert found[0].key == "framskrivinger.1.fil" and found[0].line > 0
