"""Explanations reach sources and law, and can be added up by hand."""

from __future__ import annotations

import pytest

from ldip import ModelError, Run, explain
from ldip.simulation.explain import check_sum


@pytest.mark.parametrize(("name", "year"), [("inndekningsbehov", 2035), ("netto_driftsresultat", 2023), ("laanegjeld_ub", 2030)])
def test_reaches_sources_and_paragraphs(name: str, year: int, baerum_run: Run) -> None:
    nodes = list(explain(baerum_run, name, year, depth=7).walk())
    sources = " ".join(n.source for n in nodes)
    assert "§ 14-18" in sources and "§ 5-6" in sources
    assert any(n.nature in ("data", "vedtatt", "parameter") for n in nodes)
    assert all(n.source for n in nodes), [n.name for n in nodes if not n.source]


@pytest.mark.parametrize("year", [2023, 2031])
def test_every_declared_sum_adds_up(year: int, baerum_run: Run) -> None:
    checked = 0
    for name, versions in baerum_run.catalogue.steps.items():
        if versions[0].kind != "sum" or any(not baerum_run.ids(a) for a in baerum_run.axes(name)):
            continue
        axes = {a: baerum_run.ids(a)[0] for a in baerum_run.axes(name)}
        node = explain(baerum_run, name, year, depth=1, **axes)
        assert check_sum(node) == pytest.approx(node.value, rel=1e-12, abs=1e-5), name
        checked += 1
    assert checked > 80


def test_population_cells_add_up_and_profiles_are_told(baerum_run: Run) -> None:
    node = explain(baerum_run, "innbyggere_ub", 2030, depth=1)
    assert len(node.children) == 212
    assert check_sum(node) == pytest.approx(node.value)
    users = explain(baerum_run, "brukere_ub", 2030, depth=1, tjeneste="barnehage")
    assert any("106 verdier over alder" in c.note for c in users.children)
    with pytest.raises(ModelError, match="ikke er skrevet ut"):
        check_sum(users)
    opening = explain(baerum_run, "brukere_ub", 2022, depth=1, tjeneste="barnehage")
    assert any(c.name == "folketall_alder_aapning" for c in opening.children)
    later = explain(baerum_run, "brukere_ub", 2030, depth=1, tjeneste="barnehage")
    assert any(c.name == "folketall_alder_ub" and c.year == 2029 for c in later.children)


def test_an_opening_is_explained_by_what_the_plan_opens_with(baerum_run: Run) -> None:
    for node in (
        explain(baerum_run, "forvaltningskapital_ib", 2022, depth=1),
        explain(baerum_run, "forvaltningskapital_aapning", 2030),
    ):
        funds = [c for c in node.children if c.name.endswith("_ib")]
        assert node.name == "forvaltningskapital_aapning" and {c.year for c in funds} == {2022}
        assert {c.name for c in funds} == {"disposisjonsfond_ib", "ubundet_investeringsfond_ib", "portefoelje_ib"}
        assert node.value == 2_830_000_000.0


def test_all_candidates_with_the_winner_marked(baerum_run: Run) -> None:
    for year in (2027, 2030, 2041):
        node = explain(baerum_run, "ndr_krav", year, depth=1)
        assert len(node.children) == 5
        chosen = [c for c in node.children if c.role == "valgt"]
        assert len(chosen) == 1
        assert chosen[0].value == node.value == max(c.value or 0.0 for c in node.children)


def test_ratios_show_numerator_and_denominator(baerum_run: Run) -> None:
    for ratio in baerum_run.plan.rules.maaltall:
        node = explain(baerum_run, ratio.id, 2030, depth=2)
        if "/" in ratio.uttrykk:
            over, under = node.children
            assert (over.role, under.role) == ("teller", "nevner")
            assert over.value and under.value
            assert over.value / under.value == pytest.approx(node.value)
        else:
            assert len(node.children) in (1, 2)
    declared = explain(baerum_run, "inndekningsbehov_andel", 2030, depth=1)
    assert [c.role for c in declared.children] == ["teller", "nevner"]


def test_adopted_residual_says_all_three_numbers(baerum_run: Run) -> None:
    node = explain(baerum_run, "renteutgifter", 2023, depth=1)
    residual = next(c for c in node.children if c.name == "avvik_renteutgifter")
    assert residual.nature == "avvik"
    assert residual.note.startswith("vedtatt 216,0 · modellert ")
    assert "vedtatt.csv" in residual.source
    assert node.nature == "vedtatt"
    leaf = explain(baerum_run, "renteinntekter", 2023, depth=2)
    assert leaf.nature == "vedtatt" and "§ 5-6, linje 17" in leaf.source
    assert {"avvik_renteinntekter", "renter_bankinnskudd"} <= {c.name for c in leaf.children}


def test_a_published_line_is_not_called_approximate(nordvik_run: Run) -> None:
    assert not explain(nordvik_run, "skatt_paa_inntekt_og_formue", 2026).anslag
    assert explain(nordvik_run, "skatt_paa_inntekt_og_formue", 2027).anslag


def test_opening_balances_and_variants(nordvik_run: Run) -> None:
    node = explain(nordvik_run, "laanegjeld_ub", 2026, depth=1)
    assert node.children[0].nature == "data" and "laan.csv" in node.children[0].source
    later = explain(nordvik_run, "laanegjeld_ub", 2028, depth=1)
    assert later.children[0].note == "laanegjeld_ib 2028 = laanegjeld_ub 2027"
    lasting = explain(nordvik_run, "inndekningsbehov", 2030, depth=1, variant="varig")
    yearly = explain(nordvik_run, "inndekningsbehov", 2030, depth=1, variant="aar_for_aar")
    assert lasting.value != yearly.value


def test_a_draw_explains_itself(nordvik_run: Run) -> None:
    draw = nordvik_run.percentile_draw("laanegjeld_ub", 2035, 90)
    node = explain(nordvik_run, "laanegjeld_ub", 2035, draw=draw, depth=2)
    assert node.value == nordvik_run.summary("laanegjeld_ub", 2035)["p90"]
    assert check_sum(node) == pytest.approx(node.value)


def test_wrong_questions_are_answered(nordvik_run: Run) -> None:
    for call, text in (
        (lambda: explain(nordvik_run, "laanegjel_ub", 2030), "laanegjeld_ub"),
        (lambda: explain(nordvik_run, "laanegjeld_ub", 2099), "2026–2045"),
        (lambda: explain(nordvik_run, "laanegjeld_ub", 2030, draw=999), "0–100"),
        (lambda: explain(nordvik_run, "disposisjonsfond_ub", 2030), "fond=…"),
        (lambda: explain(nordvik_run, "disposisjonsfond_ub", 2030, fond="frit"), "fritt"),
        (lambda: nordvik_run.percentile_draw("minimumsavdrag", 2030, 50), "nevn den i keep"),
    ):
        with pytest.raises(ModelError, match=text):
            call()
