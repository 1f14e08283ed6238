"""Buildings through the years: openings by month, rehabilitation, replacement, rent, shared use, by zone and in money."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip import Run, simulate
from tests.demography.plans import changed, told

ROW = "lillebo-barnehage;Lillebo barnehage;barnehage;24;;;;;260;1500;ja;Oppdiktet, liten og slitt"
EVENTS = "bygghendelser.csv"


def test_a_replaced_building_closes_when_the_new_one_opens(solvik_run: Run) -> None:
    open_ = [solvik_run.value("bygg_plasser", y, bygg="lillebo-barnehage") for y in (2029, 2030)]
    assert open_ == [24.0, 0.0]
    before, after = (solvik_run.value("kapasitet_ub", y, tjeneste="barnehage") for y in (2029, 2030))
    assert after - before == 54.0 - 24.0


def test_a_closed_building_costs_nothing_from_its_month(tmp_path: Path, solvik_run: Run) -> None:
    """Closed 1 August: seven months of cost that year, none the next; the frame falls by as much in two steps."""
    level = {y: solvik_run.value("byggdrift_fast_ub", y, tjeneste="barnehage") for y in (2029, 2030, 2031)}
    assert level[2029] - level[2030] == pytest.approx(260 * 1500 * 5 / 12)
    assert level[2030] - level[2031] == pytest.approx(260 * 1500 * 7 / 12)
    change = solvik_run.value("byggdrift_endring", 2031, tjeneste="barnehage")
    assert change == pytest.approx(-260 * 1500 * 7 / 12 * solvik_run.value("deflator_indeks_ub", 2031))


def test_rehabilitation_takes_places_out_and_modules_give_some_back(solvik_run: Run) -> None:
    places = {y: solvik_run.value("bygg_plasser", y, bygg="soer-skole") for y in (2030, 2031, 2032, 2033)}
    assert places == {2030: 110.0, 2031: 100.0, 2032: 100.0, 2033: 110.0}
    cost = solvik_run.value("bygghendelser", 2031, tjeneste="skole") / solvik_run.value("deflator_indeks_ub", 2031)
    assert cost == pytest.approx(1.8e6)
    assert solvik_run.value("bygghendelser", 2033, tjeneste="skole") == 0.0
    rolled = solvik_run.series("ramme_utgift_sum_ub")[:, solvik_run.ids("tjeneste").index("skole")]
    given = solvik_run.series("bevilgning_sum")[:, solvik_run.ids("tjeneste").index("skole")]
    at = solvik_run.years.index(2031)
    assert given[at] - rolled[at] == pytest.approx(solvik_run.value("bygghendelser", 2031, tjeneste="skole"))


def test_a_building_out_of_use_altogether(tmp_path: Path) -> None:
    run = simulate(changed(tmp_path, "solvik", (EVENTS, "rehabilitering;2031;2032;60;", "rehabilitering;2031;2032;;")))
    assert run.value("bygg_plasser", 2031, bygg="soer-skole") == 50.0  # the temporary places alone


def test_letting_brings_income_and_takes_no_places_that_are_not_stated(solvik_run: Run) -> None:
    at = solvik_run.value("bygghendelser", 2028, tjeneste="administrasjon")
    assert at == pytest.approx(-0.2e6 * solvik_run.value("deflator_indeks_ub", 2028))


def test_shared_use_gives_places_in_the_blocks_the_service_has(tmp_path: Path, solvik_run: Run) -> None:
    assert solvik_run.value("kapasitet_ub", 2026, tjeneste="sfo") == 190.0
    edit = ("sambruk.csv", "nord-skole;sfo;14-17;1100;60;", "nord-skole;sfo;14-17;1100;60;ja;x\nnord-skole;sfo;07-08;1100;35;")
    run = simulate(changed(tmp_path, "solvik", edit))
    assert run.value("kapasitet_ub", 2026, tjeneste="sfo") == 165.0  # the fewest of its blocks


def test_shared_places_lie_in_the_zone_of_the_building(solvik_run: Run) -> None:
    by_zone = {z: solvik_run.value("kapasitet_sone", 2026, tjeneste="sfo", sone=z) for z in solvik_run.ids("sone")}
    assert by_zone == {"sentrum": 90.0, "nord": 60.0, "soer": 40.0}


def test_leases_are_debt_in_substance(solvik_run: Run) -> None:
    """The obligation falls as rent is paid, and the last year's is the annuity of what remains after the plan."""
    owed = solvik_run.series("leieforpliktelse_ub")
    rent = solvik_run.series("langsiktig_leie").sum(axis=1)
    rate = solvik_run.series("rente_nye_laan")
    assert np.allclose(owed[:-1] * (1.0 + rate[1:]), owed[1:] + rent[1:])
    assert owed[-1] == pytest.approx(rent[-1] * (1.0 - (1.0 + rate[-1]) ** -5) / rate[-1])
    total = solvik_run.series("gjeld_inkl_leie_ub")
    assert np.allclose(total, owed + solvik_run.series("laanegjeld_ub"))


