"""Earlier columns, fixed prices and rounding that adds up as printed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.publish.printed import text_of

from ldip import Plan, Run, simulate
from ldip.errors import ModelError
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE, MoneyUnit
from ldip.publish.content.statements import View, statement, statement_columns
from ldip.publish.digits import grouped
from ldip.publish.numbers import address, fetch
from ldip.publish.render.terminal import on_screen
from ldip.statements.earlier import disagreeing, earlier
from ldip.statements.forms import FORMS, form, named
from ldip.statements.opening import opening_value
from ldip.statements.prices import price_index
from ldip.statements.rounding import adding_up, nearest, sums_hold

CLOSE = 1.0 + 1e-9


def exact(name: str, base: list[float]) -> dict[int, float]:
    """Values of every line of a form from values of the lines that are no sums, with the form's own sums."""
    lines = {line.nr: line for line in form(name).linjer}
    values = {nr: base[nr % len(base)] * (1.0 + nr / 7.0) for nr, line in lines.items() if not line.sum}

    def value(nr: int) -> float:
        if nr not in values:
            values[nr] = sum(sign * value(part) for part, sign in lines[nr].terms())
        return values[nr]

    return {nr: value(nr) for nr in lines}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(base=st.lists(st.floats(-1e4, 1e4, allow_nan=False), min_size=5, max_size=40), name=st.sampled_from(FORMS))
def test_printed_lines_add_up_and_stay_within_one_unit(base: list[float], name: str) -> None:
    values = exact(name, base)
    printed = adding_up(form(name), values)
    for line in form(name).linjer:
        assert abs(printed[line.nr] - values[line.nr]) < CLOSE, (name, line.nr)
        if line.sum:
            assert printed[line.nr] == sum(sign * printed[nr] for nr, sign in line.terms()), (name, line.nr)


@pytest.mark.parametrize("name", FORMS)
def test_a_sum_that_is_off_by_a_krone_is_seen(name: str) -> None:
    values = exact(name, [3.0e6, -7.0e5, 1.25e8])
    assert sums_hold(form(name), values)
    for line in (x for x in form(name).linjer if x.sum):
        assert not sums_hold(form(name), {**values, line.nr: values[line.nr] + 1.0}), line.nr
        assert sums_hold(form(name), {line.nr: values[line.nr] + 1.0}), "without its lines nothing is said of it"


def test_every_line_is_in_at_most_one_sum() -> None:
    """Otherwise rounding down the tree could not make both add up."""
    for name in FORMS:
        parts = [nr for line in form(name).linjer for nr, _ in line.terms()]
        assert len(parts) == len(set(parts)), name


