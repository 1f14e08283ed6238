"""Services from open figures: they make up the nation, sectors make up the official index, and own figures stand as printed."""

from __future__ import annotations

import csv
from dataclasses import replace
from math import sqrt
from pathlib import Path

import numpy as np
import pytest

from ldip.errors import SourceError
from ldip.estimates.derivation import Derivation
from ldip.estimates.net_costs import BY_AGE, CARE, COUNTY, OTHER, SHARES, nation_persons, of_the_nation
from ldip.estimates.sectors import ERROR, derived_indices, fixed_share, sector_indices
from ldip.estimates.services import SECTOR, SERVICES, Municipality, care_parts, net_per_inhabitant
from ldip.estimates.use_rates import BANDS, home, home_weights, institution, kindergarten
from ldip.firstplan.costs import municipality
from ldip.firstplan.found import town
from ldip.firstplan.own_figures import own_figures
from ldip.pack import income, nation
from ldip.pack.figures import Figure
from ldip.pack.municipalities import all_municipalities
from ldip.parameters.income_system import cost_key

FILE = "services/kostra_2020_2025_lorenskog_landet.csv"
PER_INHABITANT = {
    "grunnskole": "Netto driftsutgifter til grunnskole per innbygger 6-15 år (kr)",
    "barnehage": "Netto driftsutgifter barnehage per innb. 1-5 år (kr)",
    "kultur": "Netto driftsutgifter kultur per innbygger (kr)",
}
OF_THE_WHOLE = {
    "grunnskole": "Netto driftsutgifter grunnskole i % av tot. netto driftsutgifter (%)",
    "barnehage": "Netto driftsutgifter barnehage i % av tot. netto driftsutgifter (%)",
    "omsorg": "Netto driftsutgifter omsorg i % av tot. netto driftsutg. (%)",
    "helse": "Netto driftsutgifter kommunehelse i % av tot. netto driftsutg. (%)",
    "kultur": "Netto driftsutgifter kultur i % av tot. netto driftsutg. (%)",
}


def place(number: str) -> Municipality:
    return municipality(town(number))


def test_the_services_make_up_the_nation_to_the_printed_digit() -> None:
    """Every share KOSTRA prints comes out of the whole, whose parts are the services and Oslo's county tasks."""
    found = of_the_nation()
    whole = sum(d.value for d in found.values())
    assert set(found) == {*SECTOR, "kultur", OTHER, COUNTY}
    for service, share in SHARES.items():
        assert round(100.0 * found[service].value / whole, 1) == nation.figure(share).value, service
    for service, (name, first, last) in BY_AGE.items():
        per_age = found[service].value * nation_persons(0, 105) / nation_persons(first, last)
        assert round(per_age, 1) == nation.figure(name).value
    assert 0.0 < found[OTHER].value < 3_000.0
    assert found[COUNTY].value > 0.0


def test_a_municipality_like_the_nation_costs_what_the_nation_does() -> None:
    """Index 1 in every sector: all services but Oslo's county tasks, to the krone, whatever its ages."""
    one = {s: Derivation(s, 1.0, "indeks", "prøve") for s in cost_key(2026).sectors}
    found, country = net_per_inhabitant(replace(place("4001"), sectors=one)), of_the_nation()
    assert tuple(found) == SERVICES
    assert sum(d.value for d in found.values()) == pytest.approx(sum(d.value for s, d in country.items() if s != COUNTY))
    assert found["institusjon"].value + found["hjemmetjeneste"].value == pytest.approx(country[CARE].value)
    assert all(d.anslag and d.formula for d in found.values())


def test_derived_sectors_weigh_together_to_the_official_index() -> None:
    key = cost_key(2026)
    for number in ("0301", "4001", "5634", "1151"):
        town_ = place(number)
        found = derived_indices(town_.need.value, town_.july, 2026)
        assert sum(key.sectors[s] * v for s, v in found.items()) == pytest.approx(town_.need.value, abs=1e-9)


def test_the_stated_error_of_derived_sectors_is_that_of_the_35_known() -> None:
    errors: dict[str, list[float]] = {s: [] for s in ERROR}
    for m in all_municipalities():
        known = income.sector_indices(m.number)
        if known:
            held = place(m.number)
            found = derived_indices(held.need.value, held.july, 2026)
            for sector, figure in known.items():
                errors[sector].append(found[sector] - figure.value)
            assert {s: d.value for s, d in sector_indices(held.need, held.july, 2026, held.sectors).items()} == {
                s: f.value for s, f in known.items()
            }
    assert {len(e) for e in errors.values()} == {35}
    for sector, each in errors.items():
        assert sqrt(np.mean(np.square(each))) == pytest.approx(ERROR[sector], abs=0.0006), sector


def test_the_fixed_share_is_what_basis_makes_of_the_index() -> None:
    """By hand: basis of a municipality of N is the nation's inhabitants over 357 N."""
    held = place("1151")
    index = sector_indices(held.need, held.july, 2026, {})["administrasjon_landbruk"]
    n = held.july.sum()
    whole = sum(place(m.number).july.sum() for m in all_municipalities())
    basis = whole / 357 / n
    share = fixed_share("administrasjon_landbruk", index, held.july, 2026)
    assert share.value == pytest.approx(0.12 * basis / index.value, rel=1e-3)
    assert share.value > 0.85  # almost all of it for 219 inhabitants
    oslo = place("0301")
    index = sector_indices(oslo.need, oslo.july, 2026, {})["administrasjon_landbruk"]
    assert fixed_share("administrasjon_landbruk", index, oslo.july, 2026).value < 0.004
    assert fixed_share("barnehage", index, oslo.july, 2026).value == 0.0


