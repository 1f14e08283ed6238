"""What to replace first: the ranked list, the changed plans behind it, and the sources of the ordinary spreads."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

import ldip
from ldip import Plan, simulate
from ldip.compare.estimate_changes import changed
from ldip.compare.replace_first import TOP, counts, ranked
from ldip.parameters.estimate_groups import group_of, groups
from ldip.plan.checks.run import check_plan
from ldip.plan.figures import figures_of
from ldip.plan.schema import tables as t
from ldip.publish.content.replace_first import SHOWN, to_replace
from ldip.publish.content.verdict import verdict

LOCALES = Path(ldip.__file__).parent / "locales"
# Choices, national assumptions, and what is only shown beside the plan: no document of the municipality replaces them.
NO_GROUP = (
    *("arbeidskraft.toml", "forutsetninger.toml", "handlingsregler.toml", "usikkerhet.toml", "regnskap.csv"),
    *("inntekter.toml:nasjonalt", "befolkning.toml:gutter_per_jente", "befolkning.toml:aldersgrupper"),
)


def of_national_levels(plan: Plan) -> Plan:
    head = plan.head.model_copy(update={"grunnlag": "datapakke 2026-11"})
    return replace(plan, single={**plan.single, "plan.toml": head})


@pytest.mark.parametrize("name", ["nordvik", "solvik", "baerum"])
def test_every_changed_plan_still_checks_clean(name: str, request: pytest.FixtureRequest) -> None:
    """The opening balance closes and loans and assets are the sums of their tables, whatever is changed."""
    plan: Plan = request.getfixturevalue(name)
    before = list(check_plan(plan))
    moved = 0
    for change in (c for g in groups().values() for c in g.endringer):
        for sign in (1.0, -1.0):
            after = changed(plan, change, sign)
            moved += after is not plan
            assert list(check_plan(after)) == before, change.id
    assert moved > 20


def test_more_debt_is_more_loans_and_less_capital(nordvik: Plan) -> None:
    change = next(c for c in groups()["laan"].endringer if c.id == "gjeld")
    after = changed(nordvik, change, 1.0)
    assert after.balance.laanegjeld == pytest.approx(300 * 1.29)
    assert after.balance.kapitalkonto == pytest.approx(253 - 300 * 0.29)
    assert [r.saldo for r in after.table("laan.csv", t.LoanRow).rows] == pytest.approx([258.0, 129.0])
    assert nordvik.balance.laanegjeld == 300, "the plan itself is another object"


def test_funds_are_backed_by_working_capital(nordvik: Plan) -> None:
    change = groups()["fond"].endringer[0]
    after = changed(nordvik, change, -1.0)
    assert after.balance.disposisjonsfond["fritt"] == pytest.approx(24.0)
    assert after.balance.arbeidskapital == pytest.approx(69 - 0.25 * (32 + 8 + 14))


def test_the_share_of_care_leaves_the_sum_of_frames_alone(solvik: Plan) -> None:
    change = next(c for c in groups()["rammer"].endringer if c.id == "fordeling")
    after = changed(solvik, change, 1.0)

    def net(plan: Plan, service: str = "") -> float:
        rows = (r for r in plan.table("rammer.csv", t.FrameRow).rows if service in ("", r.tjeneste))
        return sum(r.kroner if r.art in t.EXPENDITURE else -r.kroner for r in rows)

    assert net(after) == pytest.approx(net(solvik))
    assert net(after, "omsorg") == pytest.approx(1.11 * net(solvik, "omsorg"))


def test_only_estimates_change(nordvik: Plan) -> None:
    """A figure of the municipality's own stands, and a group with none left is done and moves nothing."""
    loans = nordvik.table("laan.csv", t.LoanRow)
    own = tuple(r.model_copy(update={"anslag": False}) for r in loans.rows)
    first = (own[0], loans.rows[1])
    change = next(c for c in groups()["laan"].endringer if c.id == "gjeld")
    partly = replace(nordvik, tables={**nordvik.tables, "laan.csv": replace(loans, rows=first)})
    assert [r.saldo for r in changed(partly, change, 1.0).table("laan.csv", t.LoanRow).rows] == pytest.approx([200.0, 129.0])
    balance = nordvik.balance.model_copy(update={"anslag": False})
    whole = replace(
        nordvik,
        tables={**nordvik.tables, "laan.csv": replace(loans, rows=own)},
        single={**nordvik.single, "balanse.toml": balance},
    )
    found = ranked(whole)
    assert "laan" in found.done and "laan" not in [r.id for r in found.rows]
    assert counts(whole)[0] == counts(nordvik)[0] - 2 - 18, "two loans, and eighteen amounts of the balance sheet"
    assert counts(whole)[1] == counts(nordvik)[1] + 2 + 18


def test_an_effect_is_half_the_difference_of_two_runs(nordvik: Plan) -> None:
    found = ranked(nordvik)
    row = next(r for r in found.rows if r.id == "laan")
    debt = next(c for c in row.spread if c.id == "gjeld")
    change = next(c for c in groups()["laan"].endringer if c.id == "gjeld")
    up, down = (verdict(simulate(changed(nordvik, change, s))).quoted.value for s in (1.0, -1.0))
    assert up is not None and down is not None
    assert debt.effect == pytest.approx((up - down) / 2, abs=50.0)
    assert debt.effect > 1e6
    assert row.effect == pytest.approx(math.sqrt(sum(c.effect**2 for c in row.spread)))


