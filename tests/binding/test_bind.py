"""Binding: inputs that are a field's own value, and the population bound once for as long as its files are the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ldip import Plan
from ldip.binding import bind
from ldip.binding.bind import axes_of
from ldip.model.catalogue import OPENINGS, catalogue
from ldip.plan.schema import tables as t
from ldip.plan.schema.declared import plan_fields

AXES = {n: v[0].axes for n, v in catalogue().steps.items()}


def test_the_population_is_bound_once_for_the_same_files(solvik: Plan) -> None:
    before = bind(solvik, AXES)
    frames = replace(solvik.tables["rammer.csv"], rows=solvik.tables["rammer.csv"].rows[1:])
    other = bind(replace(solvik, tables={**solvik.tables, "rammer.csv": frames}), AXES)
    assert other.values["overlevelse"] is before.values["overlevelse"]
    assert not np.array_equal(other.openings["ramme_utgift_ib"], before.openings["ramme_utgift_ib"])


def test_an_unchanged_file_is_not_bound_again(solvik: Plan) -> None:
    before = bind(solvik, AXES)
    rate = solvik.finance.innskuddsmargin.model_copy(update={"verdi": 9.0})
    finance = solvik.finance.model_copy(update={"innskuddsmargin": rate})
    other = bind(replace(solvik, single={**solvik.single, "finans.toml": finance}), AXES)
    assert other.values["prosjekt_plasser"] is before.values["prosjekt_plasser"]
    assert (other.values["innskuddsmargin"] == 0.09).all() and (before.values["innskuddsmargin"] != 0.09).all()


def test_another_population_file_binds_anew(solvik: Plan) -> None:
    before = bind(solvik, AXES)
    stock = solvik.table(solvik.population.folketall.fil, t.StockRow)
    more = stock.rows[0].model_copy(update={"personer": stock.rows[0].personer + 1.0})
    tables = {**solvik.tables, stock.file: replace(stock, rows=(more, *stock.rows[1:]))}
    other = bind(replace(solvik, tables=tables), AXES)
    assert not np.array_equal(other.openings["folketall_ib"], before.openings["folketall_ib"])
    later = solvik.population.model_copy(update={"levealder_tillegg": solvik.population.levealder_tillegg + 0.5})
    other = bind(replace(solvik, single={**solvik.single, "befolkning.toml": later}), AXES)
    assert not np.array_equal(other.values["overlevelse"], before.values["overlevelse"])


def test_other_axes_bind_the_population_anew(solvik: Plan, nordvik: Plan) -> None:
    own, wide = axes_of(solvik), {k: tuple(dict.fromkeys([*v, *axes_of(nordvik)[k]])) for k, v in axes_of(solvik).items()}
    alone, together = bind(solvik, AXES, own), bind(solvik, AXES, wide)
    assert together.openings["folketall_ib"].shape[1] > alone.openings["folketall_ib"].shape[1]


def test_what_a_plan_leaves_out_counts_as_the_field_says(nordvik: Plan) -> None:
    """Nordvik has neither drift.toml, dwellings nor managed capital."""
    bound = bind(nordvik, AXES)
    assert (bound.values["innslagspunkt_realvekst"] == 0.0).all() and (bound.values["premiesats"] == 0.0).all()
    assert (bound.values["premieavvik_amortiseres_over"] == 7.0).all()
    assert (bound.values["ferdigandel"] == 1.0).all() and (bound.values["innflytting_samme_aar"] == 1.0).all()
    assert (bound.values["bruksrate_tak"] == 10.0).all() and (bound.values["bruksrate_maal"] == 1.0).all()
    assert bound.origins["premiesats"].kilde == "ikke i planen"


def test_a_value_says_where_it_stands_and_who_says_it(solvik: Plan) -> None:
    bound = bind(solvik, AXES)
    assert str(bound.origins["innskuddsmargin"]).startswith("finans.toml: innskuddsmargin – ")
    loan = bound.element_origins["laan_margin"]
    loans = solvik.table("laan.csv", t.LoanRow).rows
    first = loans[0]
    assert loan[first.id].kilde == first.kilde and loan[first.id].key == f"{first.id}.margin"
    place = bound.element_origins["prosjekt_plasser"]["barnehage-ny"]
    assert (place.file, place.key) == ("prosjekter/barnehage-ny.toml", "kapasitet.plasser")
    assert len(loan) == len(loans)


def test_every_input_of_a_field_is_bound_once(solvik: Plan) -> None:
    names = [one.name.format(k) for p in plan_fields() for one in p.about.inputs for k in p.keys or ("",)]
    assert len(names) == len({*names})
    bound = bind(solvik, AXES)
    assert {*names} <= {*bound.values, *bound.openings}


def test_balances_that_no_plan_opens_start_as_declared(solvik: Plan) -> None:
    bound = bind(solvik, AXES)
    for o in OPENINGS:
        if o.start is not None:
            assert (bound.openings[o.name] == o.start).all(), o.name


def test_debt_is_the_loans_in_the_loan_book(solvik: Plan) -> None:
    bound = bind(solvik, AXES)
    assert bound.openings["laanegjeld_ib"][0] == bound.openings["laan_saldo_ib"].sum() > 0.0
