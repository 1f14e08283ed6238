"""The ranked list of a first plan: the documents an economist would ask for first, and plans that still check clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldip import Plan, cautions
from ldip.compare.estimate_changes import changed
from ldip.compare.replace_first import TOP, ranked
from ldip.firstplan.build import build
from ldip.parameters.estimate_groups import group_of, groups
from ldip.plan.checks.run import check_plan
from ldip.plan.figures import figures_of
from ldip.plan.read import read_contents

OUTSIDE = ("forutsetninger.toml", "handlingsregler.toml", "usikkerhet.toml", "arbeidskraft.toml", "inntekter.toml:nasjonalt")


@pytest.fixture(scope="module")
def lorenskog() -> Plan:
    return read_contents({n: t.encode() for n, t in build("3222").items()}, Path("3222")).plan()


def test_the_accounts_the_loans_and_the_investments_come_first(lorenskog: Plan) -> None:
    found = ranked(lorenskog)
    assert {r.id for r in found.rows[:TOP]} == {"investeringer", "rammer", "laan"}
    assert {"skatt", "folketall"} <= set(found.done), "the municipality's own open figures are not asked for"
    assert found.base is not None and found.low is not None and found.low_after is not None
    assert found.low < found.low_after < found.base and found.figures > found.own


def test_every_changed_first_plan_checks_clean(lorenskog: Plan) -> None:
    changes = [c for g in groups().values() for c in g.endringer]
    after = [changed(lorenskog, c, s) for c in changes for s in (1.0, -1.0)]
    assert sum(p is not lorenskog for p in after) > 30
    assert [p for plan in (lorenskog, *after) for p in check_plan(plan)] == []


def test_every_estimate_of_a_first_plan_has_a_group_or_is_no_figure_to_replace(lorenskog: Plan) -> None:
    left = {f"{f.file}:{f.key}" for f in figures_of(lorenskog) if f.anslag and not group_of(f.file, f.key)}
    assert [place for place in left if not place.startswith(OUTSIDE)] == []


def test_a_first_plan_has_no_foreign_or_wrongly_marked_figure(lorenskog: Plan) -> None:
    assert [c for c in cautions(lorenskog) if c.rule in ("fremmed", "ekte", "nasjonalt")] == []