@pytest.mark.parametrize("name", ["solvik", "baerum"])
def test_the_list_is_ranked_and_the_range_is_the_root_of_the_sum_of_squares(name: str, request: pytest.FixtureRequest) -> None:
    plan: Plan = request.getfixturevalue(name)
    found = ranked(plan)
    quoted = verdict(simulate(plan)).quoted.value
    assert found.base is not None and found.high is not None and found.high_after is not None and quoted is not None
    assert found.base == pytest.approx(quoted, abs=50.0), "the number is the verdict's"
    effects = [r.effect for r in found.rows]
    assert effects == sorted(effects, reverse=True) and effects[0] > 0.0
    assert found.high - found.base == pytest.approx(math.hypot(*effects))
    assert found.high_after - found.base == pytest.approx(math.hypot(*effects[TOP:]))
    assert found.figures == sum(r.figures for r in found.rows)


def test_what_raises_income_lowers_the_need(nordvik: Plan) -> None:
    signs = {(r.id, c.id): c.effect for r in ranked(nordvik).rows for c in r.spread}
    assert signs["eiendomsskatt", "eiendomsskatt"] < 0.0 < signs["rammer", "nivaa"]
    assert signs["behov", "indeks"] < 0.0 < signs["laan", "gjeld"]


def test_a_plan_of_national_levels_says_so_first(solvik: Plan) -> None:
    run = simulate(of_national_levels(solvik))
    found, said = verdict(run), to_replace(run)
    assert found.national is not None and "datapakke 2026-11" in found.national.text
    assert f"{said.figures} av {said.figures + said.own} tall" in found.national.text
    assert found.tags[0].kind == "info" and said.said[0] == found.national
    assert said.base == found.quoted and len(said.table.rows) == SHOWN
    assert said.low.words in said.said[1].text and said.high_after.words in said.said[1].text
    assert verdict(simulate(solvik)).national is None, "a plan without a data pack is the municipality's own"


@pytest.mark.parametrize("name", ["nordvik", "solvik", "baerum"])
def test_every_estimate_has_a_group_or_is_no_figure_to_replace(name: str, request: pytest.FixtureRequest) -> None:
    plan: Plan = request.getfixturevalue(name)
    left = {(f.file, f.key) for f in figures_of(plan) if f.anslag and not group_of(f.file, f.key)}
    assert [w for w in left if not f"{w[0]}:{w[1]}".startswith(NO_GROUP)] == []


def test_figures_have_their_line(nordvik: Plan) -> None:
    by_key = {(f.file, f.key): f for f in figures_of(nordvik)}
    debt = by_key["balanse.toml", "laanegjeld"]
    assert (debt.value, debt.unit, debt.anslag) == ("300", "mill. kr", True)
    assert nordvik.text("balanse.toml").splitlines()[debt.line - 1].startswith("laanegjeld")
    loan = by_key["laan.csv", "kbn-2"]
    assert loan.value == "100" and nordvik.text("laan.csv").splitlines()[loan.line - 1].startswith("kbn-2")
    assert by_key["befolkning.toml", "folketall"].value == "befolkning/folketall.csv"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_groups_are_named_in_every_language(language: str) -> None:
    texts = json.loads((LOCALES / f"{language}.json").read_text(encoding="utf-8"))
    wanted = {f"anslag.{g.id}" for g in groups().values()} | {f"anslag.hvordan.{g.hvordan}" for g in groups().values()}
    for g in groups().values():
        wanted |= {f"anslag.{g.id}.{c.id}" for c in g.endringer} | {f"anslag.enhet.{c.enhet}" for c in g.endringer}
    assert wanted - texts.keys() == set()


def test_spreads_are_sourced_and_judgement_is_marked() -> None:
    for change in (c for g in groups().values() for c in g.endringer):
        assert change.spredning > 0.0
        assert change.anslag == change.kilde.startswith("Egen vurdering"), change.kilde


OWN = ("Enebakk", "Lillestrøm", "Lørenskog", "Oslo", "Rælingen")
OF_KOSTRA = (  # group, change, indicator, relative to the nation
    ("rammer", "nivaa", "Netto driftsresultat i % av brutto driftsinntekter (%)", False),
    ("laan", "gjeld", "Langsiktig gjeld (ekskl. pensjonsforpl.) i % av br. driftsinnt. (%)", True),
    ("fond", "disposisjonsfond", "Fri egenkapital drift i % av br. driftsinnt. (%)", True),
    ("investeringer", "prosjekter", "Brutto investeringsutgifter i % av br. driftsinnt. (%)", True),
    ("bruksrate", "omsorg", "Andel innb. 80+ med institusjonsopphold (%)", True),
    ("bruksrate", "barnehage", "Andel barn 1-5 år i barnehage (%)", True),
    ("enhetskostnad", "omsorg", "Utgifter per oppholdsdøgn i institusjon (kr)", True),
)


@pytest.mark.parametrize(("group", "change", "indicator", "relative"), OF_KOSTRA, ids=str)
def test_a_spread_is_that_of_five_municipalities(data: Path, group: str, change: str, indicator: str, relative: bool) -> None:
    text = (data / "services" / "kostra_2020_2025_lorenskog_landet.csv").read_text(encoding="utf-8").splitlines()
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in csv.DictReader(line for line in text if not line.startswith("#")):
        if row["indicator"] == indicator:
            found[row["region"]][row["year"]] = float(row["value"])
    away = []
    for name in OWN:
        years = found[name].keys() & found["Landet"].keys()
        own, nation = (sum(found[r][y] for y in years) / len(years) for r in (name, "Landet"))
        away.append((own / nation - 1.0) * 100.0 if relative else own - nation)
    spread = next(c for c in groups()[group].endringer if c.id == change).spredning
    assert math.sqrt(sum(a * a for a in away) / len(away)) == pytest.approx(spread, rel=0.06, abs=0.05)