@pytest.mark.parametrize("which", ["baerum_run", "nordvik_run", "solvik_run"])
def test_depreciation_and_its_reversal_print_alike(which: str, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(which)
    for scale in (1e5, 1e3):
        for year in run.years:
            values = {x.nr: run.value(x.steg, year) * x.fortegn / scale for x in form("5-6").linjer}
            printed = adding_up(form("5-6"), values)
            assert printed[14] == printed[23] == nearest(values[14])


def test_a_line_without_value_leaves_its_sum_alone() -> None:
    printed = adding_up(form("5-6"), {1: 1.4, 2: 1.4, 9: 7.6})
    assert printed == {1: 1, 2: 1, 9: 8}


def test_earlier_columns_are_printed_with_their_sums(solvik_run: Run) -> None:
    run = solvik_run
    given = [("regnskap", 2024), ("budsjett", 2025), ("revidert", 2025)]
    heads = statement_columns(run, form("5-6"), View())
    assert heads[:3] == given and [y for _, y in heads[3:]] == [2026, 2027, 2028, 2029, 2030, 2045]
    assert len(statement_columns(run, form("5-6"), View(every_year=True))) == 3 + 20
    rows = {r.linje: r.kroner for r in run.plan.table("regnskap.csv", t.EarlierRow).rows if r.kolonne == "regnskap"}
    income = [x.steg for x in form("5-6").linjer if x.nr <= 8]
    number = fetch(run, "sum_driftsinntekter/2024/regnskap")
    assert number.value == pytest.approx(sum(rows[n] for n in income))
    assert number.anslag and "sum av linje 1+2+3" in number.source
    assert abs(fetch(run, "fremfoert_til_inndekning/2024/regnskap").value) < 1.0
    table = text_of(on_screen(statement(run, "5-6")))
    assert "Regnskap 2024" in table and "Rev. budsjett 2025" in table and "kommunekassen" in table
    assert grouped(number.value / 1e6, 1) in table


@pytest.mark.parametrize("which", ["baerum_run", "nordvik_run", "solvik_run"])
def test_the_opening_balance_is_the_last_accounts(which: str, request: pytest.FixtureRequest) -> None:
    """§ 5-8 adds up at the opening by the model's own formulas, and the first year's flows lead from it."""
    run: Run = request.getfixturevalue(which)
    year = run.years[0] - 1
    assert statement_columns(run, form("5-8"), View())[0] == ("regnskap", year)
    at = {x.steg: fetch(run, address(x.steg, year, "regnskap")).value for x in form("5-8").linjer}
    assert at["sum_eiendeler_ub"] == pytest.approx(at["sum_egenkapital_og_gjeld_ub"], abs=0.01)
    scale = SCALE[run.plan.balance.enhet]
    assert at["disposisjonsfond_sum_ub"] == pytest.approx(sum(run.plan.balance.disposisjonsfond.values()) * scale)
    assert at["laan_ub"] == pytest.approx((run.plan.balance.laanegjeld + run.plan.balance.videreutlaan_gjeld) * scale)
    change = run.value("disposisjonsfond_sum_ub", run.years[0]) - at["disposisjonsfond_sum_ub"]
    moved = run.value("avsetning_disposisjonsfond", run.years[0]) - run.value("bruk_disposisjonsfond", run.years[0])
    assert change == pytest.approx(moved, abs=0.01)
    assert "åpningsbalansen" in fetch(run, address("laan_ub", year, "regnskap")).source


def test_debt_by_purpose_stands_at_the_opening_and_leases_do_not(solvik_run: Run) -> None:
    run = solvik_run
    assert fetch(run, "selvkostgjeld_ub/2025/regnskap").value == 50e6
    assert fetch(run, "gjeld_uten_selvkost_ub/2025/regnskap").value == 250e6
    with pytest.raises(ModelError):
        fetch(run, "leieforpliktelse_ub/2025/regnskap")
    with pytest.raises(ModelError):
        fetch(run, "langsiktige_forpliktelser_ub/2025/regnskap")


def test_accounts_in_the_plan_stand_before_the_opening_balance(solvik: Plan) -> None:
    row = solvik.table("regnskap.csv", t.EarlierRow).rows[0]
    own = row.model_copy(update={"linje": "laan_ub", "aar": 2025, "kolonne": "regnskap", "beloep": 343.0})
    table = Table("regnskap.csv", (*solvik.tables["regnskap.csv"].rows, own))
    run = simulate(replace(solvik, tables=dict(solvik.tables) | {"regnskap.csv": table}))
    assert fetch(run, "laan_ub/2025/regnskap").value == 343e6


def test_a_sum_is_not_made_of_some_of_its_lines(solvik_run: Run) -> None:
    rows = [r for r in solvik_run.plan.table("regnskap.csv", t.EarlierRow).rows if r.linje != "brukerbetalinger"]
    found = earlier(rows)
    assert ("sum_driftsinntekter", "regnskap", 2024) not in found
    assert ("sum_driftsutgifter", "regnskap", 2024) in found
    assert ("sum_driftsinntekter", "budsjett", 2025) not in found
    assert found["netto_driftsresultat", "regnskap", 2024].value > 0.0, "the lines of § 5-4 are all there"


@pytest.mark.parametrize(
    ("enhet", "decimals", "step"), [("1000 kr", 0, 1e3), ("mill. kr", 1, 1e5), ("mill. kr", 0, 1e6), ("kr", 2, 0.01)]
)
def test_a_given_sum_may_miss_its_lines_by_the_rounding_of_the_file(enhet: MoneyUnit, decimals: int, step: float) -> None:
    """Eight lines and the sum, each half a unit of the file's own: 4.5 units are rounding, 5 are not."""
    names = [x.steg for x in form("5-6").linjer if x.nr <= 8]
    base = {"aar": 2024, "kolonne": "regnskap", "enhet": enhet, "priser": "løpende", "anslag": False, "kilde": "prøve"}
    unit = step / SCALE[enhet]
    lines = [t.EarlierRow(linje=n, beloep=round((7 + i) * unit, decimals), **base) for i, n in enumerate(names)]
    whole = sum(round(r.beloep / unit) for r in lines)
    for off, told in ((4, False), (-4, False), (5, True), (-5, True)):
        row = t.EarlierRow(linje="sum_driftsinntekter", beloep=round((whole + off) * unit, decimals), **base)
        assert bool([*disagreeing(earlier([*lines, row]))]) is told, (enhet, off)


def test_fixed_prices(solvik_run: Run) -> None:
    run = solvik_run
    year = run.years[-1]
    number = fetch(run, address("netto_driftsresultat", year, "faste"))
    assert number.unit == "kr_fast"
    assert number.value * run.value("deflator_indeks_ub", year) == pytest.approx(run.value("netto_driftsresultat", year))
    first = run.years[0]
    assert fetch(run, address("sum_driftsinntekter", first, "faste")).value == run.value("sum_driftsinntekter", first)
    with pytest.raises(ModelError, match="faste priser"):
        fetch(run, address("netto_driftsresultat_andel", year, "faste"))
    assert "faste 2026-kroner" in text_of(on_screen(statement(run, "5-4", View(fixed=True))))


def test_price_level_of_earlier_years() -> None:
    """The known deflator back in time, the run's own growth from the last known year, and nothing where neither is known."""
    known = dt.date(2026, 10, 15)
    index, growth = {2026: 1.0, 2027: 1.03}, {2026: 0.04, 2027: 0.03}
    assert price_index(2027, 2026, known, index, growth) == 1.03
    assert price_index(2025, 2026, known, index, growth) == pytest.approx(1 / 1.04)
    assert price_index(2024, 2026, known, index, growth) == pytest.approx(1 / 1.04 / (135.4 / 130.3))
    assert price_index(2025, 2026, known, index, {}) is None
    assert price_index(1990, 2026, known, index, growth) is None


def test_a_year_without_price_level_stays_open(solvik_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Run, "price_index", lambda run, year: None if year == 2024 else 1.0)
    line = next(
        x for x in text_of(on_screen(statement(solvik_run, "5-4", View(fixed=True)))).splitlines() if "Rammetilskudd" in x
    )
    assert line.split()[2] == "–" and line.split()[3] != "–"


def test_unknown_addresses_are_told(solvik_run: Run) -> None:
    with pytest.raises(ModelError, match=r"regnskap\.csv"):
        fetch(solvik_run, "laan_ub/2024/regnskap")
    with pytest.raises(ModelError, match="regnskap, budsjett, revidert"):
        fetch(solvik_run, "laan_ub/2026/tredje")


def test_a_paragraph_names_its_forms() -> None:
    assert named("5-9") == ("5-9-drift", "5-9-investering") and named("5-4") == ("5-4",)
    with pytest.raises(KeyError):
        named("5-10")


def test_a_balance_that_nothing_opens_has_no_figure_before_the_plan(nordvik_run: Run) -> None:
    known = {"aksjer_ib": np.array([7.0])}
    assert opening_value("aksjer_ub", nordvik_run.catalogue, known, {}) == np.array([7.0])
    assert opening_value("avvik_renteutgifter_ib", nordvik_run.catalogue, known, {}) is None
