"""The library of måltall: every definition computes, sets are adopted whole, margins and means are what they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from ldip import Plan, PlanError, Run, read_plan, simulate
from ldip.model.catalogue import catalogue
from ldip.parameters.ratios import library, ratio_sets
from ldip.plan.schema.fields import ENGINE_UNIT
from ldip.plan.schema.files import Ratio, RuleFile
from ldip.plan.schema.ratios import with_sets
from ldip.plan.write import copy_folder
from ldip.publish.content.ratios import ratio_rows, ratio_short_name, ratio_statuses
from ldip.simulation.simulate import simulate_plans
from ldip.statements.adopted import margin_expression, names_of, target_of, targets_of
from ldip.statements.status import first_broken, statuses


def adopted(plan: Plan, rows: list[dict[str, Any]], sets: tuple[str, ...] = ()) -> Plan:
    """The plan with only these måltall."""
    levels = with_sets({"maaltall": rows, "maaltall_sett": list(sets)})
    rules = plan.rules.model_copy(update={"maaltall": [Ratio.model_validate(r) for r in levels["maaltall"]]})
    return replace(plan, single=dict(plan.single) | {"handlingsregler.toml": rules})


@pytest.fixture(scope="module")
def whole(solvik: Plan) -> Run:
    """Solvik with every definition of the library, each with floor and cap."""
    return simulate(adopted(solvik, [{"bibliotek": n, "gulv": 1, "tak": 90} for n in library()]))


def test_every_definition_computes_and_no_name_is_taken(whole: Run) -> None:
    assert [r.id for r in whole.plan.rules.maaltall] == list(library())
    taken = catalogue().steps.keys() | catalogue().givens.keys()
    for ratio in whole.plan.rules.maaltall:
        definition = library()[ratio.id]
        assert taken.isdisjoint(names_of(ratio)) and ratio.enhet in ENGINE_UNIT and definition.nn and definition.kilde
        values = np.array([whole.value(ratio.id, y) for y in whole.years])
        assert np.isfinite(values).all()
        zero = {"sertifikat_prosent", "refinansieres_prosent"}  # Solvik has no loan that falls due, and no certificate
        assert (abs(values).max() > 0.0) == (ratio.id not in zero), ratio.id


def test_definitions_against_the_statements(whole: Run) -> None:
    """KOSTRA's definitions, computed here from the lines of §5-6 and §5-8."""
    v = {n: whole.value(n, 2030) for n in ("sum_driftsinntekter", "laanegjeld_ub", "videreutlaan_gjeld_ub", "utlaan_ub")}
    income, debt = v["sum_driftsinntekter"], v["laanegjeld_ub"] + v["videreutlaan_gjeld_ub"]
    unused = whole.value("ubrukte_laanemidler_ub", 2030)
    assert whole.value("langsiktig_gjeld_prosent", 2030) == pytest.approx(debt / income)
    assert whole.value("netto_laanegjeld_prosent", 2030) == pytest.approx((debt - v["utlaan_ub"] - unused) / income)
    assert whole.value("laan_per_innbygger", 2030) == pytest.approx(debt / whole.value("innbyggere_ub", 2030))
    premium = whole.value("premieavvik", 2030) - whole.value("amortisering_premieavvik", 2030)
    bound = whole.value("avsetning_bundne_driftsfond", 2030) - whole.value("bruk_bundne_driftsfond", 2030)
    corrected = whole.value("netto_driftsresultat", 2030) - premium - bound
    assert whole.value("korrigert_resultatgrad", 2030) == pytest.approx(corrected / income)
    spent = whole.value("investeringer_varige", 2030)
    own = (spent - whole.value("bruk_av_laan", 2030)) / spent
    assert whole.value("egenfinansiering_kostra", 2030) == pytest.approx(own)