def test_the_nations_rates_give_back_what_kostra_prints() -> None:
    n = {b: nation_persons(*s) for b, s in BANDS.items()}
    old = n["80-89"] + n["90+"]
    beds = institution({}, nation_persons).by_age
    residents = {b: beds[s] * n[b] / 100.0 for b, s in BANDS.items()}
    assert 100.0 * (residents["80-89"] + residents["90+"]) / old == pytest.approx(nation.figure("institusjon_80").value)
    assert beds[BANDS["90+"]] / beds[BANDS["80-89"]] == pytest.approx(11945 / 38251 / (19552 / 182902))
    rates = home({}, nation_persons).by_age
    users = {b: rates[s] * n[b] / 100.0 for b, s in BANDS.items()}
    assert 100.0 * (users["80-89"] + users["90+"]) / old == pytest.approx(nation.figure("hjemmetjeneste_80").value)
    young = 100.0 * users["0-66"] / sum(users.values())
    assert young == pytest.approx(nation.figure("hjemmetjeneste_0_66_av_brukere").value)
    weights = home_weights()
    assert sum(weights[BANDS[b]] * u for b, u in users.items()) / sum(users.values()) == pytest.approx(1.0)
    assert kindergarten({}).by_age == {(1, 2): 89.7, (3, 5): 97.5}
    parts = care_parts({})
    spent = parts["institusjon"].value * sum(residents.values())
    spent += parts["hjemmetjeneste"].value * sum(weights[BANDS[b]] * u for b, u in users.items())
    assert spent / nation_persons(0, 105) == pytest.approx(of_the_nation()[CARE].value)


def test_own_key_figures_stand_as_printed(data: Path) -> None:
    """Lørenskog: every net cost per inhabitant and every share of the whole in KOSTRA's file."""
    own = own_figures(data / FILE, "3222", 2025)
    held = replace(place("3222"), own=own)
    found = {s: d.value for s, d in net_per_inhabitant(held).items()}
    found["omsorg"] = found["institusjon"] + found["hjemmetjeneste"]
    with (data / FILE).open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        printed = {r["indicator"]: float(r["value"]) for r in rows if (r["region"], r["year"]) == ("Lørenskog", "2025")}
    spans = {"grunnskole": (6, 15), "barnehage": (1, 5), "kultur": (0, 105)}
    for service, label in PER_INHABITANT.items():
        per = found[service] * held.persons(0, 105) / held.persons(*spans[service])
        assert round(per, 1 if service == "grunnskole" else 0) == printed[label], service
    whole = sum(found[s] for s in SERVICES)
    for service, label in OF_THE_WHOLE.items():
        assert round(100.0 * found[service] / whole, 1) == printed[label], service
    children = kindergarten(own).by_age
    for (first, last), rate in children.items():
        assert rate == printed[f"Andel barn {first}-{last} år i barnehage (%)"]
    rates, old = home(own, held.persons).by_age, held.persons(80, 105)
    users = {s: rates[s] / 100.0 * held.persons(*s) for s in rates}
    share = 100.0 * (users[BANDS["80-89"]] + users[BANDS["90+"]]) / old
    assert round(share, 1) == printed["Andel innb. 80+ som bruker hjemmetjenester (%)"]
    assert round(100.0 * users[BANDS["0-66"]] / sum(users.values()), 1) == printed["Andel brukere av hjemmetjenester 0-66 år (%)"]


def test_one_own_figure_changes_one_service() -> None:
    """Without shares the whole is not known, and what is not told stays at the nation's level."""
    held = place("4001")
    figure = replace(nation.figure("kultur_per_innbygger"), value=5_000.0)
    before, after = net_per_inhabitant(held), net_per_inhabitant(replace(held, own={"kultur_per_innbygger": figure}))
    assert after["kultur"].value == 5_000.0
    assert {s for s in before if before[s].value != after[s].value} == {"kultur"}


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "tall.csv"
    path.write_text("region;år;nøkkeltall;verdi\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


KINDERGARTEN = "Andel barn 1-2 år i barnehage (%)"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((f"4001 Porsgrunn;2024;{KINDERGARTEN};88",), "har ingen av nøkkeltallene til Porsgrunn i 2025"),
        ((f"3222;2025;{KINDERGARTEN};88",), "har ingen av nøkkeltallene til Porsgrunn"),
        ((f"4001;2025;{KINDERGARTEN};188",), "ligger utenfor det mulige"),
        ((f"4001;2025;{KINDERGARTEN};-1",), "ligger utenfor det mulige"),
        ((f"4001;2025;{KINDERGARTEN};88", f"Porsgrunn;2025;{KINDERGARTEN};87"), "står flere ganger med ulike tall"),
    ],
)
def test_a_file_without_the_figures_is_refused_in_words(tmp_path: Path, rows: tuple[str, ...], told: str) -> None:
    with pytest.raises(SourceError, match=told):
        own_figures(table(tmp_path, *rows), "4001", 2025)


def test_a_missing_figure_is_not_zero(tmp_path: Path) -> None:
    """A symbol for a missing figure leaves the nation's in place."""
    found = own_figures(
        table(tmp_path, f"4001;2025;{KINDERGARTEN};88", "4001;2025;Andel barn 3-5 år i barnehage (%);.."), "4001", 2025
    )
    assert {n: f.value for n, f in found.items()} == {"barnehagedekning_1_2": 88.0}
    assert kindergarten(found).by_age == {(1, 2): 88.0, (3, 5): nation.figure("barnehagedekning_3_5").value}
    assert isinstance(found["barnehagedekning_1_2"], Figure)
