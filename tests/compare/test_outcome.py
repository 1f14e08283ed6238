"""A plan against its accounts: causes sum exactly, a known change is found, and the outcome has its place in the fan."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from ldip import Plan, read_plan
from ldip.compare.outcome import BUILT, LineOutcome, PlanOutcome, plan_outcome, read_accounts
from ldip.compare.outcome_inputs import CAUSES, Outcome, known_outcome, with_outcome, without_adopted
from ldip.errors import PlanError
from ldip.parameters.history import deflator_growth, series
from ldip.plan.schema.tables import EarlierRow
from ldip.publish.screen.outcome import _settled
from ldip.simulation.cases import Case, Cases
from ldip.simulation.run_cases import run_cases
from tests.conftest import ROOT

LINES = ("rammetilskudd", "loennsutgifter", "renteutgifter", "netto_driftsresultat", BUILT, "bruk_av_laan")
NONE = Outcome({}, {}, {}, {}, None, {}, {})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(ROOT / "examples" / "nordvik")


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """Prices, interest and people that differ from Nordvik's plan."""
    years = range(2026, 2030)
    return Outcome(
        wages=dict.fromkeys(years, 0.05),
        deflator=dict.fromkeys(years, 0.045),
        building=dict.fromkeys(years, 0.06),
        rate=dict.fromkeys(years, 0.06),
        people=None,
        tax={},
        carried_out={},
    )


def made(plan: Plan, outcome: Outcome, causes: tuple[str, ...], years: tuple[int, ...]) -> list[EarlierRow]:
    """Accounts that are a run of the plan, moved as the plan without adopted lines moves with causes."""
    lay, bare = with_outcome(outcome), without_adopted(plan)
    found = run_cases(Cases.of([plan, bare, lay(bare, causes)], [Case(0), Case(1), Case(2)]), LINES).values
    at = {y: plan.years.index(y) for y in years}
    amounts = {(n, y): float(v[k, 0] + v[k, 2] - v[k, 1]) for n, v in found.items() for y, k in at.items()}
    return [row(n, y, v) for (n, y), v in amounts.items()]


def row(name: str, year: int, amount: float) -> EarlierRow:
    given = {"beloep": amount, "enhet": "kr", "priser": "løpende", "anslag": False, "kilde": "test"}
    return EarlierRow(linje=name, aar=year, kolonne="regnskap", **given)


def by_key(found: PlanOutcome) -> Mapping[tuple[str, int], LineOutcome]:
    return {(x.name, x.year): x for x in found.lines}


def test_causes_and_rest_sum_to_the_deviation(plan: Plan, outcome: Outcome) -> None:
    accounts = [row("loennsutgifter", 2028, 4e8), row("netto_driftsresultat", 2028, -3e6), row(BUILT, 2027, 1e6)]
    found = plan_outcome(plan, accounts, outcome)
    assert len(found.lines) == 3
    for x in found.lines:
        assert sum(x.causes) + x.rest == pytest.approx(x.actual - x.planned, abs=1e-3)
        assert abs(x.rest) > 1.0 or x.name == BUILT  # the share carried out is found so that investments leave nothing
        printed = _settled(x, 1)
        assert printed[2] == pytest.approx(printed[1] - printed[0]) and sum(printed[3:]) == pytest.approx(printed[2])


@pytest.mark.parametrize("cause", ["priser", "renter"])
def test_accounts_made_by_one_cause_are_that_cause_and_nothing_else(plan: Plan, outcome: Outcome, cause: str) -> None:
    one = {
        "priser": Outcome(outcome.wages, outcome.deflator, outcome.building, {}, None, {}, {}),
        "renter": Outcome({}, {}, {}, outcome.rate, None, {}, {}),
    }
    accounts = [r for r in made(plan, outcome, (cause,), (2027, 2028)) if r.linje != BUILT]  # investments follow prices
    found = plan_outcome(plan, accounts, one[cause])
    moved = 0.0
    for x in found.lines:
        shares = dict(zip(CAUSES, x.causes, strict=True))
        assert all(v == 0.0 for c, v in shares.items() if c != cause), x
        assert abs(x.rest) < 1.0, x
        moved += abs(shares[cause])
    assert moved > 1e6


def test_an_untouched_plan_has_no_deviation(plan: Plan) -> None:
    found = plan_outcome(plan, made(plan, NONE, (), (2027,)), NONE)
    assert all(abs(x.deviation) < 1e-3 and abs(x.rest) < 1.0 for x in found.lines)
    assert found.lacking == {c: (2027,) for c in CAUSES if c != "investeringer"}


def test_the_share_carried_out_gives_the_investments_of_the_accounts(plan: Plan) -> None:
    planned = {(r.linje, r.aar): r.kroner for r in made(plan, NONE, (), (2027, 2028))}
    accounts = [row(BUILT, y, 0.7 * planned[BUILT, y]) for y in (2027, 2028)]
    accounts += [row("bruk_av_laan", 2028, planned["bruk_av_laan", 2028])]
    lines = by_key(plan_outcome(plan, accounts, NONE))
    for year in (2027, 2028):
        x = lines[BUILT, year]
        assert x.causes[CAUSES.index("investeringer")] == pytest.approx(x.deviation, abs=max(1.0, 0.02 * abs(x.deviation)))
    assert lines["bruk_av_laan", 2028].causes[CAUSES.index("investeringer")] < 0.0