def test_area_and_offices(solvik_run: Run) -> None:
    offices = 14.0 * solvik_run.value("kontoraarsverk_sum", 2030)
    assert solvik_run.value("arealbehov", 2030, tjeneste="administrasjon") == pytest.approx(offices)
    children = solvik_run.series("folketall_ub")[4].sum(axis=(0, 1))
    rate = {1: 0.80, 2: 0.94, 3: 0.98, 4: 0.98, 5: 0.98}
    by_hand = sum(children[a] * r * (5.33 if a < 3 else 4.0) for a, r in rate.items())
    assert solvik_run.value("arealbehov", 2030, tjeneste="barnehage") == pytest.approx(by_hand)
    total = solvik_run.series("areal_ub").sum(axis=1)
    assert np.allclose(total, solvik_run.series("areal_sum_ub"))


CASES = [
    ("bygg.csv", ROW, ROW.replace(";24;;;;;", ";24;;2027;2026;;"), "er ikke etter aapner"),
    ("bygg.csv", ROW, ROW.replace(";24;;;;;", ";24;;2027-13;;;"), "har feil form"),
    ("bygg.csv", ROW, ROW.replace(";260;", ";0;"), "mangler når drift_per_m2"),
    (EVENTS, "soer-skole;rehabilitering", "sor-skole;rehabilitering", "mente du soer-skole"),
    (EVENTS, "rehabilitering;2031;2032", "rehabilitering;2032;2031", "er før fra"),
    (EVENTS, "rehabilitering;2031;2032;60", "rehabilitering;2031;2032;600", "flere enn bygget har"),
    (EVENTS, "midlertidig;2031;2032;50", "midlertidig;2031;2032;", "mangler for midlertidige plasser"),
    (EVENTS, "2050;;;3,1;mill. kr;2026", "2050;;;0;mill. kr;2026", "oppgi årlig leie"),
    (EVENTS, "3,1;mill. kr;2026-kroner", "3,1;mill. kr;løpende", "feil prisnivå"),
    ("sambruk.csv", "hallen;idrett;17-22;1300", "hallen;idrett;08-14;1300", "bruken i blokken 08-14 er 2600 m²"),
    ("sambruk.csv", "hallen;idrett", "hall;idrett", "mente du hallen"),
    ("sambruk.csv", "hallen;idrett", "hallen;ski", "ukjent tjeneste"),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), CASES, ids=[f"{c[0]}:{c[3]}" for c in CASES])
def test_mistakes_are_told(tmp_path: Path, file: str, old: str, new: str, words: str) -> None:
    found = told(tmp_path, "solvik", file, old, new)
    assert words in found, found


def test_a_relief_building_serves_one_at_a_time(tmp_path: Path) -> None:
    first = "soer-skole;rehabilitering;2031;2032;60;hallen;0;kr;2026-kroner;ja;x"
    both = first + "\nnord-skole;rehabilitering;2032;2033;60;hallen;0;kr;2026-kroner;ja;x"
    found = told(tmp_path, "solvik", EVENTS, "soer-skole;rehabilitering;2031;2032;60;;0;kr;2026-kroner;ja;Oppdiktet", both)
    assert "alt i bruk som avlastning" in found
