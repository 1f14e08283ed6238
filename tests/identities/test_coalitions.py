"""Accounting identities in coalitions: rows that take every cause group at random from one of two unlike plans."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pytest

from ldip import Plan
from ldip.engine.graph import Array, Step
from ldip.model.catalogue import catalogue
from ldip.model.cause_groups import GROUPS
from ldip.simulation.cases import Cases, product
from ldip.simulation.run_cases import run_cases

from .accounts import NAMES, assert_accounts
from .test_accounts import YEARS, randomised

ROWS = 48
OTHER = {
    "frames": 1.04,
    "loans": 2,
    "projects": {"skole-nord", "vann"},
    "services": True,
    "balance": {"tomter": 31.5, "aksjer": 0.0, "utlaan": 12.25, "videreutlaan_gjeld": 7.5, "ubrukte_laanemidler": 18.0}
    | {
        "bundne_driftsfond": 3.0,
        "ubundet_investeringsfond": 41.0,
        "bundne_investeringsfond": 0.0,
        "merforbruk": 7.0,
        "udekket": 2.0,
    },
    "funds": (0.0, 55.0),
    "sigma": 50.0,
    "policy": "fast",
    "vat": "ekskl_mva",
    "post": 4.0,
    "window": 2,
    "scale": 1.7,
}


def balances() -> dict[str, Step]:
    """Balances in kroner that a declared sum carries from one year to the next."""
    sums = {n: v[0] for n, v in catalogue().steps.items() if n.endswith("_ub") and v[0].kind == "sum" and v[0].unit == "kr"}
    return {n: s for n, s in sums.items() if n[:-3] + "_ib" in s.inputs and not n.startswith("foretak_")}


def coalitions(plans: tuple[Plan, Plan], seed: int, names: set[str]) -> tuple[Mapping[str, Array], tuple[int, ...]]:
    chance = random.Random(seed)
    picked = [tuple((g, chance.randrange(2)) for g in GROUPS) for _ in range(ROWS)]
    debt_elsewhere = [dict(p)["finans"] != dict(p)["aapningsbalanse"] for p in picked]
    assert 10 < sum(debt_elsewhere) < ROWS - 10, "both kinds of coalition are tried"
    found = run_cases(Cases.of(plans, product(variants=("realisert", "uten_innsparing"), groups=picked)), sorted(names))
    return found.values, found.years


def pair(which: str, baerum: Plan, solvik: Plan, nordvik: Plan) -> tuple[Plan, Plan]:
    """Two plans with other elements and first years, or one plan and the same with other money."""
    return (baerum, solvik) if which == "baerum og solvik" else (nordvik, randomised(nordvik, OTHER))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("which", ["baerum og solvik", "nordvik og endret nordvik"])
def test_the_balance_closes_in_every_coalition(which: str, seed: int, baerum: Plan, solvik: Plan, nordvik: Plan) -> None:
    """§ 5-8 in the years both plans have, and before that in the years of the first alone."""
    plans, carried = pair(which, baerum, solvik, nordvik), balances()
    parts = {i for s in carried.values() for i in s.inputs}
    v, years = coalitions(plans, seed, {*NAMES, *carried, *parts, "kapitalkonto_ib", "kapitalkonto_aapning"})
    assert_accounts(v)
    opens = [years.index(p.years[0]) for p in plans]
    for name, s in carried.items():
        flows = [sign * v[i].reshape(*v[i].shape[:2], -1).sum(axis=2) for i, sign in zip(s.inputs, s.signs, strict=True)]
        if not s.axes:
            np.testing.assert_allclose(v[name], sum(flows), atol=0.01, rtol=1e-12, err_msg=name)
        later = [t for t in range(1, len(years)) if t not in opens]
        before = [t - 1 for t in later]
        np.testing.assert_array_equal(v[name[:-3] + "_ib"][later], v[name][before], err_msg=name)


def test_the_capital_account_follows_the_debt(nordvik: Plan) -> None:
    """Loans of another plan change the debt and the capital account alike, and no other part of the sheet at the opening."""
    other = randomised(nordvik, OTHER)
    index = product(variants=("realisert",), groups=((), (("finans", 1),), (("aapningsbalanse", 1),)))
    v = run_cases(Cases.of((nordvik, other), index), ["kapitalkonto_ib", "laanegjeld_ib", "arbeidskapital_ib"]).values
    own, debt, assets = (v["kapitalkonto_ib"][0, i] for i in range(3))
    assert debt - own == v["laanegjeld_ib"][0, 0] - v["laanegjeld_ib"][0, 1] != 0.0
    assert assets != own and v["laanegjeld_ib"][0, 2] == v["laanegjeld_ib"][0, 0]
    assert v["arbeidskapital_ib"][0, 0] == v["arbeidskapital_ib"][0, 1]


def test_the_changed_plan_has_fewer_years(nordvik: Plan) -> None:
    assert randomised(nordvik, OTHER).years == nordvik.years[:YEARS]
