"""Population of a first plan: what is written reads back, borders are no moves, and small municipalities neither explode nor die out."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest

from ldip.demography.moves import as_gross, as_rates
from ldip.estimates.borders import jump, mended, shared
from ldip.firstplan.found import town
from ldip.firstplan.people import people
from ldip.pack import people as packed
from ldip.parameters.demography import AGES, shipped_demography

STEADY = slice(45, 75)


def stocks(number: str) -> np.ndarray:
    return packed.stocks(number).cells[0]


@pytest.mark.parametrize(("number", "year"), [("1508", 2024), ("1580", 2024), ("3905", 2017), ("4649", 2020), ("1539", 2021)])
def test_a_moved_border_is_no_jump_in_the_cohorts(number: str, year: int) -> None:
    cells, told = mended(number, packed.years(), stocks)
    at = packed.years().index(year)
    before, after = abs(jump(stocks(number), at)), abs(jump(cells, at))
    assert after < 0.25 * before and after < 0.01 * cells[at].sum()
    assert str(year) in told and np.array_equal(cells[at:], stocks(number)[at:])


def test_borders_that_never_moved_leave_the_stocks_as_published() -> None:
    cells, told = mended("3201", packed.years(), stocks)
    assert told == "" and np.array_equal(cells, stocks("3201"))


def test_parts_of_a_split_municipality_add_up_to_it() -> None:
    at = packed.years().index(2024)
    whole = stocks("1508") + stocks("1580")
    parts = [shared(stocks(n), whole, at) for n in ("1508", "1580")]
    assert np.allclose(parts[0] + parts[1], whole)


def test_every_jump_of_stable_ages_is_a_border_that_is_listed() -> None:
    """Opposite jumps of 150 or more in two municipalities of 45–74 years: the data has no other moved border."""
    table = shipped_demography()["grenseendringer"]
    listed = {(n, s["aar"]) for s in table["deling"] for n in s["kommuner"]}
    listed |= {(m[k], m["aar"]) for m in table["overfoering"] for k in ("fra", "til")}
    from ldip.pack.municipalities import all_municipalities

    found = set()
    for place in all_municipalities():
        cells = stocks(place.number)
        steady = cells.sum(axis=1)[:, STEADY].sum(axis=1)
        sizes = [(jump(cells, k), k) for k in range(1, len(cells))]
        found |= {(place.number, packed.years()[k]) for size, k in sizes if abs(size) > max(150.0, 0.03 * steady[k])}
    assert found <= listed and len(found) >= 8


def test_gross_moves_net_to_the_residuals_in_the_base_period() -> None:
    present = np.full((2, AGES), 40.0)
    net = np.where(np.arange(AGES) < 30, -3.0, 1.0) * np.ones((2, 1))
    net[:, 0] = 0.0
    rate, arrivals = as_gross(net, present, np.full((2, AGES), 0.05))
    assert np.allclose(arrivals - rate * present, net) and rate.min() >= 0.0 and rate.max() <= 1.0
    out, inn = as_rates(net, present)
    grown = 2.0 * present
    assert (arrivals - rate * grown).sum() < (inn - out * grown).sum()


def test_the_files_say_where_each_figure_is_from_and_read_back() -> None:
    place = town("5634")
    files = people(place)
    found = tomllib.loads(files["befolkning.toml"])
    assert found["lokal_fruktbarhetsfaktor"] == "beregnet" and found["historie"]["kilde"].startswith("SSB tabell 07459")
    assert "ingen offisiell framskriving" in files["befolkning.toml"] and "datapakke 2026-11" in files["plan.toml"]
    rows = [r.split(";") for r in files["befolkning/folketall.csv"].splitlines() if not r.startswith("#")][1:]
    assert len(rows) == 2 * AGES and sum(float(r[2].replace(",", ".")) for r in rows) == place.inhabitants == 1969
