"""Golden test: the engine equals the hand-worked worksheet of Nordvik in every row and year."""

from __future__ import annotations

import csv
import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from ldip import Plan, Run, simulate
from ldip.plan.document import Table
from ldip.plan.schema import tables as t

ROOT = Path(__file__).resolve().parents[2]
SHEET = ROOT / "examples" / "nordvik" / "notater" / "regneark.csv"


def rows() -> dict[str, dict[int, float]]:
    lines = [line for line in SHEET.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    table = list(csv.DictReader(lines, delimiter=";"))
    return {r["navn"]: {int(y): float(v.replace(",", ".")) for y, v in r.items() if y.isdigit()} for r in table}


@pytest.mark.parametrize("name", sorted(rows()))
def test_row(name: str, nordvik_run: Run) -> None:
    view, _, said = name.rpartition(": ")
    step, _, place = said.partition("/")
    axes = (dict([place.split("=")]) if place else {}) | ({"variant": view} if view else {})
    close = 1.0 if view == "varig" else 1e-4  # two searches, each to 0.001 kr a year
    for year, expected in rows()[name].items():
        got = nordvik_run.at(step, year, axes)
        assert got == pytest.approx(expected, rel=1e-9, abs=close), f"{name} {year}"


@pytest.fixture(scope="module")
def sheet() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sheet", Path(__file__).with_name("nordvik_worksheet.py"))
    assert spec and spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_worksheet_is_what_the_script_computes(sheet: ModuleType) -> None:
    computed = {name: dict(zip(sheet.YEARS, values, strict=True)) for name, (_, values) in sheet.worksheet().items()}
    assert computed.keys() == rows().keys()
    for name, values in rows().items():
        assert values == pytest.approx(computed[name], rel=1e-12), name
    assert len(computed) >= 40


def test_the_need_and_every_root(sheet: ModuleType, nordvik_run: Run) -> None:
    """The search of the engine against plain halving, demand by demand."""
    lasting = nordvik_run.lasting
    found = {r.id: r.amount for r in lasting.roots}
    for name in sheet.DEMANDS:
        if name != sheet.KEPT:
            assert found[name] == pytest.approx(sheet.root(name), abs=0.01), name
    assert found[sheet.KEPT] is None and sheet.holds(sheet.KEPT, -5 * sheet.M, 0.0)
    assert lasting.amount == pytest.approx(sheet.need(), abs=0.01)
    assert (lasting.start, lasting.full, lasting.end) == (sheet.START, sheet.FULL, sheet.YEARS[-1])


def dearer(plan: Plan, mill: float) -> Plan:
    """Nordvik with a lasting measure from 2027 that costs some mill. 2026 kroner a year."""
    table = plan.table("tiltak.csv", t.MeasureRow)
    row = next(r for r in table.rows if r.type == "varig")
    more = row.model_copy(update={"id": "mer", "tjeneste": "annet", "aar": 2027, "beloep": mill})
    return replace(plan, tables=dict(plan.tables) | {"tiltak.csv": Table("tiltak.csv", (*table.rows, more))})


@pytest.mark.parametrize(
    ("mill", "view", "met"),
    [
        (6, "uten_innsparing", "bruk_disposisjonsfond"),
        (6, "aar_for_aar", "over_eller_under_kravet"),
        (6, "varig", "bruk_disposisjonsfond"),
        (6, "realisert", "slippes_fra_neste_aar"),
        (30, "varig", "engangsbehov"),
        (30, "aar_for_aar", "over_eller_under_kravet"),
        (30, "realisert", "nytt_realisert"),
    ],
)
def test_short_years_by_hand(mill: float, view: str, met: str, nordvik: Plan, sheet: ModuleType) -> None:
    """A dearer Nordvik has years that use funds and lower the transfer: every row of every view, and the need."""
    run, more = simulate(dearer(nordvik, mill)), mill * sheet.M
    level = sheet.need(more) if view == "varig" else 0.0
    rows, _ = sheet.played(view, level, more)
    assert max(abs(v) for v in rows[met][1]) > sheet.M
    if view == "varig":
        assert run.lasting.amount == pytest.approx(level, abs=0.01)
    for name, (_, values) in rows.items():
        step, _, place = name.partition("/")
        axes = (dict([place.split("=")]) if place else {}) | {"variant": view}
        got = [run.at(step, y, axes) for y in sheet.YEARS]
        assert got == pytest.approx(values, rel=1e-9, abs=1.0 if view == "varig" else 1e-4), name


def test_the_answer_has_what_a_small_municipality_meets(nordvik_run: Run) -> None:
    """The example is not trivial: a need arises though every year has money left, funds are built, a floor is filled."""
    years = len(nordvik_run.years)
    for name in ("overskudd_til_fond_foerst", "overfoering_hevet", "avsatt_fondsgulv", "avdrag_tillegg"):
        assert 0 < int((nordvik_run.series(name) > 1.0).sum()) < years, name
    assert nordvik_run.lasting.amount is not None and nordvik_run.lasting.amount > 0.1e6
    assert nordvik_run.series("gap_fast", variant="aar_for_aar").max() <= 0.0, "the result rule binds, not the money of a year"
    saved = nordvik_run.series("slippes_fra_neste_aar", variant="realisert")
    assert (saved > 1.0).any(), "saving is released"
    assert nordvik_run.problems == ()
