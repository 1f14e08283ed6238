"""A måltall with `krav = true` is a demand on the lasting need, also when its level follows the state."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ldip import Plan, simulate
from ldip.plan.schema.ratios import Ratio


def demanding(plan: Plan, **row: Any) -> Plan:
    """The plan with one måltall more, and without its own rules."""
    ratio = Ratio.model_validate({"kilde": "prøve", "krav": True, **row})
    rules = plan.rules.model_copy(
        update={"maaltall": [ratio], "egenkapitalfinansiering": None, "resultatgrad": None, "gjeldsgrad": None, "sluttkrav": "av"}
    )
    return replace(plan, single={**plan.single, "handlingsregler.toml": rules})


@pytest.mark.parametrize(
    ("row", "at"),
    [
        ({"bibliotek": "resultatgrad", "maal": 4.0, "snitt": 3}, "maaltall.resultatgrad"),
        ({"bibliotek": "resultatgrad", "regnskapsenhet": "samlet", "gulv": 3.0}, "maaltall.resultatgrad"),
        ({"bibliotek": "renter_og_avdrag_av_frie_inntekter", "tak": 9.0}, "maaltall.renter_og_avdrag_av_frie_inntekter"),
        ({"bibliotek": "koeb_resultat"}, ""),
    ],
)
def test_a_demanded_ratio_binds_at_its_own_root(solvik: Plan, row: dict[str, Any], at: str) -> None:
    """At the need the shortfall of the måltall is nil in its worst window, one krone below it is broken, above it holds."""
    plan = demanding(solvik, **row)
    run, ratio = simulate(plan), plan.rules.maaltall[0]
    found = run.lasting
    root = next(r for r in found.roots if r.id == f"maaltall.{ratio.id}")
    assert root.state == "rot" and root.amount is not None and root.last is not None
    place = next(i for i, d in enumerate(run.trial.demands) if d.id == root.id)
    levels = np.array([root.amount, root.amount - 10.0, root.amount + 1e6])
    worst = run.trial.shortfalls(levels, np.zeros(3, dtype=np.int64))[place].max(axis=0)
    assert worst[0] <= 0.05 < worst[1] and worst[2] < 0.05
    assert root.first == root.last - ratio.snitt + 1
    if at:
        assert found.binding is not None and found.binding.id == at
