"""Services, frames and places of a first plan: net as estimated, split as the example, enough places today, steps in small ones."""

from __future__ import annotations

import csv
import io
import tomllib
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.demography.plans import EXAMPLES
from typer.testing import CliRunner

from ldip import Run, simulate
from ldip.binding.reading import plan_of_contents
from ldip.cli.app import app
from ldip.estimates.derivation import Derivation
from ldip.estimates.other_income import fitted_general
from ldip.estimates.services import SERVICES
from ldip.firstplan.build import build
from ldip.firstplan.buildings import buildings
from ldip.firstplan.by_type import by_type
from ldip.firstplan.costs import WRITTEN_OFF, costs, municipality
from ldip.firstplan.found import town
from ldip.firstplan.level import size
from ldip.firstplan.own_figures import own_figures
from ldip.firstplan.place_prices import place_price, to_prices_of
from ldip.firstplan.services import frames
from ldip.pack import nation
from ldip.parameters.service_estimates import EXPENDITURE, INCOME, places, split
from ldip.plan.schema import files as f

ONE = Derivation("nivåfaktor", 1.0, "faktor", "prøve", anslag=True)
SMALL = "5634"
FILE = "services/kostra_2020_2025_lorenskog_landet.csv"


def rows(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";"))


def net_of(table: str) -> dict[str, float]:
    """Net by service in mill. kr."""
    found: dict[str, float] = defaultdict(float)
    for r in rows(table):
        found[r["tjeneste"]] += float(r["beloep"].replace(",", ".")) * (1.0 if r["art"] in EXPENDITURE else -1.0)
    return found


def run_of(files: dict[str, str]) -> Run:
    return simulate(plan_of_contents({path: text.encode() for path, text in files.items()}))


@pytest.fixture(scope="module")
def small() -> Run:
    return run_of(build(SMALL))


@pytest.mark.parametrize("level", [1.0, 0.9])
def test_frames_are_the_net_costs_at_the_level(level: float) -> None:
    place, factor = town("4001"), replace(ONE, value=level)
    found, net = costs(place, factor), net_of(frames(place, factor)["rammer.csv"])
    base = costs(place, ONE)
    assert tuple(net) == (*SERVICES, WRITTEN_OFF)
    for service in SERVICES:
        assert net[service] * 1e6 == pytest.approx(base.net_total(service) * level, abs=10.0), service
    assert net[WRITTEN_OFF] * 1e6 == pytest.approx(-found.written_off.value, abs=1.0)
    assert all(r["anslag"] == "ja" and "Bærum" in r["kilde"] for r in rows(frames(place, factor)["rammer.csv"])[:-1])


def test_the_splits_are_the_examples() -> None:
    """Every share of tjenesteanslag.toml is that of its row in the example from Bærum."""
    table = (EXAMPLES / "baerum-2022" / "rammer.csv").read_text(encoding="utf-8")
    amounts: dict[tuple[str, str], float] = {(r["tjeneste"], r["art"]): float(r["beloep"].replace(",", ".")) for r in rows(table)}
    path = Path(f.__file__).parents[2] / "parameters" / "tjenesteanslag.toml"
    held: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))["artsdeling"]
    for service in SERVICES:
        line = held[service]["linje"]
        gross = sum(amounts.get((line, k), 0.0) for k in EXPENDITURE)
        for kind in (*EXPENDITURE, *INCOME):
            assert held[service][kind] == pytest.approx(amounts.get((line, kind), 0.0) / gross, abs=1e-6), (service, kind)
        assert sum(split(service).spent.values()) == pytest.approx(1.0)


def test_special_splits_close_on_the_net_cost() -> None:
    place = municipality(town("4001"))
    for service in SERVICES:
        found = by_type(service, 1e8, place)
        net = sum(found[k] for k in EXPENDITURE) - sum(found[k] for k in INCOME)
        assert net == pytest.approx(1e8), service
    private = 1.0 - nation.figure("kommunal_barnehage").value / 100.0
    assert by_type("barnehage", 1e8, place)["overfoeringer"] == pytest.approx(private * 1e8)
    assert by_type("helse", 1e8, place)["overfoeringer"] == 0.0
    benefits = by_type("sosial", 1e8, place)["overfoeringer"]
    assert 0.35e8 < benefits < 0.45e8  # 2 199 of 5 638 kr per inhabitant
    with_fees, without = by_type("annet", 1e8, place), split("annet")
    assert with_fees["salg"] - without.earned["salg"] * 1e8 / without.net > 1_000.0 * place.persons(0, 105)


def test_there_are_places_enough_today_and_a_shortage_only_of_growth() -> None:
    """Also where people are as few as on Utsira; whole classes in school."""
    for number in ("0301", "3222", SMALL, "1151"):
        place = town(number)
        found = {r["tjeneste"]: r for r in rows(buildings(place)["bygg.csv"])}
        assert set(found) == {"grunnskole", "barnehage", "institusjon"}
        for service, row in found.items():
            held, count = places(service), float(row["plasser"])
            assert held is not None and count % held.enhet == 0.0
            assert row["anslag"] == "ja" and row["kilde"].startswith("Regnet som nok i dag")
        pupils = place.persons(6, 15)
        assert pupils * 1.05 <= float(found["grunnskole"]["plasser"]) < max(pupils, place.persons(5, 14)) * 1.05 + 28
    growing = run_of(build("3222"))
    short = growing.series("plassmangel")[:, growing.ids("tjeneste").index("grunnskole")]
    assert short[0] < 0.02 * town("3222").persons(6, 15) < short[-1]