def test_margin_is_kroner_to_the_nearest_level(whole: Run) -> None:
    income, result = whole.value("sum_driftsinntekter", 2030), whole.value("netto_driftsresultat", 2030)
    expected = min(result - 0.01 * income, 0.90 * income - result)
    assert whole.value("resultatgrad_margin", 2030) == pytest.approx(expected)
    units = {n: whole.unit(n) for n in ("netto_driftsresultat", "sum_driftsinntekter", "implisitt_avdragstid")}

    def margin(text: str, **levels: float) -> str | None:
        row = {"id": "x", "navn": "x", "uttrykk": text, "enhet": "mill. kr", "kilde": "prøve"} | levels
        return margin_expression(Ratio.model_validate(row), units)

    assert margin("netto_driftsresultat", gulv=2.0) == "(netto_driftsresultat) - 2000000.0"
    assert margin("netto_driftsresultat", maal=3.0, gulv=2.0) == "(netto_driftsresultat) - 2000000.0"
    assert margin("netto_driftsresultat", tak=2.0) == "2000000.0 - (netto_driftsresultat)"
    assert margin("netto_driftsresultat") is None
    assert margin("implisitt_avdragstid", tak=30.0) is None, "numerator is not kroner"


def test_mean_over_years(solvik: Plan) -> None:
    run = simulate(adopted(solvik, [], ("tbu",)))
    ratio = run.plan.rules.maaltall[0]
    assert (ratio.id, ratio.snitt, ratio.measured) == ("resultatgrad", 4, "resultatgrad_snitt")
    yearly = [run.value("resultatgrad", y) for y in run.years]
    for t, year in enumerate(run.years):
        assert run.value("resultatgrad_snitt", year) == pytest.approx(float(np.mean(yearly[max(0, t - 3) : t + 1])), abs=1e-15)
    tight = replace(target_of(ratio), maal=0.021)
    means = [run.value(ratio.measured, y) for y in run.years]
    weak, below = (next(y for y, v in zip(run.years, of, strict=True) if v < 0.021) for of in (yearly, means))
    assert first_broken(run.years, statuses(run.years, yearly, tight)) == weak
    assert first_broken(run.years, statuses(run.years, means, tight)) == below > weak, "the good years before carry a weak one"
    assert "resultatgrad_margin" not in run.catalogue.steps


def test_means_of_plans_that_start_in_different_years(solvik: Plan) -> None:
    """A batch of plans gives each the mean of its own years."""
    late = solvik.head.tid.model_copy(update={"antall_aar": solvik.head.tid.antall_aar - 3})
    short = replace(solvik, single=dict(solvik.single) | {"plan.toml": solvik.head.model_copy(update={"tid": late})})
    plans = [adopted(p, [], ("tbu",)) for p in (solvik, short)]
    for plan, found in zip(plans, simulate_plans(plans, ["resultatgrad_snitt"]), strict=True):
        run = simulate(plan)
        assert found["resultatgrad_snitt"].tolist() == [run.value("resultatgrad_snitt", y) for y in run.years]


@pytest.mark.parametrize("name", sorted(ratio_sets()))
def test_every_set_can_be_adopted(name: str, solvik: Plan) -> None:
    rows = adopted(solvik, [], (name,)).rules.maaltall
    assert [r.id for r in rows] == [m["bibliotek"] for m in ratio_sets()[name].maaltall]
    assert all(ratio_sets()[name].kilde in r.kilde and library()[r.id].kilde in r.kilde for r in rows)


def test_own_row_wins_over_the_set(solvik: Plan) -> None:
    found = {r.id: r for r in solvik.rules.maaltall}
    assert found["flytende_gjeld_prosent"].tak == 75 and found["avdrag_mot_minimum"].gulv == 100
    assert len(found) == len(solvik.rules.maaltall)
    twice = adopted(solvik, [], ("kostra", "tbu")).rules.maaltall
    assert len({r.id for r in twice}) == len(twice)


def koeb(run: Run, year: int, weight: float = 3.0, years: float = 4.0) -> float:
    """Rana's demand by hand."""
    income = run.value("sum_driftsinntekter", year)
    debt, fund = run.value("netto_laanegjeld_ub", year) / income, run.value("disposisjonsfond_sum_ub", year) / income
    return 0.02 + (max(0.0, debt - 0.75) + max(0.0, 0.08 - fund)) / (weight * years)


