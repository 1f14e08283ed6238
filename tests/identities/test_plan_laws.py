"""What a change of the plan may do: adopted amounts, projects, thresholds, and one more uncertain factor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ldip import Plan, simulate
from ldip.engine.graph import Array
from ldip.engine.inputs import Lines
from ldip.parameters.correlation import shipped_groups
from ldip.plan.schema.uncertainty import UncertaintyFile

from .plans import KRONE, Batch

ADOPTED = "loennsutgifter_rammer"  # adopted in the first year of every random plan
X = 10e6
UNMOVED = (
    "sum_driftsinntekter",
    "driftsutgifter_rammer",
    "avskrivninger",
    "sum_investeringsutgifter",
    "investeringer_tellende",
    "innbyggere_ub",
    "aarsverk_sum",
)


def with_adopted(batch: Batch, once: bool) -> Batch:
    """X more in the adopted line of wages, for good or in its year alone."""
    line = batch.inputs.lines[ADOPTED]
    more = X * line.mask
    passing = np.zeros_like(line.value) if line.passing is None else line.passing
    changed = replace(line, value=line.value + more, passing=passing + more if once else line.passing)
    return Batch(batch.steps, replace(batch.inputs, lines={**batch.inputs.lines, ADOPTED: changed}), batch.count)


def first_year(batch: Batch) -> int:
    line: Lines = batch.inputs.lines[ADOPTED]
    assert line.mask[0].all() and not line.mask[1:].any()
    return 0


def test_more_in_the_adopted_budget_is_as_much_more_in_every_year(random_batch: Batch) -> None:
    """+x in a lasting adopted cost is +x in the prices of its kind in every later year, adopted or projected."""
    k = first_year(random_batch)
    before, after = (b.played([ADOPTED, "loennsvekst"]) for b in (random_batch, with_adopted(random_batch, once=False)))
    grown = np.cumprod(np.concatenate([np.ones((1, random_batch.count)), 1.0 + before["loennsvekst"][k + 1 :]]), axis=0)
    np.testing.assert_allclose((after[ADOPTED] - before[ADOPTED])[k:], X * grown, rtol=1e-6)


def test_an_adopted_one_off_is_gone_after_its_year(random_batch: Batch) -> None:
    """With and without it, nothing differs after its year but funds, debt and their interest."""
    k = first_year(random_batch)
    before, after = (b.played((*UNMOVED, ADOPTED)) for b in (random_batch, with_adopted(random_batch, once=True)))
    np.testing.assert_allclose((after[ADOPTED] - before[ADOPTED])[k], X, rtol=1e-9)
    for name in (*UNMOVED, ADOPTED):
        np.testing.assert_allclose(after[name][k + 1 :], before[name][k + 1 :], rtol=0, atol=1e-3, err_msg=name)


DELAYED = ("framdrift", "ferdig_aar", "aapner_i_aar", "prosjekt_aapent", "prosjekt_aapner_maaned", "andel_av_aapningsaaret")
SCHOOL = "skole-nord"


def postponed(plan: Plan, years: int) -> Plan:
    changed = plan.projects[SCHOOL].model_copy(update={"utsettes_aar": years})
    return replace(plan, folders={**plan.folders, "prosjekter": {**plan.projects, SCHOOL: changed}})


def schedules(plan: Plan, most: int) -> Iterator[dict[str, Array]]:
    """Inputs of the school's progress by years postponed, (year,) by name."""
    for years in range(most + 1):
        batch = Batch.of([postponed(plan, years)])
        at = batch.inputs.ids["prosjekt"].index(SCHOOL)
        yield {n: batch.given(n)[:, 0, at].copy() for n in DELAYED if n in batch.inputs.values}


