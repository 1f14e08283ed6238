"""Named stresses: each is the base case with one factor moved from the first projected year, and only that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from ldip import Plan, Run, simulate, stress
from ldip.cli.app import app
from ldip.errors import ModelError
from ldip.model.catalogue import FACTORS
from ldip.parameters.stress_cases import stresses
from ldip.plan.document import Table
from ldip.publish.digits import grouped
from ldip.publish.screen.stress import stress_table
from ldip.simulation.inputs import no_shocks, run_rows, variant_inputs
from tests.publish.printed import text_of

SOLVIK = Path(__file__).resolve().parents[2] / "examples" / "solvik"
KEEP = ("styringsrente", "frie_inntekter", "skatt_per_innbygger_landet", "avkastning", "renteutgifter", "inndekningsbehov_fast")


def test_the_base_row_is_the_plans_own_run(solvik: Plan, solvik_run: Run) -> None:
    found = stress(solvik)
    assert found.rows == ("basis", "rente", "inntekt", "egenkapital", "samlet")
    for name, values in found.values.items():
        assert (values[:, 0] == solvik_run.series(name)).all(), name


def test_each_stress_moves_its_factor_and_no_other(solvik: Plan) -> None:
    found = stress(solvik, keep=KEEP)
    base = {n: found.values[n][:, 0] for n in KEEP}
    rate, income, market = (found.rows.index(n) for n in ("rente", "inntekt", "egenkapital"))
    assert found.values["styringsrente"][:, rate] - base["styringsrente"] == pytest.approx([0.0] + [0.02] * 19), "2026 is adopted"
    share = found.values["skatt_per_innbygger_landet"][:, income] / base["skatt_per_innbygger_landet"]
    assert share == pytest.approx([1.0] + [0.97] * 19)
    assert found.values["avkastning"][:, market] - base["avkastning"] == pytest.approx([0.0, -0.2] + [0.0] * 18), "one year only"
    for name, row in (("styringsrente", income), ("avkastning", rate), ("skatt_per_innbygger_landet", market)):
        assert (found.values[name][:, row] == base[name]).all()


def test_all_at_once_is_not_the_sum_but_holds_every_factor(solvik: Plan) -> None:
    found = stress(solvik, keep=KEEP)
    both = found.rows.index("samlet")
    for name, row in (("styringsrente", "rente"), ("avkastning", "egenkapital"), ("skatt_per_innbygger_landet", "inntekt")):
        assert (found.values[name][:, both] == found.values[name][:, found.rows.index(row)]).all()
    year = solvik.shown_year
    assert found.value("inndekningsbehov_fast", year, "samlet") > found.value("inndekningsbehov_fast", year, "inntekt")


def test_some_stresses_without_new_saving(nordvik: Plan) -> None:
    found = stress(nordvik, ["rente"], keep=KEEP)
    assert found.rows == ("basis", "rente")
    assert (found.values["inndekningsbehov_fast"][:, 0] == found.run.series("inndekningsbehov_fast")).all()
    assert found.value("renteutgifter", 2035, "rente") > found.value("renteutgifter", 2035, "basis")


def test_what_is_unknown_is_told(nordvik: Plan) -> None:
    with pytest.raises(ModelError, match="mente du rente"):
        stress(nordvik, ["rentee"])
    with pytest.raises(ModelError, match="ikke tatt vare på"):
        stress(nordvik, ["rente"], keep=KEEP).value("frie_inntekt", 2030, "rente")


def test_stresses_are_factors_a_plan_may_have() -> None:
    assert {s.faktor for s in stresses().values()} <= set(FACTORS)
    assert all(s.kilde and s.nn and s.en for s in stresses().values())


def test_free_income_as_an_uncertain_factor_scales_tax_and_grant(nordvik: Plan) -> None:
    """Per inhabitant tax, base grant and expenditure need move alike after the adopted year, and the equalisation with them.

    Without adopted lines: an adopted tax stands in every draw, and the equalisation sees it."""
    plain = simulate(replace(nordvik, tables=dict(nordvik.tables) | {"vedtatt.csv": Table("vedtatt.csv", ())}))
    bound, n = plain.bound, len(plain.years)
    extra = no_shocks(n, bound.ids) | variant_inputs(["uten_innsparing"], n) | {"sjokk_frie_inntekter": np.full((n, 1), 0.1)}
    names = ("innbyggertilskudd_per_innbygger", "utgiftsbehov_per_innbygger", "inntektsutjevning_per_innbygger")
    got = run_rows(bound.catalogue, bound.inputs(bound.whole), names, extra, 1)
    for name in names:
        assert got[name][1:, 0] == pytest.approx(plain.series(name)[1:] * 1.1)
        assert got[name][0, 0] == plain.series(name)[0]


def test_the_table_and_the_command(solvik: Plan) -> None:
    found = stress(solvik)
    printed = text_of(stress_table(found, 2035))
    assert grouped(found.value("inndekningsbehov_fast", 2035, "rente") / 1e6, 1) in printed and "faste 2026-kroner" in printed
    done = CliRunner().invoke(app, ["sammenlign", "stress", str(SOLVIK), "--stress", "inntekt", "--aar", "2030"])
    assert done.exit_code == 0 and "Frie inntekter tre prosent lavere" in done.output and "Alle samtidig" not in done.output
    wrong = CliRunner().invoke(app, ["sammenlign", "stress", str(SOLVIK), "--stress", "rentee"])
    assert wrong.exit_code == 1 and "mente du rente" in wrong.output
    year = CliRunner().invoke(app, ["sammenlign", "stress", str(SOLVIK), "--aar", "2090"])
    assert year.exit_code == 2 and "2026–2045" in year.output