def test_the_unit_cost_is_the_frame_over_the_users(small: Run) -> None:
    """In the plan's prices, without the depreciation that KOSTRA has in it."""
    place = town(SMALL)
    found = costs(place, size(place).level)
    share = 1.0 - found.written_off.value / sum(found.net_total(s) for s in SERVICES)
    growth = to_prices_of(2026, 2025).value
    for service in SERVICES:
        users = small.value("kostnadsbrukere_aapning", 2026, tjeneste=service)
        unit = small.value("enhetskostnad_fast", 2026, tjeneste=service)
        assert unit * users == pytest.approx(found.net_total(service) * share * growth, rel=2e-3), service


def test_a_small_municipality_steps_and_a_large_one_does_not() -> None:
    school = {n: tomllib.loads(frames(town(n), ONE)["tjenester/grunnskole.toml"]) for n in (SMALL, "4001")}
    assert school["4001"]["kostnadsform"].get("trinn_andel") is None
    assert school["4001"]["kostnadsform"]["fast_andel"] < 0.02
    shape = school[SMALL]["kostnadsform"]
    assert shape["trinn_andel"] == pytest.approx(0.8 * (1.0 - shape["fast_andel"]), abs=1e-3)
    groups = tomllib.loads(frames(town(SMALL), ONE)["tjenester/barnehage.toml"])["kostnadsform"]
    assert groups["brukere_per_enhet"] == 14.0


def test_fewer_pupils_in_as_many_classes_save_next_to_nothing(small: Run) -> None:
    """Half of every grade gone in a municipality of one class a grade: a straight line would save half of the cost."""
    place = town(SMALL)
    grades = place.stocks[place.years.index(2026), :, 6:16].sum(axis=0)
    assert np.ceil(grades / 28.0).sum() == np.ceil(grades / 2.0 / 28.0).sum() == 10
    shape = tomllib.loads(frames(place, ONE)["tjenester/grunnskole.toml"])["kostnadsform"]
    follows = 1.0 - shape["fast_andel"] - shape["trinn_andel"]
    assert 0.5 * follows < 0.1
    users, cost = (small.series(n)[:, small.ids("tjeneste").index("grunnskole")] for n in ("brukervekst", "kostnadsvekst"))
    units = small.series("hele_enheter_ub")[:, small.ids("tjeneste").index("grunnskole")]
    still = np.diff(units) == 0.0
    assert still.any()
    assert np.allclose(cost[1:][still], follows * users[1:][still])


def test_the_price_of_a_place_is_the_mean_of_known_buildings() -> None:
    """Levre and Bekkestua by hand: 419.3 and 380 mill. on 784 places, in the prices of 2026."""
    level = {y: fig.value for y, fig in nation.series("deflator").items()}
    by_hand = (419.3 / 784 * level[2026] / level[2020] + 380 / 784 * level[2026] / level[2019]) / 2
    assert place_price("grunnskole", 2026).value == pytest.approx(by_hand)
    assert place_price("institusjon", 2026).value > 4.0


def test_general_income_fits_the_own_result_and_is_never_below_zero() -> None:
    held = replace(ONE, value=500.0, unit="mill. kr")
    own = replace(ONE, name="eget netto driftsresultat", value=0.04, unit="andel")
    found = fitted_general(held, 5000.0, 350.0, own).value
    assert (350.0 + found - 500.0) / (5000.0 + found - 500.0) == pytest.approx(0.04)
    assert fitted_general(held, 5000.0, 900.0, own).value == 0.0


def test_own_figures_are_the_plans_frames(data: Path) -> None:
    """A plan built on Lørenskog's own key figures has them as its net cost per inhabitant, to the printed digit."""
    own = own_figures(data / FILE, "3222", 2025)
    place = town("3222")
    files = build("3222", own=own)
    net = net_of(files["rammer.csv"])
    run = run_of(files)
    ratio = 100.0 * run.value("netto_driftsresultat", 2026) / run.value("sum_driftsinntekter", 2026)
    assert round(ratio, 1) == own["netto_driftsresultat_andel"].value == 4.0
    people = place.persons()
    assert round(net["grunnskole"] * 1e6 / place.persons(6, 15), 1) == own["grunnskole_per_6_15"].value
    assert round(net["barnehage"] * 1e6 / place.persons(1, 5)) == own["barnehage_per_1_5"].value
    assert round(net["kultur"] * 1e6 / people) == own["kultur_per_innbygger"].value
    whole = sum(net[s] for s in SERVICES)
    for service, part in (
        ("grunnskole", "grunnskole"),
        ("barnehage", "barnehage"),
        ("helse", "kommunehelse"),
        ("kultur", "kultur"),
    ):
        assert round(100.0 * net[service] / whole, 1) == own[f"{part}_andel"].value
    assert round(100.0 * (net["institusjon"] + net["hjemmetjeneste"]) / whole, 1) == own["omsorg_andel"].value


def test_key_figures_from_the_command_line(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "plan"
    found = CliRunner().invoke(app, ["new", "--kommune", "3222", "--noekkeltall", str(data / FILE), str(folder)])
    assert found.exit_code == 0, found.output
    assert "23 egne nøkkeltall" in found.output
    assert net_of((folder / "rammer.csv").read_text(encoding="utf-8"))["kultur"] * 1e6 / town("3222").persons() == pytest.approx(
        3585.0
    )
    refused = CliRunner().invoke(app, ["new", "--noekkeltall", str(data / FILE), str(tmp_path / "annen")])
    assert refused.exit_code == 2 and "--kommune" in refused.output
    wrong = CliRunner().invoke(app, ["new", "--kommune", "4001", "--noekkeltall", str(data / FILE), str(tmp_path / "tredje")])
    assert wrong.exit_code == 1 and not (tmp_path / "tredje").exists()
