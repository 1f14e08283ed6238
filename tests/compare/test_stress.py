"""Stresses and scenarios of files on the examples: what each moves, what is left out and why, and what breaks first."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from ldip import Plan, Run, read_plan, simulate, stress
from ldip.binding.stresses import entries_of, shock_problems
from ldip.cli.app import app
from ldip.compare.lay_tests import fitted
from ldip.compare.plan_changes import PACE
from ldip.compare.stress import BASE, TOGETHER, Stressed
from ldip.errors import ModelError, PlanError
from ldip.model.catalogue import FACTORS
from ldip.plan.document import Table
from ldip.plan.stresses import layers_of, scenarios_of, shipped_scenarios, shipped_stresses, stresses_of
from ldip.publish.content.stress import library_table, ratio_table, stress_sentences, stress_table
from ldip.publish.digits import grouped
from ldip.publish.render.terminal import on_screen
from ldip.simulation.cases import Case, Cases
from ldip.simulation.inputs import PLAIN, no_shocks, run_rows, variant_inputs
from ldip.simulation.needs import LASTING_VIEW
from ldip.simulation.run_cases import needs, run_cases
from tests.publish.printed import text_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
KEEP = (
    *("styringsrente", "frie_inntekter", "skatt_per_innbygger_landet", "avkastning", "renteutgifter", "inndekningsbehov_fast"),
    *("innbyggere_ub", "investeringer_varige", "byggekostnad_indeks_ub", "deflator_vekst", "skatteandel_brukt"),
)


@pytest.fixture(scope="module")
def solvik_stressed(solvik: Plan) -> Stressed:
    return stress(solvik, keep=KEEP)


def _own(folder: Path, tmp_path: Path, files: dict[str, str]) -> Plan:
    """A copy of an example with files of its own, read and checked."""
    made = tmp_path / folder.name
    shutil.copytree(folder, made)
    for name, text in files.items():
        (made / name).parent.mkdir(exist_ok=True)
        (made / name).write_text(text, encoding="utf-8")
    return read_plan(made)


def test_the_base_row_is_the_plans_own_run(solvik_run: Run, solvik_stressed: Stressed) -> None:
    found = solvik_stressed
    assert found.rows[0] == BASE and found.rows[-1] == TOGETHER and set(found.tried) == set(shipped_stresses())
    for name, values in found.values.items():
        assert (values[:, 0] == solvik_run.series(name)).all(), name
    assert found.need[0] == pytest.approx(solvik_run.lasting.amount, abs=1.0)
    assert found.broken(BASE) is None and found.lacking(BASE)[1] < 1.0, "the plan's own saving is enough without a stress"


def test_each_stress_moves_its_factor_and_no_other(solvik_stressed: Stressed) -> None:
    found, n = solvik_stressed, 19
    values = {name: {row: found.values[name][:, found.rows.index(row)] for row in found.rows} for name in KEEP}
    for row, size in (("rente-1", 0.01), ("rente", 0.02), ("rente-3", 0.03)):
        assert values["styringsrente"][row] - values["styringsrente"][BASE] == pytest.approx([0.0] + [size] * n)
    lost = values["skatt_per_innbygger_landet"]["inntekt"] / values["skatt_per_innbygger_landet"][BASE]
    assert lost == pytest.approx(1.0 - 0.04 * np.arange(20) / 19), "from nothing in the adopted 2026 to four per cent in 2045"
    fall = values["avkastning"]["egenkapital"] - values["avkastning"][BASE]
    assert fall == pytest.approx([0.0, -0.3 * 0.3] + [0.0] * 18), "30 per cent of the 30 per cent that is in shares, one year"
    assert values["skatteandel_brukt"]["skatt"][1:] == pytest.approx(0.9 * values["skatteandel_brukt"][BASE][1:])
    assert values["deflator_vekst"]["deflator"] - values["deflator_vekst"][BASE] == pytest.approx([0.0, 0.042] + [0.0] * 18)
    dearer = values["byggekostnad_indeks_ub"]["byggekostnad"] / values["byggekostnad_indeks_ub"][BASE]
    assert dearer[0] == 1.0 and dearer[1:] == pytest.approx(1.13 / 1.03)
    for name, row in (("styringsrente", "inntekt"), ("avkastning", "rente"), ("innbyggere_ub", "rente")):
        assert (values[name][row] == values[name][BASE]).all()


def test_people_come_later_or_are_fewer(solvik_stressed: Stressed) -> None:
    found = solvik_stressed
    people = {row: found.values["innbyggere_ub"][:, found.rows.index(row)] for row in found.rows}
    births, late, early = (people[r] - people[BASE] for r in ("faerre-foedte", "boliger-senere", "boligomraade"))
    assert births[0] == 0.0 and (np.diff(births) < 0.0).all(), "fewer every year after the adopted one"
    assert late.min() < -50.0 and late[-1] == pytest.approx(0.0, abs=30.0), "five years late, and there in the end"
    assert early.max() > 10.0


def test_a_high_pace_is_the_mean_of_the_years_before(solvik: Plan, solvik_stressed: Stressed) -> None:
    found = solvik_stressed
    spent = {
        r: found.values["investeringer_varige"][:, found.rows.index(r)] / found.values["byggekostnad_indeks_ub"][:, 0]
        for r in (BASE, "investeringstempo")
    }
    mean = spent[BASE][:10].mean()
    assert spent["investeringstempo"][:10] == pytest.approx(spent[BASE][:10])
    assert spent["investeringstempo"][10:] == pytest.approx(np.maximum(spent[BASE][10:], mean), rel=1e-6)
    assert PACE in fitted(solvik, {"t": shipped_stresses()["investeringstempo"]}).plan.projects


def test_the_shortfall_keeps_the_saving_and_the_need_is_solved_again(solvik: Plan, solvik_stressed: Stressed) -> None:
    """With the stressed need saved instead, every demand holds; with the plan's own, what is lacking is told."""
    found, name = solvik_stressed, "inntekt"
    alone = Cases.of([solvik], [Case(shock=(name,)), Case(variant="varig", shock=(name,)), Case(variant="varig")])
    assert found.need[found.rows.index(name)] == pytest.approx(float(needs(alone)[0]), abs=1.0)
    saved = run_cases(alone, ("resultat_mangel_fast",)).series("resultat_mangel_fast", 1)
    year, lacks = found.lacking(name)
    assert lacks > 1e6 and saved[solvik.years.index(year)] > 1e6


