"""Frames rolled forward, every component traceable: reserve, efficiency, internal rent, pension, support, changed tasks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip import Run, simulate
from ldip.plan.schema.tables import MeasureRow
from ldip.publish.content.operations import PARTS, YEARLY
from tests.demography.plans import changed, told

FILE = "drift.toml"


def test_every_frame_is_last_years_and_its_components(solvik_run: Run) -> None:
    """What the table prints adds up to the krone, service by service and year by year."""
    row = solvik_run.row()
    frame = row["ramme_i_fjor"] + sum(sign * row[name] for name, sign in PARTS)
    assert np.allclose(frame, row["ramme_utgift_sum_ub"], atol=1e-3)
    given = row["ramme_utgift_sum_ub"] + sum(sign * row[name] for name, sign in YEARLY)
    assert np.allclose(given, row["bevilgning_sum"], atol=1e-3)
    assert np.allclose(row["ramme_i_fjor"][1:], row["ramme_utgift_sum_ub"][:-1])


def test_the_reserve_moves_money_between_services_and_makes_none(solvik_run: Run, tmp_path: Path) -> None:
    moved = solvik_run.series("prisreserve_fordelt")
    assert np.abs(moved).max() > 1e4
    assert np.abs(moved.sum(axis=1)).max() < 1e-3
    without = simulate(
        changed(tmp_path, "solvik", (FILE, 'andel = { enhet = "prosent", verdi = 40', 'andel = { enhet = "prosent", verdi = 0'))
    )
    assert not without.series("prisreserve_fordelt").any()


def test_efficiency_is_half_a_per_cent_and_spares_the_exempt(solvik_run: Run) -> None:
    taken, frames = solvik_run.series("effektivisering_sum"), solvik_run.series("ramme_i_fjor")
    names, at = solvik_run.ids("tjeneste"), solvik_run.years.index(2028)
    school, graves = names.index("skole"), names.index("gravplass")
    assert taken[at, graves] == 0.0
    price = solvik_run.series("prisjustering_utgift_sum")[at, school]
    assert taken[at, school] == pytest.approx(0.005 * (frames[at, school] + price))
    assert not taken[solvik_run.years.index(2031) :].any()


def test_internal_rent_sums_to_zero_and_follows_new_buildings(solvik_run: Run) -> None:
    assert np.abs(solvik_run.series("internhusleie_sum_ub")).max() < 1e-6
    assert np.abs(solvik_run.series("internhusleie_endring").sum(axis=1)).max() < 1e-6
    names = solvik_run.ids("tjeneste")
    rent = solvik_run.series("internhusleie_ub")[:, names.index("skole")]
    at = solvik_run.years.index(2028)
    assert rent[at] - rent[at - 1] == pytest.approx(1500 * 1250 * 5 / 12)  # opens in August
    assert rent[at + 1] - rent[at] == pytest.approx(1500 * 1250 * 7 / 12)
    landlord = solvik_run.series("driftskonsekvens")[at, names.index("eiendom")]
    assert landlord >= 1500 * 900 * solvik_run.value("deflator_indeks_ub", 2028)  # its premises lie with the landlord


def test_pension_every_krone_of_premieavvik_is_written_off(solvik_run: Run) -> None:
    arose, written = solvik_run.series("premieavvik"), solvik_run.series("amortisering_premieavvik")
    opening = 6.4e6 + 4.2e6 + 3.5e6
    assert np.allclose(solvik_run.series("premieavvik_saldo_ub"), opening + np.cumsum(arose - written))
    earlier = [6.4e6 / 5 * (t < 5) + 4.2e6 / 6 * (t < 6) + 3.5e6 / 7 * (t < 7) for t in range(20)]
    by_hand = [earlier[t] + sum(arose[s] / 7 for s in range(max(0, t - 7), t)) for t in range(20)]
    assert np.allclose(written, by_hand)
    wages = solvik_run.series("loennsutgifter_rammer")
    assert np.allclose(arose[2:], wages[2:] * (0.14 - 0.125) * 1.141)
    social = solvik_run.row()["sosiale_utgifter_rammer"][:, 0]
    frames = solvik_run.row()["bevilgning_sosiale"].sum(axis=-1)[:, 0]
    extra = wages * (solvik_run.series("premiesats") - 0.15) * 1.141
    assert np.allclose(social, frames + extra + written - arose)


def test_top_financing_by_hand(solvik_run: Run) -> None:
    price, wages = solvik_run.series("deflator_indeks_ub"), np.cumprod([1.0, *(1.0 + solvik_run.series("loennsvekst")[1:])])
    number = np.array([1.0, 1.0, *([2.0] * 18)])
    threshold = 1.8e6 * wages
    refund = 0.8 * (2 * np.maximum(2.1e6 * price - threshold, 0.0) + number * np.maximum(4.0e6 * price - threshold, 0.0))
    assert np.allclose(solvik_run.series("toppfinansiering"), refund)
    assert np.allclose(solvik_run.series("ressurskrevende_utgift"), (2 * 2.1e6 + number * 4.0e6) * price)
    income = solvik_run.row()["overfoeringer_fra_andre"][:, 0] - solvik_run.row()["inntekt_andre"].sum(axis=-1)[:, 0]
    assert np.allclose(income, refund)


def test_changed_tasks_stand_in_frame_and_grant(tmp_path: Path, solvik_run: Run) -> None:
    text = 'oppgaveendring = { enhet = "mill. kr", priser = "2026-kroner", verdier = { 2026 = 0.0, 2027 = 0.0, 2028 = 1.0 }, videre = "null", kilde = "prøve" }\n'
    run = simulate(changed(tmp_path, "solvik", ("tjenester/helse.toml", "kontorandel", text + "kontorandel")))
    price = run.value("deflator_indeks_ub", 2028)
    assert run.value("oppgaveendring_sum_ub", 2028) == pytest.approx(1e6 * price)
    assert run.value("oppgaveendring_udekket", 2028) == pytest.approx(1e6 * price - 0.8e6)
    later = run.value("oppgaveendring_sum_ub", 2031)
    assert later == pytest.approx(1e6 * run.value("deflator_indeks_ub", 2031))
    assert solvik_run.value("oppgaveendring_udekket", 2028) == pytest.approx(-0.8e6)  # a grant without a frame


def test_measures_have_a_profile_a_sector_and_a_goal(solvik_run: Run) -> None:
    level = [solvik_run.value("tiltak_varig_ub", y, tiltak="velferdsteknologi") for y in (2026, 2027, 2028, 2029)]
    assert level == [0.0, -0.8e6, -1.5e6, -1.5e6]
    measures = solvik_run.plan.table("tiltak.csv", MeasureRow).rows
    row = next(r for r in measures if r.id == "velferdsteknologi")
    assert (row.sektor, row.maal) == ("Helse og omsorg", "Flere bor hjemme lenger")


def test_a_plan_without_the_file_moves_nothing(nordvik_run: Run) -> None:
    row = nordvik_run.row()
    for name in (
        "prisreserve_fordelt",
        "effektivisering",
        "internhusleie_fordelt",
        "premieavvik",
        "toppfinansiering",
        "gebyrinntekt",
    ):
        assert not row[name].any(), name


CASES = [
    ('utleier = "eiendom"', 'utleier = "eigedom"', "mente du eiendom"),
    ('unntak = ["gravplass"]', 'unntak = ["grav"]', "mente du gravplass"),
    ("noekkel = { skole", "noekkel = { skoler", "mente du skole"),
    ("\naar = 2026", "\naar = 2020", "må være første planår eller året før"),
    ('tjeneste = "bolig-nedsatt"', 'tjeneste = "bolig"', "ukjent tjeneste"),
    ("gjenstaar_aar = 5", "gjenstaar_aar = 0", "gjenstaar_aar"),
    ("kompensasjon = 0.8", "kompensasjon = 80", "høyst 1"),
    (
        'innslagspunkt = { beloep = 1800000, enhet = "kr", priser = "løpende"',
        'innslagspunkt = { beloep = 1800000, enhet = "kr", priser = "2026-kroner"',
        "feil prisnivå",
    ),
]


@pytest.mark.parametrize(("old", "new", "words"), CASES, ids=[c[2] for c in CASES])
def test_mistakes_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    found = told(tmp_path, "solvik", FILE, old, new)
    assert words in found, found
