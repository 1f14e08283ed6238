"""A måltall among the municipalities: percentiles are real figures, the rank is shown, and nothing is passed or failed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ldip import Plan, Run, simulate
from ldip.compare.spread import spread_of
from ldip.intake.indicators import kostra_csv, kostra_rows
from ldip.plan.csvfile import read_rows
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.publish.digits import grouped
from ldip.publish.screen.spread import spread_table
from ldip.sources.indicators import Indicator
from tests.publish.printed import text_of


@dataclass(frozen=True)
class Row:
    maaltall: str
    aar: int
    verdi: float
    kommune: str = "4001"


def rows(n: int, name: str = "a", year: int = 2025) -> list[Row]:
    return [Row(name, year, float(v)) for v in range(n, 0, -1)]


def test_percentiles_are_the_newest_years_own_figures() -> None:
    found = spread_of([*rows(20), *rows(50, year=2024)], ["a"])
    assert found is not None
    assert (found.year, found.count, found.p10, found.p50, found.p90) == (2025, 20, 2.0, 10.0, 18.0)
    assert [found.place(v) for v in (1.9, 2.0, 18.0, 18.1)] == ["under", "innenfor", "innenfor", "over"]
    assert [found.below(v) for v in (0.0, 1.0, 10.5, 99.0)] == [0.0, 0.0, 0.5, 1.0]


def test_a_plans_own_figures_come_before_the_librarys() -> None:
    found = spread_of([*rows(20, "eget"), *rows(40, "bibliotek")], ["eget", "bibliotek"])
    assert found is not None and found.count == 20
    assert spread_of(rows(20, "bibliotek"), ["eget", "bibliotek"]) is not None


def test_groups_and_the_nation_are_no_municipalities() -> None:
    groups = [Row("a", 2025, 1000.0, code) for code in ("EKG08", "EKA40", "EAK", "EAKUO")]
    found = spread_of([*rows(20), *groups], ["a"])
    assert found is not None and (found.count, found.p90) == (20, 18.0)


def test_few_municipalities_have_no_percentiles() -> None:
    assert spread_of(rows(9), ["a"]) is None
    assert spread_of([], ["a"]) is None


def test_the_table_tells_place_without_verdict(solvik_run: Run, nordvik_run: Run) -> None:
    table = spread_table(solvik_run)
    assert table is not None
    printed = text_of(table)
    own = [
        r.verdi
        for r in solvik_run.plan.table("kostra.csv", t.KostraRow).rows
        if r.maaltall == "resultatgrad" and r.kommune.isdigit()
    ]
    line = next(x for x in printed.splitlines() if x.strip().startswith("Netto driftsresultat"))
    mine = solvik_run.value("resultatgrad", 2026) * 100
    assert grouped(mine, 1) in line and grouped(sorted(own)[3], 1) in line and grouped(sorted(own)[35], 1) in line
    assert f"{grouped(100 * sum(v < mine for v in own) / len(own))} % lavere" in line
    for verdict in ("nådd", "brutt", "over gulvet"):
        assert verdict not in printed
    assert spread_table(nordvik_run) is None


def test_a_place_outside_is_told(solvik: Plan) -> None:
    low = tuple(
        r.model_copy(update={"verdi": r.verdi - 40.0})
        for r in solvik.table("kostra.csv", t.KostraRow).rows
        if r.maaltall == "resultatgrad"
    )
    run = simulate(replace(solvik, tables=dict(solvik.tables) | {"kostra.csv": Table("kostra.csv", low)}))
    table = spread_table(run)
    assert table is not None and "over p90 (100 % lavere)" in text_of(table)


def test_what_is_read_is_added_to_a_plans_file() -> None:
    first = kostra_rows([Indicator("resultatgrad", 2025, "3201", -1.25), Indicator("resultatgrad", 2025, "EAK", 2.0)], "KOSTRA")
    text = kostra_csv(first)
    assert text.splitlines()[1:3] == ["maaltall;aar;kommune;verdi;kilde", "resultatgrad;2025;3201;-1,25;KOSTRA"]
    named = first[0].model_copy(update={"navn": 'Vest; "by"'})
    both = kostra_rows(
        [Indicator("resultatgrad", 2025, "EAK", 2.2), Indicator("resultatgrad", 2024, "EAK", 1.0)], "ny; kilde", [named, first[1]]
    )
    assert [(r.aar, r.kommune, r.verdi, r.kilde) for r in both] == [
        (2025, "3201", -1.25, "KOSTRA"),
        (2025, "EAK", 2.2, "ny; kilde"),
        (2024, "EAK", 1.0, "ny; kilde"),
    ]
    again, _, problems = read_rows(kostra_csv(both).encode(), "kostra.csv", t.KostraRow)
    assert not problems and again == both