def test_a_changed_plan_keeps_the_saving_of_the_plan_itself(solvik: Plan) -> None:
    laid = fitted(solvik, {"t": shipped_stresses()["investeringstempo"]})
    cases = Cases.of([solvik, laid.plan], [Case(1, "varig"), Case(1, "varig", saved=0), Case(0, "varig")])
    level = run_cases(cases, ("innsparing_varig",))
    own, kept, base = (level.series("innsparing_varig", i) for i in range(3))
    assert (kept == base).all() and (own[-1] > base[-1]).all()


def test_what_a_plan_gives_no_ground_for_is_left_out_with_the_reason(nordvik: Plan) -> None:
    found = stress(nordvik)
    assert found.unfit == {
        "boligomraade": "planen har ikke boligprogram",
        "boliger-senere": "planen har ikke boligprogram",
        "egenkapital": "planen har ingen kapital i markedet",
        "faerre-foedte": "ingenting i planen avhenger av det",
    }
    assert not set(found.unfit) & set(found.rows) and "egenkapital" not in found.together
    text = text_of(on_screen(stress_table(found)))
    assert "Utelatt: Et stort boligområde kommer tidligere, fordi planen har ikke boligprogram." in text


def test_what_breaks_first_is_new(solvik_stressed: Stressed) -> None:
    found = solvik_stressed
    for row in found.tried:
        if (first := found.broken(row, PLAIN)) is not None:
            rule, year = first
            at = found.run.years.index(year)
            assert rule.broken[at, found.rows.index(row)] and not rule.broken[at, 0]
            assert not any(
                (r.broken[:at, found.rows.index(row)] & ~r.broken[:at, 0]).any() for r in found.rules[PLAIN] if r.sort != "dom"
            )
    across = found.first_across(LASTING_VIEW)
    assert sum(n for _, n, _ in across) == sum(found.broken(r) is not None for r in found.tried)


