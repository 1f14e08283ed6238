"""Plans of different structure on one batch axis."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ldip import Plan, explain, simulate
from ldip.model.catalogue import catalogue
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.simulation.align import GROUPS, union_axes
from ldip.simulation.batch import no_shocks, variant_rows
from ldip.simulation.rows import run_rows
from ldip.simulation.several import align_plans, batch_of, range_of_need, simulate_several

SCALAR = tuple(n for n, v in catalogue().steps.items() if not v[0].axes)


def test_three_unlike_plans_equal_each_alone(baerum: Plan, nordvik: Plan, solvik: Plan) -> None:
    """Different years, zones, dwellings, services, projects, loans and funds in one batch; nothing changes."""
    plans = (baerum, nordvik, solvik)
    together = simulate_several(plans, SCALAR)
    for plan, got in zip(plans, together, strict=True):
        alone = simulate(plan).row()
        for name in SCALAR:
            np.testing.assert_allclose(got[name], alone[name][:, 0], rtol=1e-12, atol=1e-3, err_msg=name)


def test_maaltall_that_differ_split_the_batch(baerum: Plan, nordvik: Plan) -> None:
    got = simulate_several([baerum, nordvik, baerum], ["resultatgrad", "egenkapitalfinansiering"])
    assert got[0]["resultatgrad"].shape == (20,)
    np.testing.assert_array_equal(got[0]["egenkapitalfinansiering"], got[2]["egenkapitalfinansiering"])
    assert got[1]["egenkapitalfinansiering"][0] != got[0]["egenkapitalfinansiering"][0]


def test_coalitions_pick_groups_from_plans(nordvik: Plan) -> None:
    """With only one group changed, a row that takes that group from B is B; one that does not is A."""
    finance = nordvik.finance.model_copy(
        update={"innskuddsmargin": nordvik.finance.innskuddsmargin.model_copy(update={"verdi": 1.0})}
    )
    other = replace(nordvik, single={**nordvik.single, "finans.toml": finance})
    aligned = align_plans([nordvik, other])
    selection = np.zeros((2, len(GROUPS)), dtype=np.int64)
    selection[1, GROUPS.index("makro")] = 1
    batch = batch_of(aligned, selection)
    n = len(batch.years)
    got = run_rows(catalogue(), batch, ["netto_driftsresultat"], no_shocks(n) | variant_rows(["realisert"] * 2, n), 2)
    for row, plan in enumerate((nordvik, other)):
        alone = simulate(plan).row()["netto_driftsresultat"][:, 0]
        np.testing.assert_allclose(got["netto_driftsresultat"][:, row], alone, rtol=1e-12)


def test_absent_projects_are_zero_and_their_properties_copied(nordvik: Plan) -> None:
    others = {k: v for k, v in nordvik.projects.items() if k != "skole-nord"}
    without = replace(nordvik, folders=dict(nordvik.folders) | {"prosjekter": others})
    aligned = align_plans([without, nordvik])
    place = aligned.ids["prosjekt"].index("skole-nord")
    assert aligned.values["kostnad"][0, 0, place] == 0.0
    assert aligned.values["levetid"][0, 0, place] == aligned.values["levetid"][1, 0, place] == 50.0
    got = simulate_several([without, nordvik], ["investeringer_varige"])
    assert got[0]["investeringer_varige"].sum() < got[1]["investeringer_varige"].sum()


def test_jevn_plans_run_as_realised_beside_others(nordvik: Plan) -> None:
    rules = nordvik.rules.model_copy(update={"variant": "jevn"})
    steady = replace(nordvik, single={**nordvik.single, "handlingsregler.toml": rules})
    got = simulate_several([steady, nordvik], ["netto_driftsresultat"])
    np.testing.assert_array_equal(got[0]["netto_driftsresultat"], got[1]["netto_driftsresultat"])
    run = simulate(steady, draws=2)
    assert run.variant == "jevn" and run.draws == 2
    assert run.value("nytt", 2030) == pytest.approx(0.0, abs=1e-3)


def test_range_needs_a_free_parameter(nordvik: Plan) -> None:
    assert range_of_need(nordvik, 2035) is None


def test_union_keeps_order() -> None:
    assert union_axes([{"a": ("x", "y")}, {"a": ("z", "x"), "b": ()}]) == {"a": ("x", "y", "z"), "b": ()}


def test_carried_residuals_in_a_plan_and_in_a_batch(nordvik: Plan) -> None:
    """A wage residual of the adopted year that the plan carries on stays the same amount in every later year."""
    table = nordvik.table("vedtatt.csv", t.AdoptedRow)
    rows = tuple(r.model_copy(update={"videre": "nominelt"}) if r.linje == "loennsutgifter_rammer" else r for r in table.rows)
    carried = replace(nordvik, tables={**nordvik.tables, "vedtatt.csv": Table("vedtatt.csv", rows)})
    run = simulate(carried)
    residual = run.row()["avvik_loennsutgifter_rammer"][:, 0]
    assert residual[0] != 0.0
    assert (residual == residual[0]).all()
    node = explain(run, "loennsutgifter_rammer", 2030, depth=1)
    assert next(c for c in node.children if c.name.startswith("avvik_")).source.startswith("vedtatt.csv")
    assert simulate(nordvik).row()["avvik_loennsutgifter_rammer"][1:].max() == 0.0
    together = simulate_several([carried, nordvik], ["netto_driftsresultat"])
    for plan, got in zip((carried, nordvik), together, strict=True):
        np.testing.assert_allclose(got["netto_driftsresultat"], simulate(plan).row()["netto_driftsresultat"][:, 0], rtol=1e-12)
