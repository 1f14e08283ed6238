"""simulate and Run: seeds, keeping, parameters, the search of the lasting need."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from ldip import ModelError, Plan, Run, simulate
from ldip.engine.graph import Array
from ldip.parameters import read as parameters
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.simulation.demands import SHORT
from ldip.simulation.roots import STATES, find_roots
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
    found = nordvik_run.breaches
    for name in ("merforbruk_ub", "udekket_ub"):
        alone = sum(float(nordvik_run.series(name, d).max()) > 0.5 for d in range(1, nordvik_run.draws + 1))
        assert found[name] == alone < nordvik_run.draws
    assert simulate(nordvik_run.plan, draws=2, keep=["laanegjeld_ub"]).breaches == {}
    plan = nordvik_run.plan
    table = plan.table("vedtatt.csv", t.AdoptedRow)
    wages = "loennsutgifter_rammer"
    rows = tuple(r.model_copy(update={"beloep": 1.5 * r.beloep}) if r.linje == wages else r for r in table.rows)
    short = replace(
        plan,
        tables={**plan.tables, "vedtatt.csv": Table("vedtatt.csv", rows)},
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


def test_the_need_is_the_least_level_that_meets_every_demand(nordvik_run: Run) -> None:
    found, trial = nordvik_run.lasting, nordvik_run.trial
    assert found.amount is not None and found.binding is not None
    levels = np.array([found.amount, found.amount - 1.0])
    short = trial.shortfalls(levels, np.zeros(2, dtype=np.int64)).max(axis=1)
    met = [i for i, d in enumerate(trial.demands) if d.id in {r.id for r in found.roots if r.state != "uoppnaaelig"}]
    assert short[met, 0].max() <= SHORT < short[met, 1].max()
    assert [d.id for d in trial.demands][int(np.argmax(short[:, 1]))] == found.binding.id


def test_roots_of_known_shortfalls() -> None:
    """A kinked line, a demand that always holds, one that never does, one that gets worse with saving, and a one-sided one."""

    def worst(levels: Array, rows: Array) -> Array:
        kinked = np.where(levels < 3.0e6, 9.0e6 - levels, 6.0e6 - 20.0 * (levels - 3.0e6))
        one_sided = np.maximum(1.0e6 - levels, 0.0)
        return np.stack([kinked, -1e9 + 0.0 * levels, 1e9 + 0.0 * levels, levels, one_sided])

    found = find_roots(worst, np.array([1e8]), 33)
    assert [STATES[int(s)] for s in found.state[:, 0]] == ["rot", "alltid", "uoppnaaelig", "uoppnaaelig", "rot"]
    assert found.level[0, 0] == pytest.approx(3.3e6, abs=0.01) and found.level[4, 0] == pytest.approx(1e6, abs=0.1)
    assert found.largest[0] == found.level[0, 0]

    def dips(levels: Array, rows: Array) -> Array:
        return np.abs(levels)[None] - 2e7

    assert STATES[int(find_roots(dips, np.array([1e8]), 33).state[0, 0])] == "uoppnaaelig"

    def holds_then_breaks(levels: Array, rows: Array) -> Array:
        return np.where(levels < 0.0, -1e6, np.where(levels < 1e7, 1e6, -1e6))[None]

    assert STATES[int(find_roots(holds_then_breaks, np.array([1e8]), 33).state[0, 0])] == "ikke_entydig"


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