def test_all_at_once_is_not_the_sum_but_holds_every_factor(solvik_stressed: Stressed) -> None:
    found = solvik_stressed
    both, at = found.rows.index(TOGETHER), found.rows.index
    assert found.together == ("rente", "inntekt", "egenkapital", "byggekostnad") and found.overlaps == ()
    for name, row in (("styringsrente", "rente"), ("avkastning", "egenkapital"), ("byggekostnad_indeks_ub", "byggekostnad")):
        assert (found.values[name][:, both] == found.values[name][:, at(row)]).all()
    assert found.need[both] > max(found.need[at(r)] for r in found.together)


def test_some_stresses_and_a_scenario_with_their_overlaps(nordvik: Plan) -> None:
    found = stress(nordvik, ["rente", "perspektiv", "rente-1"], keep=KEEP)
    assert found.rows == (BASE, "perspektiv", "rente-1", "rente", TOGETHER)
    (overlap,) = found.overlaps
    assert (overlap.first, overlap.second, overlap.what, overlap.years) == ("rente-1", "rente", "styringsrente", (2027, 2045))
    moved = found.values["styringsrente"][:, -1] - found.values["styringsrente"][:, 0]
    assert moved == pytest.approx([0.0] + [0.03] * 19), "laid on one another, as the overlap tells"
    assert stress(nordvik, ["rente", "rente-1"], together=False).rows == (BASE, "rente-1", "rente")
    template = stress(nordvik, ["scenario-2040"])
    assert template.rows == (BASE,) and "mal uten innhold" in template.unfit["scenario-2040"]


