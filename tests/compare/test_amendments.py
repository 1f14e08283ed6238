"""Amendments: balance by year, the same result as the edits made by hand, whatever the order, and clashes named."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import numpy as np
import pytest

from ldip import Plan, Run, read_plan, simulate
from ldip.binding.reading import collect, plan_of_contents
from ldip.compare.amendments import Carried, carry
from ldip.errors import PlanError
from ldip.plan.amendments import balance, budget_years, lines_of, unbalanced
from ldip.rolling.roll import rolled
from tests.demography.plans import EXAMPLES, changed, told

A, B = "endringsforslag/gruppe-a.toml", "endringsforslag/gruppe-b.toml"
EVERY = ("gruppe-a.laerere", "gruppe-a.administrasjon", "gruppe-b.fritidsklubb", "gruppe-b.journalsystem", "gruppe-b.innkjoep")
SHOWN = ("netto_driftsresultat", "disposisjonsfond_sum_ub", "laanegjeld_ub", "inndekningsbehov_fast")
MOVED = """
[[linjer]]
id = "{id}"
tekst = "Skole nord {n} år senere"
del = "investering"
beloep = {{ 2028 = -1.0 }}
endringer = [{{ fil = "prosjekter/skole-nord.toml", noekkel = "utsettes_aar", verdi = {n} }}]
"""


@pytest.fixture(scope="module")
def carried(solvik_run: Run) -> Carried:
    return carry(solvik_run, EVERY)


def same(a: Plan, b: Plan) -> None:
    first, second = simulate(a, keep=SHOWN), simulate(b, keep=SHOWN)
    for name in SHOWN:
        assert np.abs(first.series(name) - second.series(name)).max() < 0.5, name
    assert first.lasting.amount == pytest.approx(second.lasting.amount, abs=0.5)


def test_a_proposal_that_nobody_carried_moves_nothing(solvik: Plan, tmp_path: Path) -> None:
    target = tmp_path / "solvik"
    shutil.copytree(EXAMPLES / "solvik", target, ignore=shutil.ignore_patterns("endringsforslag", "resultat"))
    bare = simulate(read_plan(target))
    for name in SHOWN[:3]:
        assert (bare.series(name) == simulate(solvik).series(name)).all()


def test_lines_equal_the_same_edits_by_hand_to_the_krone(carried: Carried, solvik_run: Run, tmp_path: Path) -> None:
    deflator = {y: solvik_run.value("deflator_indeks_ub", y) for y in range(2026, 2030)}
    rows = [
        ("laerere", "skole", {2026: 0.7, 2027: 1.6, 2028: 1.7, 2029: 1.7}),
        ("administrasjon", "administrasjon", {2026: -0.7, 2027: -1.6, 2028: -1.7, 2029: -1.7}),
        ("fritidsklubb", "kultur", {2027: 0.6, 2028: 0.6, 2029: 0.6}),
        ("innkjoep", "administrasjon", {2027: -0.4, 2028: -0.7, 2029: -0.7}),
    ]
    text = "".join(
        f"h-{i};{i};{service};varig;{y};nei;{f'{v / deflator[y]:.9f}'.replace('.', ',')};;;mill. kr;2026-kroner;;;;;nei;For hånd\n"
        for i, service, amounts in rows
        for y, v in amounts.items()
    )

    def more(folder: Path) -> None:
        with (folder / "tiltak.csv").open("a", encoding="utf-8") as file:
            file.write(text)

    old = "loennsutgifter_rammer;2026;0,4;mill. kr;løpende;;engangs"
    by_hand = changed(tmp_path, "solvik", ("vedtatt.csv", old, old.replace("0,4", "0,2")), more=more)
    same(carried.trial.plan, by_hand)


def test_the_first_year_moves_the_result_by_the_stated_amount(solvik_run: Run) -> None:
    club = simulate(carry(solvik_run, ["gruppe-b.journalsystem"]).trial.plan, keep=SHOWN)
    moved = club.series("netto_driftsresultat") - solvik_run.series("netto_driftsresultat")
    assert moved[0] == pytest.approx(2e5, rel=0.05) and abs(moved[1]) < 2e4, "et engangsbeløp føres ikke videre"


def test_the_order_of_the_votes_does_not_matter(solvik_run: Run, carried: Carried) -> None:
    for order in itertools.islice(itertools.permutations(EVERY), 0, 120, 37):
        assert carry(solvik_run, order).trial.contents == carried.trial.contents
    assert plan_of_contents(carried.trial.contents).content_hash == carried.trial.plan.content_hash


def test_balance_is_by_year(solvik: Plan) -> None:
    every, years = lines_of(solvik), budget_years(solvik)
    assert years == (2026, 2027, 2028, 2029)
    first = [a for a in every.values() if a.proposal == "gruppe-a"]
    other = [a for a in every.values() if a.proposal == "gruppe-b"]
    assert balance(first, years) == dict.fromkeys(years, 0.0) and not unbalanced(first, years)
    assert unbalanced(other, years) == {2027: pytest.approx(2e5)}


def test_lines_on_the_same_field_clash_and_the_later_falls(tmp_path: Path) -> None:
    def more(folder: Path) -> None:
        for file, n in ((A, 1), (B, 2)):
            with (folder / file).open("a", encoding="utf-8") as opened:
                opened.write(MOVED.format(id="skole", n=n))

    run = simulate(changed(tmp_path, "solvik", more=more))
    for order in (["gruppe-a.skole", "gruppe-b.skole"], ["gruppe-b.skole", "gruppe-a.skole"]):
        found = carry(run, order)
        assert [a.id for a in found.lines] == ["gruppe-a.skole"]
        assert [(x.line.id, x.by.id) for x in found.fallen] == [("gruppe-b.skole", "gruppe-a.skole")]
        assert found.trial.plan.projects["skole-nord"].utsettes_aar == 1


def test_a_carried_line_cannot_be_carried_again(carried: Carried) -> None:
    with pytest.raises(PlanError, match="tatt inn før"):
        carry(simulate(carried.trial.plan), ["gruppe-a.laerere"])
    with pytest.raises(PlanError, match="ukjent linje"):
        carry(simulate(carried.trial.plan), ["gruppe-a.laerer"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('tjeneste = "kultur"', 'tjeneste = "kulturr"', ("linjer.0.tjeneste", "kultur")),
        ("beloep = { 2027 = 0.6, 2028 = 0.6, 2029 = 0.6 }", "beloep = { 2031 = 0.6 }", ("linjer.0.beloep", "2026–2029")),
        ('linje = "loennsutgifter_rammer" ', 'linje = "merforbruk_ub" ', ("linjer.1.linje", "kan ikke endres")),
        ("beloep = { 2026 = -0.2 }", "beloep = { 2027 = -0.2 }", ("linjer.1.beloep.2027", "ingen vedtatt rad")),
        ('tjeneste = "kultur"', "", ("linjer.0", "virker ikke noe sted")),
        ('id = "innkjoep"', 'id = "fritidsklubb"', ("linjer.0.id", "to ganger")),
        ('priser = "løpende"', 'priser = "2026-kroner"', ("priser", "løpende kroner")),
    ],
)
def test_problems_are_located_with_their_remedy(tmp_path: Path, old: str, new: str, said: tuple[str, str]) -> None:
    problems = told(tmp_path, "solvik", B, old, new)
    assert B in problems and all(s in problems for s in said), problems


def test_a_change_that_does_not_fit_is_located_in_the_proposal(tmp_path: Path) -> None:
    target = tmp_path / "solvik"
    shutil.copytree(EXAMPLES / "solvik", target, ignore=shutil.ignore_patterns("resultat"))
    with (target / A).open("a", encoding="utf-8") as file:
        file.write(MOVED.format(id="skole", n=1).replace("skole-nord.toml", "skole-soer.toml"))
    assert any(p.file == A and "linjer.2.endringer.0" in p.key for p in collect(target)[1])


def test_proposals_end_with_the_budget_they_amend(solvik: Plan) -> None:
    assert not [f for f in rolled(solvik.contents).contents if f.startswith("endringsforslag/")]
