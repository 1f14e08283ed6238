"""Accounting entities: each keeps the law on its own, samlet leaves out what they have with each other, konsern adds the share of IKS."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.publish.printed import text_of

from ldip import Plan, Run, simulate
from ldip.binding.reading import collect
from ldip.engine.graph import Array
from ldip.errors import ModelError
from ldip.plan.schema.fields import Amount
from ldip.publish.content.ratio_table import ratio_table
from ldip.publish.content.statements import View, statement
from ldip.publish.digits import grouped
from ldip.publish.numbers import address, fetch
from ldip.publish.render.terminal import on_screen
from ldip.simulation.simulate import simulate_plans
from ldip.statements.forms import form

MILL = 1e6
ROOT = Path(__file__).resolve().parents[2]
INVESTMENT_INCOME = ("mva_kompensasjon_investering", "tilskudd_fra_andre", "salg_av_varige_driftsmidler", "bruk_av_laan")


def havn(plan: Plan, **update: Any) -> Plan:
    """Solvik with changes to the harbour."""
    found = dict(plan.enterprises)
    return replace(plan, folders=dict(plan.folders) | {"foretak": found | {"havn": found["havn"].model_copy(update=update)}})


def fixed(value: float) -> Amount:
    return Amount(enhet="mill. kr", priser="2026-kroner", verdi=value, kilde="test")


def of(run: Run, name: str, entity: int = 0) -> Array:
    """A quantity of one entity by year; 0 is the harbour, 1 the IKS."""
    return run.series(f"foretak_{name}")[:, entity]


def assert_accounts(run: Run) -> None:
    """The accounting identities in every entity and in the consolidated accounts."""
    for entity in range(len(run.ids("foretak"))):
        v = {
            n: of(run, n, entity) for n in ("netto_driftsresultat", "resultat", "fremfoert_til_inndekning", "merforbruk_i_aaret")
        }
        assert v["netto_driftsresultat"] == pytest.approx(v["resultat"], abs=0.01)
        assert v["fremfoert_til_inndekning"] == pytest.approx(-v["merforbruk_i_aaret"], abs=0.01)
        assert of(run, "fremfoert_udekket", entity) == pytest.approx(-of(run, "udekket_i_aaret", entity), abs=0.01)
        assets, equity = of(run, "sum_eiendeler_ub", entity), of(run, "sum_egenkapital_og_gjeld_ub", entity)
        assert assets == pytest.approx(equity, abs=0.01)
        assert (of(run, "avdrag_paa_laan", entity) >= of(run, "minimumsavdrag", entity) - 0.01).all()
        assert (of(run, "disposisjonsfond_sum_ub", entity) >= -0.01).all()
    for group in ("samlet", "konsern"):
        assert run.series(f"{group}_sum_eiendeler_ub") == pytest.approx(
            run.series(f"{group}_sum_egenkapital_og_gjeld_ub"), abs=0.01
        )
        assert run.series(f"{group}_fremfoert_udekket") == pytest.approx(
            run.series("fremfoert_udekket") + of(run, "fremfoert_udekket"), abs=0.01
        )


def test_every_entity_keeps_the_accounts_in_every_draw(solvik_run: Run) -> None:
    assert_accounts(solvik_run)
    for draw in (1, 20, 64):
        row = solvik_run.row(draw)
        for name in ("foretak_balansedifferanse_ub", "samlet_balansedifferanse_ub", "konsern_balansedifferanse_ub"):
            assert np.abs(row[name]).max() < 0.01, (name, draw)
        assert (row["foretak_avdrag_over_minimum"] > -0.01).all() and (row["samlet_avdrag_over_minimum"] > -0.01).all()
    assert solvik_run.series("samlet_fremfoert_til_inndekning") == pytest.approx(0.0, abs=0.01)


def test_samlet_is_the_sum_without_internal_lines(solvik_run: Run) -> None:
    run = solvik_run
    for year in run.years:
        rent = 0.7 * MILL * run.value("deflator_indeks_ub", year)
        kasse, own = run.value("salgs_og_leieinntekter", year), run.value("foretak_salgs_og_leieinntekter", year, foretak="havn")
        assert run.value("samlet_salgs_og_leieinntekter", year) == pytest.approx(kasse + own - rent)
        spent = run.value("kjoep_av_varer_og_tjenester", year) + run.value(
            "foretak_kjoep_av_varer_og_tjenester", year, foretak="havn"
        )
        assert run.value("samlet_kjoep_av_varer_og_tjenester", year) == pytest.approx(spent - rent)
        both = run.value("netto_driftsresultat", year) + run.value("foretak_resultat", year, foretak="havn")
        assert run.value("samlet_netto_driftsresultat", year) == pytest.approx(both), "what is internal moves no result"


def test_konsern_adds_the_share_of_an_iks(solvik_run: Run) -> None:
    run, year = solvik_run, 2030
    share = 0.30 * run.value("foretak_netto_driftsresultat", year, foretak="renovasjon")
    assert run.value("konsern_netto_driftsresultat", year) == pytest.approx(
        run.value("samlet_netto_driftsresultat", year) + share
    )
    debt = run.value("foretak_laanegjeld_ub", year, foretak="renovasjon")
    assert run.value("konsern_laan_ub", year) == pytest.approx(run.value("samlet_laan_ub", year) + 0.30 * debt)


def test_minimum_instalment_of_each_entity(solvik_run: Run) -> None:
    """§ 14-18 by entity, and on the municipality as one legal person."""
    run, year = solvik_run, 2031
    depreciation, debt, assets = (
        run.value(f"foretak_{n}", year, foretak="havn")
        for n in ("avskrivninger", "laanegjeld_ib", "avskrivbare_anleggsmidler_ib")
    )
    assert run.value("foretak_minimumsavdrag", year, foretak="havn") == pytest.approx(depreciation * debt / assets)
    both = [
        run.value(n, year) + x
        for n, x in zip(
            ("avskrivninger", "laanegjeld_ib", "avskrivbare_anleggsmidler_ib"), (depreciation, debt, assets), strict=True
        )
    ]
    assert run.value("samlet_minimumsavdrag", year) == pytest.approx(both[0] * both[1] / both[2])


def test_an_entity_without_assets_follows_kommunekassens_time(solvik: Plan) -> None:
    """The ministry's view: no depreciable assets, then kommunekassen's implied instalment time."""
    plan = havn(solvik, linjer={"salgs_og_leieinntekter": fixed(9.0)}, intern=[], laan_loepetid=90.0)
    balance = plan.enterprises["havn"].balanse.model_copy(update={"avskrivbare_anleggsmidler": 0.0})
    run = simulate(havn(plan, balanse=balance))
    year = run.years[0]
    expected = 21.0 * MILL / run.value("implisitt_avdragstid", year)
    assert run.value("foretak_minimumsavdrag", year, foretak="havn") == pytest.approx(expected)


def test_lending_between_the_two_is_left_out_of_samlet(solvik: Plan) -> None:
    """Interest, debt and new loans vanish; the instalment is money coming back and so a transfer to investment."""
    run = simulate(havn(solvik, laan_fra_kommunen_andel=40.0))
    assert_accounts(run)
    plain = simulate(solvik)
    year = 2028
    inner = {n: run.value(f"foretak_intern_{n}", year, foretak="havn") for n in ("rente", "avdrag", "opptak", "gjeld_ub")}
    assert all(v > 0.0 for v in inner.values())
    for name, part in (
        ("renteutgifter", "rente"),
        ("avdrag_paa_laan", "avdrag"),
        ("bruk_av_laan", "opptak"),
        ("laan_ub", "gjeld_ub"),
    ):
        assert run.value(f"samlet_{name}", year) == pytest.approx(plain.value(f"samlet_{name}", year) - inner[part])
    transfer = plain.value("samlet_overfoering_til_investering", year) + inner["avdrag"]
    assert run.value("samlet_overfoering_til_investering", year) == pytest.approx(transfer)
    assert run.value("samlet_netto_laanegjeld_ub", year) == pytest.approx(plain.value("samlet_netto_laanegjeld_ub", year))
    told = [p for p in run.problems if "mottatte_avdrag_egne_utlaan" in p.key]
    assert told and "foretakenes lån fra kommunen" in told[0].message, "Solvik's own line lacks the instalments"


def test_a_deficit_in_an_entity_is_told_by_name(solvik: Plan) -> None:
    lines = dict(solvik.enterprises["havn"].linjer) | {"kjoep_av_varer_og_tjenester": fixed(8.0)}
    run = simulate(havn(solvik, linjer=lines))
    assert_accounts(run)
    told = [p for p in run.problems if p.key.startswith("foretak_merforbruk_ub")]
    assert told[0].message.startswith("Solvik Havn KF:") and "§ 14-12" in told[0].message
    first = int(told[0].key.split("/")[1])
    assert run.value("foretak_bruk_disposisjonsfond", first, foretak="havn") > 0.0, "the fund goes first"


def test_an_uncovered_investment_and_a_surplus_in_an_entity(solvik: Plan) -> None:
    """Income above investment goes to its free investment fund; cover of a deficit comes before allocation."""
    lines = dict(solvik.enterprises["havn"].linjer) | {"tilskudd_fra_andre": fixed(9.0)}
    balance = solvik.enterprises["havn"].balanse.model_copy(update={"merforbruk": 0.5})
    run = simulate(havn(solvik, linjer=lines, balanse=balance))
    assert_accounts(run)
    first = run.years[0]
    assert run.value("foretak_avsetning_ubundet_investeringsfond", first, foretak="havn") == pytest.approx(8.0 * MILL)
    assert run.value("foretak_bruk_av_laan", first, foretak="havn") == 0.0
    assert run.value("foretak_dekning_av_merforbruk", first, foretak="havn") == pytest.approx(0.5 * MILL)
    assert run.value("foretak_merforbruk_ub", first, foretak="havn") == pytest.approx(0.0, abs=0.01)


def test_random_entities_balance(solvik: Plan) -> None:
    rng = np.random.default_rng(7)
    for _ in range(25):
        lines = {n: fixed(float(rng.uniform(0.0, 12.0))) for n in solvik.enterprises["havn"].linjer}
        opening = {
            n: float(rng.uniform(0.0, 30.0)) for n in ("avskrivbare_anleggsmidler", "laanegjeld", "disposisjonsfond", "tomter")
        }
        opening |= {"merforbruk": float(rng.choice([0.0, 4.0])), "ubundet_investeringsfond": float(rng.uniform(0.0, 3.0))}
        balance = solvik.enterprises["havn"].balanse.model_copy(update=opening)
        assert_accounts(simulate(havn(solvik, linjer=lines, intern=[], balanse=balance)))


def test_forms_and_ratios_name_their_entity(solvik_run: Run) -> None:
    run = solvik_run
    printed = text_of(on_screen(statement(run, "5-6", View(entity="samlet"))))
    assert "samlet regnskap" in printed and "Regnskap 2024" not in printed
    assert grouped(fetch(run, address("samlet_sum_driftsinntekter", 2026)).value / 1e6, 1) in printed
    assert "Solvik Havn KF" in text_of(on_screen(statement(run, "5-8", View(entity="havn"))))
    ratios = text_of(on_screen(ratio_table(run)))
    assert (
        "Netto driftsresultat i prosent av driftsinntektene, samlet regnskap" in ratios and "Netto lånegjeld, konsernet" in ratios
    )
    value = run.value("samlet_netto_driftsresultat", 2030) / run.value("samlet_sum_driftsinntekter", 2030)
    assert run.value("resultatgrad_samlet", 2030) == pytest.approx(value)
    assert run.step("resultatgrad_samlet_margin", 2030) is not None
    with pytest.raises(ModelError, match="finnes bare for kommunekassen"):
        statement(run, "5-4", View(entity="samlet"))
    with pytest.raises(ModelError, match="kommunekasse, samlet, konsern, havn, renovasjon"):
        statement(run, "5-6", View(entity="hamn"))


def test_a_plan_without_entities_has_no_such_accounts(nordvik_run: Run) -> None:
    with pytest.raises(ModelError, match="kjente: kommunekasse$"):
        statement(nordvik_run, "5-6", View(entity="samlet"))
    assert not [n for n in nordvik_run.catalogue.steps if n.startswith("samlet_")]
    assert form("5-6").linjer and nordvik_run.series("foretak_resultat").shape == (20, 0)


def test_entities_align_with_a_plan_that_has_none(solvik: Plan, solvik_run: Run, nordvik: Plan, nordvik_run: Run) -> None:
    """In one batch each plan's entities count as alone: nothing where there are none."""
    names = ("foretak_resultat", "foretak_laanegjeld_ub", "samlet_netto_driftsresultat")
    mine, theirs = simulate_plans([solvik, nordvik], names)
    for name in names:
        assert mine[name] == pytest.approx(solvik_run.series(name), rel=1e-9, abs=1e-3)
    assert (theirs["foretak_resultat"] == 0.0).all()
    assert theirs["samlet_netto_driftsresultat"] == pytest.approx(nordvik_run.series("netto_driftsresultat"), abs=1e-3)


def test_an_entity_cannot_take_a_computed_accounts_name(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(ROOT / "examples" / "solvik", folder, ignore=shutil.ignore_patterns("resultat"))
    (folder / "foretak" / "havn.toml").rename(folder / "foretak" / "samlet.toml")
    told = [str(p) for p in collect(folder)[1]]
    assert told == ["foretak/samlet.toml: navnet er tatt av et regnskap som regnes (verdi: samlet) → gi filen et annet navn"]


def test_a_ratio_cannot_take_a_consolidated_name(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(ROOT / "examples" / "solvik", folder, ignore=shutil.ignore_patterns("resultat"))
    path = folder / "handlingsregler.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('id = "resultatgrad_samlet"', 'id = "samlet_laan_ub"'), encoding="utf-8"
    )
    assert any("navnet er i bruk i modellen" in str(p) for p in collect(folder)[1])