def test_a_plans_own_files_are_read_checked_and_replace_the_shipped_ones(tmp_path: Path) -> None:
    own = """navn = "Renten tre prosentpoeng høyere i fem år"
kilde = "Kommunens finansrapport"
stoet = [{ faktor = "styringsrente", endring = 3.0, enhet = "prosentpoeng", fra = 5, til = 2034 }]
"""
    story = """navn = "Færre fond"
fortelling = "Bufferen brukes opp."
kilde = "Eget valg"
[[lag]]
navn = "Lavere buffer"
kilde = "Eget valg"
endringer = [{ fil = "forutsetninger.toml", noekkel = "nibor_paaslag.verdi", verdi = 0.5 }]
"""
    plan = _own(EXAMPLES / "nordvik", tmp_path, {"stress/rente.toml": own, "scenario/fond.toml": story})
    assert stresses_of(plan)["rente"].navn.endswith("i fem år") and "fond" in scenarios_of(plan)
    found = stress(plan, ["rente", "fond"], keep=("styringsrente", "nibor_paaslag"))
    at = {row: found.rows.index(row) for row in found.rows}
    moved = found.values["styringsrente"][:, at["rente"]] - found.values["styringsrente"][:, 0]
    assert moved == pytest.approx([0.03 if 2030 <= y <= 2034 else 0.0 for y in plan.years])
    assert found.need[at["fond"]] > found.need[0]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{ faktor = "styringsrenten", endring = 1.0, enhet = "prosentpoeng" }', "mente du styringsrente"),
        ('{ faktor = "styringsrente", endring = 1.0, enhet = "kr per innbygger" }', "har enhet andel"),
        ('{ faktor = "styringsrente", endring = 1.0, enhet = "prosentpoeng", fra = 2050 }', "året er ikke i planen"),
        ('{ faktor = "styringsrente", endring = 1.0, enhet = "prosentpoeng", fra = 200 }', "året finnes ikke"),
        ('{ faktor = "styringsrente", endring = 1.0, enhet = "prosentpoeng", fra = 9, til = 8 }', "til er før fra"),
        ('{ faktor = "prosjektkostnad", endring = 1.0, enhet = "antall", element = "skolen" }', "ukjent element"),
        ('{ faktor = "frie_inntekter", endring = 1.0, enhet = "prosentpoeng", maate = "gang" }', "endrer nivået i prosent"),
    ],
)
def test_a_wrong_shock_is_a_located_problem(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(PlanError, match=words) as caught:
        _own(EXAMPLES / "nordvik", tmp_path, {"stress/galt.toml": f'navn = "Galt"\nkilde = "Prøve"\nstoet = [{line}]\n'})
    assert {p.file for p in caught.value.problems} == {"stress/galt.toml"}


def test_a_change_that_does_not_fit_is_a_problem_of_the_stress(tmp_path: Path) -> None:
    text = """navn = "Galt"
kilde = "Prøve"
endringer = [{ fil = "forutsetninger.toml", noekkel = "loennsvekst.enhet", verdi = "kroner" }]
"""
    with pytest.raises(PlanError) as caught:
        _own(EXAMPLES / "nordvik", tmp_path, {"stress/galt.toml": text})
    assert all(p.file == "stress/galt.toml" for p in caught.value.problems)


def test_the_shipped_files_fit_the_model_and_name_their_sources(nordvik: Plan) -> None:
    tests = {**shipped_stresses(), **shipped_scenarios()}
    assert {"rente", "inntekt", "investeringstempo", "boligomraade"} <= tests.keys(), "the four of Bærum's own plan"
    for name, test in tests.items():
        assert test.kilde and test.nn and test.en and all(layer.kilde for layer in layers_of(test)), name
        for key, entry in entries_of(test):
            assert entry.faktor in FACTORS and not list(shock_problems(nordvik, name, key, entry)), name


def test_what_is_unknown_is_told(nordvik: Plan) -> None:
    with pytest.raises(ModelError, match="mente du rente"):
        stress(nordvik, ["rentee"])
    with pytest.raises(ModelError, match="ikke tatt vare på"):
        stress(nordvik, ["rente"], keep=KEEP).value("frie_inntekt", 2030, "rente")
    with pytest.raises(ModelError, match="endrer planen"):
        run_cases(Cases.of([nordvik], [Case(shock=("boliger-senere",))]), ("styringsrente",))


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


def test_the_tables_the_sentences_and_the_command(solvik: Plan, solvik_stressed: Stressed, tmp_path: Path) -> None:
    found = solvik_stressed
    table = stress_table(found)
    printed = text_of(on_screen(table))
    assert grouped(float(found.need[found.rows.index("rente")]) / 1e6, 1) in printed and "faste 2026-kroner" in printed
    worst = stress_sentences(found)[0]
    top = max(table.rows[1:-1], key=lambda r: float(r.cells[1].value or 0.0))
    assert worst.text.startswith(top.cells[0].text) and top.cells[1].words in worst.text
    assert len(ratio_table(found, 2035).rows) == len(found.rows)
    assert {r.id for r in library_table(solvik).rows} == {*shipped_stresses(), *shipped_scenarios()}
    folder = str(EXAMPLES / "solvik")
    done = CliRunner().invoke(app, ["sammenlign", "stress", folder, "--stress", "inntekt", "--aar", "2030"])
    assert done.exit_code == 0 and "Inntektssvikt" in done.output and "Samlet" not in done.output
    wrong = CliRunner().invoke(app, ["sammenlign", "stress", folder, "--stress", "rentee"])
    assert wrong.exit_code == 1 and "mente du rente" in wrong.output
    year = CliRunner().invoke(app, ["sammenlign", "stress", folder, "--stress", "rente", "--aar", "2090"])
    assert year.exit_code == 2 and "2026–2045" in year.output
    target = tmp_path / "nordvik"
    shutil.copytree(EXAMPLES / "nordvik", target)
    copied = CliRunner().invoke(app, ["sammenlign", "stress", str(target), "--kopier", "scenario-2040"])
    assert copied.exit_code == 0 and (target / "scenario" / "scenario-2040.toml").is_file() and read_plan(target).scenarios
    again = CliRunner().invoke(app, ["sammenlign", "stress", str(target), "--kopier", "scenario-2040"])
    assert again.exit_code == 2 and "finnes allerede" in again.output
