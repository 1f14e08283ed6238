"""Levers as files: on and off over a plan, effects that sum, mistakes reported with the lever's own file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip import Plan, PlanError, Run, simulate
from ldip.binding.reading import plan_of_contents, with_levers
from ldip.compare.levers import MEASURES, lever_effects
from ldip.plan.edits import NewFile, apply
from tests.demography.plans import changed, told

HEAD = 'navn = "Prøve"\nrekkefoelge = 1\nkilde = "prøve"\n\n[[endringer]]\n'
SIX = (
    "mindre-ledig-kapasitet",
    "gjenbruk-og-sambruk",
    "flere-friske-aar",
    "prioritering-av-omraader",
    "samlebevilgninger",
    "finansierings-og-eierformer",
)


def with_file(folder: Path, text: str, name: str = "proeve", example: str = "solvik") -> Plan:
    def add(target: Path) -> None:
        (target / "grep").mkdir(exist_ok=True)
        (target / "grep" / f"{name}.toml").write_text(HEAD + text, encoding="utf-8")

    return changed(folder, example, more=add)


def test_the_six_of_the_presentation_in_its_order(baerum: Plan) -> None:
    together = [i for i, lever in sorted(baerum.levers.items(), key=lambda x: x[1].rekkefoelge) if lever.samlet]
    assert tuple(together) == SIX
    assert {"terskel-82-holdt", "terskel-82-rekalibrert"} < set(baerum.levers)


def test_effects_of_the_six_sum_both_ways(baerum: Plan) -> None:
    found = lever_effects(baerum)
    assert found.levers == SIX and found.shapley.shape == (6, len(MEASURES))
    whole = found.after - found.before
    assert np.allclose(found.shapley.sum(axis=0), whole, atol=1e-3)
    assert np.allclose(found.in_order.sum(axis=0), whole, atol=1e-3)
    investment, operations, debt, need = (dict(zip(SIX, found.alone[:, i] / 1e6, strict=True)) for i in range(4))
    for lever in ("mindre-ledig-kapasitet", "gjenbruk-og-sambruk", "prioritering-av-omraader", "samlebevilgninger"):
        assert investment[lever] < -300 and debt[lever] < 0 and need[lever] < 0
    assert (
        investment["flere-friske-aar"] == pytest.approx(0.0, abs=1.0) and operations["flere-friske-aar"] > 0
    )  # prevention costs first
    assert investment["finansierings-og-eierformer"] == pytest.approx(-180.0, abs=1.0)
    assert debt["finansierings-og-eierformer"] > 0 and operations["finansierings-og-eierformer"] > 25  # rent is debt in substance
    assert np.abs(found.alone.sum(axis=0) - whole)[3] > 1e6  # they overlap in the need


def test_a_lever_is_the_plan_with_the_change_made(tmp_path: Path, baerum: Plan) -> None:
    laid = simulate(with_levers(baerum, ["prioritering-av-omraader"]))
    alone = lever_effects(baerum, ["prioritering-av-omraader"])
    assert alone.after[3] == pytest.approx(laid.value("inndekningsbehov_fast", baerum.shown_year, variant="varig"))
    assert laid.value("utbyggerbidrag", 2033, prosjekt="sandvika-skole") > 0.0
    assert laid.value("kapasitet_prosjekter", 2034, tjeneste="grunnskole") < simulate(baerum).value(
        "kapasitet_prosjekter", 2034, tjeneste="grunnskole"
    )
    assert baerum.projects["sandvika-skole"].utsettes_aar == 0  # the plan itself is untouched


def test_less_idle_capacity_is_reserve_and_occupancy(baerum: Plan) -> None:
    """The need falls by 1 − o·(1+m′)/(o′·(1+m))."""
    plain, laid = simulate(baerum), simulate(with_levers(baerum, ["mindre-ledig-kapasitet"]))
    for service, share in (("barnehage", 1.01 / 1.04), ("grunnskole", 1.02 / 1.05), ("omsorg", 0.98 / 0.99)):
        need = [r.value("plassbehov", 2031, tjeneste=service) for r in (plain, laid)]
        assert need[1] / need[0] == pytest.approx(share)


def test_off_is_the_plan_itself(baerum: Plan) -> None:
    assert with_levers(baerum, []) is baerum


def test_the_threshold_reproduces_the_known_effects(baerum: Plan) -> None:
    """Coverage of 80+ as one rate: 82+ with the rate held is −21 % at once; recalibrated it starts equal and falls behind."""
    flat, held, moved = (simulate(one_rate(baerum, w)) for w in ("", "holdt", "rekalibrert"))
    users = {y: [r.value("brukere_ub", y, tjeneste="omsorg") for r in (flat, held, moved)] for y in (2022, 2026, 2031)}
    people = [held.series(f"folketall_alder_{at}")[0] for at in ("ib", "ub")]
    at_once = sum(p[82:].sum() for p in people) / sum(p[80:].sum() for p in people) - 1.0
    assert users[2022][1] / users[2022][0] - 1 == pytest.approx(at_once)
    assert at_once == pytest.approx(-0.20, abs=0.01)  # −21 % on the count of 2021, before the large cohorts turn 80
    assert users[2022][2] / users[2022][0] - 1 == pytest.approx(0.0, abs=0.01)
    assert -0.08 < users[2026][2] / users[2026][0] - 1 < -0.05  # 5 % fewer on the count of 2026
    ages = dict.fromkeys(("80-89", "90-105"), 1.0)
    old = sum(flat.value("innbyggere_gruppe_ub", 2030, aldersgruppe=g) for g in ages)
    assert old == pytest.approx(8896.0, abs=10.0)


def one_rate(plan: Plan, moved: str) -> Plan:
    """The plan with one rate from 80 years, and the threshold moved to 82 where a way is named."""
    to = '\n[[endringer]]\nfil = "tjenester/omsorg.toml"\nnoekkel = "{}"\nverdi = {}\n'
    rate = to.format("bruksrate", "[{ fra_alder = 80, til_alder = 105, prosent = 18.8 }]")
    threshold = to.format(
        "terskel", f'{{ fra_alder = 80, til_alder = 82, fra = 2022, rate = "{moved}", kilde = "prøve", anslag = true }}'
    )
    text = HEAD.partition("\n\n")[0] + "\n" + rate + (threshold if moved else "")
    return with_levers(plan_of_contents(apply(plan.contents, [NewFile(fil="grep/en-rate.toml", tekst=text)])), ["en-rate"])


def test_the_threshold_at_the_same_per_cent_lowers_the_need(baerum: Plan, baerum_run: Run) -> None:
    """The plan's own rates from 82 years: fewer users each year, nobody called healthier, and a lower lasting need."""
    held = simulate(with_levers(baerum, ["terskel-82-holdt"]))
    for year in baerum_run.years:
        assert held.value("brukere_ub", year, tjeneste="omsorg") < baerum_run.value("brukere_ub", year, tjeneste="omsorg")
    assert held.value("udekket_behov", 2031, tjeneste="omsorg") > 100.0
    assert held.value("brukere_bedre_helse", 2031, tjeneste="omsorg") == 0.0
    need, before = held.lasting.amount, baerum_run.lasting.amount
    assert need is not None and before is not None and need < before - 40e6


