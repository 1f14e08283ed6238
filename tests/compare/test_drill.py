"""A cause by its parts, and stored figures as a cause of their own: exact sums, and each part what it is alone."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from ldip import Plan, simulate
from ldip.compare.drill import drill
from ldip.compare.method import Stored, address_of, read_stored, with_method
from ldip.compare.parts import Part, parts_of, with_parts
from ldip.compare.split import NEED, Measure, Split, split_plans
from ldip.errors import ModelError, PlanError
from ldip.plan.document import Table
from ldip.plan.measures import used
from ldip.plan.schema import tables as t
from ldip.publish.numbers import as_json, published
from ldip.store.worker import summary

from .test_split import cheaper, dearer_loans, later, measures

SHOWN = (NEED, Measure("netto_driftsresultat", 2030))


@pytest.fixture(scope="module")
def other(solvik: Plan) -> Plan:
    """Two projects moved, two cheaper and one gone, dearer loans and every measure larger."""
    moved = later(later(solvik, "skole-nord", 1), "sykeheim-2", 2)
    less = cheaper(cheaper(moved, "gravlund-2"), "skole-nord")
    rest = {k: v for k, v in less.projects.items() if k != "bofellesskap-2"}
    return measures(dearer_loans(replace(less, folders={**less.folders, "prosjekter": rest})), 1.5)


def test_parts_sum_to_the_cause(solvik: Plan, other: Plan) -> None:
    split = split_plans(solvik, other, SHOWN)
    assert set(split.causes) == {"investeringsvolum", "investeringstid", "tiltak", "finans"}
    for cause in split.causes:
        found = drill(solvik, other, split, cause)
        np.testing.assert_allclose(found.values.sum(axis=0) + found.interplay, found.total, atol=1e-6)
        assert np.array_equal(found.total, split.shapley[split.causes.index(cause)])
        assert (np.abs(found.interplay) <= 0.2 * np.abs(found.total) + 1e4).all(), cause
    volume = drill(solvik, other, split, "investeringsvolum")
    assert {p.file for p in volume.parts} == {f"prosjekter/{n}.toml" for n in ("bofellesskap-2", "gravlund-2", "skole-nord")}
    timing = drill(solvik, other, split, "investeringstid")
    assert [p.file for p in timing.parts] == ["prosjekter/skole-nord.toml", "prosjekter/sykeheim-2.toml"]
    assert timing.way == "shapley" and drill(solvik, other, split, "finans").parts == (Part("finans.toml", "nye_laan"),)
    named = {r.id for r, _ in used(other)}
    assert {(p.file, p.key) for p in drill(solvik, other, split, "tiltak").parts} == {("tiltak.csv", n) for n in named}
    with pytest.raises(ModelError, match="makro endret seg ikke"):
        drill(solvik, other, split, "makro")


def test_many_parts_go_in_order(solvik: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one cause a part in order is what it changes after those before it, and the first is the plan with it alone."""
    rows = solvik.table("vedtatt.csv", t.AdoptedRow).rows
    changed = tuple(r.model_copy(update={"beloep": r.beloep * 1.01}) for r in rows)
    b = replace(solvik, tables={**solvik.tables, "vedtatt.csv": Table("vedtatt.csv", changed)})
    split = split_plans(solvik, b, SHOWN)
    assert drill(solvik, b, split, "vedtatt").way == "shapley"
    monkeypatch.setattr("ldip.compare.drill.FEW", 0)
    found = drill(solvik, b, split, "vedtatt")
    assert found.way == "rekkefoelge" and len(found.parts) > 1 and (np.abs(found.interplay) < 1e-2).all()
    first = split_plans(solvik, with_parts(solvik, b, found.parts[:1]), SHOWN)
    np.testing.assert_allclose(found.values[0], first.change, atol=1e-2)


def test_all_the_parts_are_the_other_plan(solvik: Plan, other: Plan) -> None:
    groups = ("investeringsvolum", "investeringstid", "tiltak", "finans")
    parts = [p for g in groups for p in parts_of(solvik, other, g)]
    found = with_parts(solvik, other, parts)
    assert not split_plans(found, other).causes and parts_of(found, other, "finans") == ()


def test_plans_of_other_years_are_taken_apart_in_the_newer_ones_frame(nordvik: Plan) -> None:
    shorter = nordvik.head.model_copy(update={"tid": nordvik.head.tid.model_copy(update={"antall_aar": 18})})
    b = measures(replace(nordvik, single={**nordvik.single, "plan.toml": shorter}), 2.0)
    split = split_plans(nordvik, b, SHOWN)
    found = drill(nordvik, b, split, "tiltak")
    assert {p.file for p in found.parts} == {"tiltak.csv"} and found.way == "shapley"
    np.testing.assert_allclose(found.values.sum(axis=0) + found.interplay, found.total, atol=1e-6)
    np.testing.assert_allclose(found.values.sum(axis=0)[1], found.total[1], rtol=1e-6)  # the net result is additive


def test_the_pair_of_baerum_is_taken_apart(baerum_2021: Plan, baerum: Plan, baerum_split: Split) -> None:
    found = drill(baerum_2021, baerum, baerum_split, "investeringsvolum")
    assert len(found.parts) > 20 and all(p.file.startswith(("prosjekter/", "investeringer.toml")) for p in found.parts)
    np.testing.assert_allclose(found.values.sum(axis=0) + found.interplay, found.total, atol=1e-3)
    assert abs(found.interplay[0]) < 0.25 * abs(found.total[0])
    assert drill(baerum_2021, baerum, baerum_split, "vedtatt").way == "hel"  # lines of other years hold together only whole


def test_stored_figures_are_a_cause_of_their_own(nordvik: Plan) -> None:
    """A stored run that needed 3 million more, with 1 million less in result: the rest of the split is unchanged."""
    run, b = simulate(nordvik), measures(nordvik, 2.0)
    split = split_plans(nordvik, b, SHOWN)
    now = summary(run)["tall"]
    old = Stored(nordvik.content_hash, "0.0.1", {**now, "varig/basis": now["varig/basis"] + 3e6})
    assert address_of(SHOWN[1]) == "netto_driftsresultat/2030/basis"
    old = replace(old, figures={**old.figures, address_of(SHOWN[1]): now[address_of(SHOWN[1])] - 1e6})
    found = with_method(split, run, old)
    assert found.causes == ("metode", "tiltak")
    level = run.value("deflator_indeks_ub", 2030)
    np.testing.assert_allclose(found.shapley[0], [-3e6, 1e6 / level], rtol=1e-9)
    np.testing.assert_allclose(found.before, split.before - found.shapley[0])
    assert (np.abs(found.residual) < 1.0).all() and np.array_equal(found.shapley[1:], split.shapley)
    with pytest.raises(ModelError, match="ikke lagret"):
        with_method(split, run, replace(old, figures={}))
    with pytest.raises(ModelError, match="annen versjon"):
        with_method(split, run, replace(old, plan_hash="x"))


def test_a_result_file_is_read_or_refused(nordvik: Plan) -> None:
    run = simulate(nordvik)
    found = read_stored(as_json(run, list(published(run))[:50]).encode())
    assert found.plan_hash == nordvik.content_hash and len(found.figures) == 50
    for raw in (
        b"",
        b"[]",
        json.dumps({"kjoering": {}, "tall": [1]}).encode(),
        b'{"kjoering": {"planhash": 1, "versjon": 1}, "tall": 3}',
    ):
        with pytest.raises(PlanError, match="ikke en resultatfil"):
            read_stored(raw)