def test_prices_reach_the_level_that_they_became() -> None:
    """Indexes are 1 in the price year, so what its own growth missed by is in the level of the year after."""
    plan = read_plan(ROOT / "examples" / "baerum-2022")
    changed = with_outcome(known_outcome(plan))(plan, ("priser",))
    found = run_cases(Cases.of([plan, changed], [Case(0), Case(1)]), ("deflator_indeks_ub",)).values["deflator_indeks_ub"]
    actual = deflator_growth()
    assert found[0, 1] == 1.0
    level = (1.0 + actual[2022]) / (1.0 + 0.025)
    for k, year in enumerate((2023, 2024, 2025), 1):
        level *= 1.0 + actual[year]
        assert found[k, 1] == pytest.approx(level, rel=5e-4)  # the miss is laid on wages and prices each
    assert found[3, 0] == pytest.approx(1.025**3, rel=1e-3)


def test_baerum_has_the_people_of_today_under_an_earlier_number() -> None:
    plan = read_plan(ROOT / "examples" / "baerum-2022")
    outcome = known_outcome(plan)
    assert outcome.people is not None and outcome.people.ids == ("3201",)
    changed = with_outcome(outcome)(plan, ("befolkning",))
    found = run_cases(Cases.of([changed], [Case(0)]), ("innbyggere_ub",)).values["innbyggere_ub"][:, 0]
    people = outcome.people.cells[0].sum(axis=(1, 2))
    for year in (2023, 2024, 2025, 2026):  # the year's end is 1 January after it
        assert found[plan.years.index(year) - 1] == pytest.approx(people[outcome.people.years.index(year)], rel=1e-9)


def test_the_open_accounts_of_baerum_2025() -> None:
    """The figures of docs/guide/tilbakeproev.md: free income 1 067 mill. above the plan, nearly all of it wages and prices."""
    folder = ROOT / "examples" / "baerum-2022"
    plan = read_plan(folder)
    found = plan_outcome(plan, read_accounts(plan, folder / "notater" / "regnskap-2025.csv"))
    tax, grant = (by_key(found)[n, 2025] for n in ("skatt_paa_inntekt_og_formue", "rammetilskudd"))
    assert (tax.deviation + grant.deviation) / 1e6 == pytest.approx(1066.8, abs=0.1)
    wanted = {"priser": (201, 838), "renter": (0, 0), "befolkning": (-2, 13), "skatteandel": (229, -382), "investeringer": (0, 0)}
    for place, cause in enumerate(CAUSES):
        assert (round(grant.causes[place] / 1e6), round(tax.causes[place] / 1e6)) == wanted[cause], cause
    assert (grant.rest / 1e6, tax.rest / 1e6) == pytest.approx((266, -96), abs=1.0)
    assert found.lacking == {"investeringer": (2025,)}


def test_the_place_in_the_fan(plan: Plan) -> None:
    planned = {r.linje: r.kroner for r in made(plan, NONE, (), (2028,))}
    wanted = {"renteutgifter": (0.0, 15.0, 85.0), "loennsutgifter": (1e9, 100.0, 100.0), "netto_driftsresultat": (-1e9, 0.0, 0.0)}
    accounts = [row(n, 2028, planned[n] + moved) for n, (moved, _, _) in wanted.items()]
    for x in plan_outcome(plan, accounts, NONE, draws=100).lines:
        assert x.percentile is not None and wanted[x.name][1] <= x.percentile <= wanted[x.name][2], x
    assert all(x.percentile is None for x in plan_outcome(plan, accounts[:1], NONE, draws=99).lines)


def test_wrong_accounts_are_told_with_their_places(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "regnskap.csv"
    head = "linje;aar;kolonne;beloep;enhet;priser;anslag;kilde\n"
    file.write_text(
        head + "loennsutgift;2027;regnskap;1;kr;løpende;nei;x\nrenteutgifter;2019;regnskap;1;kr;løpende;nei;x\n"
        "renteutgifter;2027;regnskap;mye;kr;løpende;nei;x\n" + 2 * "utbytter;2027;regnskap;1;kr;løpende;nei;x\n",
        encoding="utf-8",
    )
    with pytest.raises(PlanError) as caught:
        read_accounts(plan, file)
    places = {(p.key, p.line) for p in caught.value.problems}
    assert {("linje", 2), ("aar", 3), ("beloep", 4), ("linje", 6)} <= places
    file.write_text(head + "renteutgifter;2027;budsjett;1;kr;løpende;nei;x\n", encoding="utf-8")
    with pytest.raises(PlanError, match="ingen regnskapstall"):
        read_accounts(plan, file)
    file.write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(PlanError, match="for stor"):
        read_accounts(plan, file)
    with pytest.raises(PlanError, match="kan ikke leses"):
        read_accounts(plan, tmp_path / "ingen.csv")


def test_shipped_series_are_whole_and_sourced() -> None:
    for name in ("styringsrente", "prisvekst", "loennsvekst", "loennsvekst_kommunene", "byggekostnadsvekst"):
        found = series(name)
        assert found.source and found.years == tuple(range(found.years[0], found.years[-1] + 1))
        assert np.all(np.abs(list(found.values.values())) < 0.2)
    assert series("styringsrente").years[-1] >= 2024 and series("styringsrente").values[2024] == pytest.approx(0.045)
    demography = series("demografikostnad")
    errors = np.array([demography.values[y] - demography.expected[y] for y in demography.years])
    assert (len(errors), round(float(errors.mean()), 2), round(float(errors.std(ddof=1)), 2)) == (15, -0.11, 0.55)