def test_a_target_that_follows_the_state(solvik: Plan) -> None:
    """Rana's rule: 2 per cent, and more while debt is above 75 or the fund below 8 per cent of income; its weights are settings."""
    run = simulate(adopted(solvik, [], ("rana",)))
    levels = [run.value("koeb_resultat_maal", y) for y in run.years]
    assert levels == pytest.approx([koeb(run, y) for y in run.years], abs=1e-15)
    assert min(levels) >= 0.02 and max(levels) > 0.022, "Solvik's debt is above 75 per cent for some years"
    short = [run.value("koeb_resultat_brist", y) for y in run.years]
    assert short == pytest.approx([m - run.value("koeb_resultat", y) for m, y in zip(levels, run.years, strict=True)], abs=1e-15)
    rule = run.plan.rules.maaltall[0]
    found = statuses(run.years, [run.value(rule.measured, y) for y in run.years], targets_of(rule, run.years, run.value))
    assert found == ratio_statuses(run, rule) == tuple("brutt" if x > 1e-9 else "nådd" for x in short)
    assert {"brutt", "nådd"} == set(found)
    income = run.value("sum_driftsinntekter", 2030)
    assert run.value("koeb_resultat_margin", 2030) == pytest.approx(-run.value("koeb_resultat_brist", 2030) * income)
    row = {"bibliotek": "koeb_resultat", "innstillinger": {"resultatvekt": 1.0, "oppnaas_over_aar": 10}}
    other = simulate(adopted(solvik, [row]))
    for year in (2026, 2030, 2045):
        assert other.value("koeb_resultat_maal", year) == pytest.approx(koeb(other, year, 1.0, 10.0), abs=1e-15)


def test_the_index_weighs_the_result_three_times(solvik: Plan) -> None:
    run = simulate(adopted(solvik, [], ("rana",)))
    income = run.value("sum_driftsinntekter", 2030)
    result, debt, fund = (
        run.value(n, 2030) / income for n in ("netto_driftsresultat", "netto_laanegjeld_ub", "disposisjonsfond_sum_ub")
    )
    assert run.value("koeb_indeks", 2030) == pytest.approx(3 * (result - 0.02) + (0.75 - debt) + (fund - 0.08), abs=1e-15)


def test_levels_are_quantities_and_a_shortfall_has_a_sign(solvik: Plan) -> None:
    """A number and an expression give the same levels; below the target or above the cap is above zero."""
    row = {"bibliotek": "resultatgrad", "id": "a", "maal": 2.0, "tak": 6.0, "krav": True}
    text = {
        "maal_uttrykk": "0.02 + 0 * sum_driftsinntekter",
        "tak_uttrykk": "x + 0 * sum_driftsinntekter",
        "innstillinger": {"x": 0.06},
    }
    same = {"bibliotek": "resultatgrad", "uttrykk": "netto_driftsresultat / sum_driftsinntekter", "id": "b", **text}
    mean = {**same, "id": "c", "snitt": 3, "maal_uttrykk": "laanegjeld_ub / sum_driftsinntekter / 40"}
    run = simulate(adopted(solvik, [row, same, mean]), draws=3, seed=5)
    for t, year in enumerate(run.years):
        value = run.value("a", year)
        assert run.value("a_maal", year) == run.value("b_maal", year) == 0.02 and run.value("a_tak", year) == 0.06
        assert run.value("a_brist", year) == run.value("b_brist", year) == max(0.02 - value, value - 0.06)
        assert run.value("b_avstand", year) == -max(0.02 - value, value - 0.06)
        span = run.years[max(0, t - 2) : t + 1]
        assert run.value("c_maal_snitt", year) == pytest.approx(np.mean([run.value("c_maal", y) for y in span]), abs=1e-15)
        assert run.value("c_brist", year) == max(run.value("c_maal", year) - value, value - 0.06), "the year's own, for windows"
    chances = [r.chance for r in ratio_rows(run)]
    assert chances[0] == chances[1]
    assert ratio_statuses(run, run.plan.rules.maaltall[0]) == ratio_statuses(run, run.plan.rules.maaltall[1])


