"""The bridge from the last adopted to the first projected year sums exactly, on the examples and on random perturbations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ldip import Plan, Run, adopted_bridge, simulate
from ldip.compare.bridge_causes import CAUSES, FLOWS, WHOLE
from ldip.model.catalogue import catalogue
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.publish.content.bridge import bridge_table
from ldip.publish.render.xlsx import as_xlsx
from ldip.statements.forms import form

EXACT = 1e-4  # kroner of thousands of millions


def closes(run: Run) -> None:
    found = adopted_bridge(run)
    assert found is not None
    assert [x.name for x in found.lines] == [x.steg for name in ("5-6", "5-4") for x in form(name).linjer]
    for line in found.lines:
        assert set(line.causes) == set(CAUSES)
        assert line.before + sum(line.causes.values()) == pytest.approx(line.after, abs=EXACT, rel=0), line.name
    causes = {(x.form, x.nr): x.causes for x in found.lines}
    for name in ("5-6", "5-4"):  # every sum's causes are those of its lines
        for line in (x for x in form(name).linjer if x.sum):
            for c in CAUSES:
                terms = sum(
                    s * next(y.fortegn for y in form(name).linjer if y.nr == n) * causes[name, n][c] for n, s in line.terms()
                )
                assert line.fortegn * causes[name, line.nr][c] == pytest.approx(terms, abs=EXACT), (line.steg, c)


@pytest.mark.parametrize("example", ["baerum_run", "nordvik_run", "solvik_run"])
def test_it_closes_on_the_examples(example: str, request: pytest.FixtureRequest) -> None:
    closes(request.getfixturevalue(example))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("example", ["baerum", "nordvik", "solvik"])
def test_it_closes_on_random_plans(example: str, seed: int, request: pytest.FixtureRequest) -> None:
    """Adopted amounts, frames and measures moved at random; some lines one-off, run down or nominal; the last year moved."""
    plan, rng = request.getfixturevalue(example), np.random.default_rng(seed)
    adopted = plan.table("vedtatt.csv", t.AdoptedRow).rows
    steps = catalogue().steps
    rows = []
    for r in adopted:
        mark = int(rng.integers(4)) if steps[r.linje][0].follows and not r.years_left else 0
        marks = ({}, {"varighet": "engangs"}, {"uttrapping_aar": 3}, {"videre": "nominelt"})[mark]
        rows.append(r.model_copy(update={"beloep": r.beloep * float(rng.uniform(0.9, 1.1)), **marks}))
    if rows[0].kroner and any(r.years_left for r in rows):
        doubled = {(r.linje, r.aar) for r in adopted if r.years_left}
        rows = [
            r.model_copy(update={"varighet": "", "uttrapping_aar": 0}) if (r.linje, r.aar) in doubled and not o.years_left else r
            for r, o in zip(rows, adopted, strict=True)
        ]
    frames = tuple(
        r.model_copy(update={"beloep": r.beloep * float(rng.uniform(0.8, 1.2))})
        for r in plan.table("rammer.csv", t.FrameRow).rows
    )
    measures = tuple(
        r.model_copy(update={"beloep": r.beloep * 3.0, "innarbeidet": bool(rng.integers(2))})
        for r in plan.table("tiltak.csv", t.MeasureRow).rows
    )
    changed = {"vedtatt.csv": tuple(rows), "rammer.csv": frames, "tiltak.csv": measures}
    closes(simulate(replace(plan, tables={**plan.tables, **{n: Table(n, r) for n, r in changed.items()}})))


def test_a_line_that_moves_without_a_cause_is_named(baerum: Plan, baerum_run: Run, nordvik_run: Run) -> None:
    rows = tuple(
        r.model_copy(update={"beloep": r.beloep + 24.0}) if (r.linje, r.aar) == ("planlagt_avdrag", 2025) else r
        for r in baerum.table("vedtatt.csv", t.AdoptedRow).rows
    )
    changed = replace(baerum, tables={**baerum.tables, "vedtatt.csv": Table("vedtatt.csv", rows)})
    found = adopted_bridge(simulate(changed))
    assert found is not None and (found.adopted, found.projected) == (2025, 2026)
    (paid,) = found.problems
    assert paid.key == "avdrag_paa_laan/2026" and "-24,0" in paid.message
    for clean in (baerum_run, nordvik_run):
        nothing = adopted_bridge(clean)
        assert nothing is not None and nothing.problems == ()


def test_what_a_budget_in_whole_millions_cannot_say_is_no_problem(baerum_run: Run) -> None:
    found = adopted_bridge(baerum_run)
    assert found is not None
    small = {x.name: abs(x.causes["uten_aarsak"]) for x in found.lines}
    assert 1e3 < small["renteutgifter"] < 0.5e6 and found.problems == ()


def test_a_plan_without_adopted_years_has_no_bridge(nordvik: Plan) -> None:
    head = nordvik.head.model_copy(update={"tid": nordvik.head.tid.model_copy(update={"vedtatt_til": None})})
    plan = replace(
        nordvik, single={**nordvik.single, "plan.toml": head}, tables={**nordvik.tables, "vedtatt.csv": Table("vedtatt.csv", ())}
    )
    run = simulate(plan)
    assert adopted_bridge(run) is None
    table = bridge_table(run)
    assert table.rows == () and "ingen bro" in table.notes[0]


def test_the_table_prints_years_and_causes(baerum_run: Run) -> None:
    table = bridge_table(baerum_run)
    assert table.columns[2].label == "2025" and table.columns[-1].label == "2026" and len(table.rows) == 57
    assert as_xlsx(table, {"Bro": table})[:2] == b"PK"


def test_every_flow_and_whole_formula_exists() -> None:
    assert {*FLOWS, *WHOLE} <= set(catalogue().steps)
    assert {*FLOWS.values(), *WHOLE.values()} <= set(CAUSES)
