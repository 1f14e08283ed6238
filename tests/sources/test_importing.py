"""Importing into a plan: the plan reads afterwards, totals are kept, and a refusal leaves every byte untouched."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from ldip import read_plan, simulate
from ldip.errors import PlanError
from ldip.intake.population import Order, import_population
from tests.demography.plans import EXAMPLES, changed

HEAD = "region;kjønn;alder;år;personer\n"


@pytest.fixture
def nordvik_copy(tmp_path: Path) -> Path:
    target = tmp_path / "nordvik"
    shutil.copytree(EXAMPLES / "nordvik", target, ignore=shutil.ignore_patterns("resultat"))
    return target


def cells(year: int, persons: float = 21.0, region: str = "9999 Nordvik") -> str:
    return "".join(f"{region};{k};{a};{year};{persons:g}\n" for k in ("Kvinner", "Menn") for a in range(106))


def source(folder: Path, text: str, name: str = "tall.csv") -> Path:
    path = folder / name
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_stock_of_the_plans_date(nordvik_copy: Path, tmp_path: Path) -> None:
    file = source(tmp_path, cells(2025, 1.0) + cells(2026) + cells(2026, 9.0, "0301 Oslo"))
    done = import_population(nordvik_copy, file, Order("folketall", "SSB tabell 07459", today=dt.date(2026, 11, 25)))
    assert (done.rows, done.year, done.persons) == (212, 2026, 212 * 21.0)
    plan = read_plan(nordvik_copy)
    assert simulate(plan).value("innbyggere_basis", 2026) == 212 * 21.0
    assert plan.population.folketall.kilde.startswith("SSB tabell 07459; tall.csv, sha256 ")
    assert plan.population.folketall.kilde.endswith("hentet 2026-11-25")
    assert (nordvik_copy / done.raw).read_bytes() == file.read_bytes()
    assert "# Folketall 1. januar etter kjønn" in (nordvik_copy / "befolkning.toml").read_text()  # comments are kept


def test_history_makes_the_moves(nordvik_copy: Path, tmp_path: Path) -> None:
    file = source(tmp_path, "".join(cells(y, 20.0) for y in range(2016, 2027)))
    import_population(nordvik_copy, file, Order("historie", "SSB tabell 07459"))
    toml = nordvik_copy / "befolkning.toml"
    text = toml.read_text()
    start = text.index("[flytting]")
    toml.write_text(text[:start] + text[text.index("[samlet_fruktbarhetstall]") :])
    (nordvik_copy / "befolkning" / "flytting.csv").unlink()
    run = simulate(read_plan(nordvik_copy))
    assert run.series("innflytting_bane").sum() > 0.0 and run.series("utflyttingsrate").max() > 0.01


def test_projection_beside_and_again(nordvik_copy: Path, tmp_path: Path) -> None:
    file = source(tmp_path, "".join(cells(y, 22.0) for y in range(2026, 2031)))
    for _ in range(2):  # importing again replaces
        import_population(nordvik_copy, file, Order("framskriving", "SSB tabell 14746", "SSB 2026 MMMM"))
    plan = read_plan(nordvik_copy)
    assert [f.id for f in plan.population.framskrivinger] == ["ssb-2026-mmmm"]
    run = simulate(plan)
    assert run.value("framskrevet_innbyggere", 2029, framskriving="ssb-2026-mmmm") == 212 * 22.0
    assert run.value("framskriving_finnes", 2035, framskriving="ssb-2026-mmmm") == 0.0
    import_population(nordvik_copy, file, Order("framskriving", "SSB tabell 14746", "SSB 2026 høy"))
    assert [f.id for f in read_plan(nordvik_copy).population.framskrivinger] == ["ssb-2026-mmmm", "ssb-2026-hoey"]


def test_grouped_projection_keeps_published_totals(nordvik_copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "grupper.csv"
    spans = ("0-5", "6-12", "13-15", "16-66", "67-79", "80+")
    values = {2030: (250, 290, 120, 2000, 550, 1100), 2036: (260, 280, 130, 2050, 560, 1150)}
    rows = "".join(f"{s};{y};{v}\n" for y, row in values.items() for s, v in zip(spans, row, strict=True))
    path.write_text("alder;år;antall\n" + rows, encoding="utf-8")
    import_population(nordvik_copy, path, Order("framskriving", "prøve", "Grupper"))
    edit = nordvik_copy / "befolkning.toml"
    edit.write_text('framskriving_i_bruk = "grupper"\n' + edit.read_text())
    run = simulate(read_plan(nordvik_copy))
    assert run.value("innbyggere_gruppe_ub", 2029, aldersgruppe="6-15") == pytest.approx(410.0, abs=1e-9)
    assert run.value("innbyggere_ub", 2035) == pytest.approx(sum(values[2036]), abs=1e-9)


def test_merged_municipalities_are_added_by_date(tmp_path: Path) -> None:
    target = tmp_path / "plan"
    changed(tmp_path, "nordvik")
    (tmp_path / "nordvik").rename(target)
    head = target / "plan.toml"
    head.write_text(head.read_text().replace("9999", "3203"))
    text = "".join(cells(y, 10.0, n) for y in range(2016, 2020) for n in ("0220", "0627", "0628"))
    text += (
        "".join(cells(y, 31.0, "3025 Asker") for y in range(2020, 2024))
        + cells(2024, 32.0, "3203 Asker")
        + cells(2025, 33.0, "K-3203")
    )
    done = import_population(target, source(tmp_path, text), Order("historie", "prøve"))
    assert done.rows == 10 * 212
    rows = (target / done.file).read_text().splitlines()
    assert "2017;kommunen;k;50;30" in rows and "2022;kommunen;m;0;31" in rows and "2025;kommunen;m;0;33" in rows


def test_zones_from_district_labels(nordvik_copy: Path, tmp_path: Path) -> None:
    file = source(tmp_path, cells(2026, 5.0, "030101 Gamle Oslo") + cells(2026, 6.0, "030102 Sør-Øst"))
    import_population(nordvik_copy, file, Order("folketall", "SSB tabell 10826", soner=True))
    rows = (nordvik_copy / "befolkning" / "folketall.csv").read_text()
    assert "gamle-oslo;k;0;5" in rows and "soer-oest;m;105;6" in rows


@pytest.mark.parametrize(
    ("text", "order", "words"),
    [
        (cells(2026, 1.0, "0301 Oslo"), Order("folketall", "x"), "kommunen finnes ikke i filen"),
        (cells(2025), Order("folketall", "x"), "filen har ikke 1. januar 2026"),
        (cells(2026), Order("historie", "x"), "ingen år før folketallets dato"),
        (cells(2026)[:-30], Order("folketall", "x"), "celler av 212"),
        (cells(2026) + cells(2026), Order("folketall", "x"), "samme celle står to ganger"),
        (cells(2027), Order("framskriving", "x"), "trenger et navn"),
        (cells(2027), Order("framskriving", "x", "Egen"), "trenger et navn"),
        (cells(2027), Order("framskriving", "x", "SSB", "HHMH"), "ukjent alternativ"),
        ("9999;Kvinner;0-5;2026;4\n", Order("folketall", "x"), "ikke etter kjønn og ettårig alder"),
        ("9999;k;0-9;2030;4\n9999;k;10+;2030;4\n", Order("framskriving", "x", "SSB"), "går over planens grupper"),
        ("9999;k;0-5;2030;4\n9999;k;16+;2030;4\n", Order("framskriving", "x", "SSB"), "går over planens grupper"),
        ("9999;k;0-5;2030;4\n9999;k;80+;2030;4\n", Order("framskriving", "x", "SSB"), "dekker ikke 0–105"),
    ],
)
def test_refusals_leave_the_plan_untouched(nordvik_copy: Path, tmp_path: Path, text: str, order: Order, words: str) -> None:
    before = snapshot(nordvik_copy)
    with pytest.raises(PlanError, match=words):
        import_population(nordvik_copy, source(tmp_path, text), order)
    assert snapshot(nordvik_copy) == before


def test_several_alternatives_must_be_chosen(nordvik_copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "alt.csv"
    rows = "".join(f"9999;{k};{a};{20};{10}\n" for k in "km" for a in range(106))
    path.write_text("region;kjønn;alder;Hoved (MMMM) 2027;Lav (LLML) 2027\n" + rows, encoding="utf-8")
    with pytest.raises(PlanError, match="flere alternativer"):
        import_population(nordvik_copy, path, Order("framskriving", "x", "SSB"))
    done = import_population(nordvik_copy, path, Order("framskriving", "x", "SSB", "Lav (LLML)"))
    assert done.persons == 2120.0


def test_a_folder_without_a_plan(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="fant ingen plan"):
        import_population(tmp_path, source(tmp_path, cells(2026)), Order("folketall", "x"))