def test_trondheims_free_income_is_all_general_income(solvik: Plan) -> None:
    run = simulate(adopted(solvik, [], ("trondheim",)))
    for year in (2026, 2035):
        paid = run.value("renteutgifter", year) + run.value("avdrag_paa_laan", year)
        shown = run.value("renter_og_avdrag_av_frie_inntekter", year)
        assert shown == pytest.approx(paid / run.value("sum_generelle_driftsinntekter", year), abs=1e-15)
        assert run.value("renter_og_avdrag_av_frie_inntekter_tak", year) == pytest.approx(0.08)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"bibliotek": "resultatgrad", "maal": 2, "maal_uttrykk": "0.02"}, "både et tall og et uttrykk"),
        ({"bibliotek": "koeb_resultat", "innstillinger": {"resultatvekter": 2.0}}, "ukjent innstilling 'resultatvekter'"),
        ({"bibliotek": "resultatgrad", "krav": True}, "krav uten nivå"),
        ({"bibliotek": "resultatgrad", "maal": 4e6}, "utenfor -1000 til 10000"),
    ],
)
def test_levels_that_cannot_be(row: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Ratio.model_validate(row)


def test_every_maaltall_has_a_short_name() -> None:
    own = {"id": "x", "navn": "Et langt navn", "uttrykk": "laan_ub", "enhet": "kr", "kilde": "prøve"}
    assert ratio_short_name(Ratio.model_validate(own)) == "Et langt navn"
    assert Ratio.model_validate(own | {"kortnavn": "Kort"}).kortnavn == "Kort"
    assert Ratio.model_validate({"bibliotek": "resultatgrad", "navn": "Vårt"}).kortnavn == "Vårt"
    for d in library().values():
        assert 0 < len(d.kortnavn) <= 28 and len(d.kort_nn) <= 28
        assert ratio_short_name(Ratio.model_validate({"bibliotek": d.id})) == d.kortnavn


def test_unknown_definition_and_set_are_said(tmp_path: Path, solvik: Plan) -> None:
    folder = tmp_path / "plan"
    copy_folder(solvik.folder, folder)
    file = folder / "handlingsregler.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"korrigert_resultatgrad"', '"korigert_resultatgrad"'), encoding="utf-8")
    with pytest.raises(PlanError) as one:
        read_plan(folder)
    assert "har ikke måltallet 'korigert_resultatgrad'" in str(one.value) and "mente du korrigert_resultatgrad?" in str(one.value)
    file.write_text(text.replace('["finansreglement"]', '["finansreglment"]'), encoding="utf-8")
    with pytest.raises(PlanError) as two:
        read_plan(folder)
    assert "maaltall_sett.0: ukjent sett av måltall (verdi: finansreglment)" in str(two.value)
    assert "mente du finansreglement?" in str(two.value)
    file.write_text(text.replace('id = "bufferfond"', 'id = "resultatgrad_margin"'), encoding="utf-8")
    with pytest.raises(PlanError, match="resultatgrad_margin"):
        read_plan(folder)


def test_malformed_rows_are_left_to_the_schema() -> None:
    """What is not a table or a list is passed on, so that the schema's own message is given."""
    assert with_sets("tekst") == "tekst" and with_sets({"maaltall_sett": 3}) == {"maaltall_sett": 3}
    assert with_sets({"maaltall_sett": ["tbu"], "maaltall": 3}) == {"maaltall_sett": ["tbu"], "maaltall": 3}
    assert with_sets({"maaltall_sett": [["tbu"]], "maaltall": [{"id": ["x"]}]})["maaltall"] == [{"id": ["x"]}]
    with pytest.raises(ValueError, match="kilde"):
        Ratio.model_validate({"bibliotek": "resultatgrad", "kilde": 3})
    with pytest.raises(ValueError, match="uttrykk"):
        Ratio.model_validate({"id": "x"})
    with pytest.raises(ValueError, match="dictionary|instance"):
        Ratio.model_validate(3)
    assert with_sets({"maaltall_sett": [], "maaltall": [1]}) == {"maaltall_sett": [], "maaltall": [1]}
    assert "maaltall_sett" in RuleFile.model_fields