def test_postponing_never_raises_a_gap_before_the_new_start(nordvik: Plan, random_batch: Batch) -> None:
    """A project without savings, income or closures, postponed 1 to 3 years, in the view of each year alone.

    Only where its own VAT compensation and grants that the rule counts do not exceed what the rule demands of it: such a project
    is a source of own financing, and the years that lose it must pay more themselves."""
    found = list(schedules(nordvik, 13))
    at, rows = random_batch.inputs.ids["prosjekt"].index(SCHOOL), random_batch.all
    now = random_batch.given("framdrift")[:, :, at]
    plain = np.array([next(i for i, s in enumerate(found) if (s["framdrift"] == now[:, r]).all()) for r in rows])
    later = plain + np.random.default_rng(5).integers(1, 4, random_batch.count)
    later = np.minimum(later, 13)
    values: dict[str, Any] = {}
    for name in DELAYED:
        whole = np.array(random_batch.given(name))
        whole[:, :, at] = np.stack([found[d][name] for d in later], axis=1)
        values[name] = whole
    gaps = [b.played(["gap_fast"], "aar_for_aar")["gap_fast"] for b in (random_batch, random_batch.changed(values))]
    start = np.array([np.argmax(found[d]["framdrift"] > 0.0) for d in later])
    before = np.arange(len(random_batch.years))[:, None] < start[None]
    counted = _counted_of_the_school(nordvik, random_batch) <= random_batch.given("krav_ek_andel")[0] + 1e-12
    rise = np.where(before & counted, gaps[1] - gaps[0], 0.0)
    assert counted.mean() > 0.5
    assert (rise <= KRONE).all(), (rise.max(), np.argwhere(rise > KRONE)[:5])
    assert (np.where(before, gaps[1] - gaps[0], 0.0) < -KRONE).any(axis=0).mean() > 0.5


def _counted_of_the_school(plan: Plan, batch: Batch) -> Array:
    """Share of the school's cost that its own counted financing covers, (row,)."""
    f = plan.projects[SCHOOL].finansiering
    vat, grants = (batch.given(f"teller_{n}")[0] for n in ("mva", "tilskudd"))
    return vat * f.mva_kompensasjon_andel + grants * f.tilskudd_andel


def test_a_higher_threshold_age_never_raises_the_need(random_batch: Batch, example_batches: tuple[Batch, ...]) -> None:
    """The same per cent of a smaller group, from any year: fewer users, places and employees."""
    for batch in (random_batch, *example_batches):
        level = batch.roots
        service = batch.inputs.ids["tjeneste"].index("omsorg")
        for age in (82, 85):
            under = np.array(batch.given("terskel_under"))
            under[:, :, service, 80:age] = 1.0
            force, start = np.array(batch.given("terskel_i_kraft")), np.array(batch.given("terskel_starter"))
            first = batch.given("framskrevet_aar").argmax(axis=0)
            years = np.arange(len(batch.years))[:, None]
            force[:, :, service], start[:, :, service] = years >= first, years == first
            raised = batch.changed({"terskel_under": under, "terskel_i_kraft": force, "terskel_starter": start}).roots
            assert (raised.largest <= level.largest + KRONE).all()
            assert (raised.largest < level.largest - KRONE).any()


# Risk

DRAWS = 2000
MACRO = shipped_groups()["makro"].factors


def with_factor(plan: Plan, name: str, spread: float) -> Plan:
    """The plan with one more factor, independent of the others; people are certain, which saves time and changes no other path."""
    own = {"varighet": 0.3, "standardavvik": {"enhet": "prosent", "verdi": spread, "kilde": "prøve"}} if spread else {"av": True}
    off = [{"id": n, "av": True} for n in ("fruktbarhet", "doedelighet", "flytting")]
    others = [f for f in MACRO if f != name] if name in MACRO else []
    certain = {
        "faktor": [{"kilde": "prøve", **f} for f in ({"id": name, **own}, *off)],
        "befolkning": {"kilde": "prøve", "tellestoey": "ingen"},
        "korrelasjon": [{"mellom": [name, f], "verdi": 0.0, "kilde": "prøve"} for f in others],
    }
    return replace(plan, single={**plan.single, "usikkerhet.toml": UncertaintyFile.model_validate(certain)})


@pytest.mark.parametrize("name", ["frie_inntekter", "styringsrente", "loennsvekst"])
def test_one_more_factor_never_gives_less_spread_in_debt(nordvik: Plan, name: str) -> None:
    """The same draws of the other factors; end debt without new saving."""
    spreads = []
    for spread in (0.0, 0.3, 1.0):
        run = simulate(with_factor(nordvik, name, spread), draws=DRAWS, keep=["laanegjeld_ub"])
        spreads.append(float(run.uncertain["laanegjeld_ub"][-1].std()))
    assert spreads[0] > 0.0
    assert all(s >= 0.98 * spreads[0] for s in spreads[1:]), spreads
    assert spreads[2] >= 0.98 * spreads[1]