def test_new_file_rows_and_removal(tmp_path: Path, solvik_run: Run) -> None:
    text = """fil = "prosjekter/gravlund-2.toml"
fjern = true

[[endringer]]
fil = "tiltak.csv"
rader = [{ id = "ny", navn = "Nytt", tjeneste = "kultur", type = "varig", aar = 2030, beloep = -0.4, enhet = "mill. kr", priser = "2026-kroner", anslag = true, kilde = "prøve" }]

[[endringer]]
fil = "tjenester/museum.toml"
nytt = { navn = "Museum", bemanning_foelger = "befolkning", telledato = "aarssnitt", kilde = "prøve", bruksrate = [{ fra_alder = 0, til_alder = 105, prosent = 2 }], enhetskostnad = { beloep = 900, enhet = "kr", priser = "2026-kroner", kilde = "prøve" } }

[[endringer]]
fil = "tjenester/skole.toml"
noekkel = "klasser.0.elever"
verdi = 8
"""
    plan = with_file(tmp_path, text)
    run = simulate(with_levers(plan, ["proeve"]))
    assert "gravlund-2" not in run.ids("prosjekt") and "museum" in run.ids("tjeneste") and "ny" in run.ids("tiltak")
    classes = [r.value("klasser_sum", 2030, tjeneste="skole") for r in (solvik_run, run)]
    assert classes[1] > classes[0]


MISTAKES = [
    ('fil = "tjenester/skolle.toml"\nnoekkel = "navn"\nverdi = "x"', "mente du tjenester/skole.toml"),
    ('fil = "tjenester/skole.toml"\nnoekkel = "klasser.9.elever"\nverdi = 20', "nøkkelen finnes ikke"),
    ('fil = "tjenester/skole.toml"\nnoekkel = "navn.kort"\nverdi = "x"', "nøkkelen finnes ikke"),
    ('fil = "tjenester/skole.toml"\nnoekkel = "klasser.x"\nverdi = 20', "nøkkelen finnes ikke"),
    ('fil = "tjenester/skole.toml"\nnoekkel = "aarsverk_per_bruker"\nverdi = -1', "tjenester/skole.toml: aarsverk_per_bruker"),
    ('fil = "tjenester/skole.toml"\nnoekkel = "reserve"\nverdi = 1', "ukjent nøkkel"),
    ('fil = "tjenester/skole.toml"\nnytt = { navn = "x" }', "finnes eller kan ikke legges til"),
    ('fil = "finans.toml"\nfjern = true', "kan ikke fjernes"),
    ('fil = "tiltake.csv"\nrader = [{ id = "x" }]', "mente du tiltak.csv"),
    ('fil = "tiltak.csv"\nrader = [{ id = "x" }]', "rader.0.navn"),
    ('fil = "tiltak.csv"\nnoekkel = "x"\nverdi = 1', "csv-filer endres med rader"),
    ('fil = "finans.toml"\nrader = [{ id = "x" }]', "rader gjelder csv-filer"),
    ('fil = "finans.toml"\nnoekkel = "x"', "hører sammen"),
    ('fil = "finans.toml"', "en endring gjør én ting"),
    ('fil = "prosjekter/barnehage-ny.toml"\nfjern = true', "med grepet proeve: ukjent prosjekt"),
]


@pytest.mark.parametrize(("text", "words"), MISTAKES, ids=[m[1] for m in MISTAKES])
def test_mistakes_are_told(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(PlanError) as error:
        with_file(tmp_path, text)
    assert words in str(error.value), str(error.value)


def test_unknown_and_too_many_levers(baerum: Plan) -> None:
    with pytest.raises(PlanError, match="ukjent grep"):
        lever_effects(baerum, ["flere-friske"])
    from dataclasses import replace

    many = {f"g{i}": baerum.levers["samlebevilgninger"] for i in range(11)}
    with pytest.raises(PlanError, match="for mange grep"):
        lever_effects(replace(baerum, folders={**baerum.folders, "grep": many}))


def test_order_is_between_1_and_99(tmp_path: Path) -> None:
    found = told(tmp_path, "baerum-2022", "grep/samlebevilgninger.toml", "rekkefoelge = 5", "rekkefoelge = 0")
    assert "rekkefoelge" in found and "minst 1" in found
