"""simulate and Run: seeds, keeping, parameters, the jevn search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from ldip import ModelError, Plan, Run, simulate
from ldip.parameters import read as parameters
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.simulation import steady
from ldip.simulation.inputs import no_shocks, run_rows, variant_inputs
from ldip.uncertainty.summary import percentile_row, percentiles


def test_keep_decides_what_is_stored_and_the_rest_is_recomputed(nordvik: Plan) -> None:
    lean, wide = simulate(nordvik, draws=3, keep=["laanegjeld_ub"]), simulate(nordvik, draws=3)
    assert "netto_driftsresultat" not in lean.base
    for draw in (0, 2):
        assert lean.value("netto_driftsresultat", 2040, draw) == wide.value("netto_driftsresultat", 2040, draw)
    assert lean.table(["laanegjeld_ub"], [2026, 2027]) == wide.table(["laanegjeld_ub"], [2026, 2027])
    assert len(wide.table(["laanegjeld_ub"])["laanegjeld_ub"]) == 20
    assert set(lean.summary("laanegjeld_ub", 2030)) == {"basis", "p10", "p50", "p90"}
    assert set(simulate(nordvik).summary("laanegjeld_ub", 2030)) == {"basis"}
    assert len(wide.hash) == len(wide.parameter_hash) == 64
    assert wide.illustration.startswith("Illustrasjon")


def test_breaches_are_counted_in_draws(nordvik_run: Run) -> None:
    assert nordvik_run.breaches == {"merforbruk_ub": 0, "udekket_ub": 0}
    assert simulate(nordvik_run.plan, draws=2, keep=["laanegjeld_ub"]).breaches == {}
    plan = nordvik_run.plan
    table = plan.table("rammer.csv", t.FrameRow)
    rows = tuple(r.model_copy(update={"beloep": 1.5 * r.beloep}) if r.art == "loenn" else r for r in table.rows)
    rules = plan.rules.model_copy(update={"variant": "statisk"})
    short = replace(
        plan,
        tables={**plan.tables, "rammer.csv": Table("rammer.csv", rows)},
        single={**plan.single, "handlingsregler.toml": rules},
    )
    assert simulate(short, draws=7).breaches["merforbruk_ub"] == 7


def test_a_run_is_frozen(nordvik: Plan) -> None:
    import dataclasses

    run = simulate(nordvik, draws=20, keep=["laanegjeld_ub"])
    with pytest.raises(ValueError, match="read-only"):
        run.base["laanegjeld_ub"][0, 0] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        run.uncertain["laanegjeld_ub"][0, 0] = 0.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        run.draws = 3
    for draw in range(20):
        run.row(draw)
    assert len(run._rows) <= 16


def test_progress_reaches_the_end(nordvik: Plan) -> None:
    seen: list[float] = []
    simulate(nordvik, draws=2100, keep=["laanegjeld_ub"], progress=seen.append)
    assert seen[-1] == 1.0 and len(seen) == 3


def test_jevn_is_the_least_level_that_holds(nordvik_run: Run) -> None:
    bound, level = nordvik_run.bound, nordvik_run.steady
    assert level > 0
    n, levels = len(bound.years), [level, level - 1.0]
    extra = no_shocks(n, bound.ids) | variant_inputs(["jevn"] * 2, n, levels)
    got = run_rows(bound.catalogue, bound.inputs(bound.whole), steady.RULES, extra, 2)
    need = (got["nytt"] * got["jevn_gjelder"]).max(axis=0)
    assert need[0] <= 1e-6 < need[1]


def test_jevn_when_nothing_is_needed_or_nothing_helps(nordvik_run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    bound = nordvik_run.bound

    def answering(answers: Callable[[float], bool]) -> Callable[..., list[bool]]:
        return lambda steps, inputs, held, rows, levels: [answers(v) for v in levels]

    for answers, low, high in (
        (lambda v: True, 0.0, 0.0),
        (lambda v: False, 1e14, 1e15),
        (lambda v: v >= 3e6, 3e6 - 1e-3, 3e6 + 1e-3),
        (lambda v: v >= 999.0, 999.0, 999.001),
        (lambda v: v >= 1e6 - 1e-9, 1e6 - 1e-3, 1e6),
    ):
        monkeypatch.setattr(steady, "_holds", answering(answers))
        assert low <= steady.solve_steady(bound.catalogue, bound.inputs(bound.whole))[0] <= high


def test_parameters_by_year_and_by_what_was_known() -> None:
    early, late = dt.date(2021, 10, 15), dt.date(2026, 11, 1)
    assert parameters.value("inntektssystem", "utjevning_symmetrisk", 2026, early).verdi == 0.60
    assert [parameters.value("inntektssystem", "utjevning_symmetrisk", y, late).verdi for y in (2024, 2025, 2026)] == [
        0.60,
        0.62,
        0.64,
    ]
    assert parameters.value("inntektssystem", "utjevning_symmetrisk", 2026, late).anslag
    assert parameters.value("pris", "deflator", 2022, early).verdi == 114.0
    assert parameters.value("pris", "deflator", 2022, late).verdi == 118.7
    assert parameters.value("avskrivning", "ledningsnett", 2026, late).verdi == 80
    assert parameters.value("avskrivning", "ledningsnett", 2026, early).verdi == 40
    assert parameters.is_continued("inntektssystem", "utjevning_symmetrisk", 2023, early)
    assert not parameters.is_continued("inntektssystem", "utjevning_symmetrisk", 2022, early)
    with pytest.raises(ModelError, match="ingen verdi for 2010"):
        parameters.value("inntektssystem", "utjevning_symmetrisk", 2010, late)
    for area in parameters.AREAS:
        for name in parameters.names(area):
            assert all(v.kilde for v in parameters.known_history(area, name, late))


def test_percentiles_are_real_rows() -> None:
    import numpy as np

    values = np.array([5.0, 1.0, 3.0, 2.0, 4.0])
    assert percentiles(values, (10, 50, 90, 100)).tolist() == [1.0, 3.0, 5.0, 5.0]
    assert percentile_row(values, 0.0) == 1
