"""Golden test: the engine equals the hand-worked worksheet of Nordvik in every row and year."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

import pytest

from ldip import Run

ROOT = Path(__file__).resolve().parents[2]
SHEET = ROOT / "examples" / "nordvik" / "notater" / "regneark.csv"


def rows() -> dict[str, dict[int, float]]:
    lines = [line for line in SHEET.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    table = list(csv.DictReader(lines, delimiter=";"))
    return {r["navn"]: {int(y): float(v.replace(",", ".")) for y, v in r.items() if y.isdigit()} for r in table}


@pytest.mark.parametrize("name", sorted(rows()))
def test_row(name: str, nordvik_run: Run) -> None:
    step, _, place = name.partition("/")
    axes = dict([place.split("=")]) if place else {}
    for year, expected in rows()[name].items():
        got = nordvik_run.at(step, year, axes)
        assert got == pytest.approx(expected, rel=1e-9, abs=1e-4), f"{name} {year}"


def test_worksheet_is_what_the_script_computes() -> None:
    spec = importlib.util.spec_from_file_location("sheet", Path(__file__).with_name("nordvik_worksheet.py"))
    assert spec and spec.loader
    sheet = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sheet)
    computed = {name: dict(zip(sheet.YEARS, values, strict=True)) for name, (_, values) in sheet.worksheet().items()}
    assert computed.keys() == rows().keys()
    for name, values in rows().items():
        assert values == pytest.approx(computed[name], rel=1e-12), name
    assert len(computed) >= 40


def test_the_answer_has_what_a_small_municipality_meets(nordvik_run: Run) -> None:
    """The example is not trivial: a need arises, the minimum instalment binds in some years, a floor is filled."""
    need = [nordvik_run.value("inndekningsbehov", y) for y in nordvik_run.years]
    assert 0 < sum(v > 0 for v in need) < len(need)
    assert any(nordvik_run.value("avdrag_tillegg", y) > 0 for y in nordvik_run.years)
    assert any(nordvik_run.value("avsatt_fondsgulv", y) > 0 for y in nordvik_run.years)
    assert nordvik_run.problems == ()
